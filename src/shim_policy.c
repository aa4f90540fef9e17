// SPDX-License-Identifier: MIT
// The way to libclonetrace-policy.so, which lies beside this library and is loaded only for a
// process that has a policy: it holds Jansson, and neither its pages nor its symbols are to be in
// other programs.
#include "shim_policy.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/raw.h"
#include "event/modules.h"
#include "policy/open.h"
#include "shim.h"
#include "sink/sink.h"
#include "base/poison.h"

void ct_shim_refuse(const char *where, const char *why) {
    char line[1024];
    struct ct_buf buf;

    ct_buf_init(&buf, line, sizeof line - 1);
    ct_buf_str(&buf, "clonetrace: ");
    ct_buf_str(&buf, where);
    ct_buf_str(&buf, why);
    for (size_t i = 0; i < buf.len; i++)
        if ((unsigned char)line[i] < ' ')
            line[i] = '?';
    buf.full = false;
    line[buf.len++] = '\n';
    ct_sink_say(line, buf.len);
    for (;;)
        ct_raw(SYS_exit_group, 125L);
}

// "…/libclonetrace-policy.so" beside "…/libclonetrace.so".
static bool beside_this(struct ct_buf *path) {
    struct ct_module module;
    size_t len;

    if (!ct_modules_find((const void *)ct_shim_load_policy, &module))
        return false;
    for (len = strlen(module.name); len && module.name[len - 1] != '/'; len--)
        ;
    ct_buf_mem(path, module.name, len);
    ct_buf_str(path, "libclonetrace-policy.so");
    ct_buf_char(path, 0);
    return !path->full;
}

const struct ct_policy *ct_shim_load_policy(const char *where) {
    char name[1024], message[CT_POLICY_MESSAGE_MAX];
    struct ct_buf path;
    ct_policy_open_fn *open_policy = NULL;
    struct ct_policy *policy = NULL;
    void *library;

    if (!*where)
        ct_shim_refuse("CLONETRACE_POLICY", ": names no policy; the program is not run");
    ct_buf_init(&path, name, sizeof name);
    library = beside_this(&path) ? dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) : NULL;
    if (library)
        *(void **)&open_policy = dlsym(library, "ct_policy_open");
    if (!open_policy)
        ct_shim_refuse(where, ": cannot be loaded, since libclonetrace-policy.so is not beside "
                              "libclonetrace.so; the program is not run");
    if (open_policy(where, ct_shim.exe, &policy, message) != 0)
        ct_shim_refuse("", message);
    return policy;
}
