// SPDX-License-Identifier: MIT
// Parts of `clonetrace bench` that need no machine: numbers with units, what memory may be used,
// and what becomes of the lists that were asked for.
#include <criterion/criterion.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clonetrace/bench/plan.h"
#include "clonetrace/bench/quantity.h"
#include "clonetrace/bench/room.h"
#include "clonetrace/cli/fail.h"

#define MIB ((uint64_t)1 << 20)

static uint64_t size_of(const char *text) {
    uint64_t bytes = 0;

    cr_assert_eq(ct_quantity_size(text, &bytes), 0, "%s", text);
    return bytes;
}

Test(bench_quantity, sizes_count_in_1024s_but_for_those_with_a_b) {
    cr_assert_eq(size_of("0"), 0);
    cr_assert_eq(size_of("4096"), 4096);
    cr_assert_eq(size_of("4096B"), 4096);
    cr_assert_eq(size_of("1K"), 1024);
    cr_assert_eq(size_of("1k"), 1024);
    cr_assert_eq(size_of("1KiB"), 1024);
    cr_assert_eq(size_of("1kB"), 1000);
    cr_assert_eq(size_of("64M"), 64 * MIB);
    cr_assert_eq(size_of("100MB"), 100000000);
    cr_assert_eq(size_of("1.5GiB"), 1536 * MIB);
    cr_assert_eq(size_of("2T"), 2 * MIB * MIB);
    cr_assert_eq(size_of("0.5K"), 512);
}

Test(bench_quantity, what_is_no_size_is_refused) {
    static const char *const bad[] = {"",     "M",     "-1",  "+1",  " 1",   "1 ",  "1e3",
                                      "0x10", "1,5",   ".5M", "5.M", "1X",   "1Ki", "1iB",
                                      "1KKB", "1MiBx", "nan", "inf", "1..5", "1K2"};
    uint64_t bytes = 7;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_eq(ct_quantity_size(bad[i], &bytes), -EINVAL, "'%s'", bad[i]);
    cr_assert_eq(ct_quantity_size("8388608T", &bytes), -ERANGE);
    cr_assert_eq(ct_quantity_size("99999999999999999999", &bytes), -ERANGE);
    cr_assert_eq(bytes, 7, "what was refused changes nothing");
}

Test(bench_quantity, shares_are_percentages) {
    double share = 7;

    cr_assert_eq(ct_quantity_share("5%", &share), 0);
    cr_assert_float_eq(share, 0.05, 1e-12);
    cr_assert_eq(ct_quantity_share("0.5%", &share), 0);
    cr_assert_float_eq(share, 0.005, 1e-12);
    cr_assert_eq(ct_quantity_share("100%", &share), 0);
    cr_assert_eq(ct_quantity_share("0%", &share), 0);
    cr_assert_eq(ct_quantity_share("100.1%", &share), -ERANGE);
    cr_assert_eq(ct_quantity_share("5", &share), -EINVAL);
    cr_assert_eq(ct_quantity_share("%", &share), -EINVAL);
    cr_assert_eq(ct_quantity_share("5%%", &share), -EINVAL);
}

Test(bench_quantity, times_are_seconds_or_have_a_unit) {
    static const struct {
        const char *text;
        double seconds;
    } good[] = {{"90", 90},  {"90s", 90},    {"2min", 120},
                {"2m", 120}, {"1.5h", 5400}, {"500ms", 0.5}};
    double seconds = 7;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        cr_assert_eq(ct_quantity_time(good[i].text, &seconds), 0, "%s", good[i].text);
        cr_assert_float_eq(seconds, good[i].seconds, 1e-9);
    }
    cr_assert_eq(ct_quantity_time("0", &seconds), -ERANGE);
    cr_assert_eq(ct_quantity_time("1000h", &seconds), -ERANGE);
    cr_assert_eq(ct_quantity_time("2 min", &seconds), -EINVAL);
    cr_assert_eq(ct_quantity_time("min", &seconds), -EINVAL);
}

