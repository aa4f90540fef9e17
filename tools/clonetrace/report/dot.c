// SPDX-License-Identifier: MIT
// --dot: the process tree for graphviz. Names come from a log: what graphviz would read as its own
// language is taken from them here. No recursion, a log may be as deep as it likes.
#include <inttypes.h>
#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/parts.h"
#include "clonetrace/trace/siblings.h"

#define LABEL_MAX 72 // characters of a name that are shown; all of it is in the tooltip

struct place {
    const struct ct_proc *proc;
    unsigned long node;
    unsigned depth;
};

struct graph {
    FILE *out;
    const struct ct_report *report;
    unsigned long nodes;
    struct place *stack;
    size_t count, cap;
};

static void *begin(const struct ct_report *report, FILE *out) {
    (void)report;
    (void)out;
    return ct_alloc(1);
}

static void add(void *state, const struct ct_report_event *event) {
    (void)state;
    (void)event;
}

// One character, `len` bytes, of a quoted string. In a label a backslash and an ampersand mean
// something (escString, HTML entities); what has no shape is shown as the log's bytes.
static void character(FILE *out, const unsigned char *s, size_t len) {
    bool byte = len == 3 && s[0] == 0xee && s[1] >= 0xbe; // U+EF80 to U+EFFF

    if (*s == '"')
        fputs("\\\"", out);
    else if (*s == '\\')
        fputs("\\\\", out);
    else if (*s == '&')
        fputs("&amp;", out);
    else if (*s == '\n')
        fputs("\\\\n", out);
    else if (*s < ' ' || *s == 0x7f)
        fprintf(out, "\\\\x%02x", *s);
    else if (byte)
        fprintf(out, "\\\\x%02x", (unsigned)((s[1] & 1) << 6 | (s[2] & 0x3f)) | 0x80);
    else
        fwrite(s, 1, len, out);
}

static void quote(FILE *out, const char *text, size_t max) {
    for (size_t shown = 0; *text; shown++) {
        size_t len = 1;

        while (((unsigned char)text[len] & 0xc0) == 0x80)
            len++;
        if (shown == max) {
            fputs("...", out);
            return;
        }
        character(out, (const unsigned char *)text, len);
        text += len;
    }
}

static void push(struct graph *graph, struct place place) {
    if (graph->count == graph->cap) {
        graph->cap = graph->cap ? graph->cap * 2 : 64;
        graph->stack = ct_realloc(graph->stack, graph->cap * sizeof *graph->stack);
    }
    graph->stack[graph->count++] = place;
}

static void edge(struct graph *graph, unsigned long from, unsigned long to, const char *api) {
    if (!from)
        return; // from the root, which is no process
    fprintf(graph->out, "    n%lu -> n%lu [", from, to);
    if (api) {
        fputs("label=\"", graph->out);
        quote(graph->out, api, LABEL_MAX);
        fputs("\"];\n", graph->out);
    } else {
        fputs("style=dotted];\n", graph->out);
    }
}

// Colours of the outline only, so that text is readable on white; dashes say it without colour.
static const char *look(enum ct_siblings_end how) {
    return how == CT_SIBLINGS_BAD      ? ", color=\"#c01c28\", penwidth=1.6"
           : how == CT_SIBLINGS_UNSEEN ? ", color=\"#8a6100\", style=\"rounded,dashed\""
                                       : "";
}

static unsigned long process(struct graph *graph, const struct ct_siblings *group) {
    char name[CT_SIBLINGS_NAME], text[CT_SIBLINGS_END];
    enum ct_siblings_end how;
    const char *end = ct_siblings_end(group->first, text, &how);
    FILE *out = graph->out;

    ct_siblings_name(group, name);
    fprintf(out, "    n%lu [label=\"", ++graph->nodes);
    if (group->count > 1)
        fprintf(out, "%" PRIu64 " x ", group->count);
    quote(out, name, LABEL_MAX);
    if (*end)
        fputs("\\n", out);
    quote(out, end, LABEL_MAX);
    fputs("\", tooltip=\"", out);
    if (group->count == 1)
        fprintf(out, "%d: ", (int)group->first->pid);
    quote(out, name, sizeof name);
    fprintf(out, "\"%s];\n", look(how));
    return graph->nodes;
}

static void threads(struct graph *graph, const struct ct_threads *made, unsigned long from) {
    for (; made; made = made->next) {
        fprintf(graph->out, "    n%lu [label=\"%" PRIu64 " thread%s\", shape=ellipse];\n",
                ++graph->nodes, made->count, made->count == 1 ? "" : "s");
        edge(graph, from, graph->nodes, made->api);
    }
}

static void more(struct graph *graph, unsigned long from, uint64_t left_out, const char *what) {
    fprintf(graph->out,
            "    n%lu [label=\"%" PRIu64 " more process%s%s\", shape=plaintext, style=\"\"];\n",
            ++graph->nodes, left_out, left_out == 1 ? "" : "es", what);
    edge(graph, from, graph->nodes, NULL);
}

static void children(struct graph *graph, struct place place) {
    size_t limit = graph->report->wishes.limit, count, shown;
    unsigned depth = graph->report->filter.depth;
    uint64_t left_out = place.proc->tasks - (place.node ? 1 : 0);
    struct ct_siblings *groups;

    threads(graph, place.proc->threads, place.node);
    if (!place.proc->first)
        return;
    if (depth && place.depth >= depth) {
        more(graph, place.node, left_out, " below");
        return;
    }
    groups = ct_siblings_of(place.proc, &count);
    for (shown = 0; shown < count && (!limit || shown < limit); shown++) {
        unsigned long node = process(graph, &groups[shown]);

        edge(graph, place.node, node, groups[shown].first->api);
        push(graph, (struct place){groups[shown].first, node, place.depth + 1});
        left_out -= groups[shown].count * groups[shown].first->tasks;
    }
    if (shown < count)
        more(graph, place.node, left_out, ", of other kinds");
    free(groups);
}

static void machine(struct graph *graph, const struct ct_report_machine *machine) {
    bool several = graph->report->machine_count > 1;

    if (several) {
        fprintf(graph->out, "  subgraph cluster_%zu {\n    label=\"machine ", machine->index);
        quote(graph->out, machine->label, LABEL_MAX);
        fputs("\"; color=\"#9a9996\";\n", graph->out);
    }
    push(graph, (struct place){&machine->trace.tree.root, 0, 0});
    while (graph->count)
        children(graph, graph->stack[--graph->count]);
    if (several)
        fputs("  }\n", graph->out);
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    struct graph graph = {.out = out, .report = report};

    (void)state;
    fputs("digraph clonetrace {\n"
          "    graph [rankdir=LR, ranksep=0.6, nodesep=0.15, fontname=\"sans-serif\", "
          "fontsize=10];\n"
          "    node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=10, height=0.3];\n"
          "    edge [fontname=\"sans-serif\", fontsize=9, arrowsize=0.6];\n",
          out);
    for (size_t i = 0; i < report->machine_count; i++)
        machine(&graph, report->machines[i]);
    fputs("}\n", out);
    free(graph.stack);
    return 0;
}

const struct ct_report_part ct_report_dot = {begin, add, end, NULL, free};
