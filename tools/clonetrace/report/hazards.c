// SPDX-License-Identifier: MIT
// The section `hazards`: asks every kind of hazard about every record, and keeps what was found
// with the first records that prove it.
#include "clonetrace/report/hazards.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/parts.h"
#include "clonetrace/report/rows.h"
#include "event/encode.h"

#define HELD_MAX 256 // lines of at most 4 KiB

static void *begin(const struct ct_report *report, FILE *out) {
    struct ct_hazards *hazards = ct_alloc(sizeof *hazards);
    size_t count = 0;

    (void)out;
    hazards->report = report;
    while (ct_hazard_kinds[count])
        count++;
    hazards->states = ct_alloc(count * sizeof *hazards->states);
    for (size_t i = 0; i < count; i++)
        hazards->states[i] = ct_alloc(ct_hazard_kinds[i]->state);
    return hazards;
}

static void look(struct ct_hazards *hazards, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    struct ct_record_site frame;

    if (event->machine->index >= hazards->machines) {
        size_t count = event->machine->index + 1;

        hazards->last_ns = ct_realloc(hazards->last_ns, count * sizeof *hazards->last_ns);
        memset(hazards->last_ns + hazards->machines, 0,
               (count - hazards->machines) * sizeof *hazards->last_ns);
        hazards->machines = count;
    }
    if (record->ts_ns > hazards->last_ns[event->machine->index])
        hazards->last_ns[event->machine->index] = record->ts_ns;
    hazards->thread_ends |= record->kind == CT_EVENT_THREAD_EXIT;
    if (record->kind != CT_EVENT_CREATE)
        return;
    hazards->creates = true;
    hazards->threads |= record->thread && record->result == CT_RESULT_OK;
    if (!hazards->stacks)
        hazards->stacks = ct_record_stack(record, &frame, 1) > 0;
}

static void add(void *state, const struct ct_report_event *event) {
    struct ct_hazards *hazards = state;

    look(hazards, event);
    for (size_t i = 0; ct_hazard_kinds[i]; i++)
        ct_hazard_kinds[i]->add(hazards, hazards->states[i], event);
}

static bool same(const struct ct_finding *a, const struct ct_finding *b) {
    return a->hazard == b->hazard && a->machine == b->machine && a->api == b->api &&
           a->site.module == b->site.module && a->site.offset == b->site.offset && a->key == b->key;
}

// `wanted` has kept strings.
static struct ct_finding *find(struct ct_hazards *hazards, const struct ct_finding *wanted) {
    const void *parts[] = {wanted->hazard, wanted->machine, wanted->api, wanted->site.module,
                           wanted->key};
    uint64_t hash = ct_map_hash(wanted->site.offset, parts, sizeof parts);
    struct ct_finding *first = ct_map_get(&hazards->by_hash, hash), *finding = first;

    while (finding && !same(finding, wanted))
        finding = finding->same_hash;
    if (finding)
        return finding;
    finding = ct_alloc(sizeof *finding);
    *finding = *wanted;
    finding->order = hazards->count;
    finding->same_hash = first;
    ct_map_put(&hazards->by_hash, hash, finding);
    if (hazards->count == hazards->cap) {
        hazards->cap = hazards->cap ? hazards->cap * 2 : 16;
        hazards->list = ct_realloc(hazards->list, hazards->cap * sizeof(struct ct_finding *));
    }
    hazards->list[hazards->count++] = finding;
    return finding;
}

struct ct_finding *ct_hazards_find(struct ct_hazards *hazards, const struct ct_hazard *hazard,
                                   const struct ct_report_event *event, bool placed,
                                   const char *key) {
    struct ct_finding wanted = {.hazard = hazard,
                                .machine = event->machine,
                                .first_ns = event->record->ts_ns,
                                .key = ct_names_keep(&hazards->names, key)};

    if (placed) {
        wanted.api = ct_names_keep(&hazards->names, event->record->api);
        wanted.site = ct_rows_keep_site(&hazards->names, &event->record->site);
    }
    return find(hazards, &wanted);
}

struct ct_finding *ct_hazards_find_on(struct ct_hazards *hazards, const struct ct_hazard *hazard,
                                      const struct ct_report_machine *machine, const char *key) {
    struct ct_finding wanted = {
        .hazard = hazard, .machine = machine, .key = ct_names_keep(&hazards->names, key)};

    return find(hazards, &wanted);
}

