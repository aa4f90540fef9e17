// SPDX-License-Identifier: MIT
// What the model of `clonetrace bench` says of a site's forks. Nothing here was measured at the
// site; whoever shows it says so.
#include "clonetrace/report/cost.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

#define HOW "clonetrace bench --save-model makes one"
#define PAGE_KIB 4
#define OWN_FAULTS 9 // of a forked child that touches nothing, until its exec

int ct_cost_model_check(const char *path) {
    struct ct_model model;
    int failed = ct_model_load(&model, path);

    if (failed == -EINVAL)
        return ct_fail("report: --model: %s is no model; " HOW, path);
    if (failed)
        return ct_fail("report: --model: %s: %s; " HOW, path, strerror(-failed));
    return 0;
}

static bool of_this_boot(const struct ct_report *report) {
    char boot[40] = "";
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

    if (file && fgets(boot, sizeof boot, file))
        boot[strcspn(boot, "\n")] = '\0';
    if (file)
        fclose(file);
    for (size_t i = 0; i < report->machine_count; i++) {
        const char *of_log = report->machines[i]->boot;

        if (!of_log || strcmp(of_log, boot) != 0)
            return false;
    }
    return *boot;
}

// A model of another kernel is only used if it was asked for by name: the log may be of that one.
static void doubt(struct ct_cost_model *model, const struct ct_report *report, bool named) {
    char *mismatch = ct_model_mismatch(&model->model, NULL);

    if (mismatch && !named) {
        model->usable = false;
        model->reason = mismatch;
    } else if (!of_this_boot(report)) {
        free(mismatch);
        model->reason =
            ct_format("the log is of another boot or machine, and a log does not say of "
                      "which kernel: what is modelled holds for %.127s",
                      model->model.machine);
    } else {
        model->reason = mismatch;
    }
}

void ct_cost_model_load(struct ct_cost_model *model, const struct ct_report *report) {
    const char *named = report->wishes.model;
    int failed;

    *model = (struct ct_cost_model){.path = named ? ct_format("%s", named) : ct_model_path()};
    failed = model->path ? ct_model_load(&model->model, model->path) : -ENOENT;
    model->usable = !failed;
    if (!failed)
        doubt(model, report, named);
    else if (failed == -ENOENT)
        model->reason = ct_format("there is no model of this machine; " HOW);
    else
        model->reason = ct_format("%s %s; " HOW, model->path,
                                  failed == -EINVAL ? "is no model" : strerror(-failed));
}

void ct_cost_model_finish(struct ct_cost_model *model) {
    free(model->path);
    free(model->reason);
}

static double above_zero(double value) {
    return value > 0 ? value : 0;
}

// What a line of the model grows by over an empty process.
static double growth(const struct ct_model_line *line, const struct ct_model_state *state) {
    static const struct ct_model_state none;

    return ct_model_cost(line, state) - ct_model_cost(line, &none);
}

struct ct_cost_estimate ct_cost_estimate(const struct ct_cost_row *row,
                                         const struct ct_cost_model *model) {
    struct ct_cost_estimate estimate = {0};
    const struct ct_model *m = &model->model;
    struct ct_model_state state = {0};

    if (!model->usable || !row->execs || !row->exec_memory.forks)
        return estimate;
    state.pte_entries =
        (double)row->exec_memory.rss_kib / PAGE_KIB / (double)row->exec_memory.forks;
    estimate.known = true;
    estimate.entries = state.pte_entries;
    estimate.call = (double)row->exec_ns / (double)row->execs;
    estimate.modelled = ct_model_cost(&m->fork_call, &state);
    estimate.after = above_zero(ct_model_cost(&m->fork_exec, &state) - estimate.modelled);
    estimate.teardown = above_zero(growth(&m->fork_exec, &state) - growth(&m->fork_call, &state));
    if (estimate.teardown > estimate.after)
        estimate.teardown = estimate.after;
    estimate.cow =
        above_zero((double)row->faults.total / (double)row->execs - OWN_FAULTS) * m->cow_page_ns;
    estimate.spawn = ct_model_cost(&m->spawn_exec, &state);
    estimate.saved = above_zero(estimate.call + estimate.after + estimate.cow - estimate.spawn);
    estimate.beyond = state.pte_entries > m->fork_call.reach.pte_entries;
    return estimate;
}
