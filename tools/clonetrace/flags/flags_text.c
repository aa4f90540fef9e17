// SPDX-License-Identifier: MIT
// `clonetrace flags` for people: the set, what each flag does, what is shared, who passes it, what
// the kernel says.
#include <gnu/libc-version.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/flags/flags_query.h"
#include "clonetrace/flags/flags_verdict.h"
#include "clonetrace/cli/wrap.h"
#include "event/describe.h"
#include "event/encode.h"
#include "event/flag_bits.h"
#include "event/names.h"

#define LABEL CT_FLAGS_LABEL // column of what stands right of a label
#define FLAG 24              // column of what stands right of a flag's name
#define INDENT 2

static void put_signal(char *text, size_t size, unsigned signal) {
    struct ct_buf buf;

    ct_buf_init(&buf, text, size - 1);
    ct_signal_write(&buf, (int)signal);
    text[buf.len] = '\0';
}

void ct_flags_styled(const struct ct_paint *paint, enum ct_style style, const char *text) {
    ct_paint_style(paint, style);
    fputs(text, paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

// A label and the cursor behind it, at column LABEL.
void ct_flags_label(const struct ct_paint *paint, const char *text) {
    ct_paint_spaces(paint, INDENT);
    ct_flags_styled(paint, CT_STYLE_DIM, text);
    ct_paint_spaces(paint, LABEL - INDENT - (unsigned)strlen(text));
}

char *ct_flags_names(uint64_t flags) {
    char *text = ct_format("%s", flags ? "" : "no flags");
    uint64_t rest = flags;
    const struct ct_flag *flag;
    char *longer;

    while ((flag = ct_flag_next(&rest, CT_FLAGS_CREATE))) {
        longer = ct_format("%s%s%s", text, *text ? " | " : "", flag->name);
        free(text);
        text = longer;
    }
    if (rest) {
        longer = ct_format("%s%s0x%" PRIx64, text, *text ? " | " : "", rest);
        free(text);
        text = longer;
    }
    return text;
}

static void print_release(const struct ct_paint *paint, const struct ct_flags_query *query) {
    const char *entry = ct_entry_name(query->here.entry), *version = gnu_get_libc_version();
    char first[16];

    snprintf(first, sizeof first, "2.%u", ct_producers_release(query->api));
    if (!strncmp(first, version, strlen(first)))
        fprintf(paint->out, " through %s, as glibc %s passes it on this machine", entry, version);
    else
        fprintf(paint->out, " through %s, as glibc %s would here, the first that has it", entry,
                first);
}

static void print_number(const struct ct_paint *paint, const struct ct_flags_query *query) {
    const struct ct_flag_set *set = &query->set;

    fprintf(paint->out, "0x%" PRIx64, set->flags | set->exit_signal);
    if (query->is_api)
        print_release(paint, query);
    else if (query->is_inside)
        fputs(", what this function inside the kernel passes by itself", paint->out);
    else if (set->exit_signal && set->flags)
        fprintf(paint->out, ": flags 0x%" PRIx64 ", exit signal %u", set->flags, set->exit_signal);
    putc('\n', paint->out);
}

static void print_heading(const struct ct_paint *paint, const struct ct_flags_query *query) {
    char signal[24] = "no exit signal";
    char *names = ct_flags_names(query->set.flags);
    bool named = query->is_api || query->is_inside;
    char *line;

    if (query->set.exit_signal)
        put_signal(signal, sizeof signal, query->set.exit_signal);
    line = ct_format("%s%s%s, %s%s", named ? query->text : "", named ? ": " : "", names,
                     query->set.exit_signal ? "exit signal " : "", signal);
    ct_paint_style(paint, CT_STYLE_TITLE);
    ct_wrap_text(paint, 0, line);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    print_number(paint, query);
    free(line);
    free(names);
}

static void print_flags(const struct ct_paint *paint, uint64_t flags) {
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];

        if (text->takes == CT_TAKES_UNSHARE || !(flags & text->value))
            continue;
        ct_paint_spaces(paint, INDENT);
        ct_flags_styled(paint, CT_STYLE_TITLE, text->name);
        ct_paint_spaces(paint, FLAG - INDENT - (unsigned)strlen(text->name));
        ct_wrap_text(paint, FLAG, text->set);
        flags &= ~text->value;
    }
    if (flags) {
        fprintf(paint->out, "  0x%-20" PRIx64, flags);
        ct_wrap_text(paint, FLAG, "no flag that Linux 7.1 knows");
    }
}

