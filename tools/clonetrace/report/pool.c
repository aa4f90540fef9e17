// SPDX-License-Identifier: MIT
// Repeated values as small numbers: texts, places in code, call stacks. Values are compared byte by
// byte, so structs that are kept must have no padding.
#include "clonetrace/report/pool.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

static struct ct_pool_entry *add(struct ct_pool *pool, const void *bytes, size_t len) {
    struct ct_pool_entry *entry = ct_alloc(sizeof *entry + len + 1);

    memcpy(entry->bytes, bytes, len);
    entry->len = len;
    if (pool->count == pool->cap) {
        pool->cap = pool->cap ? pool->cap * 2 : 64;
        pool->entries = ct_realloc(pool->entries, pool->cap * sizeof(struct ct_pool_entry *));
    }
    pool->entries[pool->count++] = entry;
    entry->id = (uint32_t)pool->count;
    return entry;
}

uint32_t ct_pool_keep(struct ct_pool *pool, const void *bytes, size_t len) {
    uint64_t hash = ct_map_hash(len, bytes, len);
    struct ct_pool_entry *first = ct_map_get(&pool->by_hash, hash), *entry;

    for (entry = first; entry; entry = entry->same_hash) {
        if (entry->len == len && !memcmp(entry->bytes, bytes, len))
            return entry->id;
    }
    entry = add(pool, bytes, len);
    entry->same_hash = first;
    ct_map_put(&pool->by_hash, hash, entry);
    return entry->id;
}

uint32_t ct_pool_text(struct ct_pool *pool, const char *text) {
    return text && *text ? ct_pool_keep(pool, text, strlen(text)) : 0;
}

const void *ct_pool_bytes(const struct ct_pool *pool, uint32_t id, size_t *len) {
    if (len)
        *len = id ? pool->entries[id - 1]->len : 0;
    return id ? pool->entries[id - 1]->bytes : "";
}

void ct_pool_finish(struct ct_pool *pool) {
    for (size_t i = 0; i < pool->count; i++)
        free(pool->entries[i]);
    free(pool->entries);
    ct_map_finish(&pool->by_hash);
    *pool = (struct ct_pool){0};
}
