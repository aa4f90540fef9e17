// SPDX-License-Identifier: MIT
// Lines to machines. Process ids and clocks mean something within one boot of one machine only, and
// only an image says which boot it is. What ships logs may have added the host to each line.
#include "clonetrace/report/machines.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/trace/command.h"

#define NEAR_NS 1000000000 // between lines of one machine, mostly

static void name(struct ct_report_machine *machine, const char *boot) {
    char label[9];

    machine->boot = ct_names_keep(&machine->trace.names, boot);
    snprintf(label, sizeof label, "%s", boot);
    if (!machine->host)
        machine->label = ct_names_keep(&machine->trace.names, label);
}

static void name_host(struct ct_report_machine *machine, const char *host) {
    machine->host = machine->label = ct_names_keep(&machine->trace.names, host);
}

static bool is_host(const struct ct_report_machine *machine, const char *host) {
    return host && machine->host ? !strcmp(host, machine->host) : !host == !machine->host;
}

static struct ct_report_machine *add(struct ct_machines *machines, const char *boot,
                                     const char *host) {
    struct ct_report *report = machines->report;
    struct ct_report_machine *machine = ct_alloc(sizeof *machine);
    size_t size = (report->machine_count + 1) * sizeof *report->machines;

    // Rarely many: grown by one is good enough.
    report->machines = ct_realloc(report->machines, size);
    ct_trace_init(&machine->trace);
    machine->index = report->machine_count;
    report->machines[report->machine_count++] = machine;
    if (boot)
        name(machine, boot);
    if (host)
        name_host(machine, host);
    if (!machine->label)
        machine->label = ct_names_keep(
            &machine->trace.names,
            !strcmp(machines->path, "-") ? "standard input" : ct_command_base(machines->path));
    return machine;
}

static struct ct_report_machine *find(const struct ct_report *report, const char *boot,
                                      const char *host) {
    for (size_t i = 0; i < report->machine_count; i++) {
        struct ct_report_machine *machine = report->machines[i];

        if (machine->boot && !strcmp(machine->boot, boot) && is_host(machine, host))
            return machine;
    }
    return NULL;
}

// Makes it one of the file's, and the current one.
static void enter(struct ct_machines *machines, struct ct_report_machine *machine) {
    for (size_t i = 0; i < machines->count; i++) {
        if (machines->here[i] == machine) {
            machines->current = i;
            return;
        }
    }
    if (machines->count == machines->cap) {
        machines->cap = machines->cap ? machines->cap * 2 : 4;
        machines->here = ct_realloc(machines->here, machines->cap * sizeof *machines->here);
        machines->clock = ct_realloc(machines->clock, machines->cap * sizeof *machines->clock);
    }
    machines->here[machines->count] = machine;
    machines->clock[machines->count] = 0;
    machines->current = machines->count++;
}

void ct_machines_file(struct ct_machines *machines, const char *path,
                      const struct ct_record *image) {
    const char *boot = image ? image->boot : NULL, *host = image ? image->host : NULL;
    struct ct_report_machine *machine = boot ? find(machines->report, boot, host) : NULL;

    machines->path = path;
    machines->count = 0;
    enter(machines, machine ? machine : add(machines, boot, host));
}

static void image(struct ct_machines *machines, const struct ct_record *record) {
    struct ct_report_machine *machine = machines->here[machines->current], *known;

    if (!record->boot || (machine->boot && !strcmp(machine->boot, record->boot)))
        return;
    known = find(machines->report, record->boot, record->host);
    if (!known && !machine->boot)
        name(machine, record->boot);
    else
        enter(machines, known ? known : add(machines, record->boot, record->host));
}

// How well a line fits, less is better: far from every clock, then nearness alone counts.
static uint64_t misfit(const struct ct_machines *machines, size_t i,
                       const struct ct_record *record) {
    uint64_t clock = machines->clock[i];
    uint64_t away = clock > record->ts_ns ? clock - record->ts_ns : record->ts_ns - clock;

    if (away > NEAR_NS)
        return away;
    return ct_tree_find(&machines->here[i]->trace.tree, record->who.tgid) ? 0 : 1;
}

// A file with lines of several machines, one after the other or in turns. Their pids may be the
// same, their clocks hardly.
static void guess(struct ct_machines *machines, const struct ct_record *record) {
    uint64_t least = UINT64_MAX;

    if (is_host(machines->here[machines->current], record->host))
        least = misfit(machines, machines->current, record);
    for (size_t i = 0; i < machines->count && least; i++) {
        uint64_t here =
            is_host(machines->here[i], record->host) ? misfit(machines, i, record) : UINT64_MAX;

        if (here < least) {
            machines->current = i;
            least = here;
        }
    }
}

// Lines that say whose they are.
static void go_to_host(struct ct_machines *machines, const struct ct_record *record) {
    struct ct_report_machine *machine = machines->here[machines->current];

    if (!is_host(machine, record->host))
        guess(machines, record);
    machine = machines->here[machines->current];
    if (!machine->host && !machines->clock[machines->current])
        name_host(machine, record->host); // made for this file, and nothing of it was read yet
    else if (!is_host(machine, record->host))
        enter(machines, add(machines, NULL, record->host));
}

struct ct_report_machine *ct_machines_of(struct ct_machines *machines,
                                         const struct ct_record *record) {
    struct ct_report_machine *machine;

    if (record->host)
        go_to_host(machines, record);
    if (record->kind == CT_EVENT_IMAGE && record->boot)
        image(machines, record);
    else if (machines->count > 1)
        guess(machines, record);
    machine = machines->here[machines->current];
    machines->clock[machines->current] = record->ts_ns;
    if (record->kind == CT_EVENT_IMAGE && record->real_ns && !machine->has_real) {
        machine->real_minus_mono_ns = (int64_t)(record->real_ns - record->ts_ns);
        machine->has_real = true;
    }
    return machine;
}

void ct_machines_finish(struct ct_machines *machines) {
    struct ct_report *report = machines->report;

    for (size_t i = 0; i < report->machine_count; i++) {
        ct_trace_finish(&report->machines[i]->trace);
        free(report->machines[i]);
    }
    free(report->machines);
    report->machines = NULL;
    report->machine_count = 0;
    free(machines->here);
    free(machines->clock);
}
