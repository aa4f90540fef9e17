// SPDX-License-Identifier: MIT
// Where the worker and the programs to execute are: installed in libexec, or built beside the
// command.
#include "clonetrace/bench/programs.h"

#include <stdlib.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/self.h"

static char *executable(const char *directory, const char *relative, const char *name) {
    char *path = *relative == '/' ? ct_format("%s/%s", relative, name)
                                  : ct_format("%s/%s/%s", directory, relative, name);
    char *real = access(path, X_OK) ? NULL : realpath(path, NULL);

    free(path);
    return real;
}

static char *find(const char *directory, const char *name) {
    char *path = executable(directory, CT_BIN_TO_LIBEXEC "/clonetrace", name);

    return path ? path : executable(directory, ".", name);
}

int ct_bench_programs_find(struct ct_bench_programs *programs) {
    char *directory = ct_self_directory();
    int status = 0;

    *programs = (struct ct_bench_programs){0};
    if (!directory)
        return CT_EXIT_FAILED;
    programs->worker = find(directory, "bench-worker");
    programs->static_one = find(directory, "bench-static");
    programs->dynamic_one = find(directory, "bench-dynamic");
    if (!programs->worker || !programs->dynamic_one)
        status = ct_fail("bench: no %s in %s/" CT_BIN_TO_LIBEXEC "/clonetrace nor in %s; install "
                         "or build it beside clonetrace",
                         programs->worker ? "bench-dynamic" : "bench-worker", directory, directory);
    free(directory);
    return status;
}

void ct_bench_programs_finish(struct ct_bench_programs *programs) {
    free(programs->worker);
    free(programs->static_one);
    free(programs->dynamic_one);
}
