// SPDX-License-Identifier: MIT
// SARIF 2.1.0 (OASIS standard), as code scanning services take it. One result for each match; what
// went unseen is a notification of the tool. A binary has no lines, and GitHub shows no result
// without one, so each location is line 1 of its module and carries its address beside.
#include <jansson.h>
#include <string.h>

#include "clonetrace/check/place.h"
#include "clonetrace/check/report.h"
#include "event/json.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

// A path of the log as a URI reference (RFC 3986), its original bytes escaped.
static json_t *uri(const char *path) {
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    char text[3 * 4096 + 16], bytes[4096];
    size_t len = strlen(path), used = 0;

    len = len < sizeof bytes ? len : sizeof bytes;
    memcpy(bytes, path, len);
    len = ct_json_unmap(bytes, len);
    if (len && *bytes == '/')
        used = (size_t)sprintf(text, "file://");
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] && strchr(plain, bytes[i]))
            text[used++] = bytes[i];
        else
            used += (size_t)sprintf(text + used, "%%%02X", (unsigned char)bytes[i]);
    }
    return json_stringn(text, used);
}

static json_t *location(const struct ct_record_site *site, const char *says) {
    char name[CT_PLACE_MAX];
    json_t *object = json_object();

    ct_place_name(name, site);
    if (site->module) {
        json_t *physical = json_pack("{s{so}, s{si}, s{sI}}", "artifactLocation", "uri",
                                     uri(site->module), "region", "startLine", 1, "address",
                                     "relativeAddress", (json_int_t)(site->offset & INT64_MAX));

        json_object_set_new(object, "physicalLocation", physical);
    }
    json_object_set_new(object, "logicalLocations",
                        json_pack("[{ss, ss}]", "fullyQualifiedName", name, "kind",
                                  site->symbol ? "function" : "member"));
    json_object_set_new(object, "message", json_pack("{ss}", "text", says ? says : name));
    return object;
}

static json_t *stack(const struct ct_match *match) {
    json_t *frames = json_array();

    for (size_t i = 0; i < match->frames; i++)
        json_array_append_new(frames,
                              json_pack("{so}", "location", location(&match->stack[i], NULL)));
    return json_pack("[{s{ss}, so}]", "message", "text", "the first of these calls", "frames",
                     frames);
}

static size_t index_of(const struct ct_verdict *verdict, const char *rule) {
    size_t i = 0;

    while (i < verdict->rule_count && strcmp(verdict->rules[i].id, rule) != 0)
        i++;
    return i;
}

static json_t *result(const struct ct_verdict *verdict, const struct ct_match *match) {
    const char *reason = ct_verdict_reason(verdict, match->rule);
    char call[CT_PLACE_MAX], key[CT_PLACE_MAX], text[CT_PLACE_MAX + 300];
    size_t index = index_of(verdict, match->rule);
    json_t *object;

    snprintf(text, sizeof text, "%.255s%s%s", reason, *reason ? ": " : "",
             ct_place_call(call, match));
    object = json_pack("{ss, ss, s{ss}, s[o], s{ss}, sI}", "ruleId", match->rule, "level",
                       match->kind == CT_MATCH_WARN ? "warning" : "error", "message", "text", text,
                       "locations", location(&match->site, NULL), "partialFingerprints",
                       "clonetraceSite/v1", ct_place_key(key, match), "occurrenceCount",
                       (json_int_t)match->count);
    if (index < verdict->rule_count)
        json_object_set_new(object, "ruleIndex", json_integer((json_int_t)index));
    if (match->frames)
        json_object_set_new(object, "stacks", stack(match));
    if (match->accepted)
        json_object_set_new(object, "suppressions",
                            json_pack("[{ss, ss, ss}]", "kind", "external", "status", "accepted",
                                      "justification", "in the baseline"));
    return object;
}

static json_t *rules(const struct ct_verdict *verdict) {
    json_t *array = json_array();

    for (size_t i = 0; i < verdict->rule_count; i++) {
        const struct ct_verdict_rule *rule = &verdict->rules[i];
        const char *level = !strcmp(rule->action, "allow")  ? "none"
                            : !strcmp(rule->action, "warn") ? "warning"
                                                            : "error";

        json_array_append_new(array, json_pack("{ss, ss, s{ss}, s{ss}}", "id", rule->id, "name",
                                               rule->id, "shortDescription", "text",
                                               *rule->reason ? rule->reason : rule->id,
                                               "defaultConfiguration", "level", level));
    }
    return array;
}

static json_t *notifications(const struct ct_verdict *verdict) {
    json_t *array = json_array();

    for (size_t i = 0; i < verdict->unseen.count; i++) {
        const struct ct_unseen_item *item = &verdict->unseen.items[i];

        json_array_append_new(array, json_pack("{ss, s{ss}, s{ss}}", "level",
                                               item->allowed ? "note" : "error", "message", "text",
                                               item->what, "descriptor", "id", item->reason));
    }
    return array;
}

static json_t *invocation(const struct ct_verdict *verdict) {
    return json_pack("{sb, ss, si, ss, so}", "executionSuccessful", verdict->uncovered == 0,
                     "commandLine", verdict->command, "exitCode", verdict->status,
                     "exitCodeDescription",
                     verdict->violations  ? "a rule was violated"
                     : verdict->uncovered ? "something was not covered"
                                          : "the program's own",
                     "toolExecutionNotifications", notifications(verdict));
}

void ct_check_report_sarif(FILE *out, const struct ct_verdict *verdict) {
    json_t *results = json_array(), *document;

    for (size_t i = 0; i < verdict->matches->count; i++)
        json_array_append_new(results, result(verdict, verdict->matches->list[i]));
    document =
        json_pack("{ss, ss, s[{s{s{ss, ss, ss, so}}, s[o], so, ss}]}", "$schema", SCHEMA, "version",
                  "2.1.0", "runs", "tool", "driver", "name", "clonetrace", "version", CT_VERSION,
                  "semanticVersion", CT_VERSION, "rules", rules(verdict), "invocations",
                  invocation(verdict), "results", results, "columnKind", "unicodeCodePoints");
    json_dumpf(document, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(document);
}
