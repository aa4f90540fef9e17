// SPDX-License-Identifier: MIT
// setrlimit, prlimit and ulimit, for one thing: once the program limits the size of its files, a
// write to the log may raise SIGXFSZ. Asking before every line would cost a third of it. Declared
// here, since the headers give 32- and 64-bit names to one function or another.
#include "hooks/export.h"

#include <stdarg.h>
#include <sys/types.h>

#include "hooks/real.h"
#include "sink/quiet.h"
#include "base/poison.h"

struct rlimit;
struct rlimit64;
int setrlimit(int resource, const struct rlimit *limit);
int setrlimit64(int resource, const struct rlimit64 *limit);
int prlimit(pid_t pid, int resource, const struct rlimit *limit, struct rlimit *old);
int prlimit64(pid_t pid, int resource, const struct rlimit64 *limit, struct rlimit64 *old);
long ulimit(int command, ...);

static int limited(int result) {
    ct_quiet_limits_changed();
    return result;
}

CT_EXPORT int setrlimit(int resource, const struct rlimit *limit) {
    return limited(REAL(setrlimit, int (*)(int, const struct rlimit *))(resource, limit));
}

CT_EXPORT int setrlimit64(int resource, const struct rlimit64 *limit) {
    return limited(REAL(setrlimit64, int (*)(int, const struct rlimit64 *))(resource, limit));
}

CT_EXPORT int prlimit(pid_t pid, int resource, const struct rlimit *limit, struct rlimit *old) {
    return limited(REAL(prlimit, int (*)(pid_t, int, const struct rlimit *, struct rlimit *))(
        pid, resource, limit, old));
}

CT_EXPORT int prlimit64(pid_t pid, int resource, const struct rlimit64 *limit,
                        struct rlimit64 *old) {
    return limited(REAL(prlimit64, int (*)(pid_t, int, const struct rlimit64 *, struct rlimit64 *))(
        pid, resource, limit, old));
}

// Its one argument is a long, or none.
CT_EXPORT long ulimit(int command, ...) {
    va_list args;
    long limit, result;

    va_start(args, command);
    limit = va_arg(args, long);
    va_end(args);
    result = REAL(ulimit, long (*)(int, ...))(command, limit);
    ct_quiet_limits_changed();
    return result;
}
