# SPDX-License-Identifier: MIT
# A repository from init to gc: git forks, execs its helpers, pages through pipes and packs in threads.
set -e
export GIT_AUTHOR_DATE='2020-01-01T00:00:00Z' GIT_COMMITTER_DATE='2020-01-01T00:00:00Z'
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git init -q -b trunk repo
cd repo
printf '#!/bin/sh\necho hook ran >&2\n' >.git/hooks/post-commit
chmod +x .git/hooks/post-commit
for n in 1 2 3; do
    seq "$n" 40 >"file$n"
    git add "file$n"
    git commit -q -m "commit $n"
done
git -c alias.show-all='!git log --format=%s' show-all
git log --format='%H %s' --stat
git -c pack.threads=2 gc -q
git fsck
git clone -q . ../copy
git -C ../copy rev-parse HEAD
