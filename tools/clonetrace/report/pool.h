// SPDX-License-Identifier: MIT
#ifndef CT_POOL_H
#define CT_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "clonetrace/trace/map.h"

// One copy of everything that repeats, numbered from 1 in the order of its first appearance.
// Zero-initialised is empty.
struct ct_pool {
    struct ct_map by_hash;
    struct ct_pool_entry {
        size_t len;
        struct ct_pool_entry *same_hash;
        uint32_t id;
        _Alignas(8) char bytes[]; // len of them, and a NUL
    } * *entries;
    size_t count, cap;
};

// Returns the id of these bytes.
uint32_t ct_pool_keep(struct ct_pool *pool, const void *bytes, size_t len);
uint32_t ct_pool_text(struct ct_pool *pool, const char *text); // 0 for NULL and ""

// The bytes kept under an id, `*len` of them (len may be NULL). The id 0 is the empty string.
const void *ct_pool_bytes(const struct ct_pool *pool, uint32_t id, size_t *len);
void ct_pool_finish(struct ct_pool *pool);

#endif
