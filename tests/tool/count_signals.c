// SPDX-License-Identifier: MIT
// Guest: prints the name of each signal that it gets, one a line, with a plus sign where it was
// queued with the value 41. SIGUSR2 ends it with 3. Prints "ready" first. The first and
// the last real-time signal are "RT".
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const struct {
    int number;
    const char *line;
} known[] = {
    {SIGINT, "INT\n"},   {SIGQUIT, "QUIT\n"},     {SIGTERM, "TERM\n"},   {SIGHUP, "HUP\n"},
    {SIGUSR1, "USR1\n"}, {SIGCONT, "CONT\n"},     {SIGABRT, "ABRT\n"},   {SIGXCPU, "XCPU\n"},
    {SIGSYS, "SYS\n"},   {SIGSEGV, "SEGV\n"},     {SIGBUS, "BUS\n"},     {SIGFPE, "FPE\n"},
    {SIGILL, "ILL\n"},   {SIGTRAP, "TRAP\n"},     {SIGPIPE, "PIPE\n"},   {SIGXFSZ, "XFSZ\n"},
    {SIGALRM, "ALRM\n"}, {SIGVTALRM, "VTALRM\n"}, {SIGPROF, "PROF\n"},   {SIGIO, "IO\n"},
    {SIGPWR, "PWR\n"},   {SIGURG, "URG\n"},       {SIGWINCH, "WINCH\n"},
};

static void say(const char *text) {
    if (write(1, text, strlen(text)) < 0)
        _exit(1);
}

static void got(int signal, siginfo_t *info, void *context) {
    const char *line = signal == SIGRTMIN || signal == SIGRTMAX ? "RT\n" : "other\n";

    if (signal == SIGUSR2)
        _exit(3);
    say(info->si_code == SI_QUEUE && info->si_value.sival_int == 41 ? "+" : "");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].number == signal)
            line = known[i].line;
    }
    say(line);
}

int main(void) {
    struct sigaction action = {.sa_sigaction = got, .sa_flags = SA_SIGINFO | SA_RESTART};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        sigaction(known[i].number, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    sigaction(SIGRTMIN, &action, NULL);
    sigaction(SIGRTMAX, &action, NULL);
    say("ready\n");
    for (;;)
        pause();
}
