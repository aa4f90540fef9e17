// SPDX-License-Identifier: MIT
// system() of argv[1], or of NULL (is there a shell?) without one.
#include "guest.h"

int main(int argc, char **argv) {
    int status = system(argc > 1 ? argv[1] : NULL);

    printf("status 0x%x\n", (unsigned)status);
    return 0;
}
