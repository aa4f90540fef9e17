// SPDX-License-Identifier: MIT
// Turns what was asked for into points to measure, and refuses before the start what the machine
// has no memory for.
#include "clonetrace/bench/plan.h"
#include "clonetrace/bench/plan_usual.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

// What pages are written to where --written came without --memory.
#define WRITTEN_MEMORY ((uint64_t)64 << 20)

bool ct_bench_plan_exists(enum ct_bench_method method, enum ct_bench_then then) {
    if (method == CT_BENCH_POSIX_SPAWN)
        return then != CT_BENCH_EXIT;
    return method != CT_BENCH_PTHREAD_CREATE || then == CT_BENCH_EXIT;
}

static bool same(const struct ct_bench_condition *a, const struct ct_bench_condition *b) {
    return a->method == b->method && a->then == b->then && a->memory == b->memory &&
           a->pages == b->pages && a->sharing == b->sharing && a->threads == b->threads &&
           a->mappings == b->mappings && a->descriptors == b->descriptors &&
           a->writer == b->writer && a->written == b->written;
}

void ct_bench_plan_add(struct ct_bench_plan *plan, struct ct_bench_condition point) {
    if (!ct_bench_plan_exists(point.method, point.then))
        return;
    for (size_t i = 0; i < plan->count; i++) {
        if (same(&plan->points[i], &point))
            return;
    }
    plan->points = ct_realloc(plan->points, (plan->count + 1) * sizeof *plan->points);
    plan->points[plan->count++] = point;
}

static void set(struct ct_bench_condition *point, enum ct_bench_axis axis, double value) {
    switch (axis) {
    case CT_BENCH_AXIS_METHOD:
        point->method = (enum ct_bench_method)value;
        break;
    case CT_BENCH_AXIS_THEN:
        point->then = (enum ct_bench_then)value;
        break;
    case CT_BENCH_AXIS_MEMORY:
        point->memory = (uint64_t)value;
        break;
    case CT_BENCH_AXIS_PAGES:
        point->pages = (enum ct_bench_pages)value;
        break;
    case CT_BENCH_AXIS_SHARING:
        point->sharing = (enum ct_bench_sharing)value;
        break;
    case CT_BENCH_AXIS_THREADS:
        point->threads = (unsigned)value;
        break;
    case CT_BENCH_AXIS_MAPPINGS:
        point->mappings = (unsigned)value;
        break;
    case CT_BENCH_AXIS_DESCRIPTORS:
        point->descriptors = (unsigned)value;
        break;
    case CT_BENCH_AXIS_WRITER:
        point->writer = (enum ct_bench_writer)value;
        break;
    case CT_BENCH_AXIS_WRITTEN:
    case CT_BENCH_AXES:
        point->written = value;
        break;
    }
}

// Pages and sharing say nothing without memory, nor who writes without a share.
static void add_sensible(struct ct_bench_plan *plan, struct ct_bench_condition point) {
    if (!point.memory) {
        point.pages = CT_BENCH_SMALL;
        point.sharing = CT_BENCH_PRIVATE_ANON;
    }
    if (!point.memory || point.written == 0 || point.writer == CT_BENCH_NOBODY) {
        point.writer = CT_BENCH_NOBODY;
        point.written = 0;
    }
    if (point.writer != CT_BENCH_NOBODY &&
        (point.method > CT_BENCH__FORK || point.then != CT_BENCH_EXIT))
        return; // after exec nothing is shared; a child that shares the memory copies nothing
    ct_bench_plan_add(plan, point);
}

static void add_grid(struct ct_bench_plan *plan, const struct ct_bench_asked *asked,
                     struct ct_bench_condition point, enum ct_bench_axis axis) {
    const struct ct_bench_values *values = &asked->axes[axis];

    if (axis == CT_BENCH_AXES) {
        add_sensible(plan, point);
        return;
    }
    if (!values->count)
        add_grid(plan, asked, point, axis + 1);
    for (size_t i = 0; i < values->count; i++) {
        set(&point, axis, values->values[i]);
        add_grid(plan, asked, point, axis + 1);
    }
}

// Every value of each axis while the others stay at the first that was given for them. Who writes
// goes with how much, and pages and sharing with the largest memory: with none there is no
// difference.
static void add_axes(struct ct_bench_plan *plan, const struct ct_bench_asked *asked,
                     struct ct_bench_condition base) {
    double largest = 0;

    for (int axis = CT_BENCH_AXIS_MEMORY; axis < CT_BENCH_AXES; axis++) {
        if (asked->axes[axis].count)
            set(&base, axis, asked->axes[axis].values[0]);
    }
    for (size_t i = 0; i < asked->axes[CT_BENCH_AXIS_MEMORY].count; i++) {
        double memory = asked->axes[CT_BENCH_AXIS_MEMORY].values[i];

        largest = memory > largest ? memory : largest;
    }
    for (int axis = CT_BENCH_AXIS_MEMORY; axis < CT_BENCH_AXES; axis++) {
        bool needs_memory = axis == CT_BENCH_AXIS_PAGES || axis == CT_BENCH_AXIS_SHARING ||
                            axis >= CT_BENCH_AXIS_WRITER;
        struct ct_bench_asked one = {0};
        struct ct_bench_condition point = base;

        one.axes[axis] = asked->axes[axis];
        if (axis == CT_BENCH_AXIS_WRITTEN) // each writer with each share
            one.axes[CT_BENCH_AXIS_WRITER] = asked->axes[CT_BENCH_AXIS_WRITER];
        if (needs_memory)
            point.memory = (uint64_t)largest;
        if (axis < CT_BENCH_AXIS_WRITER) {
            point.writer = CT_BENCH_NOBODY;
            point.written = 0;
        }
        if (asked->axes[axis].count)
            add_grid(plan, &one, point, CT_BENCH_AXIS_METHOD);
    }
}

