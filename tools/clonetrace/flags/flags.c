// SPDX-License-Identifier: MIT
// `clonetrace flags`: options, and one answer for each argument. What a set means is found in
// flags_query.c and producers.c, and shown by flags_text.c and flags_json.c.
#include <jansson.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clonetrace/commands.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/flags/flags_query.h"
#include "clonetrace/cli/options.h"

enum { HELP, ALL, JSON, MARKDOWN };

static const struct ct_option table[] = {
    {"help", 'h', NULL}, {"all", 'a', NULL}, {"json", 'j', NULL}, {"markdown", 0, NULL}, {0}};

static int print_help(void) {
    fputs("usage: clonetrace flags [--json] SET…\n"
          "       clonetrace flags --all [--json | --markdown]\n\n"
          "Says what clone flags mean: what parent and child share, which functions pass exactly\n"
          "this set, and whether the kernel would refuse it and why.\n\n"
          "A SET is\n"
          "  a number         0x4111, 16657 or 040421; the low byte is the exit signal\n"
          "  names            'CLONE_VM|CLONE_VFORK|SIGCHLD'; CLONE_ and capitals may be left out\n"
          "  a function       pthread_create, posix_spawn, fork, …: what it passes here;\n"
          "                   kernel_thread, kthreadd, call_usermodehelper: inside the kernel\n\n"
          "options:\n"
          "  -a, --all        every flag, what it does and since when\n"
          "  -j, --json       one JSON object a line\n"
          "      --markdown   with --all: the page docs/clone-flags.md\n"
          "  -h, --help       this text\n",
          stdout);
    return 0;
}

static void print_json(json_t *json) {
    json_dumpf(json, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(json);
}

static int show_table(const struct ct_paint *paint, bool json, bool markdown) {
    if (json && markdown)
        return ct_fail("flags: --json and --markdown exclude each other");
    if (json)
        print_json(ct_flags_json_table());
    else if (markdown)
        ct_flags_print_markdown(stdout);
    else
        ct_flags_print_table(paint);
    return 0;
}

// All arguments are understood before the first is answered, so that a mistake prints nothing but
// its message.
static int show_sets(const struct ct_paint *paint, bool json, int count, char **texts) {
    struct ct_flags_query *queries = ct_alloc((size_t)count * sizeof *queries);
    int status = 0;

    for (int i = 0; i < count && status == 0; i++)
        status = ct_flags_query_parse(&queries[i], texts[i]);
    for (int i = 0; i < count && status == 0; i++) {
        if (json)
            print_json(ct_flags_json(&queries[i]));
        else
            ct_flags_print(paint, &queries[i]);
        if (!json && i + 1 < count)
            putchar('\n');
    }
    free(queries);
    return status;
}

int ct_cmd_flags(int argc, char **argv) {
    struct ct_options options = {
        .command = "flags", .table = table, .argc = argc, .argv = argv, .at = 1};
    bool set[sizeof table / sizeof table[0]] = {false};
    struct ct_paint paint;
    int count = 0;

    // Options and sets may come in any order: sets move to the front of argv.
    while (true) {
        int option = ct_options_next(&options);

        if (option == CT_OPTIONS_BAD)
            return CT_EXIT_FAILED;
        if (option == CT_OPTIONS_END && options.at >= argc)
            break;
        if (option == CT_OPTIONS_END)
            argv[count++] = argv[options.at++];
        else
            set[option] = true;
    }
    if (set[HELP])
        return print_help();
    setlocale(LC_CTYPE, "");
    ct_paint_init(&paint, stdout, STDOUT_FILENO);
    if (set[MARKDOWN] && !set[ALL])
        return ct_fail("flags: --markdown is for --all");
    if (set[ALL] && count)
        return ct_fail("flags: --all takes no set of flags; leave out '%s'", argv[0]);
    if (set[ALL])
        return show_table(&paint, set[JSON], set[MARKDOWN]);
    if (!count)
        return ct_fail("flags: which? Try 'clonetrace flags 0x4111' or 'clonetrace flags --all'");
    return show_sets(&paint, set[JSON], count, argv);
}
