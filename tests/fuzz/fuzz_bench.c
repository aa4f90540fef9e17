// SPDX-License-Identifier: MIT
// A result of bench of any bytes: it is refused and leaves nothing, or what is read of it is
// written and read again as the same; everything that shows a result takes it.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/bench/compare.h"
#include "clonetrace/bench/csv.h"
#include "clonetrace/bench/fit.h"
#include "clonetrace/bench/result_json.h"
#include "clonetrace/bench/text.h"
#include "fuzz.h"

#define HEAD                                                                                       \
    "{\"format\":\"clonetrace-bench\",\"version\":1,\"clonetrace\":\"0\",\"when\":17,"             \
    "\"precision\":0.02,\"clock_ns\":25,\"overhead_ns\":6,\"load_before\":0,\"load_after\":0,"     \
    "\"rounds\":3,\"partial\":false,\"machine\":{\"kernel\":\"6.1\",\"cpu\":null,\"thp\":null,"    \
    "\"libc\":null,\"overcommit\":\"0\",\"mitigations\":null,\"governor\":null,"                   \
    "\"hostname_hash\":null,\"cpus\":2,\"pinned\":-1,\"memory\":8,\"free\":4,\"page\":4096,"       \
    "\"counters\":false,\"notes\":null},\"plain\":{"
#define SERIES(name, a, b, c)                                                                      \
    "\"" name "\":{\"median\":" b ",\"low\":" a ",\"high\":" c ",\"p99\":" c                       \
    ",\"outliers\":0,\"samples\":[" a "," b "," c "],\"rounds\":[0,1,2]}"
#define POINT(method, then, memory, rss, series)                                                   \
    "{\"condition\":{\"method\":\"" method "\",\"then\":\"" then "\",\"memory\":" memory           \
    ",\"pages\":\"small\",\"sharing\":\"private\",\"threads\":0,\"mappings\":0,"                   \
    "\"descriptors\":0,\"writer\":\"nobody\",\"written\":0},\"obtained\":{\"rss_bytes\":" rss      \
    ",\"thp_bytes\":0,\"hugetlb_bytes\":0,\"pte_bytes\":9,\"mappings\":20,\"descriptors\":3,"      \
    "\"threads\":1},\"note\":null,\"series\":{" series "}}"

const char *const ct_fuzz_seeds[] = {
    HEAD SERIES("plain-write", "13", "14", "15") "},\"points\":[\n" POINT(
        "fork", "exit", "0", "1000000",
        SERIES("call", "60", "61", "62")) "," POINT("fork", "exit", "4000000", "5000000",
                                                    SERIES("call", "160", "161", "162")) "]}\n",
    HEAD "},\"points\":[" POINT("fork", "exec-static", "0", "1000",
                                SERIES("program-runs", "6", "7", "8")) "]}",
    HEAD "},\"points\":[]}", NULL};
const char *const ct_fuzz_words[] = {"\"samples\":[",
                                     "\"rounds\":[",
                                     "1e308",
                                     "-1",
                                     "0",
                                     "18446744073709551615",
                                     "null",
                                     "[",
                                     "]",
                                     "{",
                                     "}",
                                     ",",
                                     "\"thp\"",
                                     "\"vfork\"",
                                     "\"child\"",
                                     "\"written\":1",
                                     "\"points\":[",
                                     "\\u001b",
                                     "4096",
                                     "1e-308",
                                     "\"posix_spawn\"",
                                     NULL};

static void check(bool holds, const char *what) {
    if (holds)
        return;
    printf("fuzz_bench: %s\n", what);
    abort();
}

static char *written(const struct ct_bench_result *result) {
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    check(out != NULL, "no memory");
    ct_bench_json_write(out, result);
    fclose(out);
    return text;
}

static void show(struct ct_bench_result *result) {
    struct ct_bench_comparison comparison;
    struct ct_paint paint = {.width = 80};
    char *text = NULL;
    size_t len;

    paint.out = open_memstream(&text, &len);
    check(paint.out != NULL, "no memory");
    ct_bench_fit(result);
    ct_bench_text(&paint, result);
    ct_bench_csv_write(paint.out, result);
    ct_bench_compare(&comparison, result, result);
    check(comparison.significant == 0, "a result differs from itself");
    ct_bench_compare_text(&paint, &comparison);
    ct_bench_compare_finish(&comparison);
    fclose(paint.out);
    check(!memchr(text, '\033', len), "an escape sequence in the text");
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int silent;
    struct ct_bench_result result, again;
    char *text, *twice;

    if (!silent)
        silent = freopen("/dev/null", "w", stderr) != NULL;
    if (ct_bench_json_parse(&result, "fuzzed", (const char *)data, size)) {
        check(!result.points && !result.count, "a refused result holds something");
        return 0;
    }
    text = written(&result);
    check(!ct_bench_json_parse(&again, "written", text, strlen(text)), "its own text is refused");
    twice = written(&again);
    check(!strcmp(text, twice), "it is not what was written");
    show(&result);
    free(twice);
    free(text);
    ct_bench_result_finish(&again);
    ct_bench_result_finish(&result);
    return 0;
}
