"""script/test: the lanes, what belongs to each, and the sum at the end. See `script/test --help`.

A test reaches a lane by where it stands: programs built under src/ are `unit`, under tests/ `scenario`. A CTest label
moves it: `release` and `crash` tests run there only, `threads` tests run under ThreadSanitizer as well.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import postgres
import programs
from counting import Outcome
from programs import ROOT, Preset, Test, remark_of, run, say, show_failures, step, target_of

# Minutes each lane may take on two cores from a cold start, its build included. They sum to the worst case; the whole
# run shall stay below 38.
BUDGET = {"lint": 1, "web": 3, "unit": 13, "scenario": 4, "postgres": 4, "release": 6, "threads": 5, "crash": 2}
# Folders whose code runs on several threads; the rest is single-threaded by contract.
THREADED = {"sql", "http", "jobs", "outbox", "log", "metrics", "org", "programmes", "catalog", "identity"}


class Session:
    def __init__(self, pattern):
        self.pattern = re.compile(pattern) if pattern else None
        self.presets = {}
        self.pak = None  # the pages that the programs carry, once they are built; "" without
        self.built = {}  # preset → targets built in this run; None: everything
        self.total = Outcome()
        self.spent = {}

    def add(self, lane, name, outcome):
        show_failures(f"{lane} {name}", outcome)
        outcome.failures = [(f"{name}: {case}", text) for case, text in outcome.failures]
        self.total.add(outcome)

    def preset(self, lane, name):
        """The configured preset, or None if it cannot be configured."""
        if name not in self.presets:
            preset = Preset(name)
            outcome = preset.configure(lane, self.pages(lane) if name != "tsan" else "")
            self.total.add(outcome)
            self.presets[name] = None if outcome.failed else preset
        return self.presets[name]

    def pages(self, lane):
        """The pak of console and till, built once per run. Where it cannot be, that is one failure, and everything else
        is tried without it."""
        if self.pak is None and os.environ.get("GUANXI_WITHOUT_WEB"):
            self.pak = ""
        if self.pak is None:
            outcome = step(lane, "build web", [sys.executable, "script/lib/web.py", "build"])
            self.total.add(outcome)
            self.pak = "" if outcome.failed else str(ROOT / "build/web/web.pak")
        return self.pak

    def named(self, preset, tests):
        """What -R makes it necessary to build: the programs it names, or all if it names only cases within them."""
        if not self.pattern or not any(self.pattern.search(test.name) for test in preset.tests()):
            return tests
        return [test for test in tests if self.pattern.search(test.name)]

    def arguments(self, test):
        """The program's arguments: none, a filter of the cases that -R matches, or None if it matches none."""
        if not self.pattern or self.pattern.search(test.name):
            return []
        if not test.command or not Path(test.command[0]).exists():
            return None
        listing = subprocess.run([*test.command, "--gtest_list_tests"], capture_output=True, text=True, check=False)
        suite, cases = "", []
        for line in listing.stdout.splitlines():
            word = line.split("#")[0].rstrip()
            if line.startswith("  "):
                cases.append(suite + word.strip())
            elif word.endswith("."):
                suite = word.strip()
        wanted = [case for case in cases if self.pattern.search(case)]
        return ["--gtest_filter=" + ":".join(wanted)] if wanted else None

    def build(self, lane, preset, targets):
        """`targets` None: everything. Builds once per run what several lanes share."""
        done = self.built.get(preset.name, set())
        if done is None or (targets is not None and targets <= done):
            return
        self.total.add(preset.build(lane, sorted(targets) if targets is not None else ()))
        self.built[preset.name] = None if targets is None else done | targets

    def run_all(self, lane, preset, tests, prefix=()):
        """Runs tests side by side, those marked RUN_SERIAL alone afterwards."""
        tests = [(test, extra) for test in tests if (extra := self.arguments(test)) is not None]
        targets = preset.targets()

        def one(pair):
            test, extra = pair
            if target_of(test, targets) in preset.stale:
                outcome, seconds = Outcome(), 0.0
                outcome.fail("the program itself", "could not be built: see above")
            else:
                outcome, seconds = run(test, preset, lane, extra, prefix)
            say(lane, test.name, seconds, remark_of(outcome))
            return test.name, outcome

        together = [pair for pair in tests if not pair[0].alone]
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            results = list(pool.map(one, together))
        results += [one(pair) for pair in tests if pair[0].alone]
        for name, outcome in results:
            self.add(lane, name, outcome)


def place(test, preset):
    """unit, scenario, postgres, release or crash; soak belongs to script/soak alone."""
    for lane in ("crash", "release", "postgres", "soak"):
        if lane in test.labels or test.name == lane:
            return lane
    return "unit" if str(test.folder).startswith(str(preset.directory / "src")) else "scenario"


# What is written in Python and belongs to no build tree: lane → name → arguments.
SCRIPTS = {
    "lint": {
        "lint": ["script/lib/lint.py", "--without-layers"],
        "layers": ["tests/layers/layers_test.py"],
        "runner": ["script/lib/counting_test.py"],
        "bootstrap": ["script/lib/bootstrap_test.py"],
        "web build": ["script/lib/web_test.py"],
    },
    "web": {
        "web check": ["script/lib/web.py", "check"],
        "web test": ["script/lib/web.py", "test"],
    },
    "release": {
        "readme": ["script/lib/readme_test.py"],
        "package": ["script/lib/package_test.py"],
        "operations": ["script/lib/operations_test.py"],
        "journeys": ["script/lib/web.py", "journeys"],
    },
}


