// SPDX-License-Identifier: MIT
// Where posix_spawn starts to pay.
#include "clonetrace/bench/crossover.h"

#include <math.h>
#include <stddef.h>

#include "clonetrace/bench/room.h"
#include "clonetrace/cli/fail.h"

#define PAGE 4096

double ct_bench_crossover(const struct ct_model *model, double times) {
    const struct ct_model_line *fork = &model->fork_exec, *spawn = &model->spawn_exec;
    double behind = times * spawn->fixed - fork->fixed;
    double gains = fork->entry - times * spawn->entry; // with each page

    if (!fork->fitted || !spawn->fitted)
        return INFINITY;
    if (behind <= 0)
        return gains >= 0 ? 0 : INFINITY;
    return gains > 0 ? behind / gains * PAGE : INFINITY;
}

char *ct_bench_crossover_words(const struct ct_model *model, double times) {
    double bytes = ct_bench_crossover(model, times);
    char text[CT_BENCH_BYTES];

    if (bytes <= model->fork_exec.least_entries * PAGE)
        return ct_format("at any size");
    if (!(bytes < 0x1p62))
        return ct_format("at no size");
    return ct_format(
        "once %s are resident%s", ct_bench_bytes(text, (uint64_t)(bytes / 102400) * 102400),
        bytes > model->fork_exec.reach.pte_entries * PAGE ? " (computed: beyond what was measured)"
                                                          : "");
}
