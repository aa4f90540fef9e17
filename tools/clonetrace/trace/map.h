// SPDX-License-Identifier: MIT
#ifndef CT_MAP_H
#define CT_MAP_H

#include <stddef.h>
#include <stdint.h>

// Numbers to pointers, growing, for ids that somebody else chose. Zero-initialised is empty.
struct ct_map {
    struct ct_map_slot {
        uint64_t key;
        void *value; // NULL: free, or removed
    } * slots;
    size_t size; // a power of two, or 0
    size_t used; // slots whose key was ever set since the last growth
};

void *ct_map_get(const struct ct_map *map, uint64_t key);       // NULL when absent
void ct_map_put(struct ct_map *map, uint64_t key, void *value); // NULL removes
uint64_t ct_map_hash(uint64_t seed, const void *bytes,
                     size_t len);       // for keys made of more than a number
void ct_map_finish(struct ct_map *map); // the values are the caller's

#endif
