"""script/bootstrap on machines we do not have: the commands it calls are replaced by ones that write down their use."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FAKES = {
    "dpkg-query": 'for p in $INSTALLED; do echo "installed $p"; done; echo "not-installed ninja-build"',
    "apt-get": 'echo "apt-get $*" >>"$CALLS"; [ -z "$APT_FAILS" ] || { echo "E: Unable to fetch"; exit 100; }',
    "sudo": '[ "$1" != -n ] || exit "${SUDO_WANTS_PASSWORD:-0}"; echo "sudo $*" >>"$CALLS"; exec "$@"',
    "id": 'echo "${FAKE_UID:-0}"',
}


class Bootstrap(unittest.TestCase):
    def run_it(self, packages, *arguments, without=(), **environment):
        """(exit status, output, what was called) with exactly `packages` installed."""
        with tempfile.TemporaryDirectory() as folder:
            calls = Path(folder, "calls")
            calls.touch()
            for name, body in FAKES.items():
                if name not in without:
                    fake = Path(folder, name)
                    fake.write_text(f"#!/bin/bash\n{body}\n")
                    fake.chmod(0o755)
            # Nothing but our fakes and the plain tools, so that a real sudo or apt-get is never reached.
            for tool in ("bash", "env", "cat", "dirname", "grep", "mkdir", "sed", "tail", "tr"):
                Path(folder, tool).symlink_to(subprocess.check_output(["which", tool], text=True).strip())
            done = subprocess.run(
                [Path(folder, "bash"), ROOT / "script/bootstrap", *arguments], capture_output=True, text=True, check=False,
                stdin=subprocess.DEVNULL, env={"PATH": folder, "CALLS": str(calls), "INSTALLED": " ".join(packages),
                                               "HOME": os.environ.get("HOME", "/"), "APT_FAILS": "", **environment},
            )
            return done.returncode, done.stdout + done.stderr, calls.read_text()

    def wanted(self, *arguments):
        _, output, _ = self.run_it([], *arguments)
        return output.split(": ", 1)[1].splitlines()[0].split()

    def test_nothing_missing_asks_nobody(self):
        self.assertEqual(self.run_it(self.wanted("test"), "test"), (0, "", ""))

    def test_installs_exactly_what_is_missing(self):
        packages = self.wanted("build")
        status, output, calls = self.run_it([p for p in packages if p != "ninja-build"], "build")
        self.assertEqual(status, 0)
        self.assertIn("installing 1 packages: ninja-build", output)
        self.assertIn(" update\n", calls)
        self.assertTrue(calls.rstrip().endswith("install -y --no-install-recommends ninja-build"), calls)
        self.assertNotIn("sudo", calls)

    def test_a_user_goes_through_sudo(self):
        status, _, calls = self.run_it([], "build", FAKE_UID="1000")
        self.assertEqual(status, 0)
        self.assertIn("sudo env DEBIAN_FRONTEND=noninteractive apt-get", calls)

    def test_a_password_without_a_terminal_is_said_not_awaited(self):
        status, output, calls = self.run_it([], "build", FAKE_UID="1000", SUDO_WANTS_PASSWORD="1")
        self.assertEqual((status, calls), (1, ""))
        self.assertIn("to fix it: sudo apt-get update && sudo apt-get install -y", output)

    def test_without_sudo_the_command_for_root_is_printed(self):
        status, output, calls = self.run_it([], "build", FAKE_UID="1000", without=["sudo"])
        self.assertEqual((status, calls), (1, ""))
        self.assertIn("to fix it: su -c 'apt-get update && apt-get install -y", output)

    def test_a_failing_apt_is_shown_with_the_fix(self):
        status, output, _ = self.run_it([], "build", APT_FAILS="yes")
        self.assertEqual(status, 1)
        self.assertIn("E: Unable to fetch", output)
        self.assertIn("to fix it: apt-get update && apt-get install -y --no-install-recommends build-essential", output)

    def test_another_system_is_told_so(self):
        status, output, _ = self.run_it([], without=["dpkg-query"])
        self.assertEqual(status, 1)
        self.assertIn("no Debian system", output)

    def test_the_sets_grow(self):
        build, package, test, bench = (set(self.wanted(name)) for name in ("build", "package", "test", "bench"))
        self.assertLess(build, package)
        self.assertLess(package, test)
        self.assertEqual(bench, test)

    def test_an_unknown_set_is_refused(self):
        status, output, calls = self.run_it([], "everything")
        self.assertEqual((status, calls), (1, ""))
        self.assertIn("script/bootstrap [build|package|test|bench]", output)


if __name__ == "__main__":
    unittest.main()
