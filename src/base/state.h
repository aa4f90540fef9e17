// SPDX-License-Identifier: MIT
#ifndef CT_BASE_STATE_H
#define CT_BASE_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Everything of the library that changes while the program runs and belongs to one process. It lies
// in pages that the kernel empties in a forked child (MADV_WIPEONFORK, Linux 4.14): a fork neither
// copies them nor write-protects them in the parent, so counting costs no page fault, and a child
// starts at zero without anybody telling it. A vfork child shares them with its parent, as it does
// all memory.

#define CT_STATE_CAPTURES 32
#define CT_STATE_SLOTS 64
#define CT_STATE_LINES 8
#define CT_STATE_LINE_SIZE 4096 // bytes, CT_LINE_MAX of event/event.h
#define CT_STATE_SEEN 32
#define CT_STATE_OWING 16

// A thread on its way from pthread_create to its first instruction; see hooks/thread.c. These lie
// in ordinary memory: a child that a signal handler forked on that way goes on with them.
struct ct_slot {
    _Atomic uint32_t gate;
    pid_t tid;   // written by the thread where it could not wait
    pid_t owner; // of the state pages, when it was taken: another one in such a child
    void *start;
    void *arg;
    uint64_t since[3];
};

struct ct_state {
    _Atomic(pid_t) owner; // thread group that these pages belong to, 0 until somebody claims them
    _Atomic(pid_t) room_user; // who builds an environment in the room
    _Atomic bool reopening;   // a thread is opening the log
    _Atomic bool stuck; // who waited for a scratch line did so in vain, and none came back since
    _Atomic uint32_t lines; // bitmap of taken scratch lines
    _Atomic uint64_t written;
    _Atomic uint64_t created;                  // calls that the policy let pass
    _Atomic uint64_t lost;                     // in all
    _Atomic uint64_t lost_new;                 // since the last line that was written
    _Atomic uint64_t checked_ns;               // when the log was last seen to have a name
    _Atomic uint64_t unchecked;                // lines written since then
    _Atomic uint64_t seen[CT_STATE_SEEN];      // hooks/seen.c
    _Atomic uint64_t lately[CT_STATE_SEEN][2]; // likewise: a path, and when
    _Atomic uint32_t holds; // forks under way, for which no thread may be inside the unwinder
    _Atomic(pid_t) capturing[CT_STATE_CAPTURES]; // threads inside the unwinder
    _Atomic uint32_t owing[CT_STATE_OWING];      // threads whose line is to come: base/owed.h
};

// Begins to count for the thread group `tgid`; `with_room` says that ct_state_room_take() will be
// called. A program that creates nothing needs no pages for that: until ct_state_map() a small copy
// in .data serves.
void ct_state_init(pid_t tgid, bool with_room);
// Maps the pages: before a child or a thread is created, and when one of their lines is wanted.
// What was counted moves there. Where there is no memory for them, the small copy goes on to serve,
// and nothing is emptied at fork.
void ct_state_map(void);
struct ct_state *ct_state(void);
// True where the kernel empties them in every forked child, told or not.
bool ct_state_is_wiped(void);

// Claims pages that nobody owns for the thread group; false where another one owns them, which is
// what a child that shares memory finds. Such a child must not keep anything in this process's
// memory.
bool ct_state_own(pid_t tgid);
// In a forked child, where the kernel did not empty the pages.
void ct_state_after_fork(void);

// A buffer of CT_STATE_LINE_SIZE bytes, or NULL where all stay taken (or none could be mapped).
char *ct_state_line_take(void);
void ct_state_line_give(char *line);

// One large room for an environment, taken by the task `tid` and given back by it, or, where it is
// a vfork child that has gone on to its exec, by its creator. NULL where it is taken or too small.
void *ct_state_room_take(size_t size, pid_t tid);
void ct_state_room_give(pid_t tid);

struct ct_slot *ct_state_slot_take(void);
void ct_state_slot_give(struct ct_slot *slot);

#endif
