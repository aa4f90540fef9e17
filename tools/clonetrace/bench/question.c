// SPDX-License-Identifier: MIT
// What --predict is asked, from its text to numbers that a model takes.
#include "clonetrace/bench/question.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/quantity.h"
#include "clonetrace/cli/fail.h"

#define PAGE 4096
#define HUGE_BYTES (2u << 20)

enum key { RSS, WRITTEN, PAGES, THREADS, MAPPINGS, FDS, KEYS };

static const struct {
    const char *name, *takes;
} keys[KEYS] = {
    [RSS] = {"rss", CT_SIZE_FORM},         [WRITTEN] = {"written", CT_SHARE_FORM},
    [PAGES] = {"pages", "small or thp"},   [THREADS] = {"threads", "a number"},
    [MAPPINGS] = {"mappings", "a number"}, [FDS] = {"fds", "a number"},
};

static int take_pages(struct ct_bench_question *question, const char *value) {
    question->huge = !strcmp(value, ct_bench_pages_name(CT_BENCH_THP));
    return question->huge || !strcmp(value, ct_bench_pages_name(CT_BENCH_SMALL)) ? 0 : -1;
}

static int take_count(double *into, const char *value) {
    uint64_t count;

    if (ct_quantity_count(value, &count))
        return -1;
    *into = (double)count;
    return 0;
}

static int take(struct ct_bench_question *question, enum key key, const char *value) {
    switch (key) {
    case RSS:
        return ct_quantity_size(value, &question->rss);
    case WRITTEN:
        return ct_quantity_share(value, &question->written);
    case PAGES:
        return take_pages(question, value);
    case THREADS:
        return take_count(&question->threads, value);
    case MAPPINGS:
        return take_count(&question->mappings, value);
    default:
        return take_count(&question->descriptors, value);
    }
}

// One `key=value`; `seen` are the keys so far.
static int take_pair(struct ct_bench_question *question, const char *pair, unsigned *seen) {
    size_t len = strcspn(pair, "=");
    int key = 0;

    while (key < KEYS && (strlen(keys[key].name) != len || strncmp(keys[key].name, pair, len) != 0))
        key++;
    if (key == KEYS || pair[len] != '=')
        return ct_fail("bench: --predict takes rss=SIZE and, separated by commas, written=P%%, "
                       "pages=small|thp, threads=N, mappings=N, fds=N; not '%s'",
                       pair);
    if (*seen >> key & 1)
        return ct_fail("bench: --predict: %s is given twice", keys[key].name);
    *seen |= 1u << key;
    if (take(question, (enum key)key, pair + len + 1))
        return ct_fail("bench: --predict: %s takes %s, not '%s'", keys[key].name, keys[key].takes,
                       pair + len + 1);
    return 0;
}

int ct_bench_question_parse(struct ct_bench_question *question, const char *text) {
    char *copy = ct_format("%s", text), *rest = copy, *pair;
    unsigned seen = 0;
    int status = 0;

    *question = (struct ct_bench_question){0};
    while (!status && (pair = strsep(&rest, ",")))
        status = take_pair(question, pair, &seen);
    if (!status && !(seen >> RSS & 1))
        status = ct_fail("bench: --predict needs the size of the process: rss=8G");
    free(copy);
    return status;
}

struct ct_model_state ct_bench_question_state(const struct ct_bench_question *question) {
    double rss = (double)question->rss;

    return (struct ct_model_state){.pte_entries = question->huge ? 0 : rss / PAGE,
                                   .huge_entries = question->huge ? rss / HUGE_BYTES : 0,
                                   .mappings = question->mappings,
                                   .descriptors = question->descriptors,
                                   .threads = question->threads};
}

// Written pages lie evenly over the memory: so a small share of them reaches every huge page, which
// is split first.
double ct_bench_question_writes(const struct ct_bench_question *question,
                                const struct ct_model *model) {
    double pages = ceil(question->written * (double)question->rss / PAGE);
    double huge = question->huge ? (double)question->rss / HUGE_BYTES : 0;

    return pages * model->cow_page_ns + fmin(huge, pages) * model->cow_huge_ns;
}
