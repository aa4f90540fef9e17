// SPDX-License-Identifier: MIT
// `clonetrace policy explain`: each rule in words, then what each function would get.
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/policy/policy.h"
#include "clonetrace/policy/policy_file.h"
#include "clonetrace/policy/policy_outcome.h"
#include "clonetrace/policy/policy_words.h"
#include "clonetrace/cli/wrap.h"
#include "event/encode.h"
#include "event/names.h"

static void print_styled(const struct ct_paint *paint, enum ct_style style, const char *text) {
    ct_paint_style(paint, style);
    fputs(text, paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static bool is_touched(const struct ct_outcome *outcomes, size_t count, unsigned rule) {
    for (size_t i = 0; i < count; i++)
        if (outcomes[i].matches >> rule & 1)
            return true;
    return false;
}

static void print_rule(const struct ct_paint *paint, const struct ct_policy *policy, unsigned rule,
                       bool touched) {
    char *action = ct_policy_words_action(policy, rule);
    char *match = ct_policy_words_match(policy, rule);
    char *line = ct_format("%s %s", action, match);

    printf("%2u  ", rule + 1);
    print_styled(paint, CT_STYLE_TITLE, ct_policy_rule_id(policy, rule));
    fputs("\n    ", paint->out);
    ct_wrap_text(paint, 4, line);
    if (*ct_policy_rule_reason(policy, rule)) {
        fputs("    ", paint->out);
        print_styled(paint, CT_STYLE_DIM, "because: ");
        ct_wrap_text(paint, 13, ct_policy_rule_reason(policy, rule));
    }
    if (!touched)
        fputs("    no function passes this by itself, and no rule before it leaves such a call:\n"
              "    it waits for a caller of clone or syscall with unusual flags\n",
              paint->out);
    free(line);
    free(match);
    free(action);
}

static bool same_text(const struct ct_outcome *a, const struct ct_outcome *b) {
    return !strcmp(a->text, b->text);
}

// Whether every way of one call that is in the list has the same outcome.
static bool is_whole(const struct ct_outcome *outcomes, size_t count, size_t of) {
    for (size_t i = 0; i < count; i++)
        if (!strcmp(outcomes[i].call, outcomes[of].call) && !same_text(&outcomes[i], &outcomes[of]))
            return false;
    return true;
}

// "clone (like fork, CLONE_NEWNET)" for all with the outcome of `of`, its first.
static void put_ways(FILE *out, const struct ct_outcome *outcomes, size_t count, size_t of) {
    const char *between = "(";

    if (is_whole(outcomes, count, of) && outcomes[of].facts.kind != CT_EVENT_EXEC) {
        fprintf(out, "%s with whatever flags", outcomes[of].call);
        return;
    }
    fprintf(out, "%s ", outcomes[of].call);
    for (size_t i = of; i < count && !strcmp(outcomes[i].call, outcomes[of].call); i++) {
        if (!same_text(&outcomes[i], &outcomes[of]))
            continue;
        fprintf(out, "%s%s", between, outcomes[i].how);
        between = ", ";
    }
    fputs(")", out);
}

// Whether a call with the same outcome stands before it, so that it is in the list already.
static bool is_later(const struct ct_outcome *outcomes, size_t i) {
    for (size_t j = 0; j < i; j++)
        if (same_text(&outcomes[j], &outcomes[i]) && outcomes[i].how &&
            !strcmp(outcomes[j].call, outcomes[i].call))
            return true;
    return false;
}

// The calls with one outcome, in one sentence: first those whose flags libc chooses.
static void print_group(const struct ct_paint *paint, const struct ct_outcome *outcomes,
                        size_t count, size_t first) {
    char *line = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&line, &len);
    const char *between = "";

    if (!out)
        exit(ct_fail("out of memory"));
    for (int chosen = 0; chosen < 2; chosen++) {
        for (size_t i = first; i < count; i++) {
            if (!same_text(&outcomes[i], &outcomes[first]) || !!outcomes[i].how != chosen ||
                is_later(outcomes, i))
                continue;
            fputs(between, out);
            between = ", ";
            if (chosen)
                put_ways(out, outcomes, count, i);
            else
                fputs(outcomes[i].call, out);
        }
    }
    fprintf(out, " %s", outcomes[first].text);
    fclose(out);
    fputs("  ", paint->out);
    ct_wrap_text(paint, 4, line);
    free(line);
}

static void print_text(const struct ct_paint *paint, const struct ct_policy *policy,
                       const struct ct_outcome *outcomes, size_t count) {
    bool rest = false;

    if (*ct_policy_description(policy)) {
        ct_wrap_text(paint, 0, ct_policy_description(policy));
        putchar('\n');
    }
    for (unsigned rule = 0; rule < ct_policy_rule_count(policy); rule++)
        print_rule(paint, policy, rule, is_touched(outcomes, count, rule));
    putchar('\n');
    for (size_t i = 0; i < count; i++) {
        size_t before = 0;

        while (!same_text(&outcomes[before], &outcomes[i]))
            before++;
        if (before == i && outcomes[i].matches)
            print_group(paint, outcomes, count, i);
        rest |= !outcomes[i].matches;
    }
    if (rest)
        puts("  everything else would be allowed");
}

static json_t *rule_json(const struct ct_policy *policy, unsigned rule) {
    char *match = ct_policy_words_match(policy, rule);
    json_t *json = json_pack("{s:s, s:s, s:s}", "id", ct_policy_rule_id(policy, rule), "action",
                             ct_action_name(ct_policy_rule_action(policy, rule)), "matches", match);

    if (policy->rules[rule].error)
        json_object_set_new(json, "errno", json_string(ct_errno_name(policy->rules[rule].error)));
    if (*ct_policy_rule_reason(policy, rule))
        json_object_set_new(json, "reason", json_string(ct_policy_rule_reason(policy, rule)));
    free(match);
    return json;
}

static json_t *outcome_json(const struct ct_policy *policy, const struct ct_outcome *outcome) {
    json_t *rules = json_array();

    for (unsigned rule = 0; rule < ct_policy_rule_count(policy); rule++)
        if (outcome->matches >> rule & 1)
            json_array_append_new(rules, json_string(ct_policy_rule_id(policy, rule)));
    return json_pack("{s:s, s:s?, s:s, s:s, s:s, s:b, s:o}", "call", outcome->call, "how",
                     outcome->how, "api", ct_api_name(outcome->facts.api), "event",
                     ct_event_kind_name(outcome->facts.kind), "outcome", outcome->text, "refused",
                     outcome->refused, "rules", rules);
}

static void print_json(const char *name, const struct ct_policy *policy,
                       const struct ct_outcome *outcomes, size_t count) {
    json_t *rules = json_array(), *calls = json_array();

    for (unsigned rule = 0; rule < ct_policy_rule_count(policy); rule++)
        json_array_append_new(rules, rule_json(policy, rule));
    for (size_t i = 0; i < count; i++)
        json_array_append_new(calls, outcome_json(policy, &outcomes[i]));
    ct_policy_print_json(json_pack("{s:o, s:s, s:o, s:o}", "policy", ct_policy_json_name(name),
                                   "description", ct_policy_description(policy), "rules", rules,
                                   "calls", calls));
}

static int explain(const char *name, bool json) {
    struct ct_policy_error error;
    struct ct_policy *policy;
    struct ct_outcome *outcomes;
    struct ct_paint paint;
    size_t count;

    if (ct_policy_file_load(name, &policy, &error))
        return ct_policy_file_refuse(name, &error);
    count = ct_outcomes_find(policy, &outcomes);
    setlocale(LC_CTYPE, "");
    ct_paint_init(&paint, stdout, STDOUT_FILENO);
    if (json)
        print_json(name, policy, outcomes, count);
    else
        print_text(&paint, policy, outcomes, count);
    ct_outcomes_free(outcomes, count);
    ct_policy_destroy(policy);
    return 0;
}

int ct_policy_explain(int argc, char **argv) {
    struct ct_policy_args args;

    if (ct_policy_args_read(&args, "policy explain", argc, argv))
        return CT_EXIT_FAILED;
    if (args.help) {
        fputs(
            "usage: clonetrace policy explain [--json] POLICY\n\n"
            "Says each rule in words, then what each function would get: with the flags that this\n"
            "C library passes, or, where the caller chooses them, with the sets in use.\n"
            "A POLICY is a file, '-' for standard input, or preset:NAME.\n",
            stdout);
        return 0;
    }
    if (args.count != 1)
        return ct_fail("policy explain: one policy, please: clonetrace policy explain FILE");
    return explain(args.names[0], args.json);
}
