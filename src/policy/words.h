// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_WORDS_H
#define CT_POLICY_WORDS_H

#include <stdint.h>

#include "event/event.h"
#include "event/flags.h"

// The names that a policy file may use.

enum ct_words {
    CT_WORDS_API,      // enum ct_api
    CT_WORDS_FLAG,     // bit 0 to 63; 64 + bit for a flag that only unshare(2) knows
    CT_WORDS_SIGNAL,   // signal number
    CT_WORDS_ERRNO,    // errno value
    CT_WORDS_ACTION,   // enum ct_action
    CT_WORDS_EVENT,    // CT_ON_*
    CT_WORDS_RELATION, // 0 process, 1 thread
};

// The value that a name stands for, or -1.
int ct_words_value(enum ct_words words, const char *name);

// The name that was probably meant, or NULL. It is static or in `text`.
#define CT_WORD_MAX 48
const char *ct_words_nearest(enum ct_words words, const char *name, char text[CT_WORD_MAX]);

const char *ct_words_kind(enum ct_words words); // "a clone flag"
// All of them, joined by commas, where they are few; NULL otherwise.
const char *ct_words_all(enum ct_words words);

// The kinds of event that calls of an API make: 1 << CT_ON_*; 0 for an API that no rule judges.
unsigned ct_words_events(enum ct_api api);
const char *ct_words_event_name(unsigned place); // CT_ON_*

// The bit that value of CT_WORDS_FLAG has in events of a kind, 0 where it is no flag there.
uint64_t ct_words_flag(int value, unsigned place);

#endif
