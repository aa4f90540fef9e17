// SPDX-License-Identifier: MIT
// Processes with hundreds of equal children, as parallel builds have them, for people to read.
#include "clonetrace/trace/siblings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "event/names.h"

struct ct_siblings *ct_siblings_of(const struct ct_proc *parent, size_t *count) {
    struct ct_map by_shape = {0};
    struct ct_siblings *groups = NULL;
    size_t used = 0, cap = 0;

    for (const struct ct_proc *child = parent->first; child; child = child->next) {
        size_t at = (size_t)(uintptr_t)ct_map_get(&by_shape, child->shape);

        if (!at) {
            if (used == cap)
                groups = ct_realloc(groups, (cap = cap ? cap * 2 : 8) * sizeof *groups);
            groups[used] = (struct ct_siblings){.first = child};
            at = ++used;
            ct_map_put(&by_shape, child->shape, (void *)(uintptr_t)at);
        }
        groups[at - 1].count++;
        if (!child->ended ||
            child->end_ns <= child->start_ns) // its end is all that was heard of it
            continue;
        groups[at - 1].ended++;
        groups[at - 1].ns += child->end_ns - child->start_ns;
    }
    ct_map_finish(&by_shape);
    *count = used;
    return groups;
}

// What the commands of a group have in common, "..." behind it where they differ.
static void common_command(const struct ct_siblings *group, char *text, size_t size) {
    const char *command = group->first->command;
    size_t len = strlen(command);
    bool differ = false;

    for (const struct ct_proc *proc = group->first; group->count > 1 && proc; proc = proc->next) {
        size_t same = 0;

        if (proc->shape != group->first->shape || proc->command == command)
            continue;
        while (same < len && proc->command[same] == command[same])
            same++;
        differ = true;
        len = same;
    }
    while (differ && len && (command[len] & 0xc0) == 0x80)
        len--; // not inside a character
    snprintf(text, size, "%.*s%s", (int)len, command, differ ? "..." : "");
}

const char *ct_siblings_name(const struct ct_siblings *group, char text[CT_SIBLINGS_NAME]) {
    const struct ct_proc *proc = group->first, *known = proc;
    const char *before = proc->exec_path ? proc->program : proc->before;
    char command[256] = "";

    while (known && !known->program)
        known = known->parent;
    if (proc->program && !proc->exec_path)
        common_command(group, command, sizeof command);
    if (proc->program || proc->exec_path)
        snprintf(text, CT_SIBLINGS_NAME, "%s%s%.300s", before ? before : "", before ? " -> " : "",
                 proc->exec_path ? proc->exec_path : command);
    else if (proc->untold_program)
        snprintf(text, CT_SIBLINGS_NAME, "?");
    else if (ct_tree_silent(proc))
        snprintf(text, CT_SIBLINGS_NAME, "(a program)");
    else
        snprintf(text, CT_SIBLINGS_NAME, "%s (no exec)", known ? known->program : "?");
    return text;
}

const char *ct_siblings_end(const struct ct_proc *proc, char text[CT_SIBLINGS_END],
                            enum ct_siblings_end *how) {
    const char *name = ct_signal_name(proc->status);

    *how = CT_SIBLINGS_FINE;
    if (proc->blind_reason && proc->exec_path) {
        *how = CT_SIBLINGS_UNSEEN;
        snprintf(text, CT_SIBLINGS_END, "unseen: %.20s", proc->blind_reason);
        return text;
    }
    if (ct_tree_silent(proc)) {
        *how = CT_SIBLINGS_UNSEEN;
        return "wrote nothing";
    }
    if (!proc->ended)
        return proc->running ? "still running" : proc->untold_end ? "" : "no exit line";
    if (!proc->killed && proc->status <= 0)
        return "";
    *how = CT_SIBLINGS_BAD;
    if (proc->killed && name)
        return name;
    snprintf(text, CT_SIBLINGS_END, proc->killed ? "signal %d" : "exit %d", proc->status);
    return text;
}
