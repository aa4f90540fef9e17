// SPDX-License-Identifier: MIT
// One process that creates very many within a second.
#include <stdio.h>
#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/hazard_kinds.h"

#define SECOND_NS 1000000000u

// The processes that one has created since a moment.
struct window {
    uint64_t start_ns, count;
    struct ct_finding *finding; // of this second
};

struct state {
    struct ct_map windows; // by process, which is a pointer
};

static struct window *window_of(struct state *state, const struct ct_proc *proc, uint64_t ts_ns) {
    struct window *window = ct_map_get(&state->windows, (uint64_t)(uintptr_t)proc);

    if (!window) {
        window = ct_alloc(sizeof *window);
        window->start_ns = ts_ns;
        ct_map_put(&state->windows, (uint64_t)(uintptr_t)proc, window);
    }
    if (ts_ns > window->start_ns && ts_ns - window->start_ns > SECOND_NS)
        *window = (struct window){.start_ns = ts_ns};
    return window;
}

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    uint64_t limit = ct_limit(&hazards->report->wishes.limits, CT_LIMIT_STORM_RATE);
    struct window *window;

    if (!ct_hazard_created(event) || event->record->thread)
        return;
    window = window_of(mine, ct_tree_find(&event->machine->trace.tree, event->record->who.tgid),
                       event->record->ts_ns);
    window->count++;
    if (window->count == limit) {
        window->finding = ct_hazards_find(hazards, &ct_hazard_fork_storm, event, true, NULL);
        ct_hazards_prove(hazards, window->finding, event);
    }
    if (window->finding && window->count > window->finding->numbers[0])
        window->finding->numbers[0] = window->count;
}

static void finish(struct ct_hazards *hazards, void *mine) {
    struct state *state = mine;

    (void)hazards;
    for (size_t i = 0; i < state->windows.size; i++)
        free(state->windows.slots[i].value);
    ct_map_finish(&state->windows);
}

static void facts(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]) {
    snprintf(
        text, CT_HAZARD_FACTS,
        "one process created %llu within a second, in %llu such second%s; the proof is the one "
        "that reached the limit",
        (unsigned long long)finding->numbers[0], (unsigned long long)finding->count,
        finding->count == 1 ? "" : "s");
}

const struct ct_hazard ct_hazard_fork_storm = {
    .id = "fork-storm",
    .title = "one process creates very many processes within a second",
    .advice =
        "In a shell, use builtins or one awk instead of a program for each line; elsewhere keep "
        "workers, or do it in the process itself.",
    .source = "docs/hazards.md; --threshold storm-rate=N",
    .state = sizeof(struct state),
    .add = add,
    .finish = finish,
    .facts = facts,
};
