// SPDX-License-Identifier: MIT
// Runs scripts that run the command. The library beside it is the real one, or, in a build with
// sanitizers, which cannot be preloaded, a stand-in that writes an image and an exit line.
#include "stage.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char directory[] = "/tmp/clonetrace-test-XXXXXX";

static void copy(const char *from, const char *to) {
    char command[1024];

    snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
    cr_assert_eq(system(command), 0, "cannot copy %s", from);
}

void stage_open(void) {
    char path[256];

    cr_assert(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/layout", directory);
    cr_assert_eq(mkdir(path, 0755), 0);
    setenv("L", path, 1);
    cr_assert_eq(chdir(path), 0);
    cr_assert_eq(mkdir("tools", 0755) | mkdir("src", 0755), 0);
    copy(getenv("CT_TEST_TOOL"), "tools/clonetrace");
    copy(getenv("CT_TEST_LIBRARY"), "src/libclonetrace.so");
    copy(getenv("CT_TEST_POLICY_LIBRARY"), "src/libclonetrace-policy.so");
    strcat(path, "/tools/clonetrace");
    setenv("T", path, 1);
    setenv("G", getenv("CT_TEST_GUESTS"), 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("LD_PRELOAD");
    snprintf(path, sizeof path, "%s/here", directory);
    cr_assert_eq(mkdir(path, 0755) | chdir(path), 0);
}

void stage_open_bench(void) {
    static const char *const programs[] = {"bench-worker", "bench-dynamic", "bench-static"};
    char from[512], to[512];

    stage_open();
    for (int i = 0; i < 3; i++) {
        snprintf(from, sizeof from, "%s/%s", getenv("CT_TEST_BENCH"), programs[i]);
        snprintf(to, sizeof to, "%s/tools/%s", getenv("L"), programs[i]);
        if (i < 2 || !access(from, X_OK)) // not every CPU has the last
            copy(from, to);
    }
}

// Every text handed out, so that tests need not free them.
static struct text {
    struct text *next;
    char text[];
} * texts;

char *content(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st = {0};
    struct text *kept;
    ssize_t got = 0;

    cr_assert(fd < 0 || !fstat(fd, &st));
    kept = malloc(sizeof *kept + (size_t)st.st_size + 1);
    if (fd >= 0)
        got = read(fd, kept->text, (size_t)st.st_size);
    if (fd >= 0)
        close(fd);
    kept->text[got < 0 ? 0 : got] = '\0';
    kept->next = texts;
    texts = kept;
    return kept->text;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    return remove(path);
}

void stage_close(void) {
    cr_assert_eq(chdir("/"), 0);
    nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    while (texts) {
        struct text *next = texts->next;

        free(texts);
        texts = next;
    }
}

void needs_library(void) {
    if (!strstr(getenv("CT_TEST_LIBRARY"), "stand_in"))
        return;
    stage_close(); // a skipped test's .fini is not run
    cr_skip_test("sanitized: the library cannot be preloaded");
}

static void become(const char *script) {
    int in = open("/dev/null", O_RDONLY),
        out = open("../out", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0644),
        err = open("../err", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0644);
    sigset_t none;

    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    for (int fd = 3; fd < 64; fd++)
        close(fd);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int signal = 1; signal < 32; signal++)
        signal == SIGKILL || signal == SIGSTOP
            ? 0
            : sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    setpgid(0, 0);
    execl("/bin/sh", "sh", "-c", script, (char *)NULL);
    _exit(99);
}

struct acted act(const char *script) {
    pid_t child = fork();
    int status = 0, ticks = 6000;
    pid_t got;

    cr_assert_geq(child, 0);
    if (child == 0)
        become(script);
    while (!(got = waitpid(child, &status, WNOHANG)) && --ticks)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    if (!got) {
        kill(-child, SIGKILL);
        waitpid(child, &status, 0);
        cr_assert_fail("took longer than a minute: %s", script);
    }
    return (struct acted){.status =
                              WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
                          .out = content("../out"),
                          .err = content("../err")};
}

unsigned times(const char *text, const char *what) {
    unsigned count = 0;

    for (; (text = strstr(text, what)); text += strlen(what))
        count++;
    return count;
}

bool one_line(const char *text) {
    const char *end = strchr(text, '\n');

    return end && end != text && !end[1];
}

static void expect_said(const char *script, const struct acted *acted, int status,
                        const char *what) {
    cr_expect_eq(acted->status, status, "%s: status %d, not %d: %s", script, acted->status, status,
                 acted->err);
    cr_expect(strstr(acted->err, what), "%s: no \"%s\" in: %s", script, what, acted->err);
}

void act_says(const char *script, int status, const char *what) {
    struct acted acted = act(script);

    expect_said(script, &acted, status, what);
}

void act_fails(const char *script, int status, const char *what) {
    struct acted acted = act(script);

    expect_said(script, &acted, status, what);
    cr_expect(one_line(acted.err), "%s: not one line: %s", script, acted.err);
    cr_expect_str_empty(acted.out, "%s", script);
}
