#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""arm64_kernel.py: runs the guests on an arm64 kernel, in an emulated machine, with and without the library.

What qemu-user cannot show: a vfork whose child runs on its parent's stack, in its parent's memory. Not among the
tests, as it downloads Debian's kernel and busybox for arm64 (once, into CLONETRACE_ARM64, by default
/var/tmp/clonetrace-arm64). Needs qemu-system-arm, cpio, apt, and a compiler for aarch64. Changes nothing on this
machine: apt works in that directory.
"""
import base64
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import types

from aarch64 import ROOT, Builder, find_problems
from aarch64_guests import GUESTS, NESTED, VFORK
from drive import Tap, scratch

SECONDS = 1200
SHARED = "clone CLONE_VM|SIGCHLD ok"
ON_A_KERNEL = {
    "vfork_one": {f"vfork {VFORK}": 1},
    "vfork_one __vfork": {f"__vfork {VFORK}": 1},
    "vfork_exec /bin/true": {f"vfork {VFORK}": 1},
    "clone_one 0x111": {f"clone {SHARED}": 1},
    "clone_one 0x4111": {f"clone {VFORK}": 1},
    "syscall_one clone3 0x4111": {"syscall clone3 CLONE_VFORK|CLONE_VM|SIGCHLD ok or ENOSYS": 1},
    "registers stack 0x111": {f"syscall {SHARED}": 1},
    "registers stack3 0x111": {"syscall clone3 CLONE_VM|SIGCHLD ok or ENOSYS": 1},
    "thread_fork": None,
    "thread_locals": None,
    "signals": None,
    "stress 8 10": None,
}
INIT = """#!/bin/sh
export PATH=/bin
mkdir -p /proc /sys /dev /tmp /out
mount -t proc proc /proc; mount -t devtmpfs dev /dev; mount -t tmpfs tmp /tmp
cd /tmp
n=0
while read -r line; do
    /g/$line </dev/null >/out/$n.native.out 2>/out/$n.native.err; echo $? >/out/$n.native.status
    LD_PRELOAD=/lib/libclonetrace.so CLONETRACE_LOG=/out/$n.log \\
        /g/$line </dev/null >/out/$n.shim.out 2>/out/$n.shim.err; echo $? >/out/$n.shim.status
    n=$((n + 1))
done </lines
echo "-- record"; tar cz -C /out . | base64; echo "-- end"
poweroff -f
"""


class Recorded:
    """What a Target would have said, from the machine's own record of each line."""

    def __init__(self, lines, out):
        self.lines, self.out = list(lines), out

    def read(self, argv, way):
        number = self.lines.index(" ".join([argv[0].name, *argv[1:]]))
        text = {name: (self.out / f"{number}.{way}.{name}").read_text() for name in ("status", "out", "err")}
        return number, types.SimpleNamespace(returncode=int(text["status"]), stdout=text["out"], stderr=text["err"])

    def native(self, argv):
        return self.read(argv, "native")[1]

    def traced(self, argv):
        number, done = self.read(argv, "shim")
        log = self.out / f"{number}.log"
        return done, [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def download(cache):
    """Unpacks Debian's arm64 kernel and busybox below the cache; returns their paths."""
    if not list(cache.glob("root/boot/vmlinuz-*")):
        for name in ("lists/partial", "archives/partial", "root"):
            (cache / name).mkdir(parents=True, exist_ok=True)
        (cache / "status").touch()
        options = [word for setting in (
            "APT::Architecture=arm64", "APT::Architectures=arm64", f"Dir::State::lists={cache}/lists",
            f"Dir::State::status={cache}/status", f"Dir::Cache={cache}", "APT::Sandbox::User=root",
        ) for word in ("-o", setting)]
        subprocess.run(["apt-get", "-q", *options, "update"], check=True, stdout=sys.stderr)
        depends = subprocess.run(["apt-cache", *options, "depends", "linux-image-cloud-arm64"], check=True,
                                 stdout=subprocess.PIPE, text=True).stdout.split()
        image = next(word for word in depends if word.startswith("linux-image-") and word[12].isdigit())
        subprocess.run(["apt-get", "-q", *options, "download", image, "busybox-static"], check=True, cwd=cache,
                       stdout=sys.stderr)
        for package in cache.glob("*.deb"):
            subprocess.run(["dpkg", "-x", package, cache / "root"], check=True)
    return next(cache.glob("root/boot/vmlinuz-*")), next(cache.glob("root/**/bin/busybox"))


def pack(builder, library, busybox, lines):
    """The machine's whole file system, as an initramfs."""
    tree = builder.directory / "tree"
    for name in ("bin", "lib", "g"):
        (tree / name).mkdir(parents=True)
    shutil.copy(busybox, tree / "bin")
    for name in ("sh", "mount", "mkdir", "tar", "gzip", "base64", "poweroff", "true", "cat"):
        (tree / "bin" / name).symlink_to("busybox")
    for name in ("ld-linux-aarch64.so.1", "libc.so.6", "libdl.so.2", "libpthread.so.0", "libutil.so.1", "libgcc_s.so.1"):
        shutil.copy(f"{ROOT}/lib/{name}", tree / "lib")
    shutil.copy(library, tree / "lib")
    for name in {line.split()[0] for line in lines}:
        shutil.copy(builder.directory / name, tree / "g")
    (tree / "lines").write_text("".join(f"{line}\n" for line in lines))
    (tree / "init").write_text(INIT)
    (tree / "init").chmod(0o755)
    names = "\0".join(str(path.relative_to(tree)) for path in sorted(tree.rglob("*")))
    image = builder.directory / "initramfs"
    with open(image, "wb") as file:
        subprocess.run(["cpio", "--quiet", "-0", "-o", "-H", "newc"], input=names.encode(), stdout=file, cwd=tree,
                       check=True)
    return image


def boot(kernel, image, out):
    console = subprocess.run(
        ["qemu-system-aarch64", "-M", "virt", "-cpu", "max,pauth-impdef=on", "-smp", "2", "-m", "1024", "-nographic",
         "-net", "none", "-no-reboot", "-kernel", kernel, "-initrd", image, "-append", "console=ttyAMA0 quiet panic=-1"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=SECONDS, check=True).stdout
    _, begin, rest = console.partition(b"-- record\r\n")
    if not begin or b"-- end" not in rest:
        sys.exit(f"the machine did not finish:\n{console[-2000:].decode(errors='replace')}")
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(rest.partition(b"-- end")[0]))) as record:
        record.extractall(out)


def main(tree):
    for program in ("qemu-system-aarch64", "cpio", "apt-get"):
        if not shutil.which(program):
            sys.exit(f"no {program} here: apt-get install qemu-system-arm cpio")
    kernel, busybox = download(pathlib.Path(os.environ.get("CLONETRACE_ARM64", "/var/tmp/clonetrace-arm64")))
    with scratch() as name:
        builder = Builder(tree, pathlib.Path(name))
        if not builder.compilers:
            sys.exit("no compiler for aarch64: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross")
        lines = {**GUESTS, **ON_A_KERNEL}
        for compiler in builder.compilers:
            for level in "0123s":
                lines[builder.nested(compiler, f"-O{level}").name] = NESTED
        for guest in {line.split()[0] for line in lines}:
            builder.guest(guest)
        boot(kernel, pack(builder, builder.library(), busybox, lines), builder.directory / "out")
        tap, target = Tap(), Recorded(lines, builder.directory / "out")
        tap.check_all(lines, lambda line: find_problems(target, builder, line, lines[line]))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(__file__).resolve().parents[2]))
