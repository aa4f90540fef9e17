// SPDX-License-Identifier: MIT
// Numbers with their units, as pictures and pages show them.
#include "clonetrace/bench/unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum ct_bench_unit ct_bench_metric_unit(enum ct_bench_metric metric) {
    return metric <= CT_BENCH_WRITE_PAGE ? CT_BENCH_UNIT_NS : CT_BENCH_UNIT_PLAIN;
}

static void digits(char text[CT_BENCH_UNIT_TEXT], double value, bool round, const char *unit) {
    double size = fabs(value);
    int places = size < 10 ? 2 : size < 100 ? 1 : 0;

    if (round && size < 1e6)
        snprintf(text, CT_BENCH_UNIT_TEXT, "%.6g %s", value, unit);
    else
        snprintf(text, CT_BENCH_UNIT_TEXT, "%.*f %s", places, value, unit);
}

static void scaled(char text[CT_BENCH_UNIT_TEXT], double value, bool round, double step,
                   const char *const *units, int count) {
    int unit = 0;

    while (unit + 1 < count && fabs(value) >= step) {
        value /= step;
        unit++;
    }
    digits(text, value, round, units[unit]);
}

// Commas between groups of three.
static void number(char text[CT_BENCH_UNIT_TEXT], double value) {
    char plain[CT_BENCH_UNIT_TEXT];
    size_t len, at = 0;

    if (fabs(value) >= 1e15) {
        snprintf(text, CT_BENCH_UNIT_TEXT, "%.3g", value);
        return;
    }
    if (value != floor(value) && fabs(value) < 1000) {
        snprintf(text, CT_BENCH_UNIT_TEXT, "%.3g", value);
        return;
    }
    len = (size_t)snprintf(plain, sizeof plain, "%.0f", value);
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0 && plain[i - 1] != '-')
            text[at++] = ',';
        text[at++] = plain[i];
    }
    text[at] = '\0';
}

static const char *text_of(char text[CT_BENCH_UNIT_TEXT], enum ct_bench_unit unit, double value,
                           bool round) {
    static const char *const times[] = {"ns", "µs", "ms", "s"};
    static const char *const bytes[] = {"B", "KiB", "MiB", "GiB", "TiB"};

    if (!isfinite(value))
        snprintf(text, CT_BENCH_UNIT_TEXT, "?");
    else if (value == 0)
        snprintf(text, CT_BENCH_UNIT_TEXT, "0");
    else if (unit == CT_BENCH_UNIT_NS)
        scaled(text, value, round, 1000, times, 4);
    else if (unit == CT_BENCH_UNIT_BYTES)
        scaled(text, value, round, 1024, bytes, 5);
    else
        number(text, value);
    return text;
}

const char *ct_bench_unit_text(char text[CT_BENCH_UNIT_TEXT], enum ct_bench_unit unit,
                               double value) {
    return text_of(text, unit, value, false);
}

const char *ct_bench_unit_round(char text[CT_BENCH_UNIT_TEXT], enum ct_bench_unit unit,
                                double value) {
    return text_of(text, unit, value, true);
}
