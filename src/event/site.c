// SPDX-License-Identifier: MIT
// From a return address to module, offset and symbol. _dl_find_object (glibc 2.35) is lock-free and
// async-signal-safe; before it, a table of the modules that were loaded at start serves, and one
// loaded with dlopen since then is not named. Results are kept: a program has few call sites, and a
// symbol table may have ten thousand entries.
#include "event/site.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>

#include "event/modules.h"
#include "event/symbol.h"
#include "base/placed.h"
#include "base/poison.h"

struct entry {
    _Atomic uint32_t version; // odd while it is being written
    const void *address;
    const void *map; // of the module, to notice that another one took its place
    const char *module;
    const char *symbol;
    uint64_t offset;
};

enum { ENTRIES = 64 };
static struct entry cache[ENTRIES] CT_COLD;
static const char *program CT_HOT;

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));

void ct_site_init(const char *exe) {
    program = exe;
}

bool ct_site_is_own(const void *address) {
    return (const char *)address >= (const char *)&__ehdr_start && (const char *)address < _end;
}

static struct entry *entry_of(const void *address) {
    uintptr_t mixed = (uintptr_t)address * 0x9e3779b97f4a7c15u;

    return &cache[mixed >> 58];
}

static bool recall(const void *address, const struct ct_module *module, struct ct_site *site) {
    struct entry *entry = entry_of(address);
    uint32_t version = atomic_load_explicit(&entry->version, memory_order_acquire);
    bool same = entry->address == address && entry->map == module->start &&
                (!*module->name || entry->module == module->name);

    site->module = entry->module;
    site->symbol = entry->symbol;
    site->offset = entry->offset;
    atomic_thread_fence(memory_order_acquire);
    return same && !(version & 1) &&
           version == atomic_load_explicit(&entry->version, memory_order_relaxed);
}

static void remember(const void *address, const struct ct_module *module,
                     const struct ct_site *site) {
    struct entry *entry = entry_of(address);
    uint32_t version = atomic_load(&entry->version);

    if (version & 1 || !atomic_compare_exchange_strong(&entry->version, &version, version + 1))
        return;
    entry->address = address;
    entry->map = module->start;
    entry->module = site->module;
    entry->symbol = site->symbol;
    entry->offset = site->offset;
    atomic_store_explicit(&entry->version, version + 2, memory_order_release);
}

static bool find_module(const void *address, struct ct_module *module, struct ct_site *site) {
    *site = (struct ct_site){.module = NULL};
    return ct_modules_find((const char *)address - 1, module); // the call may end its function
}

static void look_up(const void *address, const struct ct_module *module, struct ct_site *site) {
    const ElfW(Addr) call = (ElfW(Addr))address - 1;

    site->module = *module->name ? module->name : program;
    site->offset = (ElfW(Addr))address - module->bias;
    site->symbol = module->dynamic ? ct_symbol_find(module->bias, module->dynamic, call) : NULL;
}

void ct_site_find(const void *address, struct ct_site *site) {
    struct ct_module module;

    if (!find_module(address, &module, site) || recall(address, &module, site))
        return;
    look_up(address, &module, site);
    remember(address, &module, site);
}

void ct_site_find_once(const void *address, struct ct_site *site) {
    struct ct_module module;

    if (find_module(address, &module, site))
        look_up(address, &module, site);
}
