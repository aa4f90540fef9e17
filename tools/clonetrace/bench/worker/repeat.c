// SPDX-License-Identifier: MIT
// Creates tasks again and again and keeps what each time showed. First bare operations, one after
// the other, with nothing added to what a program would do, for the times that the parent sees.
// Then ones in which the child and the program tell when they ran, in turns with a reference that
// copies no memory. None of them pays for what another one measures.
#include "clonetrace/bench/worker/create.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clonetrace/bench/program/stamp.h"
#include "clonetrace/bench/worker/counters.h"
#include "clonetrace/bench/worker/quiet.h"

#define PATIENCE 6        // budgets to wait for a quiet core and to measure again
#define STRETCH_NS 500000 // measured before the processor is looked at again

struct repeat {
    struct ct_work *work;
    struct ct_quiet quiet;
    ct_worker_create *create;
    bool recording;
    double leave[CT_BENCH_MOST], reference[CT_BENCH_MOST]; // from execve or _exit on
    size_t leaves, references;
};

// Static: too large for the stack, whose pages a child copies.
static struct repeat repeat;

static double since(const struct ct_work *work, uint64_t from, uint64_t to) {
    return (double)(int64_t)(to - from) - work->answer->overhead_ns;
}

static void run(ct_worker_create *create, bool stamping, struct ct_times *times) {
    struct ct_work *work = repeat.work;
    int error;

    work->stamping = stamping;
    memset(work->stamps, 0, sizeof *work->stamps);
    fcntl(CT_STAMP_FD, F_SETFD, stamping ? 0 : FD_CLOEXEC);
    error = create(work, times);
    if (error == ECHILD)
        ct_worker_fail(work, ENOEXEC, "run the child to a good end");
    if (error)
        ct_worker_fail(work, error, "create");
}

static void keep_write(struct ct_work *work) {
    const struct ct_stamps *stamps = work->stamps;
    size_t pages = work->length / work->page;
    double written = work->request->condition.written * (double)pages;

    if (stamps->write_to && written >= 1)
        ct_worker_sample(work, CT_BENCH_WRITE_PAGE,
                         since(work, stamps->write_from, stamps->write_to) / written);
}

static void run_bare(void) {
    struct ct_work *work = repeat.work;
    struct rusage before, after, before_children, after_children;
    struct ct_times times;

    getrusage(RUSAGE_CHILDREN, &before_children);
    getrusage(RUSAGE_SELF, &before);
    run(repeat.create, false, &times);
    getrusage(RUSAGE_SELF, &after);
    getrusage(RUSAGE_CHILDREN, &after_children);
    if (!repeat.recording)
        return;
    ct_worker_sample(work, CT_BENCH_CALL, since(work, times.called, times.returned));
    ct_worker_sample(work, CT_BENCH_REAPED, since(work, times.called, times.reaped));
    ct_worker_sample(work, CT_BENCH_PARENT_FAULTS, (double)(after.ru_minflt - before.ru_minflt));
    if (work->request->condition.method != CT_BENCH_PTHREAD_CREATE)
        ct_worker_sample(work, CT_BENCH_CHILD_FAULTS,
                         (double)(after_children.ru_minflt - before_children.ru_minflt));
    keep_write(work);
}

static uint64_t program_began(const struct ct_stamps *stamps) {
    return (uint64_t)stamps->program.tv_sec * 1000000000u + (uint64_t)stamps->program.tv_nsec;
}

// From the child's execve to its program's first instruction, from its _exit to the parent's
// return from wait.
static double leave_time(const struct ct_work *work, const struct ct_times *times) {
    return since(work, work->stamps->leaves,
                 work->request->condition.then == CT_BENCH_EXIT ? times->reaped
                                                                : program_began(work->stamps));
}

static void run_stamped(void) {
    struct ct_work *work = repeat.work;
    struct ct_times times;

    run(repeat.create, true, &times);
    if (!repeat.recording)
        return;
    if (work->stamps->child)
        ct_worker_sample(work, CT_BENCH_CHILD_RUNS, since(work, times.called, work->stamps->child));
    if (program_began(work->stamps))
        ct_worker_sample(work, CT_BENCH_PROGRAM_RUNS,
                         since(work, times.called, program_began(work->stamps)));
    if (repeat.leaves < CT_BENCH_MOST)
        repeat.leave[repeat.leaves++] = leave_time(work, &times);
}

