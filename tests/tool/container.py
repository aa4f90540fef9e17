#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The exported profile in a container: `RUNTIME run` on a bundle of one static program, with the profile as the runtime reads it
# from the bundle's configuration. Skipped, with a line, where the runtime is missing or runs no container at all here.
import json
import os
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
# What the program is asked to call, and what it says without a profile and with it.
CALLS = [
    ("no-new-namespaces", ["clone", "17"], "child", "child"),
    ("no-new-namespaces", ["clone", "0x4000011"], "child", "refused 1"),
    ("no-new-namespaces", ["unshare", "0x4000000"], "done", "refused 1"),
    ("no-new-namespaces", ["clone3"], None, "refused 38"),
    ("no-shared-memory-process", ["clone", "0x111"], None, "refused 1"),
    ("no-shared-memory-process", ["clone", "0x4111"], "child", "child"),
]


def configuration(arguments, seccomp):
    config = {
        "ociVersion": "1.0.0",
        "process": {
            "terminal": False, "user": {"uid": 0, "gid": 0}, "cwd": "/", "args": ["/bin/raw_call"] + arguments,
            "env": ["PATH=/bin"], "noNewPrivileges": True,
            "capabilities": {kind: ["CAP_SYS_ADMIN"] for kind in ("bounding", "effective", "permitted")},
        },
        "root": {"path": "rootfs"},
        "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}],
        "linux": {"namespaces": [{"type": kind} for kind in ("pid", "mount", "ipc", "uts")]},
    }
    if os.geteuid() != 0:
        config["linux"]["namespaces"].append({"type": "user"})
        config["linux"]["uidMappings"] = [{"containerID": 0, "hostID": os.geteuid(), "size": 1}]
        config["linux"]["gidMappings"] = [{"containerID": 0, "hostID": os.getegid(), "size": 1}]
    if seccomp:
        config["linux"]["seccomp"] = seccomp
    return config


class Bundle:
    def __init__(self, place, runtime, program):
        self.place, self.runtime, self.runs = place, runtime, 0
        for name in ("bin", "dev", "proc", "sys"):
            os.makedirs(os.path.join(place, "rootfs", name))
        shutil.copy(program, os.path.join(place, "rootfs", "bin", "raw_call"))

    # crun refuses a machine that has both kinds of cgroups; a mount namespace can have one.
    def command(self):
        self.runs += 1
        run = [self.runtime, "--root", os.path.join(self.place, "state"), "run", f"clonetrace-test-{os.getpid()}-{self.runs}"]
        if self.runtime == "crun":
            run[3:3] = ["--cgroup-manager=disabled"]
        if os.geteuid() != 0 or self.runtime != "crun":
            return run
        alone = 'umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; exec "$@"'
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", alone, "sh"] + run

    def run(self, arguments, seccomp):
        with open(os.path.join(self.place, "config.json"), "w", encoding="utf-8") as file:
            json.dump(configuration(arguments, seccomp), file)
        done = subprocess.run(self.command(), cwd=self.place, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        return done.stdout.strip(), done.stderr.strip()


def profile(tool, preset):
    text = subprocess.run([tool, "policy", "export", "--oci-seccomp", "preset:" + preset], check=True, capture_output=True).stdout
    return json.loads(text)


def attempt(tool, runtime, program, place):
    bundle = Bundle(place, runtime, program)
    out, err = bundle.run(["clone", "17"], None)
    if out != "child":
        print(f"skipped: {runtime} runs no container here: {err or out}")
        return SKIP
    for preset, arguments, without, within in CALLS:
        if without and bundle.run(arguments, None)[0] != without:
            print(f"{runtime}: {arguments} is not possible without a profile either")
            continue
        out, err = bundle.run(arguments, profile(tool, preset))
        if out != within:
            print(f"{runtime}, preset:{preset}, {arguments}: \"{out}\" instead of \"{within}\" {err}")
            return 1
        print(f"{runtime}, preset:{preset}, {' '.join(arguments)}: {out}")
    return 0


def main():
    tool, runtime, program = sys.argv[1:]
    if not shutil.which(runtime) or not os.path.exists(program):
        print(f"skipped: no {runtime}, or no static program")
        return SKIP
    with tempfile.TemporaryDirectory(prefix="clonetrace-container.") as place:
        return attempt(tool, runtime, program, place)


sys.exit(main())
