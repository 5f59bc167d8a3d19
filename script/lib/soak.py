"""script/soak: the same test programs as script/test, longer and with new seeds, until the time is over."""

import argparse
import os
import re
import secrets
import sys
import time

import programs
from counting import Outcome
from lanes import Session, place
from programs import run, say, show_failures, target_of


def main():
    parser = argparse.ArgumentParser(prog="script/soak")
    parser.add_argument("seconds", nargs="?", type=float, default=3600)
    parser.add_argument("--scale", type=int, default=10)
    parser.add_argument("-R", dest="pattern", default="")
    options = parser.parse_args()
    if options.seconds <= 0 or options.scale < 1:
        parser.error("SECONDS must be above 0 and N at least 1")
    wanted = re.compile(options.pattern)

    session, work = Session(None), []
    for lane, name in (("soak", "debug"), ("soak", "release")):
        preset = session.preset(lane, name)
        if not preset:
            return 1
        targets = preset.targets()
        tests = [t for t in preset.tests() if wanted.search(t.name)]
        # Release runs only what cannot run elsewhere; everything else runs under the sanitizers.
        tests = [t for t in tests if (place(t, preset) in ("crash", "release")) == (name == "release")]
        needed = {target for t in tests if (target := target_of(t, targets))}
        session.build(lane, preset, needed | ({"guanxi"} & targets))
        names = {t.name for t in tests}
        work += [(preset, t) for t in preset.tests() if t.name in names]
    if session.total.failed:
        return 1
    if not work:
        sys.exit("no test program matches")

    os.environ["GUANXI_TEST_SCALE"] = str(options.scale)
    table = {test.name: [0, Outcome(), 0.0] for _, test in work}  # rounds, sum, seconds
    deadline, rounds = time.monotonic() + options.seconds, 0
    while time.monotonic() < deadline:
        rounds += 1
        seed = secrets.randbits(62)
        os.environ["GUANXI_TEST_SEED"] = str(seed)
        os.environ["RC_PARAMS"] = f"seed={seed} max_success={100 * options.scale}"
        for preset, test in work:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            test.seconds_max = max(3600.0, programs.SECONDS_MAX * options.scale)
            outcome, seconds = run(test, preset, "soak")
            row = table[test.name]
            row[0], row[2] = row[0] + 1, row[2] + seconds
            row[1].add(outcome)
            if outcome.failed:
                say("soak", test.name, seconds, f"round {rounds}, GUANXI_TEST_SEED={seed} GUANXI_TEST_SCALE={options.scale}")
                show_failures(test.name, outcome)
    return print_table(table, rounds)


def print_table(table, rounds):
    print(f"\n{'program':<24} {'rounds':>7} {'passed':>9} {'failed':>7} {'skipped':>8} {'seconds':>9}")
    total = Outcome()
    for name, (count, outcome, seconds) in table.items():
        print(f"{name:<24} {count:>7} {outcome.passed:>9} {outcome.failed:>7} {outcome.skipped:>8} {seconds:>9.0f}")
        total.add(outcome)
    print(f"{total.passed} passed, {total.failed} failed" + (f", {total.skipped} skipped" if total.skipped else "")
          + f" in {rounds} rounds")
    return 1 if total.failed else 0


if __name__ == "__main__":
    programs.end_on_signals()
    sys.exit(main())
