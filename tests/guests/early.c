// SPDX-License-Identifier: MIT
// Depends on a library that creates tasks in its constructor.
#include "early_library.h"
#include "guest.h"

int main(void) {
    printf("created %d\n", early_created());
    return 0;
}
