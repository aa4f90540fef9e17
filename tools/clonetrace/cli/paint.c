// SPDX-License-Identifier: MIT
// Columns, colours and glyphs. Every string from a trace passes here before it reaches a terminal:
// file names and arguments may hold escape sequences.
#include "clonetrace/cli/paint.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static bool is_set(const char *name) {
    const char *value = getenv(name);

    return value && *value;
}

static unsigned width_of(int fd) {
    struct winsize size;

    if (ioctl(fd, TIOCGWINSZ, &size) || !size.ws_col)
        return 100;
    return size.ws_col < 60 ? 60 : size.ws_col > 200 ? 200 : size.ws_col;
}

void ct_paint_init(struct ct_paint *paint, FILE *out, int fd) {
    const char *term = getenv("TERM");
    bool dumb = !term || !strcmp(term, "dumb");

    paint->out = out;
    paint->colour = isatty(fd) && !dumb && !is_set("NO_COLOR");
    paint->unicode = !strcmp(nl_langinfo(CODESET), "UTF-8");
    paint->width = width_of(fd);
}

void ct_paint_style(const struct ct_paint *paint, enum ct_style style) {
    static const char *const codes[] = {"0", "1", "2", "32", "33", "31"};

    if (paint->colour)
        fprintf(paint->out, "\033[%sm", codes[style]);
}

// The code point at *text, which is moved behind it; a byte that is not UTF-8 comes back as U+EF00
// plus the byte, as the log has it.
static uint32_t take(const char **text) {
    const unsigned char *s = (const unsigned char *)*text;
    unsigned more = s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : s[0] >= 0xc0 ? 1 : 0;
    uint32_t point = more ? s[0] & (0x3fu >> more) : s[0];

    for (unsigned i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            more = 0;
            point = s[0];
            break;
        }
        point = point << 6 | (s[i] & 0x3f);
    }
    *text += more + 1;
    return !more && s[0] >= 0x80 ? 0xef00u + s[0] : point;
}

// A character as it is shown, at most 12 bytes; returns its columns.
static unsigned shown(const struct ct_paint *paint, const char *from, size_t len, uint32_t point,
                      char *out) {
    bool turns = (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);

    if (point >= 0x20 && point < 0x7f) {
        out[0] = (char)point;
        out[1] = '\0';
        return 1;
    }
    if (point == '\n' || point == '\t') {
        memcpy(out, point == '\n' ? "\\n" : "\\t", 3);
        return 2;
    }
    if (point < 0x80 || (point >= 0xef80 && point <= 0xefff))
        return (unsigned)snprintf(out, 12, "\\x%02x", point & 0xff);
    if (!paint->unicode || turns || wcwidth((wchar_t)point) < 0)
        return (unsigned)snprintf(out, 12, "\\u%04x", point);
    memcpy(out, from, len);
    out[len] = '\0';
    return (unsigned)wcwidth((wchar_t)point);
}

// Shows, or with print false only counts, whole characters up to `max` columns.
static unsigned walk(const struct ct_paint *paint, const char *text, unsigned max, bool print) {
    unsigned used = 0;
    char out[16];

    while (*text) {
        const char *from = text;
        uint32_t point = take(&text);
        unsigned columns = shown(paint, from, (size_t)(text - from), point, out);

        if (columns > max - used)
            break;
        used += columns;
        if (print)
            fputs(out, paint->out);
    }
    return used;
}

unsigned ct_paint_columns(const struct ct_paint *paint, const char *text) {
    return walk(paint, text, 1u << 20, false);
}

unsigned ct_paint_text(const struct ct_paint *paint, const char *text, unsigned max) {
    const char *more = paint->unicode ? "\u2026" : "..";
    unsigned more_columns = paint->unicode ? 1 : 2;

    if (walk(paint, text, max + 16, false) <= max)
        return walk(paint, text, max, true);
    if (max < more_columns)
        return 0;
    max = walk(paint, text, max - more_columns, true);
    fputs(more, paint->out);
    return max + more_columns;
}

void ct_paint_spaces(const struct ct_paint *paint, unsigned count) {
    fprintf(paint->out, "%*s", (int)count, "");
}

const char *ct_paint_duration(char text[CT_PAINT_DURATION], uint64_t ns) {
    static const struct {
        uint64_t unit;
        const char *name;
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}};
    uint64_t minutes = ns / 60000000000u;
    size_t i = 0;
    double value;

    if (minutes >= 60) {
        snprintf(text, CT_PAINT_DURATION, "%llu h %02llu min", (unsigned long long)minutes / 60,
                 (unsigned long long)minutes % 60);
        return text;
    }
    // The unit is the one in which three digits show 1.00 to 999, after rounding.
    while (i < 2 && ns * 2 < units[i].unit * 2 - units[i].unit / 1000)
        i++;
    if (!ns) {
        snprintf(text, CT_PAINT_DURATION, "0 s");
        return text;
    }
    value = (double)ns / (double)units[i].unit;
    snprintf(text, CT_PAINT_DURATION, "%.*f %s",
             value < 9.995   ? 2
             : value < 99.95 ? 1
                             : 0,
             value, units[i].name);
    return text;
}
