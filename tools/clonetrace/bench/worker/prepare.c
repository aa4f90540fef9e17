// SPDX-License-Identifier: MIT
// Makes this process what a condition says: so much memory, so many idle threads, mappings and open
// descriptors.
#include "clonetrace/bench/worker/work.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define THREAD_STACK ((size_t)65536)
#define CHILD_STACK 65536

// Of children that share the memory. Static: a mapping of its own would be copied at each fork.
static char stack[CHILD_STACK] __attribute__((aligned(16)));

// The kernel's size of a huge page, the same for both kinds on the CPUs that we know.
static size_t huge_page(void) {
    char text[32] = "";
    int fd = open("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    size_t size = got > 0 ? strtoul(text, NULL, 10) : 0;

    if (fd >= 0)
        close(fd);
    return size ? size : (size_t)2 << 20;
}

static void *stay_idle(void *unused) {
    for (;;)
        pause();
    return unused;
}

// On stacks of one mapping, so that a thread adds no mapping.
static void start_threads(struct ct_work *work, unsigned count) {
    char *stacks = mmap(NULL, count * THREAD_STACK, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    pthread_attr_t attr;
    sigset_t all, old;
    pthread_t thread;
    int error;

    if (stacks == MAP_FAILED)
        ct_worker_fail(work, errno, "map the stacks of the threads");
    madvise(stacks, count * THREAD_STACK, MADV_NOHUGEPAGE);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_attr_init(&attr);
    for (unsigned i = 0; i < count; i++) {
        pthread_attr_setstack(&attr, stacks + i * THREAD_STACK, THREAD_STACK);
        error = pthread_create(&thread, &attr, stay_idle, NULL);
        if (error)
            ct_worker_fail(work, error, "start the idle threads (ulimit -u, pids.max)");
    }
    pthread_attr_destroy(&attr);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

// One page each. Every second one may be written and is, the ones between may not: as neighbours
// they never merge, and a real program's mappings are of both kinds, too.
static void make_mappings(struct ct_work *work, unsigned count) {
    char *memory = mmap(NULL, count * work->page, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED)
        ct_worker_fail(work, errno, "make the mappings");
    madvise(memory, count * work->page, MADV_NOHUGEPAGE);
    for (unsigned i = 1; i < count; i += 2) {
        char *page = memory + i * work->page;

        if (mprotect(page, work->page, PROT_READ | PROT_WRITE))
            ct_worker_fail(work, errno, "make the mappings (sysctl vm.max_map_count)");
        *page = 1;
    }
}

static void open_descriptors(struct ct_work *work, unsigned count) {
    struct rlimit limit;

    if (!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    for (unsigned i = 0; i < count; i++) {
        if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
            ct_worker_fail(work, errno, "open the descriptors (ulimit -n)");
    }
}

// 'text' for a shell, whatever is in it.
static char *quoted(struct ct_work *work, const char *text) {
    char *result = malloc(strlen("exec ''") + 4 * strlen(text) + 1), *to;

    if (!result)
        ct_worker_fail(work, ENOMEM, "hold the shell's command");
    to = stpcpy(result, "exec '");
    for (; *text; text++) {
        if (*text == '\'')
            to = stpcpy(to, "'\\'");
        *to++ = *text;
    }
    *to++ = '\'';
    *to = '\0';
    return result;
}

static void prepare_children(struct ct_work *work) {
    const struct ct_bench_request *request = work->request;
    bool shell =
        request->condition.method == CT_BENCH_SYSTEM || request->condition.method == CT_BENCH_POPEN;

    memset(stack + CHILD_STACK - 2 * work->page, 0, 2 * work->page);
    work->stack_end = stack + CHILD_STACK;
    work->argv[0] = (char *)request->program;
    if (shell)
        work->command = request->condition.then == CT_BENCH_EXIT ? (char *)"exit"
                                                                 : quoted(work, request->program);
    if (request->condition.writer != CT_BENCH_NOBODY &&
        (pipe2(work->ready, O_CLOEXEC) || pipe2(work->go, O_CLOEXEC)))
        ct_worker_fail(work, errno, "make pipes");
}

void ct_worker_prepare(struct ct_work *work) {
    const struct ct_bench_condition *condition = &work->request->condition;

    work->page = (size_t)sysconf(_SC_PAGESIZE);
    work->huge = huge_page();
    work->length = condition->memory;
    prepare_children(work);
    if (condition->mappings)
        make_mappings(work, condition->mappings);
    if (condition->descriptors)
        open_descriptors(work, condition->descriptors);
    if (condition->threads)
        start_threads(work, condition->threads);
    if (work->length && work->request->act == CT_BENCH_CREATE) {
        work->memory = ct_worker_map(work, &work->length, condition->pages, condition->sharing);
        ct_worker_write(work->memory, work->length, work->page, work->length / work->page);
    }
}
