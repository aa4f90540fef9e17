// SPDX-License-Identifier: MIT
// What the kernel says about this process after it was prepared: a condition that was asked for is
// not a condition that was met. Source: proc(5).
#include "clonetrace/bench/worker/work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATUS_BYTES 4096 // /proc/self/status and smaps_rollup are shorter

static void slurp(const char *path, char text[STATUS_BYTES]) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, STATUS_BYTES - 1);

    text[got > 0 ? got : 0] = '\0';
    if (fd >= 0)
        close(fd);
}

// The number behind "\nkey:", 0 where there is none.
static uint64_t number(const char *text, const char *key) {
    const char *at = strstr(text, key);

    return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

static unsigned count_lines(const char *path) {
    char text[STATUS_BYTES];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    unsigned lines = 0;
    ssize_t got;

    while (fd >= 0 && (got = read(fd, text, sizeof text)) > 0)
        for (ssize_t i = 0; i < got; i++)
            lines += text[i] == '\n';
    if (fd >= 0)
        close(fd);
    return lines;
}

// Asked one by one, up to the size of the table: opendir(3) would bring a heap, and with it a
// mapping more to copy.
static unsigned count_descriptors(unsigned table) {
    unsigned open = 0;

    for (unsigned fd = 0; fd < table; fd++)
        open += fcntl((int)fd, F_GETFD) >= 0;
    return open;
}

void ct_worker_obtain(struct ct_work *work, struct ct_bench_obtained *obtained) {
    char text[STATUS_BYTES];

    // The sum over the mappings: VmRSS lags behind by what each CPU has not yet added to it.
    slurp("/proc/self/smaps_rollup", text);
    obtained->rss_bytes = number(text, "\nRss:") * 1024;
    obtained->thp_bytes =
        (number(text, "\nAnonHugePages:") + number(text, "\nShmemPmdMapped:")) * 1024;
    obtained->hugetlb_bytes =
        (number(text, "\nPrivate_Hugetlb:") + number(text, "\nShared_Hugetlb:")) * 1024;
    slurp("/proc/self/status", text);
    if (!obtained->rss_bytes)
        obtained->rss_bytes = number(text, "\nVmRSS:") * 1024;
    obtained->pte_bytes = number(text, "\nVmPTE:") * 1024;
    obtained->threads = (unsigned)number(text, "\nThreads:");
    obtained->mappings = count_lines("/proc/self/maps");
    obtained->descriptors = count_descriptors((unsigned)number(text, "\nFDSize:"));
}
