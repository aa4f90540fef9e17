// SPDX-License-Identifier: MIT
// The command `clonetrace`: picks the command by its name and does nothing itself.
#include "clonetrace/commands.h"

#include <stdio.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/options.h"
#include "event/suggest.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *does;
} commands[] = {
    {"run", ct_cmd_run, "run a program and see every task that it creates"},
    {"check", ct_cmd_check, "run a program under a policy: was it kept, was all of it seen?"},
    {"scan", ct_cmd_scan, "look at programs before they run: will they be seen?"},
    {"report", ct_cmd_report, "look at logs: the tree, what it cost, what to change"},
    {"policy", ct_cmd_policy, "the rules that judge creations: check, explain, list"},
    {"bench", ct_cmd_bench, "measure what creating processes and threads costs on this machine"},
    {"flags", ct_cmd_flags, "decode clone flags: what each shares, who passes them"},
};

#define NCOMMANDS (sizeof commands / sizeof *commands)

static int print_help(void) {
    printf(
        "usage: clonetrace COMMAND [OPTION…]\n\n"
        "Shows every process and thread that a program creates, with the flags the kernel got.\n\n"
        "commands:\n");
    for (size_t i = 0; i < NCOMMANDS; i++)
        printf("  %-8s %s\n", commands[i].name, commands[i].does);
    printf("\noptions:\n"
           "  --help     this text; 'clonetrace COMMAND --help' for one command\n"
           "  --version  the version\n\n"
           "example:\n"
           "  clonetrace run -o trace.json -- make -j4\n");
    return 0;
}

static int unknown_command(const char *word) {
    const char *best = NULL;
    size_t best_distance = (size_t)-1;

    for (size_t i = 0; i < NCOMMANDS; i++) {
        size_t distance = ct_suggest_distance(word, commands[i].name);

        if (distance < best_distance) {
            best_distance = distance;
            best = commands[i].name;
        }
    }
    if (best && ct_suggest_near(word, best_distance))
        return ct_fail("unknown command '%s'; did you mean '%s'?", word, best);
    return ct_fail("unknown command '%s'; to trace a program: clonetrace run -- %s", word, word);
}

static int pick(int argc, char **argv) {
    enum { HELP, VERSION };
    static const struct ct_option table[] = {{"help", 'h', NULL}, {"version", 'V', NULL}, {0}};
    struct ct_options options = {
        .command = "", .table = table, .argc = argc, .argv = argv, .at = 1};

    switch (ct_options_next(&options)) {
    case HELP:
        return print_help();
    case VERSION:
        printf("clonetrace %s\n", CT_VERSION);
        return 0;
    case CT_OPTIONS_BAD:
        return CT_EXIT_FAILED;
    }
    if (options.at >= argc)
        return ct_fail("no command given; try 'clonetrace run -- CMD' or 'clonetrace --help'");
    for (size_t i = 0; i < NCOMMANDS; i++) {
        if (!strcmp(argv[options.at], commands[i].name))
            return commands[i].run(argc - options.at, argv + options.at);
    }
    return unknown_command(argv[options.at]);
}

int main(int argc, char **argv) {
    int status = pick(argc, argv);

    // What was printed may sit in the buffer until here: a full disk or a closed stdout shows now.
    if (fflush(stdout) && status == 0)
        return ct_fail("cannot write to stdout: %m");
    return status;
}
