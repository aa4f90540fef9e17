// SPDX-License-Identifier: MIT
// Names to numbers, and names that were probably meant. For the loader: policies are judged without
// names.
#include "policy/words.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/buf.h"
#include "event/encode.h"
#include "event/names.h"
#include "event/parse.h"
#include "event/suggest.h"
#include "policy/rule.h"

#define FLAG_BITS 64
#define SIGNALS 65
#define ERRNOS 256

static const char kinds[][32] = {
    [CT_WORDS_API] = "a hooked function", [CT_WORDS_FLAG] = "a clone flag",
    [CT_WORDS_SIGNAL] = "a signal",       [CT_WORDS_ERRNO] = "an errno",
    [CT_WORDS_ACTION] = "an action",      [CT_WORDS_EVENT] = "an event that rules can judge",
    [CT_WORDS_RELATION] = "a relation",
};

const char *ct_words_kind(enum ct_words words) {
    return kinds[words];
}

const char *ct_words_all(enum ct_words words) {
    switch (words) {
    case CT_WORDS_ACTION:
        return "allow, warn, deny, kill";
    case CT_WORDS_EVENT:
        return "create, exec, namespace";
    case CT_WORDS_RELATION:
        return "thread, process";
    default:
        return NULL;
    }
}

unsigned ct_words_events(enum ct_api api) {
    switch (api) {
    case CT_API_FORK:
    case CT_API_FORK_ALIAS:
    case CT_API__FORK:
    case CT_API_VFORK:
    case CT_API_VFORK_ALIAS:
    case CT_API_CLONE:
    case CT_API_CLONE_ALIAS:
    case CT_API_PTHREAD_CREATE:
    case CT_API_THRD_CREATE:
    case CT_API_DAEMON:
    case CT_API_FORKPTY:
        return 1 << CT_ON_CREATE;
    case CT_API_POSIX_SPAWN: // a task, and the program in it
    case CT_API_POSIX_SPAWNP:
    case CT_API_PIDFD_SPAWN:
    case CT_API_PIDFD_SPAWNP:
    case CT_API_SYSTEM:
    case CT_API_POPEN:
    case CT_API_WORDEXP:
        return 1 << CT_ON_CREATE | 1 << CT_ON_EXEC;
    case CT_API_EXECVE:
    case CT_API_EXECV:
    case CT_API_EXECVP:
    case CT_API_EXECVPE:
    case CT_API_EXECL:
    case CT_API_EXECLP:
    case CT_API_EXECLE:
    case CT_API_FEXECVE:
    case CT_API_EXECVEAT:
        return 1 << CT_ON_EXEC;
    case CT_API_UNSHARE:
    case CT_API_SETNS:
        return 1 << CT_ON_NAMESPACE;
    case CT_API_SYSCALL:
        return 1 << CT_ON_CREATE | 1 << CT_ON_EXEC | 1 << CT_ON_NAMESPACE;
    case CT_API_PRCTL: // only says what the shim will not see
    case CT_API_COUNT:
        break;
    }
    return 0;
}

const char *ct_words_event_name(unsigned place) {
    static const enum ct_event_kind kind[] = {[CT_ON_CREATE] = CT_EVENT_CREATE,
                                              [CT_ON_EXEC] = CT_EVENT_EXEC,
                                              [CT_ON_NAMESPACE] = CT_EVENT_NAMESPACE};

    return ct_event_kind_name(kind[place]);
}

static const struct ct_flag *flag_at(int value) {
    if (value < FLAG_BITS)
        return ct_flag_at((unsigned)value, CT_FLAGS_CREATE);
    return ct_flag_at((unsigned)value - FLAG_BITS, CT_FLAGS_UNSHARE);
}

uint64_t ct_words_flag(int value, unsigned place) {
    const struct ct_flag *flag = flag_at(value);
    unsigned takes = place == CT_ON_CREATE      ? CT_TAKES_CLONE | CT_TAKES_CLONE3
                     : place == CT_ON_NAMESPACE ? CT_TAKES_UNSHARE
                                                : 0;

    return flag && flag->takes & takes ? flag->value : 0;
}

