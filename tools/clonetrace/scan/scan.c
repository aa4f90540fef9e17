// SPDX-License-Identifier: MIT
// `clonetrace scan`: options, and one answer for each file. What a file is, is found by
// scan_file.c; a file without an answer does not keep the others from theirs.
#include "clonetrace/scan/scan.h"

#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/commands.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/options.h"
#include "clonetrace/cli/paint.h"

enum { HELP, JSON };

static const struct ct_option table[] = {{"help", 'h', NULL}, {"json", 'j', NULL}, {0}};

static int print_help(void) {
    fputs(
        "usage: clonetrace scan [--json] BINARY…\n\n"
        "Says, without running it, whether clonetrace will see what a program does: what kind of\n"
        "file it is, which functions that create tasks it and its libraries call, and where they\n"
        "call the kernel past the C library. Scripts lead to the program that runs them.\n\n"
        "  will be seen   the library will be there, and nothing goes around it\n"
        "  partly         the library will be there, and this may go around it\n"
        "  will not       the library will not be there, and why\n\n"
        "Exit status: 0 when all will be seen, 1 when not, 125 when a file cannot be scanned.\n\n"
        "options:\n"
        "  -j, --json     one JSON object a line\n"
        "  -h, --help     this text\n",
        stdout);
    return 0;
}

static void show(const struct ct_paint *paint, bool json, const char *path,
                 const struct ct_scan *scan, bool first) {
    json_t *object;

    if (!json) {
        if (!first)
            putc('\n', stdout);
        ct_scan_print(paint, path, scan);
        return;
    }
    object = ct_scan_json(path, scan);
    json_dumpf(object, stdout, JSON_COMPACT);
    putc('\n', stdout);
    json_decref(object);
}

static int scan_one(const struct ct_paint *paint, bool json, const char *path, bool first) {
    struct ct_scan scan;
    int status;

    if (ct_scan_file(path, &scan)) {
        fflush(stdout); // the message in its place among the answers
        status = ct_fail("scan: %s", scan.problem);
    } else {
        show(paint, json, path, &scan, first);
        status = scan.verdict != CT_SCAN_SEEN;
    }
    ct_scan_finish(&scan);
    return status;
}

int ct_cmd_scan(int argc, char **argv) {
    struct ct_options options = {
        .command = "scan", .table = table, .argc = argc, .argv = argv, .at = 1};
    struct ct_paint paint;
    bool json = false;
    int count = 0, worst = 0;

    // Options and files may come in any order: files move to the front of argv.
    while (true) {
        int option = ct_options_next(&options);

        if (option == CT_OPTIONS_BAD)
            return CT_EXIT_FAILED;
        if (option == HELP)
            return print_help();
        if (option == JSON)
            json = true;
        if (option != CT_OPTIONS_END)
            continue;
        if (options.at >= argc)
            break;
        argv[count++] = argv[options.at++];
    }
    if (!count)
        return ct_fail("scan: which program? Try 'clonetrace scan /bin/sh'");
    setlocale(LC_CTYPE, "");
    ct_paint_init(&paint, stdout, STDOUT_FILENO);
    for (int i = 0; i < count; i++) {
        int status = scan_one(&paint, json, argv[i], i == 0);

        worst = status > worst ? status : worst;
    }
    return worst;
}
