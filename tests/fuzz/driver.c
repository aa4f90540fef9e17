// SPDX-License-Identifier: MIT
// A small fuzzer for compilers without libFuzzer: changes the seeds at random, a fixed number of
// times. The same seed number gives the same inputs. usage: driver [ROUNDS [SEED]]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { MAX = 4096 };

static uint64_t state;

static uint64_t next(uint64_t below) { // splitmix64
    uint64_t z = state += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (z ^ z >> 31) % below;
}

static size_t count(const char *const *list) {
    size_t n = 0;

    while (list[n])
        n++;
    return n;
}

static size_t insert(uint8_t *input, size_t len, const char *text) {
    size_t size = strlen(text);
    size_t at = next(len + 1);

    if (len + size > MAX)
        return len;
    memmove(input + at + size, input + at, len - at);
    memcpy(input + at, text, size);
    return len + size;
}

static size_t remove_some(uint8_t *input, size_t len) {
    size_t at = next(len + 1);
    size_t size = next(len - at + 1) % 8;

    memmove(input + at, input + at + size, len - at - size);
    return len - size;
}

static size_t change(uint8_t *input, size_t len) {
    switch (next(5)) {
    case 0:
        return insert(input, len, ct_fuzz_words[next(count(ct_fuzz_words))]);
    case 1:
        return insert(input, len, ct_fuzz_seeds[next(count(ct_fuzz_seeds))]);
    case 2:
        return remove_some(input, len);
    case 3:
        if (len)
            input[next(len)] = (uint8_t)next(256);
        return len;
    default:
        if (len)
            input[next(len)] ^= (uint8_t)(1u << next(8));
        return len;
    }
}

int main(int argc, char **argv) {
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    uint8_t *input = malloc(MAX);

    state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    if (!input)
        return 1;
    for (unsigned long i = 0; i < rounds; i++) {
        const char *seed = ct_fuzz_seeds[next(count(ct_fuzz_seeds))];
        size_t len = strlen(seed);

        memcpy(input, seed, len);
        for (uint64_t changes = next(8); changes; changes--)
            len = change(input, len);
        LLVMFuzzerTestOneInput(input, len);
    }
    free(input);
    printf("%lu inputs\n", rounds);
    return 0;
}
