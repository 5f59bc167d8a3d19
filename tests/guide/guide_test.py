#!/usr/bin/env python3
"""The worked examples of docs/guide, run as a reader runs them, each page's blocks in one shell: all of the page, or those
between the marks `<!-- tour: begin -->` and `<!-- tour: end -->` behind the first block of README's tour. A block of `text`
below one of `sh` is what that one prints, to the letter.

Only places are replaced: the port by a free one, the folder `data` by a temporary one. Standard library and curl only.
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

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "script/lib"))
import guide  # noqa: E402

BINARY = Path(os.environ.get("GUANXI_BINARY") or os.environ.get("GUANXI_BUILT_BINARY", "nowhere"))
SECONDS_MAX = 240
MARKS = "<!-- tour: begin -->", "<!-- tour: end -->"
BREAK = "--- the next block ---"


def page(name):
    return (ROOT / name).read_text(encoding="utf-8")


def tour(text):
    return guide.blocks(guide.between(text, *MARKS))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(script, folder):
    """What the script prints; whatever it started is ended with it."""
    process = subprocess.Popen(
        ["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=folder, start_new_session=True,
    )
    try:
        return process.communicate(timeout=SECONDS_MAX)[0]
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Guide(unittest.TestCase):
    def walk(self, name):
        text = page(name)
        prelude = ""
        told = guide.blocks(text)
        if MARKS[0] in text:
            told = tour(text)
            prelude = next(block.text for block in tour(page("README.md")) if block.language == "sh")
        commands = [block for block in told if block.language == "sh"]
        self.assertTrue(commands, f"{name} has no worked example")
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder, "data")
            data.mkdir()
            script = "".join(f"\necho '{BREAK}'\n{block.text}" for block in commands)
            script = prelude + script + f"\necho '{BREAK}'\nkill $SERVER\n"
            script = script.replace("$PWD/build/release", str(BINARY.parent)).replace("8080", str(free_port()))
            script = re.sub(r"(?<![\w/.-])data/", f"{data}/", script)
            output = run(script, folder)
        printed = output.split(BREAK + "\n")
        self.assertEqual(len(printed), len(commands) + 2, output[-4000:])
        expected = 0
        for block, after in zip(told, told[1:]):
            if block.language == "sh" and after.language == "text":
                expected += 1
                self.assertEqual(printed[1 + commands.index(block)], after.text, f"{name}:{block.line}\n{output[-4000:]}")
        self.assertGreater(expected, 0, f"{name} says nowhere what is printed")

    def test_a_lost_card_and_a_wrong_check_digit(self):
        self.walk("docs/guide/cards.md")

    def test_what_a_desk_shows_and_binds(self):
        self.walk("docs/guide/desk.md")

    def test_points_earned_returned_and_paid_with(self):
        self.walk("docs/guide/points.md")

    def test_points_given_inside_a_household(self):
        self.walk("docs/guide/households.md")

    def test_a_days_points_and_what_they_are_worth(self):
        self.walk("docs/guide/points-reports.md")

    def test_ordinary_gold_and_diamond(self):
        self.walk("docs/guide/tiers.md")

    def test_a_static_code_does_not_spend(self):
        self.walk("docs/guide/registration.md")

    def test_joining_by_a_receipt_and_a_paid_membership(self):
        self.walk("docs/guide/joining.md")
    def test_two_members_become_one(self):
        self.walk("docs/guide/merging.md")

    def test_a_persons_data(self):
        self.walk("docs/guide/person.md")

    def test_small_change_over_the_cap(self):
        self.walk("docs/guide/wallet.md")

    def test_a_card_on_strangers_receipts(self):
        self.walk("docs/guide/risk.md")

    def test_members_out_of_a_file(self):
        self.walk("docs/guide/import-members.md")


if __name__ == "__main__":
    if not BINARY.is_file() or not shutil.which("curl"):
        print(f"there is no program at {BINARY}, or no curl")
        sys.exit(1)
    unittest.main()
