// SPDX-License-Identifier: MIT
// unshare and setns: no new task, but a task in new or other namespaces.
#include "hooks/export.h"

#include <errno.h>
#include <sched.h>

#include "gate.h"
#include "hooks/real.h"
#include "base/poison.h"

CT_EXPORT int unshare(int flags) {
    uint64_t matched;
    int result;

    if (!ct_gate_namespace_enter(CT_API_UNSHARE, CT_SITE, (unsigned)flags, &matched))
        return -1;
    result = REAL(unshare, int (*)(int))(flags);
    ct_gate_namespace(CT_API_UNSHARE, CT_SITE, (unsigned)flags, result ? errno : 0, matched);
    return result;
}

CT_EXPORT int setns(int fd, int type) {
    uint64_t matched;
    int result;

    if (!ct_gate_namespace_enter(CT_API_SETNS, CT_SITE, (unsigned)type, &matched))
        return -1;
    result = REAL(setns, int (*)(int, int))(fd, type);
    ct_gate_namespace(CT_API_SETNS, CT_SITE, (unsigned)type, result ? errno : 0, matched);
    return result;
}
