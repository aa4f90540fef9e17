// SPDX-License-Identifier: MIT
// What makes two places in the code the same from one run to the next.
#include "clonetrace/trace/where.h"

#include <string.h>

#include "clonetrace/trace/command.h"

struct ct_where ct_where_of(const struct ct_record_site *site) {
    return (struct ct_where){.module = site->module ? ct_command_base(site->module) : NULL,
                             .symbol = site->symbol,
                             .offset = site->symbol ? 0 : site->offset};
}

static int order(const char *a, const char *b) {
    return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

int ct_where_order(const struct ct_where *a, const struct ct_where *b) {
    int module = order(a->module, b->module), symbol = order(a->symbol, b->symbol);

    if (module)
        return module;
    return symbol ? symbol : (a->offset > b->offset) - (a->offset < b->offset);
}
