// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_SIEVE_H
#define CT_POLICY_SIEVE_H

#include <stdbool.h>
#include <stdint.h>

// What a text must have in order to match a glob, in a few words: how it begins, how it ends, and
// which pairs of bytes are in it. A policy has this of each of its globs, a decision makes it once
// of each text, and most globs that do not match are then told by a few comparisons.

#define CT_SIEVE_PAIRS 2

// The ends are the bytes of a text as they lie in memory, eight at most.
struct ct_sieve {
    uint64_t head;
    uint64_t head_mask;
    uint64_t tail;
    uint64_t tail_mask;
    uint64_t pairs[CT_SIEVE_PAIRS]; // a bit for each two literal bytes in a row, by two hashes
};

struct ct_sieve_text {
    const char *text; // borrowed
    uint64_t head;
    uint64_t tail;
    uint64_t pairs[CT_SIEVE_PAIRS];
};

// The pattern is one that ct_glob_fault() finds no fault with.
void ct_sieve_of_glob(struct ct_sieve *sieve, const char *pattern);

void ct_sieve_look(struct ct_sieve_text *seen, const char *text);

// False only where the glob does not match the text; true says nothing.
static inline bool ct_sieve_passes(const struct ct_sieve *sieve, const struct ct_sieve_text *seen) {
    return !((sieve->pairs[0] & ~seen->pairs[0]) | (sieve->pairs[1] & ~seen->pairs[1]) |
             ((seen->head ^ sieve->head) & sieve->head_mask) |
             ((seen->tail ^ sieve->tail) & sieve->tail_mask));
}

#endif
