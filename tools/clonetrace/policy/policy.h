// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_COMMAND_H
#define CT_POLICY_COMMAND_H

#include <stdbool.h>

// The commands under `clonetrace policy`. Each gets its own name as argv[0] and returns the exit
// status of the whole tool.
int ct_policy_list(int argc, char **argv);
int ct_policy_check(int argc, char **argv);
int ct_policy_explain(int argc, char **argv);
int ct_policy_export(int argc, char **argv);

// What they share: --json, --help, and operands, which may come in any order.
struct ct_policy_args {
    bool help;
    bool json;
    int count;
    char **names; // of policies
};

// Returns 0, or CT_EXIT_FAILED after it has told the user what is wrong. `command` is for messages.
int ct_policy_args_read(struct ct_policy_args *args, const char *command, int argc, char **argv);

struct json_t;
// Prints a value as one line on stdout and drops it.
void ct_policy_print_json(struct json_t *json);
// A file's name as JSON has it, where it is no UTF-8 with `?` in it.
struct json_t *ct_policy_json_name(const char *name);

#endif
