#!/usr/bin/env python3
"""The layer check over this tree, one case per rule, and over planted trees, each of which it must judge exactly.

planted/NAME.tree is a small tree as text: `# why`, then `expect RULE PLACE` lines (none: the tree is clean), then files
after `=== PATH`. Every rule must have a planted tree that breaks it, or this test fails.
"""

import re
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
from layers import RULES, Tree  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ORDER = """\
add_subdirectory(src/base)
foreach(folder IN ITEMS platform/sql platform/http platform/api modules/cards modules/points modules/sales modules/pricing
  flows/checkout app)
"""


def unpack(text, folder):
    """Writes the files of a planted tree; returns what the check must find: a sorted list of (rule, place)."""
    expected, path, lines = [], None, {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("=== "):
            path = line[4:].strip()
            lines[path] = []
        elif path:
            lines[path].append(line)
        elif match := re.fullmatch(r"expect ([a-z ]+?) (\S+/\S+)", line):
            expected.append((match[1], match[2]))
        elif line and not line.startswith("#"):
            raise ValueError(f"line {number}: neither a comment nor `expect RULE PLACE`: {line}")
    lines.setdefault("CMakeLists.txt", [ORDER])
    for name, content in lines.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(content) + "\n", encoding="utf-8")
    return sorted(expected)


def judge_planted(path):
    """(rules it expects, complaint or empty)."""
    with tempfile.TemporaryDirectory() as folder:
        expected = unpack(path.read_text(encoding="utf-8"), Path(folder))
        found = sorted((rule, place) for rule, place, _ in Tree(folder).check())
    missed = [entry for entry in expected if entry not in found]
    invented = [entry for entry in found if entry not in expected]
    complaint = "".join(f"\n  missed: {rule} at {place}" for rule, place in missed)
    complaint += "".join(f"\n  invented: {rule} at {place}" for rule, place in invented)
    return {rule for rule, _ in expected}, complaint


def main():
    passed = failed = 0

    def case(name, complaint):
        nonlocal passed, failed
        passed, failed = passed + (not complaint), failed + bool(complaint)
        if complaint:
            print(f"FAILED {name}: {complaint}")

    proved = set()
    for path in sorted((HERE / "planted").glob("*.tree")):
        rules, complaint = judge_planted(path)
        proved |= rules
        case(f"planted/{path.stem}", complaint)
    findings = Tree(ROOT).check()
    for rule, why in RULES.items():
        case(f"proof of {rule}", "" if rule in proved else f"no planted tree breaks it ({why})")
        here = [f"\n  {place}: {message}" for found, place, message in findings if found == rule]
        case(f"this tree, {rule}", f"{why}{''.join(here)}" if here else "")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
