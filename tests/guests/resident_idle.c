// SPDX-License-Identifier: MIT
// Prints, on stderr, how much of the C library's constants is resident in this process, in KiB,
// when it has done nothing but ask that.
#include <fcntl.h>

#include "guest.h"

static char maps[1 << 16];

int main(void) {
    int fd = open("/proc/self/smaps", O_RDONLY | O_CLOEXEC);
    size_t used = 0;
    ssize_t got;
    long sum = 0, value;
    bool inside = false;

    while (fd >= 0 && (got = read(fd, maps + used, sizeof maps - 1 - used)) > 0)
        used += (size_t)got;
    if (!used)
        exit(GUEST_SKIP);
    for (char *line = strtok(maps, "\n"); line; line = strtok(NULL, "\n")) {
        if (strchr(line, '-') && strchr(line, '/'))
            inside = strstr(line, " r--p ") && strstr(line, "/libc");
        else if (inside && sscanf(line, "Rss: %ld", &value) == 1)
            sum += value;
    }
    dprintf(2, "%ld\n", sum);
    puts("measured");
    return 0;
}
