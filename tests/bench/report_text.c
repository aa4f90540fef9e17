// SPDX-License-Identifier: MIT
// The report for people: a table on stdout. Only shows; computes nothing but the verdict.
#include "report.h"

#include <stdio.h>
#include <string.h>

const char *bench_report_verdict(double target, const struct bench_outcome *outcome) {
    if (outcome->interval.high <= target)
        return "met";
    return outcome->interval.low > target ? "missed" : "unclear";
}

static void print_time(double ns) {
    if (ns < 1e3)
        printf("%8.1f ns", ns);
    else if (ns < 1e6)
        printf("%8.1f us", ns / 1e3);
    else if (ns < 1e9)
        printf("%8.1f ms", ns / 1e6);
    else
        printf("%8.3f s ", ns / 1e9);
}

void bench_report_print_head(const struct bench_report *report) {
    const struct bench_machine *machine = &report->machine;
    printf("clonetrace %s, %s, %s, %s, %s, %ld cores, load %.2f, log on %s, %s\n", CT_VERSION,
           machine->kernel, machine->arch, machine->cpu, machine->libc, machine->cores,
           machine->load, machine->log_file_system, machine->date);
    for (size_t i = 1; i < report->conditions->count; i++)
        printf("%s: %s\n", report->conditions->list[i].name, report->conditions->list[i].library);
    fflush(stdout);
}

void bench_report_print_case(const struct bench_report *report, const struct bench_result *result) {
    if (result == report->results)
        printf("\n%-14s %-12s %11s %7s %18s %8s %7s  %s\n", "case", "condition", "median", "ratio",
               "95 % interval", "lines/op", "rounds", "target");
    for (size_t i = 0; i < report->conditions->count; i++) {
        const struct bench_outcome *outcome = &result->outcomes[i];
        printf("%-14s %-12s ", i ? "" : result->what->name, report->conditions->list[i].name);
        print_time(outcome->median_ns);
        if (i == BENCH_NATIVE) {
            printf(" %7s %18s %8s %7zu\n", "1", "", "", result->rounds);
            continue;
        }
        printf(" %7.3f %8.3f .. %6.3f %8.2f %7s", outcome->ratio, outcome->interval.low,
               outcome->interval.high, outcome->lines, "");
        if (result->what->target > 0 && report->conditions->list[i].traced)
            printf("  %.2f %s", result->what->target,
                   report->options->quick ? ""
                                          : bench_report_verdict(result->what->target, outcome));
        putchar('\n');
    }
    fflush(stdout);
}

static void print_memory_row(const char *when, const char *name,
                             const struct bench_memory *memory) {
    printf("%-14s %-12s %9.0f %9.0f %14.0f %14.0f", when, name, memory->rss, memory->pss,
           memory->private_clean, memory->private_dirty);
}

static void print_memory_block(const struct bench_report *report, const char *when,
                               const struct bench_memory *rows) {
    for (size_t i = 0; i < report->conditions->count; i++) {
        print_memory_row(i ? "" : when, report->conditions->list[i].name, &rows[i]);
        if (report->conditions->list[i].traced)
            printf("  Rss %.0f %s", BENCH_MEMORY_TARGET_KIB,
                   rows[i].rss <= BENCH_MEMORY_TARGET_KIB ? "met" : "missed");
        putchar('\n');
    }
}

void bench_report_print_memory(const struct bench_report *report) {
    if (!report->memory->measured) {
        printf("\nmemory: this kernel has no /proc/PID/smaps_rollup\n");
        return;
    }
    printf("\n%-14s %-12s %9s %9s %14s %14s  %s\n", "memory, KiB", "condition", "Rss", "Pss",
           "Private_Clean", "Private_Dirty", "target");
    print_memory_block(report, "started", report->memory->idle);
    print_memory_block(report, "after use", report->memory->used);
    printf("(native: its own; the others: what they add to it)\n");
    fflush(stdout);
}

void bench_report_print_encode(const struct bench_report *report) {
    printf("\nencode: create %.0f ns for %.0f bytes, exec %.0f ns for %.0f bytes\n",
           report->encode->create_ns, report->encode->create_bytes, report->encode->exec_ns,
           report->encode->exec_bytes);
    fflush(stdout);
}

void bench_report_print_decide(const struct bench_report *report) {
    printf("\ndecide: nanoseconds for one call, target %d; %d rules\n", BENCH_DECIDE_TARGET_NS,
           BENCH_DECIDE_RULES);
#define BENCH_DECIDE(member, what) printf("%6.0f  %s\n", report->decide->member##_ns, what);
    BENCH_DECIDE_MIXES
#undef BENCH_DECIDE
    fflush(stdout);
}
