// SPDX-License-Identifier: MIT
// C++: exceptions thrown in threads and caught there, through frames with destructors, while other
// threads do the same; pthread_exit and cancellation through C++ frames, which unwind by the same
// machinery.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <semaphore.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

static std::atomic<int> destroyed, caught;
static sem_t ready;

struct guard {
    ~guard() {
        destroyed++;
    }
};

static void fall(int depth) {
    guard g;

    if (depth == 0)
        throw std::runtime_error("bottom");
    fall(depth - 1);
}

static void throw_often() {
    for (int i = 0; i < 100; i++) {
        try {
            fall(5);
        } catch (const std::runtime_error &) {
            caught++;
        }
    }
}

static void *leave(void *) {
    guard g;

    pthread_exit(nullptr);
}

static void *wait_for_cancel(void *) {
    guard g;

    sem_post(&ready);
    for (;;)
        pause();
}

int main() {
    std::vector<std::thread> threads;
    pthread_t thread;

    sem_init(&ready, 0, 0);
    for (int i = 0; i < 8; i++)
        threads.emplace_back(throw_often);
    for (auto &t : threads)
        t.join();
    pthread_create(&thread, nullptr, leave, nullptr);
    pthread_join(thread, nullptr);
    pthread_create(&thread, nullptr, wait_for_cancel, nullptr);
    while (sem_wait(&ready) != 0)
        continue;
    pthread_cancel(thread);
    pthread_join(thread, nullptr);
    pid_t pid = fork();
    if (pid == 0) {
        throw_often();
        _exit(caught == 900 ? 7 : 1);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    std::printf("caught %d destroyed %d child 0x%x\n", caught.load(), destroyed.load(), status);
    return 0;
}
