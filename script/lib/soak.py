"""script/soak: the tests of reliability, longer and with new seeds, until the time is over."""

import argparse
import os
import re
import secrets
import sys
import time
from dataclasses import dataclass, field

import programs
from counting import Outcome
from lanes import Session
from programs import run, say, show_failures, target_of

# Id, what it is, the build it runs in, the program of CTest and, of a GoogleTest program, its cases. Sanitizers watch
# what finds faults of ours; what lives from speed or from another process's death runs as it is delivered.
TESTS = [
    ("A1", "random commands against a model", "debug", "scenario_model", "*"),
    ("A2", "many sell and refund, totals exact", "debug", "scenario_concurrency", "Many.sell_and_refund*"),
    ("A3", "one success of many at once", "debug", "scenario_concurrency", "Many.*-Many.sell_and_refund*"),
    ("A4", "doubled, shuffled and late messages", "debug", "scenarios", "Shuffled.*"),
    ("B1", "kill -9 under load and in an import", "release", "crash", ""),
    ("B2", "a failing disk under the program", "debug", "faults", "*FailingDisk*"),
    ("B2", "a failing disk under the store", "debug", "sql", "FaultTest.*:GatheringVfsTest.*"),
    ("B3", "a full disk", "release", "full_disk", ""),
    ("B4", "jumps of the clock, edges of days", "debug", "scenarios", "*Clock*"),
    ("B5", "damaged files", "debug", "faults", "Corruption.*"),
    ("B5", "damaged pages and logs", "debug", "sql", "PageSumsTest.*:LogMarkTest.*"),
    ("C1", "lines that break, over HTTP", "release", "lost_answer", ""),
    ("C1", "lost answers and restarts", "debug", "scenarios", "Retry.*"),
    ("F2", "mixed load, kills, memory and latency", "release", "load", ""),
]


@dataclass
class Row:
    id: str
    what: str
    preset: object
    test: object
    cases: str
    rounds: int = 0
    seconds: float = 0.0
    outcome: Outcome = field(default_factory=Outcome)
    seed: int = 0  # of the first failure, else of the last round


def main():
    parser = argparse.ArgumentParser(prog="script/soak")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--scale", type=int, default=10)
    parser.add_argument("-R", dest="pattern", default="")
    options = parser.parse_args()
    if options.minutes <= 0 or options.scale < 1:
        parser.error("the minutes must be above 0 and the scale at least 1")
    try:
        rows = prepare(re.compile(options.pattern))
    except re.error as bad:
        parser.error(f"-R: {bad}")
    if not rows:
        return 1

    os.environ["GUANXI_TEST_SCALE"] = str(options.scale)
    deadline = time.monotonic() + 60 * options.minutes
    while time.monotonic() < deadline:
        for row in rows:
            if time.monotonic() >= deadline:
                break
            one_round(row, options.scale)
    return print_table(rows, options.scale)


def prepare(wanted):
    """Builds what is wanted; the rows to run, none if something could not be built or is not there."""
    chosen = [t for t in TESTS if not wanted.pattern or any(wanted.search(part) for part in (t[0], t[3], t[4]))]
    if not chosen:
        print("no test matches")
        return []
    session, rows = Session(None), []
    for name in sorted({preset for _, _, preset, _, _ in chosen}):
        preset = session.preset("soak", name)
        if not preset:
            return []
        mine = [t for t in chosen if t[2] == name]
        targets, known = preset.targets(), {test.name: test for test in preset.tests()}
        if missing := sorted({t[3] for t in mine} - known.keys()):
            print(f"there is no test program {', '.join(missing)}")
            return []
        needed = {target for t in mine if (target := target_of(known[t[3]], targets))}
        session.build("soak", preset, needed | ({"guanxi"} & targets))
        known = {test.name: test for test in preset.tests()}  # CTest knows a command only once it is built
        rows += [Row(t[0], t[1], preset, known[t[3]], t[4]) for t in mine]
    order = [(t[0], t[1]) for t in TESTS]
    return [] if session.total.failed else sorted(rows, key=lambda row: order.index((row.id, row.what)))


def one_round(row, scale):
    seed = secrets.randbits(31)
    os.environ["GUANXI_TEST_SEED"] = str(seed)
    os.environ["RC_PARAMS"] = f"seed={seed} max_success={100 * scale}"
    row.test.seconds_max = max(3600.0, row.test.seconds_max, programs.SECONDS_MAX * scale)
    extra = [f"--gtest_filter={row.cases}"] if row.cases else []
    outcome, seconds = run(row.test, row.preset, "soak", extra)
    if outcome.passed + outcome.failed + outcome.skipped == 0:
        outcome.fail("the program itself", f"has no case {row.cases}")
    row.rounds += 1
    row.seconds += seconds
    if not row.outcome.failed:
        row.seed = seed
    row.outcome.add(outcome)
    if outcome.failed:
        say("soak", f"{row.id} {row.test.name}", seconds, f"round {row.rounds} FAILED, GUANXI_TEST_SEED={seed}")
        show_failures(row.test.name, outcome)


def result_of(row):
    if row.outcome.failed:
        return "FAILED"
    if row.rounds == 0:
        return "not run"
    return "skipped" if row.outcome.passed == 0 else "ok"


def print_table(rows, scale):
    width = max(len(row.what) for row in rows)
    print(f"\n{'id':<3} {'test':<{width}} {'rounds':>7} {'passed':>8} {'seconds':>8}  {'result':<8} seed")
    for row in rows:
        print(
            f"{row.id:<3} {row.what:<{width}} {row.rounds:>7} {row.outcome.passed:>8} {row.seconds:>8.0f}"
            f"  {result_of(row):<8} {row.seed or ''}".rstrip()
        )
    failed = [row for row in rows if row.outcome.failed]
    for row in failed:
        cases = f" --gtest_filter='{row.cases}'" if row.cases else ""
        binary = " ".join(row.test.command or [row.test.name])
        print(
            f"again: GUANXI_TEST_SEED={row.seed} GUANXI_TEST_SCALE={scale} RC_PARAMS='seed={row.seed} "
            f"max_success={100 * scale}' GUANXI_BINARY={row.preset.directory}/guanxi {binary}{cases}"
        )
    for reason in sorted({reason for row in rows for _, reason in row.outcome.skips}):
        print(f"skipped: {reason}")
    idle = [row.id for row in rows if row.rounds == 0]
    if idle:
        print(f"note: no time was left for {', '.join(dict.fromkeys(idle))}; give more --minutes")
    print(f"{sum(row.outcome.passed for row in rows)} passed, {sum(row.outcome.failed for row in rows)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    programs.end_on_signals()
    sys.exit(main())
