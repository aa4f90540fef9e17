// SPDX-License-Identifier: MIT
#ifndef CT_SCAN_ELF_H
#define CT_SCAN_ELF_H

#include "clonetrace/scan/scan.h"

// Reads one ELF program or shared object. Returns NULL, or what is wrong with it; the object is to
// be finished in both cases. The descriptor stays the caller's.
const char *ct_scan_elf_read(int fd, struct ct_scan_object *object);
void ct_scan_elf_finish(struct ct_scan_object *object);

// Only the head: whether the loader would take the file for this program. Source: ld.so skips
// objects of another class or machine while it searches.
bool ct_scan_elf_fits(int fd, const struct ct_scan_object *program);

#endif
