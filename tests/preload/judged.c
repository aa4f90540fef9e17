// SPDX-License-Identifier: MIT
// Owns how a program gets a policy. Nothing here knows what a rule means.
#include "judged.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "place.h"

char *policy_of(const char *rules) {
    char *path = new_path(".json");

    write_file(path, text("{\"version\": 1, \"rules\": [%s]}\n", rules), 0644);
    return path;
}

struct run run_judged(enum way way, const char *policy, const char *env, const char *const *argv) {
    const char *log = "CLONETRACE_LOG=";
    const bool other_log = env && strncmp(env, log, strlen(log)) == 0;
    const struct program program = {
        .argv = argv,
        .log = other_log ? env + strlen(log) : NULL,
        .env = (const char *const[]){text("CLONETRACE_POLICY=%s", policy), env, NULL},
    };

    return run_program(way, &program);
}

char *rules_of(const struct event *event) {
    json_t *match;
    char *all = text("%s", "");
    size_t at;

    json_array_foreach(json_object_get(event->json, "policy"), at, match) {
        all =
            text("%s%s%s:%s", all, at ? " " : "", json_string_value(json_object_get(match, "rule")),
                 json_string_value(json_object_get(match, "action")));
    }
    return all;
}

struct log log_of(const struct run *run, int status, const char *out) {
    struct log log = log_read(run->log_path);

    if (exited(run, 77))
        cr_skip_test("not in this C library or kernel");
    cr_assert(exited(run, status), "status 0x%x: %s%s", (unsigned)run->status, run->out, run->err);
    cr_assert_str_eq(run->out, out);
    cr_assert_str_empty(run->err);
    expect_sound(&log);
    return log;
}
