// SPDX-License-Identifier: MIT
// Files as streams, with the promise of savefile.c: a full disk must not leave half of one.
#include "clonetrace/cli/savestream.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/output.h"

#define DRAFTS_MAX 16 // files at a time; more are not looked after

static char *volatile drafts[DRAFTS_MAX];

static void note(char *draft, char *instead) {
    for (size_t i = 0; i < DRAFTS_MAX; i++) {
        if (drafts[i] == draft) {
            drafts[i] = instead;
            return;
        }
    }
}

static void leave(int number) {
    for (size_t i = 0; i < DRAFTS_MAX; i++) {
        if (drafts[i])
            unlink(drafts[i]);
    }
    raise(number); // which SA_RESETHAND has given back its meaning
}

void ct_savestream_guard(void) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = leave, .sa_flags = SA_RESETHAND | SA_NODEFER}, now;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (!sigaction(numbers[i], NULL, &now) && now.sa_handler == SIG_DFL)
            sigaction(numbers[i], &action, NULL);
    }
}

// Through ct_output_all, which waits where a pipe was opened without blocking.
static ssize_t put(void *data, const char *text, size_t len) {
    struct ct_savestream *stream = data;

    if (!stream->failed)
        stream->failed = ct_output_all(stream->fd, text, len);
    return stream->failed ? 0 : (ssize_t)len; // 0, not -1: fopencookie(3)
}

static int give_up(struct ct_savestream *stream, int failed) {
    if (stream->fd >= 0)
        close(stream->fd);
    free(stream->draft);
    return failed;
}

int ct_savestream_open(struct ct_savestream *stream, const char *path) {
    static const cookie_io_functions_t functions = {.write = put};
    struct stat st;
    bool exists = !lstat(path, &st), plain = !exists || S_ISREG(st.st_mode);

    *stream = (struct ct_savestream){.path = path, .fd = -1};
    if (plain) {
        stream->draft = ct_format("%s.%d.part", path, (int)getpid());
        stream->fd = open(stream->draft, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_CREAT | O_EXCL,
                          exists ? st.st_mode & 0777 : 0666);
    } else {
        stream->fd =
            open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_CREAT | O_TRUNC | O_NONBLOCK, 0666);
    }
    if (stream->fd >= 0)
        stream->out = fopencookie(stream, "w", functions);
    if (stream->out && stream->draft)
        note(NULL, stream->draft);
    if (stream->out)
        return 0;
    return give_up(stream, -errno);
}

static int end(struct ct_savestream *stream, bool keep) {
    int failed;

    fclose(stream->out); // what it could not write, put() remembers
    failed = stream->failed;
    if (close(stream->fd) && !failed) // a network file system says it only now
        failed = -errno;
    if (!failed && keep && stream->draft && rename(stream->draft, stream->path))
        failed = -errno;
    if (stream->draft && (failed || !keep))
        unlink(stream->draft);
    if (stream->draft)
        note(stream->draft, NULL);
    free(stream->draft);
    return failed;
}

int ct_savestream_commit(struct ct_savestream *stream) {
    return end(stream, true);
}

void ct_savestream_drop(struct ct_savestream *stream) {
    end(stream, false);
}
