// SPDX-License-Identifier: MIT
#ifndef CT_GATE_SELF_H
#define CT_GATE_SELF_H

#include <sys/types.h>

#include "event/event.h"

// This thread, for the gate's own files; what others may ask of it is in gate.h.

// Its ids, from memory where that is sure to be right.
void ct_gate_self_ids(pid_t *tgid, pid_t *tid);
// A child is about to be created that may share this thread's storage, and (vfork) has stopped to.
void ct_gate_self_share(const struct ct_create *create);
void ct_gate_self_unshare(const struct ct_create *create);
// Whether the end of a call belongs to this process. A child that a signal handler forked within
// the call, and that came back from the handler, is at the end of its creator's, which tells of it;
// unless it asked the kernel itself, for `child`: then `call` is made its own.
struct ct_call;
bool ct_gate_self_ends(struct ct_call *call, pid_t child);

#endif
