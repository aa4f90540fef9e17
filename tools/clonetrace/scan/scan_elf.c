// SPDX-License-Identifier: MIT
// One ELF file, mapped: what it is, what it needs and imports. Trusts no offset and no size in it.
// Its code is looked at by scan_sites.c.
#include "clonetrace/scan/scan_elf.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/scan/scan_sites.h"
#include "event/encode.h"

enum { NEEDED_MAX = 4096 };

// The dynamic section, found as the loader finds it.
struct dynamic {
    Elf_Data *data;
    uint64_t strings; // offset of the string table, UINT64_MAX for none
};

// NULL where the string does not end in the file.
static const char *string_at(const struct ct_elf *elf, uint64_t offset) {
    if (offset >= elf->size || !memchr(elf->bytes + offset, 0, elf->size - offset))
        return NULL;
    return (const char *)elf->bytes + offset;
}

// UINT64_MAX where no segment has the address.
static uint64_t offset_of(const struct ct_elf *elf, uint64_t address) {
    GElf_Phdr segment;

    for (size_t i = 0; i < elf->nsegments && gelf_getphdr(elf->elf, (int)i, &segment); i++) {
        if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
            address - segment.p_vaddr < segment.p_filesz)
            return segment.p_offset + (address - segment.p_vaddr);
    }
    return UINT64_MAX;
}

static bool dynamic_value(const struct dynamic *dynamic, int64_t tag, uint64_t *value) {
    GElf_Dyn entry;

    for (int i = 0; gelf_getdyn(dynamic->data, i, &entry) && entry.d_tag != DT_NULL; i++) {
        if (entry.d_tag == tag) {
            *value = entry.d_un.d_val;
            return true;
        }
    }
    return false;
}

static const char *dynamic_text(const struct ct_elf *elf, const struct dynamic *dynamic,
                                uint64_t at) {
    if (dynamic->strings == UINT64_MAX || at > elf->size)
        return NULL;
    return string_at(elf, dynamic->strings + at);
}

static char *dynamic_string(const struct ct_elf *elf, const struct dynamic *dynamic, int64_t tag) {
    uint64_t at;
    const char *text = dynamic_value(dynamic, tag, &at) ? dynamic_text(elf, dynamic, at) : NULL;

    return text && *text ? ct_format("%s", text) : NULL;
}

static void read_needed(const struct ct_elf *elf, const struct dynamic *dynamic,
                        struct ct_scan_object *object) {
    GElf_Dyn entry;

    for (int i = 0; gelf_getdyn(dynamic->data, i, &entry) && entry.d_tag != DT_NULL; i++) {
        const char *name = entry.d_tag == DT_NEEDED && object->nneeded < NEEDED_MAX
                               ? dynamic_text(elf, dynamic, entry.d_un.d_val)
                               : NULL;

        if (!name || !*name)
            continue;
        object->needed = ct_realloc(object->needed, (object->nneeded + 1) * sizeof *object->needed);
        object->needed[object->nneeded++] = ct_format("%s", name);
    }
}

static bool find_dynamic(const struct ct_elf *elf, struct dynamic *dynamic) {
    GElf_Phdr segment;
    uint64_t address;

    for (size_t i = 0; i < elf->nsegments && gelf_getphdr(elf->elf, (int)i, &segment); i++) {
        if (segment.p_type != PT_DYNAMIC || segment.p_offset > elf->size ||
            segment.p_filesz > elf->size - segment.p_offset)
            continue;
        dynamic->data =
            elf_getdata_rawchunk(elf->elf, (int64_t)segment.p_offset, segment.p_filesz, ELF_T_DYN);
        dynamic->strings =
            dynamic_value(dynamic, DT_STRTAB, &address) ? offset_of(elf, address) : UINT64_MAX;
        return dynamic->data != NULL;
    }
    return false;
}

// The table's size is in no header that the loader reads: it comes from the section, or, where
// sections were stripped, from the string table that linkers put behind it.
static Elf_Data *find_symbols(const struct ct_elf *elf, const struct dynamic *dynamic) {
    uint64_t address, offset, size;
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    if (!dynamic_value(dynamic, DT_SYMTAB, &address))
        return NULL;
    offset = offset_of(elf, address);
    if (offset >= elf->size)
        return NULL;
    size = dynamic->strings > offset ? dynamic->strings - offset : 0;
    while (elf->nsections && (section = elf_nextscn(elf->elf, section))) {
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_DYNSYM)
            size = header.sh_size;
    }
    if (size > elf->size - offset)
        size = elf->size - offset;
    return elf_getdata_rawchunk(elf->elf, (int64_t)offset, size, ELF_T_SYM);
}

static void note_import(struct ct_scan_object *object, const char *name) {
    for (int i = 0; i < CT_API_COUNT; i++) {
        if (!strcmp(name, ct_api_name(i)))
            object->calls[i] = true;
    }
    if (!strcmp(name, "dlopen") || !strcmp(name, "dlmopen"))
        object->loads = true;
}

