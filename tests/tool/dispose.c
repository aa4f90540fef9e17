// SPDX-License-Identifier: MIT
// Guest: changes what an exec keeps and becomes the program of its arguments. IGNORE and BLOCK are
// lists of signal numbers, ALARM seconds, REAPER makes it a subreaper, DETACH a daemon first.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int next(char **list) {
    char *word = *list ? strsep(list, ",") : NULL;

    return word ? atoi(word) : 0;
}

int main(int argc, char **argv) {
    char *ignore = getenv("IGNORE"), *block = getenv("BLOCK");
    sigset_t mask;
    int number;

    while ((number = next(&ignore)))
        signal(number, SIG_IGN);
    sigemptyset(&mask);
    while ((number = next(&block)))
        sigaddset(&mask, number);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    if (getenv("ALARM"))
        alarm((unsigned)atoi(getenv("ALARM")));
    if (getenv("REAPER"))
        prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (getenv("DETACH") && daemon(1, 1))
        return 99;
    unsetenv("IGNORE");
    unsetenv("BLOCK");
    execvp(argv[1], argv + 1);
    return 99;
}
