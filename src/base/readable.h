// SPDX-License-Identifier: MIT
#ifndef CT_BASE_READABLE_H
#define CT_BASE_READABLE_H

#include <stdbool.h>
#include <stddef.h>

// Pointers that the caller of a system call passes, which the kernel would refuse with EFAULT where
// a load of ours would end the program. Without CT_USE_LIMITS they are trusted. NULL is not
// readable.

// The memory from `at` to `at + len`.
bool ct_readable(const void *at, size_t len);
// A text as far as its NUL.
bool ct_readable_text(const char *text);
// A list of texts that ends with NULL, and each of them.
bool ct_readable_list(char *const *list);

#endif
