// SPDX-License-Identifier: MIT
// Hazards for programs.
#include "clonetrace/report/hazards.h"
#include "clonetrace/report/rows.h"
#include "clonetrace/report/site.h"

static void proof_json(struct ct_jsonout *json, const struct ct_hazard_proof *proof,
                       const struct ct_report *report) {
    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_number(json, "ts_ns", proof->ts_ns);
    ct_jsonout_text(json, "file", report->input.paths[proof->file]);
    ct_jsonout_signed(json, "tgid", proof->who.tgid);
    ct_jsonout_signed(json, "tid", proof->who.tid);
    ct_jsonout_text(json, "api", proof->api);
    ct_jsonout_text(json, "line", proof->line);
    ct_jsonout_close(json, '}');
}

static void site_json(struct ct_jsonout *json, const struct ct_finding *finding,
                      const struct ct_report *report) {
    struct ct_code_time time = ct_rows_time(finding->machine, finding->first_ns);
    struct ct_code_place place;

    if (!finding->api) {
        ct_jsonout_null(json, "site");
        return;
    }
    place = ct_code_find(report->code, &finding->site, &time, false);
    ct_jsonout_open(json, "site", '{');
    ct_site_json(json, &finding->site, &place);
    ct_jsonout_close(json, '}');
}

static void finding_json(struct ct_jsonout *json, const struct ct_finding *finding,
                         const struct ct_report *report) {
    char facts[CT_HAZARD_FACTS];

    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_text(json, "hazard", finding->hazard->id);
    ct_jsonout_text(json, "title", finding->hazard->title);
    ct_jsonout_text(json, "kind", finding->key);
    ct_jsonout_number(json, "count", finding->count);
    ct_jsonout_text(json, "machine", finding->machine->label);
    ct_jsonout_text(json, "api", finding->api);
    site_json(json, finding, report);
    if (finding->hazard->facts)
        finding->hazard->facts(finding, facts);
    ct_jsonout_text(json, "facts", finding->hazard->facts ? facts : NULL);
    ct_jsonout_open(json, "proofs", '[');
    for (size_t i = 0; i < finding->proof_count; i++)
        proof_json(json, &finding->proofs[i], report);
    ct_jsonout_close(json, ']');
    ct_jsonout_text(json, "do", finding->hazard->advice);
    ct_jsonout_text(json, "source", finding->hazard->source);
    ct_jsonout_close(json, '}');
}

static void blank(void *to, const char *id, const char *why) {
    struct ct_jsonout *json = to;

    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_text(json, "hazard", id);
    ct_jsonout_text(json, "why", why);
    ct_jsonout_close(json, '}');
}

void ct_hazards_json(struct ct_hazards *hazards, const struct ct_report *report, FILE *out) {
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '{');
    ct_jsonout_open(&json, "found", '[');
    for (size_t i = 0; i < hazards->count; i++)
        finding_json(&json, hazards->list[i], report);
    ct_jsonout_close(&json, ']');
    ct_jsonout_open(&json, "not_looked_for", '[');
    ct_hazards_blanks(hazards, blank, &json);
    ct_jsonout_close(&json, ']');
    ct_jsonout_close(&json, '}');
}
