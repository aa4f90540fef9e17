// SPDX-License-Identifier: MIT
// Gives out a result: the table on stdout, files where they were asked for.
#include "clonetrace/bench/give.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/bench/html.h"
#include "clonetrace/bench/csv.h"
#include "clonetrace/bench/fit.h"
#include "clonetrace/bench/result_json.h"
#include "clonetrace/bench/text.h"
#include "clonetrace/bench/svg.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/savestream.h"

static void print_condition(const struct ct_bench_condition *point) {
    char memory[CT_BENCH_BYTES];

    printf("%s, %s", ct_bench_method_name(point->method), ct_bench_then_name(point->then));
    if (point->memory)
        printf(", %s %s %s", ct_bench_bytes(memory, point->memory),
               ct_bench_pages_name(point->pages), ct_bench_sharing_name(point->sharing));
    if (point->threads)
        printf(", %u threads", point->threads);
    if (point->mappings)
        printf(", %u mappings", point->mappings);
    if (point->descriptors)
        printf(", %u descriptors", point->descriptors);
    if (point->writer != CT_BENCH_NOBODY)
        printf(", the %s writes %g%% of the pages", ct_bench_writer_name(point->writer),
               point->written * 100);
    putchar('\n');
}

void ct_bench_give_plan(const struct ct_bench_plan *plan) {
    char memory[CT_BENCH_BYTES];

    for (size_t i = 0; i < plan->count; i++)
        print_condition(&plan->points[i]);
    if (plan->plain)
        printf("plain writes to %s: first touch, again, once a child is gone, splits of huge "
               "pages\n",
               ct_bench_bytes(memory, plan->plain));
}

static const struct {
    const char *option;
    void (*write)(FILE *out, const struct ct_bench_result *result);
} files[CT_BENCH_FILES] = {
    [CT_BENCH_FILE_JSON] = {"json", ct_bench_json_write},
    [CT_BENCH_FILE_CSV] = {"csv", ct_bench_csv_write},
    [CT_BENCH_FILE_PLOT] = {"plot", ct_bench_svg_write},
    [CT_BENCH_FILE_HTML] = {"html", ct_bench_html_write},
};

// 0, or the errno that writing would meet.
static int try_path(const char *path) {
    const char *slash = strrchr(path, '/');
    struct stat st;
    char *directory;
    int failed;

    if (!*path)
        return ENOENT;
    if (!stat(path, &st))
        return S_ISDIR(st.st_mode) ? EISDIR : access(path, W_OK) ? errno : 0;
    directory = slash ? ct_format("%.*s/", (int)(slash - path), path) : ct_format(".");
    failed = access(directory, W_OK) ? errno : 0;
    free(directory);
    return failed;
}

int ct_bench_give_check(const struct ct_bench_asked *asked) {
    for (int i = 0; i < CT_BENCH_FILES; i++) {
        const char *path = asked->files[i];
        int error = path && strcmp(path, "-") != 0 ? try_path(path) : 0;

        if (error)
            return ct_fail("bench: --%s: cannot write '%s': %s", files[i].option, path,
                           strerror(error));
    }
    return 0;
}

static int save(int file, const char *path, const struct ct_bench_result *result) {
    struct ct_savestream stream;
    int error = ct_savestream_open(&stream, path);

    if (!error) {
        files[file].write(stream.out, result);
        error = ct_savestream_commit(&stream);
    }
    if (error)
        return ct_fail("bench: --%s: cannot write '%s': %s", files[file].option, path,
                       strerror(-error));
    return 0;
}

int ct_bench_give(struct ct_bench_result *result, const struct ct_bench_asked *asked,
                  const struct ct_bench_answers *answers) {
    bool table = !asked->predict && !asked->compare, taken = false;
    struct ct_paint paint;
    int status = 0, answer;

    if (!result->has_model)
        ct_bench_fit(result);
    for (int i = 0; i < CT_BENCH_FILES; i++) {
        const char *path = asked->files[i];

        if (path && !strcmp(path, "-")) {
            files[i].write(stdout, result);
            taken = true;
        } else if (path && save(i, path, result)) {
            status = CT_EXIT_FAILED;
        }
    }
    if (table && !taken) {
        ct_paint_init(&paint, stdout, STDOUT_FILENO);
        ct_bench_text(&paint, result);
    }
    answer = ct_bench_answers_give(answers, asked, result, taken ? stderr : stdout);
    return status ? status : answer;
}