Test(bench_quantity, counts_are_whole) {
    uint64_t count = 7;

    cr_assert_eq(ct_quantity_count("0", &count), 0);
    cr_assert_eq(count, 0);
    cr_assert_eq(ct_quantity_count("10000", &count), 0);
    cr_assert_eq(count, 10000);
    cr_assert_eq(ct_quantity_count("1.0", &count), -EINVAL);
    cr_assert_eq(ct_quantity_count("1K", &count), -EINVAL);
    cr_assert_eq(ct_quantity_count("99999999999999999999", &count), -ERANGE);
}

// A machine of files.
static char root[] = "/tmp/clonetrace-room-XXXXXX";

static void put(const char *path, const char *text) {
    char name[512];
    FILE *file;

    snprintf(name, sizeof name, "mkdir -p $(dirname '%s%s')", root, path);
    cr_assert_eq(system(name), 0);
    snprintf(name, sizeof name, "%s%s", root, path);
    file = fopen(name, "w");
    cr_assert(file);
    fputs(text, file);
    fclose(file);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    return remove(path);
}

static void set_up(void) {
    cr_assert(mkdtemp(root));
    put("/proc/meminfo", "MemTotal: 8388608 kB\nMemFree: 100 kB\nMemAvailable: 4194304 kB\n"
                         "HugePages_Free:  3\nHugepagesize: 2048 kB\n");
}

