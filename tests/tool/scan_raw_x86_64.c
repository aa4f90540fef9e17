// SPDX-License-Identifier: MIT
// To be looked at, never run: system calls past the C library, with numbers that can be told and
// one that cannot.
#define CALL(load, result)                                                                         \
    __asm__ volatile(load "syscall" : "=a"(result) : : "rcx", "r11", "rbx", "memory")

long harmless(void);
long known(void);
long copied(void);
long pushed(void);
long unknown(long number);

long harmless(void) { // getpid
    long result;

    CALL("mov $39, %%eax\n", result);
    return result;
}

long known(void) { // fork
    long result;

    CALL("mov $57, %%eax\n nop\n", result);
    return result;
}

long copied(void) { // clone3, kept in another register
    long result;

    CALL("mov $435, %%ebx\n xor %%edi, %%edi\n mov %%ebx, %%eax\n", result);
    return result;
}

long pushed(void) { // execve
    long result;

    CALL("push $59\n pop %%rax\n", result);
    return result;
}

long unknown(long number) {
    __asm__ volatile("syscall" : "+a"(number) : : "rcx", "r11", "memory");
    return number;
}

int main(int argc, char **argv) {
    return (int)(harmless() + known() + copied() + pushed() + unknown(argc));
}
