// SPDX-License-Identifier: MIT
// Owns the reading of strace's output (-f -X raw, one line a call, a pid before each) and the
// comparison. It uses no table of flags or APIs of the library: what the kernel printed is the
// measure.
#include "kernel.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"

static bool is_call(const struct entry *entry, const char *call) {
    return strcmp(entry->call, call) == 0;
}

static bool creates(const struct entry *entry) {
    return is_call(entry, "clone") || is_call(entry, "clone3") || is_call(entry, "fork") ||
           is_call(entry, "vfork");
}

// clone prints `flags=0x1200000|17`, clone3 `{flags=0x4100, …exit_signal=17, …}`, vfork nothing at
// all.
static void parse_arguments(struct entry *entry, const char *args) {
    const char *flags = strstr(args, "flags="), *signal = strstr(args, "exit_signal=");
    char *rest = NULL;

    if (is_call(entry, "vfork"))
        entry->flags = 0x4100; // CLONE_VFORK | CLONE_VM, vfork(2)
    if (is_call(entry, "vfork") || is_call(entry, "fork"))
        entry->exit_signal = 17;
    if (is_call(entry, "unshare"))
        entry->flags = strtoull(args, NULL, 0);
    if (!flags)
        return;
    entry->flags = strtoull(flags + strlen("flags="), &rest, 0);
    if (is_call(entry, "clone") && *rest == '|')
        entry->exit_signal = atoi(rest + 1);
    else if (is_call(entry, "clone")) {
        entry->exit_signal = (int)(entry->flags & 0xff);
        entry->flags &= ~(uint64_t)0xff;
    }
    if (signal)
        entry->exit_signal = atoi(signal + strlen("exit_signal="));
}

// False where the call did not end: the kernel restarts it and strace prints it again.
static bool parse_result(struct entry *entry, const char *line) {
    const char *equals = NULL;

    for (const char *at = strstr(line, "= "); at; at = strstr(at + 1, "= "))
        equals = at;
    if (!equals || equals[2] == '?')
        return false;
    entry->result = strtol(equals + 2, NULL, 0);
    if (entry->result < 0)
        sscanf(equals + 2, "%*d %23s", entry->error);
    return true;
}

// The unfinished call of this task, which a `<... clone resumed>` line ends.
static struct entry *find_open(struct account *account, const bool *open, pid_t caller) {
    for (size_t i = account->count; i-- > 0;)
        if (open[i] && account->entries[i].caller == caller)
            return &account->entries[i];
    return NULL;
}

static void parse_line(struct account *account, bool *open, const char *line) {
    struct entry entry = {0}, *begun;
    int at = 0;

    if (sscanf(line, "%d <... %15[a-z0-9] resumed>", &entry.caller, entry.call) == 2) {
        begun = find_open(account, open, entry.caller);
        cr_assert_not_null(begun, "a call that ends without a beginning: %s", line);
        open[begun - account->entries] = false;
        if (!parse_result(begun, line))
            begun->call[0] = '\0';
        return;
    }
    if (sscanf(line, "%d %15[a-z0-9](%n", &entry.caller, entry.call, &at) != 2 || at == 0)
        return;
    parse_arguments(&entry, line + at);
    if (strstr(line, "<unfinished ...>"))
        open[account->count] = true;
    else if (!parse_result(&entry, line + at))
        return;
    account->entries[account->count++] = entry;
}

struct account kernel_read(const char *trace_path) {
    char *content = read_file(trace_path, NULL), *save = NULL;
    struct account account = {0};
    size_t room = 1;
    bool *open;

    for (char *c = content; *c; c++)
        room += *c == '\n';
    account.entries = calloc(room, sizeof *account.entries);
    open = calloc(room, sizeof *open);
    cr_assert(account.entries && open);
    for (char *line = strtok_r(content, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        parse_line(&account, open, line);
    free(open);
    return account;
}

size_t kernel_count(const struct account *account, const char *call) {
    size_t count = 0;

    for (size_t i = 0; i < account->count; i++)
        count += is_call(&account->entries[i], call);
    return count;
}

// Each program that started is one that we are in, or one of which an event said that we are not.
static void compare_programs(const struct log *log, const struct account *account) {
    size_t started = 0;

    for (size_t i = 0; i < account->count; i++)
        if (strncmp(account->entries[i].call, "execve", 6) == 0 && account->entries[i].result == 0)
            started++;
    cr_assert_eq(started, log_count(log, "image", NULL) + log_count(log, "blind", NULL),
                 "%zu programs started, %zu images, %zu blind", started,
                 log_count(log, "image", NULL), log_count(log, "blind", NULL));
}

static int by_time(const void *a, const void *b) {
    const struct event *x = *(const struct event *const *)a, *y = *(const struct event *const *)b;

    return x->ts_ns < y->ts_ns ? -1 : x->ts_ns > y->ts_ns;
}

// The create events of one caller, in the order of its calls.
static size_t events_of(const struct log *log, pid_t caller, const struct event **out) {
    size_t count = 0;

    for (size_t i = 0; i < log->count; i++)
        if (strcmp(log->events[i].kind, "create") == 0 && log->events[i].caller.tid == caller)
            out[count++] = &log->events[i];
    qsort(out, count, sizeof *out, by_time);
    return count;
}

static const char *signal_name(int number) {
    static const struct {
        int number;
        const char *name;
    } known[] = {{10, "SIGUSR1"}, {12, "SIGUSR2"}, {17, "SIGCHLD"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].number == number)
            return known[i].name;
    return "none";
}

static void compare_one(const struct entry *entry, const struct event *event) {
    const char *signal = event->exit_signal ? event->exit_signal : "none";

    cr_assert_str_eq(event->syscall, entry->call, "%s", event->line);
    cr_assert_eq(event->flags, entry->flags, "kernel 0x%lx: %s", (long)entry->flags, event->line);
    cr_assert_str_eq(signal, signal_name(entry->exit_signal), "%s", event->line);
    if (entry->result < 0) {
        cr_assert_str_eq(event->result, "error", "%s", event->line);
        cr_assert_str_eq(event->error, entry->error, "%s", event->line);
        return;
    }
    // posix_spawn answers with the exec's error although there was a task for a moment
    if (strcmp(event->result, "ok") == 0 && event->child.tid)
        cr_assert_eq(event->child.tid, entry->result, "kernel %ld: %s", entry->result, event->line);
}

void kernel_compare(const struct log *log, const struct account *account) {
    const struct event **events = calloc(log->count + 1, sizeof *events);
    bool *done = calloc(account->count + 1, sizeof *done);
    size_t seen = 0;

    compare_programs(log, account);
    for (size_t i = 0; i < account->count; i++) {
        pid_t caller = account->entries[i].caller;
        size_t count, nth = 0;

        if (done[i] || !creates(&account->entries[i]))
            continue;
        count = events_of(log, caller, events);
        for (size_t j = i; j < account->count; j++) {
            if (account->entries[j].caller != caller || !creates(&account->entries[j]))
                continue;
            cr_assert_lt(nth, count, "task %d: call %zu (%s) has no event", caller, nth,
                         account->entries[j].call);
            compare_one(&account->entries[j], events[nth++]);
            done[j] = true;
        }
        cr_assert_eq(nth, count, "task %d: %zu calls, %zu events", caller, nth, count);
        seen += count;
    }
    cr_assert_eq(seen, log_count(log, "create", NULL), "events of tasks that called nothing");
    free(events);
    free(done);
}
