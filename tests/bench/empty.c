// SPDX-License-Identifier: MIT
// Nothing: preloading this costs what preloading anything costs. Linked as libclonetrace.so is.
