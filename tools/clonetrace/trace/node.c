// SPDX-License-Identifier: MIT
// What a JSON document has, asked by name. Nothing that is asked for needs to be there.
#include <string.h>

#include "clonetrace/trace/document.h"

size_t ct_node_count(const struct ct_node *array) {
    return ct_node_is(array, CT_NODE_ARRAY) ? array->members : 0;
}

const struct ct_node *ct_node_first(const struct ct_node *array) {
    return ct_node_count(array) ? array + 1 : NULL;
}

const struct ct_node *ct_node_next(const struct ct_node *array, const struct ct_node *member) {
    const struct ct_node *next = member + member->span;

    return next < array + array->span ? next : NULL;
}

const struct ct_node *ct_node_member(const struct ct_node *object, const char *key) {
    const struct ct_node *node = object;

    if (!ct_node_is(object, CT_NODE_OBJECT))
        return NULL;
    for (node++; node < object + object->span; node += node->span) {
        if (*node->key == *key && !strcmp(node->key, key))
            return node;
    }
    return NULL;
}

const char *ct_node_string(const struct ct_node *node) {
    return ct_node_is(node, CT_NODE_STRING) ? node->string : NULL;
}

bool ct_node_is(const struct ct_node *node, enum ct_node_kind kind) {
    return node && node->kind == kind;
}
