// SPDX-License-Identifier: MIT
#ifndef CT_PROGRAM_H
#define CT_PROGRAM_H

// The file that a command name means.
struct ct_program {
    char *path;        // what execve gets; the caller frees it
    const char *blind; // name of the reason why the library will not be in it; NULL where it will
};

// Looks `name` up as execvp(3) does and looks into the file. Returns 0, or the status to exit with
// after telling the user: CT_EXIT_NOT_FOUND, CT_EXIT_NOT_EXECUTABLE.
int ct_program_find(struct ct_program *program, const char *name);

// Tells why execve refused it with `error`, and returns the status to exit with.
int ct_program_refused(const char *path, int error);

#endif
