// SPDX-License-Identifier: MIT
// A small ELF program with bytes changed and its end cut off, or a script of any bytes: it is
// scanned to an answer or a problem, and neither has anything in it that a terminal would obey.
// An input is a list of changes, each three bytes: where (two bytes), and what; one that begins
// with `#` is a file as it is.
#include <elf.h>
#include <jansson.h>
#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clonetrace/cli/paint.h"
#include "clonetrace/scan/scan.h"
#include "fuzz.h"

const char *const ct_fuzz_seeds[] = {"\x7f\x7f\x7f", "#!/bin/sh\n", "#!/usr/bin/env -S sh -x\n",
                                     NULL};
const char *const ct_fuzz_words[] = {"\x12\x01\xb7",
                                     "\x12\x01\x03",
                                     "\x04\x01\x01",
                                     "\x05\x01\x02",
                                     "\x38\x01\x7f",
                                     "\x3c\x01\x7f",
                                     "\x28\x01\x7f",
                                     "\x20\x01\x7f",
                                     "\xff\xff\x20",
                                     "\xff\xff\x40",
                                     "\n",
                                     "#!",
                                     "/usr/bin/env ",
                                     NULL};

enum { BASE = 0x400000 };

struct image {
    Elf64_Ehdr header;
    Elf64_Phdr segments[3];
    Elf64_Dyn dynamic[6];
    Elf64_Sym symbols[3];
    char strings[48];
    char interpreter[32];
    uint8_t code[32];
    Elf64_Shdr sections[5];
};

#define AT(member) (BASE + offsetof(struct image, member))
#define SECTION(kind, flag, member, to)                                                            \
    {                                                                                              \
        .sh_name = 1, .sh_type = (kind), .sh_flags = (flag), .sh_addr = AT(member),                \
        .sh_offset = offsetof(struct image, member), .sh_size = sizeof((struct image *)0)->member, \
        .sh_link = (to), .sh_entsize = sizeof(Elf64_Sym)                                           \
    }

static const struct image whole = {
    .header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
               .e_type = ET_DYN,
               .e_machine = EM_X86_64,
               .e_version = EV_CURRENT,
               .e_phoff = offsetof(struct image, segments),
               .e_shoff = offsetof(struct image, sections),
               .e_ehsize = sizeof(Elf64_Ehdr),
               .e_phentsize = sizeof(Elf64_Phdr),
               .e_phnum = 3,
               .e_shentsize = sizeof(Elf64_Shdr),
               .e_shnum = 5,
               .e_shstrndx = 2},
    .segments = {{.p_type = PT_LOAD,
                  .p_flags = PF_R | PF_X,
                  .p_vaddr = BASE,
                  .p_filesz = sizeof(struct image),
                  .p_memsz = sizeof(struct image)},
                 {.p_type = PT_INTERP,
                  .p_offset = offsetof(struct image, interpreter),
                  .p_filesz = sizeof((struct image *)0)->interpreter},
                 {.p_type = PT_DYNAMIC,
                  .p_offset = offsetof(struct image, dynamic),
                  .p_filesz = sizeof((struct image *)0)->dynamic}},
    .dynamic = {{DT_STRTAB, {AT(strings)}},
                {DT_SYMTAB, {AT(symbols)}},
                {DT_NEEDED, {1}},
                {DT_RUNPATH, {11}},
                {DT_SONAME, {1}}},
    .symbols = {{0},
                {.st_name = 24, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC)},
                {.st_name = 29,
                 .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                 .st_shndx = 3,
                 .st_value = AT(code),
                 .st_size = 32}},
    .strings = "\0libx.so.1\0$ORIGIN/none\0fork\0main",
    .interpreter = "/lib64/ld-linux-x86-64.so.2",
    .code = {0xb8, 57, 0, 0, 0, 0x0f, 5, 0x6a, 59, 0x58, 0x0f, 5, 0x89, 0xd8, 0x0f, 5, 0xc3},
    .sections = {{0},
                 SECTION(SHT_DYNSYM, SHF_ALLOC, symbols, 2),
                 SECTION(SHT_STRTAB, SHF_ALLOC, strings, 0),
                 SECTION(SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, code, 0),
                 SECTION(SHT_SYMTAB, 0, symbols, 2)},
};

static void check(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "fuzz_scan: %s\n", what);
    abort();
}

// Writes the changed program to `fd`. A change at 0xffff cuts the end off instead.
static void write_image(int fd, const uint8_t *data, size_t size) {
    struct image image = whole;
    size_t length = sizeof image;

    for (size_t i = 0; i + 3 <= size; i += 3) {
        size_t at = data[i] | (size_t)(data[i + 1] - 1u) << 8;

        if (data[i] == 0xff && data[i + 1] == 0xff)
            length = data[i + 2] * sizeof image / 256;
        else
            ((uint8_t *)&image)[at % sizeof image] = data[i + 2];
    }
    check(write(fd, &image, length) == (ssize_t)length, "cannot write");
}

static void check_answer(const char *path, const struct ct_scan *scan) {
    struct ct_paint paint = {.width = 60, .unicode = true};
    char *text = NULL;
    size_t length = 0;
    json_t *json = ct_scan_json(path, scan);

    check(json != NULL, "an answer that JSON cannot hold");
    json_decref(json);
    paint.out = open_memstream(&text, &length);
    check(paint.out != NULL, "no memory");
    ct_scan_print(&paint, path, scan);
    fclose(paint.out);
    check(length > 0, "an empty answer");
    for (size_t i = 0; i < length; i++)
        check(((unsigned char)text[i] >= ' ' && text[i] != 0x7f) || text[i] == '\n',
              "a control character");
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int fd = memfd_create("program", MFD_CLOEXEC);
    struct ct_scan scan;
    char path[64];

    setlocale(LC_CTYPE, "C.UTF-8");
    check(fd >= 0, "no file");
    if (size && data[0] == '#')
        check(write(fd, data, size) == (ssize_t)size, "cannot write");
    else
        write_image(fd, data, size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (ct_scan_file(path, &scan))
        check(scan.problem != NULL, "no answer and no problem");
    else
        check_answer(path, &scan);
    ct_scan_finish(&scan);
    close(fd);
    return 0;
}
