// SPDX-License-Identifier: MIT
// bench-worker, started by `clonetrace bench` for each point and round: reads a request from stdin,
// becomes what it says, measures, answers on stdout, ends. Links nothing but the C library and
// keeps itself small: every page and mapping of it is part of what is measured.
#include "clonetrace/bench/worker/work.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/raw.h"
#include "clonetrace/bench/program/stamp.h"
#include "clonetrace/bench/worker/quiet.h"

// Static, not on the stack: a child that has to copy a page of the stack copies no more than any
// program's would.
static struct ct_bench_request request;
static struct ct_work work;

uint64_t ct_worker_now(void) {
    return ct_clock_ns(CLOCK_MONOTONIC_RAW);
}

uint64_t ct_worker_now_cold(void) {
    return ct_clock_cold_ns(CLOCK_MONOTONIC_RAW);
}

static int put(const void *data, size_t len) {
    for (size_t done = 0; done < len;) {
        ssize_t got = write(STDOUT_FILENO, (const char *)data + done, len - done);

        if (got < 0 && errno != EINTR)
            return -errno;
        done += got > 0 ? (size_t)got : 0;
    }
    return 0;
}

void ct_worker_fail(struct ct_work *unused, int error, const char *step) {
    struct ct_bench_answer answer = {.error = error ? error : EIO};

    snprintf(answer.step, sizeof answer.step, "%s", step);
    put(&answer, sizeof answer);
    _exit(1);
}

void ct_worker_sample(struct ct_work *of, int series, double value) {
    if (of->answer->counts[series] < CT_BENCH_MOST)
        of->samples[series][of->answer->counts[series]++] = value;
}

void ct_worker_follow_parent(const struct ct_work *of) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != of->self)
        _exit(126);
}

static void take_request(void) {
    size_t done = 0;

    while (done < sizeof request) {
        ssize_t got = read(STDIN_FILENO, (char *)&request + done, sizeof request - done);

        if (got <= 0)
            _exit(2); // whoever asked is gone
        done += (size_t)got;
    }
    if (memcmp(request.version, CT_VERSION, sizeof CT_VERSION) != 0 || request.most > CT_BENCH_MOST)
        ct_worker_fail(&work, EPROTO, "understand a command of another version");
}

// Answer, stamps and samples lie in memory that is shared with children, so that writing to them
// after a fork copies nothing.
static void share_memory(void) {
    size_t room = sizeof(double) * CT_BENCH_MOST * CT_BENCH_SERIES;
    size_t head = sizeof *work.stamps + sizeof *work.answer;
    int fd = memfd_create("stamps", MFD_CLOEXEC);
    char *memory;

    if (fd < 0 || ftruncate(fd, (off_t)(head + room)))
        ct_worker_fail(&work, errno, "make shared memory for the times");
    memory = mmap(NULL, head + room, PROT_READ | PROT_WRITE, MAP_SHARED, fd, CT_STAMP_OFFSET);
    if (memory == MAP_FAILED)
        ct_worker_fail(&work, errno, "map shared memory for the times");
    if (fd != CT_STAMP_FD && (dup3(fd, CT_STAMP_FD, O_CLOEXEC) < 0 || close(fd)))
        ct_worker_fail(&work, errno, "keep a descriptor for the times");
    memset(memory, 0, head + room);
    work.stamps = (struct ct_stamps *)memory;
    work.answer = (struct ct_bench_answer *)(memory + sizeof *work.stamps);
    for (int i = 0; i < CT_BENCH_SERIES; i++)
        work.samples[i] = (double *)(memory + head) + (size_t)i * CT_BENCH_MOST;
}

static void stay_on_cpu(void) {
    cpu_set_t set;

    if (request.cpu < 0)
        return;
    CPU_ZERO(&set);
    CPU_SET(request.cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set))
        work.answer->lacks |= CT_BENCH_NO_CPU;
}

// What a reading of the clock costs, and what a measured nothing reads: that is in every time. The
// least of several means, since a clock may tick in tens of nanoseconds.
static void measure_clock(void) {
    enum { BATCHES = 20, READINGS = 100 };
    double clock = 1e9, nothing = 1e9;

    for (int batch = 0; batch < BATCHES; batch++) {
        uint64_t empty = 0, start = ct_worker_now(), all;

        for (int i = 0; i < READINGS; i++) {
            uint64_t from = ct_worker_now(), to = ct_worker_now();

            empty += to - from;
        }
        all = ct_worker_now() - start;
        nothing = (double)empty / READINGS < nothing ? (double)empty / READINGS : nothing;
        clock = (double)all / (2 * READINGS + 1) < clock ? (double)all / (2 * READINGS + 1) : clock;
    }
    work.answer->clock_ns = clock;
    work.answer->overhead_ns = nothing;
}

// Operations must not pile up: a child that nobody waited for or a descriptor that stayed open
// would make each one dearer than the one before.
static void check_nothing_left(void) {
    struct ct_bench_obtained now;

    if (waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD)
        ct_worker_fail(&work, ECHILD, "measure without leaving a child behind");
    ct_worker_obtain(&work, &now);
    if (now.descriptors != work.answer->obtained.descriptors)
        ct_worker_fail(&work, EMFILE, "measure without leaving a descriptor open");
}

static void answer(void) {
    int failed = put(work.answer, sizeof *work.answer);

    for (int i = 0; i < CT_BENCH_SERIES && !failed; i++)
        failed = put(work.samples[i], work.answer->counts[i] * sizeof(double));
    _exit(failed ? 1 : 0);
}

int main(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody is left who would read the answer
    take_request();
    work.request = &request;
    work.self = getpid();
    share_memory();
    stay_on_cpu();
    measure_clock();
    ct_quiet_init(&work);
    ct_worker_prepare(&work);
    ct_worker_obtain(&work, &work.answer->obtained);
    if (request.act == CT_BENCH_PLAIN)
        ct_worker_write_plainly(&work);
    else
        ct_worker_create_repeatedly(&work);
    check_nothing_left();
    answer();
}
