// SPDX-License-Identifier: MIT
// One pass over the environment. Runs once per program, before main or at the first hook, possibly
// inside another library's constructor: no allocation, no locale, no getenv (the program may be in
// setenv).
#include "base/config.h"

#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/buf.h"
#include "base/config_room.h"
#include "base/raw.h"
#include "base/placed.h"
#include "base/poison.h"

static void (*say)(const char *line, size_t len) CT_HOT;

// What a terminal would take for more than text is left out.
static void put_readable(struct ct_buf *buf, const char *text, size_t most) {
    for (; *text && most; text++, most--)
        ct_buf_char(buf, *text >= ' ' && *text < 0x7f ? *text : '?');
}

static void complain(const char *name, const char *value, const char *expected) {
    char line[512];
    struct ct_buf buf;

    ct_buf_init(&buf, line, sizeof line);
    ct_buf_str(&buf, "clonetrace: ");
    ct_buf_str(&buf, name);
    ct_buf_str(&buf, "=");
    put_readable(&buf, value, 200);
    ct_buf_str(&buf, ": not understood, expected ");
    ct_buf_str(&buf, expected);
    ct_buf_str(&buf, "; the default is used\n");
    say(buf.data, buf.len);
}

// Decimal, all of the text, at most `max`. Returns false where it is anything else.
static bool number(const char *text, unsigned max, unsigned *value) {
    unsigned long sum = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        sum = sum * 10 + (unsigned long)(*text - '0');
        if (sum > max)
            return false;
    }
    *value = (unsigned)sum;
    return true;
}

static bool read_log(struct ct_config *config, const char *value) {
    unsigned fd;

    if (strcmp(value, "stderr") == 0)
        config->log = CT_LOG_STDERR;
    else if (strcmp(value, "off") == 0)
        config->log = CT_LOG_OFF;
    else if (strncmp(value, "fd:", 3) == 0) {
        if (!number(value + 3, 0x7fffffff, &fd))
            return false;
        config->log = CT_LOG_FD;
        config->fd = (int)fd;
    } else {
        config->path = *value ? ct_config_absolute(value) : NULL;
        if (!config->path)
            return false;
        config->log = CT_LOG_PATH;
    }
    return true;
}

static bool read_events(struct ct_config *config, const char *value, const char *const *kinds,
                        unsigned kind_count) {
    uint32_t events = 0;

    while (*value) {
        size_t len = 0;
        unsigned kind = 0;
        while (value[len] && value[len] != ',')
            len++;
        while (kind < kind_count &&
               !(strlen(kinds[kind]) == len && !memcmp(kinds[kind], value, len)))
            kind++;
        if (kind == kind_count)
            return false;
        events |= 1u << kind;
        value += len + (value[len] == ',');
    }
    if (events)
        config->events = events;
    return events != 0;
}

static bool read_flag(bool *flag, const char *value) {
    unsigned is;

    if (!number(value, 1, &is))
        return false;
    *flag = is;
    return true;
}

// The value where `entry` is `name=value`, or NULL.
static const char *value_of(const char *entry, const char *name) {
    size_t len = strlen(name);

    return strncmp(entry, name, len) == 0 && entry[len] == '=' ? entry + len + 1 : NULL;
}

static void read_entry(struct ct_config *config, const char *entry, const char *const *kinds,
                       unsigned kind_count) {
    const char *value;

    if ((value = value_of(entry, "CLONETRACE_LOG"))) {
        if (!read_log(config, value))
            complain("CLONETRACE_LOG", value, "stderr, fd:N, off or a path");
    } else if ((value = value_of(entry, "CLONETRACE_EVENTS"))) {
        if (!read_events(config, value, kinds, kind_count))
            complain("CLONETRACE_EVENTS", value, "event names joined by commas");
    } else if ((value = value_of(entry, "CLONETRACE_POLICY"))) {
        config->policy = ct_config_keep(value, strlen(value));
    } else if ((value = value_of(entry, "CLONETRACE_ENFORCE"))) {
        bool enforce = true;

        if (!read_flag(&enforce, value))
            complain("CLONETRACE_ENFORCE", value, "0 or 1");
        config->observe = !enforce;
    } else if ((value = value_of(entry, "CLONETRACE_STACK"))) {
        if (!number(value, CT_CONFIG_STACK_MAX, &config->stack))
            complain("CLONETRACE_STACK", value, "a number of frames from 0 to 64");
    } else if ((value = value_of(entry, "CLONETRACE_MEM"))) {
        if (!read_flag(&config->mem, value))
            complain("CLONETRACE_MEM", value, "0 or 1");
    } else if ((value = value_of(entry, "CLONETRACE_FOLLOW"))) {
        if (!read_flag(&config->follow, value))
            complain("CLONETRACE_FOLLOW", value, "0 or 1");
    }
}

static void keep_entry(struct ct_config *config, const char *entry, size_t len) {
    const char *copy;

    if (config->kept_count == CT_CONFIG_KEPT || !(copy = ct_config_keep(entry, len)))
        return;
    config->kept[config->kept_count++] = copy;
}

// The element of an LD_PRELOAD list that is this library; NULL where there is none.
static const char *own_element(const char *list, size_t *len) {
    const char name[] = "libclonetrace.so";
    bool own = false;

    for (const char *at = list;; at++) {
        own |= strncmp(at, name, sizeof name - 1) == 0;
        if (*at && *at != ':' && *at != ' ')
            continue;
        *len = (size_t)(at - list);
        if (own || !*at)
            return own ? list : NULL;
        list = at + 1;
    }
}

// What else the program preloads is its own affair.
static void keep_preload(struct ct_config *config, const char *list) {
    const char name[] = "LD_PRELOAD=";
    size_t len;
    const char *own = own_element(list, &len);
    char entry[1024];
    struct ct_buf buf;

    config->preloaded |= own != NULL;
    if (!own || !config->follow)
        return;
    ct_buf_init(&buf, entry, sizeof entry);
    ct_buf_mem(&buf, name, sizeof name - 1);
    ct_buf_mem(&buf, own, len);
    if (!buf.full)
        keep_entry(config, entry, buf.len);
}

void ct_config_read(struct ct_config *config, char *const *environ, const char *const *kinds,
                    unsigned kind_count, uint32_t defaults,
                    void (*complaint)(const char *line, size_t len)) {
    say = complaint;
    config->log = CT_LOG_STDERR;
    config->events = defaults;
    if (getauxval(AT_SECURE)) {
        config->log = CT_LOG_OFF;
        return;
    }
    for (char *const *at = environ; at && *at; at++)
        if (strncmp(*at, "CLONETRACE_", 11) == 0)
            read_entry(config, *at, kinds, kind_count);
    for (char *const *at = environ; at && *at; at++) {
        const char *list = value_of(*at, "LD_PRELOAD");
        if (list)
            keep_preload(config, list);
        else if (config->follow && strncmp(*at, "CLONETRACE_", 11) == 0)
            keep_entry(config, *at, strlen(*at));
    }
}
