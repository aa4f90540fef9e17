// SPDX-License-Identifier: MIT
// Places and stacks, as text and JSON.
#include "clonetrace/report/site.h"

#include <stdio.h>
#include <string.h>

// As many of the last directories as there is room for.
static unsigned show_end(const struct ct_paint *paint, const char *path, unsigned room) {
    const char *dots = paint->unicode ? "…" : "..", *end = path;
    unsigned used;

    if (ct_paint_columns(paint, path) <= room)
        return ct_paint_text(paint, path, room);
    for (const char *at = strchr(path, '/'); at && at[1]; at = strchr(at + 1, '/')) {
        end = at;
        if (ct_paint_columns(paint, at) + 2 <= room)
            break;
    }
    if (ct_paint_columns(paint, end) + 2 > room)
        return ct_paint_text(paint, *end == '/' ? end + 1 : end, room);
    used = ct_paint_text(paint, dots, 2);
    return used + ct_paint_text(paint, end, room - used);
}

static unsigned with_offset(const struct ct_paint *paint, const char *path, uint64_t offset,
                            unsigned room) {
    char text[24];
    unsigned len = (unsigned)snprintf(text, sizeof text, "+0x%llx", (unsigned long long)offset);
    unsigned used = show_end(paint, path, room > len ? room - len : 0);

    fputs(text, paint->out);
    return used + len;
}

unsigned ct_site_show_module(const struct ct_paint *paint, const struct ct_record_site *site,
                             unsigned room) {
    if (!site->module)
        return ct_paint_text(paint, "an unknown place", room);
    return with_offset(paint, site->module, site->offset, room);
}

static unsigned show_line(const struct ct_paint *paint, const struct ct_code_line *line,
                          unsigned room) {
    unsigned used = line->function ? ct_paint_text(paint, line->function, room / 2) : 0, len;
    char number[16];

    if (!line->file)
        return used;
    if (used) {
        fputs(" at ", paint->out);
        used += 4;
    }
    len = (unsigned)snprintf(number, sizeof number, ":%u", line->line);
    used += show_end(paint, line->file, room > used + len ? room - used - len : 0);
    fputs(number, paint->out);
    return used + len;
}

unsigned ct_site_show(const struct ct_paint *paint, const struct ct_record_site *site,
                      const struct ct_code_place *place, unsigned room) {
    if (place->count)
        return show_line(paint, &place->lines[0], room);
    if (site->symbol)
        return ct_paint_text(paint, site->symbol, room);
    return ct_site_show_module(paint, site, room);
}

static void line_json(struct ct_jsonout *json, const struct ct_code_line *line) {
    ct_jsonout_text(json, "function", line->function);
    ct_jsonout_text(json, "file", line->file);
    if (line->line)
        ct_jsonout_number(json, "line", line->line);
    else
        ct_jsonout_null(json, "line");
    if (line->column)
        ct_jsonout_number(json, "column", line->column);
    else
        ct_jsonout_null(json, "column");
}

void ct_site_json(struct ct_jsonout *json, const struct ct_record_site *site,
                  const struct ct_code_place *place) {
    static const struct ct_code_line unknown;
    char offset[24];

    snprintf(offset, sizeof offset, "0x%llx", (unsigned long long)site->offset);
    ct_jsonout_text(json, "module", site->module);
    ct_jsonout_text(json, "offset", site->module ? offset : NULL);
    ct_jsonout_text(json, "symbol", site->symbol);
    line_json(json, place->count ? &place->lines[0] : &unknown);
    ct_jsonout_open(json, "inlined_into", '[');
    for (size_t i = 1; i < place->count; i++) {
        ct_jsonout_open(json, NULL, '{');
        line_json(json, &place->lines[i]);
        ct_jsonout_close(json, '}');
    }
    ct_jsonout_close(json, ']');
    ct_jsonout_text(json, "code", ct_code_state_name(place->state));
}

// A frame, and what it says about the next: below a signal handler there was no call.
static struct ct_code_place frame(const struct ct_site_stack *stack, size_t i, bool *interrupted) {
    bool exact = *interrupted;

    *interrupted = i && ct_code_is_signal_return(stack->code, &stack->frames[i]);
    if (*interrupted)
        return (struct ct_code_place){
            .state = CT_CODE_GOOD, .lines = {{.function = "(signal handler)"}}, .count = 1};
    return ct_code_find(stack->code, &stack->frames[i], &stack->time, exact);
}

static void show_frame(const struct ct_paint *paint, const struct ct_record_site *site,
                       const struct ct_code_place *place, unsigned indent, const char *by) {
    unsigned room = paint->width - indent - 3;
    unsigned used;

    ct_paint_spaces(paint, indent);
    fputs(by, paint->out);
    used = ct_site_show(paint, site, place, room);
    if ((place->count || site->symbol) && site->module && used + 16 < room) {
        fputs("  ", paint->out);
        ct_site_show_module(paint, site, room - used - 2);
    }
    putc('\n', paint->out);
}

// What a function was compiled into has a line of its own, as if it had called.
static void show_outer(const struct ct_paint *paint, const struct ct_code_place *place,
                       unsigned indent) {
    for (size_t i = 1; i < place->count; i++) {
        struct ct_code_place outer = {.lines = {place->lines[i]}, .count = 1};

        show_frame(paint, &(struct ct_record_site){0}, &outer, indent, "in ");
    }
}

void ct_site_show_stack(const struct ct_paint *paint, const struct ct_site_stack *stack,
                        unsigned indent, size_t most) {
    bool interrupted = false;

    ct_paint_style(paint, CT_STYLE_DIM);
    for (size_t i = 0; i < stack->count; i++) {
        struct ct_code_place place = frame(stack, i, &interrupted);

        if (most && i > most) {
            ct_paint_spaces(paint, indent);
            fprintf(paint->out, "   %zu more\n", stack->count - i);
            break;
        }
        if (i)
            show_frame(paint, &stack->frames[i], &place, indent, "by ");
        show_outer(paint, &place, indent);
    }
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

void ct_site_stack_json(struct ct_jsonout *json, const struct ct_site_stack *stack) {
    bool interrupted = false;

    for (size_t i = 0; i < stack->count; i++) {
        struct ct_code_place place = frame(stack, i, &interrupted);

        ct_jsonout_open(json, NULL, '{');
        ct_site_json(json, &stack->frames[i], &place);
        ct_jsonout_close(json, '}');
    }
}
