// SPDX-License-Identifier: MIT
// A small set of file keys in the pages that a process owns. A vfork child shares it with its
// parent, which is what makes it worth having; a forked child starts empty.
#include "hooks/seen.h"

#include <stddef.h>
#include <sys/stat.h>

#include "base/raw.h"
#include "base/state.h"
#include "base/poison.h"

static uint64_t mix(uint64_t sum, uint64_t value) {
    sum = (sum ^ value) * 0x9e3779b97f4a7c15u;
    return sum ^ sum >> 29;
}

uint64_t ct_seen_key(int dir, const char *path, int flags) {
    struct statx st;
    uint64_t key = 1;

    if (ct_raw(SYS_statx, dir, path, flags, STATX_BASIC_STATS, &st) != 0)
        return 0;
    key = mix(key, (uint64_t)st.stx_dev_major << 32 | st.stx_dev_minor);
    key = mix(key, st.stx_ino);
    key = mix(key, (uint64_t)st.stx_ctime.tv_sec * 1000000000u + st.stx_ctime.tv_nsec);
    key = mix(key, (uint64_t)st.stx_uid << 32 | st.stx_gid);
    return mix(key, st.stx_mode) | 1;
}

bool ct_seen_before(uint64_t key) {
    _Atomic uint64_t *place = &ct_state()->seen[key >> 59];

    return atomic_exchange(place, key) == key;
}

static uint64_t path_key(const char *path) {
    uint64_t key = 1;

    for (; *path; path++)
        key = (key ^ (unsigned char)*path) * 0x100000001b3u; // FNV-1a's step
    return mix(key, 0) | 1;
}

bool ct_seen_lately(const char *path, uint64_t now_ns) {
    const uint64_t key = path_key(path);
    _Atomic uint64_t *place = ct_state()->lately[key >> 59];

    return atomic_load(&place[0]) == key && now_ns - atomic_load(&place[1]) < 1000000000u;
}

void ct_seen_note(const char *path, uint64_t now_ns) {
    const uint64_t key = path_key(path);
    _Atomic uint64_t *place = ct_state()->lately[key >> 59];

    atomic_store(&place[0], key);
    atomic_store(&place[1], now_ns);
}
