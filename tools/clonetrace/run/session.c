// SPDX-License-Identifier: MIT
// One run, from the look-up of the program to what is told of it. Everything that can be refused is
// refused before the program starts.
#include "clonetrace/run/session.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clonetrace/trace/command.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/run/asked.h"
#include "clonetrace/run/follow.h"
#include "clonetrace/run/logfile.h"
#include "clonetrace/cli/output.h"
#include "clonetrace/run/preload.h"
#include "clonetrace/run/program.h"
#include "clonetrace/run/readback.h"
#include "clonetrace/summary/summary.h"
#include "clonetrace/run/supervise.h"
#include "event/encode.h"
#include "event/names.h"

static uint64_t now_ns(void) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// What the library cannot say, since it will not be there.
static void log_blindness(const struct ct_logfile *file, const struct ct_program *program,
                          pid_t pid) {
    struct ct_event event = {
        .kind = CT_EVENT_BLIND, .api = CT_API_EXECVE, .ts_ns = now_ns(), .tgid = pid, .tid = pid};
    char line[CT_LINE_MAX];
    struct ct_buf buf;

    while (event.blind.reason < CT_BLIND_REASONS &&
           ct_blind_name(event.blind.reason) != program->blind)
        event.blind.reason++;
    event.blind.path = program->path;
    ct_buf_init(&buf, line, sizeof line);
    if (!ct_event_encode(&event, &buf) && write(file->fd, buf.data, buf.len) < 0)
        ct_fail("cannot write to the log %s: %s", file->path, strerror(errno));
}

// Where nobody waits for a verdict: a signal that asked to end is obeyed, now that no private log
// would be left behind.
static void give_back(struct ct_session *session, struct ct_supervisor *supervisor) {
    ct_supervise_end(supervisor, &session->launch);
    if (supervisor->asked)
        raise(supervisor->asked);
}

// Where the lines are that were read. Returns what is to be freed.
static char *name_log(struct ct_summary *summary, const struct ct_readback *back) {
    const struct ct_moved *moved = &back->moved;

    if (!moved->moved || !summary->log_path)
        return NULL;
    if (moved->fd >= 0) {
        summary->log_before = moved->now ? moved->now : "a file that was removed";
        summary->before = back->before;
        return NULL;
    }
    return ct_format("%s%s", moved->now ? moved->now : summary->log_path,
                     moved->now ? "" : ", which was removed");
}

static int conclude(struct ct_session *session, struct ct_supervisor *supervisor,
                    struct ct_logfile *file, struct ct_summary *summary, int log_fd) {
    struct ct_readback back;
    char *name;
    int status;

    ct_readback_init(&back, log_fd, &summary->ending);
    if (!summary->unread)
        ct_readback_wait(&back, supervisor, session->patience_ms);
    ct_readback_look(&back, file);
    ct_logfile_remove(file);
    if (!session->patience_ms)
        give_back(session, supervisor);
    ct_readback_rest(&back);
    name = name_log(summary, &back);
    if (name)
        summary->log_path = name;
    summary->trouble = back.trouble;
    status = session->tell(session->data, summary, &back.trace, &back.log);
    if (session->patience_ms)
        ct_supervise_end(supervisor, &session->launch);
    free(name);
    ct_readback_finish(&back);
    return status;
}

static uint32_t asked(const struct ct_session *session) {
    return ct_asked_events(session->launch.events ? session->launch.events
                                                  : getenv("CLONETRACE_EVENTS"));
}

static int tell(struct ct_session *session, struct ct_supervisor *supervisor,
                struct ct_logfile *file, const struct ct_program *program,
                const struct ct_ending *ending, int log_fd) {
    struct ct_summary summary = {
        .ending = *ending, .blind = program->blind, .unread = log_fd < 0 || !file->regular};
    char text[256];
    struct ct_command command;

    ct_command_init(&command, text, sizeof text);
    for (char **arg = session->launch.argv; *arg; arg++)
        ct_command_add(&command, *arg);
    summary.command = text;
    summary.log_path = session->output ? file->path : NULL;
    summary.events = asked(session);
    return conclude(session, supervisor, file, &summary, log_fd);
}

int ct_session_status(const struct ct_ending *ending) {
    return ending->signalled ? 128 + ending->status : ending->status;
}