// The subjects of flags of a kind that are set, or are not, behind what `text` has; frees it and
// returns the longer.
static char *add_subjects(char *text, uint64_t flags, enum ct_flag_kind kind, bool set) {
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *flag = &ct_flag_texts[i];
        char *longer;

        if (flag->kind != kind || !flag->subject || !!(flags & flag->value) != set)
            continue;
        longer = ct_format("%s%s%s", text, *text ? "; " : "", flag->subject);
        free(text);
        text = longer;
    }
    return text;
}

static void print_subjects(const struct ct_paint *paint, const char *name, char *text) {
    if (*text) {
        ct_flags_label(paint, name);
        ct_wrap_text(paint, LABEL, text);
    }
    free(text);
}

static void print_sharing(const struct ct_paint *paint, uint64_t flags) {
    char *shared = add_subjects(ct_format("%s", ""), flags, CT_FLAG_SHARES, true);
    char *copied = add_subjects(ct_format("%s", ""), flags, CT_FLAG_SHARES, false);
    char *own = add_subjects(ct_format("%s", ""), flags, CT_FLAG_JOINS, false);

    print_subjects(paint, "shared", add_subjects(shared, flags, CT_FLAG_JOINS, true));
    print_subjects(paint, "copied", copied);
    print_subjects(paint, "its own", add_subjects(own, flags, CT_FLAG_NEW, true));
    putc('\n', paint->out);
}

static bool same_row(const struct ct_producer *a, const struct ct_producer *b) {
    return !strcmp(a->entry, b->entry) && !strcmp(a->when, b->when) && a->set.flags == b->set.flags;
}

static void print_row(const struct ct_paint *paint, const char *who,
                      const struct ct_producer *producer) {
    bool outside = strcmp(producer->entry, "none");
    char *text = ct_format("%s (%s%s%s)", who, outside ? producer->entry : "", outside ? "; " : "",
                           producer->when);

    ct_wrap_text(paint, LABEL, text);
    free(text);
}

// One row for all that do it through the same entry in the same releases.
static void print_producers(const struct ct_paint *paint, const struct ct_flag_set *set) {
    struct ct_producer found[CT_PRODUCERS_MAX];
    size_t count = ct_producers_find(set, found);

    ct_flags_label(paint, "passed by");
    if (!count)
        ct_wrap_text(paint, LABEL, "nobody that clonetrace knows of passes exactly this set");
    for (size_t i = 0, rows = 0; i < count; i++) {
        char *who;

        if (!found[i].who)
            continue;
        who = ct_format("%s", found[i].who);
        for (size_t j = i + 1; j < count; j++) {
            char *longer;

            if (!found[j].who || !same_row(&found[i], &found[j]))
                continue;
            longer = ct_format("%s, %s", who, found[j].who);
            free(who);
            who = longer;
            found[j].who = NULL;
        }
        if (rows++)
            ct_paint_spaces(paint, LABEL);
        print_row(paint, who, &found[i]);
        free(who);
    }
}

// The other sets that an API passes, with other releases or attributes.
static void print_elsewhere(const struct ct_paint *paint, const struct ct_flags_query *query) {
    struct ct_producer found[CT_PRODUCERS_MAX];
    size_t count = ct_producers_of(query->api, found);
    size_t rows = 0;

    for (size_t i = 0; i < count; i++) {
        char *text;

        if (found[i].set.flags == query->set.flags)
            continue;
        if (rows++)
            ct_paint_spaces(paint, LABEL);
        else
            ct_flags_label(paint, "elsewhere");
        text = ct_format("0x%" PRIx64, found[i].set.flags | found[i].set.exit_signal);
        print_row(paint, text, &found[i]);
        free(text);
    }
}

void ct_flags_print(const struct ct_paint *paint, const struct ct_flags_query *query) {
    uint64_t flags = query->set.flags;

    print_heading(paint, query);
    putc('\n', paint->out);
    if (flags) {
        print_flags(paint, flags);
        putc('\n', paint->out);
    }
    print_sharing(paint, flags);
    print_producers(paint, &query->set);
    if (query->is_api)
        print_elsewhere(paint, query);
    putc('\n', paint->out);
    ct_flags_print_verdict(paint, &query->set);
}
