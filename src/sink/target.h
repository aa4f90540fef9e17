// SPDX-License-Identifier: MIT
#ifndef CT_SINK_TARGET_H
#define CT_SINK_TARGET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// An open log: a descriptor number and the file that it had when it became ours. The program may
// close the number and use it again; only the pair says that the log is still behind it.
struct ct_target {
    int fd; // -1: none
    uint32_t dev_major, dev_minor;
    uint64_t inode;
    uint16_t mode; // S_IFMT part tells files from pipes and sockets
    bool marked;   // its position is our mark, see ct_target_has_mark()
    pid_t tgid;    // that opened it: the log of `%p` belongs to one process
};

enum ct_hold {
    CT_HOLD_OURS,     // still the file that was adopted
    CT_HOLD_UNLINKED, // ours, but its last name is gone: nobody will read it
    CT_HOLD_FOREIGN,  // closed, or another file under the number
};

// Takes `fd` with the file that is behind it now. False, and fd -1, where nothing is.
bool ct_target_adopt(struct ct_target *target, int fd);
enum ct_hold ct_target_hold(const struct ct_target *target);
// A quarter of that one's cost, for a marked target: true where the very open file that was kept is
// still behind the number. It does not say whether the file still has a name.
bool ct_target_has_mark(const struct ct_target *target);

// Opens `path` (with %p replaced by `tgid`) for appending, without waiting for a reader of a FIFO.
// False, and fd -1, where that is not possible.
bool ct_target_open(struct ct_target *target, const char *path, pid_t tgid);
// Moves the descriptor out of the program's way and marks a regular file; onto `onto` where that is
// not -1, in one step, so that a thread about to write there writes into the new file. False, and
// closed, where no number is free.
bool ct_target_keep(struct ct_target *target, int onto);
void ct_target_close(struct ct_target *target);

#endif
