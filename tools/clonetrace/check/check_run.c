// SPDX-License-Identifier: MIT
// One checked run. What could fail without the program fails before it starts; the verdict is said
// in any case, and a report that cannot be written fails the run after it.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/check/check.h"
#include "clonetrace/run/launch_policy.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/policy/kernel_filter.h"
#include "clonetrace/cli/output.h"

#define FRAMES "8" // CT_MATCH_FRAMES
#define PATIENCE_MS 2000

struct run {
    const struct ct_check *check;
    struct ct_verdict_rule *rules;
    size_t rule_count;
    struct ct_baseline baseline;
    struct ct_kernel_plan plan;
    struct ct_kernel_filter filter;
    time_t started;
};

static void say(const struct ct_verdict *verdict) {
    const char *actions = getenv("GITHUB_ACTIONS");
    struct ct_paint paint;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    if (!out) {
        ct_fail("check: out of memory for the verdict; exit status %d", verdict->status);
        return;
    }
    ct_paint_init(&paint, out, STDERR_FILENO);
    ct_verdict_write(&paint, verdict);
    if (actions && !strcmp(actions, "true"))
        ct_verdict_annotate(out, verdict);
    if (!fclose(out))
        ct_output_all(STDERR_FILENO, text, len); // nobody to tell if that fails
    free(text);
}

static int write_baseline(struct run *run, const struct ct_verdict *verdict) {
    const char *path = run->check->write_baseline;
    int failed;

    if (!path)
        return 0;
    ct_baseline_add(&run->baseline, verdict->matches);
    failed = ct_baseline_write(&run->baseline, path);
    if (failed)
        return ct_fail("cannot write the baseline %s: %s", path, strerror(-failed));
    return 0;
}

static int tell(void *data, const struct ct_summary *summary, struct ct_trace *trace,
                const struct ct_log *log) {
    struct run *run = data;
    const struct ct_check *check = run->check;
    char host[256] = "localhost";
    struct ct_scan scan = {0};
    struct ct_verdict verdict = {.policy = check->policy,
                                 .rules = run->rules,
                                 .rule_count = run->rule_count,
                                 .allow = &check->allow,
                                 .baseline = &run->baseline,
                                 .accept_all = check->write_baseline != NULL,
                                 .enforce = check->enforce,
                                 .violation_exit = check->violation_exit,
                                 .notes = run->plan.notes,
                                 .note_count = run->plan.note_count,
                                 .scan = &scan,
                                 .started = run->started,
                                 .host = host};
    int failed;

    gethostname(host, sizeof host - 1);
    ct_scan_file(check->session.launch.path, &scan); // a problem is part of the verdict
    ct_verdict_reach(&verdict, summary, trace, log);
    say(&verdict);
    failed = write_baseline(run, &verdict);
    for (size_t i = 0; i < check->report_count; i++)
        failed |= ct_check_report_write(&check->reports[i], &verdict);
    ct_verdict_finish(&verdict);
    ct_scan_finish(&scan);
    return failed ? CT_EXIT_FAILED : verdict.status;
}

// A baseline that is about to be written for the first time need not be there.
static int read_baseline(struct run *run) {
    const struct ct_check *check = run->check;

    if (!check->baseline)
        return 0;
    if (check->write_baseline && access(check->baseline, F_OK) && errno == ENOENT)
        return 0;
    return ct_baseline_read(&run->baseline, check->baseline);
}

static void describe_rules(struct run *run, const struct ct_policy *policy) {
    run->rule_count = ct_policy_rule_count(policy);
    run->rules = ct_alloc(run->rule_count * sizeof *run->rules);
    for (unsigned i = 0; i < run->rule_count; i++)
        run->rules[i] = (struct ct_verdict_rule){
            .id = ct_policy_rule_id(policy, i),
            .action = ct_action_name(ct_policy_rule_action(policy, i)),
            .reason = ct_policy_rule_reason(policy, i),
        };
}

static int prepare_kernel(struct run *run, const struct ct_policy *policy) {
    int failed;

    ct_kernel_plan_make(policy, &run->plan);
    if (!run->plan.enforced)
        return ct_fail(
            "check: there is nothing in this policy that the kernel can enforce%s%s; use "
            "--enforce=shim",
            run->plan.note_count ? ": " : "", run->plan.note_count ? run->plan.notes[0] : "");
    failed = ct_kernel_filter_build(&run->plan, &run->filter);
    if (failed)
        return ct_fail("check: no filter for the kernel can be made here: %s; use --enforce=shim",
                       strerror(-failed));
    return 0;
}

int ct_check_run(struct ct_check *check) {
    struct run *run = ct_alloc(sizeof *run); // a filter is large
    struct ct_session *session = &check->session;
    struct ct_policy *policy = NULL;
    char *name = NULL;
    int status;

    run->check = check;
    run->started = time(NULL);
    status = ct_launch_policy(check->policy, &policy, &name);

    if (!status)
        status = read_baseline(run);
    if (!status && check->enforce == CT_ENFORCE_KERNEL)
        status = prepare_kernel(run, policy);
    if (!status) {
        describe_rules(run, policy);
        session->launch.policy = name;
        session->launch.enforce = check->enforce == CT_ENFORCE_NONE ? "0" : "1";
        session->launch.filter = check->enforce == CT_ENFORCE_KERNEL ? &run->filter : NULL;
        session->launch.stack = FRAMES;
        // All that a verdict rests on, whatever the environment says.
        session->launch.events = "create,image,exec,namespace,exit,blind";
        session->patience_ms = PATIENCE_MS;
        session->tell = tell;
        session->data = run;
        status = ct_session_run(session);
    }
    free(run->rules);
    ct_baseline_finish(&run->baseline);
    ct_kernel_plan_finish(&run->plan);
    free(run);
    ct_policy_destroy(policy);
    free(name);
    return status;
}
