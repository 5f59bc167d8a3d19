#!/usr/bin/env python3
"""F1: backups made under load are restored and verified, and hold everything that was acknowledged before they began.
And kill -9 during a backup, a restore and a copy leaves nothing that could be taken for one.

Runs the program in GUANXI_BINARY. GUANXI_TEST_SEED repeats a run's draws; GUANXI_TEST_SCALE multiplies rounds and kills.
Standard library only; the last line is the verdict.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
from shop import TILLS, Failure, Server, Shop, alive, binary, environment, run, verify  # noqa: E402

SEED = int(os.environ.get("GUANXI_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
SCALE = max(1, int(os.environ.get("GUANXI_TEST_SCALE") or 1))
ROUNDS = 3 * SCALE
KILLS = 5 * SCALE


class Load:
    """Sixteen clients sell until the server stops."""

    def __init__(self, shop, port, dice):
        self.refusals = []
        self.threads = [
            threading.Thread(
                target=shop.work, args=(port, TILLS[i % len(TILLS)], i % 2 == 0, random.Random(dice.random()), self.refusals)
            )
            for i in range(16)
        ]
        for thread in self.threads:
            thread.start()

    def join(self):
        for thread in self.threads:
            thread.join()
        # The server finishes what it began and refuses the rest: 503 is no failure.
        if bad := [refusal for refusal in self.refusals if " 503 " not in refusal]:
            raise Failure(f"{len(bad)} requests were refused, the first: {bad[0]}")


def newest(folder):
    return max(folder.glob("guanxi-*.backup"))


def restored_shop(shop, made, place):
    """Serves what was restored: its receipts."""
    place.mkdir()
    shutil.copy(shop.folder / "guanxi.key", place / "guanxi.key")
    run(place, "restore", "--from", str(made))
    life = Server(place)
    found = shop.receipts(life.port)
    life.stop()
    return found


def under_load(folder):
    """Three rounds of an online backup, verified, restored, served."""
    dice = random.Random(SEED)
    data, backups = folder / "data", folder / "backups"
    data.mkdir()
    backups.mkdir()
    shop = Shop(data)
    # A small log, so that checkpoints and new beginnings of the log fall into the copying.
    life = Server(data, "--set", "sqlite.checkpoint_bytes=262144", "--set", "sqlite.wal_reset_bytes=1048576")
    load = Load(shop, life.port, dice)
    for number in range(1, ROUNDS + 1):
        time.sleep(dice.uniform(0.2, 1.0))  # sales between two rounds
        with shop.lock:
            before = {place: receipt for place, (receipt, _) in shop.acknowledged.items()}
        words = ["--portable"] if number % 3 == 0 else ["--mib-per-second", "1"]
        _, text = run(data, "backup", "--to", str(backups), "--keep", "2", *words)
        made = newest(backups)
        if str(made) not in text or "fingerprint" not in text:
            raise Failure(f"it does not say what it made, or which key is needed: {text}")
        run(folder, "backup", "--verify", str(made), "--work", str(folder))
        found = restored_shop(shop, made, folder / f"restored-{number}")
        if lost := sorted(before.keys() - found.keys()):
            raise Failure(f"{len(lost)} receipts acknowledged before the backup are not in it, the first: {lost[0]}")
        print(f"  round {number}: {len(before)} receipts before it began, {len(found)} in it, {made.stat().st_size >> 10} KiB", flush=True)
    if len(list(backups.iterdir())) != 2:
        raise Failure(f"two were to be kept: {sorted(backups.iterdir())}")
    if life.stop() != 0:
        raise Failure("SIGTERM does not end the server with status 0")
    load.join()
    verify(data)


def start(folder, *words):
    return subprocess.Popen(
        [binary(), *map(str, words), "--data", str(folder), "--language", "en"], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env=environment(), cwd=folder.parent,
    )


def killed(dice, seconds, folder, *words):
    """Runs a command and kills it at a random instant; True if it had ended before, which must be well."""
    process = start(folder, *words)
    try:
        text, _ = process.communicate(timeout=dice.uniform(0, seconds * 1.1))
        if process.returncode != 0:
            raise Failure(f"guanxi {' '.join(map(str, words))} was refused: {text}")
        return True
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False


def timed(folder, *words):
    begun = time.monotonic()
    process = start(folder, *words)
    text, _ = process.communicate()
    if process.returncode != 0:
        raise Failure(f"guanxi {' '.join(map(str, words))}: {text}")
    return time.monotonic() - begun


def small_shop(folder):
    data = folder / "data"
    data.mkdir()
    run(data, "demo", "load", "--members", "300", "--months", "2")
    return data, verify(data)["digest"]


def killed_in_a_backup(folder):
    dice = random.Random(SEED)
    data, digest = small_shop(folder)
    backups = folder / "backups"
    backups.mkdir()
    seconds = timed(data, "backup", "--to", backups)
    for number in range(2 * KILLS):
        # One that was killed before holds nobody up: it is refused by nothing but a disk.
        how = ["--portable"] if number % 2 else []
        killed(dice, seconds, data, "backup", "--to", backups / f"{number}.backup", *how)
        if (backups / f"{number}.backup").exists():
            run(folder, "backup", "--verify", str(backups / f"{number}.backup"), "--work", str(folder))
    life = Server(data)
    process = start(data, "backup", "--to", backups / "served.backup", "--mib-per-second", "1")
    time.sleep(dice.uniform(0, 2))
    life.kill()
    life = Server(data)
    process.communicate()
    time.sleep(1.1)  # another second, another name
    timed(data, "backup", "--to", backups)
    life.stop()
    if left := list(backups.glob("guanxi-*.partial*")):
        raise Failure(f"left behind: {left}")
    if verify(data)["digest"] != digest:
        raise Failure("the store is another one")


def killed_in_a_restore(folder):
    dice = random.Random(SEED)
    data, digest = small_shop(folder)
    for kind in ([], ["--portable"]):
        made = folder / f"made{len(kind)}"
        run(data, "backup", "--to", str(made), *kind)
        seconds = timed(folder / f"whole{len(kind)}", "restore", "--from", made)
        for number in range(KILLS):
            place = folder / f"restored{len(kind)}-{number}"
            whole = killed(dice, seconds, place, "restore", "--from", made)
            if not (place / "guanxi.db").exists():  # where it is, it was killed behind its last step
                if whole:
                    raise Failure("nothing was restored")
                if place.exists() and run(place, "verify", check=False)[0] == 0:
                    raise Failure("half a restore was taken for a store")
                timed(place, "restore", "--from", made)
            shutil.copy(data / "guanxi.key", place / "guanxi.key")
            if verify(place)["digest"] != digest:
                raise Failure("another store was restored")


def look_at_half_a_copy(aside, data, place, digest):
    """No program takes it for a store; looked at aside, as whoever opens a store writes to it."""
    shutil.copytree(place, aside)
    shutil.copy(data / "guanxi.key", aside / "guanxi.key")
    process = start(aside, "verify")
    text, _ = process.communicate()
    status = process.returncode
    if status != 0 and "is not whole" not in text and "there is no store yet" not in text:
        raise Failure(f"half a copy is refused for another reason: {text}")
    if status == 0:
        found = verify(aside)
        if found["digest"] != digest and found["entries"] != 0:
            raise Failure("half a copy was taken for a store")
    shutil.rmtree(aside)


def killed_in_a_copy(folder):
    dice = random.Random(SEED)
    data, digest = small_shop(folder)
    seconds = timed(folder / "whole", "copy", "--from", data, "--to", folder / "whole")
    place = folder / "copy"
    kills = 0
    while kills < 3 * KILLS:
        try:
            if not killed(dice, seconds / 2, folder / "x", "copy", "--from", data, "--to", place):
                break
        except Failure as refused:
            if "is not empty" in str(refused):  # killed after its last word: it had come to its end
                break
            raise
        kills += 1
        if (place / "guanxi.db").exists():
            look_at_half_a_copy(folder / "look", data, place, digest)
    last = subprocess.run(
        [binary(), "copy", "--from", str(data), "--to", str(place), "--language", "en"], capture_output=True, text=True,
        check=False, env=environment(), cwd=folder,
    )
    if last.returncode != 0 and "is not empty" not in last.stderr:
        raise Failure(f"the copy cannot be ended: {last.stderr}")
    shutil.copy(data / "guanxi.key", place / "guanxi.key")
    if verify(place)["digest"] != digest:
        raise Failure("another store was copied")
    print(f"  killed {kills} times")


def main():
    print(f"GUANXI_TEST_SEED={SEED} GUANXI_TEST_SCALE={SCALE}", flush=True)
    chosen = re.compile(os.environ.get("GUANXI_TEST_ONLY", ""))
    passed = failed = 0
    for test in (under_load, killed_in_a_backup, killed_in_a_restore, killed_in_a_copy):
        if not chosen.search(test.__name__):
            continue
        folder = Path(tempfile.mkdtemp(prefix="guanxi-backup-"))
        started = time.monotonic()
        try:
            test(folder)
            passed += 1
            print(f"ok {test.__name__} in {time.monotonic() - started:.0f} s", flush=True)
        except (Failure, OSError, json.JSONDecodeError) as failure:
            failed += 1
            print(f"FAILED {test.__name__}: {failure!r}\n  GUANXI_TEST_SEED={SEED}", flush=True)
        finally:
            for server in list(alive):
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
