// SPDX-License-Identifier: MIT
#ifndef BENCH_OPERATIONS_H
#define BENCH_OPERATIONS_H

// One measured act, complete: what was created is gone when it returns. Returns 0 or -errno;
// -ECHILD where the child did not end with status 0.
struct operation {
    const char *name;
    int (*run)(void);
};

// NULL where no operation has that name.
const struct operation *operation_find(const char *name);

// Paths of the programs that the operations execute; the strings are borrowed.
void operation_programs(const char *static_program, const char *dynamic_program);

#endif