def scripts_lane(session, lane):
    for name, command in SCRIPTS.get(lane, {}).items():
        if not session.pattern or session.pattern.search(name):
            test = Test({"name": name, "command": [sys.executable, *command]}, ROOT)
            outcome, seconds = run(test, Preset("release"), lane)
            say(lane, name, seconds, remark_of(outcome))
            session.add(lane, name, outcome)


def web_lane(session, lane):
    if not session.pattern:
        session.pages(lane)
    scripts_lane(session, lane)


def programs_lane(preset_name, belongs, whole=False, prefix=lambda: ()):
    """A lane of test programs: those of the preset that `belongs(test, preset, lane)`. `whole` builds the whole tree,
    so that what nothing tests compiles too; otherwise the programs and the binary they run against."""

    def lane_of(session, lane):
        preset = session.preset(lane, preset_name)
        if not preset:
            return
        tests = [test for test in preset.tests() if belongs(test, preset, lane)]
        named = session.named(preset, tests)
        if whole and named == tests:
            session.build(lane, preset, None)
        elif named or not session.pattern:
            targets = preset.targets()
            binary = {"guanxi"} & targets if preset_name != "tsan" else set()
            session.build(lane, preset, {t for test in named if (t := target_of(test, targets))} | binary)
        names = {test.name for test in named}
        # Asked again: CTest knows a program's command only once it is built.
        session.run_all(lane, preset, [test for test in preset.tests() if test.name in names], prefix())
        scripts_lane(session, lane)

    return lane_of


def by_place(test, preset, lane):
    return place(test, preset) == lane


def by_thread(test, _preset, _lane):
    return test.name in THREADED or "threads" in test.labels


def without_randomised_addresses():
    """ThreadSanitizer of g++ 12 cannot map its shadow under today's address randomisation."""
    fixed = ["setarch", "-R"]
    works = shutil.which("setarch") and subprocess.run([*fixed, "true"], capture_output=True, check=False).returncode == 0
    return fixed if works else []


def on_postgres(lane_of):
    """The lane, with a private server that its tests find in the environment."""

    def lane_with(session, lane):
        started = time.monotonic()
        with postgres.Cluster() as cluster:
            say(lane, "start PostgreSQL", time.monotonic() - started)
            os.environ["GUANXI_TEST_POSTGRES"] = cluster.conninfo()
            try:
                lane_of(session, lane)
            finally:
                del os.environ["GUANXI_TEST_POSTGRES"]

    return lane_with


LANES = {
    "lint": scripts_lane,
    "web": web_lane,
    "unit": programs_lane("debug", by_place, whole=True),
    "scenario": programs_lane("debug", by_place, whole=True),
    "postgres": on_postgres(programs_lane("debug", by_place)),
    "release": programs_lane("release", by_place),
    "threads": programs_lane("tsan", by_thread, prefix=without_randomised_addresses),
    "crash": programs_lane("release", by_place),
}


def main():
    parser = argparse.ArgumentParser(prog="script/test", add_help=False)
    parser.add_argument("lanes", nargs="*", metavar="LANE")
    parser.add_argument("-R", dest="pattern")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    unknown = [lane for lane in options.lanes if lane not in LANES]
    if unknown:
        parser.error(f"no lane {unknown[0]}; there are: {', '.join(LANES)}")
    if options.list:
        for lane, minutes in BUDGET.items():
            print(f"{lane:<9} at most {minutes} min on two cores from a cold start")
        return 0
    try:
        session = Session(options.pattern)
    except re.error as bad:
        parser.error(f"-R: {bad}")
    lanes = [lane for lane in LANES if lane in options.lanes] if options.lanes else list(LANES)
    if options.pattern and not options.lanes:
        lanes = ["unit", "scenario", "postgres"]
    for lane in lanes:
        started = time.monotonic()
        LANES[lane](session, lane)
        session.spent[lane] = time.monotonic() - started
    return report(session)


def report(session):
    total = session.total
    for reason in sorted({f"{reason or 'no reason given'}" for _, reason in total.skips}):
        print(f"skipped: {reason}")
    if total.slow:
        print("slow: " + ", ".join(f"{case} {seconds:.0f} s" for seconds, case in sorted(total.slow, reverse=True)[:5]))
    print("lanes: " + ", ".join(f"{lane} {seconds / 60:.1f} min" for lane, seconds in session.spent.items()))
    for lane, seconds in session.spent.items():
        if seconds > 60 * BUDGET[lane]:
            print(f"note: the lane {lane} took longer than its {BUDGET[lane]} min")
    if total.failed:
        print("failed: " + ", ".join(case for case, _ in total.failures[:10]) + (" …" if len(total.failures) > 10 else ""))
    if total.passed + total.failed + total.skipped == 0:
        print(f"nothing matched{' -R ' + session.pattern.pattern if session.pattern else ''}")
        total.failed = 1
    print(f"{total.passed} passed, {total.failed} failed" + (f", {total.skipped} skipped" if total.skipped else ""))
    return 1 if total.failed else 0


if __name__ == "__main__":
    programs.end_on_signals()
    sys.exit(main())
