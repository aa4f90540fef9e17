# SPDX-License-Identifier: MIT
"""subprocess, threading, multiprocessing by fork and by spawn, and the calls of os that create."""
import multiprocessing
import os
import subprocess
import sys
import threading


def square(number):
    return number * number


def child(code):
    os._exit(code)


def status(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def low_level():
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    print("fork", status(pid))
    print("spawn", status(os.posix_spawn("/bin/sh", ["sh", "-c", "exit 3"], os.environ)))
    print("spawnvp", os.spawnvp(os.P_WAIT, "sh", ["sh", "-c", "exit 4"]))
    print("system", os.waitstatus_to_exitcode(os.system("exit 5")))
    pid, fd = os.forkpty()
    if pid == 0:
        os._exit(6 if os.isatty(0) else 1)
    print("forkpty", status(pid))


def by_subprocess():
    print(subprocess.run(["echo", "hello"], capture_output=True, check=True).stdout)
    print(subprocess.run("exit 8", shell=True, check=False).returncode)
    print(subprocess.run(["true"], close_fds=False, check=True).returncode)
    print(subprocess.run(["pwd"], cwd="/", preexec_fn=os.getpid, capture_output=True, check=True).stdout)
    print(subprocess.run(["env"], env={"ONLY": "this"}, executable="/bin/echo", check=True).returncode)
    try:
        subprocess.run(["/nonexistent"], check=True)
    except OSError as error:
        print(type(error).__name__)


def by_threads():
    results = []
    threads = [threading.Thread(target=lambda n=n: results.append(
        subprocess.call(["sh", "-c", f"exit {n}"]))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sorted(results))


def by_processes():
    for method in "fork", "spawn":
        context = multiprocessing.get_context(method)
        process = context.Process(target=child, args=(9,))
        process.start()
        process.join()
        print(method, process.exitcode)
    # Not in a with statement, which ends them by SIGTERM: a line that a process is writing then may be torn.
    pool = multiprocessing.get_context("fork").Pool(3)
    print(pool.map(square, range(10)))
    pool.close()
    pool.join()


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    low_level()
    by_subprocess()
    by_threads()
    by_processes()
