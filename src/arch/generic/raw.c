// SPDX-License-Identifier: MIT
// ct_raw() by way of syscall(3), which this build does not intercept. It sets errno, so errno is
// put back.
#include "base/raw.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/poison.h"

long ct_raw(long number, ...) {
    long arg[6], result;
    int saved = errno;
    va_list args;

    va_start(args, number);
    for (int i = 0; i < 6; i++)
        arg[i] = va_arg(args, long);
    va_end(args);
    result = syscall(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
    if (result == -1)
        result = -errno;
    errno = saved;
    return result;
}
