// SPDX-License-Identifier: MIT
// The usual set: every method, then one axis at a time, then points between the axes on which a
// model can be checked. Small enough for five minutes, or with --quick for 20 seconds.
#include "clonetrace/bench/plan_usual.h"

#define MIB ((uint64_t)1 << 20)

// A part of the set: what is common to its points, and where they go.
struct part {
    struct ct_bench_plan *plan;
    const struct ct_bench_room *room;
    bool quick;
};

static void add(const struct part *part, struct ct_bench_condition point) {
    // At most half of it: the rest of the machine is to notice little.
    if (point.memory && ct_bench_room_need(&point) > part->room->usable / 2)
        return;
    ct_bench_plan_add(part->plan, point);
}

// The four that the model knows, at one state of the parent.
static void add_model(const struct part *part, struct ct_bench_condition state) {
    state.method = CT_BENCH_FORK;
    state.then = CT_BENCH_EXIT;
    add(part, state);
    state.then = CT_BENCH_EXEC_STATIC;
    add(part, state);
    state.method = CT_BENCH_VFORK;
    add(part, state);
    state.method = CT_BENCH_POSIX_SPAWN;
    add(part, state);
}

static void add_methods(const struct part *part) {
    for (int method = 0; method < CT_BENCH_METHODS; method++)
        for (int then = 0; then < CT_BENCH_THENS; then++)
            add(part, (struct ct_bench_condition){.method = (enum ct_bench_method)method,
                                                  .then = (enum ct_bench_then)then});
}

static void add_memory(const struct part *part) {
    static const uint64_t usual[] = {4 * MIB, 16 * MIB, 64 * MIB, 256 * MIB, 512 * MIB, 1024 * MIB},
                          quick[] = {16 * MIB, 64 * MIB, 256 * MIB};
    const uint64_t *sizes = part->quick ? quick : usual;
    size_t count = part->quick ? 3 : 6;

    for (size_t i = 0; i < count; i++) {
        add_model(part, (struct ct_bench_condition){.memory = sizes[i]});
        if (sizes[i] < (part->quick ? 256 : 64) * MIB)
            continue;
        add(part, (struct ct_bench_condition){.memory = sizes[i], .pages = CT_BENCH_THP});
        add(part, (struct ct_bench_condition){
                      .memory = sizes[i], .pages = CT_BENCH_THP, .then = CT_BENCH_EXEC_STATIC});
    }
}

static void add_counts(const struct part *part) {
    static const unsigned threads[] = {8, 32, 128}, mappings[] = {100, 1000, 8000},
                          descriptors[] = {100, 1000, 4000};

    for (int i = part->quick ? 1 : 0; i < (part->quick ? 2 : 3); i++) {
        add_model(part, (struct ct_bench_condition){.threads = threads[i]});
        add_model(part, (struct ct_bench_condition){.mappings = mappings[i]});
        add_model(part, (struct ct_bench_condition){.descriptors = descriptors[i]});
    }
}

// Each of them differs from nothing in several ways.
static void add_checks(const struct part *part) {
    add_model(part, (struct ct_bench_condition){
                        .memory = 24 * MIB, .mappings = 300, .descriptors = 50, .threads = 4});
    if (part->quick)
        return;
    add_model(part, (struct ct_bench_condition){.memory = 96 * MIB, .mappings = 2000});
    add_model(part, (struct ct_bench_condition){
                        .memory = 320 * MIB, .mappings = 150, .descriptors = 200, .threads = 16});
}

static void add_sharing(const struct part *part) {
    struct ct_bench_condition point = {.memory = 64 * MIB};

    for (int sharing = CT_BENCH_PRIVATE_FILE; sharing <= CT_BENCH_SHARED; sharing++) {
        point.sharing = (enum ct_bench_sharing)sharing;
        point.then = CT_BENCH_EXIT;
        add(part, point);
        point.then = CT_BENCH_EXEC_STATIC;
        add(part, point);
    }
    point = (struct ct_bench_condition){.memory = 64 * MIB, .pages = CT_BENCH_HUGETLB};
    if (part->room->huge_free >= point.memory)
        add(part, point);
}

static void add_writes(const struct part *part) {
    static const double shares[] = {0.01, 0.1, 1};

    for (int writer = CT_BENCH_CHILD; writer <= CT_BENCH_PARENT; writer++) {
        for (int i = 0; i < 3; i++) {
            struct ct_bench_condition point = {
                .memory = 64 * MIB, .writer = (enum ct_bench_writer)writer, .written = shares[i]};

            add(part, point);
            point.pages = CT_BENCH_THP;
            if (!part->quick)
                add(part, point);
        }
    }
    part->plan->plain = part->quick ? 8 * MIB : 32 * MIB;
}

void ct_bench_plan_usual(struct ct_bench_plan *plan, bool quick, const struct ct_bench_room *room) {
    struct part part = {.plan = plan, .room = room, .quick = quick};

    add_methods(&part);
    add_memory(&part);
    add_counts(&part);
    add_checks(&part);
    if (!quick)
        add_sharing(&part);
    add_writes(&part);
}
