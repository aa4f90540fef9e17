// SPDX-License-Identifier: MIT
#ifndef CT_OPTIONS_H
#define CT_OPTIONS_H

#include <stdbool.h>

struct ct_option {
    const char *name;  // long form without the dashes; NULL ends the table
    char letter;       // short form, 0 for none
    const char *value; // what the value is called in messages ("FILE"); NULL where it takes none
    bool optional;     // the value: only `--name=value` gives one, `--name` alone gives none
};

struct ct_options {
    const char *command; // for messages: "run"
    const struct ct_option *table;
    int argc;
    char **argv;
    int at;             // the next argument; start at 1
    bool only_operands; // "--" was seen
    const char *value;  // of the option just returned; NULL where it has none
};

enum { CT_OPTIONS_END = -1, CT_OPTIONS_BAD = -2 };

// Returns the table index of the next option, CT_OPTIONS_END where argv[at] is an operand or argv
// has ended (a command that mixes both takes argv[at++] and calls again), or CT_OPTIONS_BAD after
// it has told the user what is wrong: then the command returns CT_EXIT_FAILED.
int ct_options_next(struct ct_options *options);

#endif
