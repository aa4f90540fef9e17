#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""fleet.py TREE TOOL: the configurations of docs/fleet.md, as written there, on servers of this test's own.

Two machines' rsyslogd send a log each to a third, which writes a file and, where there is PostgreSQL, a table. Every line
must arrive once and as it was. Exits with 77 (skipped) where there is no rsyslogd.
"""
import json
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SKIP = 77
LIMIT = 60  # seconds until lines that have not arrived are missing


def packages(tree):
    where = subprocess.run([tree / "scripts" / "unpack.sh", "--where"], stdout=subprocess.PIPE, check=True, text=True)
    return pathlib.Path(where.stdout.strip())


def first(root, *globs):
    """The newest file that matches, installed or unpacked."""
    for base in (pathlib.Path("/"), root):
        for glob in globs:
            found = sorted(base.glob(glob)) if base.is_dir() else []
            if found:
                return found[-1]
    return None


def libraries(root):
    """The environment in which what was unpacked finds its libraries."""
    found = [str(p) for p in (root / "usr" / "lib", root / "lib") for p in [*p.glob("*-linux-gnu"), p] if p.is_dir()]
    return dict(os.environ, LD_LIBRARY_PATH=":".join(found))


def runs(program, root):
    done = subprocess.run([program, "-v" if program.name == "rsyslogd" else "--version"], env=libraries(root),
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def blocks(page, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", page, flags=re.M | re.S)


def changed(text, *changes):
    """The documented text for this place; what is to change must be there."""
    for old, new in changes:
        assert old in text, f"docs/fleet.md has no {old}"
        text = text.replace(old, str(new))
    return text


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Rsyslog:
    """One machine's daemon, which ends with the `with`."""

    def __init__(self, root, folder, name, text):
        self.root, self.folder = root, folder / name
        self.folder.mkdir()
        self.conf = self.folder / "conf"
        self.conf.write_text(f'global(workDirectory="{self.folder}" localHostname="{name}")\n{text}')

    def __enter__(self):
        daemon = first(self.root, "usr/sbin/rsyslogd")
        modules = {first(self.root, "usr/lib/*/rsyslog/imfile.so").parent}
        pgsql = first(self.root, "usr/lib/*/rsyslog/ompgsql.so")
        modules |= {pgsql.parent} if pgsql else set()
        self.errors = open(self.folder / "errors", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [daemon, "-n", "-i", self.folder / "pid", "-f", self.conf, "-M", ":".join(map(str, modules))],
            env=libraries(self.root), stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors)
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        self.process.wait()
        self.errors.close()

    def said(self):
        return (self.folder / "errors").read_text()