static void run_reference(void) {
    struct ct_times times;

    run(ct_worker_create_sharing, true, &times);
    if (repeat.recording && repeat.references < CT_BENCH_MOST)
        repeat.reference[repeat.references++] = leave_time(repeat.work, &times);
}

static void run_counted(void) {
    struct ct_work *work = repeat.work;
    struct ct_counters counters;
    struct ct_times times;
    uint64_t cycles, misses;

    work->answer->counters_error = ct_counters_open(&counters);
    if (work->answer->counters_error) {
        work->answer->lacks |= CT_BENCH_NO_COUNTERS;
        return;
    }
    run(repeat.create, false, &times);
    ct_counters_close(&counters, &cycles, &misses);
    if (repeat.recording && cycles != UINT64_MAX)
        ct_worker_sample(work, CT_BENCH_CYCLES, (double)cycles);
    if (repeat.recording && misses != UINT64_MAX)
        ct_worker_sample(work, CT_BENCH_TLB_MISSES, (double)misses);
}

// Everything that is not bare.
static void run_told(void) {
    const struct ct_bench_request *request = repeat.work->request;

    run_stamped();
    if (ct_worker_copies(request->condition.method))
        run_reference();
    if (request->counters && !(repeat.work->answer->lacks & CT_BENCH_NO_COUNTERS))
        run_counted();
}

// As many as fit into the stretch, one at least; 0 where they do not count, because somebody shared
// the core. Takes its time from the budget, not that of waiting.
static unsigned run_stretch(void (*each)(void), unsigned most, uint64_t *budget) {
    size_t leaves = repeat.leaves, references = repeat.references;
    uint64_t took = 0;
    unsigned done = 0;

    ct_quiet_open(&repeat.quiet);
    while (done < most && took < STRETCH_NS) {
        each();
        done++;
        took = ct_worker_now() - repeat.quiet.began;
    }
    if (!ct_quiet_close(&repeat.quiet, done)) {
        repeat.leaves = leaves;
        repeat.references = references;
        return 0;
    }
    *budget -= took < *budget ? took : *budget;
    return done;
}

// For half of the budget, after an eighth of that to warm up.
static void run_phase(void (*each)(void)) {
    const struct ct_bench_request *request = repeat.work->request;
    uint64_t budget = request->budget_ns / 2, start = ct_worker_now();

    repeat.recording = false;
    do {
        each();
    } while (ct_worker_now() - start < budget / 8);
    repeat.recording = true;
    for (unsigned done = 0; done < request->most && (done < request->least || budget);)
        done += run_stretch(each, request->most - done, &budget);
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

// A copied address space is torn down between the child's leaving and what follows; in the
// reference nothing is. The rest of that time is the same in both.
static void keep_teardown(struct ct_work *work) {
    double *reference = repeat.reference, usual;

    if (!repeat.references)
        return;
    qsort(reference, repeat.references, sizeof *reference, compare);
    usual = (reference[(repeat.references - 1) / 2] + reference[repeat.references / 2]) / 2;
    for (size_t i = 0; i < repeat.leaves; i++)
        ct_worker_sample(work, CT_BENCH_TEARDOWN, repeat.leave[i] - usual);
}

void ct_worker_create_repeatedly(struct ct_work *work) {
    repeat =
        (struct repeat){.work = work, .create = ct_worker_creator(work->request->condition.method)};
    repeat.quiet =
        (struct ct_quiet){.work = work, .patience_ns = PATIENCE * work->request->budget_ns};
    if (!repeat.create)
        ct_worker_fail(work, ENOSYS, "find the function in this C library");
    run_phase(run_bare);
    if (work->request->condition.writer != CT_BENCH_NOBODY)
        return;
    run_phase(run_told);
    keep_teardown(work);
}