// From the start of the program to its end.
static int start(struct ct_session *session, const struct ct_program *program,
                 struct ct_ending *ending) {
    int refused = 0;

    ending->start_ns = now_ns();
    ending->pid = ct_launch_start(&session->launch, &refused);
    if (refused < 0)
        return ct_fail("the kernel does not take the policy's filter: %s; it may be built without "
                       "seccomp, use --enforce shim",
                       strerror(-refused));
    if (refused)
        return ct_program_refused(program->path, refused);
    if (ending->pid < 0)
        return ct_fail("cannot start a process: %s; end some, or raise the limits (ulimit -a)",
                       strerror(-ending->pid));
    return 0;
}

// Live lines. What the reader has not taken when the program ends is waited for when the private
// log is gone and signals end clonetrace again.
static void follow(struct ct_session *session, struct ct_supervisor *supervisor,
                   struct ct_logfile *file, struct ct_ending *ending, int log_fd) {
    struct ct_follow follow;
    struct ct_readback back;

    ct_follow_init(&follow, log_fd, file->path, STDERR_FILENO);
    ct_supervise_wait(supervisor, ending, &follow.work);
    ct_supervise_pause(supervisor, CT_READBACK_SETTLE_MS);
    ct_readback_init(&back, log_fd, ending);
    ct_readback_look(&back, file);
    ct_logfile_remove(file);
    give_back(session, supervisor);
    ct_log_last(&follow.log);
    ct_follow_rest(&follow);
    if (back.moved.fd >= 0) {
        ct_readback_switch(&follow.log, back.moved.fd);
        ct_follow_rest(&follow);
    }
    ct_readback_again(&back);
    if (follow.cut && !back.trouble)
        back.trouble = "it was cut while the program ran";
    back.trace.tree.events = asked(session);
    ct_tree_waited(ct_tree_expect(&back.trace.tree, ending->pid, ending->start_ns),
                   !ending->signalled);
    ct_readback_tell(&back);
    ct_readback_finish(&back);
    ct_follow_finish(&follow);
}

// While the program runs, and after. Returns the status to exit with.
static int attend(struct ct_session *session, struct ct_supervisor *supervisor,
                  struct ct_logfile *file, const struct ct_program *program,
                  struct ct_ending *ending) {
    int log_fd = ct_logfile_read(file);
    int status;

    if (session->json) {
        follow(session, supervisor, file, ending, log_fd);
        status = ct_session_status(ending);
    } else {
        ct_supervise_wait(supervisor, ending, NULL);
        status = tell(session, supervisor, file, program, ending, log_fd);
    }
    if (log_fd >= 0)
        close(log_fd);
    return status;
}

static int trace(struct ct_session *session, struct ct_logfile *file,
                 const struct ct_program *program) {
    struct ct_supervisor supervisor;
    struct ct_ending ending = {0};
    int failed = ct_supervise_begin(&supervisor, &session->launch);

    if (failed)
        return ct_fail("cannot receive signals: %s; raise the limit of open files (ulimit -n)",
                       strerror(-failed));
    failed = start(session, program, &ending);
    if (failed)
        return failed;
    if (program->blind)
        log_blindness(file, program, ending.pid);
    return attend(session, &supervisor, file, program, &ending);
}

static int open_log(struct ct_session *session, struct ct_logfile *file) {
    int failed = ct_logfile_open(file, session->output);

    if (!failed && session->json && !file->regular) {
        ct_logfile_close(file);
        failed =
            ct_fail("run: --json follows the log, and %s cannot be read back; use a regular file",
                    session->output);
    }
    session->launch.log = file->path;
    return failed;
}

int ct_session_run(struct ct_session *session) {
    struct ct_program program;
    struct ct_logfile file;
    char *library;
    int status;

    ct_output_reserve();
    library = ct_preload_find();
    if (!library)
        return CT_EXIT_FAILED;
    session->launch.library = library;
    if (session->launch.policy && ct_preload_policy(library)) {
        free(library);
        return CT_EXIT_FAILED;
    }
    status = ct_program_find(&program, session->launch.argv[0]);
    session->launch.path = program.path;
    if (!status && !(status = open_log(session, &file))) {
        status = trace(session, &file, &program);
        ct_logfile_close(&file);
    }
    free(program.path);
    free(library);
    return status;
}
