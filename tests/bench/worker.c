// SPDX-License-Identifier: MIT
// bench-worker OPERATION STATIC DYNAMIC: repeats one operation on request and says how long it
// took. It is started once per condition and lives over many rounds, so that start-up is in no
// measurement. Links nothing but the C library: a second library would be copied at every fork of
// every condition.
#include "operations.h"
#include "protocol.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static struct bench_answer repeat(const struct operation *operation, uint32_t count) {
    struct bench_answer answer = {0};
    uint64_t start = now_ns();
    while (answer.done < count && answer.error == 0) {
        answer.error = operation->run();
        answer.done += answer.error == 0;
    }
    answer.ns = now_ns() - start;
    return answer;
}

int main(int argc, char **argv) {
    const struct operation *operation = argc == 4 ? operation_find(argv[1]) : NULL;
    if (!operation) {
        fprintf(stderr, "usage: bench-worker OPERATION STATIC-PROGRAM DYNAMIC-PROGRAM\n");
        return 2;
    }
    operation_programs(argv[2], argv[3]);
    struct bench_request request;
    while (read(STDIN_FILENO, &request, sizeof(request)) == (ssize_t)sizeof(request)) {
        struct bench_answer answer = repeat(operation, request.count);
        if (write(STDOUT_FILENO, &answer, sizeof(answer)) != (ssize_t)sizeof(answer))
            return 1;
    }
    return 0;
}
