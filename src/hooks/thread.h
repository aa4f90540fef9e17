// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_THREAD_H
#define CT_HOOKS_THREAD_H

// Prepares thread_exit events where they are asked for. Before the first thread.
void ct_thread_init(void);

#endif
