// SPDX-License-Identifier: MIT
// What other parts of the report found, as they give it in --json.
'use strict';

function addReportTabs() {
}
