// SPDX-License-Identifier: MIT
// wordexp() of argv[1]: creates a task only where it holds a command substitution.
#include <wordexp.h>

#include "guest.h"

int main(int argc, char **argv) {
    wordexp_t words = {0};
    int error = wordexp(argc > 1 ? argv[1] : "plain words", &words, 0);

    printf("error %d\n", error);
    for (size_t i = 0; error == 0 && i < words.we_wordc; i++)
        printf("[%s]\n", words.we_wordv[i]);
    return 0;
}
