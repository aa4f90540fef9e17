// SPDX-License-Identifier: MIT
#ifndef CT_COMMANDS_H
#define CT_COMMANDS_H

// Each command gets its own name as argv[0] and returns the exit status of the whole tool.
int ct_cmd_run(int argc, char **argv);
int ct_cmd_check(int argc, char **argv);
int ct_cmd_scan(int argc, char **argv);
int ct_cmd_report(int argc, char **argv);
int ct_cmd_policy(int argc, char **argv);
int ct_cmd_bench(int argc, char **argv);
int ct_cmd_flags(int argc, char **argv);

#endif
