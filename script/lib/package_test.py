"""The Debian package: what is in it, what its scripts do, and that what it installs runs.

Builds it with script/package, unless GUANXI_PACKAGE names one. The installation runs in a throw-away copy of this machine
(machine.py); where that is not allowed, the unpacked program and the scripts are tried apart.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

import deb
import machine

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60


def output(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more).stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.deb = deb.package()
        cls.folder = Path(tempfile.mkdtemp(prefix="guanxi-package-"))
        cls.root = cls.folder / "root"
        subprocess.run(["dpkg-deb", "-x", cls.deb, cls.root], check=True)
        cls.control = cls.folder / "control"
        subprocess.run(["dpkg-deb", "-e", cls.deb, cls.control], check=True)
        cls.program = cls.root / "usr/bin/guanxi"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_contains_what_an_administrator_needs(self):
        listing = output("dpkg-deb", "-c", str(self.deb))
        files = {line.split()[5]: line.split()[0] for line in listing.splitlines()}
        self.assertTrue(all(line.split()[1] == "root/root" for line in listing.splitlines()), listing)
        for name in (
            "./usr/lib/systemd/system/guanxi.service", "./etc/guanxi/guanxi.toml", "./etc/default/guanxi",
            "./etc/logrotate.d/guanxi", "./usr/share/man/man8/guanxi.8.gz", "./usr/share/guanxi/grafana-dashboard.json",
            "./usr/share/guanxi/samples/pricing/restaurant/rules.json",
            *(f"./usr/share/doc/guanxi/{doc}" for doc in (
                "copyright", "changelog.gz", "README.md", "README.zh-CN.md", "openapi.json", "operations.md", "promises.md")),
        ):
            self.assertEqual(files.get(name), "-rw-r--r--", name)
        self.assertEqual(files["./usr/bin/guanxi"], "-rwxr-xr-x")
        strangers = [n for n in files if not re.match(r"\./($|etc/|usr/$|usr/(bin|lib|share)/)", n)]
        self.assertEqual(strangers, [])

    def test_says_what_it_is_and_what_it_needs(self):
        fields = dict(re.findall(r"^ ?(\S+): (.*)$", output("dpkg-deb", "-f", str(self.deb)), re.M))
        version = output(str(self.program), "version").split()[1]
        self.assertEqual((fields["Package"], fields["Version"]), ("guanxi", version))
        self.assertEqual(self.deb.name, f"guanxi_{version}_{fields['Architecture']}.deb")
        self.assertIn("adduser", fields["Depends"])
        for library in ("libc6", "libsqlite3-0", "libssl3", "libsodium23", "tzdata"):
            self.assertIn(library, fields["Depends"], "the libraries the program is linked with")
        conffiles = (self.control / "conffiles").read_text().split()
        self.assertEqual(sorted(conffiles), ["/etc/default/guanxi", "/etc/guanxi/guanxi.toml", "/etc/logrotate.d/guanxi"])
        for script in ("postinst", "prerm", "postrm"):
            self.assertEqual((self.control / script).stat().st_mode & 0o777, 0o755, script)

    def test_its_settings_are_the_programs_own(self):
        text = (self.root / "etc/guanxi/guanxi.toml").read_text(encoding="utf-8")
        self.assertEqual([line for line in text.splitlines() if line and not line.startswith(("#", "["))], ['data = "/var/lib/guanxi"'])
        shown = output(str(self.program), "config", "--config", str(self.root / "etc/guanxi/guanxi.toml"), cwd=self.folder)
        self.assertIn('"/var/lib/guanxi"', shown)

    def test_its_manual_names_every_command(self):
        text = output("gzip", "-dc", str(self.root / "usr/share/man/man8/guanxi.8.gz"))
        commands = set(re.findall(r"^  ([a-z]+)  ", output(str(self.program), "--help").split("Subcommands:")[1], re.M))
        self.assertGreater(len(commands), 8)
        self.assertEqual(commands - set(re.findall(r"^\.B ([a-z]+)$", text, re.M)), set())
        if shutil.which("man"):
            done = subprocess.run(["man", "--warnings", "-l", "-"], input=text, capture_output=True, text=True, check=True,
                                  env=os.environ | {"MANWIDTH": "80", "LC_ALL": "C.UTF-8"})
            self.assertEqual(done.stderr, "")

    def test_what_it_unpacks_runs(self):
        data = self.folder / "data"
        data.mkdir(mode=0o750)
        common = ("--data", str(data), "--language", "en")
        self.assertIn("migrations applied now", output(str(self.program), "migrate", *common))
        self.assert_doctor_well(subprocess.run([self.program, "doctor", *common], capture_output=True, text=True, check=False))
        port = free_port()
        server = subprocess.Popen([self.program, "serve", "--port", str(port), *common], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        try:
            self.assertEqual(self.ready(port), 200)
            for page in ("/", "/pos"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=5) as answer:
                    self.assertIn('src="/assets/', answer.read().decode(), f"the page of {page}, with its script")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/licenses.md", timeout=5) as answer:
                self.assertIn("MIT", answer.read().decode(), "what the pages are made of has its notices with it")
        finally:
            server.terminate()
            self.assertEqual(server.wait(PATIENCE), 0)

    def assert_doctor_well(self, done):
        """Nothing failed; this machine may give a reason to warn (its clock, its limits)."""
        self.assertIn(done.returncode, (0, 1), done.stdout + done.stderr)
        self.assertNotRegex(done.stdout, r"(?m)^failed")

    @staticmethod
    def ready(port):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).status
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def test_is_installed_upgraded_and_purged(self):
        """On a copy of this machine: root's dpkg, the real adduser, the user guanxi."""
        shutil.copy(self.deb, self.folder / "guanxi.deb")
        script = (Path(__file__).parent / "package_install.sh").read_text(encoding="utf-8")
        try:
            with machine.Machine("package", {self.folder: "/package"}) as copy:
                status, said = copy.run(script)
        except machine.Unavailable as why:
            self.skipTest(str(why))
        self.assertEqual(status, 0, said[-8000:])
        self.assertIn("all steps passed", said)


if __name__ == "__main__":
    if not shutil.which("dpkg-deb"):
        print("there is no dpkg-deb")
        sys.exit(1)
    unittest.main()
