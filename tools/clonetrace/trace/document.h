// SPDX-License-Identifier: MIT
#ifndef CT_DOCUMENT_H
#define CT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ct_node_kind {
    CT_NODE_NULL,
    CT_NODE_FALSE,
    CT_NODE_TRUE,
    CT_NODE_INTEGER,
    CT_NODE_REAL,
    CT_NODE_STRING,
    CT_NODE_ARRAY,
    CT_NODE_OBJECT
};

// A JSON value; the values inside it follow it in memory. Strings are unescaped and end with a NUL.
struct ct_node {
    const char *key; // NULL in an array and at the top
    union {
        const char *string;
        int64_t integer;
        double real;
        size_t members; // of an array or object
    };
    uint32_t span; // nodes that it takes up, itself included
    enum ct_node_kind kind;
};

// Reads one JSON object or array: RFC 8259 with UTF-8, no U+0000 in strings, integers of 64 bits.
// Returns the top node of a block that the caller frees, or NULL where the text is no such thing.
struct ct_node *ct_document_read(const char *text, size_t len);

// All take NULL for a value that is not there, and then say NULL.
const struct ct_node *ct_node_member(const struct ct_node *object, const char *key); // the first
size_t ct_node_count(const struct ct_node *array); // 0 for what is no array
const struct ct_node *ct_node_first(const struct ct_node *array);
const struct ct_node *ct_node_next(const struct ct_node *array, const struct ct_node *member);
const char *ct_node_string(const struct ct_node *node); // NULL where it is no string
bool ct_node_is(const struct ct_node *node, enum ct_node_kind kind);

#endif
