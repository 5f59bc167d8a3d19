#!/usr/bin/env python3
"""F2: mixed load for long, and kills. What is acknowledged stays; within a life memory and descriptors do not grow, and
the 99th percentile at its end is that of its middle.

Each life of the server begins with what the last kill left open, sells, returns and reads, and ends with a kill.
GUANXI_TEST_SCALE multiplies its length (4 lives of 30 seconds: the 2 minutes of every run); GUANXI_TEST_SEED repeats the
draws. Runs the program in GUANXI_BINARY. Standard library only; the last line is the verdict.
"""

import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
from shop import Client, Failure, Server, Shop, alive, verify  # noqa: E402

SEED = int(os.environ.get("GUANXI_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
SCALE = max(1, int(os.environ.get("GUANXI_TEST_SCALE") or 1))
LIVES = 4
LIFE_SECONDS = 30 * SCALE
CLIENTS = 8
DRIFT_MAX = 1.05  # of memory, from the second third of a life to the last
MEMORY_NOISE_KIB = 2048
P99_DRIFT_MAX = 2.0  # a shared machine is not quiet
P99_NOISE_SECONDS = 0.02
# Caches that are full soon: what still grows then is no cache.
SMALL = ["--set", "sqlite.cache_bytes=4194304", "--set", "sqlite.reader_cache_bytes=262144"]


def memory_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def descriptors(pid):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def read_until(port, shop, until, faults):
    """A person at a screen: lists and health. Until the time is over."""
    client = Client(port, token=shop.token)
    targets = [f"/v1/receipts?store=S001&till=01&from={shop.day}&to={shop.day}&limit=50", "/readyz", "/metrics"]
    for number in range(1 << 62):
        if time.monotonic() >= until:
            return
        status, text, _ = client.ask("GET", targets[number % len(targets)])
        if status != 200:
            faults.append(f"a read was answered with {status}: {text}")
            return
        time.sleep(0.01)


def watch(pid, until, samples):
    while time.monotonic() < until:
        samples.append((time.monotonic(), memory_kib(pid), descriptors(pid)))
        time.sleep(0.2)


def percentile(values, share):
    ordered = sorted(values)
    if not ordered:
        raise Failure("nothing was measured")
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def one_life(shop, dice):
    life = Server(shop.folder, *SMALL)
    shop.settle(life.port)
    shop.compare(life.port)
    shop.waits = []
    begun = time.monotonic()
    until, samples, faults = begun + LIFE_SECONDS - 1, [], []
    beside = [
        threading.Thread(target=read_until, args=(life.port, shop, until, faults)),
        threading.Thread(target=watch, args=(life.process.pid, until, samples)),
    ]
    for thread in beside:
        thread.start()
    shop.load(life, LIFE_SECONDS, dice, clients=CLIENTS)  # ends with the kill
    for thread in beside:
        thread.join()
    if faults:
        raise Failure(faults[0])

    def third(rows, number):  # 1 or 2: the first is for the caches to fill
        first = begun + LIFE_SECONDS * number / 3
        return [row for row in rows if first <= row[0] < first + LIFE_SECONDS / 3]

    memory = [percentile([row[1] for row in third(samples, n)], 0.5) for n in (1, 2)]
    handles = [max(row[2] for row in third(samples, n)) for n in (1, 2)]
    p99 = [percentile([row[1] for row in third(shop.waits, n)], 0.99) for n in (1, 2)]
    print(
        f"  {len(shop.acknowledged)} receipts; memory {memory[0]} → {memory[1]} KiB, descriptors {handles[0]} → {handles[1]}, "
        f"p99 {p99[0] * 1000:.0f} → {p99[1] * 1000:.0f} ms", flush=True,
    )
    if memory[1] > memory[0] * DRIFT_MAX + MEMORY_NOISE_KIB:
        raise Failure(f"memory grew from {memory[0]} to {memory[1]} KiB")
    if handles[1] > handles[0] + 2:
        raise Failure(f"descriptors grew from {handles[0]} to {handles[1]}")
    if p99[1] > p99[0] * P99_DRIFT_MAX + P99_NOISE_SECONDS:
        raise Failure(f"the 99th percentile grew from {p99[0] * 1000:.0f} to {p99[1] * 1000:.0f} ms")


def story(folder):
    dice = random.Random(SEED)
    shop = Shop(folder)
    for _ in range(LIVES):
        one_life(shop, dice)
    life = Server(folder)
    shop.settle(life.port)
    shop.compare(life.port)
    if life.stop() != 0:
        raise Failure("SIGTERM does not end the server with status 0")
    books = verify(folder)
    if books["receipts"] != len(shop.acknowledged):
        raise Failure(f"verify counts {books['receipts']} receipts, {len(shop.acknowledged)} were acknowledged")


def main():
    print(f"GUANXI_TEST_SEED={SEED} GUANXI_TEST_SCALE={SCALE}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="guanxi-load-"))
    try:
        story(folder)
    except Failure as failure:
        print(f"FAILED: {failure}\n  GUANXI_TEST_SEED={SEED}, data in {folder}", flush=True)
        print("0 passed, 1 failed")
        return 1
    finally:
        for server in list(alive):
            server.kill()
    shutil.rmtree(folder, ignore_errors=True)
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
