// SPDX-License-Identifier: MIT
#ifndef CT_SCAN_CODE_H
#define CT_SCAN_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Told of each system call instruction: its offset in the code, and its number, -1 where that
// cannot be told.
typedef void ct_scan_code_found(void *with, size_t offset, int number);

// Whether the instructions of a machine (EM_…) are known here.
bool ct_scan_code_knows(unsigned machine);

// Searches code of such a machine for system call instructions.
void ct_scan_code(unsigned machine, const uint8_t *code, size_t size, ct_scan_code_found *found,
                  void *with);

// The name of a system call that creates a task, starts a program or changes namespaces; NULL for
// every other.
const char *ct_scan_code_name(unsigned machine, int number);

#endif
