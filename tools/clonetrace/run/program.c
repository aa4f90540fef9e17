// SPDX-License-Identifier: MIT
// From a name to a file, before anything is started: a typing error must not cost the user an old
// log.
#include "clonetrace/run/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "event/blind.h"
#include "event/names.h"

// 0, or the errno that execve would give.
static int executable(const char *path) {
    struct stat st;

    if (stat(path, &st))
        return errno;
    if (S_ISDIR(st.st_mode))
        return EISDIR;
    if (!S_ISREG(st.st_mode))
        return EACCES;
    return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) ? errno : 0;
}

// Walks PATH; an empty element is the current directory. Returns 0 with *path set, or what was
// wrong with the best candidate.
static int search(const char *name, char **path) {
    const char *list = getenv("PATH");
    int found = ENOENT;

    if (!list)
        list = "/bin:/usr/bin"; // as execvp(3)
    for (;;) {
        int len = (int)strcspn(list, ":");
        char *candidate = ct_format("%.*s%s%s", len, list, len ? "/" : "./", name);
        int error = executable(candidate);

        if (!error) {
            *path = candidate;
            return 0;
        }
        free(candidate);
        if (error == EACCES)
            found = EACCES;
        if (!list[len])
            return found;
        list += len + 1;
    }
}

static int not_found(const char *name) {
    if (!*name)
        ct_fail("cannot run a program without a name: the command is ''; is a variable empty?");
    else if (strchr(name, '/'))
        ct_fail("cannot run %s: there is no such file; check the path", name);
    else
        ct_fail("cannot run %s: command not found; check the name or PATH", name);
    return CT_EXIT_NOT_FOUND;
}

int ct_program_refused(const char *path, int error) {
    if (error == ENOENT) {
        ct_fail("cannot run %s: the interpreter that it names is missing; install it or correct "
                "the file",
                path);
        return CT_EXIT_NOT_FOUND;
    }
    if (error == EISDIR)
        ct_fail("cannot run %s: it is a directory; name a program in it", path);
    else if (error == EACCES)
        ct_fail("cannot run %s: permission denied; check its mode (chmod +x), its directories, and "
                "mount options",
                path);
    else if (error == ENOEXEC)
        ct_fail("cannot run %s: the kernel knows no such format; is it built for this machine?",
                path);
    else if (error == E2BIG)
        ct_fail("cannot run %s: arguments and environment are too long; pass fewer, or raise "
                "'ulimit -s'",
                path);
    else
        ct_fail("cannot run %s: %s", path, strerror(error));
    return CT_EXIT_NOT_EXECUTABLE;
}

int ct_program_find(struct ct_program *program, const char *name) {
    enum ct_blind reason;
    int error;

    *program = (struct ct_program){0};
    if (strchr(name, '/')) {
        program->path = ct_format("%s", name);
        error = executable(name);
    } else {
        error = *name ? search(name, &program->path) : ENOENT;
    }
    if (error) {
        free(program->path);
        program->path = NULL;
    }
    if (error == ENOENT || error == ENOTDIR)
        return not_found(name);
    if (error)
        return ct_program_refused(name, error);
    if (ct_blind_inspect(program->path, &reason) > 0)
        program->blind = ct_blind_name(reason);
    return 0;
}
