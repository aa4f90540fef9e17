// SPDX-License-Identifier: MIT
// `clonetrace run`: the program runs as it would alone, and its story is on stderr afterwards.
// Whatever goes wrong with the story is told, and never changes the program's exit status.
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/commands.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/run/launch_policy.h"
#include "clonetrace/cli/options.h"
#include "clonetrace/cli/output.h"
#include "clonetrace/run/session.h"

static const char help[] =
    "usage: clonetrace run [OPTION]... [--] CMD [ARG]...\n\n"
    "Runs CMD, and then shows on stderr every process and thread that it created. CMD's own input "
    "and output\n"
    "are not touched, and clonetrace exits as CMD did.\n\n"
    "options:\n"
    "  -o, --output=FILE  keep the log, one JSON object a line, in FILE; what was in FILE is lost\n"
    "      --json         write the log's lines to stderr as they come, in place of the summary\n"
    "      --stack=N      note N frames (at most 64) of the call stack of every creation\n"
    "      --mem          note the creator's memory at every creation\n"
    "      --lifetimes    note the end of every thread, too\n"
    "      --policy=P     run it under the policy in file P, or preset:NAME\n"
    "      --help         this text\n"
    "      --version      the version\n\n"
    "exit status: CMD's own; 128+N when signal N ended it; 127 no such CMD; 126 CMD cannot be "
    "executed;\n"
    "125 clonetrace itself failed.\n\n"
    "examples:\n"
    "  clonetrace run -- make -j4\n"
    "  clonetrace run -o trace.json --stack 8 -- python3 app.py\n";

enum { OUTPUT, JSON, STACK, MEM, LIFETIMES, POLICY, HELP, VERSION, DONE };

static const struct ct_option table[] = {
    {"output", 'o', "FILE"}, {"json", 0, NULL},      {"stack", 0, "N"},
    {"mem", 0, NULL},        {"lifetimes", 0, NULL}, {"policy", 'p', "P"},
    {"help", 'h', NULL},     {"version", 'V', NULL}, {0},
};

static bool is_depth(const char *text) {
    return strspn(text, "0123456789") == strlen(text) && *text && strlen(text) < 4 &&
           strtol(text, NULL, 10) <= 64;
}

// Returns the option that ends the work (HELP, VERSION), DONE when it may begin, CT_OPTIONS_BAD
// after telling.
static int parse(struct ct_session *run, int argc, char **argv) {
    struct ct_options options = {
        .command = "run", .table = table, .argc = argc, .argv = argv, .at = 1};
    int option;

    while ((option = ct_options_next(&options)) >= 0 && option < HELP) {
        if (option == OUTPUT)
            run->output = options.value;
        else if (option == STACK)
            run->launch.stack = options.value;
        else if (option == POLICY)
            run->launch.policy = options.value;
        run->json |= option == JSON;
        run->launch.mem |= option == MEM;
        if (option == LIFETIMES)
            run->launch.events = "create,image,exec,namespace,exit,thread_exit,blind";
    }
    run->launch.argv = argv + options.at;
    if (option != CT_OPTIONS_END)
        return option;
    if (run->launch.stack && !is_depth(run->launch.stack))
        ct_fail("run: --stack takes a number of frames from 0 to 64, not '%s'", run->launch.stack);
    else if (run->output && (!*run->output || !strcmp(run->output, "-")))
        ct_fail(
            "run: -o needs the name of a file: stdout is the program's; for live lines use --json");
    else if (options.at >= argc)
        ct_fail("run: no program to run; say 'clonetrace run -- CMD'");
    else
        return DONE;
    return CT_OPTIONS_BAD;
}

static int tell(void *data, const struct ct_summary *summary, struct ct_trace *trace,
                const struct ct_log *log) {
    struct ct_paint paint;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    if (!out) {
        ct_fail("no summary: %s", strerror(errno));
        return ct_session_status(&summary->ending);
    }
    ct_paint_init(&paint, out, STDERR_FILENO);
    ct_summary_write(&paint, summary, trace, log);
    if (!fclose(out))
        ct_output_all(STDERR_FILENO, text, len); // nobody to tell if that fails
    free(text);
    return ct_session_status(&summary->ending);
}

static int start(struct ct_session *run) {
    struct ct_policy *policy = NULL;
    char *name = NULL;
    int status = 0;

    if (run->launch.policy)
        status = ct_launch_policy(run->launch.policy, &policy, &name);
    ct_policy_destroy(policy); // every program loads it anew
    run->launch.policy = name;
    if (!status)
        status = ct_session_run(run);
    free(name);
    return status;
}

int ct_cmd_run(int argc, char **argv) {
    struct ct_session run = {.tell = tell};

    setlocale(LC_CTYPE, "");
    switch (parse(&run, argc, argv)) {
    case HELP:
        fputs(help, stdout);
        return 0;
    case VERSION:
        puts("clonetrace " CT_VERSION);
        return 0;
    case DONE:
        return start(&run);
    }
    return CT_EXIT_FAILED;
}
