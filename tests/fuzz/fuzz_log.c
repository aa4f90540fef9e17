// SPDX-License-Identifier: MIT
// A log of any bytes: it is read to its end, the tree holds every process once, and a summary of it
// has nothing in it that a terminal would obey.
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clonetrace/summary/summary.h"
#include "fuzz.h"

#define TASK "\"tgid\":5000001,\"tid\":5000001"
#define CREATE(api, relation, tgid, tid)                                                           \
    "{\"v\":1,\"event\":\"create\",\"ts_ns\":10,\"api\":\"" api                                    \
    "\",\"flags\":[\"CLONE_VM\"],\"flags_raw\":256,\"exit_signal\":\"SIGCHLD\",\"caller\":{" TASK  \
    "},\"child\":{\"tgid\":" tgid ",\"tid\":" tid "},\"relation\":\"" relation                     \
    "\",\"result\":\"ok\",\"duration_ns\":9}\n"
#define IMAGE(pid, ppid)                                                                           \
    "{\"v\":1,\"event\":\"image\",\"ts_ns\":12,\"pid\":" pid ",\"ppid\":" ppid ",\"tid\":" pid     \
    ",\"exe\":\"/bin/sh\",\"argv\":[\"sh\",\"-c\"],\"argc\":2}\n"
#define EXIT "{\"v\":1,\"event\":\"exit\",\"ts_ns\":20," TASK ",\"status\":3,\"lost_total\":2}\n"
#define EXEC                                                                                       \
    "{\"v\":1,\"event\":\"exec\",\"ts_ns\":15,\"api\":\"execve\",\"path\":\"/bin/ls\"," TASK "}\n"
#define BLIND                                                                                      \
    "{\"v\":1,\"event\":\"blind\",\"ts_ns\":15,\"path\":\"/bin/x\",\"reason\":\"static\"," TASK    \
    "}\n"

const char *const ct_fuzz_seeds[] = {
    IMAGE("5000001", "4999999") CREATE("fork", "process", "5000002", "5000002")
        IMAGE("5000002", "5000001"),
    IMAGE("5000002", "5000001") CREATE("vfork", "process", "5000002", "5000002")
        EXIT IMAGE("5000001", "1"),
    CREATE("pthread_create", "thread", "5000001",
           "5000003") "{\"v\":1,\"event\":\"thread_exit\",\"ts_ns\":30,\"tgid\":5000001,\"tid\":"
                      "5000003}\n",
    EXEC BLIND CREATE("posix_spawn", "process", "5000004", "5000004") EXIT EXEC,
    "{\"v\":1,\"event\":\"create\",\"ts_ns\":10,\"api\":\"system\",\"caller\":{" TASK
    "},\"child\":null}\n",
    "{\"v\":1,\"event\":\"namespace\",\"ts_ns\":10,\"api\":\"unshare\",\"flags\":[\"CLONE_NEWNS\"]"
    "," TASK "}\n",
    NULL};
const char *const ct_fuzz_words[] = {"\n",      "{\"v\":1,",   "{\"v\":",
                                     "5000001", "5000002",     "0",
                                     "-1",      "1e99",        "18446744073709551615",
                                     "null",    "\"lost\":4,", "\\u001b",
                                     "\\u202e", "\xc3\xa9",    "\xef\xbe\x80",
                                     "\"",      "}",           "[",
                                     "\\ud800", EXIT,          EXEC,
                                     BLIND,     NULL};

static void check(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "fuzz_log: %s\n", what);
    abort();
}

static void check_tree(const struct ct_tree *tree) {
    size_t processes = 0;

    for (size_t i = 0; i < tree->count; i++)
        processes += !tree->procs[i]->merged;
    check(tree->root.tasks == processes, "a process that is not in the tree, or twice");
}

static void check_text(const char *text, size_t len) {
    for (size_t i = 0; i < len; i++)
        check(((unsigned char)text[i] >= ' ' && text[i] != 0x7f) || text[i] == '\n',
              "a control character");
}

static void summarise(struct ct_trace *trace, const struct ct_log *log) {
    struct ct_summary summary = {.command = "x",
                                 .ending = {.pid = 5000001, .start_ns = 5, .end_ns = 9}};
    struct ct_paint paint = {.width = 60, .unicode = true};
    char *text = NULL;
    size_t len = 0;

    paint.out = open_memstream(&text, &len);
    if (!paint.out)
        return;
    ct_summary_write(&paint, &summary, trace, log);
    fclose(paint.out);
    check_tree(&trace->tree);
    check_text(text, len);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int fd = memfd_create("log", MFD_CLOEXEC);
    struct ct_trace trace;
    struct ct_log log;

    setlocale(LC_CTYPE, "C.UTF-8");
    if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
        abort();
    ct_trace_init(&trace);
    ct_log_init(&log, fd);
    check(ct_trace_read(&trace, &log) == 0, "a log that cannot be read");
    ct_log_last(&log);
    check(ct_trace_read(&trace, &log) == 0, "an end that cannot be read");
    check(log.lines.at == log.lines.end, "bytes left over");
    summarise(&trace, &log);
    ct_log_finish(&log);
    ct_trace_finish(&trace);
    close(fd);
    return 0;
}
