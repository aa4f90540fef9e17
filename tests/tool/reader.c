// SPDX-License-Identifier: MIT
// The log reader: what it takes for a record, what it skips, and that it is content with a fixed
// amount of memory.
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clonetrace/trace/trace.h"

#define GOOD "{\"v\":1,\"event\":\"thread_exit\",\"ts_ns\":7,\"tgid\":5,\"tid\":6}"
#define TORN "{\"v\":1,\"event\":\"thread_exit\",\"ts_n"

struct counts {
    unsigned records, torn, foreign, newer;
};

static int file_of(const char *text, size_t len) {
    int fd = memfd_create("log", 0);

    cr_assert_eq(write(fd, text, len), (ssize_t)len);
    cr_assert_eq(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static void reads(const char *text, size_t len, struct counts expected) {
    int fd = file_of(text, len);
    struct ct_record record;
    struct ct_log log;
    int got;

    ct_log_init(&log, fd);
    ct_log_last(&log);
    while ((got = ct_log_next(&log, &record)) > 0) {
        cr_assert_eq(record.kind, CT_EVENT_THREAD_EXIT);
        cr_assert_eq(record.who.tid, 6);
        cr_assert_eq(strncmp(log.raw, GOOD, log.raw_len), 0);
        ct_record_finish(&record);
    }
    cr_assert_eq(got, 0);
    cr_assert_eq(log.records, expected.records, "%.200s: %llu records", text,
                 (unsigned long long)log.records);
    cr_assert_eq(log.torn, expected.torn, "%.200s: %llu torn", text, (unsigned long long)log.torn);
    cr_assert_eq(log.foreign, expected.foreign, "%.200s: %llu foreign", text,
                 (unsigned long long)log.foreign);
    cr_assert_eq(log.newer, expected.newer, "%.200s: %llu newer", text,
                 (unsigned long long)log.newer);
    ct_log_finish(&log);
    close(fd);
}

#define READS(text, ...) reads(text, sizeof text - 1, (struct counts){__VA_ARGS__})

Test(reader, takes_whole_lines) {
    READS("", 0);
    READS(GOOD "\n", 1);
    READS(GOOD "\n\n" GOOD "\r\n  \n", 2);
}

Test(reader, finds_the_line_behind_a_torn_one) {
    READS(TORN GOOD "\n", 1, .torn = 1);
    READS(TORN TORN GOOD "\n" GOOD "\n", 2, .torn = 2);
    READS("{\"v\":1" GOOD "\n", 1, .torn = 1);
    READS("{\"" GOOD "\n", 1, .foreign = 1);
    READS(GOOD "\n" TORN, 1, .torn = 1);
    READS(GOOD "\n" TORN "\n" GOOD "\n", 2, .torn = 1);
}

Test(reader, takes_two_lines_that_lost_the_newline_between_them) {
    READS(GOOD GOOD "\n", 2);
    READS(GOOD, 1);
}

Test(reader, counts_what_others_wrote) {
    READS("hello\n" GOOD "\n", 1, .foreign = 1);
    READS("hello" GOOD "\n", 1, .foreign = 1);
    READS("[1]\n{}\n{\"v\":1}\n{\"v\":\"1\",\"event\":\"exit\"}\nnull\n", 0, .foreign = 5);
    READS("\0\0\0\n" GOOD "\n", 1, .foreign = 1);
    READS("\xff\xfe\n{\"v\":1,\"event\":\"\xff\"}\n", 0, .foreign = 1, .torn = 1);
}

Test(reader, skips_versions_and_events_to_come) {
    READS(
        "{\"v\":2,\"event\":\"exit\",\"tgid\":5,\"tid\":6}\n{\"v\":1,\"event\":\"verdict\"}\n" GOOD
        "\n",
        1, .newer = 2);
}

Test(reader, does_not_trust_types) {
    READS("{\"v\":1,\"event\":\"create\",\"api\":7,\"caller\":[],\"flags\":{}}\n"
          "{\"v\":1,\"event\":\"image\",\"pid\":-4,\"argv\":3}\n"
          "{\"v\":1,\"event\":\"exit\",\"tgid\":99999999999,\"tid\":1e300}\n",
          0, .foreign = 3);
}

Test(reader, numbers_of_64_bits_survive) {
    const char text[] =
        "{\"v\":1,\"event\":\"create\",\"ts_ns\":1,\"api\":\"clone\",\"flags\":["
        "\"0x8000000000000000\"],"
        "\"flags_raw\":9223372036854775808.0,\"caller\":{\"tgid\":5,\"tid\":5},\"child\":null}";
    struct ct_record record;

    cr_assert_eq(ct_record_parse(&record, text, sizeof text - 1), CT_RECORD_GOOD);
    cr_assert_eq(record.flags, UINT64_C(1) << 63);
    cr_assert_str_eq(record.flag_names, "0x8000000000000000");
    ct_record_finish(&record);
}

Test(reader, tells_memory_faults_and_clocks) {
    const char create[] =
        "{\"v\":1,\"event\":\"create\",\"ts_ns\":1,\"api\":\"fork\",\"syscall\":\"clone\","
        "\"caller\":{\"tgid\":5,\"tid\":5},"
        "\"mem\":{\"rss_kib\":300,\"pte_kib\":40,\"minflt\":7}}";
    const char image[] =
        "{\"v\":1,\"event\":\"image\",\"ts_ns\":1,\"pid\":5,\"tid\":5,\"libc\":\"2.36\","
        "\"realtime_ns\":1700000000000000001,\"boot_id\":\"b\"}";
    const char exec[] = "{\"v\":1,\"event\":\"exec\",\"ts_ns\":1,\"api\":\"execve\",\"tgid\":5,"
                        "\"tid\":5,\"minflt\":509}";
    struct ct_record record;

    cr_assert_eq(ct_record_parse(&record, create, sizeof create - 1), CT_RECORD_GOOD);
    cr_assert(record.mem.known);
    cr_assert_eq(record.mem.rss_kib, 300);
    cr_assert_eq(record.mem.pte_kib, 40);
    cr_assert_eq(record.mem.minflt, 7);
    cr_assert_str_eq(record.entry, "clone");
    ct_record_finish(&record);
    cr_assert_eq(ct_record_parse(&record, image, sizeof image - 1), CT_RECORD_GOOD);
    cr_assert_not(record.mem.known);
    cr_assert_eq(record.real_ns, UINT64_C(1700000000000000001));
    cr_assert_str_eq(record.boot, "b");
    cr_assert_str_eq(record.libc, "2.36");
    ct_record_finish(&record);
    cr_assert_eq(ct_record_parse(&record, exec, sizeof exec - 1), CT_RECORD_GOOD);
    cr_assert_eq(record.minflt, 509);
    ct_record_finish(&record);
}

// A line longer than any buffer, with records behind each part that could be cut wrongly.
Test(reader, survives_endless_lines) {
    size_t cap = 4 * CT_LINES_BUFFER, len = 0;
    char *text = malloc(cap + 1024);

    for (size_t junk = CT_LINES_BUFFER - 300; junk < CT_LINES_BUFFER + 100; junk += 37) {
        memset(text, 'x', junk);
        len = junk;
        len += (size_t)sprintf(text + len, GOOD GOOD "\n" GOOD "\n");
        reads(text, len, (struct counts){3, .foreign = 1});
    }
    memset(text, '{', cap);
    reads(text, cap, (struct counts){.foreign = 1});
    free(text);
}

Test(reader, waits_for_the_end_of_a_line) {
    struct ct_record record;
    struct ct_log log;
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], GOOD "\n{\"v\":1,", sizeof GOOD + 7), (ssize_t)sizeof GOOD + 7);
    ct_log_init(&log, ends[0]);
    cr_assert_eq(ct_log_next(&log, &record), 1);
    ct_record_finish(&record);
    cr_assert_eq(write(ends[1], &(GOOD "\n")[7], sizeof GOOD - 7), (ssize_t)sizeof GOOD - 7);
    close(ends[1]);
    cr_assert_eq(ct_log_next(&log, &record), 1);
    ct_record_finish(&record);
    cr_assert_eq(log.torn + log.foreign, 0);
    ct_log_finish(&log);
    close(ends[0]);
}

