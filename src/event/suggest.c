// SPDX-License-Identifier: MIT
// "Did you mean": the edit distance (optimal string alignment) between what was typed and what
// exists.
#include "event/suggest.h"

#include <string.h>

#define WORD_MAX 31

static size_t least(size_t a, size_t b, size_t c) {
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

size_t ct_suggest_distance(const char *a, const char *b) {
    size_t cost[WORD_MAX + 1][WORD_MAX + 1];
    size_t alen = strlen(a), blen = strlen(b);

    if (alen > WORD_MAX || blen > WORD_MAX)
        return (size_t)-1;
    for (size_t i = 0; i <= alen; i++) {
        for (size_t j = 0; j <= blen; j++) {
            if (!i || !j) {
                cost[i][j] = i + j;
                continue;
            }
            cost[i][j] = least(cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                               cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1, cost[i][j]);
        }
    }
    return cost[alen][blen];
}

int ct_suggest_near(const char *word, size_t distance) {
    size_t allowed = strlen(word) / 3;

    return distance <= (allowed ? allowed : 1);
}

void ct_suggest_offer(struct ct_suggest *suggest, const char *name) {
    size_t distance = ct_suggest_distance(suggest->word, name);

    if (distance < suggest->distance) {
        suggest->distance = distance;
        suggest->best = name;
    }
}
