#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""embed.py OUTPUT FILE.json...: the policy files as C arrays, for preset.c."""
import pathlib
import sys


def c_string(text):
    """Lines of C string literals; a byte that is not plain ASCII as an octal escape."""
    for line in text.splitlines(keepends=True):
        escaped = "".join(
            "\\n" if byte == 0x0A
            else "\\" + chr(byte) if byte in b'"\\'
            else chr(byte) if 0x20 <= byte < 0x7F and byte != ord("?")
            else f"\\{byte:03o}"
            for byte in line.encode())
        yield f'    "{escaped}"\n'


def main(output, files):
    files = sorted(map(pathlib.Path, files), key=lambda file: file.stem)
    texts = [file.read_text(encoding="utf-8") for file in files]
    lines = ["static const char preset_texts[] =\n"]
    table, at = [], 0
    for file, text in zip(files, texts):
        size = len(text.encode())
        lines.extend(c_string(text))
        table.append(f'    {{"{file.stem}", {at}, {size}}},\n')
        at += size
    lines.extend(["    ;\n", "static const struct preset presets[] = {\n", *table, "};\n"])
    pathlib.Path(output).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
