// SPDX-License-Identifier: MIT
#ifndef BENCH_INSTALLED_H
#define BENCH_INSTALLED_H

// Copies a library, and the one that it loads from beside itself, into a directory of its own for
// the condition `name`, as an installation does. The path of the copy, which the caller frees. Dies
// on error.
char *bench_installed(const char *name, const char *library);

#endif
