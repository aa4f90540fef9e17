// SPDX-License-Identifier: MIT
// `clonetrace policy`: picks one of its commands by its name and does nothing itself.
#include "clonetrace/policy/policy.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/commands.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/options.h"
#include "event/suggest.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage;
    const char *does;
} commands[] = {
    {"list", ct_policy_list, "[--json]        ", "the policies that come with clonetrace"},
    {"check", ct_policy_check, "[--json] POLICY…", "is it well-formed? if not: where and why"},
    {"explain", ct_policy_explain, "[--json] POLICY ", "its rules in words, function by function"},
    {"export", ct_policy_export, "FORM POLICY     ",
     "its rules on flags, for the kernel to enforce"},
};

#define NCOMMANDS (sizeof commands / sizeof *commands)

static int print_help(void) {
    for (size_t i = 0; i < NCOMMANDS; i++)
        printf("%s clonetrace policy %-8s %s  %s\n", i ? "      " : "usage:", commands[i].name,
               commands[i].usage, commands[i].does);
    printf("\nA POLICY is a file, '-' for standard input, or preset:NAME.\n\n"
           "Every command exits with 0, or with 125 for a policy that is not well-formed or, with\n"
           "export, that a filter can express nothing of.\n\n"
           "options:\n"
           "  -j, --json         one JSON object a line; not for export\n"
           "      --oci-seccomp  export's form: a profile for containers\n"
           "      --bpf          export's form: the program for seccomp(2)\n"
           "  -o, --output=FILE  export writes there and not on standard output\n"
           "  -h, --help         this text\n");
    return 0;
}

static int unknown_command(const char *word) {
    struct ct_suggest suggest = {.word = word, .distance = (size_t)-1};

    for (size_t i = 0; i < NCOMMANDS; i++)
        ct_suggest_offer(&suggest, commands[i].name);
    if (ct_suggest_near(word, suggest.distance))
        return ct_fail("policy: unknown command '%s'; did you mean '%s'?", word, suggest.best);
    return ct_fail("policy: unknown command '%s'; try 'clonetrace policy --help'", word);
}

int ct_policy_args_read(struct ct_policy_args *args, const char *command, int argc, char **argv) {
    static const struct ct_option table[] = {{"help", 'h', NULL}, {"json", 'j', NULL}, {0}};
    struct ct_options options = {
        .command = command, .table = table, .argc = argc, .argv = argv, .at = 1};

    *args = (struct ct_policy_args){.names = argv};
    while (true) {
        int option = ct_options_next(&options);

        if (option == CT_OPTIONS_BAD)
            return CT_EXIT_FAILED;
        if (option == CT_OPTIONS_END && options.at >= argc)
            return 0;
        if (option == CT_OPTIONS_END)
            argv[args->count++] = argv[options.at++];
        else
            *(option ? &args->json : &args->help) = true;
    }
}

void ct_policy_print_json(struct json_t *json) {
    json_dumpf(json, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(json);
}

struct json_t *ct_policy_json_name(const char *name) {
    json_t *json = json_string(name);
    char *plain;

    if (json)
        return json;
    plain = ct_format("%s", name);
    for (char *at = plain; *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    json = json_string(plain);
    free(plain);
    return json;
}

int ct_cmd_policy(int argc, char **argv) {
    static const struct ct_option table[] = {{"help", 'h', NULL}, {0}};
    struct ct_options options = {
        .command = "policy", .table = table, .argc = argc, .argv = argv, .at = 1};
    int option = ct_options_next(&options);

    if (option == CT_OPTIONS_BAD)
        return CT_EXIT_FAILED;
    if (option != CT_OPTIONS_END)
        return print_help();
    if (options.at >= argc)
        return ct_fail("policy: what with it? Try 'clonetrace policy check FILE' or "
                       "'clonetrace policy --help'");
    for (size_t i = 0; i < NCOMMANDS; i++)
        if (!strcmp(argv[options.at], commands[i].name))
            return commands[i].run(argc - options.at, argv + options.at);
    return unknown_command(argv[options.at]);
}
