#!/usr/bin/env python3
"""The worked examples of docs/guide, run as a reader runs them, each page's blocks in one shell: all of the page, or those
between the marks `<!-- tour: begin -->` and `<!-- tour: end -->` behind the first block of README's tour. A block of `text`
below one of `sh` is what that one prints, to the letter.

Only places are replaced: the port by a free one, the folder `data` by a temporary one. What `guanxi demo load` loads is loaded
once for all pages that ask for the same, and copied. Standard library, curl and faketime only.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "script/lib"))
import guide  # noqa: E402

BINARY = Path(os.environ.get("GUANXI_BINARY") or os.environ.get("GUANXI_BUILT_BINARY", "nowhere"))
SECONDS_MAX = 240
MARKS = "<!-- tour: begin -->", "<!-- tour: end -->"
PORTS = set()
BREAK = "--- the next block ---"
# faketime's library stands before the one of a sanitized program, which otherwise would not start.
ENVIRONMENT = os.environ | {"ASAN_OPTIONS": ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))}


def page(name):
    return (ROOT / name).read_text(encoding="utf-8")


def tour(text):
    return guide.blocks(guide.between(text, *MARKS))


def free_port():
    """One that no page has had: it is bound again only when the page's server is there."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in PORTS:
            PORTS.add(port)
            return port


def run(script, folder):
    """What the script prints; whatever it started is ended with it."""
    process = subprocess.Popen(
        ["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=folder, env=ENVIRONMENT, start_new_session=True,
    )
    try:
        return process.communicate(timeout=SECONDS_MAX)[0]
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Prepared:
    """Data folders of the demonstration, each loaded when the first page asks for it."""

    LOAD = re.compile(r"guanxi demo load --data (?P<folder>\S+)(?P<options>[^>\n]*)")

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.loaded = {}
        self.lock = threading.Lock()

    def copied(self, script):
        return self.LOAD.sub(lambda found: f"cp -a {self.load(found['options'].strip())} {found['folder']} ", script)

    def load(self, options):
        with self.lock:
            if options not in self.loaded:
                self.loaded[options] = Path(self.folder.name, str(len(self.loaded)))
                command = [BINARY, "demo", "load", "--data", self.loaded[options], *options.split()]
                subprocess.run(command, stdout=subprocess.DEVNULL, timeout=SECONDS_MAX, check=True)
            return self.loaded[options]


PREPARED = Prepared()


class Walk:
    """A page: its blocks, and what they print when they are run one after another."""

    def __init__(self, name):
        text = page(name)
        self.blocks = guide.blocks(text)
        prelude = ""
        if MARKS[0] in text:
            self.blocks = tour(text)
            prelude = next(block.text for block in tour(page("README.md")) if block.language == "sh")
        self.commands = [block for block in self.blocks if block.language == "sh"]
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder, "data")
            data.mkdir()
            script = "".join(f"\necho '{BREAK}'\n{block.text}" for block in self.commands)
            script = prelude + script + f"\necho '{BREAK}'\nkill $SERVER\n"
            script = script.replace("$PWD/build/release", str(BINARY.parent)).replace("8080", str(free_port()))
            script = re.sub(r"(?<![\w/.-])data/", f"{data}/", script)
            self.output = run(PREPARED.copied(script), folder)
        self.printed = self.output.split(BREAK + "\n")


