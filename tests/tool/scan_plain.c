// SPDX-License-Identifier: MIT
// To be looked at, never run: calls nothing that creates tasks, and has the bytes of a system call
// instruction inside another one.
int main(int argc, char **argv) {
    volatile int bytes = 0x0f050f05;

    return bytes == argc;
}
