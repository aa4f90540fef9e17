// SPDX-License-Identifier: MIT
// A static program, which no shim can be loaded into.
int main(void) {
    return 0;
}
