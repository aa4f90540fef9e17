// SPDX-License-Identifier: MIT
#ifndef CT_SCAN_CODE_H
#define CT_SCAN_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Told of each system call instruction: its offset in the code, its number, -1 where that cannot be
// told, and the name where it creates a task, starts a program or changes namespaces; NULL for
// every other. Through `int $0x80`, numbers and names are i386's.
typedef void ct_scan_code_found(void *with, size_t offset, int number, const char *name);

// Whether the instructions of a machine (EM_…) are known here.
bool ct_scan_code_knows(unsigned machine);

// Searches code of such a machine for system call instructions.
void ct_scan_code(unsigned machine, const uint8_t *code, size_t size, ct_scan_code_found *found,
                  void *with);

#endif
