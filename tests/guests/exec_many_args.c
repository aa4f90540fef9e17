// SPDX-License-Identifier: MIT
// execl, execlp and execle with more arguments than registers hold and than any small array would.
#include "guest.h"

#define TEN(s) s "0", s "1", s "2", s "3", s "4", s "5", s "6", s "7", s "8", s "9"
#define HUNDRED                                                                                    \
    TEN("0"), TEN("1"), TEN("2"), TEN("3"), TEN("4"), TEN("5"), TEN("6"), TEN("7"), TEN("8"),      \
        TEN("9")

int main(int argc, char **argv) {
    char *env[] = {(char *)"ONLY=this", NULL};
    const char *api = argc > 1 ? argv[1] : "execl";

    if (same(api, "execlp"))
        execlp("echo", "echo", HUNDRED, HUNDRED, HUNDRED, (char *)NULL);
    else if (same(api, "execle"))
        execle("/bin/echo", "echo", HUNDRED, HUNDRED, HUNDRED, (char *)NULL, env);
    else
        execl("/bin/echo", "echo", HUNDRED, HUNDRED, HUNDRED, (char *)NULL);
    return GUEST_FAIL;
}
