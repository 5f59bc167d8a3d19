#!/usr/bin/env python3
"""On PostgreSQL: kill -9 of the program, of the database server, and of one of two programs lose nothing that was
acknowledged and double nothing; the programs notice a server that is away, say so, and go on by themselves once it is back.
A copy and a restore into a database that are killed leave nothing that could be taken for a store, and can be done again.

Runs the program in GUANXI_BINARY on a private server. GUANXI_TEST_SEED repeats a run's draws; GUANXI_TEST_SCALE multiplies
the kills. Standard library only; the last line is the verdict.
"""

import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "script" / "lib"))
import postgres  # noqa: E402
from crash_test import SCALE, SEED, under_load  # noqa: E402
from shop import TILLS, Client, Failure, Server, Shop, alive, binary, environment, run, stores, verify  # noqa: E402

SERVER_KILLS = 6 * SCALE
PROGRAM_KILLS = 5 * SCALE
MOVE_KILLS = 8 * SCALE
NOTICED_SECONDS_MAX = 30  # a bound for slow machines; caches.refresh looks every 2 s
CONNECTIONS_MAX = 24  # postgres.connections_max


def until(what, holds, seconds=NOTICED_SECONDS_MAX):
    give_up = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > give_up:
            raise Failure(f"{what}: not within {seconds} s")
        time.sleep(0.02)


def ready(port):
    """200, or the reason."""
    status, text, _ = Client(port).ask("GET", "/readyz")
    return status if status == 200 else text


