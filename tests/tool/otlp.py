#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""otlp.py TOOL LOG...: what --otlp writes of each LOG is OTLP/JSON, and says what the log says.

Two readers: one of the test's own, strict about what JSON allows and OTLP does not (64-bit integers are strings, enums are
numbers, no key twice), and protobuf's JSON parser, where Debian's python3-protobuf is installed, with the messages of
opentelemetry-proto 1.11.0 as they are spelled out below.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

LINE_BYTES = 1 << 20  # what the collector's file receiver takes

# Message, then its fields: name, number, type; a message in capitals, * where it is repeated.
MESSAGES = """
AnyValue: string_value 1 string, bool_value 2 bool, int_value 3 int64, double_value 4 double, array_value 5 ArrayValue
ArrayValue: values 1 *AnyValue
KeyValue: key 1 string, value 2 AnyValue
InstrumentationScope: name 1 string, version 2 string
Resource: attributes 1 *KeyValue
LogRecord: time_unix_nano 1 fixed64, observed_time_unix_nano 11 fixed64, severity_number 2 int32, severity_text 3 string,
    body 5 AnyValue, attributes 6 *KeyValue, event_name 12 string
ScopeLogs: scope 1 InstrumentationScope, log_records 2 *LogRecord, schema_url 3 string
ResourceLogs: resource 1 Resource, scope_logs 2 *ScopeLogs, schema_url 3 string
ExportLogsServiceRequest: resource_logs 1 *ResourceLogs
"""


def protobuf():
    """The class of a request, or None where there is no protobuf here."""
    try:
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    except ImportError:
        if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
            os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])  # Debian's packages are that one's
        return None
    file = descriptor_pb2.FileDescriptorProto(name="otlp", package="o", syntax="proto3")
    kind = descriptor_pb2.FieldDescriptorProto
    for message in MESSAGES.replace(",\n   ", ",").strip().splitlines():
        name, fields = message.split(": ")
        added = file.message_type.add(name=name)
        if name == "AnyValue":
            added.oneof_decl.add(name="value")
        for field in fields.split(", "):
            field_name, number, type_name = field.split()
            label = kind.LABEL_REPEATED if type_name[0] == "*" else kind.LABEL_OPTIONAL
            to = added.field.add(name=field_name, number=int(number), label=label)
            if type_name.lstrip("*")[0].isupper():
                to.type, to.type_name = kind.TYPE_MESSAGE, ".o." + type_name.lstrip("*")
            else:
                to.type = getattr(kind, "TYPE_" + type_name.upper())
            if name == "AnyValue":
                to.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found = pool.FindMessageTypeByName("o.ExportLogsServiceRequest")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(found)
    return message_factory.MessageFactory(pool).GetPrototype(found)


def once(pairs):
    keys = collections.Counter(key for key, _ in pairs)
    assert max(keys.values(), default=1) == 1, f"twice: {keys}"
    return dict(pairs)


def value(any_value):
    assert len(any_value) == 1, any_value
    (kind, inner), = any_value.items()
    if kind == "arrayValue":
        return [value(v) for v in inner["values"]]
    assert isinstance(inner, str) and kind in ("stringValue", "intValue"), any_value
    return int(inner) if kind == "intValue" else inner


def attributes(listed):
    return once([(entry["key"], value(entry["value"])) for entry in listed])


def records(text):
    """Every logRecord, with its own attributes and its resource's."""
    for line in text.splitlines():
        assert len(line.encode()) < LINE_BYTES
        request = json.loads(line, object_pairs_hook=once)
        assert list(request) == ["resourceLogs"]
        for of_process in request["resourceLogs"]:
            resource = attributes(of_process["resource"]["attributes"])
            (scope,) = of_process["scopeLogs"]
            assert scope["scope"]["name"] == "clonetrace" and scope["schemaUrl"] == of_process["schemaUrl"]
            for record in scope["logRecords"]:
                for key in ("timeUnixNano", "observedTimeUnixNano"):
                    assert key not in record or (isinstance(record[key], str) and int(record[key]) < 1 << 64)
                assert record["severityNumber"] in (9, 13, 17) and isinstance(record["body"]["stringValue"], str)
                yield record, attributes(record["attributes"]), resource


