// SPDX-License-Identifier: MIT
// Reads what the OCI runtime specification says of a seccomp profile, and nothing beside it.
#include "profile.h"

#include <errno.h>
#include <jansson.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

static uint64_t number_of(const json_t *object, const char *key) {
    return (uint64_t)json_integer_value(json_object_get(object, key));
}

static bool refuse(const char *what) {
    fprintf(stderr, "profile: %s\n", what);
    return false;
}

// "SCMP_ARCH_X86_64" is what seccomp_arch_resolve_name(3) calls "x86_64".
static bool add_machine(scmp_filter_ctx filter, const char *name) {
    static const char prefix[] = "SCMP_ARCH_";
    char lower[32] = "";
    uint32_t token;
    int result;

    if (strncmp(name, prefix, sizeof prefix - 1) || strlen(name) >= sizeof lower)
        return refuse(name);
    for (size_t i = sizeof prefix - 1; name[i]; i++)
        lower[i + 1 - sizeof prefix] =
            (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    token = seccomp_arch_resolve_name(lower);
    result = token ? seccomp_arch_add(filter, token) : -EINVAL;
    return result == 0 || result == -EEXIST || refuse(name);
}

static bool action_of(const json_t *entry, uint32_t *action) {
    const char *name = text_of(entry, "action");

    *action = !strcmp(name, "SCMP_ACT_ERRNO")
                  ? SCMP_ACT_ERRNO((uint32_t)number_of(entry, "errnoRet"))
                  : SCMP_ACT_KILL_PROCESS;
    return !strcmp(name, "SCMP_ACT_ERRNO") || !strcmp(name, "SCMP_ACT_KILL_PROCESS") ||
           refuse("unknown action");
}

static bool add_entry(scmp_filter_ctx filter, const json_t *entry) {
    const json_t *arg = json_array_get(json_object_get(entry, "args"), 0);
    const char *name = json_string_value(json_array_get(json_object_get(entry, "names"), 0));
    struct scmp_arg_cmp compare = {.op = SCMP_CMP_MASKED_EQ};
    uint32_t action;
    int number;

    if (!name || !action_of(entry, &action))
        return refuse("an entry without a name or action");
    number = seccomp_syscall_resolve_name(name);
    if (arg && strcmp(text_of(arg, "op"), "SCMP_CMP_MASKED_EQ"))
        return refuse("unknown comparison");
    compare.arg = (unsigned)number_of(arg, "index");
    compare.datum_a = number_of(arg, "value");
    compare.datum_b = number_of(arg, "valueTwo");
    return seccomp_rule_add_array(filter, action, number, arg ? 1 : 0, &compare) == 0 ||
           refuse(name);
}

void *profile_read(const struct json_t *profile) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    const json_t *item;
    size_t i;
    bool good = filter && !strcmp(text_of(profile, "defaultAction"), "SCMP_ACT_ALLOW");

    json_array_foreach(json_object_get(profile, "architectures"), i, item) good =
        good && add_machine(filter, json_string_value(item));
    json_array_foreach(json_object_get(profile, "syscalls"), i, item) good =
        good && add_entry(filter, item);
    if (good)
        return filter;
    seccomp_release(filter);
    return NULL;
}
