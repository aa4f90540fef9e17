// SPDX-License-Identifier: MIT
// Answers whether the kernel would take a set of flags. Knows the checks only as data; never asks
// the kernel.
#include "event/refuse.h"

#include <errno.h>
#include <stdlib.h>

#include "event/describe.h"
#include "event/flag_bits.h"

#define SIGNAL_MAX 64 // _NSIG, on every CPU but MIPS

enum { ANY, SENT, BAD };

#define V CT_KERNEL

static const struct ct_refusal refusals[] = {
#define CT_REFUSAL(verdict, entries, all, any, none, signal, error, from, until, reason, where)    \
    {CT_REFUSES_##verdict, entries, all, any, none, signal, error, from, until, reason, where},
#include "event/refusals.def"
#undef CT_REFUSAL
};

static bool signal_matches(const struct ct_refusal *refusal, unsigned signal) {
    switch (refusal->signal) {
    case SENT:
        return signal != 0;
    case BAD:
        return signal > SIGNAL_MAX;
    default:
        return true;
    }
}

static bool matches(const struct ct_refusal *refusal, const struct ct_flag_set *set,
                    unsigned entry) {
    if (!(refusal->entries & entry) || (set->flags & refusal->all) != refusal->all)
        return false;
    if (refusal->any && !(set->flags & refusal->any))
        return false;
    if (set->flags & refusal->none)
        return false;
    return signal_matches(refusal, set->exit_signal);
}

const struct ct_refusal *ct_refusal_next(size_t *at, const struct ct_flag_set *set,
                                         unsigned entry) {
    const struct ct_refusal *refusal;

    while ((refusal = ct_refusal_at((*at)++)))
        if (matches(refusal, set, entry))
            return refusal;
    return NULL;
}

const struct ct_refusal *ct_refusal_at(size_t index) {
    return index < sizeof refusals / sizeof refusals[0] ? &refusals[index] : NULL;
}

bool ct_refusal_holds(const struct ct_refusal *refusal, unsigned kernel) {
    return kernel >= refusal->from && (!refusal->until || kernel < refusal->until);
}

uint64_t ct_flags_unknown(uint64_t flags, unsigned entry, unsigned kernel) {
    uint64_t known = 0;

    if (entry == CT_TAKES_CLONE)
        return 0;
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];
        // clone3 was born knowing all that clone knew, and CLONE_DETACHED is a refusal of its own.
        bool old = entry == CT_TAKES_CLONE3 && text->takes & CT_TAKES_CLONE;

        if (old || (text->takes & entry && ct_kernel_parse(text->since) <= kernel))
            known |= text->value;
    }
    return flags & ~known;
}

unsigned ct_kernel_parse(const char *release) {
    char *end;
    unsigned long major = strtoul(release, &end, 10);
    unsigned long minor;

    if (end == release || *end != '.')
        return 0;
    minor = strtoul(end + 1, NULL, 10);
    return major > 0xffff || minor > 0xffff ? 0 : CT_KERNEL(major, minor);
}
