// SPDX-License-Identifier: MIT
// Command cases: a whole program per measurement, from before its creation until it has been
// reaped. Its output goes nowhere, its errors to ours; one that fails ends the benchmark.
#include "command.h"
#include "scratch.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void nothing(void *self) {
}

static double now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static int run(char **argv, char **env, int *status) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    int error = posix_spawnp(&pid, argv[0], &actions, NULL, argv, env);
    posix_spawn_file_actions_destroy(&actions);
    if (!error && waitpid(pid, status, 0) != pid)
        error = errno;
    return error;
}

static double measure(void *self, size_t condition) {
    struct bench_command *command = self;
    int status = 0;
    double start = now_ns();
    int error = run(command->argv, command->conditions->list[condition].env, &status);
    double ns = now_ns() - start;
    if (error)
        errx(1, "%s: %s", command->argv[0], strerror(error));
    if (status != 0) // Ctrl-C ends the command, too
        bench_scratch_end_if_interrupted();
    if (status != 0)
        errx(1, "%s under %s ended with wait status 0x%x", command->argv[0],
             command->conditions->list[condition].name, status);
    command->done[condition]++;
    return ns;
}

static uint64_t done(void *self, size_t condition) {
    return ((struct bench_command *)self)->done[condition];
}

struct bench_runner bench_command_runner(struct bench_command *command) {
    return (struct bench_runner){
        .self = command,
        .begin = nothing,
        .measure = measure,
        .end = nothing,
        .done = done,
        .generation_rounds = 1,
        .warm_up = 0,
    };
}
