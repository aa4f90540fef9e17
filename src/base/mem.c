// SPDX-License-Identifier: MIT
// memcpy and friends for libclonetrace.so only, bound inside it. The program's own (a sanitizer's,
// another preload's) may not work yet, or not on this thread: a hook can run before any of them is
// ready. Compiled with -fno-builtin and without loop idioms, or each would call itself.
#include <stddef.h>

// A word at any address, of any type.
typedef unsigned long word __attribute__((may_alias, aligned(1)));

void *memcpy(void *restrict to, const void *restrict from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int value, size_t len);
int memcmp(const void *a, const void *b, size_t len);
int bcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *str);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t len);
char *strchr(const char *str, int c);

void *memcpy(void *restrict to, const void *restrict from, size_t len) {
    unsigned char *out = to;
    const unsigned char *in = from;

    for (; len >= sizeof(word); len -= sizeof(word), in += sizeof(word), out += sizeof(word))
        *(word *)out = *(const word *)in;
    while (len--)
        *out++ = *in++;
    return to;
}

// Nobody calls it by name; gcc does, where it cannot tell that two things do not overlap.
void *memmove(void *to, const void *from, size_t len) {
    unsigned char *out = to;
    const unsigned char *in = from;

    if (out > in)
        while (len--)
            out[len] = in[len];
    else
        for (size_t i = 0; i < len; i++)
            out[i] = in[i];
    return to;
}

void *memset(void *to, int value, size_t len) {
    unsigned char *out = to;

    while (len--)
        *out++ = (unsigned char)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t len) {
    const unsigned char *x = a, *y = b;

    for (; len; len--, x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}

// clang's choice where a memcmp is only compared with zero.
int bcmp(const void *a, const void *b, size_t len) {
    return memcmp(a, b, len);
}

size_t strlen(const char *str) {
    const char *end = str;

    while (*end)
        end++;
    return (size_t)(end - str);
}

int strcmp(const char *a, const char *b) {
    return strncmp(a, b, (size_t)-1);
}

int strncmp(const char *a, const char *b, size_t len) {
    for (; len; len--, a++, b++) {
        if (*a != *b)
            return (unsigned char)*a - (unsigned char)*b;
        if (!*a)
            break;
    }
    return 0;
}

char *strchr(const char *str, int c) {
    for (;; str++) {
        if (*str == (char)c)
            return (char *)str;
        if (!*str)
            return NULL;
    }
}
