"""Reads what one test program did: how many cases passed, failed and skipped, and the output worth showing.

Three kinds of programs are understood: GoogleTest (its JSON report, or its text when it died before writing one),
programs that print "N passed, N failed[, N skipped]", and Python's unittest. Anything else is one case, judged by its
exit status. A program that ends badly never counts as all passed.
"""

import json
import re
from dataclasses import dataclass, field

SHOWN_LINES_MAX = 120  # of one failed case; the log has the rest
SLOW_SECONDS = 10  # a case that takes longer is named at the end


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list = field(default_factory=list)  # (case, text)
    skips: list = field(default_factory=list)  # (case, reason)
    slow: list = field(default_factory=list)  # (seconds, case)

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures += other.failures
        self.skips += other.skips
        self.slow += other.slow

    def fail(self, case, text):
        self.failed += 1
        self.failures.append((case, text))


RUN = re.compile(r"^\[ RUN      \] (\S+)")
END = re.compile(r"^\[(       OK |  FAILED  |  SKIPPED )\] ([^\s,]+)(.*)")
TOOK = re.compile(r"^\[       OK \] (\S+) \((\d+) ms\)", re.M)
COUNTS = re.compile(r"\b(\d+) passed, (\d+) failed(?:, (\d+) skipped)?")


def excerpt(lines):
    if len(lines) <= SHOWN_LINES_MAX:
        return "\n".join(lines)
    half = SHOWN_LINES_MAX // 2
    left_out = len(lines) - 2 * half
    return "\n".join([*lines[:half], f"… {left_out} lines left out …", *lines[-half:]])


def gtest_cases(text):
    """Yields (case, state, lines) in order; state is passed, failed, skipped, or died for a case that never ended."""
    running, lines = None, []
    states = {"OK": "passed", "FAILED": "failed", "SKIPPED": "skipped"}
    for line in text.splitlines():
        begin, end = RUN.match(line), END.match(line)
        if begin:
            running, lines = begin[1], []
        elif running and end and end[2] == running:
            yield running, states[end[1].strip()], lines
            running, lines = None, []
        elif running:
            lines.append(line)
    if running:
        yield running, "died", lines


def read_gtest(text, report, how_it_ended):
    """`report` is the JSON text or None; `how_it_ended` is None for exit status 0, else words."""
    outcome = Outcome()
    for case, state, lines in gtest_cases(text):
        if state == "passed":
            outcome.passed += 1
        elif state == "skipped":
            outcome.skipped += 1
            reason = " ".join(line.strip() for line in lines if line and not line.endswith(": Skipped"))
            outcome.skips.append((case, reason))
        elif state == "failed":
            outcome.fail(case, excerpt(lines))
        else:
            outcome.fail(case, excerpt(lines) + f"\n(the program ended inside this case: {how_it_ended})")
    took = ((int(milliseconds) / 1000, case) for case, milliseconds in TOOK.findall(text))
    outcome.slow = [entry for entry in took if entry[0] > SLOW_SECONDS]
    counted = report_counts(report)
    if counted is not None:
        # The report counts; the text, which threads may have interleaved, only explains.
        names_of_failed = {case for case, _ in outcome.failures}
        passed, failed, skipped = counted
        outcome.passed, outcome.skipped = passed, skipped
        outcome.failed = len(failed)
        outcome.failures = [entry for entry in outcome.failures if entry[0] in failed]
        outcome.failures += [(case, "see the log") for case in failed if case not in names_of_failed]
    if how_it_ended and outcome.failed == 0:
        outcome.fail("the program itself", excerpt(text.splitlines()[-60:]) + f"\n({how_it_ended})")
    return outcome


def report_counts(report):
    """(passed, names of the failed, skipped) of a GoogleTest JSON report; None without a readable one."""
    if not report:
        return None
    try:
        suites = json.loads(report)["testsuites"]
    except (ValueError, KeyError):
        return None
    passed, failed, skipped = 0, [], 0
    for suite in suites:
        for case in suite["testsuite"]:
            if case.get("failures"):
                failed.append(f"{suite['name']}.{case['name']}")
            elif case.get("result") == "SKIPPED":
                skipped += 1
            elif case.get("status") == "RUN":
                passed += 1
    return passed, failed, skipped


def read_other(text, how_it_ended):
    outcome = Outcome()
    counts = list(COUNTS.finditer(text))
    unittest = re.search(r"^Ran (\d+) tests? in ", text, re.M)
    tail = excerpt(text.splitlines()[-SHOWN_LINES_MAX:])
    if counts:
        outcome.passed, failed, outcome.skipped = (int(group or 0) for group in counts[-1].groups())
    elif unittest:
        state = text[unittest.end():]
        numbers = {key: int(value) for key, value in re.findall(r"(failures|errors|skipped)=(\d+)", state)}
        failed = numbers.get("failures", 0) + numbers.get("errors", 0)
        outcome.skipped = numbers.get("skipped", 0)
        outcome.passed = int(unittest[1]) - failed - outcome.skipped
    else:
        failed = 0
        outcome.passed = 0 if how_it_ended else 1
    if how_it_ended and failed == 0:
        failed = 1
    outcome.failed = failed
    if failed:
        outcome.failures.append((f"{failed} of its cases", tail + (f"\n({how_it_ended})" if how_it_ended else "")))
    for line in text.splitlines():
        skip = re.match(r"skipped: (.*)", line)
        if skip:
            outcome.skips.append(("", skip[1]))
    return outcome


def read(text, report, how_it_ended):
    if report or "[==========]" in text or RUN.search(text):
        return read_gtest(text, report, how_it_ended)
    return read_other(text, how_it_ended)
