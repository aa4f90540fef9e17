// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_SEEN_H
#define CT_HOOKS_SEEN_H

#include <stdbool.h>
#include <stdint.h>

// Programs that this process looked at already: a shell starts the same few a thousand times.

// A number for the file as it is now (device, inode, change time, owner and mode), or 0 where it
// cannot be looked at.
uint64_t ct_seen_key(int dir, const char *path, int flags);
// True where the key was noted before. Notes it otherwise; the oldest of its place is forgotten.
bool ct_seen_before(uint64_t key);

// True where this absolute path was noted within the last second: a file is not asked about more
// often than that.
bool ct_seen_lately(const char *path, uint64_t now_ns);
void ct_seen_note(const char *path, uint64_t now_ns);

#endif
