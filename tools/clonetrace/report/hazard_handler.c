// SPDX-License-Identifier: MIT
// A task created while a signal handler ran: a frame of the call stack is where the kernel lets
// handlers return to.
#include <string.h>

#include "clonetrace/report/hazard_kinds.h"

#define FRAMES 64

struct state {
    struct ct_map known; // by a hash of module and offset: one of the two below
};

static char yes, no;

static uint64_t hash_of(const struct ct_record_site *site) {
    uint64_t hash = 0xcbf29ce484222325u; // FNV-1a

    for (const char *s = site->module; s && *s; s++)
        hash = (hash ^ (unsigned char)*s) * 0x100000001b3u;
    return ct_map_hash(hash, &site->offset, sizeof site->offset);
}

static bool returns_signal(struct ct_hazards *hazards, struct state *state,
                           const struct ct_record_site *site) {
    uint64_t hash = hash_of(site);
    const void *known = ct_map_get(&state->known, hash);

    if (!known) {
        known = ct_code_is_signal_return(hazards->report->code, site) ? &yes : &no;
        ct_map_put(&state->known, hash, (void *)(uintptr_t)known);
    }
    return known == &yes;
}

// _Fork(3) is there for this.
static bool is_safe(const char *api) {
    return !strcmp(api, "_Fork");
}

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    struct ct_record_site frames[FRAMES];
    size_t count;

    if (!ct_hazard_created(event) || is_safe(event->record->api))
        return;
    count = ct_record_stack(event->record, frames, FRAMES);
    for (size_t i = 1; i < count; i++) {
        if (!returns_signal(hazards, mine, &frames[i]))
            continue;
        ct_hazards_prove(hazards,
                         ct_hazards_find(hazards, &ct_hazard_create_in_handler, event, true, NULL),
                         event);
        return;
    }
}

static void finish(struct ct_hazards *hazards, void *mine) {
    struct state *state = mine;

    (void)hazards;
    ct_map_finish(&state->known);
}

const struct ct_hazard ct_hazard_create_in_handler = {
    .id = "create-in-handler",
    .title = "a task was created while a signal handler ran",
    .advice =
        "The handler may have interrupted malloc, or a lock of the C library, and fork runs what "
        "pthread_atfork registered. Set a flag or write to a pipe in the handler and create "
        "elsewhere; _Fork is the one that may be called there.",
    .source = "signal-safety(7), _Fork(3), POSIX fork()",
    .state = sizeof(struct state),
    .add = add,
    .finish = finish,
};
