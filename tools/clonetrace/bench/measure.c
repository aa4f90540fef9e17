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
#include "clonetrace/bench/notes.h"
#include "clonetrace/bench/progress.h"
#include "clonetrace/bench/random.h"
#include "clonetrace/bench/rounds.h"
#include "clonetrace/bench/series.h"
#include "clonetrace/bench/statistics.h"
#include "clonetrace/cli/fail.h"

// In one visit. A process that measured for longer would say no more about other processes.
#define USUAL_BUDGET_NS 40000000
#define QUICK_BUDGET_NS 5000000
#define LEAST_OPERATIONS 6
#define LEAST_LARGE_OPERATIONS 3 // of LARGE or more: processes differ more than operations then
#define LARGE ((uint64_t)300 << 20)
#define LEAST_QUICK_OPERATIONS 2
#define MOST_OPERATIONS 32
// A visit during which somebody else was on the core is repeated, so often in a round.
#define ATTEMPTS 3

struct measuring {
    const struct ct_bench_plan *plan;
    const struct ct_bench_asked *asked;
    const struct ct_bench_programs *programs;
    struct ct_bench_result *result;
    struct ct_bench_visits *visits; // of each point, and of the plain writes behind them
    struct ct_bench_series plain[CT_BENCH_SERIES];
    size_t count; // points and, where wanted, the plain writes
    size_t open;  // of them, in this round
    double begun, deadline;
    double clock_sum, overhead_sum;
    unsigned answers;
    double quiet_ns; // the least of all workers
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

static unsigned least_of(const struct measuring *of, size_t at) {
    if (of->asked->quick)
        return LEAST_QUICK_OPERATIONS;
    return !is_plain(of, at) && of->plan->points[at].memory >= LARGE ? LEAST_LARGE_OPERATIONS
                                                                     : LEAST_OPERATIONS;
}

// What to ask a worker for; false where there is no program for it.
static bool make_request(const struct measuring *of, size_t at, struct ct_bench_request *request) {
    const struct ct_bench_programs *programs = of->programs;
    const char *program = programs->dynamic_one;

    *request =
        (struct ct_bench_request){.act = is_plain(of, at) ? CT_BENCH_PLAIN : CT_BENCH_CREATE,
                                  .cpu = of->result->machine.pinned,
                                  .counters = !(of->lacks & CT_BENCH_NO_COUNTERS),
                                  .budget_ns = of->asked->quick ? QUICK_BUDGET_NS : USUAL_BUDGET_NS,
                                  .least = least_of(of, at),
                                  .most = MOST_OPERATIONS,
                                  .quiet_ns = of->quiet_ns};
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
    of->quiet_ns = answer->quiet_ns;
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

// Whether a visit counts; where it does not, because more than a quarter of it was disturbed, all
// of it is set aside.
static bool stands(struct measuring *of, const struct ct_bench_answer *answer, bool last) {
    bool good = last || 4 * answer->disturbed <= answer->kept;

    of->result->set_aside += answer->set_aside + (good ? 0 : answer->kept);
    of->result->disturbed += good ? answer->disturbed : 0;
    return good;
}

static void take(struct measuring *of, size_t at, const struct ct_bench_answer *answer,
                 const double *samples) {
    struct ct_bench_series *series = is_plain(of, at) ? of->plain : of->result->points[at].series;
    enum ct_bench_act act = is_plain(of, at) ? CT_BENCH_PLAIN : CT_BENCH_CREATE;

    ct_bench_visits_take(&of->visits[at], series, answer, samples, act);
    ct_bench_visits_judge(&of->visits[at], series, act, of->asked->precision);
}

enum outcome { VISITED, AGAIN, ENDED };

// One worker.
static enum outcome visit(struct measuring *of, size_t at, bool last) {
    struct ct_bench_request request;
    struct ct_bench_answer answer;
    enum outcome outcome = VISITED;
    double *samples, start = now();
    int error;

    if (!make_request(of, at, &request)) {
        give_up(of, at, "there is no static program for this CPU", 0);
        return VISITED;
    }
    error = ct_bench_crew_ask(of->programs->worker, &request, &answer, &samples);
    if (error == -EINTR)
        return ENDED;
    if (error) {
        give_up(of, at, answer.step, -error);
        return VISITED;
    }
    learn(of, at, &answer);
    if (stands(of, &answer, last))
        take(of, at, &answer, samples);
    else
        outcome = AGAIN;
    of->visits[at].seconds = now() - start;
    free(samples);
    return outcome;
}

// The visits of a round: none where all that are open rest in it.
static size_t find_open(struct measuring *of, size_t *order) {
    size_t count = 0;

    of->open = 0;
    for (size_t i = 0; i < of->count; i++) {
        const struct ct_bench_visits *visits = &of->visits[i];
        bool open = !visits->done && !visits->dead;
        unsigned wanted = open;

        if (open && !of->asked->rounds)
            wanted = ct_bench_visits_wanted(visits, of->asked->precision, of->result->rounds);
        of->open += open;
        while (wanted--)
            order[count++] = i;
    }
    return count;
}

// Visits the `count` points of `order` and leaves in it those that are to be visited again.
static enum outcome run_pass(struct measuring *of, size_t *order, size_t *count, bool last) {
    size_t again = 0;

    for (size_t i = 0; i < *count; i++) {
        double time = now();
        enum outcome outcome;

        if (ct_bench_interrupt_came() || time + of->visits[order[i]].seconds > of->deadline)
            return ENDED;
        ct_bench_progress_show(&of->progress, time, of->result->rounds, of->open, of->count,
                               of->deadline - time);
        outcome = visit(of, order[i], last);
        if (outcome == ENDED)
            return ENDED;
        if (outcome == AGAIN)
            order[again++] = order[i];
    }
    *count = again;
    return again ? AGAIN : VISITED;
}

// Returns false where measuring is over.
static bool run_round(struct measuring *of, struct ct_bench_random *random, size_t *order) {
    size_t count = find_open(of, order);
    enum outcome outcome = of->open ? AGAIN : ENDED;

    ct_bench_random_shuffle(random, order, count);
    for (int attempt = 1; outcome == AGAIN && attempt <= ATTEMPTS; attempt++)
        outcome = run_pass(of, order, &count, attempt == ATTEMPTS);
    if (outcome == ENDED)
        return false;
    of->result->rounds++;
    return of->result->rounds != of->asked->rounds;
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

static void conclude(struct measuring *of) {
    struct ct_bench_result *result = of->result;
    unsigned whole = CT_BENCH_ROUNDS_WHOLE;

    keep_plain(of);
    summarise(result);
    if (of->answers) {
        result->clock_ns = of->clock_sum / of->answers;
        result->overhead_ns = of->overhead_sum / of->answers;
    }
    ct_bench_notes_tell(result, of->answers, of->lacks, of->counters_error);
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
    size_t *order = ct_alloc((CT_BENCH_VISITS_MOST * of.count + 1) * sizeof *order);

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
