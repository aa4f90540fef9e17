// SPDX-License-Identifier: MIT
// `clonetrace policy check` and `clonetrace policy list`.
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/policy/policy.h"
#include "clonetrace/policy/policy_file.h"
#include "clonetrace/cli/wrap.h"
#include "policy/preset.h"

static json_t *bad_json(const char *name, const struct ct_policy_error *error) {
    json_t *json = json_pack("{s:o, s:b, s:s}", "policy", ct_policy_json_name(name), "ok", false,
                             "message", error->message);

    if (error->line) {
        json_object_set_new(json, "line", json_integer(error->line));
        json_object_set_new(json, "column", json_integer(error->column));
    }
    return json;
}

static int check_one(const char *name, bool json) {
    struct ct_policy_error error;
    struct ct_policy *policy;
    unsigned rules;

    if (ct_policy_file_load(name, &policy, &error)) {
        if (json)
            ct_policy_print_json(bad_json(name, &error));
        return ct_policy_file_refuse(name, &error);
    }
    rules = ct_policy_rule_count(policy);
    if (json)
        ct_policy_print_json(json_pack("{s:o, s:b, s:i}", "policy", ct_policy_json_name(name), "ok",
                                       true, "rules", (int)rules));
    else
        printf("%s: ok, %u rule%s\n", ct_policy_file_shown(name), rules, rules == 1 ? "" : "s");
    ct_policy_destroy(policy);
    return 0;
}

int ct_policy_check(int argc, char **argv) {
    struct ct_policy_args args;
    int status = 0;

    if (ct_policy_args_read(&args, "policy check", argc, argv))
        return CT_EXIT_FAILED;
    if (args.help) {
        fputs(
            "usage: clonetrace policy check [--json] POLICY…\n\n"
            "Prints 'POLICY: ok, N rules' for each that is well-formed. For others it says where\n"
            "and why on stderr, 'FILE:LINE:COLUMN: …', and exits with 125.\n"
            "A POLICY is a file, '-' for standard input, or preset:NAME.\n",
            stdout);
        return 0;
    }
    if (!args.count)
        return ct_fail("policy check: which? Try 'clonetrace policy check FILE'");
    for (int i = 0; i < args.count; i++)
        if (check_one(args.names[i], args.json))
            status = CT_EXIT_FAILED;
    return status;
}

static void list_one(const struct ct_paint *paint, const char *name, const char *description,
                     bool json) {
    char *shown = ct_format(CT_PRESET_PREFIX "%s", name);

    if (json) {
        ct_policy_print_json(json_pack("{s:s, s:s}", "policy", shown, "description", description));
    } else {
        ct_paint_style(paint, CT_STYLE_TITLE);
        fputs(shown, stdout);
        ct_paint_style(paint, CT_STYLE_PLAIN);
        fputs("\n  ", stdout);
        ct_wrap_text(paint, 2, description);
    }
    free(shown);
}

int ct_policy_list(int argc, char **argv) {
    struct ct_policy_args args;
    struct ct_paint paint;

    if (ct_policy_args_read(&args, "policy list", argc, argv))
        return CT_EXIT_FAILED;
    if (args.help) {
        fputs(
            "usage: clonetrace policy list [--json]\n\n"
            "The policies that come with clonetrace, each usable as preset:NAME wherever a policy\n"
            "is wanted.\n",
            stdout);
        return 0;
    }
    if (args.count)
        return ct_fail("policy list: it takes no policy; to see one: clonetrace policy explain %s",
                       args.names[0]);
    setlocale(LC_CTYPE, "");
    ct_paint_init(&paint, stdout, STDOUT_FILENO);
    for (unsigned i = 0; ct_preset_name(i); i++) {
        size_t len;
        const char *text = ct_preset_text(ct_preset_name(i), &len);
        struct ct_policy_error error;
        struct ct_policy *policy;

        if (ct_policy_load(text, len, &policy, &error))
            return ct_policy_file_refuse(ct_preset_name(i), &error);
        list_one(&paint, ct_preset_name(i), ct_policy_description(policy), args.json);
        ct_policy_destroy(policy);
    }
    return 0;
}
