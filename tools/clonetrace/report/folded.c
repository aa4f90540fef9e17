// SPDX-License-Identifier: MIT
// --folded: call stacks for flame graphs, one line for each that differs: the program, its frames
// from the outermost to the innermost, the API, and a weight. Grows with the stacks that differ.
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/parts.h"
#include "clonetrace/trace/command.h"

#define FRAMES_MAX 256
#define TEXT_MAX 24576 // a line of a log has 4096 bytes, and a byte becomes at most four

struct stack {
    const char *text;
    uint64_t weight;
};

// A call of a process of which no line has said by then what runs in it, since it is faster than
// the line of its creator. Grows with these processes.
struct early {
    const struct ct_proc *proc;
    const char *frames;
    uint64_t weight;
};

struct folded {
    const struct ct_report *report;
    bool asked_for; // a record has a stack
    uint64_t creations;
    struct ct_names names;
    struct ct_map by_text; // kept text to index + 1
    struct stack *stacks;
    size_t count, cap;
    struct early *early;
    size_t early_count, early_cap;
};

// A stack while it is put together.
struct writing {
    char text[TEXT_MAX];
    size_t len;
};

static void *begin(const struct ct_report *report, FILE *out) {
    struct folded *folded = ct_alloc(sizeof *folded);

    (void)out;
    folded->report = report;
    return folded;
}

// What separates frames, or ends a line, cannot stand in a name; a backslash is then no longer
// itself either.
static void add_name(struct writing *writing, const char *name) {
    for (; *name && writing->len + 8 < sizeof writing->text; name++) {
        unsigned char c = (unsigned char)*name;

        if (c < ' ' || c == 0x7f || c == ';' || c == '\\')
            writing->len += (size_t)sprintf(writing->text + writing->len, "\\x%02x", c);
        else
            writing->text[writing->len++] = (char)c;
    }
    writing->text[writing->len] = '\0';
}

static void add_frame(struct writing *writing, const struct ct_record_site *site) {
    char offset[24];

    add_name(writing, "");
    writing->text[writing->len++] = ';';
    if (site->symbol) {
        add_name(writing, site->symbol);
        return;
    }
    snprintf(offset, sizeof offset, "+0x%llx", (unsigned long long)site->offset);
    add_name(writing, site->module ? ct_command_base(site->module) : "?");
    if (site->module)
        add_name(writing, offset);
}

static struct stack *stack_of(struct folded *folded, const char *text) {
    const char *kept = ct_names_keep(&folded->names, text);
    size_t at = (size_t)(uintptr_t)ct_map_get(&folded->by_text, (uintptr_t)kept);

    if (!at) {
        if (folded->count == folded->cap) {
            folded->cap = folded->cap ? folded->cap * 2 : 64;
            folded->stacks = ct_realloc(folded->stacks, folded->cap * sizeof *folded->stacks);
        }
        folded->stacks[folded->count] = (struct stack){.text = kept};
        at = ++folded->count;
        ct_map_put(&folded->by_text, (uintptr_t)kept, (void *)(uintptr_t)at);
    }
    return &folded->stacks[at - 1];
}

static void add_early(struct folded *folded, const struct ct_proc *proc, const char *frames,
                      uint64_t weight) {
    frames = ct_names_keep(&folded->names, frames);
    for (size_t i = folded->early_count; i > 0 && folded->early[i - 1].proc == proc; i--) {
        if (folded->early[i - 1].frames == frames) {
            folded->early[i - 1].weight += weight;
            return;
        }
    }
    if (folded->early_count == folded->early_cap) {
        folded->early_cap = folded->early_cap ? folded->early_cap * 2 : 16;
        folded->early = ct_realloc(folded->early, folded->early_cap * sizeof *folded->early);
    }
    folded->early[folded->early_count++] = (struct early){proc, frames, weight};
}

static void add_frames(struct folded *folded, struct writing *writing,
                       const struct ct_record *record) {
    struct ct_record_site frames[FRAMES_MAX];
    size_t count = ct_record_stack(record, frames, FRAMES_MAX);

    folded->asked_for |= count > 0;
    if (!count) // where unwinding was not safe
        frames[count++] = record->site;
    while (count)
        add_frame(writing, &frames[--count]);
    writing->text[writing->len++] = ';';
    add_name(writing, record->api);
}

static void add(void *state, const struct ct_report_event *event) {
    struct folded *folded = state;
    const struct ct_tree *tree = &event->machine->trace.tree;
    const struct ct_record *record = event->record;
    const struct ct_proc *image;
    struct writing writing = {.len = 0};
    uint64_t weight = folded->report->wishes.folded_by_time ? record->duration_ns : 1;

    if (record->kind != CT_EVENT_CREATE || !ct_report_passes(folded->report, event))
        return;
    folded->creations++;
    image = ct_tree_image(tree, record->who.tgid);
    if (image)
        add_name(&writing, image->program);
    add_frames(folded, &writing, record);
    if (image)
        stack_of(folded, writing.text)->weight += weight;
    else
        add_early(folded, ct_tree_find(tree, record->who.tgid), writing.text, weight);
}

// Now that parents are known. It ran its parent's program, or it would have been heard of before.
static void settle(struct folded *folded, const struct early *early) {
    const struct ct_proc *proc = early->proc;
    struct writing writing = {.len = 0};

    while (proc->merged)
        proc = proc->merged;
    do
        proc = proc->parent;
    while (proc && !proc->program);
    add_name(&writing, proc ? proc->program : "?");
    snprintf(writing.text + writing.len, sizeof writing.text - writing.len, "%s", early->frames);
    stack_of(folded, writing.text)->weight += early->weight;
}

static int by_text(const void *a, const void *b) {
    return strcmp(((const struct stack *)a)->text, ((const struct stack *)b)->text);
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    struct folded *folded = state;

    (void)report;
    if (folded->creations && !folded->asked_for)
        return ct_fail("report: --folded: no call stacks in the log; trace again with 'clonetrace "
                       "run --stack 32', or CLONETRACE_STACK=32");
    for (size_t i = 0; i < folded->early_count; i++)
        settle(folded, &folded->early[i]);
    if (folded->count)
        qsort(folded->stacks, folded->count, sizeof *folded->stacks, by_text);
    for (size_t i = 0; i < folded->count; i++)
        fprintf(out, "%s %llu\n", folded->stacks[i].text,
                (unsigned long long)folded->stacks[i].weight);
    return 0;
}

static void finish(void *state) {
    struct folded *folded = state;

    free(folded->stacks);
    free(folded->early);
    ct_map_finish(&folded->by_text);
    ct_names_finish(&folded->names);
    free(folded);
}

const struct ct_report_part ct_report_folded = {begin, add, end, NULL, finish};
