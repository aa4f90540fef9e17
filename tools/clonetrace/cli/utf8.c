// SPDX-License-Identifier: MIT
// What is UTF-8 and what is not. Reads no byte behind a NUL.
#include "clonetrace/cli/utf8.h"

unsigned ct_utf8_len(const char *text) {
    const unsigned char *s = (const unsigned char *)text;
    unsigned more = s[0] >= 0xf5 ? 0 : s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : s[0] >= 0xc2 ? 1 : 0;

    if (s[0] < 0x80)
        return 1;
    if (!more || (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    for (unsigned i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    }
    return more + 1;
}
