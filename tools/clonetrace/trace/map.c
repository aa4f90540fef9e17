// SPDX-License-Identifier: MIT
// A hash table with open addressing. Removed entries keep their key until the table grows.
#include "clonetrace/trace/map.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

// The finaliser of splitmix64: pids follow one another, and their slots must not.
static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t ct_map_hash(uint64_t seed, const void *bytes, size_t len) {
    uint64_t hash = mix(seed + len + 0x9e3779b97f4a7c15u), word;
    const unsigned char *at = bytes;

    for (; len >= sizeof word; at += sizeof word, len -= sizeof word) {
        memcpy(&word, at, sizeof word);
        hash = mix(hash ^ word);
    }
    word = 0;
    memcpy(&word, at, len);
    return len ? mix(hash ^ word) : hash;
}

// Key 0 marks a slot that was never used, so every key is stored one higher; UINT64_MAX is stored
// as itself.
static uint64_t stored(uint64_t key) {
    return key == UINT64_MAX ? key : key + 1;
}

static struct ct_map_slot *find(const struct ct_map *map, uint64_t key) {
    size_t at = (size_t)mix(key) & (map->size - 1);

    while (map->slots[at].key && map->slots[at].key != key)
        at = (at + 1) & (map->size - 1);
    return &map->slots[at];
}

void *ct_map_get(const struct ct_map *map, uint64_t key) {
    return map->size ? find(map, stored(key))->value : NULL;
}

static void grow(struct ct_map *map) {
    struct ct_map old = *map;
    size_t live = 0;

    for (size_t i = 0; i < old.size; i++)
        live += old.slots[i].value != NULL;
    map->size = 64;
    while (map->size < live * 4)
        map->size *= 2;
    map->slots = ct_alloc(map->size * sizeof *map->slots);
    map->used = live;
    for (size_t i = 0; i < old.size; i++) {
        if (old.slots[i].value)
            *find(map, old.slots[i].key) = old.slots[i];
    }
    free(old.slots);
}

void ct_map_put(struct ct_map *map, uint64_t key, void *value) {
    struct ct_map_slot *slot;

    if (!value && !ct_map_get(map, key))
        return;
    if ((map->used + 1) * 4 > map->size * 3)
        grow(map);
    slot = find(map, stored(key));
    map->used += !slot->key;
    slot->key = stored(key);
    slot->value = value;
}

void ct_map_finish(struct ct_map *map) {
    free(map->slots);
    *map = (struct ct_map){0};
}
