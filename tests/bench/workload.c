// SPDX-License-Identifier: MIT
// What the command cases run: generated, so that no case depends on files of this machine. Sizes
// are those that the case's description names; --quick makes them tiny.
#include "workload.h"
#include "scratch.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARGUMENTS_MAX 8

static char **arguments(const char *program) {
    char **argv = calloc(ARGUMENTS_MAX, sizeof(*argv));
    if (!argv)
        err(1, "workload");
    argv[0] = (char *)program;
    return argv;
}

// Three commands a turn: a plain one, a command substitution, one end of a pipe.
static char **create_script(bool quick) {
    bench_scratch_write("script.sh",
                        "i=0\n"
                        "while [ $i -lt %d ]; do\n"
                        "    /bin/true\n"
                        "    name=$(basename /some/file.$i)\n"
                        "    echo \"$name\" | cat\n"
                        "    i=$((i + 1))\n"
                        "done\n",
                        quick ? 2 : 100);
    char **argv = arguments("sh");
    argv[1] = bench_scratch_path("script.sh");
    return argv;
}

static void create_source(int number) {
    char name[32];
    snprintf(name, sizeof(name), "f%d.c", number);
    bench_scratch_write(name,
                        "#include <stdio.h>\n"
                        "#include <string.h>\n"
                        "int f%d(const char *text, char *out, size_t size)\n"
                        "{\n"
                        "    int sum = %d;\n"
                        "    for (const char *at = text; *at; at++)\n"
                        "        sum = sum * 31 + *at;\n"
                        "    return snprintf(out, size, \"%%d %%zu\", sum, strlen(text));\n"
                        "}\n",
                        number, number);
}

static char **create_make(bool quick) {
    int files = quick ? 4 : 40;
    for (int i = 1; i <= files; i++)
        create_source(i);
    bench_scratch_write("Makefile",
                        "OBJECTS := $(patsubst %%,f%%.o,$(shell seq %d))\n"
                        "all.a: $(OBJECTS)\n"
                        "\trm -f $@\n"
                        "\tar rc $@ $(OBJECTS)\n"
                        "%%.o: %%.c\n"
                        "\t$(CC) -O1 -c -o $@ $<\n",
                        files);
    char **argv = arguments("make");
    argv[1] = (char *)"-C";
    argv[2] = bench_scratch_path(".");
    argv[3] = (char *)"-j2";
    argv[4] = (char *)"-B"; // every run builds everything
    argv[5] = (char *)"-s";
    return argv;
}

static char **create_python(bool quick) {
    bench_scratch_write("create.py",
                        "import subprocess, threading\n"
                        "for i in range(%d):\n"
                        "    subprocess.run(['/bin/true'], check=True)\n"
                        "for i in range(%d):\n"
                        "    thread = threading.Thread(target=int)\n"
                        "    thread.start()\n"
                        "    thread.join()\n",
                        quick ? 3 : 200, quick ? 20 : 2000);
    char **argv = arguments(BENCH_PYTHON);
    argv[1] = (char *)"-I";
    argv[2] = bench_scratch_path("create.py");
    return argv;
}

char **bench_workload_create(const char *name, bool quick) {
    if (strcmp(name, "script") == 0)
        return create_script(quick);
    if (strcmp(name, "make") == 0)
        return create_make(quick);
    if (strcmp(name, "python") == 0)
        return create_python(quick);
    errx(1, "no workload is called %s", name);
}
