"""docs/guide/cards.md, run as a reader runs it: every block of commands in order, in one shell, against the program; what a
block prints is what stands below it.

Only places are replaced: the port by a free one, the folder `data` by a temporary one.
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
TEXT = (ROOT / "docs/guide/cards.md").read_text(encoding="utf-8")
SECONDS_MAX = 120
MARK = "---- the next block ----"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def steps(text):
    """(commands, what they print) for each block of commands."""
    found = []
    for block in guide.blocks(text):
        if block.language == "sh":
            found.append([block, ""])
        elif block.language == "text":
            found[-1][1] = block.text
    return found


def printed(script, folder):
    """What the script prints, and its last status. It is a process group of its own, ended with everything it started."""
    process = subprocess.Popen(
        ["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=folder, start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=SECONDS_MAX)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    return output, process.returncode


class CardsGuide(unittest.TestCase):
    def test_every_block_prints_what_stands_below_it(self):
        self.assertGreaterEqual(len(steps(TEXT)), 7)
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder, "data")
            data.mkdir()
            script = "set -euo pipefail\n" + "".join(f"{block.text}echo '{MARK}'\n" for block, _ in steps(TEXT))
            script = script.replace("$PWD/build/release", str(BINARY.parent)).replace("8080", str(free_port()))
            script = re.sub(r"(?<![\w/.-])data/", f"{data}/", script)
            output, status = printed(script, folder)
            parts = output.split(MARK + "\n")
            for (block, expected), part in zip(steps(TEXT), parts):
                self.assertEqual(part, expected, f"docs/guide/cards.md, block of line {block.line}")
            self.assertEqual(status, 0, output)
            self.assertEqual(len(parts), len(steps(TEXT)) + 1, output)


if __name__ == "__main__":
    if not BINARY.exists() or not shutil.which("curl"):
        print(f"there is no {BINARY}: script/build")
        sys.exit(1)
    unittest.main()
