#!/usr/bin/env python3
"""B3: the disk is full, in a commit, in a checkpoint and in a backup. The program answers 507 or 503, goes on reading, resumes by
itself when there is room again, and nothing that was acknowledged is lost.

The disk is a small tmpfs in a mount namespace of its own: as root, or as anybody where user namespaces are allowed;
skipped where neither is. Runs the program in GUANXI_BINARY; GUANXI_TEST_SCALE multiplies the rounds. Standard library only;
the last line is the verdict.
"""

import errno
import http.client
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
from shop import TILLS, Client, Failure, Server, Shop, alive, run, verify  # noqa: E402

SEED = int(os.environ.get("GUANXI_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
SCALE = max(1, int(os.environ.get("GUANXI_TEST_SCALE") or 1))
INSIDE = "GUANXI_TEST_INSIDE"
DISK_MIB = 24
SECONDS_MAX = 30  # until the program is well again


def enter_namespace():
    """Runs this program again where it may mount; returns only if that is impossible, or inside."""
    if os.environ.get(INSIDE):
        return True
    for flags in (["-m"], ["-Urm"]):
        with tempfile.TemporaryDirectory() as place:
            words = ["unshare", *flags, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place]
            if shutil.which("unshare") and subprocess.run(words, capture_output=True, check=False).returncode == 0:
                os.environ[INSIDE] = "1"
                os.environ["GUANXI_TEST_SEED"] = str(SEED)
                os.execvp("unshare", ["unshare", *flags, sys.executable, os.path.abspath(__file__)])
    return False


class Disk:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.filler = self.folder / "filler"
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)], check=True)

    def fill(self):
        with open(self.filler, "ab", buffering=0) as file:
            for size in (1 << 20, 4096):
                try:
                    while file.write(b"x" * size):
                        pass
                except OSError as fault:
                    if fault.errno != errno.ENOSPC:
                        raise

    def make_room(self):
        self.filler.unlink()

    def unmount(self):
        subprocess.run(["umount", str(self.folder)], check=False)


def metric(port, name):
    _, text, _ = Client(port).ask("GET", "/metrics")
    return int(re.search(rf"^{name} (\d+)", text, re.M)[1])


def sell(shop, port, dice, place):
    """A sale as its till sends it; (status, request)."""
    target, body = shop.sale(place, dice)
    status, text, _ = shop.client(port, place, signed=False).ask("POST", target, body, shop.key_of(body))
    if status == 201:
        shop.acknowledge(body, text)
    elif status not in (507, 503):
        raise Failure(f"a sale on a full disk was answered with {status}: {text}")
    return status, (place, target, shop.key_of(body), body)


def meanwhile(shop, port):
    """What must work on a full disk."""
    client = Client(port, token=shop.token)
    for target in ("/readyz", f"/v1/receipts?store=S001&till=01&from={shop.day}&to={shop.day}&limit=10"):
        status, text, _ = client.ask("GET", target)
        if status != 200:
            raise Failure(f"GET {target} on a full disk: {status} {text}")


def until_refused(shop, life, dice, sales_max):
    """Sells until the disk is full and a few times more; how many were refused."""
    refused, sold = 0, 0
    while refused < 20:
        status, request = sell(shop, life.port, dice, dice.choice(TILLS))
        if status == 201:
            sold += 1
        else:
            refused += 1
            shop.open.append(request)
            meanwhile(shop, life.port)
        if sold > sales_max:
            raise Failure(f"{sold} sales went on a full disk")
    return sold, refused


