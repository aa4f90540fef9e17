// SPDX-License-Identifier: MIT
// The smallest program to execute; linked once statically and once dynamically.
int main(void) {
    return 0;
}