static void read_imports(const struct ct_elf *elf, const struct dynamic *dynamic,
                         struct ct_scan_object *object) {
    Elf_Data *symbols = find_symbols(elf, dynamic);
    GElf_Sym symbol;
    const char *name;

    for (int i = 1; symbols && gelf_getsym(symbols, i, &symbol); i++) {
        if (symbol.st_shndx != SHN_UNDEF)
            continue;
        name = dynamic_text(elf, dynamic, symbol.st_name);
        if (name)
            note_import(object, name);
    }
}

// Without an interpreter: one that needs something, has a name, or begins nowhere is a library.
static enum ct_scan_form form_of(const GElf_Ehdr *header, const struct ct_scan_object *object,
                                 uint64_t flags_1) {
    if (header->e_type == ET_EXEC)
        return object->interpreter ? CT_SCAN_FIXED : CT_SCAN_STATIC;
    if (object->interpreter)
        return CT_SCAN_PIE;
    if (flags_1 & DF_1_PIE)
        return CT_SCAN_STATIC_PIE;
    return object->nneeded || object->soname || !header->e_entry ? CT_SCAN_LIBRARY
                                                                 : CT_SCAN_STATIC_PIE;
}

static const char *read_segments(const struct ct_elf *elf, struct ct_scan_object *object) {
    GElf_Phdr segment;

    for (size_t i = 0; i < elf->nsegments; i++) {
        const char *text;

        if (!gelf_getphdr(elf->elf, (int)i, &segment))
            return "damaged: its program headers cannot be read";
        if (segment.p_type != PT_LOAD && segment.p_type != PT_INTERP)
            continue;
        if (segment.p_offset > elf->size || segment.p_filesz > elf->size - segment.p_offset)
            return "damaged: it ends before its segments do";
        if (segment.p_type != PT_INTERP || object->interpreter)
            continue;
        text = string_at(elf, segment.p_offset);
        if (!text || strlen(text) >= segment.p_filesz)
            return "damaged: the name of its loader does not end";
        object->interpreter = ct_format("%s", text);
    }
    return NULL;
}

static const char *read_object(struct ct_elf *elf, struct ct_scan_object *object) {
    struct dynamic dynamic = {.strings = UINT64_MAX};
    uint64_t flags_1 = 0;
    const char *problem;
    GElf_Ehdr header;

    elf->bytes = (const uint8_t *)elf_rawfile(elf->elf, &elf->size);
    if (!elf->bytes || !gelf_getehdr(elf->elf, &header))
        return "damaged: its ELF header cannot be read";
    if (header.e_type != ET_EXEC && header.e_type != ET_DYN)
        return header.e_type == ET_CORE  ? "a core dump, not a program"
               : header.e_type == ET_REL ? "an object file, not a program"
                                         : "not a program, by the type in its ELF header";
    if (elf_getphdrnum(elf->elf, &elf->nsegments) || !elf->nsegments)
        return "damaged: it has no program headers";
    if (elf_getshdrnum(elf->elf, &elf->nsections))
        elf->nsections = 0;
    object->bits = header.e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32;
    object->big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB;
    object->machine = elf->machine = header.e_machine;
    problem = read_segments(elf, object);
    if (problem)
        return problem;
    if (find_dynamic(elf, &dynamic)) {
        read_needed(elf, &dynamic, object);
        object->soname = dynamic_string(elf, &dynamic, DT_SONAME);
        object->rpath = dynamic_string(elf, &dynamic, DT_RPATH);
        object->runpath = dynamic_string(elf, &dynamic, DT_RUNPATH);
        dynamic_value(&dynamic, DT_FLAGS_1, &flags_1);
        read_imports(elf, &dynamic, object);
    }
    object->form = form_of(&header, object, flags_1);
    ct_scan_recognise(elf, object);
    ct_scan_sites_find(elf, object);
    return NULL;
}

const char *ct_scan_elf_read(int fd, struct ct_scan_object *object) {
    struct ct_elf elf = {0};
    const char *problem = "neither an ELF program nor a script";

    elf_version(EV_CURRENT);
    elf.elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    if (elf.elf && elf_kind(elf.elf) == ELF_K_ELF)
        problem = read_object(&elf, object);
    elf_end(elf.elf);
    return problem;
}

bool ct_scan_elf_fits(int fd, const struct ct_scan_object *program) {
    Elf *elf;
    GElf_Ehdr header;
    bool fits;

    elf_version(EV_CURRENT);
    elf = elf_begin(fd, ELF_C_READ, NULL);
    fits = elf && gelf_getehdr(elf, &header) &&
           (header.e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32) == program->bits &&
           header.e_machine == program->machine;
    elf_end(elf);
    return fits;
}

void ct_scan_elf_finish(struct ct_scan_object *object) {
    for (size_t i = 0; i < object->nsites; i++)
        free(object->sites[i].symbol);
    for (size_t i = 0; i < object->nneeded; i++)
        free(object->needed[i]);
    free(object->sites);
    free(object->needed);
    free(object->path);
    free(object->interpreter);
    free(object->soname);
    free(object->rpath);
    free(object->runpath);
    *object = (struct ct_scan_object){0};
}
