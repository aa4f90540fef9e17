// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_MACHINE_H
#define CT_BENCH_MACHINE_H

#include "clonetrace/bench/asked.h"
#include "clonetrace/bench/room.h"

// Describes the machine, but for what measuring finds out: whether it counts cycles, and notes.
void ct_bench_machine_describe(struct ct_bench_machine *machine, const struct ct_bench_room *room);

// The CPU to stay on: the one asked for, or the last that this process may use; -1 where --no-pin
// says so. Returns -2 after telling that the one asked for is not there.
int ct_bench_machine_cpu(const struct ct_bench_asked *asked);

#endif
