// SPDX-License-Identifier: MIT
#ifndef CT_VERDICT_H
#define CT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "clonetrace/check/baseline.h"
#include "clonetrace/trace/matches.h"
#include "clonetrace/cli/paint.h"
#include "clonetrace/scan/scan.h"
#include "clonetrace/summary/summary.h"
#include "clonetrace/trace/unseen.h"

#define CT_EXIT_UNCOVERED 98 // something went unseen, and nobody allowed it
#define CT_EXIT_VIOLATION 99 // a rule was violated, unless --violation-exit says otherwise

// A rule of the policy, as far as a report speaks of it.
struct ct_verdict_rule {
    const char *id;
    const char *action; // "allow", "warn", "deny", "kill"
    const char *reason; // "" where the policy gives none
};

// Who refuses what the policy denies: the library alone, a filter in the kernel as well, or nobody.
enum ct_enforce { CT_ENFORCE_DEFAULT, CT_ENFORCE_SHIM, CT_ENFORCE_KERNEL, CT_ENFORCE_NONE };

// What there may be that cannot be seen.
struct ct_allow {
    bool all;
    const char **globs; // over a reason, or the path of a program
    size_t count;
};

// What `check` found out about one run.
struct ct_verdict {
    // Set by the caller; borrowed.
    const char *policy;  // as the user named it
    const char *command; // what was run
    struct ct_ending ending;
    const struct ct_verdict_rule *rules;
    size_t rule_count;
    const struct ct_allow *allow;
    struct ct_baseline *baseline; // entries that occur are marked; may be empty
    bool accept_all;              // the baseline is being written: what there is now is accepted
    enum ct_enforce enforce;
    int violation_exit;
    char *const *notes; // of what the kernel cannot enforce, note_count of them
    size_t note_count;
    const struct ct_scan *scan; // of the program's file; NULL where nobody looked
    time_t started;
    const char *host;

    // Found.
    const struct ct_matches *matches; // sorted
    struct ct_unseen unseen;
    uint64_t programs, creations; // that were seen
    size_t violations;            // entries of matches: denied or killed, and not accepted
    uint64_t violating_calls;
    size_t broken_rules;
    size_t accepted, warnings; // likewise entries
    size_t uncovered, allowed; // items of unseen
    size_t gone;               // entries of the baseline that did not occur
    int status;                // to exit with
};

// Fills what is to be found. `summary` has what the run knows better than the log. The verdict
// borrows from the trace.
void ct_verdict_reach(struct ct_verdict *verdict, const struct ct_summary *summary,
                      struct ct_trace *trace, const struct ct_log *log);
void ct_verdict_finish(struct ct_verdict *verdict);

// For people: what happened in the first line, the details below.
void ct_verdict_write(const struct ct_paint *paint, const struct ct_verdict *verdict);

// Workflow commands of GitHub Actions, which make annotations of a run.
void ct_verdict_annotate(FILE *out, const struct ct_verdict *verdict);

// The reason that the policy gives for a rule, "" for none.
const char *ct_verdict_reason(const struct ct_verdict *verdict, const char *rule);

// Whether this match counts: a denial or a kill that no baseline accepts.
bool ct_verdict_violates(const struct ct_match *match);

#endif
