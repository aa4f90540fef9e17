// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_FILTER_H
#define CT_HOOKS_FILTER_H

#include <stdbool.h>

#include "event/event.h"

// Around a call by which the program puts a seccomp filter on itself: before it, what the filter
// would do to the shim is found out, and told where the shim will fall silent; after it, if it was
// installed, that is obeyed. `program` is the caller's struct sock_fprog; the strict mode of
// seccomp(2) has none.
struct ct_filter_plan {
    bool silent;
    unsigned forbidden; // bits of enum ct_use
};
void ct_filter_before(struct ct_filter_plan *plan, enum ct_api api, bool strict,
                      const void *program);
void ct_filter_after(const struct ct_filter_plan *plan, bool installed);

#endif
