// SPDX-License-Identifier: MIT
// `clonetrace policy export`: what a policy says about flags, for the kernel to enforce. What
// cannot be said there is named on stderr.
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/policy/kernel_filter.h"
#include "clonetrace/policy/kernel_profile.h"
#include "clonetrace/cli/options.h"
#include "clonetrace/cli/output.h"
#include "clonetrace/policy/policy.h"
#include "clonetrace/policy/policy_file.h"
#include "clonetrace/cli/savefile.h"

static const char help[] =
    "usage: clonetrace policy export --oci-seccomp|--bpf [-o FILE] POLICY\n\n"
    "Writes what a POLICY says about flags as a seccomp filter, which the kernel enforces on\n"
    "programs that no library sees into. What a filter cannot express is named on stderr.\n\n"
    "options:\n"
    "      --oci-seccomp  a profile in JSON for containers: docker run --security-opt "
    "seccomp=FILE\n"
    "      --bpf          the program for seccomp(2), an array of struct sock_filter\n"
    "  -o, --output=FILE  there and not on standard output\n"
    "  -h, --help         this text\n\n"
    "Either is for the CPU that it was written on.\n";

enum form { FORM_NONE, FORM_PROFILE, FORM_PROGRAM };

struct export {
    enum form form;
    const char *output, *policy;
    bool help;
};

static int take(struct export *export, int option, const char *value) {
    static const enum form forms[] = {FORM_PROFILE, FORM_PROGRAM};

    if (option == 2)
        export->output = value;
    if (option == 3)
        export->help = true;
    if (option > 1)
        return 0;
    if (export->form && export->form != forms[option])
        return ct_fail("policy export: --oci-seccomp or --bpf, not both");
    export->form = forms[option];
    return 0;
}

static int read_args(struct export *export, int argc, char **argv) {
    static const struct ct_option table[] = {{"oci-seccomp", 0, NULL, false},
                                             {"bpf", 0, NULL, false},
                                             {"output", 'o', "FILE", false},
                                             {"help", 'h', NULL, false},
                                             {0}};
    struct ct_options options = {
        .command = "policy export", .table = table, .argc = argc, .argv = argv, .at = 1};

    while (true) {
        int option = ct_options_next(&options);

        if (option == CT_OPTIONS_BAD || (option >= 0 && take(export, option, options.value)))
            return CT_EXIT_FAILED;
        if (option == CT_OPTIONS_END && options.at >= argc)
            return 0;
        if (option == CT_OPTIONS_END && export->policy)
            return ct_fail("policy export: one policy at a time; what is '%s'?", argv[options.at]);
        if (option == CT_OPTIONS_END)
            export->policy = argv[options.at++];
    }
}

static int write_out(const struct export *export, const char *text, size_t len) {
    int failed = export->output ? ct_savefile(export->output, text, len)
                                : ct_output_all(STDOUT_FILENO, text, len);

    if (failed)
        return ct_fail("policy export: cannot write %s: %s", export->output ? export->output : "it",
                       strerror(-failed));
    return 0;
}

static int write_profile(const struct export *export, const struct ct_kernel_plan *plan) {
    json_t *profile = ct_kernel_profile(plan);
    char *text, *line;
    int status;

    if (!profile)
        return ct_fail("policy export: the rules that a profile has no order for would take more "
                       "than %d entries for one system call; --bpf has them all",
                       CT_KERNEL_PROFILE_ENTRIES);
    text = json_dumps(profile, JSON_INDENT(2));
    json_decref(profile);
    if (!text)
        return ct_fail("out of memory");
    line = ct_format("%s\n", text);
    status = write_out(export, line, strlen(line));
    free(line);
    free(text);
    return status;
}

static int write_program(const struct export *export, const struct ct_kernel_plan *plan) {
    struct ct_kernel_filter filter;

    ct_kernel_filter_build(plan, &filter);
    return write_out(export, (const char *)filter.code, filter.length * sizeof *filter.code);
}

static int write_plan(const struct export *export, const struct ct_kernel_plan *plan) {
    for (size_t i = 0; i < plan->note_count; i++)
        fprintf(stderr, "%s: %s\n", ct_policy_file_shown(export->policy), plan->notes[i]);
    if (!plan->enforced)
        return ct_fail("policy export: no rule of %s can be a filter, nothing was written",
                       ct_policy_file_shown(export->policy));
    return export->form == FORM_PROFILE ? write_profile(export, plan) : write_program(export, plan);
}

int ct_policy_export(int argc, char **argv) {
    struct export export = {.form = FORM_NONE};
    struct ct_policy_error error;
    struct ct_policy *policy;
    struct ct_kernel_plan plan;
    int status;

    if (read_args(&export, argc, argv))
        return CT_EXIT_FAILED;
    if (export.help) {
        fputs(help, stdout);
        return 0;
    }
    if (!export.policy)
        return ct_fail("policy export: which? Try 'clonetrace policy export --oci-seccomp FILE'");
    if (!export.form)
        return ct_fail("policy export: as what? Say --oci-seccomp or --bpf");
    if (export.form == FORM_PROGRAM && !export.output && isatty(STDOUT_FILENO))
        return ct_fail("policy export: not bytes to a terminal; say -o FILE");
    if (!ct_kernel_machine(0))
        return ct_fail("policy export: there are no filters for this CPU");
    if (ct_policy_file_load(export.policy, &policy, &error))
        return ct_policy_file_refuse(export.policy, &error);
    ct_kernel_plan_make(policy, &plan);
    status = write_plan(&export, &plan);
    ct_kernel_plan_finish(&plan);
    ct_policy_destroy(policy);
    return status;
}
