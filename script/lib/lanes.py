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

import programs
from counting import Outcome
from programs import ROOT, Preset, Test, remark_of, run, say, show_failures, target_of

# Minutes each lane may take on two cores from a cold start, its build included. Together below 35.
BUDGET = {"lint": 1, "unit": 14, "scenario": 5, "release": 5, "threads": 6, "crash": 3}
# Folders whose code runs on several threads; the rest is single-threaded by contract.
THREADED = {"sql", "http", "jobs", "outbox", "log", "metrics", "points", "checkout"}


class Session:
    def __init__(self, pattern):
        self.pattern = re.compile(pattern) if pattern else None
        self.presets = {}
        self.built = {}  # preset → targets built in this run; None: everything
        self.total = Outcome()
        self.spent = {}

    def add(self, lane, name, outcome):
        self.total.add(outcome)
        show_failures(f"{lane} {name}", outcome)

    def preset(self, lane, name):
        """The configured preset, or None if it cannot be configured."""
        if name not in self.presets:
            preset = Preset(name)
            outcome = preset.configure(lane)
            self.total.add(outcome)
            self.presets[name] = None if outcome.failed else preset
        return self.presets[name]

    def chosen(self, test):
        """Extra arguments for the test, or None if -R does not want it."""
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

    def named_targets(self, preset):
        """What -R makes it enough to build: the programs it names; None (everything) if it names cases only."""
        if not self.pattern:
            return None
        targets = preset.targets()
        named = {target_of(test, targets) for test in preset.tests() if self.pattern.search(test.name)} - {None}
        return named | ({"guanxi"} & targets) if named else None

    def build(self, lane, preset, targets):
        """`targets` None: everything. Builds once per run what several lanes share."""
        done = self.built.get(preset.name, set())
        if done is None or (targets is not None and targets <= done):
            return
        self.total.add(preset.build(lane, sorted(targets) if targets is not None else ()))
        self.built[preset.name] = None if targets is None else done | targets

    def run_all(self, lane, preset, tests, prefix=()):
        """Runs tests side by side, those marked RUN_SERIAL alone afterwards."""
        tests = [(test, extra) for test in tests if (extra := self.chosen(test)) is not None]
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
        return len(results)


def place(test, preset):
    """unit, scenario, release or crash."""
    for lane in ("crash", "release"):
        if lane in test.labels or test.name == lane:
            return lane
    return "unit" if str(test.folder).startswith(str(preset.directory / "src")) else "scenario"


def lint(session, lane):
    commands = {"lint": ["python3", "script/lib/lint.py", "--without-layers"], "layers": ["python3", "tests/layers/layers_test.py"],
                "runner": ["python3", "script/lib/counting_test.py"]}
    tests = []
    for name, command in commands.items():
        test = Test({"name": name, "command": command}, ROOT)
        if not session.pattern or session.pattern.search(name):
            tests.append(test)
    for test in tests:
        outcome, seconds = run(test, Preset("debug"), lane)
        say(lane, test.name, seconds, remark_of(outcome))
        session.add(lane, test.name, outcome)


def debug(session, lane):
    preset = session.preset(lane, "debug")
    if not preset:
        return
    session.build(lane, preset, session.named_targets(preset))
    session.run_all(lane, preset, [test for test in preset.tests() if place(test, preset) == lane])


def release(session, lane):
    preset = session.preset(lane, "release")
    if not preset:
        return
    targets = preset.targets()
    tests = [test for test in preset.tests() if place(test, preset) == lane]
    wanted = {target for test in tests if (target := target_of(test, targets))}
    session.build(lane, preset, wanted | ({"guanxi"} & targets))
    again = [test for test in preset.tests() if place(test, preset) == lane]  # now with their programs
    session.run_all(lane, preset, again)


def threads(session, lane):
    preset = session.preset(lane, "tsan")
    if not preset:
        return

    def wanted(test):
        return test.name in THREADED or "threads" in test.labels

    targets = preset.targets()
    tests = [test for test in preset.tests() if wanted(test)]
    session.build(lane, preset, {target for test in tests if (target := target_of(test, targets))})
    # ThreadSanitizer of g++ 12 cannot map its shadow under today's address randomisation.
    fixed = ["setarch", "-R"]
    works = shutil.which("setarch") and subprocess.run([*fixed, "true"], capture_output=True, check=False).returncode == 0
    session.run_all(lane, preset, [test for test in preset.tests() if wanted(test)], fixed if works else ())


LANES = {"lint": lint, "unit": debug, "scenario": debug, "release": release, "threads": threads, "crash": release}


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
        lanes = ["unit", "scenario"]
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
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        programs.end_everything()
        sys.exit(130)
