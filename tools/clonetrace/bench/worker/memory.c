// SPDX-License-Identifier: MIT
// Memory of the kind that a condition asks for.
#include "clonetrace/bench/worker/work.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

static int flags_of(enum ct_bench_sharing sharing) {
    return sharing == CT_BENCH_PRIVATE_ANON ? MAP_PRIVATE | MAP_ANONYMOUS
           : sharing == CT_BENCH_SHARED     ? MAP_SHARED | MAP_ANONYMOUS
                                            : MAP_PRIVATE;
}

// A file in memory: what it costs does not hang on a disk.
static int file_of(struct ct_work *work, size_t length, unsigned flags) {
    int fd = memfd_create("memory", MFD_CLOEXEC | flags);

    if (fd < 0 || ftruncate(fd, (off_t)length))
        ct_worker_fail(work, errno, "make a file of memory");
    return fd;
}

static char *map(struct ct_work *work, size_t length, bool huge, enum ct_bench_sharing sharing) {
    int fd = -1, flags = flags_of(sharing);
    char *memory;

    if (sharing == CT_BENCH_PRIVATE_FILE)
        fd = file_of(work, length, huge ? MFD_HUGETLB : 0);
    else if (huge)
        flags |= MAP_HUGETLB;
    memory = mmap(NULL, length, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (memory == MAP_FAILED)
        ct_worker_fail(work, errno,
                       huge ? "map huge pages; sysctl vm.nr_hugepages reserves them"
                            : "map the memory");
    if (fd >= 0)
        close(fd);
    return memory;
}

// Cuts `length` bytes that start at a huge page's boundary out of a larger mapping.
static char *cut(char *memory, size_t length, size_t huge) {
    size_t before = (huge - ((uintptr_t)memory & (huge - 1))) & (huge - 1);

    if (before)
        munmap(memory, before);
    if (huge - before)
        munmap(memory + before + length, huge - before);
    return memory + before;
}

char *ct_worker_map(struct ct_work *work, size_t *length, enum ct_bench_pages pages,
                    enum ct_bench_sharing sharing) {
    size_t unit = pages == CT_BENCH_SMALL ? work->page : work->huge;
    char *memory;

    *length = (*length + unit - 1) / unit * unit;
    if (pages != CT_BENCH_THP) {
        memory = map(work, *length, pages == CT_BENCH_HUGETLB, sharing);
        if (pages == CT_BENCH_SMALL)
            madvise(memory, *length, MADV_NOHUGEPAGE); // a kernel without huge pages refuses
        return memory;
    }
    memory = cut(map(work, *length + unit, false, sharing), *length, unit);
    if (madvise(memory, *length, MADV_HUGEPAGE))
        work->answer->lacks |= CT_BENCH_NO_HUGE;
    return memory;
}

void ct_worker_write(volatile char *memory, size_t length, size_t step, size_t count) {
    size_t steps = length / step;

    for (size_t i = 0; i < count; i++)
        memory[(count == steps ? i : i * steps / count) * step]++;
}
