#!/usr/bin/env python3
"""kill -9 at any instant loses nothing that was acknowledged and doubles nothing.

Runs the program in GUANXI_BINARY. GUANXI_TEST_SEED repeats a run's draws (the instants depend on the machine as well);
GUANXI_TEST_SCALE multiplies the kills. Standard library only; the last line is the verdict.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
from shop import START_SECONDS_MAX, Failure, Server, Shop, alive, binary, environment, run, verify  # noqa: E402

SEED = int(os.environ.get("GUANXI_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
SCALE = max(1, int(os.environ.get("GUANXI_TEST_SCALE") or 1))
KILLS = 30 * SCALE
ROWS = 30_000


def under_load(folder):
    """B1: 16 clients, kill at a random instant, restart, compare; one data directory through all lives."""
    dice = random.Random(SEED)
    shop = Shop(folder)
    slowest, life = 0.0, Server(folder)
    for kill in range(1, KILLS + 1):
        shop.load(life, dice.uniform(0.05, 1.0), dice)
        unanswered = len(shop.open)
        life = Server(folder)
        slowest = max(slowest, life.seconds_to_ready)
        if life.seconds_to_ready > START_SECONDS_MAX:
            raise Failure(f"kill {kill}: serving only after {life.seconds_to_ready:.1f} s")
        shop.settle(life.port)
        shop.compare(life.port)
        if kill % 10 == 0 or kill == KILLS:
            verify(folder)  # beside the running server
            print(
                f"  {kill} kills: {len(shop.acknowledged)} receipts acknowledged, none lost, none doubled; "
                f"{unanswered} unanswered last time; slowest start {slowest:.2f} s", flush=True,
            )
    if life.stop() != 0:
        raise Failure("SIGTERM does not end the server with status 0")
    books = verify(folder)
    if books["receipts"] != len(shop.acknowledged):
        raise Failure(f"verify counts {books['receipts']} receipts, {len(shop.acknowledged)} were acknowledged")


def invoices(dice):
    """Rows as in the Online Retail data set: sales, cancellations, rows without customer, free and impossible ones."""
    yield "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
    rows = 0
    for number in range(500_000, 999_999):
        back = dice.random() < 0.1
        customer = "" if dice.random() < 0.2 else str(dice.randint(12000, 12300))
        minute = (number - 500_000) // 4
        stamp = f"2011-{1 + minute // 1440 // 28:02}-{1 + minute // 1440 % 28:02} {minute // 60 % 24:02}:{minute % 60:02}:00"
        for _ in range(dice.randint(1, 8)):
            item, quantity = f"{22000 + dice.randrange(200)}", dice.randint(1, 6)
            price = dice.choice(["0", "0.85", "1.25", "2.55", "3.391", "-1.00" if dice.random() < 0.05 else "4.95"])
            yield f"{'C' if back else ''}{number},{item},GIFT {item},{-quantity if back else quantity},{stamp},{price},{customer},United Kingdom"
            rows += 1
            if rows == ROWS:
                return


def summary(text):
    """The figures of the import's table, without how long it took and whether it went on."""
    return [line for line in text.splitlines() if line.startswith("  ")]


def in_an_import(folder):
    """An import killed again and again ends with the figures, the rejects and the receipts of one that was not."""
    dice = random.Random(SEED + 1)
    file = folder / "shop.csv"
    file.write_text("\n".join(invoices(dice)) + "\n", encoding="utf-8")
    homes = [folder / "killed", folder / "whole"]
    for home in homes:
        home.mkdir()
    words = ["import", "receipts", str(file), "--format", "online-retail", "--rejects"]
    started = time.monotonic()
    _, expected = run(homes[1], *words, str(folder / "whole.csv"))
    seconds = time.monotonic() - started
    kills = 0
    while kills < 5 * SCALE:
        process = subprocess.Popen(
            [binary(), *words, str(folder / "killed.csv"), "--data", str(homes[0]), "--language", "en"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(), cwd=homes[0],
        )
        try:
            status = process.wait(dice.uniform(0.05, max(0.1, seconds / 3)))
            if status != 0:
                raise Failure(f"the import ended with {status}")
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
    if kills == 0:
        raise Failure("the import was over before it could be killed")
    _, text = run(homes[0], *words, str(folder / "killed.csv"))
    if summary(text) != summary(expected):
        raise Failure(f"after {kills} kills the figures differ:\n{text}\nexpected:\n{expected}")
    if (folder / "killed.csv").read_bytes() != (folder / "whole.csv").read_bytes():
        raise Failure(f"after {kills} kills the rejects differ")
    killed, whole = verify(homes[0]), verify(homes[1])
    for what in ("accounts", "entries", "lots", "receipts", "lines", "balance", "issued"):
        if killed[what] != whole[what]:
            raise Failure(f"after {kills} kills: {what} {killed[what]}, expected {whole[what]}")
    print(f"  {kills} kills in an import of {ROWS} rows that takes {seconds:.1f} s; {whole['receipts']} receipts", flush=True)


def main():
    print(f"GUANXI_TEST_SEED={SEED} GUANXI_TEST_SCALE={SCALE}", flush=True)
    passed = failed = 0
    for story in (under_load, in_an_import):
        folder = Path(tempfile.mkdtemp(prefix="guanxi-crash-"))
        started = time.monotonic()
        try:
            story(folder)
            passed += 1
            print(f"ok {story.__name__} in {time.monotonic() - started:.0f} s", flush=True)
        except Failure as failure:
            failed += 1
            print(f"FAILED {story.__name__}: {failure}\n  GUANXI_TEST_SEED={SEED}, data in {folder}", flush=True)
            continue
        finally:
            for server in list(alive):
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