static void tear_down(void) {
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(bench_room, .init = set_up, .fini = tear_down);

static uint64_t usable(void) {
    struct ct_bench_room room;

    ct_bench_room_read_below(&room, root);
    return room.usable;
}

Test(bench_room, is_what_is_free_less_a_tenth) {
    struct ct_bench_room room;

    ct_bench_room_read_below(&room, root);
    cr_assert_eq(room.total, 8192 * MIB);
    cr_assert_eq(room.free, 4096 * MIB);
    cr_assert_eq(room.huge_free, 6 * MIB);
    cr_assert_eq(room.usable, 4096 * MIB - 4096 * MIB / 10);
}

Test(bench_room, keeps_a_margin_on_a_small_machine) {
    put("/proc/meminfo", "MemTotal: 524288 kB\nMemAvailable: 307200 kB\n");
    cr_assert_eq(usable(), 44 * MIB);
    put("/proc/meminfo", "MemTotal: 524288 kB\nMemAvailable: 204800 kB\n");
    cr_assert_eq(usable(), 0);
}

Test(bench_room, ends_at_the_limit_of_a_group_or_one_above) {
    put("/proc/self/cgroup", "0::/outer/inner\n");
    put("/sys/fs/cgroup/outer/inner/memory.max", "max\n");
    put("/sys/fs/cgroup/outer/memory.max", "2147483648\n");
    put("/sys/fs/cgroup/outer/memory.current", "1610612736\n");
    put("/sys/fs/cgroup/outer/memory.stat", "anon 1\ninactive_file 536870912\n");
    cr_assert_eq(usable(), 1024 * MIB - 256 * MIB);
}

Test(bench_room, knows_groups_of_the_old_kind) {
    put("/proc/self/cgroup", "5:cpu:/x\n4:memory:/docker/abc\n0::/\n");
    put("/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "9223372036854771712\n");
    // A container sees its group as the root.
    put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
    put("/sys/fs/cgroup/memory/memory.usage_in_bytes", "104857600\n");
    put("/sys/fs/cgroup/memory/memory.stat", "total_inactive_file 0\n");
    cr_assert_eq(usable(), (1024 - 100 - 256) * MIB);
}

Test(bench_room, of_a_point_counts_what_is_copied) {
    struct ct_bench_condition point = {.memory = 512 * MIB};
    uint64_t plain = ct_bench_room_need(&point);

    cr_assert(plain > 512 * MIB && plain < 550 * MIB);
    point.writer = CT_BENCH_CHILD;
    point.written = 0.5;
    cr_assert_eq(ct_bench_room_need(&point), plain + 256 * MIB);
    point.writer = CT_BENCH_NOBODY;
    point.sharing = CT_BENCH_PRIVATE_FILE;
    cr_assert_eq(ct_bench_room_need(&point), plain + 512 * MIB);
}

static const struct ct_bench_room large = {.usable = 64 * 1024 * MIB, .limit = "is free"};

static struct ct_bench_asked ask(const char *const lists[][2]) {
    struct ct_bench_asked asked = {.cpu = -1};

    for (; (*lists)[0]; lists++) {
        for (int axis = 0; axis < CT_BENCH_AXES; axis++) {
            if (!strcmp(ct_bench_axis_name((enum ct_bench_axis)axis), (*lists)[0]))
                cr_assert_eq(ct_bench_asked_axis(&asked, (enum ct_bench_axis)axis, (*lists)[1]), 0);
        }
    }
    return asked;
}

static size_t points_of(struct ct_bench_asked asked, const struct ct_bench_room *room) {
    struct ct_bench_plan plan;
    size_t count;

    cr_assert_eq(ct_bench_plan_make(&plan, &asked, room), 0);
    count = plan.count;
    ct_bench_plan_finish(&plan);
    return count;
}

Test(bench_plan, goes_along_one_axis_at_a_time) {
    struct ct_bench_asked asked = ask((const char *const[][2]){
        {"method", "fork"}, {"then", "exit"}, {"memory", "0,1M,2M"}, {"threads", "0,4"}, {NULL}});

    cr_assert_eq(points_of(asked, &large), 4);
    asked.grid = true;
    cr_assert_eq(points_of(asked, &large), 6);
}

Test(bench_plan, has_nothing_twice) {
    cr_assert_eq(
        points_of(
            ask((const char *const[][2]){
                {"method", "fork,fork"}, {"then", "exit"}, {"memory", "1M,1MiB,1024K"}, {NULL}}),
            &large),
        1);
}

Test(bench_plan, has_pages_and_sharing_only_where_there_is_memory) {
    cr_assert_eq(points_of(ask((const char *const[][2]){{"method", "fork"},
                                                        {"then", "exit"},
                                                        {"memory", "0,1M,8M"},
                                                        {"pages", "small,thp"},
                                                        {"sharing", "private,shared"},
                                                        {NULL}}),
                           &large),
                 5); // three sizes; thp and shared at the largest
}

Test(bench_plan, has_writes_only_where_pages_are_copied) {
    cr_assert_eq(
        points_of(
            ask((const char *const[][2]){
                {"method", "fork,vfork"}, {"then", "exit"}, {"written", "0%,10%,100%"}, {NULL}}),
            &large),
        2 + 2 + 4); // none and the usual memory for both, child and parent, two shares
}

Test(bench_plan, all_sizes_end_where_the_machine_does) {
    struct ct_bench_asked asked = ask(
        (const char *const[][2]){{"method", "fork"}, {"then", "exit"}, {"memory", "all"}, {NULL}});
    struct ct_bench_room small = {.usable = 100 * MIB, .limit = "is free"};

    cr_assert_eq(points_of(asked, &small), 5); // 0, 1, 4, 16 and 64 MiB
}

Test(bench_plan, the_usual_one_keeps_to_what_is_free) {
    struct ct_bench_room small = {.usable = 100 * MIB, .limit = "is free"};
    struct ct_bench_asked asked = {.cpu = -1};
    struct ct_bench_plan plan;

    cr_assert_eq(ct_bench_plan_make(&plan, &asked, &small), 0);
    for (size_t i = 0; i < plan.count; i++)
        cr_assert_leq(ct_bench_room_need(&plan.points[i]), small.usable);
    ct_bench_plan_finish(&plan);
    cr_assert_gt(points_of(asked, &large), points_of(asked, &small));
    asked.quick = true;
    cr_assert_lt(points_of(asked, &large), 70);
}
