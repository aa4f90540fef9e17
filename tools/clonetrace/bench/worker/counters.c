// SPDX-License-Identifier: MIT
// perf_event_open(2), counting only. A child's counts are added to these when it ends.
#include "clonetrace/bench/worker/counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/raw.h"

#define MISSED_READS                                                                               \
    ((uint64_t)PERF_COUNT_HW_CACHE_DTLB | (uint64_t)PERF_COUNT_HW_CACHE_OP_READ << 8 |             \
     (uint64_t)PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

static int open_one(uint32_t type, uint64_t config) {
    struct perf_event_attr attr = {.type = type,
                                   .size = sizeof attr,
                                   .config = config,
                                   .disabled = 1,
                                   .inherit = 1,
                                   .exclude_hv = 1};

    return (int)ct_raw(SYS_perf_event_open, &attr, 0L, -1L, -1L, (long)PERF_FLAG_FD_CLOEXEC);
}

int ct_counters_open(struct ct_counters *counters) {
    counters->misses = -1;
    counters->cycles = open_one(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES);
    if (counters->cycles < 0)
        return -counters->cycles;
    counters->misses = open_one(PERF_TYPE_HW_CACHE, MISSED_READS);
    if (counters->misses >= 0)
        ioctl(counters->misses, PERF_EVENT_IOC_ENABLE, 0);
    ioctl(counters->cycles, PERF_EVENT_IOC_ENABLE, 0);
    return 0;
}

static uint64_t stop(int fd) {
    uint64_t count = UINT64_MAX;

    if (fd < 0)
        return count;
    ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
    if (read(fd, &count, sizeof count) != (ssize_t)sizeof count)
        count = UINT64_MAX;
    close(fd);
    return count;
}

void ct_counters_close(struct ct_counters *counters, uint64_t *cycles, uint64_t *misses) {
    *cycles = stop(counters->cycles);
    *misses = stop(counters->misses);
}
