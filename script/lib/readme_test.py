"""The tour of README.md, run as a reader runs it: every block in order, in one shell, against the optimised program.

Only places are replaced: the port by a free one, the folder `data` by a temporary one. A command that fails, or an HTTP
answer that is an error, fails the tour.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import guide

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = Path(os.environ.get("GUANXI_BINARY", ROOT / "build/release/guanxi"))
SECONDS_MAX = 120
# Our curl fails on an error's status; a reader's shows it.
STRICT = """set -euo pipefail
curl() { if [ "$1" = -sf ]; then command curl "$@"; else command curl --fail-with-body "$@"; fi; }
"""
OUTPUT_SHOWN_MAX = 4000


def tour(text):
    inside = guide.between(text, "<!-- tour: begin -->", "<!-- tour: end -->")
    return [block.text for block in guide.blocks(inside) if block.language == "sh"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Readme(unittest.TestCase):
    def test_the_two_languages_share_one_tour(self):
        english = tour((ROOT / "README.md").read_text(encoding="utf-8"))
        self.assertGreaterEqual(len(english), 3)
        self.assertEqual(english, tour((ROOT / "README.zh-CN.md").read_text(encoding="utf-8")))

    def test_the_tour_ends_with_a_refund_and_clean_books(self):
        blocks = tour((ROOT / "README.md").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder, "data")
            data.mkdir()
            script = STRICT + "".join(blocks)
            script = script.replace("$PWD/build/release", str(BINARY.parent)).replace("8080", str(free_port()))
            script = re.sub(r"(?<![\w/.-])data/", f"{data}/", script)
            process = subprocess.Popen(
                ["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, cwd=folder, start_new_session=True,
            )
            try:
                output, _ = process.communicate(timeout=SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self.end(process)
                output = process.communicate()[0]
                self.fail(f"the tour was not over after {SECONDS_MAX} s:\n{output[-OUTPUT_SHOWN_MAX:]}")
            finally:
                self.end(process)
        self.assertEqual(process.returncode, 0, output[-OUTPUT_SHOWN_MAX:])
        self.assertIn('"kind":"sale"', output)
        self.assertIn('"kind":"refund"', output)

    @staticmethod
    def end(process):
        """Ends the shell, and the server where the tour did not reach its own `kill`: both are its process group."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


if __name__ == "__main__":
    if not BINARY.exists() or not shutil.which("curl"):
        print(f"there is no {BINARY}: script/build")
        sys.exit(1)
    unittest.main()
