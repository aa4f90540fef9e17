// SPDX-License-Identifier: MIT
// The model's file, questions to it, and where posix_spawn starts to pay.
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/bench/crossover.h"
#include "clonetrace/bench/question.h"
#include "clonetrace/cli/fail.h"
#include "simulate.h"

static char directory[64];

static void make_directory(void) {
    strcpy(directory, "/tmp/clonetrace-model-XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
}

static void remove_directory(void) {
    char *command = ct_format("rm -rf '%s'", directory);

    cr_assert_eq(system(command), 0);
    free(command);
}

static struct ct_model made(void) {
    struct ct_model model = {.machine = "m, \"quoted\"",
                             .kernel = "6.1.0",
                             .thp = "madvise",
                             .when = 1700000000,
                             .fork_call = ct_simulate_fork_call,
                             .fork_exec = ct_simulate_fork_exec,
                             .spawn_exec = ct_simulate_spawn,
                             .vfork_exec = {.fixed = 72e3, .fitted = 5},
                             .cow_page_ns = 2000,
                             .cow_huge_ns = 15000,
                             .entry_bytes = 8};

    model.fork_exec.fitted = model.spawn_exec.fitted = 9;
    model.fork_exec.reach.pte_entries = 65536;
    return model;
}

Test(bench_model, is_kept_and_read_again, .init = make_directory, .fini = remove_directory) {
    char *path = ct_format("%s/a/b/model.json", directory), *above;
    struct ct_model model = made(), read;
    struct stat st;

    cr_assert_eq(ct_model_save(&model, path), 0);
    cr_assert_eq(ct_model_load(&read, path), 0);
    cr_assert_eq(memcmp(&model, &read, sizeof model), 0);
    above = ct_format("%s/a", directory);
    cr_assert_eq(stat(above, &st), 0);
    cr_assert_eq(st.st_mode & 0777, 0700);
    cr_assert_eq(ct_model_save(&model, path), 0, "again, in its place");
    free(above);
    free(path);
}

static int load_text(const char *text) {
    char *path = ct_format("%s/model.json", directory);
    FILE *out = fopen(path, "w");
    struct ct_model model = made();
    int failed;

    fputs(text, out);
    fclose(out);
    failed = ct_model_load(&model, path);
    cr_expect_eq(model.cow_page_ns, 0, "nothing of it is left");
    free(path);
    return failed;
}

Test(bench_model, what_is_none_is_refused, .init = make_directory, .fini = remove_directory) {
    struct ct_model model;
    char *path = ct_format("%s/none.json", directory), *text, *at;
    size_t len;
    FILE *in;

    cr_expect_eq(ct_model_load(&model, path), -ENOENT);
    cr_expect_eq(ct_model_load(&model, directory), -EINVAL);
    cr_expect_eq(load_text(""), -EINVAL);
    cr_expect_eq(load_text("[]"), -EINVAL);
    cr_expect_eq(load_text("{\"format\":\"clonetrace-model\",\"version\":1}"), -EINVAL);
    model = made();
    cr_assert_eq(ct_model_save(&model, path), 0);
    in = fopen(path, "r");
    text = ct_alloc(65536);
    len = fread(text, 1, 65535, in);
    fclose(in);
    text[len] = '\0';
    at = strstr(text, "\"version\":1");
    at[strlen("\"version\":")] = '2';
    cr_expect_eq(load_text(text), -EINVAL, "another version");
    at[strlen("\"version\":")] = '1';
    at = strstr(text, "\"fixed\":60000");
    memcpy(at, "\"fixed\":-6000", strlen("\"fixed\":60000"));
    cr_expect_eq(load_text(text), -EINVAL, "a negative cost");
    text[len / 2] = '\0';
    cr_expect_eq(load_text(text), -EINVAL, "half of it");
    free(text);
    free(path);
}

Test(bench_model, cannot_be_kept_where_a_file_is_in_the_way, .init = make_directory,
     .fini = remove_directory) {
    char *file = ct_format("%s/file", directory), *path = ct_format("%s/file/m.json", directory);
    struct ct_model model = made();

    fclose(fopen(file, "w"));
    cr_expect_eq(ct_model_save(&model, path), -ENOTDIR);
    free(path);
    free(file);
}

// The XDG base directory specification.
Test(bench_model, lies_where_caches_lie) {
    char *path;

    setenv("HOME", "/somebody", 1);
    setenv("XDG_CACHE_HOME", "/cache", 1);
    path = ct_model_path();
    cr_expect_str_eq(path, "/cache/clonetrace/model.json");
    free(path);
    setenv("XDG_CACHE_HOME", "not/absolute", 1);
    path = ct_model_path();
    cr_expect_str_eq(path, "/somebody/.cache/clonetrace/model.json");
    free(path);
    unsetenv("XDG_CACHE_HOME");
    unsetenv("HOME");
    cr_expect_null(ct_model_path());
}

Test(bench_model, of_another_kernel_is_told) {
    struct ct_model model = made();
    char *line = ct_model_mismatch(&model, "6.2.0");

    cr_expect_null(ct_model_mismatch(&model, "6.1.0"));
    cr_expect_str_eq(line, "the model is of kernel 6.1.0, not of 6.2.0; measure again: clonetrace "
                           "bench --save-model");
    free(line);
}

Test(bench_model, a_cost_is_a_sum_and_not_below_nothing) {
    struct ct_model_state state = {.pte_entries = 1000, .mappings = 2, .threads = 3};
    struct ct_model_line odd = {.fixed = NAN};

    cr_expect_float_eq(ct_model_cost(&ct_simulate_fork_call, &state),
                       60e3 + 1000 * 93 + 2 * 450 + 3 * 8000, 1e-6);
    cr_expect_eq(ct_model_cost(&odd, &state), 0);
}

// fork and exec cost 190e3 + 170·pages, posix_spawn 102e3.
Test(bench_crossover, is_where_the_lines_say) {
    struct ct_model model = made();
    char *words;

    cr_expect_float_eq(ct_bench_crossover(&model, 10), (1020e3 - 190e3) / 170 * 4096, 1);
    cr_expect_eq(ct_bench_crossover(&model, 1.5), 0);
    words = ct_bench_crossover_words(&model, 10);
    cr_expect_str_eq(words, "once 19.0 MiB are resident");
    free(words);
    words = ct_bench_crossover_words(&model, 1.5);
    cr_expect_str_eq(words, "at any size");
    free(words);
    words = ct_bench_crossover_words(&model, 1000);
    cr_expect_not_null(strstr(words, "beyond what was measured"), "%s", words);
    free(words);
    model.fork_exec.entry = 0;
    words = ct_bench_crossover_words(&model, 10);
    cr_expect_str_eq(words, "at no size");
    free(words);
}

Test(bench_question, every_key_is_taken) {
    struct ct_bench_question question;

    cr_assert_eq(ct_bench_question_parse(
                     &question, "written=5%,rss=8G,pages=thp,threads=4,mappings=200,fds=50"),
                 0);
    cr_expect_eq(question.rss, 8ull << 30);
    cr_expect_float_eq(question.written, 0.05, 1e-12);
    cr_expect(question.huge);
    cr_expect_eq(question.threads, 4);
    cr_expect_eq(question.mappings, 200);
    cr_expect_eq(question.descriptors, 50);
}

Test(bench_question, nonsense_is_refused) {
    static const char *const bad[] = {"",
                                      "rss",
                                      "rss=",
                                      "rss=1X",
                                      "rss=-1",
                                      "rss=1G,",
                                      "rss=1G,rss=1G",
                                      "written=5%",
                                      "rss=1G,written=5",
                                      "rss=1G,written=101%",
                                      "rss=1G,pages=hugetlb",
                                      "rss=1G,threads=1.5",
                                      "rss=1G,fds=-1",
                                      "rss=1G,colour=red",
                                      "rss=nan",
                                      "rss=99999999999T"};
    struct ct_bench_question question;

    cr_redirect_stderr();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(ct_bench_question_parse(&question, bad[i]), CT_EXIT_FAILED, "%s", bad[i]);
}

Test(bench_question, pages_become_entries_and_copies) {
    struct ct_model model = made();
    struct ct_bench_question question = {.rss = 1 << 30, .written = 0.5};

    cr_expect_eq(ct_bench_question_state(&question).pte_entries, 262144);
    cr_expect_float_eq(ct_bench_question_writes(&question, &model), 131072 * 2000., 1);
    question.huge = true;
    cr_expect_eq(ct_bench_question_state(&question).pte_entries, 0);
    cr_expect_eq(ct_bench_question_state(&question).huge_entries, 512);
    cr_expect_float_eq(ct_bench_question_writes(&question, &model), 131072 * 2000. + 512 * 15000.,
                       1);
    question.written = 1e-5; // three pages: they reach no more than three huge ones
    cr_expect_float_eq(ct_bench_question_writes(&question, &model), 3 * 17000., 1);
}
