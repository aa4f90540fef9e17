// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_STACK_H
#define CT_EVENT_STACK_H

#include <stdbool.h>
#include <sys/types.h>

#include "event/event.h"

// Call stacks by libunwind, which is loaded only when they are asked for, into a scope that the
// program does not see: as an ordinary dependency it would replace the program's own exception
// unwinder.

// Loads it and unwinds once, so that its caches are warm. False without libunwind. Takes the
// loader's lock.
bool ct_stack_init(void);

// The caller's frames, innermost first and this library's own left out; how many. 0 where unwinding
// is not safe: in a child that shares memory, in a forked child of a process that had threads,
// inside another capture of this thread, on a small alternate signal stack.
unsigned ct_stack_capture(struct ct_site *frames, unsigned max, pid_t tgid, pid_t tid);

// A thread is about to be created.
void ct_stack_note_thread(void);

// From hold to release no other thread is inside the unwinder: around a call that copies memory
// with its locks.
void ct_stack_hold(pid_t tid);
void ct_stack_release(void);

#endif
