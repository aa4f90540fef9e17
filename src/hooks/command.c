// SPDX-License-Identifier: MIT
// system, popen and wordexp: libc makes a shell and keeps its pid to itself, so the events have no
// child.
#include "hooks/export.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wordexp.h>

#include "gate.h"
#include "hooks/program.h"
#include "hooks/real.h"
#include "judge.h"
#include "shim.h"
#include "base/poison.h"

#define SHELL "/bin/sh" // _PATH_BSHELL, in glibc's system, popen and wordexp

// libc hands `environ` to the shell itself, out of reach of a repair: where the program took the
// shim out of it, that is said.
static void inspect(enum ct_api api) {
    ct_program_inspect(api, SHELL, environ);
}

// A task, and the shell in it.
static bool enter(struct ct_call *call, enum ct_api api, const void *site) {
    struct ct_judgement exec = {0};

    if (ct_shim_ready() && ct_shim.policy)
        ct_judge_exec(&exec, api, site, SHELL);
    return ct_gate_enter_exec(call, api, site, 0, &exec);
}

// What pthread_cleanup_push is made of, in libpthread before glibc 2.34: then only a process with
// threads has it.
#pragma weak __pthread_register_cancel
#pragma weak __pthread_unregister_cancel
#pragma weak __pthread_unwind_next

// system and wordexp wait for their shell and may be cancelled there: the shell was made all the
// same.
struct command {
    enum ct_api api;
    const char *text;
    wordexp_t *expansion; // wordexp
    int flags;
};

static void cancelled(void *call) {
    ct_gate_leave(call, 0, 0);
}

static int run(const struct command *command) {
    if (command->api == CT_API_SYSTEM)
        return REAL(system, int (*)(const char *))(command->text);
    return REAL(wordexp, int (*)(const char *, wordexp_t *, int))(command->text, command->expansion,
                                                                  command->flags);
}

static int run_cancellable(const struct command *command, struct ct_call *call) {
    volatile int result = 0;

    if (!__pthread_register_cancel)
        return run(command);
    pthread_cleanup_push(cancelled, call);
    result = run(command);
    pthread_cleanup_pop(0);
    return result;
}

// A shell that could not be made is told by errno alone before glibc 2.41, whose status is then
// that of a shell that ended with 127 (sysdeps/posix/system.c); errno is left as it was where libc
// did not set it.
CT_EXPORT int system(const char *command) {
    const struct command shell = {.api = CT_API_SYSTEM, .text = command};
    struct ct_call call;
    int saved = errno, status;
    bool failed;

    if (!enter(&call, CT_API_SYSTEM, CT_SITE))
        return -1;
    errno = 0;
    status = run_cancellable(&shell, &call);
    failed = errno && (status == -1 || (WIFEXITED(status) && WEXITSTATUS(status) == 127));
    ct_gate_leave(&call, 0, failed ? errno : 0);
    inspect(CT_API_SYSTEM);
    errno = errno ? errno : saved;
    return status;
}

CT_EXPORT FILE *popen(const char *command, const char *mode) {
    struct ct_call call;
    FILE *stream;

    if (!enter(&call, CT_API_POPEN, CT_SITE))
        return NULL;
    stream = REAL(popen, FILE * (*)(const char *, const char *))(command, mode);
    ct_gate_leave(&call, 0, stream ? 0 : errno);
    if (stream)
        inspect(CT_API_POPEN);
    return stream;
}

// "(1 + 2))" behind a `$(`, and not "(echo a);(echo b))", which glibc runs as a command.
static bool is_arithmetic(const char *words) {
    unsigned depth = 0;

    if (*words++ != '(')
        return false;
    for (; *words && (depth || *words != ')'); words++)
        depth += (unsigned)(*words == '(') - (unsigned)(*words == ')');
    return words[0] == ')' && words[1] == ')';
}

// True where the words hold a command substitution, outside single quotes and not escaped: then
// wordexp runs a shell. In arithmetic and behind a wildcard glibc does not heed single quotes.
static bool substitutes(const char *words) {
    bool single = false, twice = false, quotes = true;

    for (; *words; words++) {
        const bool dollar = words[0] == '$' && words[1] == '(';
        if (single)
            single = *words != '\'';
        else if (*words == '\\' && words[1])
            words++;
        else if (*words == '\'' && !twice && quotes)
            single = true;
        else if (*words == '"')
            twice = !twice;
        else if (*words == '`' || (dollar && !is_arithmetic(words + 2)))
            return true;
        else if (dollar || *words == '*' || *words == '?' || *words == '[')
            quotes = false;
    }
    return false;
}

// One event for a call that runs commands, however many there are in its words. With WRDE_NOCMD it
// runs none.
CT_EXPORT int wordexp(const char *restrict words, wordexp_t *restrict expansion, int flags) {
    const struct command shell = {CT_API_WORDEXP, words, expansion, flags};
    struct ct_call call;
    int result;

    if ((flags & WRDE_NOCMD) || !words || !substitutes(words))
        return run(&shell);
    if (!enter(&call, CT_API_WORDEXP, CT_SITE))
        return WRDE_CMDSUB; // as if command substitution were not allowed, which it is not
    result = run_cancellable(&shell, &call);
    ct_gate_leave(&call, 0, result == WRDE_NOSPACE ? errno : 0);
    inspect(CT_API_WORDEXP);
    return result;
}
