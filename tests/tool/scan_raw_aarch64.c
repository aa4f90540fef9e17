// SPDX-License-Identifier: MIT
// To be looked at, never run: system calls past the C library, with numbers that can be told and
// one that cannot. The same as scan_raw_x86_64.c as far as the CPU has it.
#define CALL(load, result)                                                                         \
    __asm__ volatile(load "svc #0\n mov %0, x0" : "=r"(result) : : "x0", "x8", "memory")

long harmless(void);
long known(void);
long copied(void);
long pushed(void);
long unknown(long number);

long harmless(void) { // getpid
    long result;

    CALL("mov x8, #172\n", result);
    return result;
}

long known(void) { // clone
    long result;

    CALL("mov x8, #220\n nop\n", result);
    return result;
}

long copied(void) { // clone3
    long result;

    CALL("mov w8, #435\n mov x0, #0\n", result);
    return result;
}

long pushed(void) { // execve
    long result;

    CALL("mov x8, #221\n", result);
    return result;
}

long unknown(long number) {
    __asm__ volatile("mov x8, %0\n svc #0" : : "r"(number) : "x0", "x8", "memory");
    return number;
}

int main(int argc, char **argv) {
    return (int)(harmless() + known() + copied() + pushed() + unknown(argc));
}
