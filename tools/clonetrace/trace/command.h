// SPDX-License-Identifier: MIT
#ifndef CT_COMMAND_H
#define CT_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

// An argument vector as one line for people: quoted where a shell would need it, `...` where it was
// cut. The program is named without its directories.
struct ct_command {
    char *text; // always terminated
    size_t size;
    size_t len;
    bool cut;
    bool any; // an argument was added
};

void ct_command_init(struct ct_command *command, char *text, size_t size); // size at least 8
void ct_command_add(struct ct_command *command, const char *arg);          // NULL is left out
void ct_command_cut(struct ct_command *command);                           // there was more

// The last component of a path; never empty unless the path is.
const char *ct_command_base(const char *path);

#endif
