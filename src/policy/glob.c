// SPDX-License-Identifier: MIT
// Globs. Called on the way of every judged call: no recursion, no allocation, nothing but its
// arguments.
#include "policy/glob.h"

#include <stddef.h>
#include "base/poison.h"

// The next character behind one that starts at `text`: bytes of the form 10xxxxxx belong to it.
static const char *behind_character(const char *text) {
    do
        text++;
    while ((*text & 0xc0) == 0x80);
    return text;
}

// The `]` that closes the set whose `[` is at `set`, or NULL. A `]` that comes first is a member.
static const char *end_of_set(const char *set) {
    const char *at = set + 1;

    if (*at == '!' || *at == '^')
        at++;
    if (!*at)
        return NULL;
    do
        at++;
    while (*at && *at != ']');
    return *at ? at : NULL;
}

static bool in_set(const char *from, const char *end, unsigned char c) {
    while (from < end) {
        unsigned char first = (unsigned char)*from;

        if (end - from > 2 && from[1] == '-') {
            if (c >= first && c <= (unsigned char)from[2])
                return true;
            from += 3;
        } else {
            if (c == first)
                return true;
            from++;
        }
    }
    return false;
}

// Matches `?`, a set or an escaped byte: moves both on, or returns false.
static bool match_one(const char **pattern, const char **text) {
    const char *p = *pattern, *end;
    bool negated;

    if (*p == '?') {
        *pattern = p + 1;
        *text = behind_character(*text);
        return true;
    }
    if (*p == '[' && (end = end_of_set(p))) {
        negated = p[1] == '!' || p[1] == '^';
        if (in_set(p + 1 + negated, end, (unsigned char)**text) == negated)
            return false;
        *pattern = end + 1;
        *text = negated ? behind_character(*text) : *text + 1;
        return true;
    }
    if (*p == '\\' && p[1])
        p++;
    if (*p != **text)
        return false;
    *pattern = p + 1;
    ++*text;
    return true;
}

static bool is_special(char c) {
    return c == '*' || c == '?' || c == '[' || c == '\\';
}

// Behind a `*`: the first place where the pattern may go on. What follows is mostly a plain byte,
// and most of the text is not that byte.
static const char *next_start(const char *pattern, const char *text) {
    char c = *pattern;

    if (!c || is_special(c))
        return text;
    while (*text && *text != c)
        text++;
    return text;
}

bool ct_glob_match(const char *pattern, const char *text) {
    const char *star = NULL;  // behind the last `*`
    const char *retry = NULL; // where the text goes on when that `*` takes one byte more

    while (*text) {
        const char *p = pattern, *t = text; // so that the others can stay in registers

        if (*pattern == *text && !is_special(*pattern)) {
            pattern++;
            text++;
        } else if (*pattern == '*') {
            star = ++pattern;
            if (!*star)
                return true;
            text = retry = next_start(star, text);
        } else if (is_special(*pattern) && match_one(&p, &t)) {
            pattern = p;
            text = t;
        } else if (star) {
            pattern = star;
            text = retry = next_start(star, behind_character(retry));
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

int ct_glob_next(const char **pattern) {
    const char *at = *pattern, *end = *at == '[' ? end_of_set(at) : NULL;

    if (!*at)
        return CT_GLOB_END;
    if (end || *at == '*' || *at == '?') {
        *pattern = end ? end + 1 : at + 1;
        return CT_GLOB_ANY;
    }
    if (*at == '\\' && at[1])
        at++;
    *pattern = at + 1;
    return (unsigned char)*at;
}

const char *ct_glob_fault(const char *pattern) {
    for (; *pattern; pattern++) {
        if (*pattern == '\\') {
            if (!*++pattern)
                return "ends in a backslash";
        } else if (*pattern == '[' && !(pattern = end_of_set(pattern))) {
            return "has a '[' without its ']'";
        }
    }
    return NULL;
}

bool ct_glob_is_plain(const char *pattern) {
    for (; *pattern; pattern++)
        if (is_special(*pattern))
            return false;
    return true;
}
