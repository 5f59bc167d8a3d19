#!/usr/bin/env python3
"""editor for a test of the guide: puts the settings of a TOML block (/walk/settings.toml) where a person would.

Each line of the block replaces the one of its key in the same table of the file, be it commented or not; a key without such a
line, or a table that is not there, is an error: the settings say all there is.
"""

import re
import sys
from pathlib import Path


def put(lines, table, key, line):
    here = ""
    for number, old in enumerate(lines):
        if head := re.match(r"\[([\w.]+)\]", old):
            here = head[1]
        elif here == table and re.match(rf"#?\s*{re.escape(key)}\s*=", old):
            lines[number] = line
            return
    sys.exit(f"the settings have no {table or 'top-level'} key {key}")


def main():
    file = Path(sys.argv[1])
    lines = file.read_text(encoding="utf-8").splitlines()
    table = ""
    for line in Path("/walk/settings.toml").read_text(encoding="utf-8").splitlines():
        if head := re.match(r"\[([\w.]+)\]", line):
            table = head[1]
        elif key := re.match(r"(\w+)\s*=", line):
            put(lines, table, key[1], line)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")  # the file itself: its owner and mode stay


main()
