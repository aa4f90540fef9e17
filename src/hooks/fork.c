// SPDX-License-Identifier: MIT
// fork, __fork, _Fork and forkpty: a child with a copy of memory, made by libc. The child returns
// at once and does nothing of ours.
#include "hooks/export.h"

#include <errno.h>
#include <pty.h>
#include <unistd.h>

#include "base/state.h"
#include "gate.h"
#include "hooks/real.h"
#include "base/poison.h"

// Not in the headers, or not in those of every glibc from 2.31 on.
pid_t __fork(void);
pid_t _Fork(void);

static pid_t forked(struct ct_call *call, pid_t child) {
    if (child != 0) {
        ct_gate_leave(call, child, child < 0 ? errno : 0);
        return child;
    }
    ct_state_after_fork();
    ct_gate_mark_child(call);
    return 0;
}

static pid_t fork_by(enum ct_real_id id, enum ct_api api, const void *site) {
    pid_t (*real)(void) = (pid_t(*)(void))ct_real_find(id);
    struct ct_call call;

    if (!real) {
        errno = ENOSYS;
        return -1;
    }
    ct_real_prepare();
    if (!ct_gate_enter(&call, api, site, 0))
        return -1;
    return forked(&call, real());
}

CT_EXPORT pid_t fork(void) {
    return fork_by(CT_REAL_fork, CT_API_FORK, CT_SITE);
}

CT_EXPORT pid_t __fork(void) {
    return fork_by(CT_REAL___fork, CT_API_FORK_ALIAS, CT_SITE);
}

CT_EXPORT pid_t _Fork(void) {
    return fork_by(CT_REAL__Fork, CT_API__FORK, CT_SITE);
}

CT_EXPORT int forkpty(int *master, char *name, const struct termios *termios,
                      const struct winsize *winsize) {
    struct ct_call call;

    ct_real_prepare();
    if (!ct_gate_enter(&call, CT_API_FORKPTY, CT_SITE, 0))
        return -1;
    return forked(&call,
                  REAL(forkpty, int (*)(int *, char *, const struct termios *,
                                        const struct winsize *))(master, name, termios, winsize));
}
