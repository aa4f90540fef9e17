// SPDX-License-Identifier: MIT
// The whole verdict as one JSON object, for scripts.
#include <jansson.h>

#include "clonetrace/check/report.h"
#include "event/names.h"

static json_t *site(const struct ct_record_site *place) {
    char offset[24];
    json_t *object;

    if (!place->module)
        return json_null();
    snprintf(offset, sizeof offset, "0x%llx", (unsigned long long)place->offset);
    object = json_pack("{ss, ss}", "module", place->module, "offset", offset);
    if (place->symbol)
        json_object_set_new(object, "symbol", json_string(place->symbol));
    return object;
}

static json_t *match(const struct ct_verdict *verdict, const struct ct_match *at) {
    json_t *stack = json_array();

    for (size_t i = 0; i < at->frames; i++)
        json_array_append_new(stack, site(&at->stack[i]));
    return json_pack("{ss, ss, ss, ss, ss, so, sI, s{si, si, ss?, ss?, ss?, so}}", "rule", at->rule,
                     "action", ct_match_kind_name(at->kind), "reason",
                     ct_verdict_reason(verdict, at->rule), "api", at->api, "flags", at->flags,
                     "site", site(&at->site), "count", (json_int_t)at->count, "first", "tgid",
                     (int)at->tgid, "tid", (int)at->tid, "errno", at->error, "path", at->path,
                     "command", at->command, "stack", stack);
}

enum list { VIOLATIONS, WARNINGS, ACCEPTED };

static json_t *list(const struct ct_verdict *verdict, enum list wanted) {
    json_t *array = json_array();

    for (size_t i = 0; i < verdict->matches->count; i++) {
        const struct ct_match *at = verdict->matches->list[i];
        enum list in = ct_verdict_violates(at)     ? VIOLATIONS
                       : at->kind == CT_MATCH_WARN ? WARNINGS
                                                   : ACCEPTED;

        if (in == wanted)
            json_array_append_new(array, match(verdict, at));
    }
    return array;
}

static json_t *unseen(const struct ct_verdict *verdict) {
    json_t *array = json_array();

    for (size_t i = 0; i < verdict->unseen.count; i++) {
        const struct ct_unseen_item *item = &verdict->unseen.items[i];

        json_array_append_new(array, json_pack("{ss, ss?, ss, sI, sb}", "reason", item->reason,
                                               "path", item->path, "what", item->what, "count",
                                               (json_int_t)item->count, "allowed", item->allowed));
    }
    return array;
}

static json_t *ending(const struct ct_ending *end) {
    json_t *object = json_pack("{sI}", "duration_ns", (json_int_t)(end->end_ns - end->start_ns));

    if (!end->signalled)
        json_object_set_new(object, "status", json_integer(end->status));
    else
        json_object_set_new(object, "signal", json_string(ct_signal_name(end->status) ?: "?"));
    return object;
}

void ct_check_report_json(FILE *out, const struct ct_verdict *verdict) {
    json_t *document = json_pack(
        "{si, ss, ss, ss, ss, si, so, s{sI, sI}, so, so, so, so, sI}", "clonetrace-check", 1,
        "clonetrace", CT_VERSION, "policy", verdict->policy, "command", verdict->command, "verdict",
        verdict->violations  ? "violation"
        : verdict->uncovered ? "not-covered"
                             : "ok",
        "exit_status", verdict->status, "program", ending(&verdict->ending), "seen", "programs",
        (json_int_t)verdict->programs, "creations", (json_int_t)verdict->creations, "violations",
        list(verdict, VIOLATIONS), "warnings", list(verdict, WARNINGS), "accepted",
        list(verdict, ACCEPTED), "unseen", unseen(verdict), "baseline_gone",
        (json_int_t)verdict->gone);

    json_dumpf(document, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(document);
}
