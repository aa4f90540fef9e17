// SPDX-License-Identifier: MIT
// `clonetrace bench`: what creating a task costs on this machine. Order of work: what was asked
// for, whether there is room, measuring, giving out; whatever ended the measuring, what there is
// goes out.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clonetrace/bench/answers.h"
#include "clonetrace/bench/asked.h"
#include "clonetrace/bench/crew.h"
#include "clonetrace/bench/give.h"
#include "clonetrace/bench/help.h"
#include "clonetrace/bench/interrupt.h"
#include "clonetrace/bench/machine.h"
#include "clonetrace/bench/measure.h"
#include "clonetrace/bench/plan.h"
#include "clonetrace/bench/programs.h"
#include "clonetrace/bench/quantity.h"
#include "clonetrace/bench/result_json.h"
#include "clonetrace/bench/room.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/options.h"
#include "clonetrace/commands.h"

enum {
    AXES = CT_BENCH_AXES, // the options before this are the axes, in their order
    QUICK = AXES,
    GRID,
    LIST,
    PRECISION,
    MAX_TIME,
    ROUNDS,
    CPU,
    NO_PIN,
    FROM,
    PREDICT,
    COMPARE,
    SAVE_MODEL,
    FILES, // in the order of enum ct_bench_file
    HELP = FILES + CT_BENCH_FILES,
    VERSION,
    DONE
};

static const struct ct_option table[] = {
    {"method", 'm', "LIST"},
    {"then", 't', "LIST"},
    {"memory", 0, "LIST"},
    {"pages", 0, "LIST"},
    {"sharing", 0, "LIST"},
    {"threads", 0, "LIST"},
    {"mappings", 0, "LIST"},
    {"descriptors", 0, "LIST"},
    {"writer", 0, "LIST"},
    {"written", 0, "LIST"},
    {"quick", 'q', NULL},
    {"grid", 0, NULL},
    {"list", 0, NULL},
    {"precision", 0, "P"},
    {"max-time", 0, "T"},
    {"rounds", 0, "N"},
    {"cpu", 0, "N"},
    {"no-pin", 0, NULL},
    {"from", 0, "FILE"},
    {"predict", 0, "WHAT"},
    {"compare", 0, "OLD"},
    {"save-model", 0, "FILE", true},
    {"json", 0, "FILE"},
    {"csv", 0, "FILE"},
    {"plot", 0, "FILE"},
    {"html", 0, "FILE"},
    {"help", 'h', NULL},
    {"version", 'V', NULL},
    {0},
};

static int take_precision(struct ct_bench_asked *asked, const char *text) {
    if (ct_quantity_share(text, &asked->precision) || asked->precision <= 0)
        return ct_fail("bench: --precision takes %s, and more than none, not '%s'", CT_SHARE_FORM,
                       text);
    return 0;
}

static int take_time(struct ct_bench_asked *asked, const char *text) {
    if (ct_quantity_time(text, &asked->max_time))
        return ct_fail("bench: --max-time takes " CT_TIME_FORM ", not '%s'", text);
    return 0;
}

static int take_rounds(struct ct_bench_asked *asked, const char *text) {
    uint64_t rounds;

    if (ct_quantity_count(text, &rounds) || !rounds || rounds > 1000000)
        return ct_fail("bench: --rounds takes a number from 1 to 1000000, not '%s'", text);
    asked->rounds = (unsigned)rounds;
    return 0;
}

static int take_cpu(struct ct_bench_asked *asked, const char *text) {
    uint64_t cpu;

    if (ct_quantity_count(text, &cpu) || cpu > 65535)
        return ct_fail("bench: --cpu takes the number of a CPU, not '%s'", text);
    asked->cpu = (int)cpu;
    return 0;
}

static int take_option(struct ct_bench_asked *asked, int option, const char *value) {
    if (option < AXES)
        return ct_bench_asked_axis(asked, (enum ct_bench_axis)option, value);
    if (option >= FILES)
        asked->files[option - FILES] = value;
    switch (option) {
    case FROM:
        asked->from = value;
        return 0;
    case PREDICT:
        asked->predict = value;
        return 0;
    case COMPARE:
        asked->compare = value;
        return 0;
    case SAVE_MODEL:
        asked->save_model = true;
        asked->model = value;
        return 0;
    case PRECISION:
        return take_precision(asked, value);
    case MAX_TIME:
        return take_time(asked, value);
    case ROUNDS:
        return take_rounds(asked, value);
    case CPU:
        return take_cpu(asked, value);
    }
    asked->quick |= option == QUICK;
    asked->grid |= option == GRID;
    asked->list |= option == LIST;
    asked->no_pin |= option == NO_PIN;
    return 0;
}