class Postgres:
    """A server of its own: own data, a socket in its folder, no port. It refuses to be root."""

    def __init__(self, root, folder):
        self.root, self.folder = root, folder
        self.bin = first(root, "usr/lib/postgresql/*/bin/initdb").parent
        self.who = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)

    def run(self, program, *args):
        done = subprocess.run([self.bin / program, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=libraries(self.root), cwd=self.folder, stdin=subprocess.DEVNULL, check=False, **self.who)
        assert done.returncode == 0, f"{program}: {done.stdout}"

    def __enter__(self):
        self.run("initdb", "-D", "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        self.started = True
        with open(self.folder / "log", "w", encoding="utf-8") as log:
            subprocess.run([self.bin / "pg_ctl", "-D", "data", "-w", "-o", options, "start"], cwd=self.folder, stdout=log,
                           stderr=log, env=libraries(self.root), check=True, **self.who)
        return self

    def __exit__(self, *unused):
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def sql(self, text, database="clonetrace"):
        done = subprocess.run([self.bin / "psql", "-h", self.folder, "-U", "postgres", "-At", "-v", "ON_ERROR_STOP=1",
                               "-d", database, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=libraries(self.root), check=False)
        assert done.returncode == 0, f"{text}: {done.stderr}"
        return done.stdout


def hard(line, **keys):
    """The same line with other values, as the library writes JSON."""
    return json.dumps({**json.loads(line), **keys}, separators=(",", ":"), ensure_ascii=False)


def logs(tree, folder):
    """A real log, the same for two machines, so that only the host tells them apart, and lines that are hard to keep."""
    real = (tree / "tests" / "data" / "summary" / "make.jsonl").read_text().splitlines()
    image = next(line for line in real if '"event":"image"' in line)
    words = ['a"b', "c\\d", "it's", "line\nbreak", "tab\t", "\uef80\uefff", "\u00fcn\u00ef 日本", "%msg% $!x", "</a>", "", "#011"]
    line = hard(image, argv=[""])
    longest = hard(image, argv=["x" * (4095 - len(line.encode()))])
    assert len(longest.encode()) == 4095
    written = {}
    for name, lines in (("web-1", [*real, hard(image, argv=words)]), ("web-2", [longest, *real])):
        (folder / f"{name}.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        written[name] = lines
    return written


def wait_for(what, count, *daemons):
    end = time.monotonic() + LIMIT
    while (have := what()) < count:
        if time.monotonic() > end:
            sys.exit(f"{have} of {count} lines after {LIMIT} s; " + "; ".join(d.said() for d in daemons))
        time.sleep(0.1)


def check_file(path, written):
    got = {name: [] for name in written}
    for line in path.read_text(encoding="utf-8").splitlines():
        name = json.loads(line)["host"]
        got[name].append(line.replace(f',"host":"{name}"', "", 1))
    for name, lines in written.items():
        assert got[name] == lines, f"{name}: {len(got[name])} lines arrived, not the {len(lines)} that were sent"


def check_table(server, page, written):
    for name, lines in written.items():
        got = server.sql(f"SELECT line FROM clonetrace WHERE host = '{name}' ORDER BY id").splitlines()
        assert got == lines, f"{name}: the table has {len(got)} lines, not the {len(lines)} that were sent"
    answers = [server.sql(query) for query in blocks(page, "sql query")]
    creates = [json.loads(line) for lines in written.values() for line in lines if '"event":"create"' in line]
    assert sum(int(row.split("|")[4]) for row in answers[0].splitlines()) == len(creates), answers[0]
    assert len(answers) == 4 and answers[2].startswith("web-"), answers


def check_report(tool, path, written):
    done = subprocess.run([tool, "report", "--json", path], stdout=subprocess.PIPE, check=True)
    count = json.loads(done.stdout)["input"]
    assert count["records"] == sum(map(len, written.values())), count
    assert count["machines"] == len(written), count
    assert not count["torn"] + count["foreign"], count


def central(page, folder, port, server):
    text = changed(blocks(page, "rsyslog central")[0], ("/var/log/clonetrace-fleet", folder),
                   ('port="10514"', f'address="127.0.0.1" port="{port}"'))
    if server:
        return changed(text, ('server="/var/run/postgresql"', f'server="{server.folder}"'))
    text = re.sub(r'  *action\(type="ompgsql".*?\)\n', "", text, flags=re.S)
    return changed(text, ('module(load="ompgsql")\n', ""))


def machine(page, folder, port, name):
    return changed(blocks(page, "rsyslog machine")[0], ("/var/log/clonetrace/*.jsonl", folder / f"{name}.jsonl"),
                   ('target="logs.example.com" port="10514"', f'target="127.0.0.1" port="{port}"'))


def fleet(tree, tool, root, folder, server):
    page = (tree / "docs" / "fleet.md").read_text(encoding="utf-8")
    port, arrived, written = free_port(), folder / "all.jsonl", logs(tree, folder)
    total = sum(map(len, written.values()))
    if server:
        server.sql("CREATE DATABASE clonetrace", "postgres")
        server.sql(blocks(page, "sql table")[0])
        server.sql("CREATE ROLE rsyslog LOGIN; GRANT SELECT, INSERT ON clonetrace TO rsyslog")
    with Rsyslog(root, folder, "central", central(page, folder, port, server)) as receiver:
        wait_for(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 1, receiver)
        with Rsyslog(root, folder, "web-1", machine(page, folder, port, "web-1")) as one, \
                Rsyslog(root, folder, "web-2", machine(page, folder, port, "web-2")) as two:
            wait_for(lambda: arrived.read_bytes().count(b"\n") if arrived.exists() else 0, total, one, two, receiver)
            if server:
                wait_for(lambda: int(server.sql("SELECT count(*) FROM clonetrace")), total, receiver)
        assert not receiver.said(), receiver.said()
    check_file(arrived, written)
    check_report(tool, arrived, written)
    assert not (folder / "torn.jsonl").exists()
    if server:
        check_table(server, page, written)
    print(f"{total} lines of {len(written)} machines in a file" + (" and in PostgreSQL" if server else ""))


def main(tree, tool):
    root = packages(tree)
    daemon, pgsql = first(root, "usr/sbin/rsyslogd"), first(root, "usr/lib/*/rsyslog/ompgsql.so")
    initdb = first(root, "usr/lib/postgresql/*/bin/initdb")
    if not daemon or not runs(daemon, root):
        print("no rsyslogd here; scripts/unpack.sh gets one")
        return SKIP
    folder = pathlib.Path(tempfile.mkdtemp(prefix="clonetrace-fleet-"))
    try:
        folder.chmod(0o755)
        (folder / "pg").mkdir()
        if initdb and pgsql and runs(initdb, root):
            with Postgres(root, folder / "pg") as server:
                fleet(tree, tool, root, folder, server)
        else:
            print("no PostgreSQL, or no ompgsql: only the file is tested")
            fleet(tree, tool, root, folder, None)
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]))
