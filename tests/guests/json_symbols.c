// SPDX-License-Identifier: MIT
// A program that exports functions with the names of a JSON library and of an unwinder: its own
// must be called, by itself, and by nobody else.
#include "guest.h"

const char *json_object(int value);
void json_decref(void *value);
int json_object_set_new(void *object, const char *key, void *value);
int unw_backtrace(void **buffer, int size);
static int foreign_calls;

const char *json_object(int value) {
    foreign_calls += value != 42;
    return "mine";
}

void json_decref(void *value) {
    foreign_calls++;
}

int json_object_set_new(void *object, const char *key, void *value) {
    foreign_calls++;
    return 0;
}

int unw_backtrace(void **buffer, int size) {
    foreign_calls++;
    return 0;
}

int main(void) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    puts(json_object(42));
    return foreign_calls;
}
