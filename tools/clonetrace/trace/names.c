// SPDX-License-Identifier: MIT
// Interned strings.
#include "clonetrace/trace/names.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

struct ct_name {
    struct ct_name *next;      // of all
    struct ct_name *same_hash; // a different text
    char text[];
};

const char *ct_names_keep(struct ct_names *names, const char *text) {
    struct ct_name *first, *name;
    uint64_t hash;
    size_t len;

    if (!text)
        return NULL;
    len = strlen(text);
    hash = ct_map_hash(0, text, len);
    first = ct_map_get(&names->by_hash, hash);
    for (name = first; name; name = name->same_hash) {
        if (!strcmp(name->text, text))
            return name->text;
    }
    name = ct_alloc(sizeof *name + len + 1);
    memcpy(name->text, text, len + 1);
    name->next = names->all;
    name->same_hash = first;
    names->all = name;
    ct_map_put(&names->by_hash, hash, name);
    return name->text;
}

void ct_names_finish(struct ct_names *names) {
    while (names->all) {
        struct ct_name *next = names->all->next;

        free(names->all);
        names->all = next;
    }
    ct_map_finish(&names->by_hash);
}
