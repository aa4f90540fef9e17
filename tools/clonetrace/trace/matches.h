// SPDX-License-Identifier: MIT
#ifndef CT_MATCHES_H
#define CT_MATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clonetrace/trace/map.h"
#include "clonetrace/trace/names.h"
#include "clonetrace/trace/record.h"

#define CT_MATCH_FRAMES 8 // of the first call's stack

// What a rule does with a call. No rule's action is unknown to this version's library.
enum ct_match_kind { CT_MATCH_WARN, CT_MATCH_DENY, CT_MATCH_KILL };

// Calls that one rule matched, made through one function with one set of flags from one place in
// the code: a symbol where there is one, else an offset. Strings are kept by the names.
struct ct_match {
    const char *rule;
    enum ct_match_kind kind;
    const char *api;
    const char *flags; // "VM|VFORK|SIGCHLD"; "" for exec and for none
    struct ct_record_site site;
    uint64_t count;
    bool accepted; // a baseline has it

    // Of the first call in the log.
    const char *error;   // name of the errno that a denied one got; NULL
    const char *path;    // exec: the program that it asked for; NULL
    const char *command; // of the program that called; NULL where no line says so
    pid_t tgid, tid;
    struct ct_record_site stack[CT_MATCH_FRAMES];
    size_t frames;

    struct ct_match *same_hash;
};

struct ct_matches {
    struct ct_names *names; // borrowed
    struct ct_map by_hash;
    struct ct_match **list;
    size_t count, cap;
};

void ct_matches_init(struct ct_matches *matches, struct ct_names *names);
void ct_matches_finish(struct ct_matches *matches);

// Counts what rules made of the call; `command` is that of the program that made it, kept by the
// names, or NULL.
void ct_matches_add(struct ct_matches *matches, const struct ct_record *record,
                    const char *command);

// kill, deny, warn; then by rule, the most frequent first.
void ct_matches_sort(struct ct_matches *matches);

// A rule's action in a log and in reports: "warn", "deny", "kill".
const char *ct_match_kind_name(enum ct_match_kind kind);

#endif
