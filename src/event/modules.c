// SPDX-License-Identifier: MIT
// Which loaded object holds an address. The only file that asks the loader.
#include "event/modules.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/config_room.h"
#include "base/placed.h"
#include "base/poison.h"

// struct dl_find_object of glibc 2.35 and newer, <dlfcn.h>; declared here so that the library
// builds on older ones. Its tail may grow, so room is left.
struct found_object {
    unsigned long long flags;
    void *map_start;
    void *map_end;
    struct link_map *link_map;
    void *rest[12];
};
static int (*find_object)(void *, struct found_object *) CT_HOT;

// The main program, which stays where it is and is never unloaded: what it calls from there, the
// loader is asked for once. In a forked child each table of the loader is a page fault.
static struct {
    struct ct_module module;
    const void *end;
    _Atomic unsigned state; // 0, LEARNING or KNOWN
} main_program CT_HOT;
enum { LEARNING = 1, KNOWN };

// Before 2.35: what was loaded at start.
enum { MODULES = 64 };
struct known_module {
    struct ct_module module;
    const void *end;
    bool is_libc; // a part of the C library that calls the rest of it through the PLT
};
static struct known_module *known CT_HOT;
static unsigned known_count CT_HOT;
static _Atomic bool asked CT_HOT;

// Before 2.34 libpthread makes threads by `__clone`, and libutil's forkpty forks by `fork`.
// (librt's and libanl's helper threads come by pthread_create, which is worth seeing.)
static bool calls_libc(const char *path) {
    const char *name = path;

    for (const char *at = path; *at; at++)
        if (*at == '/')
            name = at + 1;
    return strncmp(name, "libpthread", 10) == 0 || strncmp(name, "libutil", 7) == 0;
}

static int add_module(struct dl_phdr_info *info, size_t size, void *unused) {
    struct known_module *entry = &known[known_count];
    uintptr_t start = UINTPTR_MAX, end = 0;

    if (known_count == MODULES)
        return 1;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uintptr_t at = info->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_DYNAMIC)
            entry->module.dynamic = (const ElfW(Dyn) *)at;
        if (segment->p_type != PT_LOAD)
            continue;
        start = at < start ? at : start;
        end = at + segment->p_memsz > end ? at + segment->p_memsz : end;
    }
    entry->module.start = (const void *)start;
    entry->module.bias = info->dlpi_addr;
    entry->module.name = info->dlpi_name;
    entry->is_libc = calls_libc(info->dlpi_name);
    entry->end = (const void *)end;
    known_count++;
    return 0;
}

static struct known_module *room_for_known(void) {
    const size_t align = _Alignof(struct known_module), size = MODULES * sizeof *known + align;
    size_t room;
    char *at = ct_config_room(size, &room);

    if (!at)
        return NULL;
    ct_config_claim(size);
    return (struct known_module *)(((uintptr_t)at + align - 1) & ~(align - 1));
}

void ct_modules_init(void) {
    if (atomic_load_explicit(&asked, memory_order_relaxed) || atomic_exchange(&asked, true))
        return;
    *(void **)&find_object = dlsym(RTLD_DEFAULT, "_dl_find_object");
    if (find_object)
        return;
    known = room_for_known();
    if (known)
        dl_iterate_phdr(add_module, NULL);
}

bool ct_modules_is_libc(const void *address) {
    for (unsigned i = 0; i < known_count; i++)
        if (known[i].is_libc && address >= known[i].module.start && address < known[i].end)
            return true;
    return false;
}

static bool is_in_program(const void *address) {
    return atomic_load_explicit(&main_program.state, memory_order_acquire) == KNOWN &&
           address >= main_program.module.start && address < main_program.end;
}

static void learn_program(const struct ct_module *module, const void *end) {
    unsigned nobody = 0;

    if (atomic_load_explicit(&main_program.state, memory_order_relaxed) != 0 ||
        !atomic_compare_exchange_strong(&main_program.state, &nobody, LEARNING))
        return;
    main_program.module = *module;
    main_program.end = end;
    atomic_store_explicit(&main_program.state, KNOWN, memory_order_release);
}

static bool ask_loader(const void *address, struct ct_module *module) {
    struct found_object found;

    if (find_object((void *)address, &found) != 0)
        return false;
    module->start = found.map_start;
    module->bias = found.link_map->l_addr;
    module->name = found.link_map->l_name;
    module->dynamic = found.link_map->l_ld;
    if (!*module->name)
        learn_program(module, found.map_end);
    return true;
}

bool ct_modules_find(const void *address, struct ct_module *module) {
    ct_modules_init(); // for a program that execs or unshares before it creates anything
    if (is_in_program(address)) {
        *module = main_program.module;
        return true;
    }
    if (find_object)
        return ask_loader(address, module);
    for (unsigned i = 0; i < known_count; i++) {
        if (address < known[i].module.start || address >= known[i].end)
            continue;
        *module = known[i].module;
        return true;
    }
    return false;
}
