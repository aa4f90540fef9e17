// SPDX-License-Identifier: MIT
// Says where its calls return to: function, line, and offset as a log has it. One call is compiled
// into another function.
#include <link.h>
#include <stdio.h>

static int base_of(struct dl_phdr_info *info, size_t size, void *base) {
    *(unsigned long *)base = info->dlpi_addr;
    return 1; // the program itself comes first
}

static __attribute__((noinline)) int here(const char *function, int line) {
    unsigned long base = 0;

    dl_iterate_phdr(base_of, &base);
    return printf("%s %d 0x%lx\n", function, line,
                  (unsigned long)__builtin_return_address(0) - base);
}

static inline __attribute__((always_inline)) int inner(void) {
    return here("inner", __LINE__) + 1;
}

static __attribute__((noinline)) int outer(void) {
    return inner() + 1;
}

int main(void) {
    int printed = here("main", __LINE__);

    return outer() + printed < MORE;
}
