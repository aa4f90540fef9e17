// SPDX-License-Identifier: MIT
// What can be said only once every line has been read: who is whose child, which lines with one pid
// are one process, and which subtrees look the same. Parents are always earlier than children, so
// there are no cycles and no recursion: a log may be as deep as it likes.
#include <stdlib.h>
#include <string.h>

#include "clonetrace/trace/tree.h"

static bool earlier(const struct ct_proc *a, const struct ct_proc *b) {
    return a->start_ns != b->start_ns ? a->start_ns < b->start_ns : a->order < b->order;
}

static int by_start(const void *a, const void *b) {
    return earlier(*(struct ct_proc *const *)a, *(struct ct_proc *const *)b) ? -1 : 1;
}

static int by_caller(const void *a, const void *b) {
    const struct ct_hidden *x = a, *y = b;

    if (x->by != y->by)
        return x->by < y->by ? -1 : 1;
    return x->ts_ns < y->ts_ns ? -1 : x->ts_ns > y->ts_ns;
}

// Lines with the pid of an earlier process that no create line explains: the same process after an
// exec that nobody announced (a raw system call), unless that one had ended or has another parent.
static void merge(struct ct_proc *proc) {
    struct ct_proc *older = proc->older;

    if (proc->created || !older || !earlier(older, proc))
        return;
    if (proc->images && (older->ended || (older->by && proc->by && older->by != proc->by)))
        return;
    while (older->merged)
        older = older->merged;
    proc->merged = older;
    older->chosen |= proc->chosen;
    if (proc->images) {
        older->program = proc->program;
        older->command = proc->command;
        older->exe = proc->exe;
    }
    older->images += proc->images;
    older->wrote |= proc->wrote;
    older->said_end |= proc->said_end;
    older->waited |= proc->waited;
    older->exited |= proc->exited;
    if (proc->ended) {
        older->ended = true;
        older->end_ns = proc->end_ns;
        older->status = proc->status;
    }
    if (!older->threads) {
        older->threads = proc->threads;
        proc->threads = NULL;
    }
}

// The process that had that pid when `child` began.
static struct ct_proc *parent_of(const struct ct_tree *tree, const struct ct_proc *child) {
    struct ct_proc *proc = child->by ? ct_tree_find(tree, child->by) : NULL;

    while (proc && !earlier(proc, child))
        proc = proc->older;
    while (proc && proc->merged)
        proc = proc->merged;
    return proc && earlier(proc, child) ? proc : NULL;
}

// system() and popen() hide the child's pid. The child knows its parent, so it belongs to the
// latest such call.
static void name_hidden(struct ct_tree *tree, struct ct_proc *proc) {
    struct ct_hidden wanted = {.by = proc->by, .ts_ns = proc->start_ns};
    size_t low = 0, high = tree->hidden_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_caller(&tree->hidden[middle], &wanted) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (int tries = 64; low && tries && tree->hidden[low - 1].by == proc->by; low--, tries--) {
        if (!tree->hidden[low - 1].claimed) {
            tree->hidden[low - 1].claimed = true;
            proc->api = tree->hidden[low - 1].api;
            proc->chosen = tree->hidden[low - 1].chosen;
            proc->start_ns = tree->hidden[low - 1].ts_ns;
            return;
        }
    }
}

static void adopt(struct ct_proc *parent, struct ct_proc *child) {
    child->parent = parent;
    child->depth = parent->depth + 1;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
}

static uint64_t own_shape(const struct ct_proc *proc) {
    const void *parts[] = {proc->api, proc->program, proc->before, proc->blind_reason};
    uint64_t hash =
        ct_map_hash((uint64_t)(proc->ended ? proc->status > 0 : 2), parts, sizeof parts);

    if (proc->program || proc->exec_path)
        hash = ct_map_hash(hash, &proc->exec_path, sizeof proc->exec_path);
    for (const struct ct_threads *t = proc->threads; t; t = t->next)
        hash = ct_map_hash(ct_map_hash(hash, &t->api, sizeof t->api), &t->count, sizeof t->count);
    return hash;
}

// Backwards, so that children come before parents. A sum does not depend on the children's order.
static void compare_subtrees(struct ct_tree *tree) {
    for (size_t i = tree->count; i-- > 0;) {
        struct ct_proc *proc = tree->procs[i];
        uint64_t own = own_shape(proc);

        if (proc->merged || proc->pruned)
            continue;
        proc->tasks += 1;
        proc->shape = ct_map_hash(own, &proc->shape, sizeof proc->shape);
        proc->parent->tasks += proc->tasks;
        proc->parent->shape += proc->shape;
    }
}

void ct_tree_link(struct ct_tree *tree) {
    if (tree->count)
        qsort(tree->procs, tree->count, sizeof *tree->procs, by_start);
    if (tree->hidden_count)
        qsort(tree->hidden, tree->hidden_count, sizeof *tree->hidden, by_caller);
    for (size_t i = 0; i < tree->count; i++)
        merge(tree->procs[i]);
    for (size_t i = 0; i < tree->count; i++) {
        struct ct_proc *proc = tree->procs[i], *parent;

        if (proc->merged)
            continue;
        if (!proc->api)
            name_hidden(tree, proc);
        parent = parent_of(tree, proc);
        adopt(parent ? parent : &tree->root, proc);
    }
    ct_tree_note_untold(tree);
    compare_subtrees(tree);
}

static void drop_threads(struct ct_proc *proc) {
    struct ct_threads **at = &proc->threads;

    while (*at) {
        struct ct_threads *threads = *at;

        if (threads->chosen) {
            at = &threads->next;
        } else {
            *at = threads->next;
            free(threads);
        }
    }
}

// Backwards, so that a parent knows of all its children when its turn comes. `tasks` counts, until
// compare_subtrees does, who must stay below.
static void choose(struct ct_tree *tree) {
    for (size_t i = tree->count; i-- > 0;) {
        struct ct_proc *proc = tree->procs[i];

        if (proc->merged)
            continue;
        drop_threads(proc);
        proc->pruned = !proc->chosen && !proc->threads && !proc->tasks;
        proc->parent->tasks += !proc->pruned;
    }
}

static void unlink_all(struct ct_tree *tree) {
    struct ct_proc *proc = &tree->root;

    for (size_t i = 0; proc; proc = i < tree->count ? tree->procs[i++] : NULL) {
        proc->first = proc->last = proc->next = NULL;
        proc->tasks = 0;
        proc->shape = 0;
    }
}

void ct_tree_prune(struct ct_tree *tree) {
    unlink_all(tree);
    choose(tree);
    unlink_all(tree);
    for (size_t i = 0; i < tree->count; i++) {
        if (!tree->procs[i]->merged && !tree->procs[i]->pruned)
            adopt(tree->procs[i]->parent, tree->procs[i]);
    }
    compare_subtrees(tree);
}

void ct_tree_finish(struct ct_tree *tree) {
    struct ct_map *threads = &tree->by_tid;

    for (size_t i = 0; i < tree->count; i++) {
        while (tree->procs[i]->threads) {
            struct ct_threads *next = tree->procs[i]->threads->next;

            free(tree->procs[i]->threads);
            tree->procs[i]->threads = next;
        }
        free(tree->procs[i]);
    }
    for (size_t i = 0; i < threads->size; i++)
        free(threads->slots[i].value);
    ct_map_finish(threads);
    ct_map_finish(&tree->blind_files);
    ct_map_finish(&tree->by_pid);
    free(tree->procs);
    free(tree->hidden);
}
