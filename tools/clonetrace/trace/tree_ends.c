// SPDX-License-Identifier: MIT
// What runs in processes and what became of them, and what the log's silence about it means:
// nothing, where the event that would have told was not asked for.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/trace/tree.h"

bool ct_tree_asked(const struct ct_tree *tree, enum ct_event_kind kind) {
    return tree->events >> kind & 1;
}

const struct ct_proc *ct_tree_image(const struct ct_tree *tree, pid_t pid) {
    const struct ct_proc *proc = ct_tree_find(tree, pid);

    for (int steps = 0; proc && !proc->program && steps < 32; steps++)
        proc = proc->by ? ct_tree_find(tree, proc->by) : NULL;
    return proc && proc->program ? proc : NULL;
}

static bool spawned(const struct ct_proc *proc) {
    return proc->api && strstr(proc->api, "spawn");
}

// A process that has ended and that nobody has waited for does nothing more (proc_pid_stat(5)).
static bool is_zombie(pid_t pid) {
    char name[32], text[512], *state;
    ssize_t got;
    int fd;

    snprintf(name, sizeof name, "/proc/%d/stat", (int)pid);
    fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    got = read(fd, text, sizeof text - 1);
    close(fd);
    text[got > 0 ? got : 0] = '\0';
    state = strrchr(text, ')'); // the name of the program may hold one, too
    return state && (state[2] == 'Z' || state[2] == 'X');
}

size_t ct_tree_look(struct ct_tree *tree) {
    size_t running = 0;

    for (size_t i = 0; i < tree->count; i++) {
        struct ct_proc *proc = tree->procs[i];

        if (proc->ended || ct_tree_find(tree, proc->pid) != proc) {
            proc->running = false; // it may have been when somebody last looked
            continue;
        }
        proc->running = (!kill(proc->pid, 0) || errno == EPERM) && !is_zombie(proc->pid);
        running +=
            proc->running || (proc->expected && proc->wrote && !proc->said_end && !proc->looked);
        proc->looked = true;
    }
    return running;
}

void ct_tree_waited(struct ct_proc *proc, bool exited) {
    proc->ended = proc->waited = true;
    proc->exited = exited;
}

void ct_tree_blind_file(struct ct_tree *tree, const char *path, const char *reason) {
    // These two are not about the file.
    if (strcmp(reason, "seccomp") != 0 && strcmp(reason, "environment") != 0)
        ct_map_put(&tree->blind_files, (uintptr_t)path, (void *)(uintptr_t)reason);
}

void ct_tree_note_untold(struct ct_tree *tree) {
    bool images = ct_tree_asked(tree, CT_EVENT_IMAGE), execs = ct_tree_asked(tree, CT_EVENT_EXEC);

    for (size_t i = 0; i < tree->count; i++) {
        struct ct_proc *proc = tree->procs[i];

        if (proc->exec_path && !proc->blind_reason && !proc->merged) {
            proc->blind_reason = ct_map_get(&tree->blind_files, (uintptr_t)proc->exec_path);
            proc->explained = proc->blind_reason != NULL;
        }
        if (!images && proc->exec_path && !proc->blind_reason) { // its image would be the proof
            proc->program = proc->command = proc->exec_path;
            proc->exec_path = NULL;
        }
        proc->untold_program = !execs || (!images && spawned(proc));
        proc->untold_end = !ct_tree_asked(tree, CT_EVENT_EXIT);
    }
}

bool ct_tree_endless(const struct ct_tree *tree, const struct ct_proc *proc) {
    return ct_tree_asked(tree, CT_EVENT_EXIT) && !proc->merged && !proc->said_end &&
           !proc->running && !proc->blind_reason && !ct_tree_silent(proc);
}

bool ct_tree_silent(const struct ct_proc *proc) {
    if (proc->blind_reason && proc->exec_path)
        return false; // known, and counted by its reason
    return proc->exec_path ||
           (!proc->images && !proc->ended && !proc->untold_program && spawned(proc));
}
