// SPDX-License-Identifier: MIT
#ifndef CT_BASE_CONFIG_H
#define CT_BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The environment variables of docs/environment.md, read once.

enum ct_log_kind { CT_LOG_STDERR, CT_LOG_FD, CT_LOG_PATH, CT_LOG_OFF };

#define CT_CONFIG_KEPT 8 // LD_PRELOAD and the CLONETRACE_ variables there are

struct ct_config {
    enum ct_log_kind log;
    int fd;           // CT_LOG_FD
    const char *path; // CT_LOG_PATH, absolute, %p not yet expanded
    uint32_t events;  // one bit for each event kind
    unsigned stack;   // frames, at most CT_CONFIG_STACK_MAX
    bool mem;
    const char *policy; // a file or preset:NAME, NULL where unset
    bool observe;       // rules judge, and refuse nothing: CLONETRACE_ENFORCE=0
    bool follow;
    bool preloaded;      // LD_PRELOAD names this library: it did not come by /etc/ld.so.preload
    unsigned kept_count; // the variables that an exec must pass on, `NAME=value`
    const char *kept[CT_CONFIG_KEPT];
};

#define CT_CONFIG_STACK_MAX 64

// Reads `environ` into a zeroed `config`. `kinds` are the names that CLONETRACE_EVENTS knows,
// `defaults` the bits without it. Strings are copied: programs overwrite their environment
// (setproctitle). A value that makes no sense is reported in one line to `complaint`, and the
// default stands. In a set-user-ID program, which has the shim by /etc/ld.so.preload, the caller
// must not choose what is written where: no variable is read, and the log is off.
void ct_config_read(struct ct_config *config, char *const *environ, const char *const *kinds,
                    unsigned kind_count, uint32_t defaults,
                    void (*complaint)(const char *line, size_t len));

#endif
