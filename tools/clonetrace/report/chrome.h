// SPDX-License-Identifier: MIT
#ifndef CT_CHROME_H
#define CT_CHROME_H

#include "clonetrace/cli/jsonout.h"
#include "clonetrace/report/timeline.h"

struct ct_chrome {
    const struct ct_timeline *timeline;
    struct ct_jsonout json;
    uint32_t *ids;      // of each task: what its track is called in the trace
    uint64_t *busy;     // of each task: when the call that it is in ends
    uint64_t *replaced; // of each image event: when the next program of its process starts
    uint32_t *image;    // of each process: index plus 1 of its last image event
    uint32_t *earlier;  // of each image event: the same of the one before it
    uint64_t *program;  // of each process: when the program that it runs now ends
};

// Gives each task an id of its own: its tid if no other has it, else a number that no kernel gives.
void ct_chrome_number(struct ct_chrome *chrome);

// Prepares the rest, once the ids are there.
void ct_chrome_prepare(struct ct_chrome *chrome);
void ct_chrome_finish(struct ct_chrome *chrome);

// What a task is called: its program, that of the process whose copy it is, or "thread". Returns
// `text`.
#define CT_CHROME_NAME 160
const char *ct_chrome_name(const struct ct_chrome *chrome, uint32_t task,
                           char text[CT_CHROME_NAME]);

// Names of processes and threads, as metadata events.
void ct_chrome_names(struct ct_chrome *chrome);

// The life of a task as slices of its track: the whole, and each program that ran in it.
void ct_chrome_life(struct ct_chrome *chrome, uint32_t task);

// A line of the log: a call as a slice with its flow to what it created, the rest as instants.
void ct_chrome_event(struct ct_chrome *chrome, size_t index);

#endif
