// SPDX-License-Identifier: MIT
// JSON out. Nothing is kept: what is written is right only if the caller pairs its brackets.
#include "clonetrace/cli/jsonout.h"

#include <math.h>

#include "clonetrace/cli/utf8.h"

// Whether a character of `len` bytes may stand for itself. U+2028 and U+2029 end lines in old
// JavaScript.
static bool plain(const unsigned char *s, unsigned len) {
    if (len == 1)
        return *s >= ' ' && *s != '"' && *s != '\\' && *s != '<' && *s != 0x7f;
    return len && !(s[0] == 0xe2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9));
}

static void escaped(FILE *out, const unsigned char *s, unsigned len) {
    if (*s == '"' || *s == '\\')
        fprintf(out, "\\%c", *s);
    else if (*s == '\n')
        fputs("\\n", out);
    else if (len == 3)
        fprintf(out, "\\u20%02x", s[2] & 0x3f);
    else
        fprintf(out, "\\u%04x", len ? *s : 0xef00u + *s);
}

static void string(FILE *out, const char *text) {
    const unsigned char *s = (const unsigned char *)text;

    putc('"', out);
    while (*s) {
        const unsigned char *from = s;
        unsigned len = ct_utf8_len((const char *)s);

        while (plain(s, len)) {
            s += len;
            len = ct_utf8_len((const char *)s);
        }
        fwrite(from, 1, (size_t)(s - from), out);
        if (!*s)
            break;
        escaped(out, s, len);
        s += len ? len : 1;
    }
    putc('"', out);
}

void ct_jsonout_key(struct ct_jsonout *json, const char *key) {
    if (json->comma)
        putc(',', json->out);
    json->comma = true;
    if (!key)
        return;
    string(json->out, key);
    putc(':', json->out);
}

void ct_jsonout_open(struct ct_jsonout *json, const char *key, char bracket) {
    ct_jsonout_key(json, key);
    putc(bracket, json->out);
    json->comma = false;
}

void ct_jsonout_close(struct ct_jsonout *json, char bracket) {
    putc(bracket, json->out);
    json->comma = true;
}

void ct_jsonout_text(struct ct_jsonout *json, const char *key, const char *text) {
    ct_jsonout_key(json, key);
    if (text)
        string(json->out, text);
    else
        fputs("null", json->out);
}

void ct_jsonout_number(struct ct_jsonout *json, const char *key, uint64_t value) {
    ct_jsonout_key(json, key);
    fprintf(json->out, "%llu", (unsigned long long)value);
}

void ct_jsonout_signed(struct ct_jsonout *json, const char *key, int64_t value) {
    ct_jsonout_key(json, key);
    fprintf(json->out, "%lld", (long long)value);
}

void ct_jsonout_real(struct ct_jsonout *json, const char *key, double value) {
    ct_jsonout_key(json, key);
    if (isfinite(value))
        fprintf(json->out, "%.12g", value);
    else
        fputs("null", json->out);
}

void ct_jsonout_bool(struct ct_jsonout *json, const char *key, bool value) {
    ct_jsonout_key(json, key);
    fputs(value ? "true" : "false", json->out);
}

void ct_jsonout_null(struct ct_jsonout *json, const char *key) {
    ct_jsonout_text(json, key, NULL);
}
