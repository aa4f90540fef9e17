// SPDX-License-Identifier: MIT
// usage: bench_simulated [ROUNDS SAMPLES]: a result of a machine that is simulated, as JSON.
#include <stdlib.h>

#include "clonetrace/bench/result_json.h"
#include "simulate.h"

int main(int argc, char **argv) {
    struct ct_simulation simulation = ct_simulate_usual;
    struct ct_bench_result result;

    if (argc == 3) {
        simulation.rounds = (unsigned)atoi(argv[1]);
        simulation.samples = (unsigned)atoi(argv[2]);
    }
    ct_simulate_result(&result, &simulation);
    ct_bench_json_write(stdout, &result);
    ct_bench_result_finish(&result);
    return 0;
}
