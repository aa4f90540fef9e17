// SPDX-License-Identifier: MIT
// Where a file calls the kernel past the C library, and in which function. Looks through executable
// sections, or, where sections were stripped, through executable segments.
#include "clonetrace/scan/scan_sites.h"

#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/scan/scan_code.h"

struct search {
    const struct ct_elf *elf;
    struct ct_scan_object *object;
    uint64_t address; // of the code being searched
    uint64_t budget;  // bytes still to be searched: sections of a forged file may overlap
};

static void found(void *with, size_t offset, int number, const char *name) {
    struct search *search = with;
    struct ct_scan_object *object = search->object;

    if (number >= 0 && !name) {
        object->others++;
        return;
    }
    if (object->found++ >= CT_SCAN_SITES)
        return;
    if (!object->sites)
        object->sites = ct_alloc(CT_SCAN_SITES * sizeof *object->sites);
    object->sites[object->nsites++] =
        (struct ct_scan_site){.offset = search->address + offset, .number = number, .name = name};
}

static void search_range(struct search *search, uint64_t offset, uint64_t size, uint64_t address) {
    const struct ct_elf *elf = search->elf;

    if (offset > elf->size || size > elf->size - offset || size > search->budget)
        return;
    search->budget -= size;
    search->address = address;
    ct_scan_code(elf->machine, elf->bytes + offset, size, found, search);
}

static void search_sections(struct search *search) {
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(search->elf->elf, section))) {
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_PROGBITS &&
            header.sh_flags & SHF_EXECINSTR)
            search_range(search, header.sh_offset, header.sh_size, header.sh_addr);
    }
}

static void search_segments(struct search *search) {
    GElf_Phdr segment;

    for (size_t i = 0; i < search->elf->nsegments; i++) {
        if (gelf_getphdr(search->elf->elf, (int)i, &segment) && segment.p_type == PT_LOAD &&
            segment.p_flags & PF_X)
            search_range(search, segment.p_offset, segment.p_filesz, segment.p_vaddr);
    }
}

static bool unnamed(const struct ct_scan_object *object) {
    for (size_t i = 0; i < object->nsites; i++) {
        if (!object->sites[i].symbol)
            return true;
    }
    return false;
}

static void name_sites(const struct ct_elf *elf, struct ct_scan_object *object,
                       const GElf_Sym *symbol, size_t names) {
    for (size_t i = 0; i < object->nsites; i++) {
        struct ct_scan_site *site = &object->sites[i];
        const char *name;

        if (site->symbol || site->offset - symbol->st_value >= symbol->st_size)
            continue;
        name = elf_strptr(elf->elf, names, symbol->st_name);
        if (name && *name)
            site->symbol = ct_format("%s", name);
    }
}

static void name_from(const struct ct_elf *elf, struct ct_scan_object *object, Elf_Scn *section,
                      const GElf_Shdr *header) {
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;

    for (int i = 1; data && gelf_getsym(data, i, &symbol); i++) {
        if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_shndx != SHN_UNDEF)
            name_sites(elf, object, &symbol, header->sh_link);
    }
}

static void name_all(const struct ct_elf *elf, struct ct_scan_object *object) {
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while (elf->nsections && unnamed(object) && (section = elf_nextscn(elf->elf, section))) {
        if (gelf_getshdr(section, &header) &&
            (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM))
            name_from(elf, object, section, &header);
    }
}

void ct_scan_sites_find(const struct ct_elf *elf, struct ct_scan_object *object) {
    struct search search = {.elf = elf, .object = object, .budget = elf->size};

    object->searched = ct_scan_code_knows(elf->machine);
    if (object->is_libc || !object->searched)
        return;
    if (elf->nsections)
        search_sections(&search);
    else
        search_segments(&search);
    name_all(elf, object);
}
