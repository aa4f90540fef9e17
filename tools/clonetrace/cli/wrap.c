// SPDX-License-Identifier: MIT
// Breaks sentences of ours into lines. Text from a trace goes through paint.c instead.
#include "clonetrace/cli/wrap.h"

#include <stdbool.h>
#include <string.h>

void ct_wrap_text(const struct ct_paint *paint, unsigned indent, const char *text) {
    unsigned column = indent;

    for (bool first = true; *text; first = false) {
        size_t word = strcspn(text, " ");

        if (!first && column + 1 + word > paint->width) {
            putc('\n', paint->out);
            ct_paint_spaces(paint, indent);
            column = indent;
        } else if (!first) {
            putc(' ', paint->out);
            column++;
        }
        fwrite(text, 1, word, paint->out);
        column += (unsigned)word;
        text += word;
        text += strspn(text, " ");
    }
    putc('\n', paint->out);
}