def check_record(line, record, own, resource, offset):
    assert record["eventName"] == "clonetrace." + line["event"], record
    assert own["clonetrace.ts_ns"] == line["ts_ns"]
    if offset is not None:
        assert int(record["timeUnixNano"]) == line["ts_ns"] + offset
    caller = line.get("caller", line)
    assert resource["process.pid"] == caller.get("tgid", line.get("pid"))
    assert own.get("thread.id") == caller["tid"]
    assert own.get("clonetrace.api") == line.get("api") and own.get("error.type") == line.get("errno")
    if line["event"] == "create":
        assert own["clonetrace.flags"] == line["flags"], (own, line)
        assert own["clonetrace.duration_ns"] == line["duration_ns"] and own["clonetrace.result"] == line["result"]
        assert own.get("clonetrace.child.pid") == (line["child"] or {}).get("tgid")
        frames = own.get("code.stacktrace", "").count("\n") + 1 if line.get("stack") else 0
        assert frames == len(line.get("stack", []))
    if line["event"] == "image":
        assert resource["process.command_args"] == line["argv"] and resource["process.executable.path"] == line["exe"]
        assert resource["process.parent_pid"] == line["ppid"] and resource["clonetrace.boot_id"] == line["boot_id"]
        assert resource["service.name"] == "unknown_service:" + line["exe"].rpartition("/")[2]
    if line["event"] == "exit":
        assert own.get("process.exit.code") == line["status"]
    if line.get("site"):
        assert own["clonetrace.site.module"] == line["site"]["module"]
        assert own.get("code.function.name") == line["site"].get("symbol")


def check(path, text):
    with open(path, encoding="utf-8") as log:
        lines = [json.loads(line) for line in log]
    found = {}
    for record, own, resource in records(text):
        found.setdefault((own["clonetrace.ts_ns"], record["eventName"]), []).append((record, own, resource))
    assert sum(map(len, found.values())) == len(lines), f"{path}: {sum(map(len, found.values()))} of {len(lines)}"
    offset = None
    for line in lines:
        if line["event"] == "image" and offset is None:
            offset = line["realtime_ns"] - line["ts_ns"]
        candidates = found[line["ts_ns"], "clonetrace." + line["event"]]
        if len(candidates) == 1:
            check_record(line, *candidates[0], offset)
    return len(lines)


def many():
    """Processes that run at the same time, with long arguments: several batches, and each of many resources."""
    for i in range(1500):
        yield json.dumps({"v": 1, "event": "image", "ts_ns": i, "pid": 1000 + i, "ppid": 1, "tid": 1000 + i, "exe": "/x/y",
                          "argv": ["y", "\u00e9\uef80\n\"" * 300], "argc": 2, "realtime_ns": 1700000000000000000 + i,
                          "boot_id": "b", "libc": "2.36"}, separators=(",", ":")) + "\n"


def parse(request, text):
    from google.protobuf import json_format
    count = 0
    for line in text.splitlines():
        message = json_format.Parse(line, request())
        assert json.loads(json_format.MessageToJson(message)) == json.loads(line)
        count += sum(len(s.log_records) for r in message.resource_logs for s in r.scope_logs)
    return count


def main(tool, *logs):
    request = protobuf()
    if not request:
        print("no python3-protobuf: only the test's own reader looks at it")
    assert logs
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as log:
        log.writelines(many())
        log.flush()
        look(tool, request, log.name, batches=4)
    for path in logs:
        look(tool, request, path)


def look(tool, request, path, batches=1):
    text = subprocess.run([tool, "report", "--otlp=-", path], stdout=subprocess.PIPE, check=True).stdout.decode()
    count = check(path, text)
    assert text.count("\n") >= batches, f"{path}: {count} records in {len(text)} bytes on few lines"
    assert not request or parse(request, text) == count
    print(f"{path}: {count} records")


if __name__ == "__main__":
    main(*sys.argv[1:])
