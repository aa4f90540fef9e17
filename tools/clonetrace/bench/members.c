// SPDX-License-Identifier: MIT
// What of a result is in a file, and under which key. Knows nothing of JSON.
#include "clonetrace/bench/members.h"

#define MEMBER(structure, type, member)                                                            \
    { #member, CT_MEMBER_##type, offsetof(struct structure, member), 0 }
#define ARRAY(structure, member)                                                                   \
    {                                                                                              \
#member, CT_MEMBER_ARRAY, offsetof(struct structure, member),                              \
            sizeof(((struct structure *)0)->member)                                                \
    }
#define END                                                                                        \
    { NULL, CT_MEMBER_TEXT, 0, 0 }

#define RESULT(type, member) MEMBER(ct_bench_result, type, member)
#define MACHINE(type, member) MEMBER(ct_bench_machine, type, member)
#define CONDITION(type, member) MEMBER(ct_bench_condition, type, member)
#define OBTAINED(type, member) MEMBER(ct_bench_obtained, type, member)
#define SERIES(type, member) MEMBER(ct_bench_series, type, member)
#define MODEL(type, member) MEMBER(ct_model, type, member)
#define LINE(type, member) MEMBER(ct_model_line, type, member)
#define REACH(type, member) MEMBER(ct_model_state, type, member)

const struct ct_member ct_members_result[] = {RESULT(TIME, when),
                                              RESULT(REAL, precision),
                                              RESULT(REAL, clock_ns),
                                              RESULT(REAL, overhead_ns),
                                              RESULT(REAL, load_before),
                                              RESULT(REAL, load_after),
                                              RESULT(COUNT, rounds),
                                              RESULT(COUNT, set_aside),
                                              RESULT(COUNT, disturbed),
                                              RESULT(FLAG, partial),
                                              END};

const struct ct_member ct_members_machine[] = {
    MACHINE(TEXT, kernel),     MACHINE(TEXT, cpu),
    MACHINE(TEXT, thp),        MACHINE(TEXT, libc),
    MACHINE(TEXT, overcommit), MACHINE(TEXT, mitigations),
    MACHINE(TEXT, governor),   MACHINE(TEXT, hostname_hash),
    MACHINE(COUNT, cpus),      MACHINE(INT, pinned),
    MACHINE(BYTES, memory),    MACHINE(BYTES, free),
    MACHINE(BYTES, page),      MACHINE(FLAG, counters),
    MACHINE(TEXT, notes),      END};

const struct ct_member ct_members_condition[] = {CONDITION(METHOD, method),
                                                 CONDITION(THEN, then),
                                                 CONDITION(BYTES, memory),
                                                 CONDITION(PAGES, pages),
                                                 CONDITION(SHARING, sharing),
                                                 CONDITION(COUNT, threads),
                                                 CONDITION(COUNT, mappings),
                                                 CONDITION(COUNT, descriptors),
                                                 CONDITION(WRITER, writer),
                                                 CONDITION(REAL, written),
                                                 END};

const struct ct_member ct_members_obtained[] = {
    OBTAINED(BYTES, rss_bytes),     OBTAINED(BYTES, thp_bytes),
    OBTAINED(BYTES, hugetlb_bytes), OBTAINED(BYTES, pte_bytes),
    OBTAINED(COUNT, mappings),      OBTAINED(COUNT, descriptors),
    OBTAINED(COUNT, threads),       END};

const struct ct_member ct_members_series[] = {SERIES(REAL, median), SERIES(REAL, low),
                                              SERIES(REAL, high), SERIES(REAL, p99), END};

const struct ct_member ct_members_model[] = {ARRAY(ct_model, machine), ARRAY(ct_model, kernel),
                                             ARRAY(ct_model, thp), MODEL(TIME, when), END};

const struct ct_member ct_members_costs[] = {MODEL(REAL, cow_page_ns),
                                             MODEL(REAL, cow_error),
                                             MODEL(REAL, cow_huge_ns),
                                             MODEL(REAL, touch_page_ns),
                                             MODEL(REAL, reuse_page_ns),
                                             MODEL(REAL, entry_bytes),
                                             END};

const struct ct_member ct_members_line[] = {LINE(REAL, fixed),
                                            LINE(REAL, entry),
                                            LINE(REAL, huge),
                                            LINE(REAL, mapping),
                                            LINE(REAL, descriptor),
                                            LINE(REAL, thread),
                                            LINE(REAL, r2),
                                            LINE(REAL, error),
                                            LINE(REAL, error_max),
                                            LINE(REAL, least_entries),
                                            LINE(COUNT, fitted),
                                            LINE(COUNT, checked),
                                            END};

const struct ct_member ct_members_reach[] = {REACH(REAL, pte_entries), REACH(REAL, huge_entries),
                                             REACH(REAL, mappings),    REACH(REAL, descriptors),
                                             REACH(REAL, threads),     END};

const struct ct_member ct_members_lines[] = {MODEL(REAL, fork_call), MODEL(REAL, fork_exec),
                                             MODEL(REAL, spawn_exec), MODEL(REAL, vfork_exec), END};

const char *ct_member_word(enum ct_member_type type, unsigned value) {
    switch (type) {
    case CT_MEMBER_METHOD:
        return value < CT_BENCH_METHODS ? ct_bench_method_name(value) : NULL;
    case CT_MEMBER_THEN:
        return value < CT_BENCH_THENS ? ct_bench_then_name(value) : NULL;
    case CT_MEMBER_PAGES:
        return value <= CT_BENCH_HUGETLB ? ct_bench_pages_name(value) : NULL;
    case CT_MEMBER_SHARING:
        return value <= CT_BENCH_SHARED ? ct_bench_sharing_name(value) : NULL;
    case CT_MEMBER_WRITER:
        return value <= CT_BENCH_PARENT ? ct_bench_writer_name(value) : NULL;
    default:
        return NULL;
    }
}
