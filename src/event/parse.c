// SPDX-License-Identifier: MIT
// Reads sets of flags as people and strace write them. Depends on no locale, allocates nothing,
// reads only the text.
#include "event/parse.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "event/describe.h"
#include "event/names.h"

#define SIGNAL_FIRST_RT 34 // as names.c prints them
#define SIGNAL_MAX 64
#define NEWTIME 0x80u

static bool same(const char *name, const char *text, size_t len) {
    return strlen(name) == len && !strncasecmp(name, text, len);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static int digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

static enum ct_parse_fault parse_number(const char *text, size_t len, uint64_t *value) {
    bool hex = len > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    unsigned base = hex ? 16 : len > 1 && text[0] == '0' ? 8 : 10;
    size_t at = hex ? 2 : 0;

    if (at == len)
        return CT_PARSE_NUMBER;
    for (*value = 0; at < len; at++) {
        unsigned next = (unsigned)digit(text[at]);

        if (next >= base)
            return CT_PARSE_NUMBER;
        if (*value > (UINT64_MAX - next) / base)
            return CT_PARSE_RANGE;
        *value = *value * base + next;
    }
    return CT_PARSE_OK;
}

// The small number after "SIG" or "SIGRTMIN+": -1 when it is none.
static int small_number(const char *text, size_t len) {
    uint64_t value;

    if (len == 0 || len > 3 || parse_number(text, len, &value) != CT_PARSE_OK || value > 255)
        return -1;
    return (int)value;
}

int ct_signal_parse(const char *name, size_t len) {
    static const struct {
        char name[8];
        int number;
    } aliases[] = {{"SIGCLD", SIGCHLD}, {"SIGIOT", SIGABRT}, {"SIGPOLL", SIGIO}};
    int number;

    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (same(aliases[i].name, name, len))
            return aliases[i].number;
    for (int i = 1; i < SIGNAL_FIRST_RT; i++)
        if (ct_signal_name(i) && same(ct_signal_name(i), name, len))
            return i;
    if (same("SIGRTMIN", name, len))
        return SIGNAL_FIRST_RT;
    if (same("SIGRTMAX", name, len))
        return SIGNAL_MAX;
    if (len > 9 && !strncasecmp(name, "SIGRTMIN+", 9)) {
        number = small_number(name + 9, len - 9);
        return number >= 0 && number <= SIGNAL_MAX - SIGNAL_FIRST_RT ? SIGNAL_FIRST_RT + number : 0;
    }
    if (len > 9 && !strncasecmp(name, "SIGRTMAX-", 9)) {
        number = small_number(name + 9, len - 9);
        return number >= 0 && number <= SIGNAL_MAX - SIGNAL_FIRST_RT ? SIGNAL_MAX - number : 0;
    }
    if (len > 3 && !strncasecmp(name, "SIG", 3)) {
        number = small_number(name + 3, len - 3);
        return number > 0 ? number : 0;
    }
    return 0;
}

static enum ct_parse_fault add_signal(struct ct_flag_set *set, unsigned signal) {
    if (signal && set->exit_signal && set->exit_signal != signal)
        return CT_PARSE_TWO_SIGNALS;
    if (signal)
        set->exit_signal = signal;
    return CT_PARSE_OK;
}

static enum ct_parse_fault add_number(struct ct_flag_set *set, const char *text, size_t len) {
    uint64_t value;
    enum ct_parse_fault fault = parse_number(text, len, &value);
    unsigned low;

    if (fault != CT_PARSE_OK)
        return fault;
    low = (unsigned)value & CT_FLAG_CSIGNAL;
    set->flags |= value & ~(uint64_t)CT_FLAG_CSIGNAL;
    if (low & NEWTIME && (low & ~NEWTIME) <= SIGNAL_MAX) {
        set->flags |= NEWTIME;
        low &= ~NEWTIME;
    }
    return add_signal(set, low);
}

static enum ct_parse_fault add_name(struct ct_flag_set *set, const char *text, size_t len) {
    int signal = ct_signal_parse(text, len);

    if (signal)
        return add_signal(set, (unsigned)signal);
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *flag = &ct_flag_texts[i];
        const char *bare = strchr(flag->name, '_') + 1;

        if (flag->takes == CT_TAKES_UNSHARE && same(flag->name, text, len))
            return CT_PARSE_UNSHARE;
        if (flag->takes != CT_TAKES_UNSHARE &&
            (same(flag->name, text, len) || same(bare, text, len))) {
            set->flags |= flag->value;
            return CT_PARSE_OK;
        }
    }
    return CT_PARSE_NAME;
}

static enum ct_parse_fault add_part(struct ct_flag_set *set, const char *text, size_t len) {
    if (len == 0)
        return CT_PARSE_EMPTY;
    return digit(text[0]) < 10 ? add_number(set, text, len) : add_name(set, text, len);
}

int ct_flags_parse(const char *text, struct ct_flag_set *set, struct ct_parse_error *error) {
    *set = (struct ct_flag_set){0};
    for (const char *at = text;; at++) {
        size_t len = strcspn(at, "|");
        const char *end = at + len;

        while (len && is_blank(*at))
            at++, len--;
        while (len && is_blank(at[len - 1]))
            len--;
        *error = (struct ct_parse_error){add_part(set, at, len), at, len};
        if (error->fault != CT_PARSE_OK)
            return -EINVAL;
        if (!*end)
            return 0;
        at = end;
    }
}
