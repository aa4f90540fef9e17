// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_EXPORT_H
#define CT_HOOKS_EXPORT_H

// A function that the program finds in place of libc's. src/clonetrace.map lists them all.
#define CT_EXPORT __attribute__((visibility("default")))

// The address that the hook returns to: where the program called it.
#define CT_SITE __builtin_extract_return_addr(__builtin_return_address(0))

#endif
