// SPDX-License-Identifier: MIT
#ifndef BENCH_PROTOCOL_H
#define BENCH_PROTOCOL_H

#include <stdint.h>

// Between driver and worker, over the worker's stdin and stdout: the driver writes a request, the
// worker does the operation `count` times and answers. End of file on stdin ends the worker.
struct bench_request {
    uint32_t count;
};

struct bench_answer {
    uint64_t ns;   // CLOCK_MONOTONIC time of all of them together
    int32_t error; // 0, or the -errno of the operation that failed and ended the batch
    uint32_t done; // operations completed
};

#endif
