// SPDX-License-Identifier: MIT
// Cost of encoding alone, in this process, on events filled as the shim fills them.
#include "encode_cost.h"
#include "event/encode.h"
#include "clonetrace/bench/statistics.h"

#include <err.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#define BATCHES 101
#define BATCH 2000

static double now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static struct ct_event usual_event(enum ct_event_kind kind, enum ct_api api) {
    return (struct ct_event){
        .kind = kind,
        .api = api,
        .ts_ns = 123456789012345,
        .tgid = 12345,
        .tid = 12346,
        .site = {.module = "/usr/lib/x86_64-linux-gnu/libexample.so.1", .offset = 0x1c2d4},
    };
}

static size_t encode(const struct ct_event *event) {
    char line[CT_LINE_MAX];
    struct ct_buf buf;
    ct_buf_init(&buf, line, sizeof(line));
    if (ct_event_encode(event, &buf) != 0)
        errx(1, "a usual event does not fit its line");
    return buf.len;
}

static double cost(const struct ct_event *event, size_t batch) {
    double values[BATCHES];
    for (size_t i = 0; i < BATCHES; i++) {
        double start = now_ns();
        for (size_t j = 0; j < batch; j++)
            encode(event);
        values[i] = (now_ns() - start) / (double)batch;
    }
    return ct_bench_median(values, BATCHES);
}

struct bench_encode bench_encode_run(bool quick) {
    size_t batch = quick ? BATCH / 100 : BATCH;
    struct ct_event create = usual_event(CT_EVENT_CREATE, CT_API_PTHREAD_CREATE);
    create.create = (struct ct_create){.flags = 0x3d0f00,
                                       .entry = CT_ENTRY_CLONE3,
                                       .child_tgid = 12345,
                                       .child_tid = 12347,
                                       .duration_ns = 23456};
    struct ct_event exec = usual_event(CT_EVENT_EXEC, CT_API_EXECVE);
    exec.exec = (struct ct_exec){.path = "/usr/lib/gcc/x86_64-linux-gnu/12/cc1",
                                 .created = true,
                                 .by_api = CT_API_VFORK,
                                 .by_tgid = 12344,
                                 .by_tid = 12344,
                                 .by_ts_ns = 123456789000000};
    return (struct bench_encode){
        .create_ns = cost(&create, batch),
        .exec_ns = cost(&exec, batch),
        .create_bytes = (double)encode(&create),
        .exec_bytes = (double)encode(&exec),
    };
}
