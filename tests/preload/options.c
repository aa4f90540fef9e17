// SPDX-License-Identifier: MIT
// What the environment variables of the library add to events or leave out.
#include <criterion/criterion.h>
#include <string.h>

#include "expect.h"
#include "place.h"

static struct log run_with(const char *variable, const char *const *argv) {
    const struct program program = {.argv = argv, .env = (const char *const[]){variable, NULL}};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(run.log_path);

    cr_assert(exited(&run, 0), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_str_empty(run.err);
    expect_sound(&log);
    return log;
}

#define with(variable, ...) run_with(variable, (const char *const[]){__VA_ARGS__, NULL})

Test(options, events_chooses) {
    struct log log = with("CLONETRACE_EVENTS=exec,image", "vfork_exec", "/bin/true");

    cr_assert_eq(log_count(&log, "image", NULL), 2u);
    cr_assert_eq(log_count(&log, "exec", NULL), 1u);
    cr_assert_eq(log.count, 3u);
}

Test(options, no_stack_and_no_mem_by_default) {
    struct log log = with("A=b", "fork_one", "fork");
    const struct event *event = log_find(&log, "create", NULL, 0);

    cr_assert_null(json_object_get(event->json, "stack"), "%s", event->line);
    cr_assert_null(json_object_get(event->json, "mem"), "%s", event->line);
    cr_assert_eq(log_count(&log, "thread_exit", NULL), 0u);
}

Test(options, stack_starts_at_the_caller) {
    struct log log = with("CLONETRACE_STACK=4", "thread_fork");
    json_int_t program =
        json_integer_value(json_object_get(log_find(&log, "image", NULL, 0)->json, "pid"));

    for (size_t i = 0; i < log_count(&log, "create", NULL); i++) {
        const struct event *event = log_find(&log, "create", NULL, i);
        json_t *stack = json_object_get(event->json, "stack"), *first = json_array_get(stack, 0);
        json_t *site = json_object_get(event->json, "site");

        json_t *caller = json_object_get(event->json, "caller");

        if (strcmp(event->api, "vfork") == 0 && !stack)
            continue;
        // A forked child of threads is not unwound: the loader's lock may be held in it for ever.
        if (json_array_size(stack) == 0 &&
            json_integer_value(json_object_get(caller, "tgid")) != program)
            continue;
        cr_assert(json_array_size(stack) >= 1 && json_array_size(stack) <= 4, "%s", event->line);
        cr_assert(json_equal(json_object_get(first, "module"), json_object_get(site, "module")),
                  "%s", event->line);
        cr_assert(json_equal(json_object_get(first, "offset"), json_object_get(site, "offset")),
                  "%s", event->line);
    }
}

Test(options, mem_grows_with_the_program) {
    struct log small = with("CLONETRACE_MEM=1", "dirty_exec", "1");
    struct log big = with("CLONETRACE_MEM=1", "dirty_exec", "5000");
    json_t *before = json_object_get(log_find(&small, "create", NULL, 0)->json, "mem");
    json_t *after = json_object_get(log_find(&big, "create", NULL, 0)->json, "mem");
    json_int_t more = json_integer_value(json_object_get(after, "rss_kib")) -
                      json_integer_value(json_object_get(before, "rss_kib"));

    cr_assert(more > 18000 && more < 24000, "%lld KiB more for 5000 pages", (long long)more);
    cr_assert_gt(json_integer_value(json_object_get(after, "minflt")), 5000);
    cr_assert_gt(json_integer_value(json_object_get(after, "pte_kib")),
                 json_integer_value(json_object_get(before, "pte_kib")));
}

Test(options, symbol_names_where_exported) {
    struct log log = with("CLONETRACE_STACK=4", "json_symbols");
    const struct event *event = log_find(&log, "create", NULL, 0);
    json_t *site = json_object_get(event->json, "site");

    // json_symbols exports its functions, main among them
    cr_assert_str_eq(json_string_value(json_object_get(site, "symbol")), "main", "%s", event->line);
}

// An unwinder has locks: none may be held in another thread when memory is copied for a child.
Test(options, stacks_of_children_of_busy_threads, .timeout = 100) {
    struct log log = with("CLONETRACE_STACK=8", "fork_in_threads", "600");

    cr_assert_eq(log_count(&log, "create", "fork"), 1200u);
    for (size_t i = 0; i < log.count; i++)
        if (strcmp(log.events[i].kind, "create") == 0 &&
            !json_object_get(log.events[i].json, "stack"))
            cr_assert_fail("no stack: %s", log.events[i].line);
}
