// SPDX-License-Identifier: MIT
// Owns one tracefs instance, mounted in a directory of the suite. Never touches the system's own
// trace: no setting outside the instance changes.
#include "tracefs.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.h"

#define PID_MAX_LIMIT (4 << 20) // of any kernel, proc(5)

static char *instance; // NULL when there is none

static bool put(const char *name, const char *value) {
    int fd = open(text("%s/%s", instance, name), O_WRONLY | O_CLOEXEC);
    bool done = fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value);

    if (fd >= 0)
        close(fd);
    return done;
}

void tracefs_release(void) {
    if (instance && rmdir(instance) != 0)
        perror(instance);
    instance = NULL;
}

// The mount is in a namespace of this process alone, so it goes away with it, whatever happens.
static char *mount_own(void) {
    char *dir = new_directory();

    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return NULL;
    return mount("tracefs", dir, "tracefs", 0, NULL) == 0 ? dir : NULL;
}

bool tracefs_start(void) {
    char *dir = mount_own();

    if (!dir)
        return false;
    instance = text("%s/instances/clonetrace-%d", dir, (int)getpid());
    if (mkdir(instance, 0700) != 0) {
        instance = NULL;
        return false;
    }
    if (put("buffer_size_kb", "16384") && put("events/task/task_newtask/enable", "1"))
        return true;
    tracefs_release();
    return false;
}

// `comm-1234  [001] .....  12.3: task_newtask: pid=1235 comm=x clone_flags=4100 oom_score_adj=0`:
// the comm may hold anything, so the caller's id is what stands before the last " [" ahead of the
// event's name.
static bool parse(char *line, struct newtask *task) {
    char *name = strstr(line, ": task_newtask: pid="), *cpu = NULL, *flags, *id;

    if (!name)
        return false;
    *name = '\0';
    for (char *at = strstr(line, " ["); at; at = strstr(at + 1, " ["))
        cpu = at;
    flags = strstr(name + 1, " clone_flags=");
    if (!cpu || !flags)
        return false;
    *cpu = '\0';
    id = strrchr(line, '-');
    if (!id)
        return false;
    task->caller = (pid_t)atoi(id + 1);
    task->child = (pid_t)atoi(name + strlen(": task_newtask: pid="));
    task->flags = strtoull(flags + strlen(" clone_flags="), NULL, 16);
    return true;
}

// The header says how many events were written and how many of them are still there.
static bool complete(const char *trace) {
    const char *numbers = strstr(trace, "entries-in-buffer/entries-written: ");
    unsigned long there, written;

    return numbers && sscanf(numbers, "%*s %lu/%lu", &there, &written) == 2 && there == written;
}

struct newtask *tracefs_stop(size_t *count) {
    char *content, *save = NULL;
    struct newtask *tasks;
    size_t room = 1;

    put("tracing_on", "0");
    content = read_file(text("%s/trace", instance), NULL);
    for (char *c = content; *c; c++)
        room += *c == '\n';
    cr_assert_not_null(tasks = calloc(room, sizeof *tasks));
    *count = 0;
    cr_assert(complete(content), "the kernel's buffer was too small");
    for (char *line = strtok_r(content, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (parse(line, &tasks[*count])) {
            tasks[*count].order = *count;
            ++*count;
        }
    tracefs_release();
    return tasks;
}

static int by_child(const void *a, const void *b) {
    const struct newtask *x = a, *y = b;

    if (x->child != y->child)
        return x->child < y->child ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

size_t tracefs_keep_below(struct newtask *tasks, size_t count, pid_t root) {
    bool *mine = calloc(PID_MAX_LIMIT, sizeof *mine);
    size_t kept = 0;

    cr_assert_not_null(mine);
    mine[root] = true;
    for (size_t i = 0; i < count; i++) {
        mine[tasks[i].child] = mine[tasks[i].caller] || tasks[i].child == root;
        if (mine[tasks[i].caller])
            tasks[kept++] = tasks[i];
    }
    qsort(tasks, kept, sizeof *tasks, by_child);
    free(mine);
    return kept;
}
