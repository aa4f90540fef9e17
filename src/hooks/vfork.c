// SPDX-License-Identifier: MIT
// The C halves of arch/<cpu>/vfork.S. Enter runs before the child exists, leave in the parent when
// the child has gone on; between them there is only the cookie.
#include "arch/arch.h"

#include <errno.h>

#include "base/raw.h"
#include "gate.h"
#include "hooks/real.h"
#include "base/poison.h"

long ct_vfork_enter(struct ct_cookie *cookie, const void *site, long alias) {
    struct ct_call call;

    ct_real_prepare();
    if (!ct_gate_enter(&call, alias ? CT_API_VFORK_ALIAS : CT_API_VFORK, site, 0))
        return -1;
    ct_gate_pack(&call, cookie);
    return 0;
}

long ct_vfork_leave(const struct ct_cookie *cookie, const void *site, long result) {
    struct ct_call call;

    ct_gate_unpack(&call, cookie);
    call.site = site;
    ct_gate_leave(&call, result > 0 ? (pid_t)result : 0, result < 0 ? (int)-result : 0);
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}
