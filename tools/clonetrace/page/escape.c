// SPDX-License-Identifier: MIT
// Text that others chose, made harmless for HTML and XML. Must never write a byte of it that
// the format could take for its own, nor one that is not UTF-8.
#include <stdbool.h>
#include <string.h>

#include "clonetrace/page/escape.h"

// Bytes of the UTF-8 sequence at `at`; 0 where it is none, too long for its value, a surrogate,
// above U+10FFFF, or one of the two that XML refuses.
static size_t sequence(const unsigned char *at, size_t left) {
    size_t len = *at < 0x80   ? 1
                 : *at < 0xc2 ? 0
                 : *at < 0xe0 ? 2
                 : *at < 0xf0 ? 3
                 : *at < 0xf5 ? 4
                              : 0;

    if (len > left)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    }
    if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f) ||
        (*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f))
        return 0;
    return *at == 0xef && at[1] == 0xbf && at[2] >= 0xbe ? 0 : len;
}

static const char *entity(unsigned char byte) {
    switch (byte) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

// Writes what needs no escape in runs: texts are mostly that.
void ct_page_text_n(FILE *out, const char *text, size_t len) {
    const unsigned char *at = (const unsigned char *)text, *end = at + len, *run = at;

    while (at < end) {
        size_t size = sequence(at, (size_t)(end - at));
        const char *instead = size == 1 ? entity(*at) : NULL;
        bool plain = size && !instead &&
                     (size > 1 || (*at >= ' ' && *at != 0x7f) || *at == '\n' || *at == '\t');

        if (plain) {
            at += size;
            continue;
        }
        fwrite(run, 1, (size_t)(at - run), out);
        if (instead)
            fputs(instead, out);
        else
            fprintf(out, "\\x%02x", *at);
        run = ++at;
    }
    fwrite(run, 1, (size_t)(at - run), out);
}

void ct_page_text(FILE *out, const char *text) {
    ct_page_text_n(out, text, strlen(text));
}