static void add_asked(struct ct_bench_plan *plan, const struct ct_bench_asked *asked) {
    static const struct ct_bench_values usual_methods = {
        {CT_BENCH_FORK, CT_BENCH_VFORK, CT_BENCH_POSIX_SPAWN}, 3};
    static const struct ct_bench_values usual_thens = {{CT_BENCH_EXIT, CT_BENCH_EXEC_STATIC}, 2};
    const struct ct_bench_values *methods = &asked->axes[CT_BENCH_AXIS_METHOD],
                                 *thens = &asked->axes[CT_BENCH_AXIS_THEN];

    methods = methods->count ? methods : &usual_methods;
    thens = thens->count ? thens : &usual_thens;
    for (size_t m = 0; m < methods->count; m++) {
        for (size_t t = 0; t < thens->count; t++) {
            struct ct_bench_condition base = {.method = (enum ct_bench_method)methods->values[m],
                                              .then = (enum ct_bench_then)thens->values[t]};
            struct ct_bench_asked rest = *asked;

            rest.axes[CT_BENCH_AXIS_METHOD].count = rest.axes[CT_BENCH_AXIS_THEN].count = 0;
            if (asked->grid)
                add_grid(plan, &rest, base, CT_BENCH_AXIS_MEMORY);
            else
                add_axes(plan, &rest, base);
        }
    }
}

static bool any_axis(const struct ct_bench_asked *asked) {
    for (int axis = 0; axis < CT_BENCH_AXES; axis++) {
        if (asked->axes[axis].count)
            return true;
    }
    return asked->all_memory;
}

// What the lists leave open: --memory=all ends where the machine does, somebody writes where
// --written says how much, and memory is what they write to.
static void complete(struct ct_bench_asked *asked, const struct ct_bench_room *room) {
    struct ct_bench_values *memory = &asked->axes[CT_BENCH_AXIS_MEMORY],
                           *writer = &asked->axes[CT_BENCH_AXIS_WRITER];

    if (asked->all_memory) {
        *memory = (struct ct_bench_values){.count = 1};
        for (uint64_t bytes = (uint64_t)1 << 20; memory->count < CT_BENCH_VALUES; bytes *= 4) {
            struct ct_bench_condition point = {.memory = bytes};

            if (ct_bench_room_need(&point) > room->usable)
                break;
            memory->values[memory->count++] = (double)bytes;
        }
    }
    if (asked->axes[CT_BENCH_AXIS_WRITTEN].count && !writer->count)
        *writer = (struct ct_bench_values){{CT_BENCH_CHILD, CT_BENCH_PARENT}, 2};
    if (!memory->count)
        *memory = (struct ct_bench_values){.count = 1};
    if (memory->count == 1 && memory->values[0] == 0 && asked->axes[CT_BENCH_AXIS_WRITTEN].count)
        memory->values[memory->count++] = (double)WRITTEN_MEMORY;
}

static int check(const struct ct_bench_plan *plan, const struct ct_bench_room *room) {
    char need[CT_BENCH_BYTES], usable[CT_BENCH_BYTES], memory[CT_BENCH_BYTES];

    for (size_t i = 0; i < plan->count; i++) {
        const struct ct_bench_condition *point = &plan->points[i];

        if (ct_bench_room_need(point) <= room->usable)
            continue;
        return ct_fail("bench: %s with %s of memory takes up to %s, and only %s can be used: "
                       "that much %s, less a margin; ask for less with --memory",
                       ct_bench_method_name(point->method), ct_bench_bytes(memory, point->memory),
                       ct_bench_bytes(need, ct_bench_room_need(point)),
                       ct_bench_bytes(usable, room->usable), room->limit);
    }
    return 0;
}

int ct_bench_plan_make(struct ct_bench_plan *plan, const struct ct_bench_asked *asked,
                       const struct ct_bench_room *room) {
    struct ct_bench_asked complete_asked = *asked;

    *plan = (struct ct_bench_plan){0};
    if (!any_axis(asked)) {
        ct_bench_plan_usual(plan, asked->quick, room);
    } else {
        complete(&complete_asked, room);
        add_asked(plan, &complete_asked);
        if (asked->axes[CT_BENCH_AXIS_WRITTEN].count)
            plan->plain = WRITTEN_MEMORY;
    }
    if (!plan->count)
        return ct_fail("bench: there is no such combination: posix_spawn always executes a program "
                       "(--then=exec-static), a thread never does, and pages are written only "
                       "after fork and _Fork, with exit");
    return check(plan, room);
}

void ct_bench_plan_finish(struct ct_bench_plan *plan) {
    free(plan->points);
    *plan = (struct ct_bench_plan){0};
}
