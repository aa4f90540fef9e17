// SPDX-License-Identifier: MIT
// Option parsing for every command: `--name`, `--name=value`, `--name value`, `-n`, `-nvalue`, `-n
// value`, `--`. Options end at the first operand, so that everything after CMD belongs to CMD.
#include "clonetrace/cli/options.h"

#include <stdio.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "event/suggest.h"

static const char *nearest(const struct ct_options *options, const char *word) {
    const char *best = NULL;
    size_t best_distance = (size_t)-1;

    for (const struct ct_option *o = options->table; o->name; o++) {
        size_t distance = ct_suggest_distance(word, o->name);

        if (distance < best_distance) {
            best_distance = distance;
            best = o->name;
        }
    }
    return best && ct_suggest_near(word, best_distance) ? best : NULL;
}

static int unknown(const struct ct_options *options, const char *typed, const char *word) {
    const char *near = nearest(options, word);

    if (near)
        ct_fail("%s: unknown option '%s'; did you mean '--%s'?", options->command, typed, near);
    else
        ct_fail("%s: unknown option '%s'; see 'clonetrace %s --help'", options->command, typed,
                options->command);
    return CT_OPTIONS_BAD;
}

// The value is what is attached, or else the next argument, whatever it looks like.
static int take(struct ct_options *options, int index, const char *attached) {
    const struct ct_option *option = &options->table[index];

    if (!option->value && attached) {
        ct_fail("%s: '--%s' takes no value", options->command, option->name);
        return CT_OPTIONS_BAD;
    }
    if (!option->value)
        return index;
    if (!attached && !option->optional && options->at < options->argc)
        attached = options->argv[options->at++];
    if (!attached && !option->optional) {
        ct_fail("%s: '--%s' needs a value: --%s=%s", options->command, option->name, option->name,
                option->value);
        return CT_OPTIONS_BAD;
    }
    options->value = attached;
    return index;
}

static int long_option(struct ct_options *options, const char *typed) {
    const char *word = typed + 2;
    size_t len = strcspn(word, "=");
    char name[64];

    for (int i = 0; options->table[i].name; i++) {
        if (strlen(options->table[i].name) == len && !strncmp(options->table[i].name, word, len))
            return take(options, i, word[len] ? word + len + 1 : NULL);
    }
    snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name), word);
    return unknown(options, typed, name);
}

static int short_option(struct ct_options *options, const char *typed) {
    for (int i = 0; options->table[i].name; i++) {
        if (options->table[i].letter == typed[1])
            return take(options, i, typed[2] ? typed + 2 : NULL);
    }
    return unknown(options, typed, typed + 1);
}

int ct_options_next(struct ct_options *options) {
    const char *typed = options->at < options->argc ? options->argv[options->at] : NULL;

    options->value = NULL;
    if (!typed || options->only_operands || typed[0] != '-' || !typed[1])
        return CT_OPTIONS_END;
    options->at++;
    if (!strcmp(typed, "--")) {
        options->only_operands = true;
        return CT_OPTIONS_END;
    }
    return typed[1] == '-' ? long_option(options, typed) : short_option(options, typed);
}
