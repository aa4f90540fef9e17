// SPDX-License-Identifier: MIT
#ifndef CT_SHIM_LIBC_H
#define CT_SHIM_LIBC_H

#include <stdbool.h>

// False in a program with another C library, where the others must not be called.
bool ct_shim_libc_is_glibc(void);
// What gnu_get_libc_version(3) says: "2.36". For the life of the process.
const char *ct_shim_libc_version(void);
// The number behind its point.
unsigned ct_shim_libc_minor(const char *version);

#endif
