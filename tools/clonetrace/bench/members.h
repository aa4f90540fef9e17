// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_MEMBERS_H
#define CT_BENCH_MEMBERS_H

#include <stddef.h>

#include "clonetrace/bench/result.h"

// The members of the structures of a result, as files name them: writer and reader go by one list.
enum ct_member_type {
    CT_MEMBER_TEXT,  // char *
    CT_MEMBER_ARRAY, // char[size]
    CT_MEMBER_REAL,  // double, finite
    CT_MEMBER_BYTES, // uint64_t
    CT_MEMBER_COUNT, // unsigned
    CT_MEMBER_INT,
    CT_MEMBER_TIME, // int64_t
    CT_MEMBER_FLAG, // bool
    CT_MEMBER_METHOD,
    CT_MEMBER_THEN,
    CT_MEMBER_PAGES,
    CT_MEMBER_SHARING,
    CT_MEMBER_WRITER
};

struct ct_member {
    const char *key; // NULL ends a list
    enum ct_member_type type;
    size_t offset;
    size_t size; // of an array
};

extern const struct ct_member ct_members_result[], ct_members_machine[], ct_members_condition[],
    ct_members_obtained[], ct_members_series[], ct_members_model[], ct_members_costs[],
    ct_members_line[], ct_members_reach[];

// The lines of a model, by their offsets.
extern const struct ct_member ct_members_lines[];

// The word for value `value` of an enumeration, NULL past its last.
const char *ct_member_word(enum ct_member_type type, unsigned value);

#define CT_BENCH_FORMAT "clonetrace-bench"
#define CT_MODEL_FORMAT "clonetrace-model"
#define CT_BENCH_VERSION 1 // of both

#endif
