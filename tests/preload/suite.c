// SPDX-License-Identifier: MIT
// main() of every suite here: a directory for its files, Criterion, then one validator process over
// all the logs that its tests left. Must not be started under the shim: Criterion forks and makes
// threads itself.
#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk) {
    return remove(path);
}

// 0 valid, 1 not. The validator says itself what it found, or that it cannot run here.
static int validate_logs(const char *dir) {
    const char *script = getenv("CT_TEST_VALIDATOR"), *schema = getenv("CT_TEST_SCHEMA");
    int status = 0;
    pid_t pid;

    if (!script || !schema)
        return 0;
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        dup2(2, 1); // stdout is the test report
        execl("/usr/bin/python3", "python3", script, schema, dir, (char *)NULL);
        dprintf(2, "schema: no /usr/bin/python3, logs not validated\n");
        _exit(0);
    }
    return pid < 0 || waitpid(pid, &status, 0) != pid || status != 0;
}

int main(int argc, char **argv) {
    const char *tmp = getenv("TMPDIR");
    struct criterion_test_set *tests = criterion_initialize();
    int failed = 0;
    char dir[4096];

    snprintf(dir, sizeof dir, "%s/clonetrace-preload-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(dir)) {
        perror(dir);
        return 1;
    }
    chmod(dir, 0755);
    setenv("CT_TEST_DIR", dir, 1);
    if (criterion_handle_args(argc, argv, true))
        failed = !criterion_run_all_tests(tests);
    criterion_finalize(tests);
    failed |= validate_logs(dir);
    if (!getenv("CT_TEST_KEEP"))
        nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    return failed;
}
