// SPDX-License-Identifier: MIT
// What a write to memory costs without a fork between: to a page that is there, to one that is not
// yet, to one whose other process is gone; and into a huge page that a child shares, which splits
// it. What a write after fork is held against.
#include "clonetrace/bench/worker/work.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// Keeps the median's company small: each is the mean over all pages of the memory already.
#define MOST_CYCLES 16

static double time_writes(struct ct_work *work, char *memory, size_t length, size_t step) {
    uint64_t start = ct_worker_now();
    size_t writes = length / step;

    ct_worker_write(memory, length, step, writes);
    return ((double)(ct_worker_now() - start) - work->answer->overhead_ns) / (double)writes;
}

static pid_t start_child(struct ct_work *work, bool stays) {
    pid_t pid = fork();

    if (pid < 0)
        ct_worker_fail(work, errno, "fork");
    if (pid)
        return pid;
    ct_worker_follow_parent(work);
    if (stays)
        for (;;)
            pause();
    _exit(0);
}

static void end_child(pid_t pid, bool stays) {
    if (stays)
        kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void write_small(struct ct_work *work) {
    size_t length = work->request->condition.memory;
    char *memory = ct_worker_map(work, &length, CT_BENCH_SMALL, CT_BENCH_PRIVATE_ANON);

    ct_worker_sample(work, CT_BENCH_FIRST_TOUCH, time_writes(work, memory, length, work->page));
    ct_worker_sample(work, CT_BENCH_PLAIN_WRITE, time_writes(work, memory, length, work->page));
    end_child(start_child(work, false), false);
    ct_worker_sample(work, CT_BENCH_REUSE, time_writes(work, memory, length, work->page));
    munmap(memory, length);
}

static size_t huge_bytes(struct ct_work *work) {
    struct ct_bench_obtained obtained;

    ct_worker_obtain(work, &obtained);
    return obtained.thp_bytes;
}

// One write into each huge page. The kernel gives the writer small pages in its place and copies
// the one that is written (do_huge_pmd_wp_page, mm/huge_memory.c).
static void write_huge(struct ct_work *work) {
    size_t length = work->request->condition.memory, before;
    char *memory = ct_worker_map(work, &length, CT_BENCH_THP, CT_BENCH_PRIVATE_ANON);
    double cost;
    pid_t pid;

    ct_worker_write(memory, length, work->huge, length / work->huge);
    before = huge_bytes(work);
    pid = start_child(work, true);
    cost = time_writes(work, memory, length, work->huge);
    end_child(pid, true);
    if (before < length / 10 * 9)
        work->answer->lacks |= CT_BENCH_NO_HUGE;
    else if (huge_bytes(work) > before / 10)
        work->answer->lacks |= CT_BENCH_NO_SPLIT;
    else
        ct_worker_sample(work, CT_BENCH_THP_SPLIT, cost);
    munmap(memory, length);
}

void ct_worker_write_plainly(struct ct_work *work) {
    const struct ct_bench_request *request = work->request;
    uint64_t start = ct_worker_now();
    unsigned most = request->most < MOST_CYCLES ? request->most : MOST_CYCLES;

    for (unsigned i = 0;
         i < most && (i < request->least || ct_worker_now() - start < request->budget_ns); i++) {
        write_small(work);
        write_huge(work);
    }
}
