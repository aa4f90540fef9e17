// SPDX-License-Identifier: MIT
// Prints, on stderr, the private memory of this process in KiB after it created a little of
// everything: what it has stored to, and the shim's own file. How much of other files is mapped,
// and by whom else, is chance.
#include <pthread.h>

#include "guest.h"

static void *nothing(void *arg) {
    return arg;
}

static long private_kib(void) {
    FILE *file = fopen("/proc/self/smaps", "re");
    char line[4096];
    unsigned long from, to;
    long sum = 0, value;
    bool ours = false;

    if (!file)
        exit(GUEST_SKIP);
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            ours = strstr(line, "libclonetrace.so");
        else if (sscanf(line, "Private_Dirty: %ld", &value) == 1 ||
                 (ours && sscanf(line, "Private_Clean: %ld", &value) == 1))
            sum += value;
    }
    fclose(file);
    return sum;
}

static void create(void) {
    pthread_t thread;
    pid_t pid = vfork();

    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    pid = fork();
    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    require(pthread_create(&thread, NULL, nothing, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
}

int main(void) {
    for (int i = 0; i < 10; i++)
        create();
    require(system("exit 3") == 3 << 8, "system");
    dprintf(2, "%ld\n", private_kib());
    puts("measured");
    return 0;
}
