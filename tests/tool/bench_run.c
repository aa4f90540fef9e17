// SPDX-License-Identifier: MIT
// `clonetrace bench` as a user runs it: every method, what each point got, and every way that it
// can end. Nothing here says how long anything takes.
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stage.h"

// Everything that a test starts can be told from all else on the machine.
static void set_up(void) {
    char mark[16];

    stage_open_bench();
    snprintf(mark, sizeof mark, "%d", (int)getpid());
    setenv("CT_TEST_MARK", mark, 1);
}

TestSuite(bench_run, .init = set_up, .fini = stage_close, .timeout = 300);

// Processes that carry the mark, beside the test itself and what looks for them.
static unsigned left_over(void) {
    struct acted acted = act("grep -lsazx CT_TEST_MARK=$CT_TEST_MARK /proc/[0-9]*/environ |\n"
                             "while read f; do grep -ls bench- ${f%environ}comm; done");

    return times(acted.out, "\n");
}

static json_t *result_of(const char *script) {
    char command[2048];
    struct acted acted;
    json_error_t error;
    json_t *result;

    snprintf(command, sizeof command, "$T bench %s --json=result.json >table", script);
    acted = act(command);
    cr_assert_eq(acted.status, 0, "%s: %d: %s", script, acted.status, acted.err);
    result = json_load_file("result.json", 0, &error);
    cr_assert(result, "%s", error.text);
    cr_assert_eq(left_over(), 0);
    return result;
}

static const char *text(const json_t *point, const char *part, const char *key) {
    return json_string_value(json_object_get(json_object_get(point, part), key));
}

static double number(const json_t *point, const char *part, const char *key) {
    return json_number_value(json_object_get(json_object_get(point, part), key));
}

static size_t samples(const json_t *point, const char *metric) {
    return json_array_size(
        json_object_get(json_object_get(json_object_get(point, "series"), metric), "samples"));
}

// What this build has no program for, or this C library no function.
static bool may_be_left_out(const json_t *point, const char *note) {
    return !strcmp(text(point, "condition", "method"), "_Fork") ? strstr(note, "C library") != NULL
           : !strcmp(text(point, "condition", "then"), "exec-static")
               ? strstr(note, "static program") != NULL
           : !strcmp(text(point, "condition", "method"), "clone3")
               ? strstr(note, "implemented") != NULL
               : false;
}

static bool has_child(const char *method) {
    return strcmp(method, "posix_spawn") != 0 && strcmp(method, "system") != 0 &&
           strcmp(method, "popen") != 0;
}

static void check_split(const json_t *point) {
    const char *method = text(point, "condition", "method"),
               *then = text(point, "condition", "then"),
               *note = json_string_value(json_object_get(point, "note"));
    bool copies = !strcmp(method, "fork") || !strcmp(method, "_Fork");

    if (note && may_be_left_out(point, note))
        return;
    cr_assert_null(note, "%s %s: %s", method, then, note);
    cr_assert_gt(samples(point, "call"), 0, "%s %s", method, then);
    cr_assert_eq(samples(point, "reaped"), samples(point, "call"));
    cr_assert_eq(samples(point, "child-runs") > 0, has_child(method), "%s %s", method, then);
    cr_assert_eq(samples(point, "program-runs") > 0, strcmp(then, "exit") != 0, "%s %s", method,
                 then);
    cr_assert_eq(samples(point, "teardown") > 0, copies, "%s %s", method, then);
    cr_assert_gt(samples(point, "parent-faults"), 0);
    cr_assert_eq(samples(point, "write-page"), 0);
}

Test(bench_run, measures_every_method_with_everything_that_a_child_can_do) {
    json_t *result = result_of("--method=all --then=all --rounds=1"),
           *points = json_object_get(result, "points"), *point;
    size_t i;

    // Nine methods and three things to do, less posix_spawn's exit and a thread's two execs.
    cr_assert_eq(json_array_size(points), 24);
    json_array_foreach(points, i, point) check_split(point);
    json_decref(result);
}

// The first point is the plain process; returns what `key` is beyond that at the point whose
// condition `axis` is not 0.
static double beyond(const json_t *points, const char *axis, const char *key) {
    const json_t *point;
    size_t i;

    json_array_foreach((json_t *)points, i, point) {
        if (number(point, "condition", axis) > 0)
            return number(point, "obtained", key) -
                   number(json_array_get(points, 0), "obtained", key);
    }
    cr_assert_fail("no point along %s", axis);
    return 0;
}

Test(bench_run, gets_the_state_that_was_asked_for) {
    json_t *result = result_of("--method=fork --then=exit --memory=0,32M --threads=0,7 "
                               "--mappings=0,50 --descriptors=0,20 --rounds=1"),
           *points = json_object_get(result, "points");
    double mib = 1048576, extra;

    cr_assert_eq(json_array_size(points), 5);
    extra = beyond(points, "memory", "rss_bytes");
    cr_assert(extra > 31.5 * mib && extra < 33 * mib, "%g", extra);
    extra = beyond(points, "memory", "pte_bytes");
    // Eight bytes a page. Where a process's mappings lie decides about some tables more or less.
    cr_assert(fabs(extra - 32 * mib / 4096 * 8) <= 32768, "%g", extra);
    cr_assert_eq(beyond(points, "threads", "threads"), 7);
    cr_assert_eq(beyond(points, "descriptors", "descriptors"), 20);
    extra = beyond(points, "mappings", "mappings");
    cr_assert(fabs(extra - 50) <= 2, "%g", extra);
    json_decref(result);
}

