// SPDX-License-Identifier: MIT
// Opens the files of modules and reads instructions. Paths are from a log: nothing but a plain file
// is opened, and nothing is fetched.
#include "clonetrace/report/code_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t nanoseconds(const struct timespec *time) {
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static int plain_file(struct ct_code_file *file, const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;

    if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode))) {
        close(fd);
        return -1;
    }
    if (fd >= 0) {
        file->modified_ns = nanoseconds(&st.st_mtim);
        file->inode_ns = nanoseconds(&st.st_ctim);
    }
    return fd;
}

enum ct_code_state ct_code_file_open(struct ct_code_file *file, const char *path,
                                     char **debug_path) {
    Dwfl_Callbacks *callbacks;
    GElf_Addr bias;
    GElf_Ehdr header;
    int fd = plain_file(file, path);

    static Dwfl_Callbacks standard = {.find_debuginfo = dwfl_standard_find_debuginfo,
                                      .section_address = dwfl_offline_section_address};
    callbacks = &standard;
    callbacks->debuginfo_path = debug_path;
    if (fd < 0)
        return CT_CODE_ABSENT;
    file->dwfl = dwfl_begin(callbacks);
    // The fd belongs to libdwfl if that succeeds.
    file->module = file->dwfl ? dwfl_report_elf(file->dwfl, path, path, fd, 0, true) : NULL;
    if (!file->module)
        close(fd);
    else
        dwfl_report_end(file->dwfl, NULL, NULL);
    file->elf = file->module ? dwfl_module_getelf(file->module, &bias) : NULL;
    if (!file->elf || !gelf_getehdr(file->elf, &header)) {
        ct_code_file_close(file);
        return CT_CODE_NO_ELF;
    }
    file->machine = header.e_machine;
    return CT_CODE_GOOD;
}

void ct_code_file_close(struct ct_code_file *file) {
    if (file->dwfl)
        dwfl_end(file->dwfl);
    *file = (struct ct_code_file){.modified_ns = file->modified_ns, .inode_ns = file->inode_ns};
}

// Addresses of a log are those of the file's program headers: addr2line(1) takes them.
bool ct_code_file_bytes(struct ct_code_file *file, uint64_t offset, void *bytes, size_t size) {
    size_t count;

    if (elf_getphdrnum(file->elf, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        Elf_Data *data;

        if (!gelf_getphdr(file->elf, (int)i, &segment) || segment.p_type != PT_LOAD ||
            offset < segment.p_vaddr || offset - segment.p_vaddr >= segment.p_filesz ||
            segment.p_filesz - (offset - segment.p_vaddr) < size)
            continue;
        data = elf_getdata_rawchunk(
            file->elf, (int64_t)(segment.p_offset + (offset - segment.p_vaddr)), size, ELF_T_BYTE);
        if (!data || data->d_size < size)
            return false;
        memcpy(bytes, data->d_buf, size);
        return true;
    }
    return false;
}

// The forms of call in 64-bit code, Intel's manual, volume 2: E8 with a distance, FF /2 with an
// operand of 0 to 5 bytes behind ModRM.
static bool x86_call(const unsigned char code[7]) {
    static const unsigned char lengths[] = {2, 3, 4, 6, 7};

    if (code[2] == 0xe8)
        return true;
    for (size_t i = 0; i < sizeof lengths; i++) {
        const unsigned char *at = code + 7 - lengths[i];

        if (at[0] == 0xff && (at[1] & 0x38) == 0x10)
            return true;
    }
    return false;
}

// BL, and BLR with or without pointer authentication: Arm's architecture reference manual, C6.2.
static bool arm_call(const unsigned char code[4]) {
    uint32_t word = (uint32_t)code[0] | (uint32_t)code[1] << 8 | (uint32_t)code[2] << 16 |
                    (uint32_t)code[3] << 24;

    return (word & 0xfc000000) == 0x94000000 || (word & 0xfefff000) == 0xd63f0000;
}

bool ct_code_file_calls(struct ct_code_file *file, uint64_t offset) {
    unsigned char code[7];

    if (file->machine == EM_X86_64)
        return offset >= 7 && ct_code_file_bytes(file, offset - 7, code, 7) && x86_call(code);
    if (file->machine == EM_AARCH64)
        return offset >= 4 && ct_code_file_bytes(file, offset - 4, code, 4) && arm_call(code);
    return true;
}

// Where glibc and musl (x86_64) and the vDSO and musl (aarch64) make rt_sigreturn(2). What
// unwinders look for, gcc's among them.
bool ct_code_file_returns_signal(struct ct_code_file *file, uint64_t offset) {
    static const unsigned char x86[] = {0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05};
    static const unsigned char arm[] = {0x68, 0x11, 0x80, 0xd2, 0x01, 0, 0, 0xd4};
    unsigned char code[sizeof x86];

    if (file->machine == EM_X86_64)
        return ct_code_file_bytes(file, offset, code, sizeof x86) && !memcmp(code, x86, sizeof x86);
    if (file->machine == EM_AARCH64)
        return ct_code_file_bytes(file, offset, code, sizeof arm) && !memcmp(code, arm, sizeof arm);
    return false;
}

static bool covers(const GElf_Sym *symbol, uint64_t offset) {
    return symbol->st_shndx != SHN_UNDEF && symbol->st_value <= offset &&
           (!symbol->st_size || offset - symbol->st_value < symbol->st_size);
}

static bool section_exports(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, const char *name,
                            uint64_t offset) {
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = data && header->sh_entsize ? data->d_size / header->sh_entsize : 0;

    for (size_t i = 1; i < count && i < INT32_MAX; i++) {
        GElf_Sym symbol;
        const char *text;

        if (!gelf_getsym(data, (int)i, &symbol) || !covers(&symbol, offset))
            continue;
        text = elf_strptr(elf, header->sh_link, symbol.st_name);
        if (text && !strcmp(text, name))
            return true;
    }
    return false;
}

bool ct_code_file_exports(struct ct_code_file *file, const char *symbol, uint64_t offset) {
    Elf_Scn *section = NULL;

    while ((section = elf_nextscn(file->elf, section))) {
        GElf_Shdr header;

        if (gelf_getshdr(section, &header) && header.sh_type == SHT_DYNSYM)
            return section_exports(file->elf, section, &header, symbol, offset);
    }
    return false;
}
