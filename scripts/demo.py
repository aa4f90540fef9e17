# SPDX-License-Identifier: MIT
"""A program for the demo: each way in which Python makes processes and threads, and what each makes of it."""
import os
import subprocess
import threading


def square(numbers, results, index):
    results[index] = sum(number * number for number in numbers)


def threads():
    results = [0] * 8
    workers = [threading.Thread(target=square, args=(range(1000), results, index)) for index in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("8 threads agree:", len(set(results)) == 1)


def subprocesses():
    for word in ("one", "two", "three", "four"):
        subprocess.run(["/bin/echo", "subprocess", word], check=True)
    shell = subprocess.run("ls / | sort | wc -l", shell=True, check=True, capture_output=True, text=True)
    print("a pipeline counts", shell.stdout.strip(), "entries in /")


def forks():
    for status in (0, 0, 7):
        child = os.fork()
        if child == 0:
            os._exit(status)
        print("a forked child ended with", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def spawn():
    child = os.posix_spawn("/bin/true", ["true"], dict(os.environ))
    os.waitpid(child, 0)
    os.system("exit 0")


if __name__ == "__main__":
    threads()
    subprocesses()
    forks()
    spawn()
