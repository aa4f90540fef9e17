// SPDX-License-Identifier: MIT
// One pass over the environment. Runs once per program, before main or at the first hook, possibly
// inside another library's constructor: no allocation, no locale, no getenv (the program may be in
// setenv).
#include "base/config.h"

#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "base/buf.h"
#include "base/raw.h"
#include "base/placed.h"
#include "base/poison.h"

// Copies live for the life of the process: here, where the loader has written to the page anyway,
// and where that is too small, in a mapping, which each fork copies.
enum { FEW = 928, MANY = 32768 };
static char few[FEW] CT_HOT;
static char *room CT_HOT = few;
static size_t room_left CT_HOT = FEW;

static void (*say)(const char *line, size_t len) CT_HOT;

static bool reserve(size_t size) {
    long at;

    if (size <= room_left)
        return true;
    if (size > MANY)
        return false;
    at = ct_raw(SYS_mmap, NULL, (size_t)MANY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                -1, 0L);
    if (at < 0 && at > -4096)
        return false;
    room = (char *)at;
    room_left = MANY;
    return true;
}

static char *keep(const char *text, size_t len) {
    char *copy;

    if (!reserve(len + 1))
        return NULL;
    copy = room;
    memcpy(copy, text, len);
    copy[len] = 0;
    ct_config_claim(len + 1);
    return copy;
}

char *ct_config_room(size_t least, size_t *size) {
    if (!reserve(least))
        return NULL;
    *size = room_left;
    return room;
}

void ct_config_claim(size_t size) {
    room += size;
    room_left -= size;
}

static void complain(const char *name, const char *value, const char *expected) {
    char line[512];
    struct ct_buf buf;
    size_t len = strlen(value);

    ct_buf_init(&buf, line, sizeof line);
    ct_buf_str(&buf, "clonetrace: ");
    ct_buf_str(&buf, name);
    ct_buf_str(&buf, "=");
    ct_buf_mem(&buf, value, len > 200 ? 200 : len);
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

// The directory and the path below it. A `%` of the directory stands for itself.
static const char *keep_below(const char *directory, const char *path) {
    size_t size;
    char *start = ct_config_room(2 * strlen(directory) + strlen(path) + 2, &size);
    struct ct_buf buf;

    if (!start)
        return NULL;
    ct_buf_init(&buf, start, size);
    for (; *directory; directory++) {
        if (*directory == '%')
            ct_buf_char(&buf, '%');
        ct_buf_char(&buf, *directory);
    }
    ct_buf_char(&buf, '/');
    ct_buf_mem(&buf, path, strlen(path) + 1);
    ct_config_claim(buf.len);
    return start;
}

// Makes a relative path absolute, so that it means the same after chdir(2). Without a working
// directory that has a name it stays as it is.
static const char *absolute(const char *path) {
    char directory[1024];

    if (*path == '/' || ct_raw(SYS_getcwd, directory, sizeof directory) <= 0 || *directory != '/')
        return keep(path, strlen(path));
    return keep_below(directory, path);
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
        config->path = *value ? absolute(value) : NULL;
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
        config->policy = keep(value, strlen(value));
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

    if (config->kept_count == CT_CONFIG_KEPT || !(copy = keep(entry, len)))
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
