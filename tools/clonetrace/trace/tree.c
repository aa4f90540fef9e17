// SPDX-License-Identifier: MIT
// Processes out of records, in the order of the log. A child's lines may come before the line of
// the call that created it, lines may be missing, and pids come again: nothing is linked here, see
// tree_link.c.
#include "clonetrace/trace/tree.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/trace/command.h"
#include "clonetrace/cli/fail.h"

// A thread of which one end is known; `group` is NULL as long as that is its exit.
struct thread_end {
    uint64_t ts_ns;
    pid_t tgid;
    struct ct_threads *group;
};

void ct_tree_init(struct ct_tree *tree, struct ct_names *names) {
    *tree = (struct ct_tree){.names = names, .events = CT_EVENTS_USUAL};
}

struct ct_proc *ct_tree_find(const struct ct_tree *tree, pid_t pid) {
    return ct_map_get(&tree->by_pid, (uint64_t)pid);
}

static struct ct_proc *add(struct ct_tree *tree, pid_t pid, uint64_t ts_ns) {
    struct ct_proc *proc = ct_alloc(sizeof *proc);

    if (tree->count == tree->cap) {
        tree->cap = tree->cap ? tree->cap * 2 : 64;
        tree->procs = ct_realloc(tree->procs, tree->cap * sizeof *tree->procs);
    }
    proc->pid = pid;
    proc->start_ns = ts_ns;
    proc->status = -1;
    proc->order = tree->count;
    proc->older = ct_tree_find(tree, pid);
    tree->procs[tree->count++] = proc;
    ct_map_put(&tree->by_pid, (uint64_t)pid, proc);
    return proc;
}

struct ct_proc *ct_tree_expect(struct ct_tree *tree, pid_t pid, uint64_t ts_ns) {
    struct ct_proc *proc = ct_tree_find(tree, pid);

    proc = proc ? proc : add(tree, pid, ts_ns);
    proc->expected = true;
    return proc;
}

// The process that wrote the record. One that has ended writes no more, so the pid came again.
static struct ct_proc *writer(struct ct_tree *tree, const struct ct_record *record) {
    struct ct_proc *proc = ct_tree_find(tree, record->who.tgid);

    if (!proc || (proc->ended && record->ts_ns > proc->end_ns))
        return add(tree, record->who.tgid, record->ts_ns);
    return proc;
}

static struct ct_threads *thread_group(struct ct_tree *tree, struct ct_proc *proc,
                                       const char *api) {
    struct ct_threads **at = &proc->threads;

    api = ct_names_keep(tree->names, api);
    while (*at && ((*at)->api != api || (*at)->chosen != tree->choosing))
        at = &(*at)->next;
    if (!*at) {
        *at = ct_alloc(sizeof **at);
        (*at)->api = api;
        (*at)->chosen = tree->choosing;
    }
    return *at;
}

static void lived(struct ct_threads *group, uint64_t from, uint64_t to) {
    group->ended++;
    group->ns += to > from ? to - from : 0;
}

// Ids come again: one end may be of a thread whose other end was lost with its process.
static bool of_one(const struct ct_tree *tree, const struct thread_end *known, pid_t tgid,
                   uint64_t ts_ns) {
    const struct ct_proc *proc = ct_tree_find(tree, tgid);

    return known->tgid == tgid &&
           (!proc || (known->ts_ns >= proc->start_ns && (!proc->ended || ts_ns <= proc->end_ns)));
}

// One of the two lines of a thread's life; they may come in either order.
static void thread_line(struct ct_tree *tree, struct ct_record_task task, uint64_t ts_ns,
                        struct ct_threads *group) {
    struct thread_end *known = ct_map_get(&tree->by_tid, (uint64_t)task.tid);

    if (known && !known->group != !group && of_one(tree, known, task.tgid, ts_ns)) {
        if (group)
            lived(group, ts_ns, known->ts_ns);
        else
            lived(known->group, known->ts_ns, ts_ns);
        ct_map_put(&tree->by_tid, (uint64_t)task.tid, NULL);
        free(known);
        return;
    }
    if (!known) { // otherwise the tid came again, and the older one's other end is lost
        known = ct_alloc(sizeof *known);
        ct_map_put(&tree->by_tid, (uint64_t)task.tid, known);
    }
    *known = (struct thread_end){ts_ns, task.tgid, group};
}

static void hide(struct ct_tree *tree, const struct ct_record *record) {
    if (tree->hidden_count == tree->hidden_cap) {
        tree->hidden_cap = tree->hidden_cap ? tree->hidden_cap * 2 : 64;
        tree->hidden = ct_realloc(tree->hidden, tree->hidden_cap * sizeof *tree->hidden);
    }
    tree->hidden[tree->hidden_count++] = (struct ct_hidden){
        .by = record->who.tgid,
        .ts_ns = record->ts_ns,
        .api = ct_names_keep(tree->names, record->api),
        .chosen = tree->choosing,
    };
}

// The spawn calls name a program that will not be seen in the caller, before the child is there.
static void inherit_blindness(struct ct_proc *child, struct ct_proc *caller,
                              const struct ct_record *record) {
    if (!caller->blind_reason || caller->blind_tid != record->who.tid ||
        !strstr(record->api, "spawn"))
        return;
    if (record->result == CT_RESULT_OK && child) {
        child->exec_path = child->blind_path = caller->blind_path;
        child->blind_reason = caller->blind_reason;
    }
    caller->blind_reason = caller->blind_path = NULL;
}

// The process that a call at `ts_ns` made. Its own lines may be here already: then it was taken for
// a new one, or its end for that of the one before, whom nobody had heard to end.
static struct ct_proc *created(struct ct_tree *tree, pid_t pid, uint64_t ts_ns) {
    struct ct_proc *before = ct_tree_find(tree, pid), *child;

