// SPDX-License-Identifier: MIT
// The smallest program that the loader starts, and with it whatever is preloaded.
int main(void) {
    return 0;
}
