# SPDX-License-Identifier: MIT
# A parallel build of a small C project in the current directory.
set -e
for n in 1 2 3 4 5 6; do
    echo "int f$n(void); int f$n(void) { return $n; }" >f$n.c
done
cat >main.c <<'END'
#include <stdio.h>
int f1(void), f2(void), f3(void), f4(void), f5(void), f6(void);
int main(void) { printf("sum %d\n", f1() + f2() + f3() + f4() + f5() + f6()); return 0; }
END
cat >Makefile <<'END'
objects := $(patsubst %.c,%.o,$(wildcard *.c))
prog: $(objects) ; gcc -o $@ $^
%.o: %.c ; gcc -O1 -c -o $@ $<
version := $(shell echo from-the-shell)
$(info $(version))
END
make -s -j2
./prog
make -s -j2 broken 2>/dev/null || echo "make $?"
echo 'int main(void) { return }' >bad.c
gcc -c bad.c 2>/dev/null || echo "gcc $?"
gcc -pipe -save-temps=obj -o one main.c f?.c && ./one
