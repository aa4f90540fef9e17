// SPDX-License-Identifier: MIT
// `clonetrace report`: its options. What is read and written, run.c does.
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/options.h"
#include "clonetrace/cli/output.h"
#include "clonetrace/commands.h"
#include "clonetrace/report/asks.h"
#include "clonetrace/report/diff.h"
#include "clonetrace/report/filter.h"
#include "clonetrace/report/run.h"

// Options that are no output, in front of those that are; those of the tables come last.
enum { HELP, JSON, FILTER, DEPTH, LIMIT, FOLDED_BY, DIFF, FAIL_ON_NEW, OWN_OPTIONS };

static const struct ct_option own[OWN_OPTIONS] = {
    [HELP] = {"help", 'h', NULL},
    [JSON] = {"json", 'j', NULL},
    [FILTER] = {"filter", 'f', "KEY=VALUE"},
    [DEPTH] = {"depth", 'd', "N"},
    [LIMIT] = {"limit", 'n', "N"},
    [FOLDED_BY] = {"folded-by", 0, "count|time"},
    [DIFF] = {"diff", 0, NULL},
    [FAIL_ON_NEW] = {"fail-on-new", 0, NULL},
};

#define ROWS 40 // of a table, unless --limit says otherwise

struct request {
    struct ct_report_run run;
    const char **paths;
    bool help, sections, diff;
};

static size_t output_count(void) {
    size_t count = 0;

    while (ct_report_outputs[count].option)
        count++;
    return count;
}

static size_t ask_count(void) {
    size_t count = 0;

    while (ct_report_asks[count].option)
        count++;
    return count;
}

static void help_option(const char *option, const char *value, const char *does) {
    int used = printf("      --%s%s%s", option, value ? "=" : "", value ? value : "");

    printf("%*s%s\n", used < 28 ? 28 - used : 1, "", does);
}

static void help_outputs(bool files) {
    for (const struct ct_report_output *o = ct_report_outputs; o->option; o++) {
        if (files == (o->value != NULL))
            help_option(o->option, o->value, o->does);
    }
}

static int print_help(void) {
    fputs(
        "usage: clonetrace report [OPTION…] FILE…\n"
        "       clonetrace report --diff [--fail-on-new] [OPTION…] OLD NEW\n\n"
        "Shows what is in logs of 'clonetrace run' and of the library. Each FILE is a log, plain\n"
        "or gzip, '-' is standard input. Logs may be from many machines.\n\n"
        "sections of the text, all unless some are named:\n",
        stdout);
    help_outputs(false);
    fputs("\nwritten to a file, '-' for standard output, and then no text unless a section is "
          "named:\n",
          stdout);
    help_outputs(true);
    fputs(
        "\noptions:\n"
        "  -j, --json                the sections as one JSON document\n"
        "  -f, --filter=KEY=VALUE,…  only creations by api=NAME, by exe=GLOB or module=GLOB (the\n"
        "                            path of the program or library that calls), with flag=NAME\n"
        "  -d, --depth=N             levels of the tree, 0 for all\n"
        "  -n, --limit=N             rows of a table, 0 for all (40)\n"
        "      --diff                what NEW creates more or less than OLD, from where\n"
        "      --fail-on-new         exit status 99 where NEW creates what OLD does not\n"
        "      --folded-by=WEIGHT    of a stack: count (calls) or time (nanoseconds in them)\n",
        stdout);
    for (const struct ct_report_ask *a = ct_report_asks; a->option; a++)
        help_option(a->option, a->value, a->does);
    fputs("  -h, --help                this text\n\n"
          "Exit status: 0, 99 with --fail-on-new, or 125 when a file cannot be read or written or\n"
          "is no log.\n",
          stdout);
    return 0;
}

static int number(const char *option, const char *text, unsigned long *value) {
    char *rest;

    errno = 0;
    *value = strtoul(text, &rest, 10);
    if (errno || *rest || *text < '0' || *text > '9' || *value > 1000000000)
        return ct_fail("report: --%s: '%s' is no number from 0 to 1000000000", option, text);
    return 0;
}

static int ask(struct request *request, const struct ct_report_output *output, const char *path) {
    struct ct_report_run *run = &request->run;

    for (size_t i = 0; i < run->count; i++) {
        if (run->jobs[i].output == output)
            return output->value ? ct_fail("report: --%s is there twice", output->option) : 0;
    }
    run->jobs[run->count++] = (struct ct_report_job){.output = output, .path = path};
    request->sections |= !output->value;
    return 0;
}

// Behind command.c's own options.
static int late_option(struct request *request, size_t option, char *value) {
    if (option < output_count())
        return ask(request, &ct_report_outputs[option], value);
    return ct_report_asks[option - output_count()].take(&request->run.report.wishes, value);
}

