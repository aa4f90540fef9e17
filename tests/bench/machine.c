// SPDX-License-Identifier: MIT
// Description of the machine. Everything that cannot be found out reads "unknown".
#include "machine.h"

#include <gnu/libc-version.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static void describe_cpu(char *cpu, size_t size) {
    char line[256];
    snprintf(cpu, size, "unknown");
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(line, sizeof(line), file)) {
        char *colon = strchr(line, ':');
        if (colon && strncmp(line, "model name", 10) == 0) {
            line[strcspn(line, "\n")] = '\0';
            snprintf(cpu, size, "%.127s", colon + 1 + strspn(colon + 1, " "));
            break;
        }
    }
    if (file)
        fclose(file);
}

static const char *file_system(const char *path) {
    struct statfs st;
    if (statfs(path, &st) != 0)
        return "unknown";
    switch ((unsigned long)st.f_type) {
    case EXT4_SUPER_MAGIC:
        return "ext4";
    case TMPFS_MAGIC:
        return "tmpfs";
    case BTRFS_SUPER_MAGIC:
        return "btrfs";
    case XFS_SUPER_MAGIC:
        return "xfs";
    case OVERLAYFS_SUPER_MAGIC:
        return "overlayfs";
    default:
        return "unknown";
    }
}

struct bench_machine bench_machine_describe(const char *scratch) {
    struct bench_machine machine = {.cores = sysconf(_SC_NPROCESSORS_ONLN)};
    struct utsname name;
    time_t now = time(NULL);
    struct tm tm;
    if (uname(&name) == 0) {
        snprintf(machine.kernel, sizeof(machine.kernel), "%s %s", name.sysname, name.release);
        snprintf(machine.arch, sizeof(machine.arch), "%s", name.machine);
    }
    describe_cpu(machine.cpu, sizeof(machine.cpu));
    snprintf(machine.libc, sizeof(machine.libc), "glibc %s", gnu_get_libc_version());
    snprintf(machine.log_file_system, sizeof(machine.log_file_system), "%s", file_system(scratch));
    strftime(machine.date, sizeof(machine.date), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
    if (getloadavg(&machine.load, 1) != 1)
        machine.load = 0;
    return machine;
}
