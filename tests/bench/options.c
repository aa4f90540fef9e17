// SPDX-License-Identifier: MIT
// Command line of the benchmark. Dies with status 2 and one line on anything it does not
// understand; never looks at the file system.
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const help =
    "usage: bench [option]...\n"
    "Compares, interleaved, task creation natively, with an empty preload and with the shim.\n"
    "  --quick           a few iterations: shows that everything runs, the numbers mean nothing\n"
    "  --only NAME,...   only these parts; --list names them\n"
    "  --json FILE       also write the results there\n"
    "  --library PATH    the shim to measure (default: that of this build)\n"
    "  --with NAME:LIBRARY[:VARIABLE=VALUE]...\n"
    "                    one more condition, e.g. another build or another configuration\n"
    "  --max-time S      seconds for each case (default 30), but at least 7 rounds\n"
    "  --precision P     end a case early when every interval is this narrow (default 0.004)\n"
    "  --cpu N           bind everything to this CPU\n"
    "  --seed N          of the order of conditions and of the bootstrap (default 1)\n"
    "  --list            name the parts and what they do\n"
    "TMPDIR says where the logs and the generated files go while it runs.\n";

enum { QUICK = 256, ONLY, JSON, LIBRARY, WITH, MAX_TIME, PRECISION, CPU, SEED, LIST, HELP };

static const struct option table[] = {
    {"quick", no_argument, NULL, QUICK},
    {"only", required_argument, NULL, ONLY},
    {"json", required_argument, NULL, JSON},
    {"library", required_argument, NULL, LIBRARY},
    {"with", required_argument, NULL, WITH},
    {"max-time", required_argument, NULL, MAX_TIME},
    {"precision", required_argument, NULL, PRECISION},
    {"cpu", required_argument, NULL, CPU},
    {"seed", required_argument, NULL, SEED},
    {"list", no_argument, NULL, LIST},
    {"help", no_argument, NULL, HELP},
    {NULL, 0, NULL, 0},
};

static void refuse(const char *option, const char *value, const char *expected) {
    fprintf(stderr, "bench: --%s %s: expected %s\n", option, value, expected);
    exit(2);
}

static double positive(const char *option, const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value > 0) || value > 1e6)
        refuse(option, text, "a number above 0");
    return value;
}

static uint64_t whole(const char *option, const char *text, uint64_t largest) {
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || value > largest)
        refuse(option, text, "a whole number");
    return value;
}

static void list_parts(void) {
    for (size_t i = 0; i < bench_case_count; i++)
        printf("%-14s %s\n", bench_cases[i].name, bench_cases[i].what);
    printf("%-14s resident memory that each condition adds to a process\n", "memory");
    printf("%-14s time to make one event into a line\n", "encode");
    printf("%-14s time to judge one call by 32 rules\n", "decide");
}

static bool listed(const char *list, const char *name, size_t length) {
    for (const char *at = list; *at;) {
        size_t here = strcspn(at, ",");
        if (here == length && strncmp(at, name, length) == 0)
            return true;
        at += here + (at[here] == ',');
    }
    return false;
}

static bool is_part(const char *name, size_t length) {
    for (size_t i = 0; i < bench_case_count; i++)
        if (strlen(bench_cases[i].name) == length && !strncmp(bench_cases[i].name, name, length))
            return true;
    return listed("memory,encode,decide", name, length);
}

static const char *only_parts(const char *list) {
    for (const char *at = list;;) {
        size_t here = strcspn(at, ",");
        if (!is_part(at, here))
            refuse("only", list, "names that --list prints, separated by commas");
        if (!at[here])
            return list;
        at += here + 1;
    }
}

bool bench_options_wants(const struct bench_options *options, const char *name) {
    return !options->only || listed(options->only, name, strlen(name));
}

static void add_condition(struct bench_options *options, const char *text) {
    const char *colon = strchr(text, ':');
    if (!colon || colon == text || !colon[1])
        refuse("with", text, "NAME:LIBRARY[:VARIABLE=VALUE]...");
    if (options->with_count == BENCH_CONDITIONS_MAX - 3)
        refuse("with", text, "at most five further conditions");
    options->with[options->with_count++] = text;
}

static void apply(struct bench_options *options, int option) {
    switch (option) {
    case QUICK:
        options->quick = true;
        break;
    case ONLY:
        options->only = only_parts(optarg);
        break;
    case JSON:
        options->json = optarg;
        break;
    case LIBRARY:
        options->library = optarg;
        break;
    case WITH:
        add_condition(options, optarg);
        break;
    case MAX_TIME:
        options->max_time = positive("max-time", optarg);
        break;
    case PRECISION:
        options->precision = positive("precision", optarg);
        break;
    case CPU:
        options->cpu = (int)whole("cpu", optarg, 1023);
        break;
    case SEED:
        options->seed = whole("seed", optarg, UINT64_MAX);
        break;
    case LIST:
        list_parts();
        exit(0);
    case HELP:
        fputs(help, stdout);
        exit(0);
    default:
        exit(2); // getopt_long(3) has said why
    }
}

struct bench_options bench_options_parse(int argc, char **argv) {
    struct bench_options options = {.max_time = 30, .precision = 0.004, .seed = 1, .cpu = -1};
    int option;
    while ((option = getopt_long(argc, argv, "", table, NULL)) != -1)
        apply(&options, option);
    if (optind < argc) {
        fprintf(stderr, "bench: %s: no operands are taken; bench --help\n", argv[optind]);
        exit(2);
    }
    return options;
}
