// SPDX-License-Identifier: MIT
// The modules that a log names, and whether their files are those that were traced. A line is never
// shown for a file that is known to be another one.
#include "clonetrace/report/code.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/code_file.h"
#include "clonetrace/trace/names.h"

#define OPEN_MAX_FILES 64 // each has a descriptor and its debug information mapped

struct module {
    struct module *same_hash, *next;
    const char *path;
    struct ct_code_file file;
    bool tried;
    enum ct_code_state state; // of opening it
    unsigned seen;            // states that sites in it had: 1 << state
};

struct ct_code {
    bool off;
    char *sysroot, *debug_path;
    char boot[40]; // of this machine; "" unknown
    struct ct_names names;
    struct ct_map by_hash;
    struct module *first, **end;
    size_t open;
    unsigned told; // states that a note was about
};

static void own_boot(struct ct_code *code) {
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

    if (file && fgets(code->boot, sizeof code->boot, file))
        code->boot[strcspn(code->boot, "\n")] = '\0';
    if (file)
        fclose(file);
}

// libdwfl would ask servers for debug information if this variable named any.
struct ct_code *ct_code_new(const struct ct_code_wishes *wishes) {
    struct ct_code *code = ct_alloc(sizeof *code);
    const char *root = wishes->sysroot ? wishes->sysroot : "";
    char *debug_dir;

    unsetenv("DEBUGINFOD_URLS");
    code->off = wishes->off;
    code->end = &code->first;
    code->sysroot = ct_format("%s", root);
    // In its list a relative directory would be one beside the module.
    debug_dir = wishes->debug_dir ? realpath(wishes->debug_dir, NULL) : NULL;
    code->debug_path = ct_format("+:.debug%s%s%s%s%s:/usr/lib/debug", debug_dir ? ":" : "",
                                 debug_dir ? debug_dir : "", *root ? ":" : "", root,
                                 *root ? "/usr/lib/debug" : "");
    free(debug_dir);
    own_boot(code);
    return code;
}

static void close_all(struct ct_code *code) {
    for (struct module *module = code->first; module; module = module->next)
        ct_code_file_close(&module->file);
    code->open = 0;
}

void ct_code_free(struct ct_code *code) {
    if (!code)
        return;
    close_all(code);
    while (code->first) {
        struct module *next = code->first->next;

        free(code->first);
        code->first = next;
    }
    ct_map_finish(&code->by_hash);
    ct_names_finish(&code->names);
    free(code->sysroot);
    free(code->debug_path);
    free(code);
}

static struct module *module_of(struct ct_code *code, const char *path) {
    const char *kept = ct_names_keep(&code->names, path);
    uint64_t hash = ct_map_hash(0, &kept, sizeof kept);
    struct module *first = ct_map_get(&code->by_hash, hash), *module = first;

    while (module && module->path != kept)
        module = module->same_hash;
    if (module)
        return module;
    module = ct_alloc(sizeof *module);
    module->path = kept;
    module->same_hash = first;
    *code->end = module;
    code->end = &module->next;
    ct_map_put(&code->by_hash, hash, module);
    return module;
}

static bool is_open(struct ct_code *code, struct module *module) {
    char *path;

    if (module->file.dwfl || (module->tried && module->state != CT_CODE_GOOD))
        return module->file.dwfl;
    if (code->open == OPEN_MAX_FILES)
        close_all(code);
    module->tried = true;
    path = ct_format("%s%s", code->sysroot, module->path);
    module->state = *module->path == '/' ? ct_code_file_open(&module->file, path, &code->debug_path)
                                         : CT_CODE_ABSENT;
    free(path);
    code->open += module->file.dwfl != NULL;
    return module->file.dwfl;
}

// A symbol is that of the byte before the return address, see the library's event/site.c.
static enum ct_code_state judge(struct ct_code *code, struct module *module,
                                const struct ct_record_site *site, const struct ct_code_time *time,
                                bool exact) {
    struct ct_code_file *file = &module->file;

    if (!is_open(code, module))
        return module->state;
    if (time->real_ns && file->modified_ns > time->real_ns)
        return CT_CODE_NEWER;
    if (!exact && !ct_code_file_calls(file, site->offset))
        return CT_CODE_DIFFERS;
    if (site->symbol && !ct_code_file_exports(file, site->symbol, site->offset - 1))
        return CT_CODE_DIFFERS;
    if (!time->boot || strcmp(time->boot, code->boot) != 0)
        return CT_CODE_OTHER_BOOT;
    return time->real_ns && file->inode_ns > time->real_ns ? CT_CODE_TOUCHED : CT_CODE_GOOD;
}

struct ct_code_place ct_code_find(struct ct_code *code, const struct ct_record_site *site,
                                  const struct ct_code_time *time, bool exact) {
    bool off = !code || code->off;
    struct ct_code_place place = {.state = off ? CT_CODE_OFF : CT_CODE_ABSENT};
    struct module *module;

    if (off || !site->module)
        return place;
    module = module_of(code, site->module);
    place.state = judge(code, module, site, time, exact);
    module->seen |= 1u << place.state;
    if (place.state != CT_CODE_GOOD && place.state != CT_CODE_OTHER_BOOT &&
        place.state != CT_CODE_TOUCHED)
        return place;
    place.count =
        ct_code_file_lines(&module->file, site->offset - !exact, place.lines, CT_CODE_INLINED);
    for (size_t i = 0; i < place.count; i++) {
        place.lines[i].function = ct_names_keep(&code->names, place.lines[i].function);
        place.lines[i].file = ct_names_keep(&code->names, place.lines[i].file);
    }
    return place;
}

bool ct_code_is_signal_return(struct ct_code *code, const struct ct_record_site *site) {
    struct module *module;

    // The vDSO of aarch64 has no file; its symbol is exported.
    if (site->symbol && !strcmp(site->symbol, "__kernel_rt_sigreturn"))
        return true;
    if (!code || code->off || !site->module)
        return false;
    module = module_of(code, site->module);
    return is_open(code, module) && ct_code_file_returns_signal(&module->file, site->offset);
}

size_t ct_code_tell(struct ct_code *code, enum ct_code_state state, const char **first) {
    size_t count = 0;

    for (const struct module *module = code ? code->first : NULL; module; module = module->next) {
        if (!(module->seen & 1u << state) || *module->path != '/')
            continue;
        if (!count++)
            *first = module->path;
    }
    if (!count || code->told & 1u << state)
        return 0;
    code->told |= 1u << state;
    return count;
}

const char *ct_code_state_name(enum ct_code_state state) {
    static const char *const names[] = {
        [CT_CODE_GOOD] = "same",       [CT_CODE_OTHER_BOOT] = "other-boot",
        [CT_CODE_TOUCHED] = "touched", [CT_CODE_ABSENT] = "absent",
        [CT_CODE_NO_ELF] = "no-elf",   [CT_CODE_NEWER] = "newer",
        [CT_CODE_DIFFERS] = "differs", [CT_CODE_OFF] = "off"};

    return names[state];
}
