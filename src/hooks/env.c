// SPDX-License-Identifier: MIT
// Keeping the shim in the environment of the next program. Works in vfork children: the copy is
// made on the caller's stack, as execl(3) makes its argument list.
#include "hooks/env.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/placed.h"
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

static bool ends_name(char c) {
    return !c || c == '=';
}

// Of a whole environment, most differ in their first letters.
static bool same_name(const char *a, const char *b) {
    for (; *a == *b && !ends_name(*a); a++, b++)
        ;
    return ends_name(*a) && ends_name(*b);
}

// The last of them, which is the one that the loader obeys.
static const char *find(char *const *envp, const char *entry) {
    const char *found = NULL;

    for (; envp && *envp; envp++)
        if (same_name(*envp, entry))
            found = *envp;
    return found;
}

static bool contains(const char *text, const char *part) {
    const size_t len = strlen(part);

    for (; *text; text++)
        if (*text == *part && strncmp(text, part, len) == 0)
            return true;
    return false;
}

static bool preloads_shim(const char *entry) {
    return entry && contains(entry, LIBRARY);
}

#define OFF "CLONETRACE_LOG=off"
static _Atomic bool silenced CT_HOT;

// What every program must be given: nothing without CLONETRACE_FOLLOW, until the shim fell silent.
static unsigned wanted(const char *const **list) {
    static const char *const off[] = {OFF};
    const struct ct_config *config = &ct_shim.config;

    *list = silenced ? off : config->kept;
    if (silenced)
        return 1;
    return config->follow && config->preloaded ? config->kept_count : 0;
}

static bool is_met(const char *entry, char *const *envp) {
    const char *given = find(envp, entry);

    if (same_name(entry, PRELOAD))
        return preloads_shim(given);
    return given && (!silenced || strcmp(given, entry) == 0);
}

size_t ct_env_repair_size(char *const *envp) {
    const char *const *list;
    unsigned count = ct_shim_ready() || silenced ? wanted(&list) : 0, met = 0;
    size_t entries = count + 1, text = 0;

    for (unsigned i = 0; i < count; i++) {
        met += is_met(list[i], envp);
        if (same_name(list[i], PRELOAD))
            text += strlen(list[i]) + 2;
    }
    if (met == count)
        return 0;
    for (char *const *at = envp; at && *at; at++, entries++)
        if (same_name(*at, PRELOAD))
            text += strlen(*at);
    return text + entries * sizeof(char *);
}

static bool is_wanted(const char *entry, const char *const *list, unsigned count) {
    for (unsigned i = 0; i < count; i++)
        if (same_name(entry, list[i]))
            return true;
    return false;
}

static const char *value_of(const char *entry) {
    const size_t len = name_len(entry);

    return entry[len] ? entry + len + 1 : entry + len;
}

// "LD_PRELOAD=ours:theirs"
static char *joined(const char *ours, const char *theirs, char *room) {
    const size_t len = strlen(ours);
    const char *value = value_of(theirs);

    memcpy(room, ours, len);
    room[len] = ':';
    memcpy(room + len + 1, value, strlen(value) + 1);
    return room;
}

// Where an entry is wanted that the program gives too, ours stands in its place; only LD_PRELOAD
// holds both.
char *const *ct_env_repair(char *const *envp, void *room) {
    const char *const *list;
    const unsigned count = wanted(&list);
    char **out = room, **end = out;
    const char *theirs = find(envp, PRELOAD);
    size_t entries = 0;
    char *text;

    while (envp && envp[entries])
        entries++;
    text = (char *)(out + entries + count + 1);
    for (size_t i = 0; i < entries; i++)
        if (!is_wanted(envp[i], list, count))
            *end++ = envp[i];
    for (unsigned i = 0; i < count; i++) {
        const char *given = find(envp, list[i]);
        if (is_met(list[i], envp))
            *end++ = (char *)given;
        else if (same_name(list[i], PRELOAD) && given && given[name_len(given)] &&
                 value_of(given)[0])
            *end++ = joined(list[i], theirs, text);
        else
            *end++ = (char *)list[i];
    }
    *end = NULL;
    return out;
}

void ct_env_silence(void) {
    silenced = true;
    ct_shim.config.log = CT_LOG_OFF;
    for (char **at = environ; at && *at; at++)
        if (same_name(*at, OFF))
            *at = (char *)OFF; // what system() and popen() hand on
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