    if (before && !before->created && before->start_ns >= ts_ns)
        return before;
    child = add(tree, pid, ts_ns);
    if (before && before->ended && before->end_ns > ts_ns) {
        child->ended = child->said_end = true;
        child->end_ns = before->end_ns;
        child->status = before->status;
        before->ended = before->said_end = false;
        before->status = -1;
    }
    return child;
}

static void create(struct ct_tree *tree, const struct ct_record *record) {
    struct ct_proc *caller = writer(tree, record), *child = NULL;
    pid_t pid = record->child.tgid;

    if (record->result == CT_RESULT_OK && record->thread) {
        struct ct_threads *group = thread_group(tree, caller, record->api);

        group->count++;
        tree->threads++;
        if (record->child.tid)
            thread_line(tree, (struct ct_record_task){record->who.tgid, record->child.tid},
                        record->ts_ns, group);
    } else if (record->result == CT_RESULT_OK && !pid) {
        hide(tree, record);
    } else if (record->result == CT_RESULT_OK) {
        child = created(tree, pid, record->ts_ns);
        child->created = true;
        child->chosen = tree->choosing;
        child->start_ns = record->ts_ns;
        child->by = record->who.tgid;
        caller->said_end |= !strcmp(record->api, "daemon"); // by its child
        child->api = ct_names_keep(tree->names, record->api);
    }
    inherit_blindness(child, caller, record);
}

static void remember_program(struct ct_tree *tree, struct ct_proc *proc) {
    char *before;

    if (!proc->program)
        return;
    if (!proc->before) {
        proc->before = proc->program;
        return;
    }
    if (strlen(proc->before) > 100 || strstr(proc->before, proc->program))
        return; // a chain that comes round, as wrappers of wrappers do
    before = ct_format("%s -> %s", proc->before, proc->program);
    proc->before = ct_names_keep(tree->names, before);
    free(before);
}

static void image(struct ct_tree *tree, const struct ct_record *record) {
    struct ct_proc *proc = ct_tree_find(tree, record->who.tgid);
    const char *exe = record->exe ? ct_command_base(record->exe) : NULL;
    char name[256];
    size_t len = strcspn(record->command, " ");

    // A program that was there and announced no exec is most likely another process: see merge() in
    // tree_link.c.
    if (!proc || (!proc->exec_path && (proc->images || proc->ended)))
        proc = add(tree, record->who.tgid, record->ts_ns);
    remember_program(tree, proc);
    memcpy(name, record->command, len);
    name[len] = '\0';
    proc->program = ct_names_keep(tree->names, len ? name : exe ? exe : "?");
    proc->command = ct_names_keep(tree->names, *record->command ? record->command : proc->program);
    proc->exe = ct_names_keep(tree->names, record->exe);
    proc->exec_path = proc->blind_path = proc->blind_reason = NULL;
    proc->images++;
    proc->lost = 0;
    if (!proc->by)
        proc->by = record->ppid;
}

static void exec(struct ct_tree *tree, const struct ct_record *record) {
    struct ct_proc *proc = writer(tree, record);

    if (record->since_ns > proc->start_ns) // made after it, so this is another one with that pid
        proc = add(tree, record->who.tgid, record->ts_ns);
    if (record->error || record->refused) {
        proc->exec_path = proc->blind_path = proc->blind_reason = NULL;
        return;
    }
    proc->exec_path = ct_names_keep(tree->names, record->path ? record->path : "?");
    if (!proc->created && record->since_tgid) {
        proc->by = record->since_tgid;
        proc->api = ct_names_keep(tree->names, record->since_api);
    }
}

static void blind(struct ct_tree *tree, const struct ct_record *record) {
    struct ct_proc *proc;

    if (!record->who.tgid)
        return;
    proc = writer(tree, record);
    proc->blind_path = ct_names_keep(tree->names, record->path ? record->path : "?");
    proc->blind_reason = ct_names_keep(tree->names, record->reason);
    proc->blind_tid = record->who.tid;
}

static void end(struct ct_tree *tree, const struct ct_record *record) {
    struct ct_proc *proc = writer(tree, record);
    uint64_t told = proc->lost + record->lost;

    proc->ended = proc->said_end = true;
    proc->end_ns = record->ts_ns;
    proc->exec_path = NULL;
    if (record->has_status)
        proc->status = record->status;
    if (record->lost_total > told)
        tree->lost += record->lost_total - told;
}

// Once the line was added: whose it is.
static void credit(struct ct_tree *tree, const struct ct_record *record) {
    struct ct_proc *proc = ct_tree_find(tree, record->who.tgid);

    tree->lost += record->lost;
    if (!proc)
        return;
    // clonetrace itself writes one about the program that it starts.
    proc->wrote |= record->kind != CT_EVENT_BLIND;
    if (record->kind != CT_EVENT_EXIT)
        proc->lost += record->lost;
}

void ct_tree_add(struct ct_tree *tree, const struct ct_record *record) {
    switch (record->kind) {
    case CT_EVENT_CREATE:
        create(tree, record);
        break;
    case CT_EVENT_IMAGE:
        image(tree, record);
        break;
    case CT_EVENT_EXEC:
        exec(tree, record);
        break;
    case CT_EVENT_EXIT:
        end(tree, record);
        break;
    case CT_EVENT_THREAD_EXIT:
        thread_line(tree, record->who, record->ts_ns, NULL);
        break;
    case CT_EVENT_BLIND:
        blind(tree, record);
        break;
    case CT_EVENT_NAMESPACE:
    case CT_EVENT_KINDS:
        break;
    }
    credit(tree, record);
}
