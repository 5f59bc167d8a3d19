#!/usr/bin/env python3
"""The layer check: holds src/ to the house of ARCHITECTURE.md. Usage: layers.py [ROOT]; prints one finding per line.

What is declared, and where:
  the order of the folders   the root CMakeLists.txt, lowest first
  what a folder may see      DEPENDS in its CMakeLists.txt
  who owns a table           `-- module: NAME` before each CREATE TABLE in db/migrations
                             (NAME is a module, or a folder such as platform/outbox or app)
  floating point             a line `// layer: floating point allowed because …` in the file that needs it
"""

import posixpath
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from source import Source  # noqa: E402

LAYERS = ["base", "platform", "modules", "flows", "app"]  # lowest first
RULES = {
    "order": "a folder is listed in the root CMakeLists.txt and depends only on folders listed before it",
    "direction": "app → flows → modules → platform → base, never back",
    "public header": "of a module others include <name>.h, and what its CMakeLists.txt lists after `# public:`",
    "declared": "a module or flow includes the modules it names in DEPENDS",
    "engine": "a folder `engine` includes base and itself only",
    "tables": "every table names its owner in the migrations",
    "sql": "SQL names only the tables of its own folder",
    "sqlite": "<sqlite3.h> lives in platform/sql/sqlite",
    "postgres": "<libpq-fe.h> lives in platform/sql/postgres",
    "http": "<boost/asio…> and <boost/beast…> live in platform/http",
    "floating point": "no double or float in base, modules and flows",
    "assert": "GX_CHECK stays on in release builds; assert( does not",
    "output": "base, modules and flows do not write to the terminal",
}
HOMES = {  # rule → (the header, the folder it lives in)
    "sqlite": (re.compile(r"sqlite3(ext)?\.h$"), "src/platform/sql/sqlite/"),
    "postgres": (re.compile(r"(postgresql/)?libpq(-fe|/).*"), "src/platform/sql/postgres/"),
    "http": (re.compile(r"boost/(asio|beast)(\.hpp|/.*)"), "src/platform/http/"),
}
FLOATING = re.compile(r"\b(double|float)\b")
FLOATING_ALLOWED = re.compile(r"^// layer: floating point allowed because \S.+", re.M)
ASSERT = re.compile(r"\bassert\s*\(")
OUTPUT = re.compile(r"\bstd::(cout|cerr|clog)\b|\b(std::|fmt::)?(f?printf|puts|print)\s*\(")
TABLE_NAMED = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?((?:[a-z_]\w*(?:\s+(?:AS\s+)?[a-z_]\w*)?\s*,\s*)*[a-z_]\w*)", re.I
)
CREATE_TABLE = re.compile(r"^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)", re.I)
OWNER = re.compile(r"^\s*--\s*module:\s*(\S+)\s*$")


