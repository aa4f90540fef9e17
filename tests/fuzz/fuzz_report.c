// SPDX-License-Identifier: MIT
// A report of any bytes, behind two good lines, through every part: the text has nothing that a
// terminal would obey, and what says that it is JSON is.
#include <jansson.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clonetrace/report/diff.h"
#include "clonetrace/report/run.h"
#include "fuzz.h"

#define TASK "\"tgid\":5000001,\"tid\":5000001"
#define SITE "{\"module\":\"/lib/libc.so.6\",\"offset\":\"0x9f\",\"symbol\":\"fork\"}"
#define CREATE(api, relation, flags, tgid, tid)                                                    \
    "{\"v\":1,\"event\":\"create\",\"ts_ns\":10,\"api\":\"" api "\",\"flags\":[" flags             \
    "],\"flags_raw\":256,\"exit_signal\":\"SIGCHLD\",\"caller\":{" TASK                            \
    "},\"child\":{\"tgid\":" tgid ",\"tid\":" tid "},\"relation\":\"" relation                     \
    "\",\"result\":\"ok\",\"duration_ns\":9,"                                                      \
    "\"site\":" SITE ",\"stack\":[" SITE "," SITE "],\"mem\":{\"rss_kib\":7,\"pte_kib\":3,"        \
    "\"minflt\":1}}\n"
#define IMAGE(pid, ppid)                                                                           \
    "{\"v\":1,\"event\":\"image\",\"ts_ns\":12,\"pid\":" pid ",\"ppid\":" ppid ",\"tid\":" pid     \
    ",\"exe\":\"/bin/sh\",\"argv\":[\"sh\",\"-c\"],\"argc\":2,\"realtime_ns\":99,\"boot_id\":"     \
    "\"aaaaaaaa-1\"}\n"
#define EXIT "{\"v\":1,\"event\":\"exit\",\"ts_ns\":20," TASK ",\"status\":3,\"lost_total\":2}\n"
#define EXEC                                                                                       \
    "{\"v\":1,\"event\":\"exec\",\"ts_ns\":15,\"api\":\"execve\",\"path\":\"/bin/ls\"," TASK       \
    ",\"since\":{\"api\":\"fork\",\"ts_ns\":10,\"by\":{" TASK "}},\"minflt\":90}\n"
#define BLIND                                                                                      \
    "{\"v\":1,\"event\":\"blind\",\"ts_ns\":15,\"path\":\"/bin/x\",\"reason\":\"static\"," TASK    \
    "}\n"

const char *const ct_fuzz_seeds[] = {
    CREATE("fork", "process", "", "5000002", "5000002") IMAGE("5000002", "5000001") EXIT,
    CREATE("pthread_create", "thread", "\"CLONE_VM\",\"CLONE_THREAD\"", "5000001", "5000003")
        CREATE("fork", "process", "", "5000002", "5000002"),
    CREATE("clone", "process", "\"CLONE_VM\",\"CLONE_FILES\"", "5000004",
           "5000004") "{\"v\":1,\"event\":\"thread_exit\",\"ts_ns\":30,\"tgid\":5000001,\"tid\":"
                      "5000003}\n",
    CREATE("fork", "process", "", "5000001", "5000001") EXEC BLIND EXIT EXEC,
    "{\"v\":1,\"event\":\"create\",\"ts_ns\":10,\"api\":\"system\",\"caller\":{" TASK
    "},\"child\":null,\"result\":\"denied\",\"errno\":\"EPERM\"}\n",
    "{\"v\":1,\"event\":\"namespace\",\"ts_ns\":10,\"api\":\"unshare\",\"flags\":[\"CLONE_NEWNS\"]"
    "," TASK "}\n",
    NULL};
const char *const ct_fuzz_words[] = {"\n",
                                     "{\"v\":1,",
                                     "5000001",
                                     "5000002",
                                     "0",
                                     "-1",
                                     "1e99",
                                     "null",
                                     "\\u001b",
                                     "\\u202e",
                                     "\xc3\xa9",
                                     "\xef\xbe\x80",
                                     "\"",
                                     "}",
                                     "</script>",
                                     "\\\"]]>",
                                     "\"lost\":4,",
                                     "\"aaaaaaaa-2\"",
                                     "\"host\":\"x\",",
                                     EXIT,
                                     EXEC,
                                     BLIND,
                                     NULL};

static void check(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "fuzz_report: %s\n", what);
    abort();
}

static bool has_sections(const struct ct_report_output *output) {
    return !output->value;
}

// What one run writes, of the sections, or of the one output. The caller frees it.
static char *written(const char *path, const struct ct_report_output *only, bool json) {
    struct ct_report_job jobs[32] = {{0}};
    struct ct_report_run run = {.jobs = jobs, .json = json};
    char *text = NULL;
    size_t len = 0;

    run.report.input.files = 1;
    run.report.input.paths = &path;
    run.report.wishes.limit = 10;
    run.out = open_memstream(&text, &len);
    for (const struct ct_report_output *o = ct_report_outputs; o->option; o++) {
        if (only ? o == only : has_sections(o))
            jobs[run.count++].output = o;
    }
    check(run.out && ct_report_run(&run) == 0, "a log that cannot be reported");
    fclose(run.out);
    return text;
}

static void check_text(char *text) {
    for (const char *c = text; *c; c++)
        check(((unsigned char)*c >= ' ' && *c != 0x7f) || *c == '\n', "a control character");
    free(text);
}

// One value, or one a line.
static void check_json(char *text, bool lines) {
    for (char *line = text, *end; *line; line = end) {
        json_t *json;

        end = lines ? strchr(line, '\n') : NULL;
        end = end ? end + 1 : line + strlen(line);
        json = json_loadb(line, (size_t)(end - line), 0, NULL);
        if (!json)
            fwrite(line, 1, (size_t)(end - line), stderr);
        check(json != NULL, "no JSON");
        json_decref(json);
    }
    free(text);
}

static void check_outputs(const char *path) {
    for (const struct ct_report_output *o = ct_report_outputs; o->option; o++) {
        if (has_sections(o))
            continue;
        if (!strcmp(o->option, "otlp") || !strcmp(o->option, "chrome-trace"))
            check_json(written(path, o, false), !strcmp(o->option, "otlp"));
        else
            free(written(path, o, false));
    }
}

// A log is no different from itself.
static void check_diff(const char *path) {
    const char *const both[] = {path, path};
    struct ct_report_job job = {.output = &ct_diff_output, .path = "-"};
    struct ct_report_run run = {.jobs = &job, .count = 1};
    char *text = NULL;
    size_t len = 0;

    run.report.input.files = 2;
    run.report.input.paths = both;
    run.report.wishes.fail_on_new = true;
    run.out = open_memstream(&text, &len);
    check(run.out && ct_report_run(&run) == 0, "a log that differs from itself");
    fclose(run.out);
    check(strstr(text, "no difference") != NULL, "a difference from itself");
    check_text(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char good[] =
        IMAGE("5000001", "4999999") CREATE("vfork", "process", "", "5000009", "5000009");
    int fd = memfd_create("log", MFD_CLOEXEC);
    char path[32];

    setlocale(LC_CTYPE, "C.UTF-8");
    if (fd < 0 || write(fd, good, sizeof good - 1) < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    check_text(written(path, NULL, false));
    check_json(written(path, NULL, true), false);
    check_outputs(path);
    check_diff(path);
    close(fd);
    return 0;
}
