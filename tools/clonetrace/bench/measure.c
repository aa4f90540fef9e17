// SPDX-License-Identifier: MIT
// The protocol: rounds over all points that are still open, in an order that is random anew in
// each, every visit a fresh process. What slows the machine for a while then slows all points
// alike, and what differs between processes shows as a difference between rounds.
#include "clonetrace/bench/measure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clonetrace/bench/crew.h"
#include "clonetrace/bench/interrupt.h"
#include "clonetrace/bench/progress.h"
#include "clonetrace/bench/random.h"
#include "clonetrace/bench/rounds.h"
#include "clonetrace/bench/series.h"
#include "clonetrace/bench/statistics.h"
#include "clonetrace/cli/fail.h"

// In one visit. A process that measured for longer would say no more about other processes.
#define USUAL_BUDGET_NS 40000000
#define QUICK_BUDGET_NS 8000000
#define LEAST_OPERATIONS 3
#define LEAST_QUICK_OPERATIONS 2
#define MOST_OPERATIONS 32

struct measuring {
    const struct ct_bench_plan *plan;
    const struct ct_bench_asked *asked;
    const struct ct_bench_programs *programs;
    struct ct_bench_result *result;
    struct ct_bench_visits *visits; // of each point, and of the plain writes behind them
    struct ct_bench_series plain[CT_BENCH_SERIES];
    size_t count; // points and, where wanted, the plain writes
    double begun, deadline;
    double clock_sum, overhead_sum;
    unsigned answers;
    uint32_t lacks;
    int counters_error;
    struct ct_bench_progress progress;
};

