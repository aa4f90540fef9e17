# SPDX-License-Identifier: MIT
"""A made-up log with one of everything that a timeline shows, and hostile texts."""
import json

MS = 1000000
START = 5000 * MS
REAL = 1795000000000000000
HOSTILE = "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=2>"
ODD = "bell\u0007line\u2028end \u202egnp \uefff\uef80"
FLAGS = {"posix_spawn": ["CLONE_VM", "CLONE_VFORK"], "fork": ["CLONE_CHILD_CLEARTID", "CLONE_CHILD_SETTID"],
         "pthread_create": ["CLONE_VM", "CLONE_THREAD"], "system": ["CLONE_VM", "CLONE_VFORK"], "vfork": ["CLONE_VM", "CLONE_VFORK"]}
RAW = {"posix_spawn": 0x4100, "fork": 0x1200000, "pthread_create": 0x10100, "system": 0x4100, "vfork": 0x4100}


def site(module, offset, symbol=None):
    return {"module": module, "offset": hex(offset), **({"symbol": symbol} if symbol else {})}


STACK = [site("/usr/bin/make", 0x1ea2b, "start_job"), site("/usr/bin/make", 0x2000), site("/lib/libc.so.6", 0x271ca, "__libc_start_main")]


class Scene:
    def __init__(self, base=100, boot="11111111-2222-4333-8444-555555555555", real=REAL):
        self.lines, self.base, self.boot, self.real = [], base, boot, real

    def add(self, event, ms, **rest):
        self.lines.append({"v": 1, "event": event, "ts_ns": START + ms * MS, **rest})

    def image(self, ms, pid, ppid, exe, *argv):
        self.add("image", ms, pid=pid, ppid=ppid, tid=pid, exe=exe, argv=list(argv), argc=len(argv), libc="2.36",
                 clonetrace="0.1.0", arch="x86_64", realtime_ns=self.real + START + ms * MS, boot_id=self.boot)

    def create(self, ms, api, caller, child, took=1, thread=False, **rest):
        task = lambda pair: {"tgid": pair[0], "tid": pair[1]}
        self.add("create", ms, api=api, syscall="clone3", flags=FLAGS[api], flags_raw=RAW[api], flags_source="libc",
                 exit_signal=None if thread else "SIGCHLD", caller=task(caller), child=child and task(child),
                 relation="thread" if thread else "process", duration_ns=took * MS,
                 **{"result": "ok", "site": STACK[0], **rest})

    def exit(self, ms, pid, status=0):
        self.add("exit", ms, tgid=pid, tid=pid, status=status, minflt=7, written=3, lost_total=0)

    def write(self, path):
        path.write_text("".join(json.dumps(line) + "\n" for line in self.lines))
        return path


def everything(**machine):
    """Eight processes, two threads, eleven creations: nine made what is drawn, one failed, one was denied."""
    scene = Scene(**machine)
    b = scene.base
    make, gcc, shell = (b, b), (b + 1, b + 1), b + 4
    scene.image(0, b, 1, "/usr/bin/make", "make", "-j2", HOSTILE)
    scene.create(10, "posix_spawn", make, gcc, 4, stack=STACK)
    scene.image(12, b + 1, b, "/usr/bin/gcc", "gcc", "-c", ODD)
    scene.create(20, "vfork", gcc, (b + 2, b + 2), 3)
    scene.add("exec", 21, api="execve", path="/usr/lib/cc1", tgid=b + 2, tid=b + 2, minflt=0, site=STACK[1],
              since={"api": "vfork", "ts_ns": START + 20 * MS, "by": {"tgid": b + 1, "tid": b + 1}})
    scene.image(22, b + 2, b + 1, "/usr/lib/cc1", "cc1", "x.c")
    scene.create(30, "pthread_create", (b + 2, b + 2), (b + 2, b + 10), thread=True)
    scene.create(35, "pthread_create", (b + 2, b + 2), (b + 2, b + 11), thread=True)
    scene.add("thread_exit", 50, tgid=b + 2, tid=b + 10)
    scene.exit(60, b + 2)
    scene.create(40, "fork", make, (b + 3, b + 3))  # whose end nobody saw
    scene.create(45, "fork", make, None, result="error", errno="EAGAIN")
    scene.create(50, "fork", make, None, result="denied", errno="EPERM", policy=[{"rule": "no-forks", "action": "deny"}])
    scene.create(55, "system", make, None, 20)
    scene.image(57, shell, b, "/usr/bin/dash", "sh", "-c", "true")
    scene.exit(70, shell, 3)
    scene.create(80, "vfork", make, (b + 5, b + 5))
    scene.add("blind", 81, api="execve", path="/bin/busybox", reason="static", tgid=b + 5, tid=b + 5)
    scene.create(85, "posix_spawn", make, (b + 6, b + 6), lost=3)
    scene.image(86, b + 6, b, "/usr/bin/env", "env", "sort")
    scene.add("exec", 88, api="execvp", path="/usr/bin/sort", tgid=b + 6, tid=b + 6, minflt=0, site=STACK[1])
    scene.image(90, b + 6, b, "/usr/bin/sort", "sort")
    scene.exit(95, b + 6)
    scene.exit(98, b + 1)
    scene.create(97, "fork", make, (b + 7, b + 7))
    scene.exit(99, b + 7, 1)
    scene.exit(100, b)
    return scene


PROCESSES, THREADS, CREATIONS, MADE, UNKNOWN_ENDS = 8, 2, 11, 9, 2