def in_database(cluster, database, text):
    words = cluster.connection()
    words[words.index("--dbname") + 1] = database
    return cluster.command("psql", *words, "--no-psqlrc", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--command", text).strip()


class Clients:
    """Tills that sell and refund, each at one of the ports; a request that fails is sent again under its key, to whichever
    port answers, until it is acknowledged."""

    def __init__(self, shop, ports, dice, count=16):
        self.shop, self.ports = shop, list(ports)
        self.stopping = threading.Event()
        self.faults = []  # what no till should see
        self.refused = 0  # 503
        self.threads = [
            threading.Thread(target=self._work, args=(i, random.Random(dice.random()))) for i in range(count)
        ]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        if self.faults:
            raise Failure(f"{len(self.faults)} answers no till should get, the first: {self.faults[0]}")

    def _work(self, number, dice):
        place = TILLS[number % len(TILLS)]
        at, mine = number % len(self.ports), []
        client = self.shop.client(self.ports[at], place, number % 2 == 0)
        while not self.stopping.is_set():
            again = mine and dice.random() < 0.25
            target, body = self.shop.refund(place, mine.pop()) if again else self.shop.sale(place, dice)
            while True:
                try:
                    status, text, headers = client.ask("POST", target, body, self.shop.key_of(body))
                except (OSError, http.client.HTTPException):
                    at = (at + 1) % len(self.ports)
                    client = self.shop.client(self.ports[at], place, number % 2 == 0)
                    time.sleep(0.05)
                    continue
                if status == 201:
                    break
                if status != 503 or not headers["Retry-After"]:
                    self.faults.append(f"{target} {status} {text} Retry-After: {headers['Retry-After']}")
                    return
                self.refused += 1
                time.sleep(0.1)
            receipt = self.shop.acknowledge(body, text)
            if target == "/v1/checkout":
                mine.append(receipt)


def kills_of_the_program(cluster, folder):
    under_load(folder)


def kills_of_the_server(cluster, folder):
    """The program lives on while its server is killed, restarted, or only reads."""
    dice = random.Random(SEED + 2)
    shop = Shop(folder)
    life = Server(folder)
    clients = Clients(shop, [life.port], dice)
    try:
        for kill in range(SERVER_KILLS):
            until("sales go on", lambda n=len(shop.acknowledged): len(shop.acknowledged) > n + 50)
            time.sleep(dice.uniform(0, 0.5))  # the instant of the kill, drawn by the seed
            cluster.stop("fast" if kill % 3 == 2 else "immediate")
            if kill % 2 == 0:  # the others are back before anybody may have noticed
                until("/readyz is red while the server is away", lambda: ready(life.port) != 200)
                before = clients.refused
                until("tills hear 503", lambda n=before: clients.refused > n)
            cluster.start()
            until("/readyz is green again", lambda: ready(life.port) == 200)
        print(f"  {SERVER_KILLS} stops of the server: {len(shop.acknowledged)} receipts so far, {clients.refused} times 503", flush=True)
        in_database(cluster, "postgres", "ALTER SYSTEM SET default_transaction_read_only = on")
        in_database(cluster, "postgres", "SELECT pg_reload_conf()")
        until("/readyz is red while the server only reads", lambda: ready(life.port) != 200)
        in_database(cluster, "postgres", "ALTER SYSTEM RESET default_transaction_read_only")
        in_database(cluster, "postgres", "SELECT pg_reload_conf()")
        until("/readyz is green again", lambda: ready(life.port) == 200)
        until("sales go on", lambda n=len(shop.acknowledged): len(shop.acknowledged) > n + 50)
    finally:
        clients.stop()
    if life.process.poll() is not None:
        raise Failure(f"the program ended with {life.process.returncode}")
    shop.compare(life.port)
    sessions = int(in_database(cluster, "postgres", "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'guanxi'"))
    if sessions > CONNECTIONS_MAX:
        raise Failure(f"{sessions} connections are open: the pool leaks")
    books = verify(folder)
    if books["receipts"] != len(shop.acknowledged):
        raise Failure(f"verify counts {books['receipts']} receipts, {len(shop.acknowledged)} were acknowledged")
    print(f"  {len(shop.acknowledged)} receipts acknowledged, none lost, none doubled; {sessions} connections", flush=True)
    if life.stop() != 0:
        raise Failure("SIGTERM does not end the server with status 0")


def two_programs(cluster, folder):
    """Two servers on one database; one is killed again and again, its tills go to the other."""
    dice = random.Random(SEED + 3)
    shop = Shop(folder)
    beside = Path(folder, "beside")  # a node's own data directory, with the same key
    beside.mkdir()
    shutil.copy(Path(folder, "guanxi.key"), beside / "guanxi.key")
    stores[str(beside)] = stores[str(folder)]
    stays, falls = Server(folder), Server(beside)
    database = stores[str(folder)].split("dbname=")[1]
    clients = Clients(shop, [stays.port, falls.port], dice)
    nodes = set()
    try:
        for _ in range(PROGRAM_KILLS):
            until("sales go on", lambda n=len(shop.acknowledged): len(shop.acknowledged) > n + 60)
            time.sleep(dice.uniform(0, 0.5))  # the instant of the kill, drawn by the seed
            falls.kill()
            until("sales go on beside a dead server", lambda n=len(shop.acknowledged): len(shop.acknowledged) > n + 40)
            falls = Server(beside)
            clients.ports[1] = falls.port
        # What another process changes, both hear of, though it tells neither.
        run(folder, "admin", "person", "leaver", "--permission", "*")
        token = run(folder, "admin", "token", "leaver")[1].strip()
        for server in (stays, falls):
            client = Client(server.port, token=token)
            until("a new token is known", lambda c=client: c.ask("GET", "/v1/me")[0] == 200)
        run(folder, "admin", "disable", "leaver")
        for server in (stays, falls):
            client = Client(server.port, token=token)
            until("a disabled actor is refused", lambda c=client: c.ask("GET", "/v1/me")[0] in (401, 403))
        Shop._must(Client(stays.port, token=shop.token), "POST", "/v1/stores/S001/tills", {"code": "09", "name": "09"})
        client = Client(falls.port, token=shop.token)
        until("a new till is known", lambda: '"09"' in client.ask("GET", "/v1/stores/S001/tills")[1])
    finally:
        clients.stop()
    for server in (stays, falls):
        shop.compare(server.port)
    receipts = [int(receipt) for receipt, _ in shop.acknowledged.values()]
    if len(set(receipts)) != len(receipts):
        raise Failure("an id was given twice")
    nodes = {receipt >> 14 & 0xff for receipt in receipts}
    if len(nodes) < 2:
        raise Failure(f"all receipts are of one node: {nodes}")
    # Deliveries went on whoever died: the days' figures count every sale once.
    sold = in_database(cluster, database, "SELECT count(*) FROM sale_receipts WHERE kind = 'sale'")
    until(
        f"{sold} sales are in the days' figures",
        lambda: in_database(cluster, database, "SELECT coalesce(sum(sales), 0) FROM sale_store_days") == sold,
    )
    # No job is held by the dead for longer than its lease, and each has run.
    held = in_database(
        cluster, database,
        "SELECT count(*) FROM job_runs WHERE holder <> '' AND lease_until > (extract(epoch FROM now()) + 121) * 1000000",
    )
    if held != "0":
        raise Failure(f"{held} jobs are held for longer than a lease")
    books = verify(folder)
    if books["receipts"] != len(shop.acknowledged):
        raise Failure(f"verify counts {books['receipts']} receipts, {len(shop.acknowledged)} were acknowledged")
    print(f"  {PROGRAM_KILLS} kills of one of two: {len(receipts)} receipts of {len(nodes)} nodes, none lost, none doubled", flush=True)
    for server in (stays, falls):
        if server.stop() != 0:
            raise Failure("SIGTERM does not end the server with status 0")


def look_at_half(cluster, database, place, digest):
    """No program takes it for a store: it is marked, or untouched, or whole. One that is untouched is not looked at by a
    command, which would make a new store of it."""
    tables = in_database(cluster, database, "SELECT count(*) FROM pg_tables WHERE tablename = 'backup_fillings'")
    if tables == "0":
        return
    marked, filled = in_database(
        cluster, database, "SELECT (SELECT count(*) FROM backup_fillings), (SELECT count(*) FROM points_accounts)"
    ).split("|")
    status, told = run(place, "verify", "--json", check=False) if marked == "1" or filled != "0" else (1, "is not whole")
    if status == 0 and json.loads(told)["digest"] != digest:
        raise Failure(f"half of it was taken for a store: {told}")
    if status != 0 and "is not whole" not in told:
        raise Failure(f"half of it is refused for another reason: {told}")


def moved(cluster, folder):
    """A copy, which goes on where it was, and a restore, which begins anew, killed again and again."""
    dice = random.Random(SEED)
    data, made = folder / "data", folder / "shop.backup"
    data.mkdir()
    run(data, "demo", "load", "--members", "300", "--months", "2")
    digest = verify(data)["digest"]
    run(data, "backup", "--to", str(made), "--portable")
    for number, words in enumerate((["copy", "--from", str(data)], ["restore", "--from", str(made)])):
        place = folder / words[0]
        kills = 0
        for attempt in range(MOVE_KILLS + 1):
            database = f"shop_moved_{number}"
            if attempt == 0:
                in_database(cluster, "postgres", f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'")
            address = "postgresql:///?" + cluster.conninfo(database).replace(" ", "&")
            place.mkdir(exist_ok=True)
            shutil.copy(data / "guanxi.key", place / "guanxi.key")
            where = ["--to", address] if words[0] == "copy" else ["--store", address, "--data", str(place)]
            # Killed later each time, so that early and late steps are met; the last attempt is left alone.
            patience = None if attempt == MOVE_KILLS else dice.uniform(0.02, 0.1) * (attempt + 1)
            process = subprocess.Popen(
                [binary(), *words, *where, "--language", "en"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                env=environment(), cwd=folder,
            )
            stores[str(place)] = address
            try:
                text, _ = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                kills += 1
                look_at_half(cluster, database, place, digest)
                continue
            if process.returncode == 0 or "is not empty" in text:  # it came to its end, now or before the last kill
                break
            raise Failure(f"guanxi {words[0]} was refused after {kills} kills: {text}")
        if verify(place)["digest"] != digest:
            raise Failure(f"another store came out of {words[0]}")
        print(f"  {words[0]} killed {kills} times", flush=True)


def main():
    print(f"GUANXI_TEST_SEED={SEED} GUANXI_TEST_SCALE={SCALE}", flush=True)
    passed = failed = 0
    wanted = sys.argv[1:]
    stories = [story for story in (kills_of_the_program, kills_of_the_server, two_programs, moved) if not wanted or story.__name__ in wanted]
    try:
        cluster = postgres.Cluster()
    except postgres.Missing as missing:
        print(missing)
        print(f"0 passed, 0 failed, {len(stories)} skipped")
        return 0
    with cluster:
        for story in stories:
            folder = Path(tempfile.mkdtemp(prefix="guanxi-crash-"))
            database = f"shop_{story.__name__}"
            in_database(cluster, "postgres", f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'")
            stores[str(folder)] = cluster.conninfo(database)
            started = time.monotonic()
            try:
                story(cluster, folder)
                passed += 1
                print(f"ok {story.__name__} in {time.monotonic() - started:.0f} s", flush=True)
            except Failure as failure:
                failed += 1
                print(f"FAILED {story.__name__}: {failure}\n  GUANXI_TEST_SEED={SEED}, data in {folder}", flush=True)
                if not (cluster.data / "postmaster.pid").exists():
                    cluster.start()
                continue
            finally:
                for server in list(alive):
                    server.kill()
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
