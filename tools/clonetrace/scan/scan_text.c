// SPDX-License-Identifier: MIT
// A scan for people: the verdict, and only those facts that there are.
#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/trace/command.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/paint.h"
#include "clonetrace/scan/scan.h"
#include "event/encode.h"

enum { LABEL = 14, SITES_SHOWN = 6 };

static void label(const struct ct_paint *paint, const char *text) {
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "  %-*s", LABEL - 2, text);
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

// One line behind a label; what it says may come from a file.
static void line(const struct ct_paint *paint, const char *name, char *text) {
    label(paint, name);
    ct_paint_text(paint, text, paint->width - LABEL);
    putc('\n', paint->out);
    free(text);
}

// Words separated by ", ", broken into lines at the width.
static void put_word(const struct ct_paint *paint, const char *word, unsigned *column, bool last) {
    unsigned columns = (unsigned)strlen(word) + !last;

    if (*column > LABEL && *column + 1 + columns > paint->width) {
        putc('\n', paint->out);
        ct_paint_spaces(paint, LABEL);
        *column = LABEL;
    } else if (*column > LABEL) {
        putc(' ', paint->out);
        ++*column;
    }
    fprintf(paint->out, "%s%s", word, last ? "" : ",");
    *column += columns;
}

static void put_heading(const struct ct_paint *paint, const char *path,
                        const struct ct_scan *scan) {
    static const enum ct_style styles[] = {CT_STYLE_GOOD, CT_STYLE_WARN, CT_STYLE_BAD};

    ct_paint_style(paint, CT_STYLE_TITLE);
    ct_paint_text(paint, path, 4096);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    fputs(": ", paint->out);
    ct_paint_style(paint, styles[scan->verdict]);
    fputs(ct_scan_verdict_name(scan->verdict), paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    if (scan->why) {
        fputs(": ", paint->out);
        ct_paint_text(paint, scan->why, 4096);
    }
    putc('\n', paint->out);
}

static void put_chain(const struct ct_paint *paint, const struct ct_scan *scan) {
    char *text = ct_format("%s", "script");

    for (size_t i = 1; i <= scan->nchain; i++) {
        const char *next = i < scan->nchain ? scan->chain[i] : scan->objects[0].path;
        char *longer = ct_format("%s, run by %s", text, next);

        free(text);
        text = longer;
    }
    line(paint, "file", text);
}

static void put_program(const struct ct_paint *paint, const struct ct_scan_object *program) {
    char machine[32];
    const char *libc = program->musl ? ", musl" : "";

    if (program->interpreter && !program->musl)
        libc = strncmp(ct_command_base(program->interpreter), "ld-linux", 8) ? "" : ", glibc";
    line(paint, program->form == CT_SCAN_LIBRARY ? "file" : "program",
         ct_format("%u-bit %s, %s%s%s", program->bits, ct_scan_machine_name(program, machine),
                   ct_scan_form_name(program->form), libc, program->go ? ", Go" : ""));
}

static char *user(uid_t id) {
    const struct passwd *entry = getpwuid(id);

    return entry ? ct_format("%s", entry->pw_name) : ct_format("user %u", (unsigned)id);
}

static void put_privileges(const struct ct_paint *paint, const struct ct_scan *scan) {
    char *name = user(scan->owner);
    const char *rest = scan->blind ? "" : "; not seen when run by somebody who gains by that";

    if (scan->setuid)
        line(paint, "privileges", ct_format("set-user-ID %s%s", name, rest));
    else if (scan->setgid)
        line(paint, "privileges", ct_format("set-group-ID %u%s", (unsigned)scan->group, rest));
    if (scan->capabilities)
        line(paint, "privileges", ct_format("file capabilities%s", rest));
    free(name);
}

// What is called, with the library's name in front where it is not the program.
static bool put_calls(const struct ct_paint *paint, const struct ct_scan_object *object,
                      bool program, bool labelled) {
    unsigned column = LABEL;
    int last = -1;

    for (int i = 0; i < CT_API_COUNT; i++)
        last = object->calls[i] && i != CT_API_PRCTL ? i : last;
    if (last < 0)
        return labelled;
    label(paint, labelled ? "" : "calls");
    if (!program) {
        column += ct_paint_text(paint, ct_command_base(object->path), paint->width / 2);
        putc(':', paint->out);
        column++;
    }
    for (int i = 0; i <= last; i++) {
        if (object->calls[i] && i != CT_API_PRCTL)
            put_word(paint, ct_api_name(i), &column, i == last);
    }
    putc('\n', paint->out);
    return true;
}

static bool put_sites(const struct ct_paint *paint, const struct ct_scan_object *object,
                      bool program, bool labelled) {
    size_t shown = object->nsites < SITES_SHOWN ? object->nsites : SITES_SHOWN;

    for (size_t i = 0; i < shown; i++) {
        const struct ct_scan_site *site = &object->sites[i];

        line(paint, labelled || i ? "" : "raw calls",
             ct_format("%s at %s%s0x%" PRIx64 "%s%s%s", site->name ? site->name : "number unknown",
                       program ? "" : ct_command_base(object->path), program ? "" : "+",
                       site->offset, site->symbol ? " (" : "", site->symbol ? site->symbol : "",
                       site->symbol ? ")" : ""));
    }
    if (object->found > shown)
        line(paint, "", ct_format("and %zu more", object->found - shown));
    return labelled || shown;
}

void ct_scan_print(const struct ct_paint *paint, const char *path, const struct ct_scan *scan) {
    bool labelled = false;

    put_heading(paint, path, scan);
    if (!scan->nobjects)
        return;
    if (scan->nchain)
        put_chain(paint, scan);
    put_program(paint, &scan->objects[0]);
    put_privileges(paint, scan);
    for (size_t i = 0; i < scan->nobjects; i++) {
        if (!scan->objects[i].is_libc || i == 0)
            labelled = put_calls(paint, &scan->objects[i], i == 0, labelled);
    }
    labelled = false;
    for (size_t i = 0; i < scan->nobjects && !(scan->blind && scan->reason == CT_BLIND_STATIC); i++)
        labelled = put_sites(paint, &scan->objects[i], i == 0, labelled);
    for (size_t i = 0; i < scan->nmissing; i++)
        line(paint, i ? "" : "missing", ct_format("%s", scan->missing[i]));
    if (scan->objects[0].loads && !scan->blind)
        line(paint, "dlopen", ct_format("loads libraries while it runs"));
}
