// SPDX-License-Identifier: MIT
// What stands above a picture or a page of results.
#include "clonetrace/bench/title.h"

#include <time.h>

#include "clonetrace/bench/unit.h"
#include "clonetrace/cli/fail.h"

static const char *known(const char *text, const char *otherwise) {
    return text && *text ? text : otherwise;
}

char *ct_bench_title_machine(const struct ct_bench_result *result) {
    const struct ct_bench_machine *machine = &result->machine;
    time_t when = (time_t)result->when;
    char day[32] = "a day that is not known", memory[CT_BENCH_UNIT_TEXT];
    struct tm utc;

    if (result->when > 0 && gmtime_r(&when, &utc))
        strftime(day, sizeof day, "%Y-%m-%d %H:%M UTC", &utc);
    return ct_format("%s, %u CPU%s, %s of memory, %s, %s", known(machine->cpu, "unknown CPU"),
                     machine->cpus, machine->cpus == 1 ? "" : "s",
                     ct_bench_unit_text(memory, CT_BENCH_UNIT_BYTES, (double)machine->memory),
                     known(machine->kernel, "unknown kernel"), day);
}
