// SPDX-License-Identifier: MIT
// The last part of what `clonetrace flags` shows: whether clone, clone3 and unshare take the set,
// and why not.
#include "clonetrace/flags/flags_verdict.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/flags/flags_query.h"
#include "clonetrace/cli/wrap.h"
#include "event/describe.h"
#include "event/flag_bits.h"
#include "event/names.h"

// Prints the text below the verdict and frees it.
static void note(const struct ct_paint *paint, char *text) {
    ct_paint_spaces(paint, CT_FLAGS_LABEL);
    ct_wrap_text(paint, CT_FLAGS_LABEL, text);
    free(text);
}

// What refuses the set is all there is to say about a refused one; for the others what would refuse
// it elsewhere.
static const struct ct_refusal *next_shown(size_t *at, const struct ct_flag_set *set,
                                           const struct ct_flags_answer *answer) {
    const struct ct_refusal *refusal;

    while ((refusal = ct_refusal_next(at, set, answer->takes))) {
        bool decides =
            refusal->verdict == CT_REFUSES_ALWAYS && ct_refusal_holds(refusal, CT_KERNEL_KNOWN);

        if (decides || !answer->refused)
            return refusal;
    }
    return NULL;
}

static void print_refusal(const struct ct_paint *paint, const struct ct_refusal *refusal) {
    const char *name = ct_errno_name(refusal->error);
    unsigned from = refusal->from, until = refusal->until;

    if (refusal->verdict == CT_REFUSES_STATE)
        note(paint, ct_format("but %s %s [%s]", name, refusal->reason, refusal->where));
    else if (until)
        note(paint, ct_format("but %s before Linux %u.%u: %s [%s]", name, until >> 16,
                              until & 0xffff, refusal->reason, refusal->where));
    else if (from >= CT_KERNEL(6, 0))
        note(paint, ct_format("%s since Linux %u.%u: %s [%s]", name, from >> 16, from & 0xffff,
                              refusal->reason, refusal->where));
    else
        note(paint, ct_format("%s: %s [%s]", name, refusal->reason, refusal->where));
}

// Flags that a machine in use may be too old for.
static void print_releases(const struct ct_paint *paint, uint64_t flags) {
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];

        if (text->takes != CT_TAKES_UNSHARE && flags & text->value &&
            ct_kernel_parse(text->since) >= CT_KERNEL(5, 0))
            note(paint, ct_format("needs Linux %s (%s)", text->since, text->name));
    }
}

static void print_lost(const struct ct_paint *paint, uint64_t lost) {
    char *names = ct_flags_names(lost & ~(uint64_t)CLONE_NEWTIME);

    if (lost & ~(uint64_t)CLONE_NEWTIME)
        note(paint, ct_format("it ignores what is above 32 bits: %s", names));
    if (lost & CLONE_NEWTIME)
        note(paint, ct_format("it reads CLONE_NEWTIME as a bit of the exit signal"));
    free(names);
}

static void print_state(const struct ct_paint *paint, const struct ct_flags_answer *answer) {
    if (answer->refused)
        ct_flags_styled(paint, CT_STYLE_BAD, "refused\n");
    else if (answer->lost)
        ct_flags_styled(paint, CT_STYLE_WARN, "cannot carry this set\n");
    else if (answer->takes == CT_TAKES_UNSHARE)
        ct_flags_styled(paint, CT_STYLE_GOOD,
                        "accepted; for the caller itself, and a flag ends sharing\n");
    else
        ct_flags_styled(paint, CT_STYLE_GOOD, "accepted\n");
}

static void print_answer(const struct ct_paint *paint, const struct ct_flag_set *set,
                         const struct ct_flags_answer *answer, const char *entries) {
    const struct ct_refusal *refusal;
    size_t at = 0;

    ct_flags_label(paint, entries);
    print_state(paint, answer);
    print_lost(paint, answer->lost);
    if (answer->unknown)
        note(paint,
             ct_format("EINVAL: %s does not know 0x%" PRIx64, answer->entry, answer->unknown));
    while ((refusal = next_shown(&at, set, answer)))
        print_refusal(paint, refusal);
    if (!answer->refused && !answer->lost)
        print_releases(paint, set->flags);
}

static bool same(const struct ct_flag_set *set, const struct ct_flags_answer *a,
                 const struct ct_flags_answer *b) {
    const struct ct_refusal *left, *right;
    size_t at_a = 0, at_b = 0;

    if (a->refused != b->refused || a->unknown || b->unknown || a->lost || b->lost)
        return false;
    do {
        left = next_shown(&at_a, set, a);
        right = next_shown(&at_b, set, b);
        if (left != right)
            return false;
    } while (left);
    return true;
}

void ct_flags_print_verdict(const struct ct_paint *paint, const struct ct_flag_set *set) {
    struct ct_flags_answer answers[CT_FLAGS_ANSWERS];
    size_t count = ct_flags_query_answers(set, answers);
    bool both = same(set, &answers[0], &answers[1]);

    if (both)
        print_answer(paint, set, &answers[0], "clone, clone3");
    for (size_t i = both ? 2 : 0; i < count; i++)
        print_answer(paint, set, &answers[i], answers[i].entry);
}
