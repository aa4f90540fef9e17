// SPDX-License-Identifier: MIT
// The reader of a line's JSON against Jansson: they take the same texts, and find the same in them.
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/trace/document.h"
#include "fuzz.h"

const char *const ct_fuzz_seeds[] = {
    "{\"v\":1,\"event\":\"create\",\"ts_ns\":10,\"flags\":[\"CLONE_VM\"],\"flags_raw\":256,"
    "\"caller\":{\"tgid\":5,\"tid\":5},\"child\":null,\"ok\":true,\"no\":false}",
    "[1,-2,0.5,-0,1e3,9223372036854775807,-9223372036854775808,[],{},[[[{}]]]]",
    "{\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\":\"\xc3\xa9 \xe2\x82\xac "
    "\xf0\x9f\x98\x80\"}",
    "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,{},{},{},{},[],[],[],[]]",
    " [ \"0123456789abcdefghijklmnopqrstuvwxyz\" , \"\" ] \n",
    NULL};
const char *const ct_fuzz_words[] = {"{",
                                     "}",
                                     "[",
                                     "]",
                                     ",",
                                     ":",
                                     "\"",
                                     "\"k\":",
                                     "null",
                                     "true",
                                     "false",
                                     "0",
                                     "01",
                                     "-",
                                     "1.",
                                     ".5",
                                     "1e",
                                     "1E+5",
                                     "1e999",
                                     "-1e999",
                                     "1e-999",
                                     "99999999999999999999",
                                     "\\u0000",
                                     "\\u0",
                                     "\\q",
                                     "\\ud800",
                                     "\\udc00",
                                     "\\u0041",
                                     "\xff",
                                     "\xc0\x80",
                                     "\xed\xa0\x80",
                                     "\x7f",
                                     "\x01",
                                     "\xf4\x90\x80\x80",
                                     "\xe2\x80",
                                     "\t",
                                     "\r\n",
                                     "//",
                                     NULL};

static void check(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "fuzz_document: %s\n", what);
    abort();
}

static void compare(const struct ct_node *node, const json_t *json);

// Jansson keeps the last of equal keys, the reader finds the first: then there is less to compare.
static void compare_object(const struct ct_node *node, const json_t *json) {
    bool repeated = node->members != json_object_size(json);
    const char *key;
    json_t *value;

    check(node->members >= json_object_size(json), "members are missing");
    json_object_foreach((json_t *)(uintptr_t)json, key, value) {
        const struct ct_node *member = ct_node_member(node, key);

        check(member != NULL, "a member is missing");
        if (!repeated)
            compare(member, value);
    }
}

static void compare_array(const struct ct_node *node, const json_t *json) {
    const struct ct_node *member = ct_node_first(node);
    size_t index = 0;

    check(ct_node_count(node) == json_array_size(json), "an array has another length");
    for (; member; member = ct_node_next(node, member))
        compare(member, json_array_get(json, index++));
    check(index == json_array_size(json), "an array ends too early");
}

static void compare(const struct ct_node *node, const json_t *json) {
    static const int types[] = {[CT_NODE_NULL] = JSON_NULL,   [CT_NODE_FALSE] = JSON_FALSE,
                                [CT_NODE_TRUE] = JSON_TRUE,   [CT_NODE_INTEGER] = JSON_INTEGER,
                                [CT_NODE_REAL] = JSON_REAL,   [CT_NODE_STRING] = JSON_STRING,
                                [CT_NODE_ARRAY] = JSON_ARRAY, [CT_NODE_OBJECT] = JSON_OBJECT};

    check(types[node->kind] == (int)json_typeof(json), "a value has another type");
    if (json_is_string(json))
        check(!strcmp(node->string, json_string_value(json)), "a string differs");
    else if (json_is_integer(json))
        check(node->integer == json_integer_value(json), "an integer differs");
    else if (json_is_real(json))
        check(node->real == json_real_value(json), "a number differs");
    else if (json_is_array(json))
        compare_array(node, json);
    else if (json_is_object(json))
        compare_object(node, json);
}

// Jansson passes over a NUL behind a number.
static bool comparable(const uint8_t *data, size_t size) {
    return !size || !memchr(data, 0, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct ct_node *node = ct_document_read((const char *)data, size);
    json_t *json = json_loadb((const char *)data, size, 0, NULL);

    if (comparable(data, size))
        check(!node == !json, node ? "Jansson refuses it" : "Jansson takes it");
    if (node && json)
        compare(node, json);
    free(node);
    json_decref(json);
    return 0;
}