static const char *signal_name(int signal, char text[CT_WORD_MAX]) {
    struct ct_buf buf;

    ct_buf_init(&buf, text, CT_WORD_MAX - 1);
    ct_signal_write(&buf, signal);
    text[buf.len] = '\0';
    return signal ? text : NULL;
}

// The name of a value, NULL where it has none; values end at word_count(). May use `text`.
static const char *word_at(enum ct_words words, int value, char text[CT_WORD_MAX]) {
    const struct ct_flag *flag;

    switch (words) {
    case CT_WORDS_API:
        return ct_words_events((enum ct_api)value) ? ct_api_name((enum ct_api)value) : NULL;
    case CT_WORDS_FLAG:
        flag = flag_at(value);
        return flag && (value < FLAG_BITS || flag->takes == CT_TAKES_UNSHARE) ? flag->name : NULL;
    case CT_WORDS_SIGNAL:
        return signal_name(value, text);
    case CT_WORDS_ERRNO:
        return ct_errno_name(value);
    case CT_WORDS_ACTION:
        return ct_action_name((enum ct_action)value);
    case CT_WORDS_EVENT:
        return ct_words_event_name((unsigned)value);
    case CT_WORDS_RELATION:
        return value ? "thread" : "process";
    }
    return NULL;
}

static int word_count(enum ct_words words) {
    static const int counts[] = {
        [CT_WORDS_API] = CT_API_COUNT,  [CT_WORDS_FLAG] = 2 * FLAG_BITS,
        [CT_WORDS_SIGNAL] = SIGNALS,    [CT_WORDS_ERRNO] = ERRNOS,
        [CT_WORDS_ACTION] = CT_ACTIONS, [CT_WORDS_EVENT] = CT_ON_COUNT,
        [CT_WORDS_RELATION] = 2,
    };

    return counts[words];
}

// Second names of errno(3).
static int errno_alias(const char *name) {
    return !strcmp(name, "EWOULDBLOCK") ? EWOULDBLOCK
           : !strcmp(name, "EDEADLOCK") ? EDEADLOCK
           : !strcmp(name, "ENOTSUP")   ? ENOTSUP
                                        : -1;
}

int ct_words_value(enum ct_words words, const char *name) {
    char text[CT_WORD_MAX];

    for (int value = 0; value < word_count(words); value++) {
        const char *word = word_at(words, value, text);

        if (word && !strcmp(word, name))
            return value;
    }
    return words == CT_WORDS_ERRNO ? errno_alias(name) : -1;
}

static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

// A flag or signal in small letters, a flag without its CLONE_, an alias of a signal.
static int nearest_by_form(enum ct_words words, const char *name) {
    static const char prefix[] = "CLONE_";
    char text[CT_WORD_MAX] = "CLONE_";
    size_t len = strlen(name);
    int value;

    if (words == CT_WORDS_SIGNAL)
        return ct_signal_parse(name, len);
    if (words != CT_WORDS_FLAG || len + sizeof prefix > sizeof text)
        return 0;
    for (size_t i = 0; i <= len; i++)
        text[sizeof prefix - 1 + i] = upper(name[i]);
    value = ct_words_value(words, text);
    return value > 0 ? value : ct_words_value(words, text + sizeof prefix - 1);
}

const char *ct_words_nearest(enum ct_words words, const char *name, char text[CT_WORD_MAX]) {
    struct ct_suggest suggest = {.word = name, .distance = (size_t)-1};
    int best = nearest_by_form(words, name);

    if (best > 0)
        return word_at(words, best, text);
    for (int value = 0; value < word_count(words); value++) {
        const char *word = word_at(words, value, text);
        size_t before = suggest.distance;

        if (word)
            ct_suggest_offer(&suggest, word);
        if (suggest.distance < before)
            best = value;
    }
    return best >= 0 && ct_suggest_near(name, suggest.distance) ? word_at(words, best, text) : NULL;
}
