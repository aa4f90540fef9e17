// SPDX-License-Identifier: MIT
// What a reader of the numbers has to know about the machine while they were measured.
#include "clonetrace/bench/notes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/protocol.h"
#include "clonetrace/cli/fail.h"

static void add_note(struct ct_bench_machine *machine, const char *text) {
    char *notes = ct_format("%s%s%s", machine->notes ? machine->notes : "",
                            machine->notes && *machine->notes ? "\n" : "", text);

    free(machine->notes);
    machine->notes = notes;
}

static void tell_load(struct ct_bench_result *result) {
    double cpus = result->machine.cpus;
    char *text;

    if (result->load_before < cpus / 2)
        return;
    text = ct_format("other programs were at work when measuring began: load %.1f",
                     result->load_before);
    add_note(&result->machine, text);
    free(text);
}

// The core's other hyperthread, or the host, took part of it.
static void tell_shared(struct ct_bench_result *result) {
    char *text;

    if (!result->set_aside && !result->disturbed)
        return;
    text = ct_format("somebody shared the core now and then: %u operations were measured again, "
                     "%u kept all the same",
                     result->set_aside, result->disturbed);
    add_note(&result->machine, text);
    free(text);
}

static void tell_counters(struct ct_bench_machine *machine, int error) {
    char *text =
        ct_format("no cycles and TLB misses: perf_event_open says: %s",
                  error == ENOENT || error == EOPNOTSUPP ? "this machine has no such counters"
                                                         : strerror(error));

    add_note(machine, text);
    free(text);
}

void ct_bench_notes_tell(struct ct_bench_result *result, unsigned answers, uint32_t lacks,
                         int counters_error) {
    struct ct_bench_machine *machine = &result->machine;

    if (lacks & CT_BENCH_NO_CPU) {
        add_note(machine, "not pinned: sched_setaffinity was refused");
        machine->pinned = -1;
    }
    machine->counters = answers && !(lacks & CT_BENCH_NO_COUNTERS);
    if (lacks & CT_BENCH_NO_COUNTERS)
        tell_counters(machine, counters_error);
    if (lacks & CT_BENCH_NO_HUGE)
        add_note(machine, "no transparent huge pages, or too few");
    if (lacks & CT_BENCH_NO_SPLIT)
        add_note(machine, "huge pages did not split when they were written to");
    tell_load(result);
    tell_shared(result);
}
