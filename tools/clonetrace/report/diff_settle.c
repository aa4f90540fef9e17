// SPDX-License-Identifier: MIT
// What changed between two logs: which places without a symbol are the same in both, and the order
// in which changes are told.
#include <stdlib.h>
#include <string.h>

#include "clonetrace/report/diff.h"

static const char *const names[] = {"new", "gone", "more", "fewer", "same"};

const char *ct_diff_change_name(enum ct_diff_change change) {
    return names[change];
}

// Whether the row is known by an offset and in one of the logs only.
static bool lonely(const struct ct_diff_row *row) {
    return row->where.module && !row->where.symbol && !row->side[0].count != !row->side[1].count;
}

static int by_kind(const struct ct_diff_row *a, const struct ct_diff_row *b) {
    int modules = strcmp(a->where.module, b->where.module), apis = strcmp(a->api, b->api);

    if (modules)
        return modules;
    return apis ? apis : strcmp(a->flags, b->flags);
}

// Lonely rows first, those of a kind together, OLD before NEW, each in the order of the code.
static int by_lonely(const void *a, const void *b) {
    const struct ct_diff_row *x = *(struct ct_diff_row *const *)a,
                             *y = *(struct ct_diff_row *const *)b;
    int kind;

    if (!lonely(x) || !lonely(y))
        return lonely(y) - lonely(x);
    kind = by_kind(x, y);
    if (kind)
        return kind;
    if (!x->side[0].count != !y->side[0].count)
        return !x->side[0].count - !y->side[0].count;
    return x->where.offset < y->where.offset ? -1 : x->where.offset > y->where.offset;
}

static void take(struct ct_diff_row *into, struct ct_diff_row *from) {
    for (int i = 0; i < 2; i++) {
        struct ct_diff_side *side = &into->side[i], *more = &from->side[i];

        side->count += more->count;
        side->failed += more->failed;
        side->places += more->places;
        if (more->count && !side->offset)
            side->offset = more->offset;
        ct_durations_take(&side->took, &more->took);
        *more = (struct ct_diff_side){0};
    }
}

// `old` rows of OLD, then `new` ones of NEW, all of one kind. What is taken is left empty.
static void pair(struct ct_diff *diff, struct ct_diff_row **rows, size_t old, size_t new) {
    if (!old || !new)
        return;
    for (size_t i = 0; i < new &&old == new; i++) {
        take(rows[old + i], rows[i]);
        rows[old + i]->moved = true;
    }
    for (size_t i = 0; i + 1 < old + new &&old != new; i++) {
        take(rows[old + new - 1], rows[i]);
        rows[old + new - 1]->moved = true;
    }
    diff->moved += old > new ? old : new;
}

static void pair_all(struct ct_diff *diff) {
    size_t lonely_count = 0, next;

    while (lonely_count < diff->count && lonely(diff->rows[lonely_count]))
        lonely_count++;
    for (size_t i = 0; i < lonely_count; i = next) {
        size_t old = 0;

        for (next = i; next < lonely_count && !by_kind(diff->rows[i], diff->rows[next]); next++)
            old += diff->rows[next]->side[0].count > 0;
        pair(diff, &diff->rows[i], old, next - i - old);
    }
}

static enum ct_diff_change change_of(const struct ct_diff_row *row) {
    const struct ct_diff_side *old = &row->side[0], *new = &row->side[1];

    if (new->places != old->places)
        return new->places > old->places ? CT_DIFF_NEW : CT_DIFF_GONE;
    if (new->count == old->count)
        return CT_DIFF_SAME;
    return new->count > old->count ? CT_DIFF_MORE : CT_DIFF_FEWER;
}

static uint64_t distance(const struct ct_diff_row *row) {
    uint64_t old = row->side[0].count, new = row->side[1].count;

    return old > new ? old - new : new - old;
}

static bool empty(const struct ct_diff_row *row) {
    return !row->side[0].count && !row->side[1].count;
}

// By change; the larger one first, MORE and FEWER among each other. Empty rows last.
static int by_change(const void *a, const void *b) {
    const struct ct_diff_row *x = *(struct ct_diff_row *const *)a,
                             *y = *(struct ct_diff_row *const *)b;
    int rank[] = {0, 1, 2, 2, 3}, where;

    if (empty(x) != empty(y))
        return empty(x) - empty(y);
    if (rank[x->change] != rank[y->change])
        return rank[x->change] - rank[y->change];
    if (distance(x) != distance(y))
        return distance(x) > distance(y) ? -1 : 1;
    where = ct_where_order(&x->where, &y->where);
    if (where)
        return where;
    return strcmp(x->api, y->api) ? strcmp(x->api, y->api) : strcmp(x->flags, y->flags);
}

void ct_diff_settle(struct ct_diff *diff) {
    if (!diff->count)
        return;
    qsort(diff->rows, diff->count, sizeof(struct ct_diff_row *), by_lonely);
    pair_all(diff);
    for (size_t i = 0; i < diff->count; i++)
        diff->rows[i]->change = change_of(diff->rows[i]);
    qsort(diff->rows, diff->count, sizeof(struct ct_diff_row *), by_change);
    while (diff->count && empty(diff->rows[diff->count - 1]))
        free(diff->rows[--diff->count]); // taken by another; its durations, too
    for (size_t i = 0; i < diff->count; i++)
        diff->changes[diff->rows[i]->change]++;
}
