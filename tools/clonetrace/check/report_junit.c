// SPDX-License-Identifier: MIT
// JUnit XML as Ant writes it, which every CI system reads: a suite for each rule with a case for
// each place, a suite for what went unseen, and one for the program itself. Elements and attributes
// that the Ant schema asks for are there even where they say nothing.
#include <string.h>
#include <time.h>

#include "clonetrace/check/place.h"
#include "clonetrace/check/report.h"
#include "event/names.h"

// Text that is not trusted. XML 1.0 has no way to write most control characters, nor U+FFFE and
// U+FFFF.
static void text(FILE *out, const char *at) {
    for (; *at; at++) {
        const char *entity = *at == '<'   ? "&lt;"
                             : *at == '>' ? "&gt;"
                             : *at == '&' ? "&amp;"
                             : *at == '"' ? "&quot;"
                                          : NULL;

        if (entity)
            fputs(entity, out);
        else if (!strncmp(at, "\xef\xbf\xbe", 3) || !strncmp(at, "\xef\xbf\xbf", 3))
            fprintf(out, "\\uFFF%c", at[2] == '\xbe' ? 'E' : 'F'), at += 2;
        else if ((unsigned char)*at < ' ' || *at == 0x7f)
            fprintf(out, "\\x%02x", (unsigned char)*at);
        else
            fputc(*at, out);
    }
}

static void attribute(FILE *out, const char *name, const char *value) {
    fprintf(out, " %s=\"", name);
    text(out, value);
    fputc('"', out);
}

// A suite being written: what its opening tag counts has to be known before its cases.
struct suite {
    FILE *out;
    const struct ct_verdict *verdict;
    unsigned id;
    double seconds; // of each case: the run is one, and only the program's own case has its time
};

static void open_suite(struct suite *suite, const char *name, size_t tests, size_t failures,
                       size_t skipped) {
    char when[32];
    struct tm utc;

    gmtime_r(&suite->verdict->started, &utc);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &utc);
    fputs("  <testsuite", suite->out);
    attribute(suite->out, "package", "clonetrace");
    fprintf(suite->out, " id=\"%u\"", suite->id++);
    attribute(suite->out, "name", name);
    attribute(suite->out, "timestamp", when);
    attribute(suite->out, "hostname", suite->verdict->host);
    fprintf(suite->out,
            " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"%.3f\">\n", tests,
            failures, skipped, suite->seconds);
    fputs("    <properties>\n      <property name=\"policy\"", suite->out);
    attribute(suite->out, "value", suite->verdict->policy);
    fputs("/>\n      <property name=\"command\"", suite->out);
    attribute(suite->out, "value", suite->verdict->command);
    fputs("/>\n    </properties>\n", suite->out);
}

static void close_suite(const struct suite *suite) {
    fputs("    <system-out/>\n    <system-err/>\n  </testsuite>\n", suite->out);
}

// A case up to where its outcome stands; passed ones end here.
static void open_case(const struct suite *suite, const char *class, const char *name, bool passed) {
    fputs("    <testcase", suite->out);
    attribute(suite->out, "classname", class);
    attribute(suite->out, "name", name);
    fprintf(suite->out, " time=\"%.3f\"%s>\n", suite->seconds, passed ? "/" : "");
}

static void outcome(const struct suite *suite, const char *element, const char *type,
                    const char *message) {
    fprintf(suite->out, "      <%s", element);
    attribute(suite->out, "message", message);
    if (type)
        attribute(suite->out, "type", type);
    fputc('>', suite->out);
}

static void close_case(const struct suite *suite, const char *element) {
    fprintf(suite->out, "</%s>\n    </testcase>\n", element);
}

static void details(FILE *out, const struct ct_verdict *verdict, const struct ct_match *match) {
    char line[CT_PLACE_MAX];

    text(out, ct_verdict_reason(verdict, match->rule));
    fputs("\ncall:  ", out);
    text(out, ct_place_call(line, match));
    fputs("\nat:    ", out);
    text(out, ct_place_name(line, &match->site));
    if (match->command) {
        fputs("\nin:    ", out);
        text(out, match->command);
    }
    for (size_t i = 0; i < match->frames; i++) {
        fputs(i ? "\n       " : "\nstack: ", out);
        text(out, ct_place_name(line, &match->stack[i]));
    }
    fputc('\n', out);
}

