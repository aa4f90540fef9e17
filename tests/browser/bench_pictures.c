// SPDX-License-Identifier: MIT
// bench_pictures SCENE svg|html|json: the picture, page or file of a made-up result, on standard
// output.
// SCENE: full, one, none, unknown (no number is finite), hostile (texts that would break out),
// partial.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/html.h"
#include "clonetrace/bench/result_json.h"
#include "clonetrace/bench/svg.h"
#include "clonetrace/cli/fail.h"

#define SAMPLES 40
#define MIB ((uint64_t)1 << 20)

// About what was measured on a small virtual machine: the plots shall look like real ones.
struct cost {
    enum ct_bench_method method;
    double base, per_mib;
};

static const struct cost costs[] = {
    {CT_BENCH_FORK, 95e3, 22e3}, {CT_BENCH__FORK, 91e3, 21.8e3}, {CT_BENCH_VFORK, 48e3, 0},
    {CT_BENCH_CLONE, 49e3, 0},   {CT_BENCH_CLONE3, 51e3, 0},     {CT_BENCH_POSIX_SPAWN, 78e3, 0},
    {CT_BENCH_SYSTEM, 620e3, 0}, {CT_BENCH_POPEN, 660e3, 0},     {CT_BENCH_PTHREAD_CREATE, 16e3, 0},
};

static struct ct_bench_series series_of(double median) {
    static unsigned turn;
    struct ct_bench_series series = {
        .samples = ct_alloc(SAMPLES * sizeof(double)),
        .rounds = ct_alloc(SAMPLES * sizeof(unsigned)),
        .count = SAMPLES,
        .median = median,
        .low = median * .985,
        .high = median * 1.02,
        .p99 = median * (1.3 + .1 * (turn % 5)),
        .outliers = turn % 3,
    };

    turn++;
    for (int i = 0; i < SAMPLES; i++) {
        series.samples[i] = median * (.97 + .0015 * i);
        series.rounds[i] = (unsigned)i / 8;
    }
    return series;
}

static struct ct_bench_point *add(struct ct_bench_result *result,
                                  struct ct_bench_condition condition) {
    struct ct_bench_point *point;

    result->points = ct_realloc(result->points, (result->count + 1) * sizeof *point);
    point = &result->points[result->count++];
    *point = (struct ct_bench_point){.condition = condition};
    point->obtained = (struct ct_bench_obtained){
        .rss_bytes = condition.memory + 1500 * 1024,
        .thp_bytes = condition.pages == CT_BENCH_THP ? condition.memory : 0,
        .pte_bytes = condition.memory / 512 + 40960,
        .mappings = 22 + condition.mappings,
        .descriptors = 4 + condition.descriptors,
        .threads = 1 + condition.threads,
    };
    return point;
}

static double call_cost(const struct cost *cost, const struct ct_bench_condition *condition) {
    double mib = (double)condition->memory / (double)MIB;
    bool copies = cost->per_mib > 0;

    if (condition->pages == CT_BENCH_THP)
        mib /= 60;
    return cost->base + cost->per_mib * mib + (copies ? 450 * condition->mappings : 0) +
           (copies ? 40 * condition->descriptors + 5e3 * condition->threads : 0);
}

static void measure(struct ct_bench_result *result, const struct cost *cost,
                    struct ct_bench_condition condition) {
    struct ct_bench_point *point;
    double call, torn, program;

    condition.method = cost->method;
    call = call_cost(cost, &condition);
    torn = cost->per_mib > 0 ? call * .8 : 0;
    program = call + 60e3 + torn + (condition.then == CT_BENCH_EXEC_DYNAMIC ? 330e3 : 0);
    point = add(result, condition);
    point->series[CT_BENCH_CALL] = series_of(call);
    point->series[CT_BENCH_REAPED] = series_of(program + 45e3);
    point->series[CT_BENCH_PARENT_FAULTS] = series_of(cost->per_mib > 0 ? 6 : 0);
    if (cost->method < CT_BENCH_POSIX_SPAWN) {
        point->series[CT_BENCH_CHILD_RUNS] = series_of(call * 1.05);
        point->series[CT_BENCH_TEARDOWN] = series_of(torn);
    }
    if (condition.then != CT_BENCH_EXIT)
        point->series[CT_BENCH_PROGRAM_RUNS] = series_of(program);
}

static void measure_methods(struct ct_bench_result *result, struct ct_bench_condition condition) {
    for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
        for (int then = 0; then < CT_BENCH_THENS; then++) {
            bool has_choice = costs[i].method < CT_BENCH_SYSTEM;

            if ((!has_choice && then) || (costs[i].method == CT_BENCH_POSIX_SPAWN && !then))
                continue;
            condition.then = (enum ct_bench_then)then;
            measure(result, &costs[i], condition);
        }
    }
}

static void measure_writes(struct ct_bench_result *result) {
    static const double shares[] = {.01, .1, 1};

    for (int writer = CT_BENCH_CHILD; writer <= CT_BENCH_PARENT; writer++) {
        for (size_t i = 0; i < 3; i++) {
            for (uint64_t memory = 16 * MIB; memory <= 256 * MIB; memory *= 4) {
                struct ct_bench_condition condition = {
                    .memory = memory, .writer = writer, .written = shares[i]};

                measure(result, &costs[0], condition);
                result->points[result->count - 1].series[CT_BENCH_WRITE_PAGE] =
                    series_of(2010 + 60 * (double)i + 35 * writer);
            }
        }
    }
    result->plain[CT_BENCH_PLAIN_WRITE] = series_of(14);
    result->plain[CT_BENCH_FIRST_TOUCH] = series_of(1400);
    result->plain[CT_BENCH_REUSE] = series_of(790);
    result->plain[CT_BENCH_THP_SPLIT] = series_of(15e3);
}

