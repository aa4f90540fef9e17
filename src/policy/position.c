// SPDX-License-Identifier: MIT
// A scanner over JSON text that only finds places. It takes any bytes, never reads past the end,
// and does not judge: whether the text is JSON is Jansson's to say.
#include "policy/position.h"

#include <string.h>

struct scan {
    const char *text;
    size_t len;
    size_t at;   // start of the token, len at the end
    size_t next; // behind it
};

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_mark(char c) {
    return c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',';
}

static size_t behind_string(const struct scan *scan) {
    size_t at = scan->at + 1;

    while (at < scan->len && scan->text[at] != '"' && scan->text[at] != '\n')
        at += scan->text[at] == '\\' ? 2 : 1;
    if (at >= scan->len)
        return scan->len;
    return at + (scan->text[at] == '"');
}

static void advance(struct scan *scan) {
    const char *text = scan->text;
    size_t at = scan->next;

    while (at < scan->len && is_space(text[at]))
        at++;
    scan->at = at;
    if (at == scan->len) {
        scan->next = at;
    } else if (text[at] == '"') {
        scan->next = behind_string(scan);
    } else if (is_mark(text[at])) {
        scan->next = at + 1;
    } else {
        while (at < scan->len && !is_space(text[at]) && !is_mark(text[at]) && text[at] != '"')
            at++;
        scan->next = at;
    }
}

static struct scan begin(const char *text, size_t len) {
    struct scan scan = {.text = text, .len = len};

    advance(&scan);
    return scan;
}

static bool on(const struct scan *scan, char c) {
    return scan->at < scan->len && scan->text[scan->at] == c;
}

// Over the value that starts at the token.
static void skip_value(struct scan *scan) {
    size_t depth = 0;

    while (scan->at < scan->len) {
        if (on(scan, '{') || on(scan, '['))
            depth++;
        else if (depth && (on(scan, '}') || on(scan, ']')))
            depth--;
        advance(scan);
        if (!depth)
            return;
    }
}

// Four hexadecimal digits; anything else counts as zero.
static unsigned hex4(const char *at, const char *end) {
    unsigned value = 0;

    for (int i = 0; i < 4 && at + i < end; i++) {
        char c = at[i];
        unsigned digit =
            c >= '0' && c <= '9' ? (unsigned)(c - '0') : ((unsigned)c | 0x20) - 'a' + 10;

        value = value << 4 | (digit & 15);
    }
    return value;
}

static size_t put_utf8(char *out, unsigned c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

// One escape that starts behind its backslash: what it means goes to out. Returns what it took.
static size_t read_escape(const char *at, const char *end, char out[4], size_t *size) {
    static const char names[] = "bfnrt", bytes[] = "\b\f\n\r\t";
    const char *name = strchr(names, *at);
    unsigned c;

    *size = 1;
    if (*at != 'u') {
        out[0] = name && *at ? bytes[name - names] : *at;
        return 1;
    }
    c = hex4(at + 1, end);
    if ((c & 0xfc00) == 0xd800 && end - at > 10 && at[5] == '\\' && at[6] == 'u') {
        c = 0x10000 + ((c & 0x3ff) << 10) + (hex4(at + 7, end) & 0x3ff);
        *size = put_utf8(out, c);
        return 11;
    }
    *size = put_utf8(out, c);
    return 5;
}

// Whether the token is the string `key`.
static bool is_key(const struct scan *scan, const char *key) {
    const char *at = scan->text + scan->at + 1, *end = scan->text + scan->next - 1;

    if (!on(scan, '"'))
        return false;
    while (at < end) {
        char out[4] = {*at};
        size_t size = 1;

        if (*at++ == '\\' && at < end)
            at += read_escape(at, end, out, &size);
        if (strncmp(key, out, size) != 0)
            return false;
        key += size;
    }
    return !*key;
}

// From the token that opens an object to the key; false at the object's end.
static bool enter_member(struct scan *scan, const char *key) {
    if (!on(scan, '{'))
        return false;
    do {
        advance(scan);
        if (is_key(scan, key))
            return true;
        advance(scan); // the colon
        advance(scan);
        skip_value(scan);
    } while (on(scan, ','));
    return false;
}

static bool enter_element(struct scan *scan, size_t index) {
    if (!on(scan, '['))
        return false;
    advance(scan);
    for (; index; index--) {
        skip_value(scan);
        if (!on(scan, ','))
            return false;
        advance(scan);
    }
    return true;
}

size_t ct_position_find(const char *text, size_t len, const struct ct_step *steps, unsigned count,
                        bool of_key) {
    struct scan scan = begin(text, len);

    for (unsigned i = 0; i < count; i++) {
        if (!steps[i].key) {
            if (!enter_element(&scan, steps[i].index))
                break;
            continue;
        }
        if (!enter_member(&scan, steps[i].key) || (of_key && i + 1 == count))
            break;
        advance(&scan); // the colon
        advance(&scan);
    }
    return scan.at;
}

size_t ct_position_token(const char *text, size_t len, size_t end) {
    struct scan scan = begin(text, len);

    while (scan.at < len && scan.next < end)
        advance(&scan);
    return scan.at;
}

size_t ct_position_too_deep(const char *text, size_t len, unsigned max) {
    struct scan scan = begin(text, len);
    unsigned depth = 0;

    for (; scan.at < len; advance(&scan)) {
        if ((on(&scan, '{') || on(&scan, '[')) && ++depth > max)
            return scan.at;
        if ((on(&scan, '}') || on(&scan, ']')) && depth)
            depth--;
    }
    return len;
}

struct ct_position ct_position_of(const char *text, size_t len, size_t offset) {
    struct ct_position position = {.line = 1, .column = 1};

    for (size_t i = 0; i < offset && i < len; i++) {
        if (text[i] == '\n') {
            position.line++;
            position.column = 1;
        } else if ((text[i] & 0xc0) != 0x80) {
            position.column++;
        }
    }
    return position;
}