static void match_case(const struct suite *suite, const char *class, const struct ct_match *match) {
    const char *element = ct_verdict_violates(match) ? "failure" : "skipped";
    char place[CT_PLACE_MAX], call[CT_PLACE_MAX], name[2 * CT_PLACE_MAX];

    // Without the count, so that the case has one name in every run.
    ct_place_name(place, &match->site);
    snprintf(name, sizeof name, "%s%s%s at %s", match->api, *match->flags ? " " : "", match->flags,
             place);
    open_case(suite, class, name, false);
    if (ct_verdict_violates(match))
        outcome(suite, element, ct_match_kind_name(match->kind), ct_place_call(call, match));
    else
        outcome(suite, element, NULL,
                match->accepted ? "accepted by the baseline" : "a warning, no violation");
    details(suite->out, suite->verdict, match);
    close_case(suite, element);
}

static void rule_suite(struct suite *suite, const char *rule) {
    const struct ct_matches *matches = suite->verdict->matches;
    size_t tests = 0, failures = 0;
    char class[128];

    for (size_t i = 0; i < matches->count; i++) {
        bool mine = !strcmp(matches->list[i]->rule, rule);

        tests += mine;
        failures += mine && ct_verdict_violates(matches->list[i]);
    }
    snprintf(class, sizeof class, "clonetrace.%.100s", rule);
    open_suite(suite, rule, tests ? tests : 1, failures, tests - failures);
    for (size_t i = 0; i < matches->count; i++) {
        if (!strcmp(matches->list[i]->rule, rule))
            match_case(suite, class, matches->list[i]);
    }
    if (!tests)
        open_case(suite, class, "no violation", true);
    close_suite(suite);
}

static void coverage_suite(struct suite *suite) {
    const struct ct_verdict *verdict = suite->verdict;
    size_t tests = verdict->unseen.count;

    open_suite(suite, "coverage", tests ? tests : 1, verdict->uncovered, verdict->allowed);
    for (size_t i = 0; i < verdict->unseen.count; i++) {
        const struct ct_unseen_item *item = &verdict->unseen.items[i];
        const char *element = item->allowed ? "skipped" : "failure";

        open_case(suite, "clonetrace.coverage", item->path ? item->path : item->reason, false);
        outcome(suite, element, item->allowed ? NULL : item->reason, item->what);
        close_case(suite, element);
    }
    if (!tests)
        open_case(suite, "clonetrace.coverage", "everything was seen", true);
    close_suite(suite);
}

static void program_suite(struct suite *suite) {
    const struct ct_ending *end = &suite->verdict->ending;
    const char *signal = end->signalled ? ct_signal_name(end->status) : NULL;
    bool failed = end->signalled || end->status;
    char message[64];

    suite->seconds = (double)(end->end_ns - end->start_ns) / 1e9;
    open_suite(suite, "program", 1, failed, 0);
    open_case(suite, "clonetrace.program", suite->verdict->command, !failed);
    if (failed) {
        snprintf(message, sizeof message,
                 end->signalled ? "killed by signal %d %s" : "ended with %d%s", end->status,
                 signal ? signal : "");
        outcome(suite, "failure", "exit-status", message);
        close_case(suite, "failure");
    }
    close_suite(suite);
}

// A program can have been given another policy than the one that `check` was: its rules count, too.
static bool is_foreign(const struct ct_verdict *verdict, size_t index) {
    const char *rule = verdict->matches->list[index]->rule;

    for (size_t i = 0; i < verdict->rule_count; i++) {
        if (!strcmp(verdict->rules[i].id, rule))
            return false;
    }
    for (size_t i = 0; i < index; i++) {
        if (!strcmp(verdict->matches->list[i]->rule, rule))
            return false; // its suite is written
    }
    return true;
}

void ct_check_report_junit(FILE *out, const struct ct_verdict *verdict) {
    struct suite suite = {.out = out, .verdict = verdict};

    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
    for (size_t i = 0; i < verdict->rule_count; i++)
        rule_suite(&suite, verdict->rules[i].id);
    for (size_t i = 0; i < verdict->matches->count; i++) {
        if (is_foreign(verdict, i))
            rule_suite(&suite, verdict->matches->list[i]->rule);
    }
    coverage_suite(&suite);
    program_suite(&suite);
    fputs("</testsuites>\n", out);
}
