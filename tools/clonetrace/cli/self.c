// SPDX-License-Identifier: MIT
// Where the command lies. Not where it was built or meant to be installed: a staged tree works,
// too.
#include "clonetrace/cli/self.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "clonetrace/cli/fail.h"

char *ct_self_directory(void) {
    char *self = realpath("/proc/self/exe", NULL);

    if (!self && getauxval(AT_EXECFN)) // without /proc
        self = realpath((const char *)getauxval(AT_EXECFN), NULL);
    if (self)
        *strrchr(self, '/') = '\0';
    else
        ct_fail(
            "cannot find out where clonetrace itself is: mount /proc, or run it by its full path");
    return self;
}
