// SPDX-License-Identifier: MIT
// Workers: started one after the other, each in a process group of its own, so that a terminal's
// Ctrl-C reaches this process alone and a group can be ended with all that it has created.
#include "clonetrace/bench/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clonetrace/bench/interrupt.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/output.h"

// A worker that says nothing for so long hangs. Preparing takes a second for a gigabyte where the
// machine is slow.
#define PATIENCE_MS 120000
#define PATIENCE_MS_PER_GIB 20000

struct crew {
    pid_t worker;
    int to, from; // its stdin, its stdout
    char *text;   // what it said
    size_t len, room;
};

void ct_bench_crew_init(void) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    signal(SIGPIPE, SIG_IGN);
}

static int spawn(struct crew *crew, const char *path, int in, int out) {
    char *argv[] = {(char *)path, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, ours;
    int error;

    sigemptyset(&none);
    sigemptyset(&ours);
    sigaddset(&ours, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                        POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &ours);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    error = posix_spawn(&crew->worker, path, &actions, &attr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    return -error;
}

static int start(struct crew *crew, const char *path) {
    int in[2], out[2], error;

    if (pipe2(in, O_CLOEXEC))
        return -errno;
    if (pipe2(out, O_CLOEXEC)) {
        error = -errno;
        close(in[0]);
        close(in[1]);
        return error;
    }
    error = spawn(crew, path, in[0], out[1]);
    close(in[0]);
    close(out[1]);
    crew->to = in[1];
    crew->from = out[0];
    return error;
}

// Until the end of file: 0, or -errno.
static int listen(struct crew *crew, int patience_ms) {
    for (;;) {
        int ready = ct_bench_interrupt_wait(crew->from, patience_ms);
        ssize_t got;

        if (ready <= 0)
            return ready ? ready : -ETIMEDOUT;
        if (crew->len == crew->room) {
            crew->room = crew->room ? 2 * crew->room : 16384;
            crew->text = ct_realloc(crew->text, crew->room);
        }
        got = read(crew->from, crew->text + crew->len, crew->room - crew->len);
        if (got <= 0)
            return got ? -errno : 0;
        crew->len += (size_t)got;
    }
}

// The worker and everything that it created, in its group or handed to us when it ended.
static int end(struct crew *crew, bool wanted) {
    int status = 0;

    close(crew->to);
    close(crew->from);
    if (wanted)
        kill(-crew->worker, SIGKILL);
    while (waitpid(crew->worker, &status, 0) < 0 && errno == EINTR)
        continue;
    kill(-crew->worker, SIGKILL); // where it ended before its children
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
    return status;
}

static int understand(struct crew *crew, struct ct_bench_answer *answer, double **samples,
                      int status) {
    size_t count = 0;

    if (crew->len < sizeof *answer) {
        snprintf(answer->step, sizeof answer->step,
                 WIFSIGNALED(status) ? "measure: signal %d ended the worker"
                                     : "measure: the worker ended with status %d",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        return -EIO;
    }
    memcpy(answer, crew->text, sizeof *answer);
    if (answer->error)
        return -answer->error;
    for (int i = 0; i < CT_BENCH_SERIES; i++)
        count += answer->counts[i];
    if (crew->len != sizeof *answer + count * sizeof **samples)
        return -EPROTO;
    *samples = ct_alloc(count * sizeof **samples + 1);
    memcpy(*samples, crew->text + sizeof *answer, count * sizeof **samples);
    return 0;
}

int ct_bench_crew_ask(const char *worker, const struct ct_bench_request *request,
                      struct ct_bench_answer *answer, double **samples) {
    struct crew crew = {0};
    int error = start(&crew, worker), status;

    *samples = NULL;
    *answer = (struct ct_bench_answer){.step = "start the worker"};
    if (error && crew.to) {
        close(crew.to);
        close(crew.from);
    }
    if (error)
        return error;
    error = ct_output_all(crew.to, (const char *)request, sizeof *request);
    if (error == -EPIPE) // it has ended: its status says more
        error = 0;
    if (!error)
        error = listen(&crew,
                       PATIENCE_MS + (int)(request->condition.memory >> 30) * PATIENCE_MS_PER_GIB);
    status = end(&crew, error != 0);
    if (!error)
        error = understand(&crew, answer, samples, status);
    else if (error == -ETIMEDOUT)
        snprintf(answer->step, sizeof answer->step, "hear from the worker");
    free(crew.text);
    return error;
}