Test(reader, says_when_reading_fails) {
    struct ct_record record;
    struct ct_log log;

    ct_log_init(&log, -1);
    cr_assert_eq(ct_log_next(&log, &record), -EBADF);
    ct_log_finish(&log);
}

// 60,000 processes that each fork, run a program and end: 240,000 lines, some 50 MB. The tree may
// cost a few hundred bytes for each process, the lines nothing.
Test(reader, needs_memory_for_tasks_not_for_lines, .timeout = 120) {
    const unsigned processes = 60000;
    int fd = memfd_create("log", 0);
    FILE *file = fdopen(dup(fd), "w");
    struct rusage before, after;
    struct ct_trace trace;
    struct ct_log log;

    for (unsigned i = 0; i < processes; i++) {
        unsigned pid = 6000000 + i;

        fprintf(file,
                "{\"v\":1,\"event\":\"create\",\"ts_ns\":%u,\"api\":\"fork\",\"flags\":[],\"flags_"
                "raw\":0,\"exit_signal\":"
                "\"SIGCHLD\",\"caller\":{\"tgid\":5000001,\"tid\":5000001},\"child\":{\"tgid\":%u,"
                "\"tid\":%u},\"relation\":"
                "\"process\",\"result\":\"ok\",\"duration_ns\":100000}\n",
                i * 10 + 1, pid, pid);
        fprintf(file,
                "{\"v\":1,\"event\":\"exec\",\"ts_ns\":%u,\"api\":\"execve\",\"path\":\"/bin/"
                "true\",\"tgid\":%u,\"tid\":%u}\n",
                i * 10 + 2, pid, pid);
        fprintf(file,
                "{\"v\":1,\"event\":\"image\",\"ts_ns\":%u,\"pid\":%u,\"ppid\":5000001,\"tid\":%u,"
                "\"exe\":\"/bin/true\","
                "\"argv\":[\"true\"],\"argc\":1}\n",
                i * 10 + 3, pid, pid);
        fprintf(file,
                "{\"v\":1,\"event\":\"exit\",\"ts_ns\":%u,\"tgid\":%u,\"tid\":%u,\"status\":0}\n",
                i * 10 + 4, pid, pid);
    }
    fclose(file);
    lseek(fd, 0, SEEK_SET);
    getrusage(RUSAGE_SELF, &before);
    ct_trace_init(&trace);
    ct_log_init(&log, fd);
    ct_log_last(&log);
    cr_assert_eq(ct_trace_read(&trace, &log), 0);
    ct_tree_link(&trace.tree);
    getrusage(RUSAGE_SELF, &after);
    cr_assert_eq(log.records, processes * 4);
    cr_assert_eq(trace.tree.count, processes + 1);
    cr_assert_leq(after.ru_maxrss - before.ru_maxrss, CT_TEST_KIB_PER_TASK * (long)processes,
                  "%ld KiB", after.ru_maxrss - before.ru_maxrss);
    ct_log_finish(&log);
    ct_trace_finish(&trace);
    close(fd);
}
