// SPDX-License-Identifier: MIT
// `raw_call CALL FIRST [SECOND]`: one system call in assembly, no libc in between; says "refused N"
// with the errno, "child" for a new task, or "done". A child ends without touching the stack, which
// it may share.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "raw_call.h"

static const struct {
    const char *name;
    long number;
} calls[] = {{"clone", SYS_clone},
             {"clone3", 435},
             {"unshare", SYS_unshare},
             {"setns", SYS_setns},
             RAW_CALL_OLD};

int main(int argc, char **argv) {
    long first = argc > 2 ? (long)strtoul(argv[2], NULL, 0) : 0;
    long second = argc > 3 ? (long)strtoul(argv[3], NULL, 0) : 0;
    long result = -1;

    for (size_t i = 0; argc > 1 && i < sizeof calls / sizeof *calls; i++)
        if (!strcmp(calls[i].name, argv[1]))
            result = raw_call(calls[i].number, first, second);
    if (result < 0)
        printf("refused %ld\n", -result);
    else
        puts(result ? "child" : "done");
    if (result > 0)
        waitpid((pid_t)result, NULL, __WALL);
    return 0;
}
