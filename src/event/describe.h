// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_DESCRIBE_H
#define CT_EVENT_DESCRIBE_H

#include <stddef.h>
#include <stdint.h>

// What each flag means, for people: the texts of event/flags.def. For the command and the tests;
// nothing in the library needs it.

enum ct_flag_kind {
    CT_FLAG_SHARES, // parent and child share the subject, or the child gets a copy
    CT_FLAG_JOINS,  // parent and child share the subject, or the child starts with a fresh one
    CT_FLAG_NEW,    // the child gets a new namespace, the subject, or stays in its parent's
    CT_FLAG_DOES,   // anything else
};

struct ct_flag_text {
    const char *name;
    uint64_t value;
    unsigned takes; // CT_TAKES_*
    enum ct_flag_kind kind;
    const char *subject; // NULL for CT_FLAG_DOES
    const char *set;
    const char *clear; // NULL for a flag of unshare(2) alone
    const char *since; // first Linux release
};

// In the order of the bits; flags of unshare(2) alone come last.
extern const struct ct_flag_text ct_flag_texts[];
extern const size_t ct_flag_texts_count;

const char *ct_flag_kind_name(enum ct_flag_kind kind);

#endif
