"""script/lint: what can be judged without running the program. Prints each check with its findings, then the counts.

The layer check is its own program, tests/layers/layers.py. script/test runs it beside this one, with its own tests,
and therefore calls `lint.py --without-layers`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LINES_MAX = 400
FINDINGS_SHOWN_MAX = 40
PLANTED = "tests/layers/planted/"  # small trees that break rules on purpose
PROSE = (".md", ".txt")
SOURCE = (".cpp", ".h")


def git_files():
    """Files of the project: tracked, or new and not ignored."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )
    if listing.returncode == 0:
        names = {name.decode() for name in listing.stdout.split(b"\0") if name}
    else:  # an unpacked archive
        names = {str(p.relative_to(ROOT)) for p in ROOT.rglob("*")}
        names = {n for n in names if not n.startswith((".git/", "build/", "data/")) and "__pycache__" not in n}
    return sorted(name for name in names if (ROOT / name).is_file())


def text_of(name):
    return (ROOT / name).read_bytes().decode("utf-8", "replace")


class Skip(Exception):
    pass


def check_format(files):
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not tool:
        raise Skip("clang-format is not installed")
    sources = [f for f in files if f.endswith(SOURCE)]
    size = max(1, len(sources) // (2 * (os.cpu_count() or 2)) + 1)
    parts = [sources[i:i + size] for i in range(0, len(sources), size)]
    started = [
        subprocess.Popen([tool, "--style=file", "--dry-run", *part], cwd=ROOT, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE)
        for part in parts
    ]
    lines = {}
    for process in started:
        for line in process.communicate()[1].decode("utf-8", "replace").splitlines():
            place = re.match(r"(.+?):(\d+):\d+: warning:", line)
            if place:
                lines.setdefault(place[1], []).append(int(place[2]))
    return [f"{name}:{at[0]}: {len(at)} places; script/format {name}" for name, at in sorted(lines.items())]


def check_shell(files):
    if not shutil.which("shellcheck"):
        raise Skip("shellcheck is not installed")
    scripts = [f for f in files if f.endswith(".sh") or text_of(f)[:30].startswith(("#!/usr/bin/env bash", "#!/bin/sh"))]
    done = subprocess.run(["shellcheck", "-x", "-P", "SCRIPTDIR", "-f", "gcc", *scripts], cwd=ROOT, capture_output=True,
                          text=True, check=False)
    return done.stdout.splitlines()


# Paths and tools of one machine have no place in the project. The brackets keep this file from finding itself.
MACHINE = re.compile(
    r"(?<![\w.~-])/(hom[e]|roo[t]|wor[k]|User[s]|mn[t])/\w|\.librar[y]\b|\bissues sho[w]\b|/share[d]/(design|hooks)\b"
)


def check_places(files):
    """No paths of somebody's machine."""
    found = []
    for name in files:
        for number, line in enumerate(text_of(name).splitlines(), 1):
            if MACHINE.search(line):
                found.append(f"{name}:{number}: names a place on somebody's machine: {line.strip()[:100]}")
    return found


UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|HAC[K])\b|\bDISABLE[D]_\w")


def check_finished(files):
    """No marks of unfinished work, no test switched off."""
    found = []
    for name in files:
        if name.endswith((*SOURCE, ".py", ".sql", ".cmake", "CMakeLists.txt")):
            for number, line in enumerate(text_of(name).splitlines(), 1):
                if UNFINISHED.search(line):
                    found.append(f"{name}:{number}: {line.strip()[:100]}")
    return found


def check_locks(files):
    """Lock files of npm name packages and digests, no registry: everybody has their own."""
    found = []
    for name in files:
        if name.endswith("package-lock.json"):
            for place, entry in json.loads(text_of(name)).get("packages", {}).items():
                if "resolved" in entry:
                    found.append(f"{name}: {place}: names where it came from; omit-lockfile-registry-resolved=true in .npmrc")
                elif place and not entry.get("link") and not entry.get("inBundle") and "integrity" not in entry:
                    found.append(f"{name}: {place}: no digest")
    return found


