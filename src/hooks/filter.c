// SPDX-License-Identifier: MIT
// prctl, for one thing: a program that installs a seccomp filter changes which system call its libc
// will use.
#include "hooks/export.h"

#include <stdarg.h>
#include <sys/prctl.h>

#include "base/kernel.h"
#include "hooks/real.h"
#include "base/poison.h"

CT_EXPORT int prctl(int option, ...) {
    unsigned long arg[4];
    va_list args;
    int result;

    va_start(args, option);
    for (int i = 0; i < 4; i++)
        arg[i] = va_arg(args, unsigned long);
    va_end(args);
    result = REAL(prctl, int (*)(int, ...))(option, arg[0], arg[1], arg[2], arg[3]);
    if (option == PR_SET_SECCOMP)
        ct_kernel_filter_changed();
    return result;
}
