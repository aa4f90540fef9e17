// SPDX-License-Identifier: MIT
// A machine made of numbers, from a seed alone.
#include "simulate.h"

#include <math.h>
#include <string.h>

#include "clonetrace/bench/series.h"
#include "clonetrace/cli/fail.h"

const struct ct_simulation ct_simulate_usual = {
    .seed = 1, .rounds = 10, .samples = 8, .noise = 0.05, .between = 0.01, .outliers = 0.02};

const struct ct_model_line ct_simulate_fork_call = {
    .fixed = 60e3, .entry = 93, .mapping = 450, .descriptor = 40, .thread = 8000};
const struct ct_model_line ct_simulate_fork_exec = {
    .fixed = 190e3, .entry = 170, .mapping = 800, .descriptor = 60, .thread = 8000};
const struct ct_model_line ct_simulate_spawn = {.fixed = 102e3};
static const struct ct_model_line vfork_exec = {.fixed = 72e3};

double ct_simulate_normal(struct ct_bench_random *random) {
    double u = ((double)(ct_bench_random_next(random) >> 11) + 1) / 9007199254740993.0;
    double v = (double)(ct_bench_random_next(random) >> 11) / 9007199254740992.0;

    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

void ct_simulate_series(struct ct_bench_series *series, const struct ct_simulation *simulation,
                        struct ct_bench_random *random, double truth) {
    for (unsigned round = 0; round < simulation->rounds; round++) {
        double centre = truth * exp(simulation->between * ct_simulate_normal(random));

        for (unsigned i = 0; i < simulation->samples; i++) {
            double value = centre * exp(simulation->noise * ct_simulate_normal(random));

            if (ct_bench_random_below(random, 1000000) < simulation->outliers * 1e6)
                value *= 3;
            ct_bench_series_add(series, value, round);
        }
    }
    ct_bench_series_summarise(series);
}

static struct ct_model_state state_of(const struct ct_bench_point *point) {
    const struct ct_bench_condition *asked = &point->condition;

    return (struct ct_model_state){.pte_entries = (double)point->obtained.rss_bytes / 4096,
                                   .mappings = asked->mappings,
                                   .descriptors = asked->descriptors,
                                   .threads = asked->threads};
}

static const struct ct_model_line *line_of(const struct ct_bench_condition *condition) {
    if (condition->method == CT_BENCH_FORK)
        return condition->then == CT_BENCH_EXIT ? &ct_simulate_fork_call : &ct_simulate_fork_exec;
    return condition->method == CT_BENCH_VFORK ? &vfork_exec : &ct_simulate_spawn;
}

static void measure(struct ct_bench_point *point, const struct ct_simulation *simulation,
                    struct ct_bench_random *random) {
    struct ct_bench_series *series = point->series;
    struct ct_model_state state = state_of(point);
    double call = ct_model_cost(&ct_simulate_fork_call, &state);
    double runs = ct_model_cost(line_of(&point->condition), &state);

    if (point->condition.method != CT_BENCH_FORK)
        call = runs;
    ct_simulate_series(&series[CT_BENCH_CALL], simulation, random, call);
    ct_simulate_series(&series[CT_BENCH_REAPED], simulation, random, runs + 30e3);
    if (point->condition.then != CT_BENCH_EXIT)
        ct_simulate_series(&series[CT_BENCH_PROGRAM_RUNS], simulation, random, runs);
    if (point->condition.writer != CT_BENCH_NOBODY)
        ct_simulate_series(&series[CT_BENCH_WRITE_PAGE], simulation, random, 2000);
}

static void add(struct ct_bench_result *result, struct ct_bench_condition condition) {
    struct ct_bench_point *point = &result->points[result->count++];

    point->condition = condition;
    point->obtained = (struct ct_bench_obtained){.rss_bytes = condition.memory + (1 << 20),
                                                 .pte_bytes = condition.memory / 512 + 40960,
                                                 .mappings = condition.mappings + 20,
                                                 .descriptors = condition.descriptors + 3,
                                                 .threads = condition.threads};
}

static void add_memory(struct ct_bench_result *result, uint64_t memory) {
    static const enum ct_bench_method methods[] = {CT_BENCH_FORK, CT_BENCH_VFORK,
                                                   CT_BENCH_POSIX_SPAWN};
    struct ct_bench_condition condition = {.memory = memory};

    for (int i = 0; i < 3; i++) {
        condition.method = methods[i];
        for (condition.then = CT_BENCH_EXIT; condition.then <= CT_BENCH_EXEC_STATIC;
             condition.then++)
            if (i < 2 || condition.then != CT_BENCH_EXIT)
                add(result, condition);
    }
}

static void add_axes(struct ct_bench_result *result, enum ct_bench_then then) {
    struct ct_bench_condition base = {.then = then}, condition;

    for (unsigned step = 1; step <= 3; step++) {
        condition = base;
        condition.mappings = 1000 * step;
        add(result, condition);
        condition = base;
        condition.descriptors = 1000 * step;
        add(result, condition);
        condition = base;
        condition.threads = 10 * step;
        add(result, condition);
    }
}

static void describe(struct ct_bench_machine *machine) {
    machine->kernel = ct_format("6.1.0-simulated");
    machine->cpu = ct_format("A machine made of numbers");
    machine->thp = ct_format("madvise");
    machine->overcommit = ct_format("0");
    machine->mitigations = ct_format("spectre_v2: none\nmeltdown: \"not affected\"");
    machine->libc = ct_format("glibc 2.36");
    machine->notes = ct_format("cycles: not counted here");
    machine->cpus = 2;
    machine->pinned = -1;
    machine->memory = 8ull << 30;
    machine->free = 6ull << 30;
    machine->page = 4096;
}

void ct_simulate_result(struct ct_bench_result *result, const struct ct_simulation *simulation) {
    static const double plain[CT_BENCH_PLAINS] = {14, 1400, 770, 15000};
    struct ct_bench_random random = {simulation->seed};

    *result = (struct ct_bench_result){.when = 1700000000,
                                       .precision = 0.02,
                                       .clock_ns = 25.5,
                                       .overhead_ns = 61.25,
                                       .load_before = 0.1,
                                       .rounds = simulation->rounds};
    describe(&result->machine);
    result->points = ct_alloc(80 * sizeof *result->points);
    add_memory(result, 0);
    for (uint64_t mib = 4; mib <= 1024; mib *= 4)
        add_memory(result, mib << 20);
    add_axes(result, CT_BENCH_EXIT);
    add_axes(result, CT_BENCH_EXEC_STATIC);
    for (unsigned writer = CT_BENCH_CHILD; writer <= CT_BENCH_PARENT; writer++)
        add(result,
            (struct ct_bench_condition){.memory = 64 << 20, .writer = writer, .written = 0.1});
    for (size_t i = 0; i < result->count; i++)
        measure(&result->points[i], simulation, &random);
    for (int i = 0; i < CT_BENCH_PLAINS; i++)
        ct_simulate_series(&result->plain[i], simulation, &random, plain[i]);
}
