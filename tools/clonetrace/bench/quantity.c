// SPDX-License-Identifier: MIT
// Reads numbers with units. Nothing is guessed: what is not one of the forms is refused.
#include "clonetrace/bench/quantity.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Digits, with a fraction or without; no sign, no exponent, no blanks. strtod(3) alone takes "nan"
// and "0x1p9", and a comma in some locales.
static int take_number(const char *text, double *value, const char **unit) {
    double number = 0, digit = 1;
    size_t whole = strspn(text, "0123456789"), fraction = 0;

    for (size_t i = 0; i < whole; i++)
        number = number * 10 + (text[i] - '0');
    *unit = text + whole;
    if (**unit == '.') {
        fraction = strspn(*unit + 1, "0123456789");
        for (size_t i = 0; i < fraction; i++)
            number += (digit /= 10) * ((*unit)[1 + i] - '0');
        *unit += 1 + fraction;
        if (!fraction)
            return -EINVAL;
    }
    if (!whole)
        return -EINVAL;
    *value = number;
    return 0;
}

// "K", "KB" and "KiB", and the same for the other letters.
static double unit_of_size(const char *unit) {
    static const char letters[] = "KMGT";
    double factor = 1;
    const char *letter;

    if (!*unit || !strcasecmp(unit, "B"))
        return 1;
    letter = strchr(letters, *unit == 'k' ? 'K' : *unit == 'm' ? 'M' : *unit == 'g' ? 'G' : *unit);
    if (!letter)
        return 0;
    for (const char *each = letters; each <= letter; each++)
        factor *= strcasecmp(unit + 1, "B") ? 1024 : 1000;
    return !unit[1] || !strcasecmp(unit + 1, "B") || !strcasecmp(unit + 1, "iB") ? factor : 0;
}

int ct_quantity_size(const char *text, uint64_t *bytes) {
    const char *unit;
    double number, factor;

    if (take_number(text, &number, &unit))
        return -EINVAL;
    factor = unit_of_size(unit);
    if (factor == 0)
        return -EINVAL;
    number *= factor;
    if (number >= 0x1p63)
        return -ERANGE;
    *bytes = (uint64_t)number;
    return 0;
}

int ct_quantity_share(const char *text, double *share) {
    const char *unit;
    double number;

    if (take_number(text, &number, &unit) || strcmp(unit, "%") != 0)
        return -EINVAL;
    if (number > 100)
        return -ERANGE;
    *share = number / 100;
    return 0;
}

int ct_quantity_time(const char *text, double *seconds) {
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"ms", 1e-3}, {"m", 60}, {"min", 60}, {"h", 3600}};
    const char *unit;
    double number;

    if (take_number(text, &number, &unit))
        return -EINVAL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].unit) != 0)
            continue;
        number *= units[i].seconds;
        if (number <= 0 || number > 7 * 86400.0)
            return -ERANGE;
        *seconds = number;
        return 0;
    }
    return -EINVAL;
}

int ct_quantity_count(const char *text, uint64_t *count) {
    const char *unit;
    double number;

    if (take_number(text, &number, &unit) || *unit || strchr(text, '.'))
        return -EINVAL;
    if (number >= 0x1p53)
        return -ERANGE;
    *count = (uint64_t)number;
    return 0;
}
