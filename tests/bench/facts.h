// SPDX-License-Identifier: MIT
// What the floor asks the kernel for its lines: everything that a line of the shim says (facts.c),
// or nothing (no_facts.c). Nothing of the answers is used.
#ifndef CT_BENCH_FACTS_H
#define CT_BENCH_FACTS_H

void facts_of_image(void);
// The descriptor under which the log is written; the one given is closed where it is another.
int facts_of_log(int fd);
// Of a line of the creator: when, and whether the log is still the log.
void facts_of_create(int log_fd);
// Of the last line: of a child, or a program that ends.
void facts_of_end(int log_fd);
// Of an exec's line, and of whether the program of that path will be seen.
void facts_of_exec(int log_fd, const char *path);

#endif
