// SPDX-License-Identifier: MIT
// Debian's libjansson.a is not built for shared libraries. The one thing in the way is that
// json_loadf() compares its file with libc's stdin, by an address relative to its own; with a stdin
// of this library's own, hidden, that address is known. Nobody here calls json_loadf().
extern void *stdin __attribute__((visibility("hidden")));
void *stdin;
