// SPDX-License-Identifier: MIT
// Numbers to names. The tables are arrays of fixed width and not of pointers: pointers would be
// relocated in each process that loads the library, and dirty a page that fork then has to copy.
#include "event/names.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

#include "base/buf.h"
#include "event/encode.h"

#define RTMIN 34 // glibc keeps 32 and 33 for itself; see NPTL in signal(7)
#define RTMAX 64

static const char api_names[][16] = {
#define CT_API(id, name) [CT_API_##id] = name,
#include "event/api.def"
#undef CT_API
};

static const char kind_names[][16] = {
    [CT_EVENT_CREATE] = "create", [CT_EVENT_IMAGE] = "image",
    [CT_EVENT_EXEC] = "exec",     [CT_EVENT_NAMESPACE] = "namespace",
    [CT_EVENT_EXIT] = "exit",     [CT_EVENT_THREAD_EXIT] = "thread_exit",
    [CT_EVENT_BLIND] = "blind",
};

static const char entry_names[][8] = {
    [CT_ENTRY_CLONE] = "clone",
    [CT_ENTRY_CLONE3] = "clone3",
    [CT_ENTRY_VFORK] = "vfork",
    [CT_ENTRY_FORK] = "fork",
};

static const char result_names[][8] = {
    [CT_RESULT_OK] = "ok",
    [CT_RESULT_ERROR] = "error",
    [CT_RESULT_DENIED] = "denied",
};

static const char blind_names[][12] = {
    [CT_BLIND_STATIC] = "static",         [CT_BLIND_SETUID] = "setuid",
    [CT_BLIND_OTHER_ABI] = "other-abi",   [CT_BLIND_OTHER_LIBC] = "other-libc",
    [CT_BLIND_UNREADABLE] = "unreadable", [CT_BLIND_ENVIRONMENT] = "environment",
    [CT_BLIND_SECCOMP] = "seccomp",
};

static const char errno_names[][16] = {
#define CT_ERRNO(name) [name] = #name,
#include "event/errno.def"
#undef CT_ERRNO
};

static const char signal_names[][12] = {
#define CT_SIGNAL(name) [name] = #name,
#include "event/signal.def"
#undef CT_SIGNAL
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

const char *ct_api_name(enum ct_api api) {
    return api < COUNT(api_names) ? api_names[api] : "unknown";
}

const char *ct_event_kind_name(enum ct_event_kind kind) {
    return kind < COUNT(kind_names) ? kind_names[kind] : "unknown";
}

const char *ct_entry_name(enum ct_entry entry) {
    return entry < COUNT(entry_names) ? entry_names[entry] : "unknown";
}

const char *ct_result_name(enum ct_result result) {
    return result < COUNT(result_names) ? result_names[result] : "unknown";
}

const char *ct_blind_name(enum ct_blind reason) {
    return reason < COUNT(blind_names) ? blind_names[reason] : "unknown";
}

const char *ct_errno_name(int error) {
    if (error <= 0 || (size_t)error >= COUNT(errno_names) || !errno_names[error][0])
        return NULL;
    return errno_names[error];
}

const char *ct_signal_name(int signal) {
    if (signal <= 0 || (size_t)signal >= COUNT(signal_names) || !signal_names[signal][0])
        return NULL;
    return signal_names[signal];
}

void ct_signal_write(struct ct_buf *buf, int signal) {
    const char *name = ct_signal_name(signal);

    if (name) {
        ct_buf_str(buf, name);
    } else if (signal >= RTMIN && signal <= RTMAX) {
        ct_buf_str(buf, "SIGRTMIN+");
        ct_buf_i64(buf, signal - RTMIN);
    } else {
        ct_buf_str(buf, "SIG");
        ct_buf_i64(buf, signal);
    }
}
