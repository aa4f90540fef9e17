// SPDX-License-Identifier: MIT
// Where the library is, and how the loader is told. Sources: ld.so(8), LD_PRELOAD.
#include "clonetrace/run/preload.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/self.h"

#define LIBRARY "libclonetrace.so"
#define POLICY_LIBRARY "libclonetrace-policy.so"

static char *readable(const char *directory, const char *relative) {
    char *path = *relative == '/' ? ct_format("%s/" LIBRARY, relative)
                                  : ct_format("%s/%s/" LIBRARY, directory, relative);
    char *real = access(path, R_OK) ? NULL : realpath(path, NULL);

    free(path);
    return real;
}

char *ct_preload_find(void) {
    char *directory = ct_self_directory(), *library;

    if (!directory)
        return NULL;
    library = readable(directory, CT_BIN_TO_LIB);
    if (!library)
        library = readable(directory, "../src");
    if (!library)
        ct_fail("cannot read " LIBRARY
                " in %s/%s nor in %s/../src; install or build it beside clonetrace",
                directory, CT_BIN_TO_LIB, directory);
    free(directory);
    // The loader splits at spaces and colons, expands $ORIGIN and its like, and knows no quoting.
    if (library && strpbrk(library, " :$")) {
        ct_fail("LD_PRELOAD cannot name %s: a space, colon or dollar sign is in its path; install "
                "it elsewhere",
                library);
        free(library);
        return NULL;
    }
    return library;
}

static int named(const char *list, const char *library) {
    size_t len = strlen(library);

    for (const char *at = list; *at; at += *at != '\0') {
        size_t item = strcspn(at, " :");

        if (item == len && !strncmp(at, library, len))
            return 1;
        at += item;
    }
    return 0;
}

char *ct_preload_value(const char *library, const char *old) {
    if (!old || !*old)
        return ct_format("%s", library);
    return named(old, library) ? ct_format("%s", old) : ct_format("%s:%s", library, old);
}

int ct_preload_policy(const char *library) {
    int directory = (int)(strrchr(library, '/') - library);
    char *path = ct_format("%.*s/" POLICY_LIBRARY, directory, library);
    int failed = access(path, R_OK);

    if (failed)
        ct_fail("cannot read %s, which loads policies; install or build it beside " LIBRARY, path);
    free(path);
    return failed ? CT_EXIT_FAILED : 0;
}
