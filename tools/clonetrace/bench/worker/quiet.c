// SPDX-License-Identifier: MIT
#include "clonetrace/bench/worker/quiet.h"

#include <string.h>

#define TURNS 8000                // of the loop: some 40 us
#define FIRST_LOOK 500            // loops to find the fastest one: 20 ms
#define LONG_NS UINT64_C(4000000) // of one operation: a core is seldom quiet for so long
#define SHARED 1.15               // times as long as the fastest: somebody else is on the core

// Eight chains of additions that do not wait for each other, in registers: a core that another
// hyperthread uses as well has fewer adders left, and no cache of ours is touched.
static double look(struct ct_work *work) {
    uint64_t chains[8] = {1, 2, 3, 4, 5, 6, 7, 8}, start = ct_worker_now();
    double *fastest = &work->answer->quiet_ns, took;

    for (uint64_t turn = 0; turn < TURNS; turn++)
        for (int i = 0; i < 8; i++) {
            chains[i] += (chains[i] << 3) ^ turn;
            __asm__ volatile("" : "+r"(chains[i])); // not to be done by vectors, nor left out
        }
    took = (double)(ct_worker_now() - start);
    if (!(*fastest > 0) || took < *fastest)
        *fastest = took;
    return took;
}

static bool is_quiet(struct ct_work *work) {
    double took = look(work);

    return took <= SHARED * work->answer->quiet_ns;
}

void ct_quiet_init(struct ct_work *work) {
    work->answer->quiet_ns = work->request->quiet_ns;
    for (int i = 0; i < FIRST_LOOK && !(work->request->quiet_ns > 0); i++)
        look(work);
}

static void spend(struct ct_quiet *quiet, uint64_t since) {
    uint64_t spent = ct_worker_now() - since;

    quiet->patience_ns -= spent < quiet->patience_ns ? spent : quiet->patience_ns;
}

void ct_quiet_open(struct ct_quiet *quiet) {
    uint64_t start = ct_worker_now();

    while (!(quiet->before = is_quiet(quiet->work)) && quiet->patience_ns) {
        spend(quiet, start);
        start = ct_worker_now();
    }
    quiet->began = ct_worker_now();
    memcpy(quiet->counts, quiet->work->answer->counts, sizeof quiet->counts);
}

bool ct_quiet_close(struct ct_quiet *quiet, unsigned operations) {
    struct ct_bench_answer *answer = quiet->work->answer;

    bool is_long = ct_worker_now() - quiet->began > LONG_NS * operations;
    bool stands = is_long || (quiet->before && is_quiet(quiet->work));

    if (!stands && quiet->patience_ns) {
        answer->set_aside += operations;
        memcpy(answer->counts, quiet->counts, sizeof quiet->counts);
        spend(quiet, quiet->began);
        return false;
    }
    answer->kept += operations;
    answer->disturbed += stands ? 0 : operations;
    return true;
}
