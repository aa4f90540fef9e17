// SPDX-License-Identifier: MIT
// daemon(3). The creator ends inside libc, by _exit(0), so it is the child that comes back and
// reports how it was made, in its creator's name.
#include "hooks/export.h"

#include <errno.h>
#include <unistd.h>

#include "base/raw.h"
#include "base/state.h"
#include "gate.h"
#include "hooks/real.h"
#include "base/poison.h"

CT_EXPORT int daemon(int nochdir, int noclose) {
    struct ct_call call;
    pid_t creator = ct_raw_getpid(), self;
    int result;

    ct_real_prepare();
    if (!ct_gate_enter(&call, CT_API_DAEMON, CT_SITE, 0))
        return -1;
    call.owns = false; // whoever comes back
    result = REAL(daemon, int (*)(int, int))(nochdir, noclose);
    self = ct_raw_getpid();
    if (self == creator) {
        ct_gate_leave(&call, 0, errno);
        return result;
    }
    ct_state_after_fork();
    ct_state_own(self);
    ct_gate_leave(&call, self, 0);
    ct_gate_mark_child(&call);
    return result;
}
