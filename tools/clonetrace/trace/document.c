// SPDX-License-Identifier: MIT
// JSON as a row of nodes, read in place: one allocation for a line, where a tree of Jansson's takes
// one for every value, and 8 times as long. A test holds the two against each other. Never reads
// behind the NUL that it puts at the end.
#include "clonetrace/trace/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/utf8.h"

#define DEPTH_MAX 2048 // as Jansson has it

struct reader {
    char *at; // in a copy of the text that is unescaped on the way
    struct ct_node *nodes;
    size_t count, most;
    unsigned depth;
};

static void skip_blanks(struct reader *reader) {
    while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r')
        reader->at++;
}

// Whether a byte of the eight is a quote, a backslash, a control character or above 0x7f.
static bool has_special(const char *s) {
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t v, quote, backslash;

    memcpy(&v, s, sizeof v);
    quote = v ^ (ones * '"');
    backslash = v ^ (ones * '\\');
    return ((quote - ones) | (backslash - ones) | (v - ones * ' ') | v) & highs;
}

static int hex4(const char *s) {
    int value = 0;

    for (int i = 0; i < 4; i++) {
        char c = s[i], low = (char)(c | 0x20);

        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if (low >= 'a' && low <= 'f')
            value = value * 16 + (low - 'a' + 10);
        else
            return -1;
    }
    return value;
}

static char *put_utf8(char *to, int point) {
    int more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;

    *to++ = (char)(more ? 0xff00 >> (more + 1) | point >> 6 * more : point);
    while (more--)
        *to++ = (char)(0x80 | (point >> 6 * more & 0x3f));
    return to;
}

// At the `u` of an escape. Its character never takes more room than the escape did.
static bool unescape_point(struct reader *reader, char **to) {
    int point = hex4(reader->at + 1), low;

    if (point <= 0 || (point >= 0xdc00 && point < 0xe000))
        return false;
    reader->at += 5;
    if (point >= 0xd800 && point < 0xdc00) {
        if (reader->at[0] != '\\' || reader->at[1] != 'u')
            return false;
        low = hex4(reader->at + 2);
        if (low < 0xdc00 || low >= 0xe000)
            return false;
        reader->at += 6;
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
    }
    *to = put_utf8(*to, point);
    return true;
}

static bool unescape(struct reader *reader, char **to) {
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    const char *which;

    reader->at++;
    if (*reader->at == 'u')
        return unescape_point(reader, to);
    which = *reader->at ? strchr(from, *reader->at) : NULL;
    if (!which)
        return false;
    *(*to)++ = into[which - from];
    reader->at++;
    return true;
}

// At a quote. Returns NULL where there is no string.
static char *read_string(struct reader *reader) {
    char *start = ++reader->at, *to;
    unsigned len;

    // The text ends with eight bytes that are special, so this never leaves it.
    while (!has_special(reader->at))
        reader->at += 8;
    for (to = reader->at; *reader->at != '"';) {
        if (*reader->at == '\\') {
            if (!unescape(reader, &to))
                return NULL;
            continue;
        }
        len = *reader->at & 0x80 ? ct_utf8_len(reader->at) : *reader->at >= ' ';
        if (!len)
            return NULL;
        while (len--)
            *to++ = *reader->at++;
    }
    reader->at++;
    *to = '\0';
    return start;
}

static bool digits(char **at) {
    char *start = *at;

    while (**at >= '0' && **at <= '9')
        (*at)++;
    return *at != start;
}

// From a minus or digits up to something else.
static bool read_integer(const char *at, int64_t *value) {
    bool negative = *at == '-';

    *value = 0;
    for (at += negative; *at >= '0' && *at <= '9'; at++) {
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_sub_overflow(*value, *at - '0', value))
            return false;
    }
    return negative || !__builtin_sub_overflow(0, *value, value);
}