def until_well(shop, life):
    """There is room: without a restart everything goes on, and what was refused has one effect."""
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        try:
            shop.settle(life.port)
            return
        except Failure:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def story(folder, words, prepare, sales_max):
    dice = random.Random(SEED)
    disk = Disk(folder)
    try:
        data = folder / "data"
        data.mkdir()
        shop = Shop(data)
        life = Server(data, "--set", f"log.file={folder / 'guanxi.log'}", "--set", "log.requests_one_in=1", *words)
        for _ in range(SCALE):
            prepare(shop, life, dice)
            disk.fill()
            sold, refused = until_refused(shop, life, dice, sales_max)
            disk.make_room()
            until_well(shop, life)
            for _ in range(20):
                if sell(shop, life.port, dice, TILLS[0])[0] != 201:
                    raise Failure("there is room, but sales are refused")
            shop.compare(life.port)
        resets = metric(life.port, "guanxi_store_wal_resets_total")
        if life.stop() != 0:
            raise Failure("SIGTERM does not end the server with status 0")
        books = verify(data)
        if books["receipts"] != len(shop.acknowledged):
            raise Failure(f"verify counts {books['receipts']} receipts, {len(shop.acknowledged)} were acknowledged")
        print(f"  {sold} sales on the full disk, {refused} refused, then {len(shop.acknowledged)} receipts; {resets} log resets")
    finally:
        for server in list(alive):
            server.kill()
        disk.unmount()


def in_a_commit(folder):
    """The log cannot grow."""
    story(folder, [], lambda shop, life, dice: [sell(shop, life.port, dice, place) for place in TILLS], 100)


def in_a_checkpoint(folder):
    """The log lies there and can be written over, but the file it is moved into cannot grow."""

    def until_reset(shop, life, dice):
        before = metric(life.port, "guanxi_store_wal_resets_total")
        while metric(life.port, "guanxi_store_wal_resets_total") == before:
            for _ in range(10):
                sell(shop, life.port, dice, dice.choice(TILLS))

    small = ["--set", "sqlite.checkpoint_bytes=1048576", "--set", "sqlite.wal_reset_bytes=1048576"]
    story(folder, small, until_reset, 5000)


def in_a_backup(folder):
    """It says so, leaves nothing, and the service does not notice; with room it works."""
    dice = random.Random(SEED)
    data = Path(tempfile.mkdtemp(prefix="guanxi-shop-"))
    disk = Disk(folder)
    try:
        shop = Shop(data)
        life = Server(data)
        for place in TILLS:
            sell(shop, life.port, dice, place)
        disk.fill()
        status, text = run(data, "backup", "--to", str(folder), check=False)
        if status == 0:
            raise Failure(f"a backup was made on a full disk: {text}")
        if left := [file.name for file in folder.iterdir() if file != disk.filler]:
            raise Failure(f"it left {left}")
        if sell(shop, life.port, dice, TILLS[0])[0] != 201:
            raise Failure("the full disk of the backups stops the shop")
        disk.make_room()
        run(data, "backup", "--to", str(folder))
        made = next(folder.glob("guanxi-*.backup"))
        run(data, "backup", "--verify", str(made))
        shop.compare(life.port)
        life.stop()
        print(f"  refused, then {made.stat().st_size >> 10} KiB on the same disk")
    finally:
        for server in list(alive):
            server.kill()
        disk.unmount()
        shutil.rmtree(data, ignore_errors=True)


def at_first_start(folder):
    """No half key, no half store; with room everything is made."""
    disk = Disk(folder)
    try:
        data = folder / "data"
        data.mkdir()
        disk.fill()
        status, _ = run(data, "migrate", check=False)
        if status == 0:
            raise Failure("a store was made on a full disk")
        disk.make_room()
        key = data / "guanxi.key"
        if key.exists() and "1 " not in key.read_text():
            raise Failure("half a key was left behind")
        run(data, "migrate")
        verify(data)
    finally:
        disk.unmount()


def main():
    if not enter_namespace():
        print("skipped: a small disk cannot be mounted here (neither root nor user namespaces)")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    print(f"GUANXI_TEST_SEED={SEED} GUANXI_TEST_SCALE={SCALE}", flush=True)
    passed = failed = 0
    for test in (at_first_start, in_a_commit, in_a_checkpoint, in_a_backup):
        folder = Path(tempfile.mkdtemp(prefix="guanxi-disk-"))
        started = time.monotonic()
        try:
            test(folder)
            passed += 1
            print(f"ok {test.__name__} in {time.monotonic() - started:.0f} s", flush=True)
        except (Failure, OSError, http.client.HTTPException, json.JSONDecodeError) as failure:
            failed += 1
            print(f"FAILED {test.__name__}: {failure!r}\n  GUANXI_TEST_SEED={SEED}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
