// SPDX-License-Identifier: MIT
#ifndef CT_SCAN_SITES_H
#define CT_SCAN_SITES_H

#include <gelf.h>

#include "clonetrace/scan/scan.h"

// An ELF file that is open, for the files that read one.
struct ct_elf {
    Elf *elf;
    const uint8_t *bytes; // the whole file
    size_t size;
    size_t nsegments;
    size_t nsections; // 0 where they were stripped
    uint16_t machine;
};

// Fills `go`, `musl` and `is_libc` from what the rest of the object says.
void ct_scan_recognise(const struct ct_elf *elf, struct ct_scan_object *object);

// Finds the system call instructions of the file and the functions they are in.
void ct_scan_sites_find(const struct ct_elf *elf, struct ct_scan_object *object);

#endif