class Tree:
    def __init__(self, root):
        self.root = Path(root)
        self.findings = []  # (rule, place, message)
        self.order = self._order()
        self.depends = {}
        self.owners = {}  # table → folder
        self.files = sorted(
            p.relative_to(self.root).as_posix() for p in (self.root / "src").rglob("*") if p.suffix in (".cpp", ".h")
        )

    def report(self, rule, place, message):
        assert rule in RULES
        self.findings.append((rule, place, message))

    def _read(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def _order(self):
        """Folders below src/ as the root CMakeLists.txt lists them, comments apart."""
        text = re.sub(r"#.*", "", self._read("CMakeLists.txt"))
        found = re.findall(r"(?<![\w/.$}])(?:src/)?(base|app|(?:platform|modules|flows)/\w+)(?![\w/.])", text)
        return list(dict.fromkeys(found))

    def check(self):
        self._check_folders()
        self._check_tables()
        for name in self.files:
            self._check_file(name, Source(self._read(name)))
        return self.findings

    def folder_of(self, name):
        """src/modules/points/lots.h → modules/points; src/app/import/main.cpp → app."""
        parts = name.split("/")[1:]
        return parts[0] if parts[0] in ("base", "app") else "/".join(parts[:2])

    def _check_folders(self):
        targets = {"guanxi_" + folder.split("/")[-1]: folder for folder in self.order}
        for folder in sorted({self.folder_of(name) for name in self.files}):
            if folder.split("/")[0] not in LAYERS:
                self.report("direction", f"src/{folder}", f"is no layer; the layers are {', '.join(LAYERS)}")
            elif folder not in self.order and (self.root / "src" / folder / "CMakeLists.txt").exists():
                self.report("order", f"src/{folder}", "is not listed in the root CMakeLists.txt")
        for folder in self.order:
            path = f"src/{folder}/CMakeLists.txt"
            if not (self.root / path).exists():
                continue
            text = re.sub(r"#.*", "", self._read(path))
            section, named = "", []
            for word in re.findall(r"[^\s()]+", text):
                section = word if word.isupper() else section
                if section == "DEPENDS" and word in targets:
                    named.append(targets[word])
            self.depends[folder] = set(named)
            for other in named:
                if other != folder and self.order.index(other) > self.order.index(folder):
                    self.report("order", path, f"{folder} depends on {other}, which is listed after it")

    def _check_tables(self):
        for path in sorted((self.root / "db" / "migrations").glob("*.sql")):
            name, owner = path.relative_to(self.root).as_posix(), None
            for number, line in enumerate(self._read(name).splitlines(), 1):
                if match := OWNER.match(line):
                    owner = match[1] if "/" in match[1] or match[1] == "app" else "modules/" + match[1]
                    if owner not in self.order:
                        self.report("tables", f"{name}:{number}", f"there is no folder {owner}")
                elif match := CREATE_TABLE.match(line):
                    if not owner:
                        self.report("tables", f"{name}:{number}", f"no `-- module:` line before {match[1]}")
                    self.owners[match[1].lower()], owner = owner, None

    def _check_file(self, name, source):
        folder = self.folder_of(name)
        layer = folder.split("/")[0]
        if layer not in LAYERS:
            return
        test = name.endswith("_test.cpp")
        for line, path, quoted in source.includes:
            self._check_include(name, line, folder, path, quoted)
        if layer in ("base", "modules", "flows"):
            if not FLOATING_ALLOWED.search(source.text):
                for line, word in source.matches(FLOATING):
                    self.report("floating point", f"{name}:{line}", f"{word} in {folder}")
            for line, word in source.matches(OUTPUT) if not test else ():
                self.report("output", f"{name}:{line}", f"{word.rstrip('(').strip()} in {folder}")
        for line, _ in source.matches(ASSERT):
            self.report("assert", f"{name}:{line}", "use GX_CHECK")
        if layer != "app" and not test:
            self._check_sql(name, folder, source)

    def _check_include(self, name, line, folder, path, quoted):
        place = f"{name}:{line}"
        for rule, (header, home) in HOMES.items():
            if header.fullmatch(path) and not name.startswith(home):
                self.report(rule, place, f"<{path}> outside {home}")
        if not quoted:
            return
        if path.split("/")[0] in LAYERS:
            target = "src/" + path
        else:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if not target.startswith("src/"):
                return
        if "/engine/" in name:
            own = name[: name.index("/engine/")] + "/engine/"
            if not target.startswith(("src/base/", own)):
                self.report("engine", place, f"includes {target}")
        other = self.folder_of(target)
        if other != folder:
            self._check_neighbour(place, folder, other, target)

    def _check_neighbour(self, place, folder, other, target):
        layer, other_layer = folder.split("/")[0], other.split("/")[0]
        if LAYERS.index(other_layer) > LAYERS.index(layer):
            self.report("direction", place, f"{folder} includes {other}")
            return
        if layer == "app":
            return  # the only place that knows everything
        if other_layer == "modules" and target not in self._public_headers(other):
            self.report("public header", place, f"{folder} reaches into {other}: {target.split('/', 3)[-1]}")
        if folder not in self.order or other not in self.order:
            return
        if self.order.index(other) > self.order.index(folder):
            self.report("direction", place, f"{folder} includes {other}, which is listed after it")
        elif other_layer in ("modules", "flows") and other not in self.depends.get(folder, ()):
            self.report("declared", place, f"{folder} includes {other} without naming it in DEPENDS")

    def _public_headers(self, module):
        """<name>.h, and those a line `# public: verify.h roots.h` of the module's CMakeLists.txt adds."""
        headers = {f"src/{module}/{module.split('/')[-1]}.h"}
        path = f"src/{module}/CMakeLists.txt"
        if (self.root / path).exists():
            for match in re.finditer(r"^# public:(.*)$", self._read(path), re.M):
                headers |= {f"src/{module}/{name}" for name in match[1].split()}
        return headers

    def _check_sql(self, name, folder, source):
        for line, sql in source.queries():
            named = set()
            for match in TABLE_NAMED.finditer(re.sub(r"'[^']*'", "''", sql)):
                # "FROM a AS x, b": the first word of each part.
                named |= {part.split()[0].lower() for part in match[1].split(",") if part.split()}
            for table in sorted(named & self.owners.keys()):
                owner = self.owners[table]
                if owner and owner != folder:
                    self.report("sql", f"{name}:{line}", f"{folder} names {table}, which belongs to {owner}")


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent.parent
    findings = Tree(root).check()
    print(f"layers: {'FAILED' if findings else 'ok'}")
    for rule, place, message in findings:
        print(f"  {place}: {rule}: {message} ({RULES[rule]})")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
