// SPDX-License-Identifier: MIT
// The floor asks for nothing: what writing the lines costs by itself.
#include "facts.h"

void facts_of_image(void) {
}

int facts_of_log(int fd) {
    return fd;
}

void facts_of_create(int log_fd) {
    (void)log_fd;
}

void facts_of_end(int log_fd) {
    (void)log_fd;
}

void facts_of_exec(int log_fd, const char *path) {
    (void)log_fd;
    (void)path;
}
