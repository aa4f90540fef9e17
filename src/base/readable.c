// SPDX-License-Identifier: MIT
// Asks the kernel before anything is read. The page that it was last asked for is remembered as
// long as a list is walked: environments lie together.
#include "base/readable.h"

#include <errno.h>
#include <stdint.h>

#include "base/kernel.h"
#include "base/raw.h"
#include "base/poison.h"

// Of the smallest pages that there are, on larger ones it is asked more often.
static const uintptr_t page = 4096;
static const uintptr_t none = UINTPTR_MAX;

// rt_sigprocmask(2) reads the set before it looks at what it shall do with it, and refuses what is
// not 0, 1 or 2 (kernel/signal.c).
static bool kernel_reads(uintptr_t at) {
    enum { NOTHING = -1, SET_SIZE = 8 };

    return at >= SET_SIZE &&
           ct_raw(SYS_rt_sigprocmask, (long)NOTHING, at & ~(uintptr_t)(SET_SIZE - 1), NULL,
                  (long)SET_SIZE) != -EFAULT;
}

static bool reads(uintptr_t at, uintptr_t *known) {
    if (at / page == *known)
        return true;
    if (!kernel_reads(at))
        return false;
    *known = at / page;
    return true;
}

bool ct_readable(const void *at, size_t len) {
    const uintptr_t first = (uintptr_t)at / page, last = ((uintptr_t)at + len - 1) / page;

    if (!at || last < first)
        return false;
    if (!ct_kernel_may(CT_USE_LIMITS))
        return true;
    for (uintptr_t i = first; i <= last; i++)
        if (!kernel_reads(i * page + (i == first ? (uintptr_t)at % page : 0)))
            return false;
    return true;
}

static bool text_reads(const char *text, uintptr_t *known) {
    for (;; text++) {
        if (!reads((uintptr_t)text, known))
            return false;
        if (!*text)
            return true;
    }
}

bool ct_readable_text(const char *text) {
    uintptr_t known = none;

    return text && (!ct_kernel_may(CT_USE_LIMITS) || text_reads(text, &known));
}

bool ct_readable_list(char *const *list) {
    uintptr_t listed = none, known = none;

    if (!list || !ct_kernel_may(CT_USE_LIMITS))
        return list;
    for (;; list++) {
        if (!reads((uintptr_t)list, &listed))
            return false;
        if (!*list)
            return true;
        if (!text_reads(*list, &known))
            return false;
    }
}
