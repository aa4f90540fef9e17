// SPDX-License-Identifier: MIT
// The rows that pictures draw, from logs of a few lines: whose line it is, who made whom, what is
// known of lives.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "clonetrace/report/filter.h"
#include "clonetrace/report/timeline.h"

#define IMAGE(ts, pid, ppid)                                                                       \
    "{\"v\":1,\"event\":\"image\",\"ts_ns\":" #ts ",\"pid\":" #pid ",\"ppid\":" #ppid              \
    ",\"tid\":" #pid ",\"exe\":\"/bin/p" #pid "\",\"argv\":[\"p" #pid "\"],\"argc\":1}"
#define CREATE(ts, api, relation, tgid, tid, child)                                                \
    "{\"v\":1,\"event\":\"create\",\"ts_ns\":" #ts ",\"api\":\"" api                               \
    "\",\"syscall\":\"clone\",\"flags\":[],\"flags_raw\":0,\"caller\":{\"tgid\":" #tgid            \
    ",\"tid\":" #tid "},\"child\":" child ",\"relation\":\"" relation                              \
    "\",\"result\":\"ok\",\"duration_ns\":5}"
#define FORK(ts, pid, child)                                                                       \
    CREATE(ts, "fork", "process", pid, pid, "{\"tgid\":" #child ",\"tid\":" #child "}")
#define THREAD(ts, pid, tid)                                                                       \
    CREATE(ts, "pthread_create", "thread", pid, pid, "{\"tgid\":" #pid ",\"tid\":" #tid "}")
#define THREAD_EXIT(ts, pid, tid)                                                                  \
    "{\"v\":1,\"event\":\"thread_exit\",\"ts_ns\":" #ts ",\"tgid\":" #pid ",\"tid\":" #tid "}"
#define EXIT(ts, pid)                                                                              \
    "{\"v\":1,\"event\":\"exit\",\"ts_ns\":" #ts ",\"tgid\":" #pid ",\"tid\":" #pid                \
    ",\"status\":0,\"minflt\":1,\"written\":1,\"lost_total\":0}"
#define EXEC(ts, pid)                                                                              \
    "{\"v\":1,\"event\":\"exec\",\"ts_ns\":" #ts                                                   \
    ",\"api\":\"execve\",\"path\":\"/bin/next\",\"tgid\":" #pid ",\"tid\":" #pid ",\"minflt\":1}"

static struct ct_report_machine machine;
static struct ct_report_machine *machines[] = {&machine};
static struct ct_report report;
static struct ct_timeline timeline;

static void start(void) {
    report = (struct ct_report){.machines = machines, .machine_count = 1};
    machine = (struct ct_report_machine){.label = "here"};
    ct_trace_init(&machine.trace);
    ct_timeline_init(&timeline, &report, 100);
}

static void end(void) {
    ct_timeline_finish(&timeline);
    ct_trace_finish(&machine.trace);
}

TestSuite(timeline, .init = start, .fini = end);

static void line(const char *text) {
    struct ct_record record;
    struct ct_report_event event = {.record = &record, .machine = &machine};

    cr_assert_eq(ct_record_parse(&record, text, strlen(text)), CT_RECORD_GOOD, "%s", text);
    event.passes = ct_filter_passes(&report.filter, &record, &machine);
    machine.trace.tree.choosing = event.passes;
    ct_trace_add(&machine.trace, &record);
    ct_timeline_add(&timeline, &event);
    ct_record_finish(&record);
}

static void done(void) {
    ct_tree_link(&machine.trace.tree);
    if (ct_filter_any(&report.filter))
        ct_tree_prune(&machine.trace.tree);
    ct_timeline_link(&timeline);
}

// The task with that id that is the number `at` of them.
static const struct ct_timeline_task *task(pid_t tid, int at) {
    for (size_t i = 0; i < timeline.task_count; i++) {
        if (timeline.tasks[i].tid == tid && !at--)
            return &timeline.tasks[i];
    }
    cr_assert_fail("no task %d", (int)tid);
    return NULL;
}

static void lived(const struct ct_timeline_task *task, uint64_t from, uint64_t to, bool ended) {
    cr_assert_eq(task->start_ns, from, "%d starts at %llu", task->tid,
                 (unsigned long long)task->start_ns);
    cr_assert_eq(task->end_ns, to, "%d ends at %llu", task->tid, (unsigned long long)task->end_ns);
    cr_assert_eq(task->ended, ended, "%d: is the end known?", task->tid);
}

Test(timeline, begins_at_its_first_line_and_leads_from_creator_to_created) {
    line(IMAGE(1000, 10, 1));
    line(FORK(1100, 10, 11));
    line(EXIT(1200, 11));
    line(EXIT(1300, 10));
    done();
    cr_assert_eq(timeline.length_ns, 300);
    lived(task(10, 0), 0, 300, true);
    lived(task(11, 0), 100, 200, true);
    cr_assert_eq(task(10, 0)->begun, false);
    cr_assert_eq(task(11, 0)->begun, true);
    cr_assert_eq(task(11, 0)->by, 2, "the second event");
    cr_assert_eq(timeline.tasks[timeline.events[1].child_task - 1].tid, 11);
    cr_assert_eq(timeline.procs[1].parent, 1);
}

Test(timeline, a_child_may_be_heard_of_before_the_call_that_made_it) {
    line(IMAGE(1000, 10, 1));
    line(IMAGE(1110, 11, 10));
    line(EXIT(1150, 11));
    line(FORK(1100, 10, 11));
    done();
    cr_assert_eq(timeline.proc_count, 2);
    lived(task(11, 0), 100, 150, true);
    cr_assert_neq(task(11, 0)->by, 0);
}

Test(timeline, an_end_that_nobody_saw_is_the_last_sign_of_life) {
    line(IMAGE(1000, 10, 1));
    line(THREAD(1100, 10, 12));
    line(FORK(1200, 10, 11));
    done();
    lived(task(10, 0), 0, 205, false);
    lived(task(11, 0), 200, 200, false);
    lived(task(12, 0), 100, 100, false);
}

Test(timeline, a_thread_may_have_ended_before_its_process_unless_the_log_would_say_so) {
    line(IMAGE(1000, 10, 1));
    line(THREAD(1100, 10, 12));
    line(EXIT(1300, 10));
    done();
    lived(task(12, 0), 100, 100, false);
}

Test(timeline, where_ends_of_threads_were_asked_for_the_others_lived_to_the_end) {
    line(IMAGE(1000, 10, 1));
    line(THREAD(1100, 10, 12));
    line(THREAD(1110, 10, 13));
    line(THREAD_EXIT(1200, 10, 13));
    line(EXIT(1300, 10));
    done();
    lived(task(12, 0), 100, 300, true);
    lived(task(13, 0), 110, 200, true);
}

Test(timeline, another_program_ends_the_threads) {
    line(IMAGE(1000, 10, 1));
    line(THREAD(1100, 10, 12));
    line(EXEC(1200, 10));
    line(IMAGE(1250, 10, 1));
    line(EXIT(1300, 10));
    done();
    lived(task(12, 0), 100, 250, true);
    cr_assert_eq(timeline.proc_count, 1);
}

Test(timeline, ids_that_come_again_are_others) {
    line(IMAGE(1000, 10, 1));
    line(FORK(1100, 10, 11));
    line(EXIT(1150, 11));
    line(FORK(1200, 10, 11));
    line(EXIT(1250, 11));
    line(THREAD(1300, 10, 12));
    line(THREAD_EXIT(1310, 10, 12));
    line(THREAD(1320, 10, 12));
    line(THREAD_EXIT(1330, 10, 12));
    done();
    lived(task(11, 0), 100, 150, true);
    lived(task(11, 1), 200, 250, true);
    lived(task(12, 0), 300, 310, true);
    lived(task(12, 1), 320, 330, true);
}

Test(timeline, a_child_that_libc_hides_is_found_by_its_parent_and_time) {
    line(IMAGE(1000, 10, 1));
    line(IMAGE(1110, 11, 10));
    line(EXIT(1150, 11));
    line(CREATE(1100, "system", "process", 10, 10, "null"));
    done();
    cr_assert_neq(task(11, 0)->by, 0);
    cr_assert_str_eq(ct_timeline_text(&timeline, timeline.events[task(11, 0)->by - 1].api),
                     "system");
    lived(task(11, 0), 100, 150, true);
}

Test(timeline, events_past_the_limit_are_counted) {
    timeline.limit = 3;
    line(IMAGE(1000, 10, 1));
    line(FORK(1100, 10, 11));
    line(FORK(1200, 10, 12));
    line(FORK(1300, 10, 13));
    line(FORK(1400, 10, 14));
    line(EXIT(1500, 10));
    done();
    cr_assert_eq(timeline.count, 3);
    cr_assert_eq(timeline.left_out[CT_EVENT_CREATE], 2);
    cr_assert_eq(timeline.left_out[CT_EVENT_EXIT], 1);
    cr_assert_eq(timeline.proc_count, 3, "processes of which no event is left are not drawn");
    lived(task(10, 0), 0, 500, true);
}

Test(timeline, a_filter_leaves_what_has_to_do_with_the_creations_that_pass) {
    report.filter.api = "vfork";
    line(IMAGE(1000, 10, 1));
    line(FORK(1100, 10, 11));
    line(IMAGE(1110, 11, 10));
    line(CREATE(1200, "vfork", "process", 10, 10, "{\"tgid\":12,\"tid\":12}"));
    done();
    cr_assert_eq(timeline.proc_count, 2);
    cr_assert_eq(timeline.hidden_procs, 1);
    cr_assert_eq(timeline.count, 2, "the first image and the vfork");
}

Test(timeline, a_depth_leaves_out_what_is_below) {
    report.filter.depth = 2;
    line(IMAGE(1000, 10, 1));
    line(FORK(1100, 10, 11));
    line(FORK(1200, 11, 12));
    line(FORK(1300, 12, 13));
    done();
    cr_assert_eq(timeline.proc_count, 2);
    cr_assert_eq(timeline.hidden_procs, 2);
    cr_assert_eq(timeline.events[timeline.count - 1].child_task, 0);
}

Test(timeline, times_that_make_no_sense_are_borne) {
    line(IMAGE(9223372036854775807, 10, 1));
    line(FORK(0, 10, 11));
    line(EXIT(5, 10));
    line(THREAD_EXIT(1, 99, 99));
    done();
    for (size_t i = 0; i < timeline.task_count; i++)
        cr_assert_geq(timeline.tasks[i].end_ns, timeline.tasks[i].start_ns);
    for (size_t i = 1; i < timeline.count; i++)
        cr_assert_geq(timeline.events[i].ns, timeline.events[i - 1].ns);
}
