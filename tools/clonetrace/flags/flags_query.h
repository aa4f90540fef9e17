// SPDX-License-Identifier: MIT
#ifndef CT_FLAGS_QUERY_H
#define CT_FLAGS_QUERY_H

#include <stdbool.h>
#include <stdio.h>

#include "clonetrace/cli/paint.h"
#include "clonetrace/flags/producers.h"
#include "event/event.h"
#include "event/refuse.h"

struct json_t;

// One argument of `clonetrace flags`, understood.
struct ct_flags_query {
    const char *text; // as it was typed
    struct ct_flag_set set;
    bool is_inside; // text names a function inside the kernel
    bool is_api;    // text names an API, `here` is what it passes
    enum ct_api api;
    struct ct_create here;
};

// How one kernel entry takes a set, on the newest kernel that the table knows.
struct ct_flags_answer {
    const char *entry; // "clone", "clone3", "unshare"
    unsigned takes;    // CT_TAKES_* of that entry
    bool refused;
    uint64_t unknown; // bits that the entry refuses
    uint64_t lost;    // flags that the entry has no bits for: ignored or misread, not refused
};

// Returns 0, or CT_EXIT_FAILED after one line that names the wrong part.
int ct_flags_query_parse(struct ct_flags_query *query, const char *text);

// The answers that make sense for the set: clone and clone3 always, unshare where it takes every
// flag of it.
#define CT_FLAGS_ANSWERS 3
size_t ct_flags_query_answers(const struct ct_flag_set *set,
                              struct ct_flags_answer answers[CT_FLAGS_ANSWERS]);

void ct_flags_print(const struct ct_paint *paint, const struct ct_flags_query *query);
struct json_t *ct_flags_json(const struct ct_flags_query *query); // owned by the caller

// The whole table.
void ct_flags_print_table(const struct ct_paint *paint);
void ct_flags_print_markdown(FILE *out);
struct json_t *ct_flags_json_table(void);

#endif
