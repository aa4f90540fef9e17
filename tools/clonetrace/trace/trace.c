// SPDX-License-Identifier: MIT
// Hands each record to those that count.
#include "clonetrace/trace/trace.h"

#include <stdlib.h>

#include "clonetrace/cli/fail.h"

void ct_trace_init(struct ct_trace *trace) {
    *trace = (struct ct_trace){0};
    ct_tree_init(&trace->tree, &trace->names);
    ct_calls_init(&trace->calls, &trace->names);
    ct_matches_init(&trace->matches, &trace->names);
}

static void blind(struct ct_trace *trace, const struct ct_record *record) {
    const char *reason = ct_names_keep(&trace->names, record->reason);
    const char *path = ct_names_keep(&trace->names, record->path ? record->path : "?");
    const void *parts[] = {reason, path};
    uint64_t hash = ct_map_hash(0, parts, sizeof parts);
    struct ct_blind_spot *first = ct_map_get(&trace->blind_by_hash, hash), *spot = first;

    if (record->path)
        ct_tree_blind_file(&trace->tree, path, reason);
    while (spot && (spot->reason != reason || spot->path != path))
        spot = spot->same_hash;
    if (spot) {
        spot->count++;
        return;
    }
    spot = ct_alloc(sizeof *spot);
    *spot = (struct ct_blind_spot){reason, path, 1, first};
    ct_map_put(&trace->blind_by_hash, hash, spot);
    if (trace->blind_count == trace->blind_cap) {
        trace->blind_cap = trace->blind_cap ? trace->blind_cap * 2 : 16;
        trace->blind = ct_realloc(trace->blind, trace->blind_cap * sizeof *trace->blind);
    }
    trace->blind[trace->blind_count++] = spot;
}

void ct_trace_add(struct ct_trace *trace, const struct ct_record *record) {
    ct_tree_add(&trace->tree, record);
    ct_calls_add(&trace->calls, record);
    ct_tally_add(&trace->tally, record);
    if (record->judged) {
        const struct ct_proc *proc = ct_tree_image(&trace->tree, record->who.tgid);

        ct_matches_add(&trace->matches, record, proc ? proc->command : NULL);
    }
    if (record->kind == CT_EVENT_BLIND)
        blind(trace, record);
    trace->images += record->kind == CT_EVENT_IMAGE;
    trace->failed_execs += record->kind == CT_EVENT_EXEC && record->error;
    trace->unhooked |= record->unhooked;
}

int ct_trace_read(struct ct_trace *trace, struct ct_log *log) {
    struct ct_record record;
    int got;

    while ((got = ct_log_next(log, &record)) > 0) {
        ct_trace_add(trace, &record);
        ct_record_finish(&record);
    }
    return got;
}

void ct_trace_finish(struct ct_trace *trace) {
    for (size_t i = 0; i < trace->blind_count; i++)
        free(trace->blind[i]);
    free(trace->blind);
    ct_map_finish(&trace->blind_by_hash);
    ct_tally_finish(&trace->tally);
    ct_matches_finish(&trace->matches);
    ct_calls_finish(&trace->calls);
    ct_tree_finish(&trace->tree);
    ct_names_finish(&trace->names);
}