static void measure_axes(struct ct_bench_result *result) {
    static const unsigned steps[] = {1, 10, 100, 1000};

    for (uint64_t memory = 0; memory <= 1024 * MIB; memory = memory ? memory * 4 : MIB) {
        measure_methods(result, (struct ct_bench_condition){.memory = memory});
        if (memory >= 4 * MIB)
            measure_methods(result,
                            (struct ct_bench_condition){.memory = memory, .pages = CT_BENCH_THP});
    }
    for (size_t i = 0; i < 4; i++) {
        measure_methods(result, (struct ct_bench_condition){.memory = MIB, .threads = steps[i]});
        measure_methods(result, (struct ct_bench_condition){.memory = MIB, .mappings = steps[i]});
        measure_methods(result,
                        (struct ct_bench_condition){.memory = MIB, .descriptors = steps[i]});
    }
}

static void add_model(struct ct_bench_result *result) {
    struct ct_model_line fork = {.fixed = 80e3,
                                 .entry = 86,
                                 .mapping = 450,
                                 .descriptor = 40,
                                 .thread = 5e3,
                                 .r2 = .998,
                                 .error = .021,
                                 .error_max = .07,
                                 .fitted = 14,
                                 .least_entries = 400,
                                 .reach = {.pte_entries = 262144},
                                 .checked = 6};

    result->has_model = true;
    result->model = (struct ct_model){.machine = "Example CPU, Linux 6.1",
                                      .kernel = "6.1.0",
                                      .thp = "madvise",
                                      .when = result->when,
                                      .fork_call = fork,
                                      .cow_page_ns = 2010,
                                      .cow_error = .01,
                                      .touch_page_ns = 1400,
                                      .reuse_page_ns = 790,
                                      .entry_bytes = 8};
    fork.entry = 154;
    fork.fixed = 190e3;
    result->model.fork_exec = fork;
    result->model.spawn_exec = (struct ct_model_line){
        .fixed = 138e3, .r2 = .9, .error = .01, .error_max = .03, .fitted = 14, .checked = 6};
    result->model.vfork_exec = result->model.spawn_exec;
    result->model.vfork_exec.fixed = 108e3;
}

static char *text(const char *bytes) {
    return ct_format("%s", bytes);
}

static void describe(struct ct_bench_result *result, const char *cpu, const char *notes) {
    result->machine = (struct ct_bench_machine){.kernel = text("Linux 6.1.0-18-amd64"),
                                                .cpu = text(cpu),
                                                .thp = text("madvise"),
                                                .overcommit = text("0, ratio 50"),
                                                .mitigations = text("meltdown: not affected"),
                                                .libc = text("glibc 2.36"),
                                                .governor = text(""),
                                                .hostname_hash = text("5d1f0c2b"),
                                                .cpus = 2,
                                                .pinned = 1,
                                                .memory = 8192 * MIB,
                                                .free = 6100 * MIB,
                                                .page = 4096,
                                                .notes = text(notes)};
    result->when = 1700000000;
    result->precision = .02;
    result->clock_ns = 21.4;
    result->overhead_ns = 63;
    result->load_before = .12;
    result->load_after = .34;
    result->rounds = 5;
}

static void spoil(struct ct_bench_result *result) {
    for (size_t i = 0; i < result->count; i++) {
        for (int metric = 0; metric < CT_BENCH_METRICS; metric++) {
            struct ct_bench_series *series = &result->points[i].series[metric];

            series->low = series->high = series->p99 = NAN;
            if (i % 3 == 1)
                series->median = NAN;
            else if (i % 3 == 2)
                series->median = i % 2 ? INFINITY : -4;
        }
    }
}

static bool make(struct ct_bench_result *result, const char *scene) {
    const char *hostile = "</script><script>alert(1)</script> & \"CPU\" <b>'\x01\xff]]>";

    describe(result, strcmp(scene, "hostile") ? "Example CPU @ 2.10GHz" : hostile,
             strcmp(scene, "hostile") ? "perf_event_open: not permitted" : hostile);
    if (!strcmp(scene, "none"))
        return true;
    if (!strcmp(scene, "one")) {
        measure(result, &costs[0], (struct ct_bench_condition){.memory = 64 * MIB});
        return true;
    }
    measure_axes(result);
    measure_writes(result);
    add_model(result);
    result->partial = !strcmp(scene, "partial");
    if (!strcmp(scene, "unknown"))
        spoil(result);
    if (!strcmp(scene, "hostile"))
        result->points[3].note = text(hostile);
    return !strcmp(scene, "full") || !strcmp(scene, "unknown") || !strcmp(scene, "hostile") ||
           result->partial;
}

int main(int argc, char **argv) {
    struct ct_bench_result result = {0};

    if (argc != 3 || !make(&result, argv[1]))
        return 2;
    if (!strcmp(argv[2], "svg"))
        ct_bench_svg_write(stdout, &result);
    else if (!strcmp(argv[2], "html"))
        ct_bench_html_write(stdout, &result);
    else
        ct_bench_json_write(stdout, &result);
    ct_bench_result_finish(&result);
    return fflush(stdout) || ferror(stdout);
}
