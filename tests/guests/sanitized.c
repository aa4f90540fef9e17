// SPDX-License-Identifier: MIT
// Threads, a fork and a spawned program, in a build with a sanitizer runtime, which wraps the same
// calls.
#include <pthread.h>
#include <spawn.h>

#include "guest.h"

extern char **environ;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *work(void *arg) {
    for (int i = 0; i < 100; i++) {
        char *memory = malloc(100);

        pthread_mutex_lock(&mutex);
        memory[i] = (char)i;
        counter += memory[i] == i;
        pthread_mutex_unlock(&mutex);
        free(memory);
    }
    return NULL;
}

int main(void) {
    char *args[] = {(char *)"true", NULL};
    pthread_t threads[4];
    pid_t pid;

    for (int i = 0; i < 4; i++)
        require(pthread_create(&threads[i], NULL, work, NULL) == 0, "pthread_create");
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    pid = fork();
    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    require(posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ) == 0, "posix_spawn");
    reap(pid, 0);
    printf("counter %d\n", counter);
    return 0;
}