static bool read_number(struct reader *reader, struct ct_node *node) {
    char *start = reader->at, *at = start + (*start == '-');
    bool real = false;

    if (*at == '0')
        at++;
    else if (!digits(&at))
        return false;
    if (*at == '.') {
        real = true;
        at++;
        if (!digits(&at))
            return false;
    }
    if (*at == 'e' || *at == 'E') {
        real = true;
        at++;
        at += *at == '+' || *at == '-';
        if (!digits(&at))
            return false;
    }
    reader->at = at;
    node->kind = real ? CT_NODE_REAL : CT_NODE_INTEGER;
    if (!real)
        return read_integer(start, &node->integer);
    errno = 0;
    node->real = strtod(start, NULL);
    return !(errno == ERANGE && (node->real > 1 || node->real < -1));
}

static bool read_word(struct reader *reader, struct ct_node *node, const char *word,
                      enum ct_node_kind kind) {
    size_t len = strlen(word);

    if (strncmp(reader->at, word, len) != 0)
        return false;
    reader->at += len;
    node->kind = kind;
    return true;
}

static bool read_value(struct reader *reader, const char *key);

static bool read_key(struct reader *reader, const char **key) {
    skip_blanks(reader);
    if (*reader->at != '"' || !(*key = read_string(reader)))
        return false;
    skip_blanks(reader);
    return *reader->at++ == ':';
}

// Behind the bracket that opens it.
static bool read_members(struct reader *reader, struct ct_node *node, bool object) {
    char close = object ? '}' : ']';

    node->members = 0;
    skip_blanks(reader);
    if (*reader->at == close) {
        reader->at++;
        return true;
    }
    for (;;) {
        const char *key = NULL;

        if ((object && !read_key(reader, &key)) || !read_value(reader, key))
            return false;
        node->members++;
        skip_blanks(reader);
        if (*reader->at == close) {
            reader->at++;
            return true;
        }
        if (*reader->at++ != ',')
            return false;
    }
}

static bool read_container(struct reader *reader, struct ct_node *node) {
    bool object = *reader->at == '{', good;

    if (reader->depth == DEPTH_MAX)
        return false;
    node->kind = object ? CT_NODE_OBJECT : CT_NODE_ARRAY;
    reader->at++;
    reader->depth++;
    good = read_members(reader, node, object);
    reader->depth--;
    return good;
}

static bool read_plain(struct reader *reader, struct ct_node *node) {
    switch (*reader->at) {
    case '"':
        node->kind = CT_NODE_STRING;
        node->string = read_string(reader);
        return node->string != NULL;
    case 't':
        return read_word(reader, node, "true", CT_NODE_TRUE);
    case 'f':
        return read_word(reader, node, "false", CT_NODE_FALSE);
    case 'n':
        return read_word(reader, node, "null", CT_NODE_NULL);
    default:
        return read_number(reader, node);
    }
}

static bool read_value(struct reader *reader, const char *key) {
    struct ct_node *node = &reader->nodes[reader->count];
    bool good;

    if (reader->count == reader->most)
        return false;
    reader->count++;
    node->key = key;
    skip_blanks(reader);
    good = *reader->at == '{' || *reader->at == '[' ? read_container(reader, node)
                                                    : read_plain(reader, node);
    node->span = (uint32_t)(&reader->nodes[reader->count] - node);
    return good;
}

// With room for `most` values. Sets *full where that was too little.
static struct ct_node *read_within(const char *text, size_t len, size_t most, bool *full) {
    struct reader reader = {.nodes = malloc(most * sizeof *reader.nodes + len + 8), .most = most};
    char *copy = (char *)(reader.nodes + most);

    if (!reader.nodes)
        exit(ct_fail("out of memory; free some, or trace a shorter run"));
    memcpy(copy, text, len);
    memset(copy + len, 0, 8);
    reader.at = copy;
    skip_blanks(&reader);
    if ((*reader.at == '{' || *reader.at == '[') && read_value(&reader, NULL)) {
        skip_blanks(&reader);
        if (reader.at == copy + len)
            return reader.nodes;
    }
    *full = reader.count == most;
    free(reader.nodes);
    return NULL;
}

struct ct_node *ct_document_read(const char *text, size_t len) {
    bool full = false;
    struct ct_node *node = read_within(text, len, len / 6 + 8, &full); // enough for a log's lines

    // A value takes a byte, and one to part it from the next.
    return !full ? node : read_within(text, len, len / 2 + 1, &full);
}
