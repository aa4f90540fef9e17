// SPDX-License-Identifier: MIT
// What a result has to say of the machine it is from: the settings that change what a fork costs.
// What cannot be found out is "".
#include "clonetrace/bench/machine.h"

#include <dirent.h>
#include <gnu/libc-version.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"

#define VULNERABILITIES "/sys/devices/system/cpu/vulnerabilities"

static char *first_line(const char *path) {
    char line[512] = "";
    FILE *file = fopen(path, "re");

    if (file && !fgets(line, sizeof line, file))
        line[0] = '\0';
    if (file)
        fclose(file);
    line[strcspn(line, "\n")] = '\0';
    return ct_format("%s", line);
}

// "always [madvise] never" is "madvise".
static char *chosen(const char *path) {
    char *line = first_line(path), *from = strchr(line, '['), *result;

    result = from ? ct_format("%.*s", (int)strcspn(from + 1, "]"), from + 1) : ct_format("%s", "");
    free(line);
    return result;
}

static char *cpu_name(const struct utsname *name) {
    char line[512];
    FILE *file = fopen("/proc/cpuinfo", "re");

    while (file && fgets(line, sizeof line, file)) {
        char *colon = strchr(line, ':');

        if (!colon || strncmp(line, "model name", 10) != 0)
            continue;
        colon[1 + strcspn(colon + 1, "\n")] = '\0';
        fclose(file);
        return ct_format("%s", colon + 1 + strspn(colon + 1, " "));
    }
    if (file)
        fclose(file);
    return ct_format("%s", name->machine);
}

static char *overcommit(void) {
    static const char *const words[] = {"heuristic", "always", "never"};
    char *line = first_line("/proc/sys/vm/overcommit_memory"), *result;
    int value = line[0] - '0';

    result = ct_format("%s", value >= 0 && value <= 2 ? words[value] : line);
    free(line);
    return result;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

// "spectre_v2: Mitigation: …; meltdown: Vulnerable"; what does not concern this CPU is left out.
static char *mitigations(void) {
    struct dirent **entries;
    int count = scandir(VULNERABILITIES, &entries, is_visible, alphasort);
    char *result = ct_format("%s", "");

    for (int i = 0; i < count; i++) {
        char *path = ct_format(VULNERABILITIES "/%s", entries[i]->d_name);
        char *state = first_line(path), *longer;

        if (*state && strcmp(state, "Not affected") != 0) {
            longer =
                ct_format("%s%s%s: %s", result, *result ? "; " : "", entries[i]->d_name, state);
            free(result);
            result = longer;
        }
        free(state);
        free(path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return result;
}

// Tells two machines apart without naming either (FNV-1a, 64 bits).
static char *hashed(const char *text) {
    uint64_t hash = 0xcbf29ce484222325u;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return ct_format("%016llx", (unsigned long long)hash);
}

void ct_bench_machine_describe(struct ct_bench_machine *machine, const struct ct_bench_room *room) {
    struct utsname name = {0};

    uname(&name);
    machine->kernel = ct_format("%s", name.release);
    machine->cpu = cpu_name(&name);
    machine->thp = chosen("/sys/kernel/mm/transparent_hugepage/enabled");
    machine->overcommit = overcommit();
    machine->mitigations = mitigations();
    machine->libc = ct_format("glibc %s", gnu_get_libc_version());
    machine->governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    machine->hostname_hash = hashed(name.nodename);
    machine->cpus = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    machine->memory = room->total;
    machine->free = room->free;
    machine->page = (uint64_t)sysconf(_SC_PAGESIZE);
    machine->notes = ct_format("%s", "");
}

int ct_bench_machine_cpu(const struct ct_bench_asked *asked) {
    cpu_set_t set;

    if (asked->no_pin)
        return -1;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set))
        return asked->cpu; // more than a set holds, or forbidden: the worker will see
    if (asked->cpu >= 0) {
        if (asked->cpu < CPU_SETSIZE && CPU_ISSET(asked->cpu, &set))
            return asked->cpu;
        ct_fail("bench: this process may not run on CPU %d; leave --cpu out, or see taskset -p",
                asked->cpu);
        return -2;
    }
    for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--) {
        if (CPU_ISSET(cpu, &set))
            return cpu;
    }
    return -1;
}
