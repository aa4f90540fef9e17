// SPDX-License-Identifier: MIT
// dladdr(3) without its lock, which a forked child may find held for ever. Trusts the tables of a
// loaded module as the loader does; reads nothing that is not mapped with it.
#include "event/symbol.h"

#include <stddef.h>
#include <stdint.h>

#include "base/poison.h"

struct tables {
    const ElfW(Sym) * symbols;
    const char *names;
    const uint32_t *hash;     // DT_HASH
    const uint32_t *gnu_hash; // DT_GNU_HASH
};

// glibc relocates these entries of a loaded module in place on most CPUs, but not for the vDSO and
// not on all CPUs: a value below the bias is an offset.
static const void *table_at(ElfW(Addr) bias, ElfW(Addr) value) {
    return (const void *)(value < bias ? bias + value : value);
}

static struct tables tables_of(ElfW(Addr) bias, const ElfW(Dyn) * dynamic) {
    struct tables tables = {0};

    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        const void *at = table_at(bias, dynamic->d_un.d_ptr);
        if (dynamic->d_tag == DT_SYMTAB)
            tables.symbols = at;
        else if (dynamic->d_tag == DT_STRTAB)
            tables.names = at;
        else if (dynamic->d_tag == DT_HASH)
            tables.hash = at;
        else if (dynamic->d_tag == DT_GNU_HASH)
            tables.gnu_hash = at;
    }
    return tables;
}

// The table has no length of its own: the last chain of the hash ends at the last symbol.
static uint32_t gnu_hash_count(const uint32_t *hash) {
    const uint32_t bucket_count = hash[0], first = hash[1], bloom_words = hash[2];
    const uint32_t *buckets = hash + 4 + bloom_words * (sizeof(ElfW(Addr)) / sizeof(uint32_t));
    const uint32_t *chains = buckets + bucket_count;
    uint32_t last = 0;

    for (uint32_t i = 0; i < bucket_count; i++)
        if (buckets[i] > last)
            last = buckets[i];
    if (last < first)
        return first;
    while (!(chains[last - first] & 1))
        last++;
    return last + 1;
}

const char *ct_symbol_find(ElfW(Addr) bias, const ElfW(Dyn) * dynamic, ElfW(Addr) address) {
    struct tables tables = tables_of(bias, dynamic);
    uint32_t count = 0;

    if (!tables.symbols || !tables.names)
        return NULL;
    if (tables.hash)
        count = tables.hash[1];
    else if (tables.gnu_hash)
        count = gnu_hash_count(tables.gnu_hash);
    for (uint32_t i = 1; i < count; i++) {
        const ElfW(Sym) *symbol = &tables.symbols[i];
        if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_shndx == SHN_UNDEF)
            continue;
        if (address - bias - symbol->st_value < symbol->st_size)
            return tables.names + symbol->st_name;
    }
    return NULL;
}
