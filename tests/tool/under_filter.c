// SPDX-License-Identifier: MIT
// `under_filter FILE CMD...`: what `policy export` wrote, put on CMD: a profile for containers
// through libseccomp, where FILE ends in .json, and a raw program with nothing but seccomp(2).
#include <jansson.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "profile.h"

static int load_profile(const char *file) {
    json_error_t error;
    json_t *json = json_load_file(file, 0, &error);
    scmp_filter_ctx filter = json ? profile_read(json) : NULL;

    json_decref(json);
    return filter ? seccomp_load(filter) : -1;
}

static int load_program(const char *file) {
    static struct sock_filter code[BPF_MAXINSNS];
    FILE *in = fopen(file, "rb");
    struct sock_fprog program = {.filter = code};

    if (!in)
        return -1;
    program.len = (unsigned short)fread(code, sizeof *code, BPF_MAXINSNS, in);
    fclose(in);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

int main(int argc, char **argv) {
    const char *end = argc > 2 ? strrchr(argv[1], '.') : NULL;

    if (!end || (!strcmp(end, ".json") ? load_profile(argv[1]) : load_program(argv[1]))) {
        fprintf(stderr, "under_filter: no filter\n");
        return 125;
    }
    execvp(argv[2], argv + 2);
    return 126;
}
