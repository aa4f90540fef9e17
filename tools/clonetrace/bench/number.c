// SPDX-License-Identifier: MIT
// Numbers for machines. Never what setlocale says: a file must read alike everywhere.
#include "clonetrace/bench/number.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// The decimal point of the locale can have several bytes.
static void put_point(char *text) {
    const char *local = localeconv()->decimal_point;
    char *at = strcmp(local, ".") != 0 ? strstr(text, local) : NULL;
    size_t len = strlen(local);

    if (!at)
        return;
    *at = '.';
    memmove(at + 1, at + len, strlen(at + len) + 1);
}

const char *ct_bench_number(char text[CT_BENCH_NUMBER], double value) {
    if (!isfinite(value))
        return memcpy(text, "null", sizeof "null");
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, CT_BENCH_NUMBER, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    put_point(text);
    return text;
}

void ct_bench_number_write(FILE *out, double value) {
    char text[CT_BENCH_NUMBER];

    fputs(ct_bench_number(text, value), out);
}
