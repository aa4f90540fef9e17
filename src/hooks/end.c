// SPDX-License-Identifier: MIT
// The ways to end a process that run no exit handlers, or only some. exit(3) and a return from main
// come to shim.c.
#include "hooks/export.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/raw.h"
#include "hooks/real.h"
#include "shim.h"
#include "base/poison.h"

// A lookup here could come from a handler of SIGSEGV, or a child: where the next definition is not
// known, the kernel is.
__attribute__((noreturn)) static void leave(void *real, int status) {
    ct_shim_exit(true, status);
    if (real)
        ((void (*)(int))real)(status);
    for (;;)
        ct_raw(SYS_exit_group, (long)status);
}

CT_EXPORT __attribute__((noreturn)) void _exit(int status) {
    leave(ct_real_known(CT_REAL__exit), status);
}

CT_EXPORT __attribute__((noreturn)) void _Exit(int status) {
    leave(ct_real_known(CT_REAL__Exit), status);
}

// The program's at_quick_exit handlers run after this event.
CT_EXPORT __attribute__((noreturn)) void quick_exit(int status) {
    leave(ct_real_find(CT_REAL_quick_exit), status);
}
