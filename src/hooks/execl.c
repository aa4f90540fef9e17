// SPDX-License-Identifier: MIT
// The exec family with an argument list. The array is made on the stack, as glibc's own execl makes
// it.
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include "hooks/exec.h"
#include "hooks/export.h"
#include "base/poison.h"

static size_t count(va_list args) {
    size_t len = 1;

    while (va_arg(args, char *))
        len++;
    return len;
}

// The arguments from `first` on, and behind the NULL that ends them the list stands at execle's
// environment.
static void collect(char **argv, const char *first, size_t len, va_list args) {
    argv[0] = (char *)first;
    for (size_t i = 1; i <= len; i++)
        argv[i] = va_arg(args, char *);
}

// A macro, since the array must outlive it and the list must be read in the variadic function
// itself.
#define COLLECT(argv, last)                                                                        \
    va_list args, again;                                                                           \
    va_start(args, last);                                                                          \
    va_copy(again, args);                                                                          \
    size_t len = count(again);                                                                     \
    va_end(again);                                                                                 \
    char **argv = __builtin_alloca((len + 1) * sizeof *argv);                                      \
    collect(argv, last, len, args)

CT_EXPORT int execl(const char *path, const char *arg, ...) {
    COLLECT(argv, arg);
    va_end(args);
    return ct_exec_inherit(CT_API_EXECL, CT_SITE, path, false, argv);
}

CT_EXPORT int execlp(const char *file, const char *arg, ...) {
    COLLECT(argv, arg);
    va_end(args);
    return ct_exec_inherit(CT_API_EXECLP, CT_SITE, file, true, argv);
}

CT_EXPORT int execle(const char *path, const char *arg, ...) {
    COLLECT(argv, arg);
    char *const *envp = va_arg(args, char *const *);
    va_end(args);
    return ct_exec_array(CT_API_EXECLE, CT_SITE, path, false, argv, envp);
}
