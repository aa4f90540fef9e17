// SPDX-License-Identifier: MIT
// To be looked at, never run: system calls past the C library, with numbers that can be told and
// one that cannot.
#include "scan_raw.h"

long harmless(void);
long known(void);
long copied(void);
long pushed(void);
long unknown(long number);

long harmless(void) {
    long result;

    CALL(GETPID, result);
    return result;
}

long known(void) {
    long result;

    CALL(FORK, result);
    return result;
}

long copied(void) {
    long result;

    CALL(CLONE3_COPIED, result);
    return result;
}

long pushed(void) {
    long result;

    CALL(EXECVE_PUSHED, result);
    return result;
}

long unknown(long number) {
    CALL_OF(number);
    return number;
}

int main(int argc, char **argv) {
    return (int)(harmless() + known() + copied() + pushed() + unknown(argc));
}
