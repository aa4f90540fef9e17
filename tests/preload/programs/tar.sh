# SPDX-License-Identifier: MIT
# tar forks a compressor and talks to it through pipes.
set -e
mkdir tree
for n in 1 2 3; do seq "$n" 2000 >tree/$n; done
tar -czf tree.tar.gz tree
mkdir out
tar -xzf tree.tar.gz -C out
tar -tzf tree.tar.gz | sort
(cd out/tree && cksum 1 2 3)
tar -czf - tree | tar -xzOf - tree/1 | cksum
