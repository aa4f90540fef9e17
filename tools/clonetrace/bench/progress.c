// SPDX-License-Identifier: MIT
// How far measuring is, for somebody who waits.
#include "clonetrace/bench/progress.h"

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "clonetrace/cli/paint.h"

#define EVERY 0.25 // seconds

void ct_bench_progress_show(struct ct_bench_progress *progress, double now, unsigned round,
                            size_t open, size_t count, double left) {
    char text[CT_PAINT_DURATION];

    if (now - progress->written < EVERY || !isatty(STDERR_FILENO))
        return;
    fprintf(stderr,
            "\rclonetrace bench: round %u, %zu of %zu points still open, at most %s left\033[K",
            round + 1, open, count,
            ct_paint_duration(text, left > 1 ? (uint64_t)left * 1000000000 : 1000000000));
    fflush(stderr);
    progress->shown = true;
    progress->written = now;
}

void ct_bench_progress_clear(struct ct_bench_progress *progress) {
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