class Guide(unittest.TestCase):
    walked = None  # a Walk that is under way beside others

    def walk(self, name):
        walk = self.walked.result() if self.walked else Walk(name)
        tail = walk.output[-4000:]
        self.assertTrue(walk.commands, f"{name} has no worked example")
        self.assertEqual(len(walk.printed), len(walk.commands) + 2, tail)
        expected = 0
        for block, after in zip(walk.blocks, walk.blocks[1:]):
            if block.language == "sh" and after.language == "text":
                expected += 1
                self.assertEqual(walk.printed[1 + walk.commands.index(block)], after.text, f"{name}:{block.line}\n{tail}")
        self.assertGreater(expected, 0, f"{name} says nowhere what is printed")

    def test_each_page_that_says_so_is_run(self):
        """The list in docs/guide/README.md, its pages of which one says 'run by a test', and those here are the same."""
        listed = re.findall(r"\((\S+)\.md\)[^\n]*run by a test", page("docs/guide/README.md"))
        self.assertEqual(sorted(listed), sorted(PAGES.values()))


    def test_each_permission_is_said(self):
        asked = set(re.findall(r'"x-permission": "([a-z_]+:[a-z_]+)"', page("docs/api/openapi.json")))
        said = set(re.findall(r"`([a-z_]+:[a-z_]+)`", page("docs/guide/accounts.md")))
        self.assertGreater(len(asked), 50)
        self.assertEqual(asked - said, set())


# What each page shows, and the page.
PAGES = {
    "a_person_of_one_store": "accounts",
    "a_lost_card_and_a_wrong_check_digit": "cards",
    "a_card_from_temporary_to_renewed": "card-life",
    "a_day_at_a_till": "till-day",
    "nothing_to_pay_and_everything_back": "all-back",
    "what_a_desk_shows_and_binds": "desk",
    "who_is_enrolled_twice": "duplicates",
    "points_earned_returned_and_paid_with": "points",
    "points_held_granted_ended_and_owed": "points-desk",
    "a_forgotten_card": "attribution",
    "money_back_without_the_receipt": "without-receipt",
    "points_given_inside_a_household": "households",
    "a_days_points_and_what_they_are_worth": "points-reports",
    "a_days_receipts_and_members_as_files": "downloads",
    "ordinary_gold_and_diamond": "tiers",
    "a_tier_for_a_period_granted_and_sold": "tier-periods",
    "a_price_to_the_fen": "pricing",
    "the_sample_shops_and_why_it_cost_that": "sample-shops",
    "a_rule_of_pricing_from_draft_to_successor": "pricing-rules",
    "who_bears_what_a_price_took_off": "cost-sharing",
    "what_another_rule_would_have_cost": "replay",
    "what_ends_by_itself": "time",
    "a_static_code_does_not_spend": "registration",
    "joining_by_a_receipt_and_a_paid_membership": "joining",
    "paid_entry_and_a_recommendation": "entry",
    "two_members_become_one": "merging",
    "a_persons_data": "person",
    "small_change_over_the_cap": "wallet",
    "a_payout_by_cause_and_another_legal_person": "stored-value",
    "a_card_on_strangers_receipts": "risk",
    "an_audience_made_filled_and_named_by_a_rule": "audiences",
    "a_coupon_issued_given_claimed_and_used": "coupons",
    "coupons_and_gifts_with_a_purchase": "gifts",
    "a_price_without_a_store": "quote",
    "members_out_of_a_file": "import-members",
    "receipts_out_of_a_file": "import-receipts",
}
for case, name in PAGES.items():
    setattr(Guide, f"test_{case}", lambda self, path=f"docs/guide/{name}.md": self.walk(path))


def single(suite):
    for inner in suite:
        yield from single(inner) if isinstance(inner, unittest.TestSuite) else [inner]


class SideBySide(unittest.TestSuite):
    """Two pages at a time: each has a folder, a port and a server of its own, and waits most of its time."""

    def run(self, result, debug=False):
        with ThreadPoolExecutor(2) as pool:
            for test in single(self):
                case = test.id().rpartition(".test_")[2]
                if case in PAGES and not test.walked:
                    test.walked = pool.submit(Walk, f"docs/guide/{PAGES[case]}.md")
            return super().run(result, debug)


if __name__ == "__main__":
    missing = [tool for tool in ("curl", "faketime") if not shutil.which(tool)]
    if BINARY.name != "guanxi" or not BINARY.is_file() or missing:
        print(f"there is no program guanxi at {BINARY}, or no {' or '.join(missing)} (script/bootstrap test)")
        sys.exit(1)
    LOADER = unittest.TestLoader()
    LOADER.suiteClass = SideBySide
    unittest.main(testLoader=LOADER)
