// SPDX-License-Identifier: MIT
// --predict, --compare and --save-model: what is asked of a result once it is there.
#include "clonetrace/bench/answers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clonetrace/bench/compare.h"
#include "clonetrace/bench/interrupt.h"
#include "clonetrace/bench/result_json.h"
#include "clonetrace/cli/fail.h"

static int find_model_path(struct ct_bench_answers *answers, const struct ct_bench_asked *asked) {
    answers->model_path = asked->model ? ct_format("%s", asked->model) : ct_model_path();
    if (!asked->save_model || (answers->model_path && *answers->model_path))
        return 0;
    return ct_fail("bench: --save-model: neither XDG_CACHE_HOME nor HOME is set; name the file: "
                   "--save-model=FILE");
}

int ct_bench_answers_init(struct ct_bench_answers *answers, const struct ct_bench_asked *asked) {
    int status;

    *answers = (struct ct_bench_answers){0};
    status = find_model_path(answers, asked);
    if (!status && asked->predict)
        status = ct_bench_question_parse(&answers->question, asked->predict);
    if (!status && asked->compare)
        status = ct_bench_json_read(&answers->old, asked->compare);
    return status;
}

void ct_bench_answers_finish(struct ct_bench_answers *answers) {
    ct_bench_result_finish(&answers->old);
    free(answers->model_path);
}

static void predict(const struct ct_bench_question *question, const struct ct_model *model,
                    FILE *out) {
    struct ct_paint paint;

    ct_paint_init(&paint, out, fileno(out));
    ct_bench_predict(&paint, model, question);
}

// Whether more is asked for than a saved model can say.
static bool asks_more(const struct ct_bench_asked *asked) {
    bool more =
        asked->from || asked->compare || asked->save_model || ct_bench_asked_measuring(asked);

    for (int file = 0; file < CT_BENCH_FILES; file++)
        more |= asked->files[file] != NULL;
    return more;
}

bool ct_bench_answers_saved(const struct ct_bench_answers *answers,
                            const struct ct_bench_asked *asked) {
    char *mismatch, date[32] = "?";
    struct ct_model model;
    struct tm local;
    time_t when;

    if (!asked->predict || asks_more(asked) || !answers->model_path)
        return false;
    if (ct_model_load(&model, answers->model_path)) {
        fprintf(stderr, "clonetrace: bench: no model was saved, so it measures first; "
                        "--save-model keeps one\n");
        return false;
    }
    mismatch = ct_model_mismatch(&model, NULL);
    if (mismatch)
        fprintf(stderr, "clonetrace: bench: %s: %s; now it measures first\n", answers->model_path,
                mismatch);
    free(mismatch);
    if (mismatch)
        return false;
    when = (time_t)model.when;
    if (localtime_r(&when, &local))
        strftime(date, sizeof date, "%Y-%m-%d", &local);
    fprintf(stderr, "clonetrace: bench: from the model of %s in %s\n", date, answers->model_path);
    predict(&answers->question, &model, stdout);
    return true;
}

static int save_model(const struct ct_bench_answers *answers,
                      const struct ct_bench_result *result) {
    int error;

    if (ct_bench_interrupt_came())
        return ct_fail("bench: --save-model: it was interrupted, so no model is saved");
    if (!result->has_model)
        return ct_fail(
            "bench: --save-model: too few points for a model; it takes fork with exit at "
            "three sizes of memory or more");
    error = ct_model_save(&result->model, answers->model_path);
    if (error)
        return ct_fail("bench: --save-model: cannot write '%s': %s", answers->model_path,
                       strerror(-error));
    fprintf(stderr, "clonetrace: bench: the model is in %s\n", answers->model_path);
    return 0;
}

static int compare(const struct ct_bench_result *before, const struct ct_bench_result *after,
                   FILE *out) {
    struct ct_bench_comparison comparison;
    struct ct_paint paint;
    int status;

    ct_paint_init(&paint, out, fileno(out));
    ct_bench_compare(&comparison, before, after);
    ct_bench_compare_text(&paint, &comparison);
    status = comparison.significant ? CT_BENCH_CHANGED : 0;
    if (!comparison.count)
        status = ct_fail("bench: --compare: no time has three rounds in both results, so nothing "
                         "could be compared");
    ct_bench_compare_finish(&comparison);
    return status;
}

int ct_bench_answers_give(const struct ct_bench_answers *answers,
                          const struct ct_bench_asked *asked, const struct ct_bench_result *result,
                          FILE *out) {
    int status = 0, failed = 0;

    if (asked->predict && result->has_model)
        predict(&answers->question, &result->model, out);
    else if (asked->predict)
        failed = ct_fail("bench: --predict: too few points for a model; it takes fork with exit at "
                         "three sizes of memory or more");
    if (asked->compare)
        status = compare(&answers->old, result, out);
    if (asked->save_model && save_model(answers, result))
        failed = CT_EXIT_FAILED;
    return failed ? failed : status;
}