static int option_of(struct request *request, int option, char *value) {
    struct ct_report *report = &request->run.report;
    unsigned long n = 0;
    int status = 0;

    switch (option) {
    case HELP:
        request->help = true;
        return 0;
    case JSON:
        request->run.json = true;
        return 0;
    case FILTER:
        return ct_filter_read(&report->filter, value);
    case DEPTH:
        status = number("depth", value, &n);
        report->filter.depth = (unsigned)n;
        return status;
    case LIMIT:
        status = number("limit", value, &n);
        report->wishes.limit = n;
        return status;
    case FOLDED_BY:
        report->wishes.folded_by_time = !strcmp(value, "time");
        if (!report->wishes.folded_by_time && strcmp(value, "count") != 0)
            return ct_fail("report: --folded-by: '%s' is neither count nor time", value);
        return 0;
    case DIFF:
        request->diff = true;
        return 0;
    case FAIL_ON_NEW:
        report->wishes.fail_on_new = true;
        return 0;
    default:
        return late_option(request, (size_t)option - OWN_OPTIONS, value);
    }
}

static struct ct_option *option_table(void) {
    size_t outputs = output_count();
    struct ct_option *table = ct_alloc((OWN_OPTIONS + outputs + ask_count() + 1) * sizeof *table);

    memcpy(table, own, sizeof own);
    for (size_t i = 0; i < outputs; i++)
        table[OWN_OPTIONS + i] = (struct ct_option){.name = ct_report_outputs[i].option,
                                                    .value = ct_report_outputs[i].value};
    for (size_t i = 0; i < ask_count(); i++)
        table[OWN_OPTIONS + outputs + i] =
            (struct ct_option){.name = ct_report_asks[i].option, .value = ct_report_asks[i].value};
    return table;
}

// Options and files may come in any order.
static int read_arguments(struct request *request, int argc, char **argv) {
    struct ct_option *table = option_table();
    struct ct_options options = {
        .command = "report", .table = table, .argc = argc, .argv = argv, .at = 1};
    int status = 0;

    while (!status && !request->help) {
        int option = ct_options_next(&options);

        if (option == CT_OPTIONS_BAD)
            status = CT_EXIT_FAILED;
        else if (option != CT_OPTIONS_END)
            status = option_of(request, option, (char *)(uintptr_t)options.value);
        else if (options.at >= argc)
            break;
        else
            request->paths[request->run.report.input.files++] = argv[options.at++];
    }
    free(table);
    return status;
}

static int by_output(const void *a, const void *b) {
    const struct ct_report_job *x = a, *y = b;

    return x->output < y->output ? -1 : x->output > y->output;
}

// A file that is opened must not become standard output where that is closed.
static int need_stdout(void) {
    return fcntl(STDOUT_FILENO, F_GETFD) < 0 ? ct_fail("cannot write to stdout: %m") : 0;
}

// A comparison is all of its report.
static int settle_diff(struct request *request) {
    struct ct_report_run *run = &request->run;
    const struct ct_report_input *input = &run->report.input;

    if (input->files != 2)
        return ct_fail("report: --diff compares two logs: clonetrace report --diff OLD NEW");
    if (!strcmp(input->paths[0], "-") && !strcmp(input->paths[1], "-"))
        return ct_fail("report: --diff: only one of the two can be standard input");
    if (run->count)
        return ct_fail("report: --diff goes with no other output; take --%s in a run of its own",
                       run->jobs[0].output->option);
    run->report.wishes.diff_as_json = run->json;
    run->json = false;
    run->jobs[run->count++] = (struct ct_report_job){.output = &ct_diff_output, .path = "-"};
    return need_stdout();
}

// What is shown where nothing is asked for, and whether what is asked for goes together.
static int settle(struct request *request) {
    struct ct_report_run *run = &request->run;
    size_t files = run->count, on_stdout;

    if (request->diff)
        return settle_diff(request);
    if (run->report.wishes.fail_on_new)
        return ct_fail("report: --fail-on-new goes with --diff: clonetrace report --diff "
                       "--fail-on-new OLD NEW");
    if (!run->report.input.files)
        return ct_fail("report: which log? To write one: clonetrace run -o FILE -- CMD");
    if (!request->sections && (!files || run->json)) {
        for (const struct ct_report_output *o = ct_report_outputs; o->option; o++) {
            if (!o->value)
                ask(request, o, NULL);
        }
    }
    qsort(run->jobs, run->count, sizeof *run->jobs, by_output);
    on_stdout = request->sections;
    for (size_t i = 0; i < run->count; i++)
        on_stdout += run->jobs[i].path && !strcmp(run->jobs[i].path, "-");
    if (on_stdout > 1)
        return ct_fail("report: only one thing can go to standard output; name a file");
    return on_stdout ? need_stdout() : 0;
}

int ct_cmd_report(int argc, char **argv) {
    struct request request = {.run.report.wishes.limit = ROWS, .run.out = stdout};
    struct ct_report_run *run = &request.run;
    int status;

    request.paths = ct_alloc((size_t)argc * sizeof *request.paths);
    run->jobs = ct_alloc(output_count() * sizeof *run->jobs);
    run->report.input.paths = request.paths;
    status = read_arguments(&request, argc, argv);
    if (!status && request.help)
        status = print_help();
    else if (!status && !(status = settle(&request))) {
        setlocale(LC_CTYPE, "");
        ct_output_reserve();
        ct_savestream_guard();
        status = ct_report_run(run);
    }
    free(run->jobs);
    free(request.paths);
    if (status != CT_EXIT_FAILED && (fflush(stdout) || ferror(stdout)))
        status = ct_fail("cannot write to stdout: %m");
    return status;
}
