// SPDX-License-Identifier: MIT
#ifndef CT_TREE_H
#define CT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clonetrace/trace/map.h"
#include "clonetrace/trace/names.h"
#include "clonetrace/trace/record.h"

// Threads of one process made by one API.
struct ct_threads {
    struct ct_threads *next;
    const char *api;
    bool chosen; // all of them were created while the tree was choosing
    uint64_t count;
    uint64_t ended; // with a thread_exit line
    uint64_t ns;    // lifetimes of those, summed
};

// A process, from its creation to its end, over any number of execs. Strings are kept by the names
// of the tree.
struct ct_proc {
    pid_t pid;
    pid_t by; // who created it; its parent where no line says so; 0 unknown
    uint64_t start_ns, end_ns;
    size_t order;           // in which it was first heard of
    const char *api;        // that created it; NULL unknown
    const char *program;    // of the latest image; NULL where there was none
    const char *command;    // likewise, with arguments
    const char *exe;        // likewise, its path; NULL where the image did not know it
    const char *before;     // programs that exec replaced: "sh -> env"; or NULL
    const char *exec_path;  // an exec under way, whose image has not been heard of
    const char *blind_path; // a program that it is about to start unseen, and why
    const char *blind_reason;
    pid_t blind_tid;
    unsigned images;
    bool created;   // a create line names it
    bool ended;     // an exit line, or it was waited for
    bool killed;    // `status` is a signal number
    bool running;   // was alive when the trace ended
    bool chosen;    // created while the tree was choosing
    bool pruned;    // not in the tree any more
    bool wrote;     // a line is its own
    bool said_end;  // an exit line
    bool explained; // after ct_tree_link: blind_reason is from another start of the same program
    bool expected;  // clonetrace itself started it
    bool looked;    // and has given it time for its last line
    bool waited;    // and has waited for it
    bool exited;    // and it ended by itself
    bool untold_program; // after ct_tree_link: no event was asked for that tells what it runs
    bool untold_end;     // likewise: that tells how it ends
    int status;          // -1 unknown
    uint64_t lost;       // lines that it could not write, since its last image
    struct ct_threads *threads;

    struct ct_proc *older;                        // the one that had this pid before
    struct ct_proc *merged;                       // this one turned out to be `merged`
    struct ct_proc *parent, *first, *last, *next; // after ct_tree_link
    uint64_t shape;                               // equal where two subtrees look the same
    unsigned depth;                               // below the root, whose children have 1
    size_t tasks;                                 // processes in the subtree, itself included
};

// A creation whose child libc hides: system(3), popen(3).
struct ct_hidden {
    pid_t by;
    uint64_t ts_ns;
    const char *api;
    bool claimed, chosen;
};

struct ct_tree {
    struct ct_names *names;    // borrowed
    struct ct_map by_pid;      // the newest process with that pid
    struct ct_map by_tid;      // threads that began or ended, until both is known
    struct ct_map blind_files; // the reason for each path of a file that starts unseen
    struct ct_proc **procs;
    size_t count, cap;
    struct ct_hidden *hidden;
    size_t hidden_count, hidden_cap;
    uint32_t events;     // kinds that were to be logged, one bit each; ct_tree_init says the usual
    bool choosing;       // what the records to come create is of interest: ct_tree_prune
    struct ct_proc root; // parent of those whose parent is not in the log
    uint64_t threads;
    uint64_t lost; // lines that never reached the log, as far as processes said so
};

// Whether events of that kind were to be logged: only then does it mean something that none came.
bool ct_tree_asked(const struct ct_tree *tree, enum ct_event_kind kind);

void ct_tree_init(struct ct_tree *tree, struct ct_names *names);
void ct_tree_add(struct ct_tree *tree, const struct ct_record *record);
void ct_tree_finish(struct ct_tree *tree);

// The newest process with that pid, or NULL.
struct ct_proc *ct_tree_find(const struct ct_tree *tree, pid_t pid);

// What runs in the process with that pid: its own image, or that of the nearest ancestor which is
// known by now to have one. NULL where no line says so.
const struct ct_proc *ct_tree_image(const struct ct_tree *tree, pid_t pid);

// The process is there even if no line names it: the program that clonetrace itself started.
struct ct_proc *ct_tree_expect(struct ct_tree *tree, pid_t pid, uint64_t ts_ns);

// It was waited for: it has ended, whatever the log says; by itself where `exited` is set.
void ct_tree_waited(struct ct_proc *proc, bool exited);

// Notes which processes without an exit line are alive on this machine now. Returns how many may
// still write a line: those, and once the one that was expected, whose child may have to tell.
size_t ct_tree_look(struct ct_tree *tree);

// After the last record: finds parents, merges, sorts, and compares subtrees.
void ct_tree_link(struct ct_tree *tree);

// Programs from this file start unseen. A process writes one blind line for all of its starts of
// it, so the others are to be known by the path. Both strings are kept by the names of the tree.
void ct_tree_blind_file(struct ct_tree *tree, const char *path, const char *reason);

// Called by ct_tree_link: a start of such a file is no riddle, and what nobody
// asked for is not missing.
void ct_tree_note_untold(struct ct_tree *tree);

// After ct_tree_link: leaves in the tree only what was chosen, and the ancestors of it. Processes
// that are left out stay in `procs`.
void ct_tree_prune(struct ct_tree *tree);

// Whether it ended without a line that says so: it was killed, left past the C library, or could
// not write; the log does not tell which. Valid after ct_tree_link.
bool ct_tree_endless(const struct ct_tree *tree, const struct ct_proc *proc);

// Whether it started a program that then wrote nothing. Valid after ct_tree_link.
bool ct_tree_silent(const struct ct_proc *proc);

#endif
