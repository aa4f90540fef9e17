// SPDX-License-Identifier: MIT
// Guest: prints the name of each SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1 and SIGCONT that it
// gets, one a line, with a plus sign where it was queued with the value 41. SIGUSR2 ends it with 3.
// Prints "ready" first.
#include <signal.h>
#include <string.h>
#include <unistd.h>

static void say(const char *text) {
    if (write(1, text, strlen(text)) < 0)
        _exit(1);
}

static void got(int signal, siginfo_t *info, void *context) {
    if (signal == SIGUSR2)
        _exit(3);
    say(info->si_code == SI_QUEUE && info->si_value.sival_int == 41 ? "+" : "");
    say(signal == SIGINT    ? "INT\n"
        : signal == SIGQUIT ? "QUIT\n"
        : signal == SIGTERM ? "TERM\n"
        : signal == SIGHUP  ? "HUP\n"
        : signal == SIGCONT ? "CONT\n"
                            : "USR1\n");
}

int main(void) {
    const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGCONT};
    struct sigaction action = {.sa_sigaction = got, .sa_flags = SA_SIGINFO | SA_RESTART};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
    say("ready\n");
    for (;;)
        pause();
}
