// SPDX-License-Identifier: MIT
// popen() both ways, or, with "refused", in a mode that does not exist.
#include "guest.h"

int main(int argc, char **argv) {
    char line[64] = "";
    FILE *pipe;

    if (argc > 1 && same(argv[1], "refused")) {
        require(popen("true", "x") == NULL && errno == EINVAL, "a mode that does not exist");
        puts("refused");
        return 0;
    }
    pipe = popen("echo from the child; exit 4", "re");
    require(pipe != NULL, "popen");
    require(fgets(line, sizeof line, pipe) != NULL, "nothing came through the pipe");
    printf("%sstatus 0x%x\n", line, (unsigned)pclose(pipe));
    fflush(stdout);
    pipe = popen("exec cat", "w");
    require(pipe != NULL, "popen");
    fputs("to the child\n", pipe);
    printf("status 0x%x\n", (unsigned)pclose(pipe));
    return 0;
}