static double now(void) {
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool is_plain(const struct measuring *of, size_t at) {
    return at == of->plan->count;
}

// What to ask a worker for; false where there is no program for it.
static bool make_request(const struct measuring *of, size_t at, struct ct_bench_request *request) {
    const struct ct_bench_programs *programs = of->programs;
    const char *program = programs->dynamic_one;

    *request = (struct ct_bench_request){
        .act = is_plain(of, at) ? CT_BENCH_PLAIN : CT_BENCH_CREATE,
        .cpu = of->result->machine.pinned,
        .counters = !(of->lacks & CT_BENCH_NO_COUNTERS),
        .budget_ns = of->asked->quick ? QUICK_BUDGET_NS : USUAL_BUDGET_NS,
        .least = of->asked->quick ? LEAST_QUICK_OPERATIONS : LEAST_OPERATIONS,
        .most = MOST_OPERATIONS};
    snprintf(request->version, sizeof request->version, "%s", CT_VERSION);
    if (is_plain(of, at)) {
        request->condition.memory = of->plan->plain;
        request->least = 1;
    } else {
        request->condition = of->plan->points[at];
    }
    if (request->condition.then == CT_BENCH_EXEC_STATIC)
        program = programs->static_one;
    if (program)
        snprintf(request->program, sizeof request->program, "%s", program);
    return program && strlen(program) < sizeof request->program;
}

static void note(struct measuring *of, size_t at, const char *text) {
    struct ct_bench_point *point = &of->result->points[at];

    if (is_plain(of, at) || point->note)
        return;
    point->note = ct_format("%s", text);
}

static void give_up(struct measuring *of, size_t at, const char *step, int error) {
    char *text = error ? ct_format("cannot %s: %s", step, strerror(error)) : ct_format("%s", step);

    of->visits[at].dead = true;
    if (is_plain(of, at))
        fprintf(stderr, "clonetrace: bench: plain writes are left out: %s\n", text);
    note(of, at, text);
    free(text);
}

static void learn(struct measuring *of, size_t at, const struct ct_bench_answer *answer) {
    of->clock_sum += answer->clock_ns;
    of->overhead_sum += answer->overhead_ns;
    of->answers++;
    of->lacks |= answer->lacks;
    if (answer->lacks & CT_BENCH_NO_COUNTERS)
        of->counters_error = answer->counters_error;
    if (is_plain(of, at))
        return;
    of->result->points[at].obtained = answer->obtained;
    if (of->plan->points[at].pages == CT_BENCH_THP &&
        answer->obtained.thp_bytes < of->plan->points[at].memory / 10 * 9)
        note(of, at, "the kernel gave less than nine tenths of the memory as huge pages");
}

// One worker. Returns 0, or -EINTR when a signal came.
static int visit(struct measuring *of, size_t at) {
    struct ct_bench_series *series = is_plain(of, at) ? of->plain : of->result->points[at].series;
    struct ct_bench_visits *visits = &of->visits[at];
    struct ct_bench_request request;
    struct ct_bench_answer answer;
    double *samples, start = now();
    int error;

    if (!make_request(of, at, &request)) {
        give_up(of, at, "there is no static program for this CPU", 0);
        return 0;
    }
    error = ct_bench_crew_ask(of->programs->worker, &request, &answer, &samples);
    if (error == -EINTR)
        return error;
    if (error) {
        give_up(of, at, answer.step, -error);
        return 0;
    }
    learn(of, at, &answer);
    ct_bench_visits_take(visits, series, &answer, samples, request.act);
    ct_bench_visits_judge(visits, series, request.act, of->asked->precision);
    visits->seconds = now() - start;
    free(samples);
    return 0;
}

static size_t find_open(const struct measuring *of, size_t *order) {
    size_t open = 0;

    for (size_t i = 0; i < of->count; i++) {
        if (!of->visits[i].done && !of->visits[i].dead)
            order[open++] = i;
    }
    return open;
}

// Returns false where measuring is over.
static bool run_round(struct measuring *of, struct ct_bench_random *random, size_t *order) {
    size_t open = find_open(of, order);

    ct_bench_random_shuffle(random, order, open);
    for (size_t i = 0; i < open; i++) {
        double time = now();

        if (ct_bench_interrupt_came())
            return false;
        if (time + of->visits[order[i]].seconds > of->deadline)
            return false;
        ct_bench_progress_show(&of->progress, time, of->result->rounds, open, of->count,
                               of->deadline - time);
        if (visit(of, order[i]))
            return false;
    }
    of->result->rounds += open > 0;
    return open > 0 && of->result->rounds != of->asked->rounds;
}

static void keep_plain(struct measuring *of) {
    for (int i = 0; i < CT_BENCH_PLAINS; i++)
        of->result->plain[i] = of->plain[i];
}

static void summarise(struct ct_bench_result *result) {
    for (size_t i = 0; i < result->count; i++)
        for (int metric = 0; metric < CT_BENCH_METRICS; metric++)
            ct_bench_series_summarise(&result->points[i].series[metric]);
    for (int i = 0; i < CT_BENCH_PLAINS; i++)
        ct_bench_series_summarise(&result->plain[i]);
}

static void add_note(struct ct_bench_machine *machine, const char *text) {
    char *notes = ct_format("%s%s%s", machine->notes ? machine->notes : "",
                            machine->notes && *machine->notes ? "\n" : "", text);

    free(machine->notes);
    machine->notes = notes;
}

static void tell_load(struct ct_bench_result *result) {
    double cpus = result->machine.cpus;
    char *text;

    if (result->load_before < cpus / 2)
        return;
    text = ct_format("other programs were at work when measuring began: load %.1f",
                     result->load_before);
    add_note(&result->machine, text);
    free(text);
}

static void tell_lacks(struct measuring *of) {
    struct ct_bench_machine *machine = &of->result->machine;
    char *text;

    if (of->lacks & CT_BENCH_NO_CPU) {
        add_note(machine, "not pinned: sched_setaffinity was refused");
        machine->pinned = -1;
    }
    machine->counters = of->answers && !(of->lacks & CT_BENCH_NO_COUNTERS);
    if (of->lacks & CT_BENCH_NO_COUNTERS) {
        text = ct_format("no cycles and TLB misses: perf_event_open says: %s",
                         of->counters_error == ENOENT || of->counters_error == EOPNOTSUPP
                             ? "this machine has no such counters"
                             : strerror(of->counters_error));
        add_note(machine, text);
        free(text);
    }
    if (of->lacks & CT_BENCH_NO_HUGE)
        add_note(machine, "no transparent huge pages, or too few");
    if (of->lacks & CT_BENCH_NO_SPLIT)
        add_note(machine, "huge pages did not split when they were written to");
}

static void conclude(struct measuring *of) {
    struct ct_bench_result *result = of->result;
    unsigned whole = CT_BENCH_ROUNDS_WHOLE;

    keep_plain(of);
    summarise(result);
    if (of->answers) {
        result->clock_ns = of->clock_sum / of->answers;
        result->overhead_ns = of->overhead_sum / of->answers;
    }
    tell_lacks(of);
    tell_load(result);
    result->partial = ct_bench_interrupt_came() != 0;
    if (of->asked->rounds && of->asked->rounds < whole)
        whole = of->asked->rounds;
    for (size_t i = 0; i < of->count; i++)
        result->partial |= !of->visits[i].dead && of->visits[i].count < whole;
}

void ct_bench_measure(const struct ct_bench_plan *plan, const struct ct_bench_asked *asked,
                      const struct ct_bench_programs *programs, struct ct_bench_result *result) {
    struct measuring of = {.plan = plan,
                           .asked = asked,
                           .programs = programs,
                           .result = result,
                           .count = plan->count + (plan->plain != 0),
                           .begun = now()};
    struct ct_bench_random random = {(uint64_t)time(NULL) ^ (uint64_t)getpid() << 32};
    size_t *order = ct_alloc((of.count + 1) * sizeof *order);

    of.deadline = of.begun + asked->max_time;
    of.visits = ct_alloc((of.count + 1) * sizeof *of.visits);
    result->points = ct_alloc((plan->count + 1) * sizeof *result->points);
    result->count = plan->count;
    for (size_t i = 0; i < plan->count; i++)
        result->points[i].condition = plan->points[i];
    while (run_round(&of, &random, order))
        continue;
    ct_bench_progress_clear(&of.progress);
    ct_bench_interrupt_release();
    conclude(&of);
    for (size_t i = 0; i < of.count; i++)
        ct_bench_visits_finish(&of.visits[i]);
    free(of.visits);
    free(order);
}
