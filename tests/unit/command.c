// SPDX-License-Identifier: MIT
// Runs the built command as a user would and keeps all it says.
#include "command.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGS = 16 };

const char *command_name = "flags";

static void execute(const char *const *args) {
    const char *path = getenv("CLONETRACE");
    const char *argv[ARGS + 3] = {"clonetrace", command_name};

    for (int i = 0; i < ARGS && args[i]; i++)
        argv[i + 2] = args[i];
    if (path)
        execv(path, (char *const *)argv);
    _exit(127);
}

static int status_of(pid_t child) {
    int status;

    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void read_back(FILE *file, char *text, size_t size) {
    size_t len;

    rewind(file);
    len = fread(text, 1, size - 1, file);
    text[len] = '\0';
    fclose(file);
}

struct command *command_run(const char *const *args) {
    struct command *command = calloc(1, sizeof *command);
    FILE *out = tmpfile(), *err = tmpfile();
    pid_t child = fork();

    cr_assert(command && out && err && child >= 0);
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(err), STDERR_FILENO);
        execute(args);
    }
    command->status = status_of(child);
    read_back(out, command->out, sizeof command->out);
    read_back(err, command->err, sizeof command->err);
    return command;
}

struct command *command_run_on_terminal(const char *const *args, const char *more) {
    struct command *command = calloc(1, sizeof *command);
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    size_t len = 0;
    char c;
    int terminal;
    pid_t child = forkpty(&terminal, NULL, NULL, &size);

    cr_assert(command && child >= 0);
    if (child == 0) {
        unsetenv("NO_COLOR");
        setenv("TERM", "xterm", 1);
        if (more)
            putenv(strdup(more));
        execute(args);
    }
    while (len + 1 < sizeof command->out && read(terminal, &c, 1) == 1) // EIO at the end
        if (c != '\r')
            command->out[len++] = c;
    close(terminal);
    command->status = status_of(child);
    return command;
}