static struct ct_hazard_proof proof_of(struct ct_hazards *hazards,
                                       const struct ct_report_event *event, bool with_line) {
    const struct ct_record *record = event->record;
    struct ct_hazard_proof proof = {
        .ts_ns = record->ts_ns, .file = event->file, .who = record->who};

    proof.api = ct_names_keep(&hazards->names,
                              record->api ? record->api : ct_event_kind_name(record->kind));
    if (with_line) {
        proof.line = ct_alloc(event->raw_len + 1);
        memcpy(proof.line, event->raw, event->raw_len);
    }
    return proof;
}

void ct_hazards_prove(struct ct_hazards *hazards, struct ct_finding *finding,
                      const struct ct_report_event *event) {
    finding->count++;
    if (finding->proof_count < CT_HAZARD_PROOFS)
        finding->proofs[finding->proof_count++] = proof_of(hazards, event, true);
}

struct ct_hazard_proof *ct_hazards_hold(struct ct_hazards *hazards,
                                        const struct ct_report_event *event) {
    struct ct_hazard_proof *proof = ct_alloc(sizeof *proof);

    *proof = proof_of(hazards, event, hazards->held < HELD_MAX);
    hazards->held += proof->line != NULL;
    return proof;
}

void ct_hazards_drop(struct ct_hazards *hazards, struct ct_hazard_proof *proof) {
    if (!proof)
        return;
    hazards->held -= proof->line != NULL;
    free(proof->line);
    free(proof);
}

void ct_hazards_give(struct ct_hazards *hazards, struct ct_finding *finding,
                     struct ct_hazard_proof *proof) {
    if (finding->proof_count < CT_HAZARD_PROOFS) {
        finding->proofs[finding->proof_count++] = *proof;
        hazards->held -= proof->line != NULL;
        proof->line = NULL;
    }
    ct_hazards_drop(hazards, proof);
}

static size_t rank(const struct ct_finding *finding) {
    size_t i = 0;

    while (ct_hazard_kinds[i] != finding->hazard)
        i++;
    return i;
}

static int by_kind(const void *a, const void *b) {
    const struct ct_finding *x = *(struct ct_finding *const *)a,
                            *y = *(struct ct_finding *const *)b;

    if (x->hazard != y->hazard)
        return rank(x) < rank(y) ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

// What was only suspected.
static void drop_unproven(struct ct_hazards *hazards) {
    size_t kept = 0;

    for (size_t i = 0; i < hazards->count; i++) {
        if (hazards->list[i]->count)
            hazards->list[kept++] = hazards->list[i];
        else
            free(hazards->list[i]);
    }
    hazards->count = kept;
}

static void settle(struct ct_hazards *hazards) {
    for (size_t i = 0; ct_hazard_kinds[i]; i++) {
        if (ct_hazard_kinds[i]->settle)
            ct_hazard_kinds[i]->settle(hazards, hazards->states[i]);
    }
    drop_unproven(hazards);
    if (hazards->count)
        qsort(hazards->list, hazards->count, sizeof *hazards->list, by_kind);
}

void ct_hazards_blanks(const struct ct_hazards *hazards,
                       void (*tell)(void *to, const char *id, const char *why), void *to) {
    if (hazards->creates && !hazards->stacks)
        tell(to, "create-in-handler",
             "the log has no call stacks; clonetrace run --stack=16 notes them");
    else if (hazards->creates && hazards->report->wishes.code.off)
        tell(to, "create-in-handler", "--no-debuginfo: no program was read");
    if (hazards->threads && !hazards->thread_ends)
        tell(to, "thread-churn",
             "the log has no ends of threads; clonetrace run --lifetimes notes them");
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    settle(state);
    ct_hazards_show(state, report, out);
    return 0;
}

static void json(void *state, const struct ct_report *report, FILE *out) {
    settle(state);
    ct_hazards_json(state, report, out);
}

static void finish(void *state) {
    struct ct_hazards *hazards = state;

    for (size_t i = 0; ct_hazard_kinds[i]; i++) {
        if (ct_hazard_kinds[i]->finish)
            ct_hazard_kinds[i]->finish(hazards, hazards->states[i]);
        free(hazards->states[i]);
    }
    for (size_t i = 0; i < hazards->count; i++) {
        for (size_t k = 0; k < hazards->list[i]->proof_count; k++)
            free(hazards->list[i]->proofs[k].line);
        free(hazards->list[i]);
    }
    free(hazards->list);
    free(hazards->states);
    free(hazards->last_ns);
    ct_map_finish(&hazards->by_hash);
    ct_names_finish(&hazards->names);
    free(hazards);
}

const struct ct_report_part ct_report_hazards = {begin, add, end, json, finish};
