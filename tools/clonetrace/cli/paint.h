// SPDX-License-Identifier: MIT
#ifndef CT_PAINT_H
#define CT_PAINT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// Text for people on `out`: how wide it may be, and what the other side can show.
struct ct_paint {
    FILE *out; // borrowed
    bool colour;
    bool unicode;
    unsigned width; // columns, 60 to 200
};

enum ct_style {
    CT_STYLE_PLAIN,
    CT_STYLE_TITLE,
    CT_STYLE_DIM,
    CT_STYLE_GOOD,
    CT_STYLE_WARN,
    CT_STYLE_BAD
};

// What descriptor `fd` can show: colours on a terminal unless NO_COLOR is set (no-color.org) or
// TERM is dumb, line drawing where the locale's encoding is UTF-8 (setlocale was called), the
// terminal's width or else 100.
void ct_paint_init(struct ct_paint *paint, FILE *out, int fd);

void ct_paint_style(const struct ct_paint *paint, enum ct_style style);

// Columns of the text as ct_paint_text shows it.
unsigned ct_paint_columns(const struct ct_paint *paint, const char *text);

// Shows at most `max` columns of UTF-8 text that is not trusted, the end cut where it is longer.
// Control characters and bytes that were not UTF-8 appear as \xNN. Returns the columns used.
unsigned ct_paint_text(const struct ct_paint *paint, const char *text, unsigned max);

void ct_paint_spaces(const struct ct_paint *paint, unsigned count);

// "1.84 s", "12.3 ms", "640 us"; "2 h 05 min" where it is long. Returns `text`.
#define CT_PAINT_DURATION 24
const char *ct_paint_duration(char text[CT_PAINT_DURATION], uint64_t ns);

#endif
