"""Building presets and running test programs: what the lanes are made of. Standard library only."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from counting import Outcome, excerpt, read

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_MAX = 900  # of one test program without a TIMEOUT of its own
running = {}  # process group → the signal that ends it when we are interrupted


def say(lane, what, seconds, remark=""):
    print(f"{lane:<9} {what:<34} {seconds:7.1f} s  {remark}".rstrip(), flush=True)


def remark_of(outcome):
    parts = [f"{outcome.passed} ok"]
    if outcome.skipped:
        parts.append(f"{outcome.skipped} skipped")
    if outcome.failed:
        parts.append(f"{outcome.failed} FAILED")
    return ", ".join(parts)


def show_failures(program, outcome):
    for case, text in outcome.failures:
        print(f"--- {program}: {case}")
        print("\n".join("    " + line for line in text.splitlines()), flush=True)


class Test:
    """One entry of CTest: how to run it, and the folder it comes from."""

    def __init__(self, entry, directory):
        properties = {p["name"]: p["value"] for p in entry.get("properties", [])}
        self.name = entry["name"]
        self.command = entry.get("command")  # absent while the program is not built
        self.labels = set(properties.get("LABELS", []))
        self.seconds_max = float(properties.get("TIMEOUT", 0)) or SECONDS_MAX
        self.environment = dict(e.split("=", 1) for e in properties.get("ENVIRONMENT", []))
        self.alone = bool(properties.get("RUN_SERIAL"))
        self.folder = properties.get("WORKING_DIRECTORY", str(directory))
        self.disabled = bool(properties.get("DISABLED"))


class Preset:
    def __init__(self, name):
        self.name = name
        self.directory = ROOT / "build" / name
        self.stale = []  # targets whose build failed: an old program of that name must not count

    def configure(self, lane, pak):
        """With the pages in the file `pak`; "" for a program without them."""
        return self._step(lane, "configure", ["cmake", "--preset", self.name, "-DGUANXI_TESTS=ON", f"-DGUANXI_WEB={pak}"])

    def targets(self):
        """Names that ninja can build in this tree."""
        listing = subprocess.run(
            ["ninja", "-C", self.directory, "-t", "targets", "all"], capture_output=True, text=True, check=False
        ).stdout
        return {line.split(":", 1)[0] for line in listing.splitlines() if "/" not in line.split(":", 1)[0]}

    def build(self, lane, targets=()):
        """Builds as much as can be built; each broken step is one failure. No targets: everything."""
        outcome = self._step(lane, "build", ["ninja", "-C", str(self.directory), "-k", "0", *targets])
        if outcome.failed:
            self.stale = [t for t in (targets or self.targets()) if not self._up_to_date(t)]
        return outcome

    def _up_to_date(self, target):
        dry = subprocess.run(["ninja", "-C", self.directory, "-n", target], capture_output=True, text=True, check=False)
        return "no work to do" in dry.stdout

    def _step(self, lane, verb, command):
        return step(lane, f"{verb} {self.name}", command)

    def tests(self):
        listing = subprocess.run(
            ["ctest", "--test-dir", self.directory, "--show-only=json-v1"], capture_output=True, text=True, check=False
        )
        try:
            entries = json.loads(listing.stdout)["tests"]
        except (ValueError, KeyError):
            sys.exit(f"ctest could not list the tests of {self.directory}:\n{listing.stdout}{listing.stderr}")
        return [test for test in (Test(entry, self.directory) for entry in entries) if not test.disabled]


def step(lane, what, command):
    """One step of building; its output stays in build/logs."""
    outcome, started = Outcome(), time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    running[process.pid] = signal.SIGTERM  # ninja then removes what is half written
    text = process.communicate()[0].decode("utf-8", "replace")
    running.pop(process.pid, None)
    folder = ROOT / "build" / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{what.replace(' ', '-')}.log").write_text(text)
    if process.returncode != 0:
        for broken, lines in failed_steps(text) or [(what, text.splitlines()[-60:])]:
            outcome.fail(f"{what}: {broken}", excerpt(lines))
    say(lane, what, time.monotonic() - started, f"{outcome.failed} FAILED" if outcome.failed else "")
    show_failures("build", outcome)
    return outcome


def failed_steps(ninja_output):
    """(what, lines) of every step ninja could not do, without the command line itself."""
    steps, lines = [], None
    for line in ninja_output.splitlines():
        if line.startswith("FAILED: "):
            lines = []
            steps.append((re.sub(r"^FAILED: (\[code=\d+\] )?", "", line).split(" ")[0], lines))
        elif re.match(r"^\[\d+/\d+\]|^ninja: ", line):
            lines = None
        elif lines is not None:
            lines.append(line)
    return [(what, text[1:]) for what, text in steps]  # text[0] is the command


def target_of(test, targets):
    """The ninja target that builds the test's program; None if it needs none (a Python test)."""
    for name in (f"{test.name}_test", test.name):
        if name in targets:
            return name
    if test.command:
        name = Path(test.command[0]).name
        return name if name in targets else None
    return None


def run(test, preset, lane, extra=(), prefix=()):
    """Runs one program to its end; returns (outcome, seconds). Its log stays in build/test/<lane>/<name>.log."""
    folder = ROOT / "build" / "test" / lane
    folder.mkdir(parents=True, exist_ok=True)
    report, log = folder / f"{test.name}.json", folder / f"{test.name}.log"
    report.unlink(missing_ok=True)
    started = time.monotonic()
    if not test.command or not (shutil.which(test.command[0]) or Path(test.command[0]).exists()):
        outcome = Outcome()
        outcome.fail("the program itself", "is not built: see the build's failures")
        return outcome, 0.0
    environment = os.environ | {
        "GTEST_OUTPUT": f"json:{report}",
        "GTEST_COLOR": "no",
        "GUANXI_BINARY": str(preset.directory / "guanxi"),
        "GUANXI_SOURCE_DIR": str(ROOT),
        "ASAN_OPTIONS": "strict_string_checks=1:detect_stack_use_after_return=1:check_initialization_order=1",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
        "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
    } | test.environment
    with open(log, "wb") as sink:
        process = subprocess.Popen(
            [*prefix, *test.command, *extra], cwd=test.folder, env=environment, stdin=subprocess.DEVNULL, stdout=sink,
            stderr=subprocess.STDOUT, start_new_session=True,
        )
        running[process.pid] = signal.SIGKILL
        ended = None
        try:
            status = process.wait(test.seconds_max)
            if status < 0:
                ended = f"killed by {signal.Signals(-status).name}"
            elif status > 0:
                ended = f"exit status {status}"
        except subprocess.TimeoutExpired:
            ended = f"ended after {test.seconds_max:.0f} s"
        finally:
            end_group(process.pid)  # also what the program left behind
            process.wait()
    text = log.read_bytes().decode("utf-8", "replace")
    written = report.read_text(errors="replace") if report.exists() else None
    outcome = read(text, written, ended)
    return outcome, time.monotonic() - started


def end_group(pid):
    try:
        os.killpg(pid, running.pop(pid, signal.SIGKILL))
    except (ProcessLookupError, PermissionError):
        pass


def end_on_signals():
    """Ctrl-C and SIGTERM end what we started, which stands in sessions of its own, and then us."""

    def end(number, _frame):
        for pid in list(running):
            end_group(pid)
        os._exit(128 + number)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
