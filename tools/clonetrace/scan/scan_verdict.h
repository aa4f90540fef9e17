// SPDX-License-Identifier: MIT
#ifndef CT_SCAN_VERDICT_H
#define CT_SCAN_VERDICT_H

#include "clonetrace/scan/scan.h"

// Fills `verdict` and `why` from the rest.
void ct_scan_decide(struct ct_scan *scan);

#endif