def check_text(files):
    """UTF-8, LF, no tabs or trailing blanks where they do not belong, a final newline."""
    found = []
    for name in files:
        if not name.endswith((*SOURCE, *PROSE, ".py", ".sql", ".cmake", ".txt", ".toml")) or name.startswith("docs/api/"):
            continue
        data = (ROOT / name).read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as bad:
            found.append(f"{name}: is not UTF-8 at byte {bad.start}")
            continue
        if "\r" in text and "test" not in name:
            found.append(f"{name}: has carriage returns")
        if text and not text.endswith("\n"):
            found.append(f"{name}: has no final newline")
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip() and not name.endswith(PROSE):
                found.append(f"{name}:{number}: trailing blanks")
            if "\t" in line and name.endswith((*SOURCE, ".py", ".sql")):
                found.append(f"{name}:{number}: a tab")
    return found


def check_headers(files):
    """A header opens with its purpose and includes itself once."""
    found = []
    for name in files:
        if name.startswith("src/") and name.endswith(".h"):
            text = text_of(name)
            if not text.startswith("//"):
                found.append(f"{name}:1: does not open with a comment that says what it is for")
            if "#pragma once" not in text:
                found.append(f"{name}:1: has no #pragma once")
    return found


LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")


def check_links(files):
    """Every relative link in the documentation leads somewhere."""
    found = []
    for name in files:
        if name.endswith(".md"):
            for number, line in enumerate(text_of(name).splitlines(), 1):
                for target in (m[1] for m in LINK.finditer(line)):
                    if not re.match(r"[a-z]+:", target) and not (ROOT / name).parent.joinpath(target).exists():
                        found.append(f"{name}:{number}: leads nowhere: {target}")
    return found


def long_files(files):
    """Warnings only: a long file is a question, not a fault."""
    sizes = [(text_of(f).count("\n"), f) for f in files if f.endswith((*SOURCE, ".py")) or f.startswith("script/")]
    return sorted(((n, f) for n, f in sizes if n > LINES_MAX), reverse=True)


CHECKS = {
    "format": check_format, "shell": check_shell, "places": check_places, "finished": check_finished, "locks": check_locks,
    "text": check_text, "headers": check_headers, "links": check_links,
}


def tidy(base):
    """clang-tidy over what changed since `base`, with the commands of a tree that compiles each file by itself."""
    told = subprocess.run(["cmake", "--preset", "debug", "-B", "build/tidy", "-DGUANXI_UNITY=OFF", "-DGUANXI_TESTS=ON"],
                          cwd=ROOT, text=True, capture_output=True, check=False)
    if told.returncode != 0:
        sys.exit(f"clang-tidy wants the compile commands:\n{told.stderr}\nto fix it: script/bootstrap test")
    changed = subprocess.run(["git", "-c", "safe.directory=*", "diff", "--name-only", base], cwd=ROOT, text=True,
                             capture_output=True, check=False)
    if changed.returncode != 0:
        sys.exit(f"no such commit: {base}\nto fix it: script/lint --tidy HEAD~1")
    files = [f for f in changed.stdout.split() if f.startswith("src/") and f.endswith(".cpp") and (ROOT / f).exists()]
    failed = 0
    for name in files:
        done = subprocess.run(["clang-tidy", "-p", "build/tidy", "--quiet", "--warnings-as-errors=*",
                               "--extra-arg=-Wno-unknown-warning-option", name], cwd=ROOT,
                              capture_output=True, text=True, check=False)
        print(f"tidy {name}: {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
        if done.returncode != 0:
            failed += 1
            print(done.stdout)
    return len(files) - failed, failed


def main():
    arguments = sys.argv[1:]
    files = [name for name in git_files() if not name.startswith(PLANTED)]
    passed = failed = skipped = 0
    for name, check in CHECKS.items():
        try:
            found = check(files)
        except Skip as reason:
            skipped += 1
            print(f"skipped: {name}: {reason}")
            continue
        print(f"{name}: {'FAILED' if found else 'ok'}")
        for line in found[:FINDINGS_SHOWN_MAX]:
            print(f"  {line}")
        if len(found) > FINDINGS_SHOWN_MAX:
            print(f"  … and {len(found) - FINDINGS_SHOWN_MAX} more")
        passed, failed = passed + (not found), failed + bool(found)
    for count, name in long_files(files):
        print(f"long: {name} has {count} lines (wanted: at most {LINES_MAX})")
    if "--without-layers" not in arguments:
        layers = subprocess.run([sys.executable, "tests/layers/layers.py", str(ROOT)], cwd=ROOT, check=False).returncode
        passed, failed = passed + (layers == 0), failed + (layers != 0)
    if arguments[:1] == ["--tidy"]:
        ok, bad = tidy(arguments[1] if len(arguments) > 1 else "HEAD~1")
        passed, failed = passed + ok, failed + bad
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
