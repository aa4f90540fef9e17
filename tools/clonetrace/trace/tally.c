// SPDX-License-Identifier: MIT
// An exit line says how many lines its process wrote before it, since its program began. Together
// they cannot be more than the log has: each line is counted by one process at most. Must never
// count one twice, for then whole logs would look cut. Lines of processes without an exit line are
// counted by nobody, so the number is a lower bound.
#include "clonetrace/trace/tally.h"

// What memory that went wrong could tell, or somebody who wrote the log by hand.
#define ABSURD (UINTPTR_MAX / 2)

static uint64_t told_of(const struct ct_tally *tally, pid_t pid) {
    return (uintptr_t)ct_map_get(&tally->told_by, (uint64_t)pid);
}

// An exit line with nothing before it may be that of a vfork child, which its parent has counted:
// the memory that holds the number is the parent's. A process that ends twice, by an exit handler
// that calls _exit(2), counts from its beginning again.
static void account(struct ct_tally *tally, const struct ct_record *record) {
    uint64_t before = told_of(tally, record->who.tgid);
    uint64_t now = record->written ? record->written + 1 : 0;

    if (record->written >= ABSURD || now <= before)
        return;
    if (tally->told + (now - before) >= tally->told)
        tally->told += now - before;
    ct_map_put(&tally->told_by, (uint64_t)record->who.tgid, (void *)(uintptr_t)now);
}

void ct_tally_add(struct ct_tally *tally, const struct ct_record *record) {
    tally->records++;
    if (record->kind == CT_EVENT_EXIT)
        account(tally, record);
    else if (record->kind == CT_EVENT_IMAGE && told_of(tally, record->who.tgid))
        ct_map_put(&tally->told_by, (uint64_t)record->who.tgid, NULL); // counts from zero
}

uint64_t ct_tally_missing(const struct ct_tally *tally, uint64_t unusable) {
    uint64_t read = tally->records + unusable;

    return tally->told > read ? tally->told - read : 0;
}

void ct_tally_finish(struct ct_tally *tally) {
    ct_map_finish(&tally->told_by);
}
