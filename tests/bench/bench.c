// SPDX-License-Identifier: MIT
// The benchmark of the shim: what creating tasks costs natively, under an empty preload and under
// libclonetrace.so. Start reading here; series.c is the method, operations.c and workload.c what is
// measured.
#include "bench.h"
#include "command.h"
#include "conditions.h"
#include "micro.h"
#include "options.h"
#include "report.h"
#include "scratch.h"
#include "series.h"
#include "workload.h"

#include <err.h>
#include <libgen.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// The programs that the build put beside this one.
static void find_programs(char *directory, size_t size) {
    ssize_t length = readlink("/proc/self/exe", directory, size - 1);
    if (length < 0)
        err(1, "/proc/self/exe");
    directory[length] = '\0';
    dirname(directory);
}

static void bind_to(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0)
        err(1, "--cpu %d", cpu);
}

static struct bench_result measure_case(const struct bench_case *what,
                                        const struct bench_report *report, const char *programs) {
    bool quick = report->options->quick;
    struct bench_micro micro = {.conditions = report->conditions,
                                .operation = what->name,
                                .programs = programs,
                                .quick = quick};
    struct bench_command command = {.conditions = report->conditions};
    struct bench_runner runner;
    if (what->kind == BENCH_MICRO) {
        runner = bench_micro_runner(&micro);
    } else {
        command.argv = bench_workload_create(what->name, quick);
        runner = bench_command_runner(&command);
    }
    return bench_series_run(what, &runner, report->conditions, report->options);
}

static void run_cases(struct bench_report *report, const char *programs) {
    bench_report_print_head(report);
    for (size_t i = 0; i < bench_case_count; i++) {
        if (!bench_options_wants(report->options, bench_cases[i].name))
            continue;
        struct bench_result *result = &report->results[report->count++];
        *result = measure_case(&bench_cases[i], report, programs);
        bench_report_print_case(report, result);
    }
}

int main(int argc, char **argv) {
    struct bench_options options = bench_options_parse(argc, argv);
    struct bench_conditions conditions = {0};
    struct bench_memory_result memory;
    struct bench_encode encode;
    struct bench_decide decide;
    char programs[PATH_MAX];
    find_programs(programs, sizeof(programs));
    signal(SIGPIPE, SIG_IGN); // a worker that ended is reported where its pipe is used
    if (options.cpu >= 0)
        bind_to(options.cpu);
    const char *scratch = bench_scratch_create();
    bench_conditions_create(&conditions, &options, programs);
    struct bench_report report = {
        .machine = bench_machine_describe(scratch), .conditions = &conditions, .options = &options};
    run_cases(&report, programs);
    if (bench_options_wants(&options, "memory")) {
        memory = bench_memory_run(&conditions, &options, programs);
        report.memory = &memory;
        bench_report_print_memory(&report);
    }
    if (bench_options_wants(&options, "encode")) {
        encode = bench_encode_run(options.quick);
        report.encode = &encode;
        bench_report_print_encode(&report);
    }
    if (bench_options_wants(&options, "decide")) {
        decide = bench_decide_run(options.quick);
        report.decide = &decide;
        bench_report_print_decide(&report);
    }
    if (options.json)
        bench_report_write_json(&report, options.json);
    return 0;
}
