#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The table of bench fits the terminal, says what it must, and obeys nothing that a file says.

usage: test_bench_text.py COMMAND RESULT.json
"""
import fcntl
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

COMMAND, RESULT = sys.argv[1:3]


def on_terminal(columns, *arguments, **environment):
    """What the command writes to a terminal of that many columns, and its exit status."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    process = subprocess.Popen([COMMAND, "bench", *arguments], stdout=inner, stderr=subprocess.DEVNULL,
                               env={**env, "TERM": "xterm", "LC_ALL": "C.UTF-8", **environment})
    os.close(inner)
    data = b""
    while True:
        try:
            piece = os.read(outer, 65536)
        except OSError:
            break
        if not piece:
            break
        data += piece
    os.close(outer)
    return data.decode("utf-8").replace("\r\n", "\n"), process.wait()


def piped(*arguments):
    done = subprocess.run([COMMAND, "bench", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"})
    return done.stdout.decode("utf-8"), done.returncode, done.stderr.decode("utf-8")


def plain(text):
    return re.sub(r"\x1b\[[0-9]+m", "", text)


def check_widths(path):
    for columns in (80, 100, 130):
        text, status = on_terminal(columns, f"--from={path}")
        assert status == 0
        assert "\x1b[1m" in text, "no colours on a terminal"
        for line in plain(text).splitlines():
            assert len(line) <= columns, f"{len(line)} columns of {columns}: {line}"
        for word in ("teardown", "x1.00", "had: rss", "plain write", "posix_spawn beats", "far"):
            assert word in text, f"{word} is missing at {columns} columns"
    text, _ = on_terminal(100, f"--from={path}", NO_COLOR="1")
    assert "\x1b" not in text, "NO_COLOR"


def check_numbers(result, path):
    """Every median of the methods' tables is in the text, rounded to three digits."""
    text, _, _ = piped(f"--from={path}")
    assert "\x1b" not in text, "colours in a pipe"
    for point in result["points"]:
        metric = "program-runs" if point["condition"]["then"] != "exit" else "reaped"
        series = point["series"][metric if point["condition"]["writer"] == "nobody" else "write-page"]
        value, unit = series["median"] / 1e3, "us"
        if value >= 999.5:
            value, unit = value / 1e3, "ms"
        digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
        assert re.search(rf"\b{value:.{digits}f} {unit}\b", text), (point["condition"], value, unit)


def check_hostile(result, folder):
    """Escape sequences in the texts of a file come out as text; a partial result is marked."""
    for key in ("kernel", "cpu", "notes", "thp", "governor"):
        result["machine"][key] = f"{key}\x1b[31m\x07\u202e"
    result["points"][0]["note"] = "a\x1b]0;title\x07note"
    result["points"][1]["series"] = {}
    result["points"][1]["note"] = "no\x1b[2J room"
    result["partial"] = True
    path = pathlib.Path(folder) / "hostile.json"
    path.write_text(json.dumps(result))
    text, status, _ = piped(f"--from={path}")
    assert status == 0
    bad = set(re.findall(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text))
    assert not bad, bad
    assert "PARTIAL" in text and "not measured: no\\x1b[2J room" in text and "a\\x1b]0;title\\x07note" in text
    return path


def check_answers(path, folder):
    text, status, _ = piped(f"--from={path}", f"--compare={path}")
    assert status == 0 and "None of" in text, text
    result = json.loads(pathlib.Path(path).read_text())
    for series in result["points"][0]["series"].values():
        series["samples"] = [sample * 1.5 for sample in series["samples"]]
    result["machine"]["kernel"] = "7.0\x1b[31m"
    result["points"].pop()
    new = pathlib.Path(folder) / "new.json"
    new.write_text(json.dumps(result))
    text, status, _ = piped(f"--from={new}", f"--compare={path}")
    assert status == 1, status
    assert "2 of" in text and "+50.0 %" in text and "kernel" in text and "\x1b" not in text, text
    assert "1 in the old and 0 in the new" in " ".join(text.split()), text
    for arguments in ([f"--from={new}", f"--compare={path}"], [f"--from={path}", "--predict=rss=8G,written=5%"]):
        text, _ = on_terminal(80, *arguments)
        for line in plain(text).splitlines():
            assert len(line) <= 80, f"{len(line)} columns: {line}"
    text, status, _ = piped(f"--from={path}", "--predict=rss=8G,written=5%,threads=4")
    assert status == 0 and "extrapolated: 8 GiB" in text and "going on" in text, text
    result["points"], result["plain"] = [], {}
    new.write_text(json.dumps(result))
    text, status, error = piped(f"--from={new}", f"--compare={path}")
    assert status == 125 and "Nothing could be compared" in text and error.count("\n") == 1, (status, text, error)
    text, status, error = piped(f"--from={path}", f"--compare={folder}/none.json")
    assert status == 125 and text == "" and "none.json" in error and error.count("\n") == 1, error


def main():
    result = json.loads(pathlib.Path(RESULT).read_text())
    check_widths(RESULT)
    check_numbers(result, RESULT)
    with tempfile.TemporaryDirectory(prefix="clonetrace-text-") as folder:
        check_answers(RESULT, folder)
        check_hostile(result, folder)
    print("the table holds")


main()
