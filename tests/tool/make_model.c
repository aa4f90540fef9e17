// SPDX-License-Identifier: MIT
// make_model FILE [KERNEL]: a model of a machine in which everything costs round sums.
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "clonetrace/bench/model.h"

int main(int argc, char **argv) {
    struct ct_model model = {.machine = "a made-up machine",
                             .thp = "never",
                             .when = 1700000000,
                             .fork_call = {.fixed = 100000, .entry = 10},
                             .fork_exec = {.fixed = 300000, .entry = 18},
                             .spawn_exec = {.fixed = 100000},
                             .vfork_exec = {.fixed = 90000},
                             .cow_page_ns = 1000,
                             .entry_bytes = 8};
    struct utsname here;

    if (uname(&here) || argc < 2)
        return 1;
    model.fork_call.reach.pte_entries = 100000;
    snprintf(model.kernel, sizeof model.kernel, "%.64s", argc > 2 ? argv[2] : here.release);
    return ct_model_save(&model, argv[1]) != 0;
}
