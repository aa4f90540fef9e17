// SPDX-License-Identifier: MIT
// A bar on the terminal. It never reaches a file or a pipe.
#include "clonetrace/report/progress.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clonetrace/cli/output.h"

enum { BAR = 30, FIRST_NS = 300000000, EVERY_NS = 100000000 };

static uint64_t now(void) {
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void ct_progress_start(struct ct_progress *progress, uint64_t total) {
    const char *term = getenv("TERM");

    *progress = (struct ct_progress){.total = total, .started_ns = now()};
    progress->wanted = isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
    progress->next_ns = progress->started_ns + FIRST_NS;
}

static void put(const char *text) {
    ct_output_all(STDERR_FILENO, text, strlen(text)); // a lost bar is no loss
}

void ct_progress_show(struct ct_progress *progress, uint64_t done, uint64_t records) {
    const char *full = strcmp(nl_langinfo(CODESET), "UTF-8") ? "#" : "━";
    char text[256];
    size_t used = 0;
    uint64_t at;

    if (!progress->wanted || (at = now()) < progress->next_ns)
        return;
    progress->next_ns = at + EVERY_NS;
    progress->shown = true;
    used += (size_t)snprintf(text, sizeof text, "\r\033[Kreading ");
    if (progress->total) {
        unsigned share = (unsigned)(done >= progress->total ? 100 : done * 100 / progress->total);

        for (unsigned i = 0; i < BAR; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s",
                                     i * 100 < share * BAR ? full : " ");
        used += (size_t)snprintf(text + used, sizeof text - used, " %3u %%, ", share);
    }
    snprintf(text + used, sizeof text - used, "%llu records, %.0f s", (unsigned long long)records,
             (double)(at - progress->started_ns) / 1e9);
    put(text);
}

void ct_progress_end(struct ct_progress *progress) {
    if (progress->shown)
        put("\r\033[K");
    progress->shown = false;
}
