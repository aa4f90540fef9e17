// SPDX-License-Identifier: MIT
// Lists of values on the command line: names, sizes, counts, percentages.
#include "clonetrace/bench/asked.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/quantity.h"
#include "clonetrace/cli/fail.h"
#include "event/suggest.h"

static const char *method_name(int i) {
    return i < CT_BENCH_METHODS ? ct_bench_method_name((enum ct_bench_method)i) : NULL;
}

static const char *then_name(int i) {
    return i < CT_BENCH_THENS ? ct_bench_then_name((enum ct_bench_then)i) : NULL;
}

static const char *pages_name(int i) {
    return i <= CT_BENCH_HUGETLB ? ct_bench_pages_name((enum ct_bench_pages)i) : NULL;
}

static const char *sharing_name(int i) {
    return i <= CT_BENCH_SHARED ? ct_bench_sharing_name((enum ct_bench_sharing)i) : NULL;
}

static const char *writer_name(int i) {
    return i <= CT_BENCH_PARENT ? ct_bench_writer_name((enum ct_bench_writer)i) : NULL;
}

enum kind { NAME, SIZE, COUNT, SHARE };

static const struct {
    const char *name;
    enum kind kind;
    const char *(*word)(int i); // of a NAME; NULL behind the last
    double most;                // of a COUNT
} axes[CT_BENCH_AXES] = {
    [CT_BENCH_AXIS_METHOD] = {"method", NAME, method_name, 0},
    [CT_BENCH_AXIS_THEN] = {"then", NAME, then_name, 0},
    [CT_BENCH_AXIS_MEMORY] = {"memory", SIZE, NULL, 0},
    [CT_BENCH_AXIS_PAGES] = {"pages", NAME, pages_name, 0},
    [CT_BENCH_AXIS_SHARING] = {"sharing", NAME, sharing_name, 0},
    [CT_BENCH_AXIS_THREADS] = {"threads", COUNT, NULL, 10000},
    [CT_BENCH_AXIS_MAPPINGS] = {"mappings", COUNT, NULL, 1000000},
    [CT_BENCH_AXIS_DESCRIPTORS] = {"descriptors", COUNT, NULL, 1000000},
    [CT_BENCH_AXIS_WRITER] = {"writer", NAME, writer_name, 0},
    [CT_BENCH_AXIS_WRITTEN] = {"written", SHARE, NULL, 0},
};

const char *ct_bench_axis_name(enum ct_bench_axis axis) {
    return axes[axis].name;
}

static int refuse_word(enum ct_bench_axis axis, const char *word) {
    size_t best_distance = (size_t)-1;
    const char *best = "", *each;
    char known[256] = "";

    for (int i = 0; (each = axes[axis].word(i)); i++) {
        size_t distance = ct_suggest_distance(word, each);

        best = distance < best_distance ? each : best;
        best_distance = distance < best_distance ? distance : best_distance;
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? ", " : "", each);
    }
    if (ct_suggest_near(word, best_distance))
        return ct_fail("bench: --%s knows no '%s'; did you mean '%s'?", axes[axis].name, word,
                       best);
    return ct_fail("bench: --%s knows no '%s'; it takes a list of %s", axes[axis].name, word,
                   known);
}

static int take_word(enum ct_bench_axis axis, const char *word, double *value) {
    const char *each;

    for (int i = 0; (each = axes[axis].word(i)); i++) {
        if (!strcmp(word, each)) {
            *value = i;
            return 0;
        }
    }
    return refuse_word(axis, word);
}

static int take_size(enum ct_bench_axis axis, const char *word, double *value) {
    uint64_t bytes;
    int error = ct_quantity_size(word, &bytes);

    if (error)
        return ct_fail("bench: --%s: %s '%s'; a size is " CT_SIZE_FORM, axes[axis].name,
                       error == -ERANGE ? "nothing is as large as" : "no size:", word);
    *value = (double)bytes;
    return 0;
}

static int take_count(enum ct_bench_axis axis, const char *word, double *value) {
    uint64_t count;

    if (ct_quantity_count(word, &count) || (double)count > axes[axis].most)
        return ct_fail("bench: --%s takes whole numbers from 0 to %.0f, not '%s'", axes[axis].name,
                       axes[axis].most, word);
    *value = (double)count;
    return 0;
}

static int take_share(enum ct_bench_axis axis, const char *word, double *value) {
    if (ct_quantity_share(word, value))
        return ct_fail("bench: --%s takes %s, not '%s'", axes[axis].name, CT_SHARE_FORM, word);
    return 0;
}

static int take(enum ct_bench_axis axis, const char *word, double *value) {
    switch (axes[axis].kind) {
    case NAME:
        return take_word(axis, word, value);
    case SIZE:
        return take_size(axis, word, value);
    case COUNT:
        return take_count(axis, word, value);
    case SHARE:
        break;
    }
    return take_share(axis, word, value);
}

static bool add(struct ct_bench_values *values, double value) {
    for (size_t i = 0; i < values->count; i++) {
        if (values->values[i] == value)
            return true;
    }
    if (values->count == CT_BENCH_VALUES)
        return false;
    values->values[values->count++] = value;
    return true;
}

static bool add_all(struct ct_bench_asked *asked, enum ct_bench_axis axis, const char *word) {
    if (strcmp(word, "all") != 0)
        return false;
    if (axis == CT_BENCH_AXIS_MEMORY)
        asked->all_memory = true;
    for (int i = 0; axes[axis].word && axes[axis].word(i); i++)
        add(&asked->axes[axis], i);
    return axes[axis].word || axis == CT_BENCH_AXIS_MEMORY;
}

int ct_bench_asked_axis(struct ct_bench_asked *asked, enum ct_bench_axis axis, const char *list) {
    const char *at = list;

    do {
        size_t len = strcspn(at, ",");
        char *word = ct_format("%.*s", (int)len, at);
        double value;
        int failed = 0;

        if (!add_all(asked, axis, word)) {
            failed = take(axis, word, &value);
            if (!failed && !add(&asked->axes[axis], value))
                failed = ct_fail("bench: --%s takes at most %d values", axes[axis].name,
                                 CT_BENCH_VALUES);
        }
        free(word);
        if (failed)
            return failed;
        at += len;
    } while (*at++ == ',');
    return 0;
}

bool ct_bench_asked_measuring(const struct ct_bench_asked *asked) {
    bool any = asked->all_memory || asked->grid || asked->quick || asked->list || asked->no_pin ||
               asked->cpu >= 0 || asked->max_time != 0 || asked->rounds;

    for (int axis = 0; axis < CT_BENCH_AXES; axis++)
        any |= asked->axes[axis].count != 0;
    return any;
}
