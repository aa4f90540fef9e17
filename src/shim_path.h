// SPDX-License-Identifier: MIT
#ifndef CT_SHIM_PATH_H
#define CT_SHIM_PATH_H

#include <stdbool.h>
#include <stddef.h>

// realpath(3) without memory of its own: the absolute path without symbolic links, `.` and `..`, in
// `out`. False where a part of it is missing, or it does not fit. One readlink(2) for each part.
bool ct_path_resolve(const char *path, char *out, size_t size);

#endif
