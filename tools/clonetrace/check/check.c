// SPDX-License-Identifier: MIT
// The command line of `clonetrace check`, the gate for CI jobs.
#include "clonetrace/check/check.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/commands.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/options.h"
#include "policy/glob.h"

static const char help[] =
    "usage: clonetrace check --policy=POLICY [OPTION]... [--] CMD [ARG]...\n\n"
    "Runs CMD under a policy and says on stderr whether it kept to it, and whether all of it was "
    "seen.\n\n"
    "options:\n"
    "      --policy=POLICY        a policy file, or preset:NAME\n"
    "      --report=FORMAT=FILE   write the verdict as junit, sarif or json, too; may be repeated\n"
    "      --allow-blind[=GLOB]   let go unseen what GLOB matches, a reason or the path of a "
    "program;\n"
    "                             without GLOB everything; may be repeated\n"
    "      --baseline=FILE        accept the violations in FILE: only others count\n"
    "      --write-baseline=FILE  accept the violations of this run, and write them to FILE\n"
    "      --enforce=WHO          who refuses what the policy denies: shim, the library alone;\n"
    "                             kernel, a filter for what the policy says about flags, too; "
    "none,\n"
    "                             so that violations are found and let through. The default is "
    "shim,\n"
    "                             and none with a baseline\n"
    "      --violation-exit=N     exit with N in place of 99\n"
    "      --help                 this text\n"
    "      --version              the version\n\n"
    "exit status: CMD's own; 128+N when signal N ended it; 99 a rule was violated; 98 something "
    "went\n"
    "unseen; 127 no such CMD; 126 CMD cannot be executed; 125 clonetrace itself failed.\n\n"
    "examples:\n"
    "  clonetrace check --policy=preset:no-new-namespaces -- ./app --self-test\n"
    "  clonetrace check --policy=app.json --report=junit=creations.xml -- make test\n";

enum {
    POLICY,
    REPORT,
    ALLOW_BLIND,
    BASELINE,
    WRITE_BASELINE,
    VIOLATION_EXIT,
    ENFORCE,
    HELP,
    VERSION,
    DONE
};

static const struct ct_option table[] = {
    {"policy", 'p', "POLICY", false},
    {"report", 'r', "FORMAT=FILE", false},
    {"allow-blind", 0, "GLOB", true},
    {"baseline", 0, "FILE", false},
    {"write-baseline", 0, "FILE", false},
    {"violation-exit", 0, "N", false},
    {"enforce", 0, "shim|kernel|none", false},
    {"help", 'h', NULL, false},
    {"version", 'V', NULL, false},
    {0},
};

static int add_report(struct ct_check *check, const char *text) {
    struct ct_check_report report;

    if (ct_check_report_parse(&report, text))
        return CT_OPTIONS_BAD;
    for (size_t i = 0; i < check->report_count; i++) {
        if (!strcmp(check->reports[i].path, report.path)) {
            ct_fail("check: two reports are to be written to %s; give each a file of its own",
                    report.path);
            return CT_OPTIONS_BAD;
        }
    }
    check->reports = ct_realloc(check->reports, (check->report_count + 1) * sizeof *check->reports);
    check->reports[check->report_count++] = report;
    return 0;
}

static int add_allowed(struct ct_check *check, const char *glob) {
    const char *fault = glob ? ct_glob_fault(glob) : NULL;

    if (glob && (fault || !*glob)) {
        ct_fail("check: --allow-blind=%s is no pattern: %s", glob, *glob ? fault : "it is empty");
        return CT_OPTIONS_BAD;
    }
    check->allow.all |= !glob;
    if (!glob)
        return 0;
    check->allow.globs =
        ct_realloc(check->allow.globs, (check->allow.count + 1) * sizeof *check->allow.globs);
    check->allow.globs[check->allow.count++] = glob;
    return 0;
}

static int set_exit(struct ct_check *check, const char *text) {
    const size_t len = strspn(text, "0123456789");
    const long status = len && len <= 3 ? strtol(text, NULL, 10) : -1;

    if (text[len] || status < 0 || status > 255) {
        ct_fail("check: --violation-exit takes an exit status from 0 to 255, not '%s'", text);
        return CT_OPTIONS_BAD;
    }
    check->violation_exit = (int)status;
    return 0;
}

static int set_enforcer(struct ct_check *check, const char *text) {
    static const char *const names[] = {"", "shim", "kernel", "none"};

    for (unsigned i = CT_ENFORCE_SHIM; i <= CT_ENFORCE_NONE; i++) {
        if (!strcmp(text, names[i])) {
            check->enforce = (enum ct_enforce)i;
            return 0;
        }
    }
    ct_fail("check: --enforce takes shim, kernel or none, not '%s'", text);
    return CT_OPTIONS_BAD;
}

// Takes one option's value. Returns 0, or CT_OPTIONS_BAD after telling.
static int take(struct ct_check *check, int option, const char *value) {
    switch (option) {
    case POLICY:
        check->policy = value;
        break;
    case REPORT:
        return add_report(check, value);
    case ALLOW_BLIND:
        return add_allowed(check, value);
    case BASELINE:
        check->baseline = value;
        break;
    case WRITE_BASELINE:
        check->write_baseline = value;
        break;
    case VIOLATION_EXIT:
        return set_exit(check, value);
    case ENFORCE:
        return set_enforcer(check, value);
    }
    return 0;
}

// Returns the option that ends the work (HELP, VERSION), DONE when it may begin, CT_OPTIONS_BAD
// after telling.
static int parse(struct ct_check *check, int argc, char **argv) {
    struct ct_options options = {
        .command = "check", .table = table, .argc = argc, .argv = argv, .at = 1};
    int option;

    while ((option = ct_options_next(&options)) >= 0 && option < HELP) {
        if (take(check, option, options.value))
            return CT_OPTIONS_BAD;
    }
    if (option != CT_OPTIONS_END)
        return option;
    check->session.launch.argv = argv + options.at;
    if (check->enforce == CT_ENFORCE_DEFAULT)
        check->enforce =
            check->baseline || check->write_baseline ? CT_ENFORCE_NONE : CT_ENFORCE_SHIM;
    if (!check->policy || !*check->policy)
        ct_fail("check: no policy; say --policy=FILE or --policy=preset:NAME");
    else if (options.at >= argc)
        ct_fail("check: no program to run; say 'clonetrace check --policy=%s -- CMD'",
                check->policy);
    else
        return DONE;
    return CT_OPTIONS_BAD;
}

int ct_cmd_check(int argc, char **argv) {
    struct ct_check check = {.violation_exit = CT_EXIT_VIOLATION};
    int status = CT_EXIT_FAILED;

    setlocale(LC_CTYPE, "");
    switch (parse(&check, argc, argv)) {
    case HELP:
        fputs(help, stdout);
        status = 0;
        break;
    case VERSION:
        puts("clonetrace " CT_VERSION);
        status = 0;
        break;
    case DONE:
        status = ct_check_run(&check);
        break;
    }
    free(check.reports);
    free(check.allow.globs);
    return status;
}
