// SPDX-License-Identifier: MIT
// How much memory measuring may take, so that it ends in a refusal before it starts and not in the
// kernel's choice of a victim. Sources: proc(5), cgroups(7), the kernel's
// Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst.
#include "clonetrace/bench/room.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"

#define MARGIN_LEAST ((uint64_t)256 << 20)
#define UNLIMITED UINT64_MAX

// Of the memory itself: less than what a worker and its programs take.
#define FIXED ((uint64_t)16 << 20)

// The first line of a file that starts with `key`, as a number behind it; UNLIMITED where there is
// none, or it is "max".
static uint64_t number(const char *root, const char *path, const char *key) {
    char *name = ct_format("%s%s", root, path), line[256];
    uint64_t value = UNLIMITED;
    FILE *file = fopen(name, "re");
    size_t len = strlen(key);

    free(name);
    while (file && fgets(line, sizeof line, file)) {
        char *end, *at = line + len;

        if (strncmp(line, key, len) != 0)
            continue;
        errno = 0;
        value = strtoull(at, &end, 10);
        if (end == at || errno)
            value = UNLIMITED;
        break;
    }
    if (file)
        fclose(file);
    return value;
}

static uint64_t kib(const char *root, const char *path, const char *key) {
    uint64_t value = number(root, path, key);

    return value == UNLIMITED ? 0 : value * 1024;
}

// What a group may still take: its limit less what it holds, file pages that nobody uses not
// counted.
static uint64_t room_of_group(const char *root, const char *group, const char *limit_file,
                              const char *usage_file, const char *inactive_key) {
    char *path = ct_format("%s/%s", group, limit_file);
    uint64_t limit = number(root, path, ""), usage, inactive;

    free(path);
    if (limit == UNLIMITED)
        return UNLIMITED;
    path = ct_format("%s/%s", group, usage_file);
    usage = number(root, path, "");
    free(path);
    path = ct_format("%s/memory.stat", group);
    inactive = number(root, path, inactive_key);
    free(path);
    if (usage == UNLIMITED)
        return limit;
    if (inactive != UNLIMITED)
        usage -= inactive < usage ? inactive : usage;
    return limit > usage ? limit - usage : 0;
}

// A group's limit holds for those below it, so the least on the way up counts. A container often
// sees its own group as the root, whatever its path says.
static uint64_t room_of_groups(const char *root, const char *mount, char *path, bool unified) {
    uint64_t least = UNLIMITED;

    for (;;) {
        char *group = ct_format("%s%s", mount, path), *slash;
        uint64_t room =
            unified ? room_of_group(root, group, "memory.max", "memory.current", "inactive_file ")
                    : room_of_group(root, group, "memory.limit_in_bytes", "memory.usage_in_bytes",
                                    "total_inactive_file ");

        free(group);
        least = room < least ? room : least;
        slash = strrchr(path, '/');
        if (!slash)
            return least;
        *slash = '\0';
    }
}

static uint64_t room_of_this_group(const char *root) {
    char *name = ct_format("%s/proc/self/cgroup", root), line[PATH_MAX];
    FILE *file = fopen(name, "re");
    uint64_t least = UNLIMITED, room;

    free(name);
    while (file && fgets(line, sizeof line, file)) {
        char *path = strstr(line, ":/");
        bool unified = !strncmp(line, "0::", 3);

        if (!path || (!unified && !strstr(line, ":memory:")))
            continue;
        path[strcspn(path, "\n")] = '\0';
        room = room_of_groups(root, unified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory", path + 1,
                              unified);
        least = room < least ? room : least;
    }
    if (file)
        fclose(file);
    return least;
}

static void limit_to(struct ct_bench_room *room, uint64_t bytes, const char *what) {
    if (bytes >= room->usable)
        return;
    room->usable = bytes;
    room->limit = what;
}

void ct_bench_room_read_below(struct ct_bench_room *room, const char *root) {
    struct rlimit limit;
    uint64_t margin;

    *room = (struct ct_bench_room){.total = kib(root, "/proc/meminfo", "MemTotal:"),
                                   .free = kib(root, "/proc/meminfo", "MemAvailable:"),
                                   .huge_page = kib(root, "/proc/meminfo", "Hugepagesize:"),
                                   .limit = "is free"};
    room->huge_free = number(root, "/proc/meminfo", "HugePages_Free:");
    room->huge_free = room->huge_free == UNLIMITED ? 0 : room->huge_free * room->huge_page;
    room->usable = room->free;
    limit_to(room, room_of_this_group(root), "is left below the limit of the control group");
    if (!getrlimit(RLIMIT_AS, &limit) && limit.rlim_cur != RLIM_INFINITY)
        limit_to(room, limit.rlim_cur, "may be mapped (ulimit -v)");
    margin = room->usable / 10 > MARGIN_LEAST ? room->usable / 10 : MARGIN_LEAST;
    room->usable -= margin < room->usable ? margin : room->usable;
}

void ct_bench_room_read(struct ct_bench_room *room) {
    ct_bench_room_read_below(room, "");
}

uint64_t ct_bench_room_need(const struct ct_bench_condition *condition) {
    double memory = (double)condition->memory, need = FIXED;

    if (condition->pages != CT_BENCH_HUGETLB) // those are reserved already
        need += condition->sharing == CT_BENCH_PRIVATE_FILE ? 2 * memory : memory;
    if (condition->writer != CT_BENCH_NOBODY)
        need += condition->pages == CT_BENCH_SMALL ? memory * condition->written : memory;
    need += 2 * memory / 512; // 8 bytes for 4096, parent and child
    need += 16384.0 * condition->threads + 8192.0 * condition->mappings;
    need += 1024.0 * condition->descriptors;
    return (uint64_t)need;
}

const char *ct_bench_bytes(char text[CT_BENCH_BYTES], uint64_t bytes) {
    static const char units[] = "KMGT";
    double value = (double)bytes / 1024;
    int unit = 0;

    for (; value >= 1024 && units[unit + 1]; unit++)
        value /= 1024;
    snprintf(text, CT_BENCH_BYTES, value == (double)(uint64_t)value ? "%.0f %ciB" : "%.1f %ciB",
             value, units[unit]);
    return text;
}
