// SPDX-License-Identifier: MIT
// Entries of a container profile have no order and compare an argument under one mask, so each test
// becomes sets of flags under a mask, less what tests before it decide otherwise.
#include "clonetrace/policy/kernel_profile.h"

#include <errno.h>
#include <jansson.h>
#include <linux/seccomp.h>

// The flags of which `mask` has the bits of `value`.
struct set {
    uint32_t mask, value;
};

struct sets {
    struct set all[CT_KERNEL_PROFILE_ENTRIES];
    unsigned count;
    bool full; // there were more
};

static void add(struct sets *sets, struct set set) {
    for (unsigned i = 0; i < sets->count; i++)
        if (sets->all[i].mask == set.mask && sets->all[i].value == set.value)
            return;
    if (sets->count == CT_KERNEL_PROFILE_ENTRIES)
        sets->full = true;
    else
        sets->all[sets->count++] = set;
}

// One set for each flag of `any`; they overlap, which does no harm.
static void add_test(struct sets *sets, const struct ct_kernel_test *test) {
    struct set set = {test->all | test->none, test->all};
    uint32_t any = test->any & ~test->none;

    if (test->exit_signal >= 0) {
        set.mask |= 0xff;
        set.value |= (uint32_t)test->exit_signal;
    }
    if (!test->any)
        add(sets, set);
    for (uint32_t bit; any; any &= ~bit) {
        bit = any & -any;
        add(sets, (struct set){set.mask | bit, set.value | bit});
    }
}

// What of `from` is not in `less`: for each bit that only `less` asks for, those that have the
// other value there and, of the bits before, the same.
static void subtract(struct sets *sets, struct set from, struct set less) {
    uint32_t open = less.mask & ~from.mask;

    if ((from.value ^ less.value) & from.mask & less.mask) {
        add(sets, from);
        return;
    }
    for (uint32_t bit; open; open &= ~bit) {
        bit = open & -open;
        add(sets, (struct set){from.mask | bit, from.value | (~less.value & bit)});
        from.mask |= bit;
        from.value |= less.value & bit;
    }
}

static void subtract_test(struct sets *sets, const struct ct_kernel_test *test) {
    struct sets less = {.count = 0};

    add_test(&less, test);
    for (unsigned i = 0; i < less.count; i++) {
        struct sets rest = {.full = sets->full};

        for (unsigned j = 0; j < sets->count; j++)
            subtract(&rest, sets->all[j], less.all[i]);
        *sets = rest;
    }
}

static json_t *entry(enum ct_kernel_call call, uint32_t verdict) {
    bool error = (verdict & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO;
    json_t *json = json_pack("{s:[s], s:s}", "names", ct_kernel_call_name(call), "action",
                             error ? "SCMP_ACT_ERRNO" : "SCMP_ACT_KILL_PROCESS");

    if (error)
        json_object_set_new(json, "errnoRet", json_integer(verdict & SECCOMP_RET_DATA));
    return json;
}

static void put_sets(json_t *syscalls, enum ct_kernel_call call, uint32_t verdict,
                     const struct sets *sets) {
    for (unsigned i = 0; i < sets->count; i++) {
        json_t *json = entry(call, verdict);

        if (sets->all[i].mask)
            json_object_set_new(
                json, "args",
                json_pack("[{s:i, s:I, s:I, s:s}]", "index", (int)ct_kernel_call_argument(call),
                          "value", (json_int_t)sets->all[i].mask, "valueTwo",
                          (json_int_t)sets->all[i].value, "op", "SCMP_CMP_MASKED_EQ"));
        json_array_append_new(syscalls, json);
    }
}

static bool put_call(json_t *syscalls, enum ct_kernel_call call,
                     const struct ct_kernel_tests *tests) {
    for (unsigned i = 0; i < tests->count; i++) {
        struct sets sets = {.count = 0};

        if (tests->all[i].verdict == SECCOMP_RET_ALLOW)
            continue;
        add_test(&sets, &tests->all[i]);
        for (unsigned j = 0; j < i; j++)
            if (tests->all[j].verdict != tests->all[i].verdict)
                subtract_test(&sets, &tests->all[j]);
        if (sets.full)
            return false;
        put_sets(syscalls, call, tests->all[i].verdict, &sets);
    }
    return true;
}

struct json_t *ct_kernel_profile(const struct ct_kernel_plan *plan) {
    json_t *machines = json_array(), *syscalls = json_array();
    const struct ct_kernel_machine *machine;
    bool whole = true;

    for (unsigned i = 0; (machine = ct_kernel_machine(i)); i++)
        json_array_append_new(machines, json_string(machine->name));
    for (unsigned i = 0; i < CT_KERNEL_CALLS; i++)
        whole &= put_call(syscalls, (enum ct_kernel_call)i, &plan->calls[i]);
    if (whole)
        return json_pack("{s:s, s:o, s:o}", "defaultAction", "SCMP_ACT_ALLOW", "architectures",
                         machines, "syscalls", syscalls);
    json_decref(machines);
    json_decref(syscalls);
    return NULL;
}
