// SPDX-License-Identifier: MIT
// To be looked at, never run: creates a thread through the library that it needs.
int begin(void);

int main(int argc, char **argv) {
    return begin();
}