// HELP, VERSION, DONE where the work may begin, or CT_OPTIONS_BAD after telling.
static int parse(struct ct_bench_asked *asked, int argc, char **argv) {
    struct ct_options options = {
        .command = "bench", .table = table, .argc = argc, .argv = argv, .at = 1};
    int option;

    while ((option = ct_options_next(&options)) >= 0 && option < HELP) {
        if (take_option(asked, option, options.value))
            return CT_OPTIONS_BAD;
    }
    if (option != CT_OPTIONS_END)
        return option;
    if (options.at < argc)
        ct_fail("bench: takes no operand, and '%s' is one; for a program's own forks: clonetrace "
                "run --mem -- %s",
                argv[options.at], argv[options.at]);
    else if (asked->no_pin && asked->cpu >= 0)
        ct_fail("bench: --cpu and --no-pin exclude each other");
    else if (asked->from && ct_bench_asked_measuring(asked))
        ct_fail("bench: --from measures nothing, so it goes with none of the options that say what "
                "and how to measure");
    else
        return DONE;
    return CT_OPTIONS_BAD;
}

// The library in the loader's list would be measured along with everything.
static int refuse_library(void) {
    const char *preload = getenv("LD_PRELOAD");

    if (preload && strstr(preload, "libclonetrace"))
        return ct_fail("bench: LD_PRELOAD holds libclonetrace, which would be measured, too; run "
                       "it without: env -u LD_PRELOAD clonetrace bench");
    return 0;
}

static int measure(const struct ct_bench_plan *plan, struct ct_bench_asked *asked,
                   const struct ct_bench_answers *answers, const struct ct_bench_room *room) {
    struct ct_bench_result result = {.when = time(NULL), .precision = asked->precision};
    struct ct_bench_programs programs;
    int status = ct_bench_programs_find(&programs), signal;

    ct_bench_machine_describe(&result.machine, room);
    result.machine.pinned = ct_bench_machine_cpu(asked);
    if (!status && result.machine.pinned == -2)
        status = CT_EXIT_FAILED;
    if (!status) {
        ct_bench_interrupt_catch();
        ct_bench_crew_init();
        if (getloadavg(&result.load_before, 1) != 1)
            result.load_before = 0;
        ct_bench_measure(plan, asked, &programs, &result);
        if (getloadavg(&result.load_after, 1) != 1)
            result.load_after = 0;
        status = ct_bench_give(&result, asked, answers);
        signal = ct_bench_interrupt_came();
        status = status ? status : signal ? 128 + signal : 0;
    }
    ct_bench_programs_finish(&programs);
    ct_bench_result_finish(&result);
    return status;
}

static int show_saved(const struct ct_bench_asked *asked, const struct ct_bench_answers *answers) {
    struct ct_bench_result result;
    int status = ct_bench_json_read(&result, asked->from);

    if (!status) {
        status = ct_bench_give(&result, asked, answers);
        ct_bench_result_finish(&result);
    }
    return status;
}

static int measure_plan(struct ct_bench_asked *asked, const struct ct_bench_answers *answers) {
    struct ct_bench_room room;
    struct ct_bench_plan plan;
    int status = refuse_library();

    if (status)
        return status;
    if (asked->max_time == 0)
        asked->max_time = asked->quick ? 17 : 300;
    ct_bench_room_read(&room);
    status = ct_bench_plan_make(&plan, asked, &room);
    if (!status && asked->list)
        ct_bench_give_plan(&plan);
    else if (!status)
        status = measure(&plan, asked, answers, &room);
    ct_bench_plan_finish(&plan);
    return status;
}

static int work(struct ct_bench_asked *asked) {
    struct ct_bench_answers answers;
    int status = ct_bench_answers_init(&answers, asked);

    if (!status)
        status = ct_bench_give_check(asked);
    if (!status && asked->from)
        status = show_saved(asked, &answers);
    else if (!status && !ct_bench_answers_saved(&answers, asked))
        status = measure_plan(asked, &answers);
    ct_bench_answers_finish(&answers);
    return status;
}

int ct_cmd_bench(int argc, char **argv) {
    struct ct_bench_asked asked = {.cpu = -1, .precision = 0.02};

    setlocale(LC_CTYPE, "");
    switch (parse(&asked, argc, argv)) {
    case HELP:
        fputs(ct_bench_help, stdout);
        return 0;
    case VERSION:
        puts("clonetrace " CT_VERSION);
        return 0;
    case DONE:
        return work(&asked);
    }
    return CT_EXIT_FAILED;
}
