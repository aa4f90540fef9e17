// SPDX-License-Identifier: MIT
// Micro cases: one worker process per condition, alive for a whole generation of rounds, asked over
// a pipe to repeat its operation. Short batches keep the conditions of a round close together in
// time.
#include "micro.h"
#include "protocol.h"
#include "scratch.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BATCH_NS 3e6
#define BATCH_MAX 256
#define PROBE 16 // operations from which the size of a batch is estimated

static char *program(const char *programs, const char *name) {
    char *path;
    if (asprintf(&path, "%s/%s", programs, name) < 0)
        err(1, "%s", name);
    return path;
}

// Both ends are closed at exec: a program of the operation must not keep a worker's pipe open.
static void pipe_or_die(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0)
        err(1, "pipe");
}

struct bench_worker bench_worker_start(const struct bench_condition *condition,
                                       const char *programs, const char *operation) {
    int request[2], answer[2];
    pipe_or_die(request);
    pipe_or_die(answer);
    char *argv[] = {program(programs, "bench-worker"), (char *)operation,
                    program(programs, "bench-tiny-static"), program(programs, "bench-tiny-dynamic"),
                    NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, request[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, answer[1], STDOUT_FILENO);
    struct bench_worker worker = {.request = request[1], .answer = answer[0]};
    int error = posix_spawn(&worker.pid, argv[0], &actions, NULL, argv, condition->env);
    if (error)
        errx(1, "cannot start %s: %s", argv[0], strerror(error));
    posix_spawn_file_actions_destroy(&actions);
    close(request[0]);
    close(answer[1]);
    free(argv[0]);
    free(argv[2]);
    free(argv[3]);
    return worker;
}

double bench_worker_repeat(struct bench_worker *worker, uint32_t count) {
    struct bench_request request = {count};
    struct bench_answer answer;
    if (write(worker->request, &request, sizeof(request)) != (ssize_t)sizeof(request))
        err(1, "worker %d takes no request", (int)worker->pid);
    ssize_t got = read(worker->answer, &answer, sizeof(answer));
    if (got == 0) // Ctrl-C ends the workers, too
        bench_scratch_end_if_interrupted();
    if (got != (ssize_t)sizeof(answer))
        errx(1, "worker %d gave no answer: %s", (int)worker->pid,
             got < 0 ? strerror(errno) : "it ended");
    if (answer.error)
        errx(1, "the operation failed after %u of %u: %s", answer.done, count,
             strerror(-answer.error));
    worker->done += answer.done;
    return (double)answer.ns / count;
}

void bench_worker_stop(struct bench_worker *worker) {
    int status;
    close(worker->request);
    close(worker->answer);
    if (waitpid(worker->pid, &status, 0) != worker->pid)
        err(1, "waitpid");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        errx(1, "worker %d ended with wait status 0x%x", (int)worker->pid, status);
}

static void choose_batch(struct bench_micro *micro) {
    struct bench_worker *native = &micro->workers[BENCH_NATIVE];
    if (micro->quick) {
        micro->batch = 2;
        return;
    }
    bench_worker_repeat(native, PROBE);
    double fit = BATCH_NS / bench_worker_repeat(native, PROBE);
    micro->batch = fit < 1 ? 1 : fit > BATCH_MAX ? BATCH_MAX : (uint32_t)fit;
}

static void begin(void *self) {
    struct bench_micro *micro = self;
    for (size_t i = 0; i < micro->conditions->count; i++) {
        uint64_t done = micro->workers[i].done;
        micro->workers[i] =
            bench_worker_start(&micro->conditions->list[i], micro->programs, micro->operation);
        micro->workers[i].done = done;
    }
    if (micro->batch == 0)
        choose_batch(micro);
}

static double measure(void *self, size_t condition) {
    struct bench_micro *micro = self;
    return bench_worker_repeat(&micro->workers[condition], micro->batch);
}

static void end(void *self) {
    struct bench_micro *micro = self;
    for (size_t i = 0; i < micro->conditions->count; i++)
        bench_worker_stop(&micro->workers[i]);
}

static uint64_t done(void *self, size_t condition) {
    return ((struct bench_micro *)self)->workers[condition].done;
}

struct bench_runner bench_micro_runner(struct bench_micro *micro) {
    return (struct bench_runner){
        .self = micro,
        .begin = begin,
        .measure = measure,
        .end = end,
        .done = done,
        .generation_rounds = micro->quick ? 2 : 40,
        .warm_up = micro->quick ? 1 : 2,
    };
}
