// SPDX-License-Identifier: MIT
// Keeping the shim in the environment of the next program. Works in vfork children: the copy is
// made on the caller's stack, as execl(3) makes its argument list.
#include "hooks/env.h"

#include <stdint.h>
#include <string.h>

#include "base/raw.h"
#include "base/state.h"
#include "shim.h"
#include "base/poison.h"

#define PRELOAD "LD_PRELOAD"
#define LIBRARY "libclonetrace.so"
enum {
    LARGEST = 512 * 1024
}; // more than that would take too much of a stack: left as it is, and said

static size_t name_len(const char *entry) {
    size_t len = 0;

    while (entry[len] && entry[len] != '=')
        len++;
    return len;
}

static bool same_name(const char *a, const char *b) {
    size_t len = name_len(a);

    return len == name_len(b) && memcmp(a, b, len) == 0;
}

static const char *find(char *const *envp, const char *entry) {
    for (; envp && *envp; envp++)
        if (same_name(*envp, entry))
            return *envp;
    return NULL;
}

static bool contains(const char *text, const char *part) {
    const size_t len = strlen(part);

    for (; *text; text++)
        if (strncmp(text, part, len) == 0)
            return true;
    return false;
}

static bool preloads_shim(const char *entry) {
    return entry && contains(entry, LIBRARY);
}

static bool is_complete(char *const *envp) {
    const struct ct_config *config = &ct_shim.config;

    if (!preloads_shim(find(envp, PRELOAD)))
        return false;
    for (unsigned i = 0; i < config->kept_count; i++)
        if (!find(envp, config->kept[i]))
            return false;
    return true;
}

size_t ct_env_repair_size(char *const *envp) {
    const struct ct_config *config = &ct_shim.config;
    size_t count = config->kept_count + 1, text = 0;

    if (!ct_shim_ready() || !config->follow || !config->preloaded || is_complete(envp))
        return 0;
    for (char *const *at = envp; at && *at; at++, count++)
        if (same_name(*at, PRELOAD))
            text += strlen(*at);
    for (unsigned i = 0; i < config->kept_count; i++)
        if (same_name(config->kept[i], PRELOAD))
            text += strlen(config->kept[i]) + 2;
    text += count * sizeof(char *);
    return text;
}

// "LD_PRELOAD=ours:theirs"
static char *joined(const char *ours, const char *theirs, char *room) {
    const size_t len = strlen(ours);
    const char *value = theirs + name_len(theirs) + 1;

    memcpy(room, ours, len);
    room[len] = ':';
    memcpy(room + len + 1, value, strlen(value) + 1);
    return room;
}

char *const *ct_env_repair(char *const *envp, void *room) {
    const struct ct_config *config = &ct_shim.config;
    char **out = room, **end = out;
    const char *theirs = find(envp, PRELOAD);
    char *text;

    for (char *const *at = envp; at && *at; at++)
        if (!same_name(*at, PRELOAD))
            *end++ = *at;
    text = (char *)(end + config->kept_count + 1);
    for (unsigned i = 0; i < config->kept_count; i++) {
        const char *kept = config->kept[i];
        if (!same_name(kept, PRELOAD)) {
            if (!find(envp, kept))
                *end++ = (char *)kept;
        } else if (preloads_shim(theirs)) {
            *end++ = (char *)theirs;
        } else {
            *end++ =
                theirs && theirs[name_len(theirs) + 1] ? joined(kept, theirs, text) : (char *)kept;
        }
    }
    *end = NULL;
    return out;
}

void *ct_env_room(size_t size) {
    return ct_state_room_take(size, ct_raw_gettid());
}

void ct_env_room_done(void) {
    if (ct_shim.config.follow)
        ct_state_room_give(ct_raw_gettid());
}

bool ct_env_loses_shim(char *const *envp) {
    return ct_shim_ready() && ct_shim.config.preloaded && !preloads_shim(find(envp, PRELOAD));
}
