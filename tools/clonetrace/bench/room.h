// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_ROOM_H
#define CT_BENCH_ROOM_H

#include <stdint.h>

#include "clonetrace/bench/result.h"

// Memory that measuring may use.
struct ct_bench_room {
    uint64_t total, free;          // of the machine, bytes; free is MemAvailable
    uint64_t usable;               // what one point may take: free or a limit, less a margin
    uint64_t huge_page, huge_free; // bytes; reserved huge pages that nobody uses
    const char *limit;             // what sets `usable`, for messages
};

void ct_bench_room_read(struct ct_bench_room *room);

// The same from files below `root` in place of "/": a test brings its own.
void ct_bench_room_read_below(struct ct_bench_room *room, const char *root);

// Bytes that a point takes at its peak: its memory, what is copied of it, page tables twice.
uint64_t ct_bench_room_need(const struct ct_bench_condition *condition);

// "1.5 GiB". Returns `text`.
#define CT_BENCH_BYTES 24
const char *ct_bench_bytes(char text[CT_BENCH_BYTES], uint64_t bytes);

#endif