static void check_kind(const json_t *point) {
    const char *pages = text(point, "condition", "pages"),
               *sharing = text(point, "condition", "sharing"),
               *note = json_string_value(json_object_get(point, "note"));
    double mib = 1048576;

    if (!strcmp(pages, "hugetlb")) // reserved by whoever owns the machine, or not
        cr_assert(note ? strstr(note, "vm.nr_hugepages") != NULL
                       : number(point, "obtained", "hugetlb_bytes") >= 8 * mib);
    else if (!strcmp(pages, "thp") && !note)
        cr_assert_geq(number(point, "obtained", "thp_bytes"), 7.2 * mib, "%s", sharing);
    else if (!strcmp(pages, "thp"))
        cr_assert(strstr(note, "huge pages"), "%s", note);
    else
        cr_assert_null(note, "%s", note);
    if (!note)
        cr_assert_geq(number(point, "obtained", "rss_bytes") +
                          number(point, "obtained", "hugetlb_bytes"),
                      8 * mib);
}

Test(bench_run, knows_every_kind_of_memory) {
    json_t *result = result_of("--method=fork --then=exit --memory=8M --pages=all --sharing=all "
                               "--grid --rounds=1"),
           *points = json_object_get(result, "points"), *point;
    size_t i;

    cr_assert_eq(json_array_size(points), 9);
    json_array_foreach(points, i, point) check_kind(point);
    json_decref(result);
}

// One fault a page in whoever writes, none of them in the other.
static void check_writes(const json_t *point) {
    double pages = 8 * 1048576.0 / 4096 * number(point, "condition", "written");
    bool child = !strcmp(text(point, "condition", "writer"), "child");
    const json_t *series = json_object_get(point, "series");
    double writer = number(series, child ? "child-faults" : "parent-faults", "median"),
           other = number(series, child ? "parent-faults" : "child-faults", "median");

    cr_assert_gt(samples(point, "write-page"), 0);
    cr_assert(writer >= floor(pages) && writer < pages + 100, "%g of %g", writer, pages);
    cr_assert_lt(other, 100, "%g of %g", other, pages);
    cr_assert_eq(samples(point, "teardown"), 0);
}

Test(bench_run, writes_to_as_many_pages_as_asked) {
    json_t *result = result_of("--method=fork --then=exit --memory=8M --written=10%,100% "
                               "--rounds=1"),
           *points = json_object_get(result, "points"), *point,
           *plain = json_object_get(result, "plain");
    size_t i, checked = 0;

    json_array_foreach(points, i, point) {
        if (number(point, "condition", "written") == 0)
            continue;
        check_writes(point);
        checked++;
    }
    cr_assert_eq(checked, 4);
    cr_assert(json_object_get(plain, "plain-write") && json_object_get(plain, "first-touch") &&
              json_object_get(plain, "reuse"));
    json_decref(result);
}

Test(bench_run, says_where_the_machine_counts_no_cycles) {
    json_t *result = result_of("--method=vfork --then=exit --rounds=1"),
           *machine = json_object_get(result, "machine"),
           *point = json_array_get(json_object_get(result, "points"), 0);
    const char *notes = json_string_value(json_object_get(machine, "notes"));

    if (json_is_true(json_object_get(machine, "counters")))
        cr_assert_gt(samples(point, "cycles"), 0);
    else
        cr_assert(notes && strstr(notes, "perf_event_open"), "%s", notes);
    json_decref(result);
}

// The command itself and not a shell, which would have it ignore SIGINT in the background. Returns
// when it has a worker.
static pid_t start_long(void) {
    char path[512];
    int worker = 0;
    pid_t pid;

    snprintf(path, sizeof path, "%s/tools/clonetrace", getenv("L"));
    pid = fork();
    if (pid == 0) {
        signal(SIGINT, SIG_DFL);
        if (!freopen("table", "w", stdout))
            _exit(98);
        execl(path, "clonetrace", "bench", "--method=fork", "--then=exit", "--precision=0.0001%",
              "--max-time=10min", "--written=10%", "--json=result.json", (char *)NULL);
        _exit(99);
    }
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    for (int tick = 0; tick < 6000 && !worker; tick++) {
        FILE *children = fopen(path, "r");

        if (children && fscanf(children, "%d", &worker) != 1)
            worker = 0;
        if (children)
            fclose(children);
        usleep(10000);
    }
    usleep(300000); // some rounds, or none: either must do
    return pid;
}

static int interrupt(int signal_number) {
    pid_t pid = start_long();
    int status;

    kill(pid, signal_number);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

Test(bench_run, gives_out_what_there_is_when_a_signal_ends_it) {
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (int i = 0; i < 3; i++) {
        json_t *result;

        signal(signals[i], SIG_DFL); // ignored under nohup(1) and in a shell's background
        unlink("result.json");
        cr_assert_eq(interrupt(signals[i]), 128 + signals[i]);
        result = json_load_file("result.json", 0, NULL);
        cr_assert(result, "no result after signal %d", signals[i]);
        cr_assert(json_is_true(json_object_get(result, "partial")));
        cr_assert_str_not_empty(content("table"));
        cr_assert_eq(left_over(), 0);
        json_decref(result);
    }
}

Test(bench_run, leaves_nothing_behind_when_it_is_killed) {
    for (int i = 0; i < 4; i++) {
        pid_t pid = start_long();
        unsigned seen = 0;

        for (int tick = 0; tick < 300 && !seen; tick++) // between two workers there is none
            seen = left_over();
        cr_assert_gt(seen, 0, "what would be left over is not recognised");
        kill(pid, SIGKILL);
        cr_assert_eq(waitpid(pid, NULL, 0), pid);
        for (int tick = 0; tick < 300 && left_over(); tick++)
            usleep(100000);
        cr_assert_eq(left_over(), 0);
    }
}
