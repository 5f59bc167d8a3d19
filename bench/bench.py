#!/usr/bin/env python3
"""Measures this machine: durable checkouts over HTTP against the same checkout in PostgreSQL, imports of receipts and of
members, and backups beside checkouts.

Run by script/bench, which builds the program first. Everything happens in a new folder below --work, on its disk, with
ports the kernel picks; what is started is ended. Figures of one machine and one moment: compare within one run only.
"""

import argparse
import gzip
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
from everything import Desk, open_shop  # noqa: E402
from priced import open_rules  # noqa: E402
from roster import plain_loop_seconds, rows_in, write_file  # noqa: E402
from yardstick import Server as PostgresServer, Yardstick  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
BINARY = Path(os.environ.get("GUANXI_BINARY", ROOT / "build/release/guanxi")).resolve()
TILLS = 32
SEED = 1
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60


def guanxi(*arguments):
    """Runs a command of the program; its output. Its own words are the error."""
    done = subprocess.run([BINARY, *map(str, arguments), "--language", "en"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"guanxi {arguments[0]} failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class Store:
    """Where a run keeps its books: SQLite in `data`, or a database of `postgres` beside it."""

    def __init__(self, data, postgres=None, database="guanxi"):
        self.data = data
        self.postgres = postgres
        self.database = database
        if postgres:
            postgres.command("createdb", *postgres.connection()[:-2], database)

    def flags(self):
        return ["--data", self.data] + (["--store", self.postgres.conninfo(self.database)] if self.postgres else [])

    def rows(self, query):
        if self.postgres:
            printed = self.postgres.command(
                "psql", *self.postgres.connection()[:-1], self.database, "--no-align", "--tuples-only", "--field-separator", "\t", "-c", query
            )
            return [tuple(line.split("\t")) for line in printed.splitlines()]
        with sqlite3.connect(f"file:{self.data}/guanxi.db?mode=ro", uri=True) as store:
            return store.execute(query).fetchall()

    def mib(self):
        if self.postgres:
            return int(self.rows(f"SELECT pg_database_size('{self.database}')")[0][0]) / 1024 / 1024
        return sum(file.stat().st_size for file in self.data.iterdir()) / 1024 / 1024


class Server:
    """guanxi serve on a port the kernel picks."""

    def __init__(self, store, log):
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [BINARY, "serve", *store.flags(), "--port", "0", "--language", "en",
             "--set", "log.level=warn", "--set", f"log.file={log}"],
            stdout=subprocess.PIPE, text=True,
        )
        line = self.process.stdout.readline()
        found = re.search(r"http://[^:]+:(\d+)", line)
        if not found:
            self.stop()
            sys.exit(f"guanxi serve did not start, see {log}: {line}")
        self.port = int(found[1])
        while not self.is_ready():
            if time.perf_counter() - begun > START_SECONDS_MAX:
                self.stop()
                sys.exit(f"not ready after {START_SECONDS_MAX} s, see {log}")
            time.sleep(0.001)
        self.start_ms = (time.perf_counter() - begun) * 1000

    def rest(self, seconds_max=900):
        """Until what the filling left to do (the outbox of two million enrolments) is done; the seconds it took."""
        begun = time.perf_counter()
        while busy_percent(2) > 10 and time.perf_counter() - begun < seconds_max:
            pass
        return time.perf_counter() - begun

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def resident_mib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        return self.process.returncode


def place_of(options, folder):
    """The data directory: a new one, or on SQLite the one that is given."""
    return Path(options.data) if options.data and options.engine == "sqlite" else folder / "data"


def machine():
    """What the figures depend on, in lines of name and value."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024 / 1024
    uname = os.uname()
    return [
        ("machine", f"{model[1] if model else uname.machine}, {os.cpu_count()} CPUs, {memory:.1f} GiB"),
        ("system", f"{uname.sysname} {uname.release}, load {os.getloadavg()[0]:.1f} when begun"),
        ("commit", os.environ.get("GUANXI_COMMIT", "unknown")),
        ("binary", f"{BINARY.stat().st_size / 1024 / 1024:.1f} MiB on disk, {stripped_mib():.1f} MiB without debug information"),
    ]


def stripped_mib():
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run(["strip", "-o", stripped.name, BINARY], check=True)
        return Path(stripped.name).stat().st_size / 1024 / 1024


def sync_micros(folder):
    """The median of 200 appended and synced 4 KiB blocks: what one durable commit costs at least."""
    times = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(200):
            begun = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begun)
    return sorted(times)[len(times) // 2] * 1_000_000


def busy_percent(seconds=1.0):
    """How much of all CPUs is in use: before a run, by others. Figures beside a busy neighbour are too low."""

    def read():
        fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        return sum(fields), fields[3] + fields[4]  # all, idle and waiting for the disk

    total, idle = read()
    time.sleep(seconds)
    total_after, idle_after = read()
    return 100 - 100 * (idle_after - idle) / max(1, total_after - total)


def till_codes(store):
    """The first TILLS tills, spread over the stores."""
    rows = store.rows("SELECT u.code, t.code FROM org_tills t JOIN org_units u ON u.unit_id = t.store_id ORDER BY t.code, u.code")
    if len(rows) < TILLS:
        sys.exit(f"the demo has {len(rows)} tills, {TILLS} are wanted: use more members")
    return rows[:TILLS]


def make_tills(books, folder):
    """Signing keys for 32 tills, in a file only its owner reads."""
    path = folder / "tills.txt"
    lines = []
    for store, till in till_codes(books):
        printed = guanxi("admin", "till", store, till, *books.flags())
        key, secret = re.search(r"key\s+(\S+)\s+secret\s+(\S+)", printed).groups()
        lines.append(f"{store} {till} {key} {secret}\n")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.writelines(lines)
    return path


def receipts(store):
    return int(store.rows("SELECT count(*) FROM sale_receipts")[0][0])


def generate(options, folder, port, tills, connections, sequence, members=None, sales="plain", more=()):
    output = folder / f"load-{connections}.json"
    command = [
        BINARY.parent / "bench/checkout_load", "--port", port, "--tills", tills, "--members", members or options.members, "--seed", SEED, "--sales", sales,
        "--connections", connections, "--seconds", options.seconds, "--sequence", sequence, "--draw", connections,
        "--output", output, *more,
    ]
    done = subprocess.run(list(map(str, command)), check=False)
    if done.returncode != 0:
        sys.exit(f"checkout_load failed: {output.read_text() if output.exists() else 'no result'}")
    return json.loads(output.read_text())


def prepared(options, store, months):
    """Fills the store, unless it was filled before; the seconds it took."""
    begun = time.perf_counter()
    if not options.data:
        guanxi("demo", "load", "--members", options.members, "--months", months, "--seed", SEED, *store.flags())
    elif options.engine == "postgres":
        shutil.copytree(options.data, store.data, ignore=lambda _, names: set(names) - {"guanxi.key"})
        guanxi("copy", "--from", options.data, "--to", "postgresql:///?" + store.postgres.conninfo(store.database).replace(" ", "&"))
    seconds = time.perf_counter() - begun
    print(f"loaded {options.members} members in {seconds:.1f} s", flush=True)
    return seconds


def our_checkouts(options, folder, postgres=None):
    """Prepares a store, loads it, and counts that what was acknowledged is there."""
    store = Store(place_of(options, folder), postgres)
    load_seconds = prepared(options, store, 0)
    tills = make_tills(store, folder)
    before = receipts(store)
    server = Server(store, folder / "serve.log")
    figures = {"load_seconds": load_seconds, "start_ms": server.start_ms, "resident_start": server.resident_mib(), "runs": {}}
    acknowledged = 0
    try:
        figures["rest_seconds"] = server.rest()
        for number, connections in enumerate(options.connections):
            busy = busy_percent()
            cpu = server.cpu_seconds()
            run = generate(options, folder, server.port, tills, connections, 1_000_000 * (number + 1))
            run["server_cpu_seconds"] = server.cpu_seconds() - cpu
            run["busy_before_percent"] = busy
            figures["runs"][connections] = run
            acknowledged += run["statuses"]["201"]
            print(f"guanxi, {connections} connections: {run['per_second']} checkouts/s", flush=True)
        figures["resident_end"] = server.resident_mib()
    finally:
        status = server.stop()
    if status != 0:
        sys.exit(f"guanxi serve ended with {status}")
    posted = receipts(store) - before
    if posted != acknowledged:
        sys.exit(f"{acknowledged} sales were acknowledged, {posted} are in the store")
    guanxi("verify", *store.flags())
    figures["acknowledged"] = acknowledged
    figures["store_mib"] = store.mib()
    return figures


def measure_everything(options, folder):
    """Sales that use everything beside plain ones, in turns on one store and to the same members."""
    with_store(options, folder, lambda store: compare(
        options, folder, store, "everything", "points and small change paying and change saved too",
        "with card type, tiers and multiplier switched on", 0.80, open_shop))


def measure_priced(options, folder):
    """Sales that the engine prices by rules, with a coupon, beside plain ones, in turns on one store and to the same members."""
    def open_it(desk, phones, shop, till):
        file = folder / "coupons.txt"
        file.write_text("\n".join(open_rules(desk, other(desk), phones)))
        return ["--coupons", file]

    def other(desk):
        return Desk(desk.port, guanxi, desk.store, "Second")

    with_store(options, folder, lambda store: compare(
        options, folder, store, "priced", "priced by the engine, with a coupon", "with the rules in force", 0.70, open_it))


def with_store(options, folder, work):
    if options.engine == "postgres":
        with PostgresServer(folder) as postgres:
            work(Store(folder / "data", postgres))
    else:
        work(Store(place_of(options, folder)))


def compare(options, folder, store, kind, what, plain, wanted, open_it):
    """`what` such sales are, what `plain` ones are by then, and what `open_it` prepares: more words for checkout_load."""
    prepared(options, store, 0)
    tills = make_tills(store, folder)
    regulars = min(options.members, options.regulars)
    printed = subprocess.run(
        [BINARY.parent / "bench/checkout_load", "--phones", str(regulars), "--members", "1", "--seed", str(SEED)],
        stdout=subprocess.PIPE, text=True, check=True,
    )
    runs = {"plain": [], kind: []}
    server = Server(store, folder / "serve.log")
    try:
        server.rest()
        shop, till = till_codes(store)[-1]
        desk = Desk(server.port, guanxi, store)
        # What plain sales are measured by: nothing of it is switched on.
        runs["before"] = [generate(options, folder, server.port, tills, options.connections[0], 100_000, regulars)]
        more = open_it(desk, printed.stdout.split(), shop, till) or []
        for turn in range(options.turns):
            for number, sales in enumerate(("plain", kind)):
                sequence = 1_000_000 * (2 * turn + number + 1)
                run = generate(options, folder, server.port, tills, options.connections[0], sequence, regulars, sales, more)
                runs[sales].append(run)
                print(f"{sales}: {run['per_second']}/s", flush=True)
    finally:
        status = server.stop()
    if status != 0:
        sys.exit(f"guanxi serve ended with {status}")
    guanxi("verify", *store.flags())
    for name, value in machine():
        print(f"{name:<10} {value}")
    average = {sales: sum(run["per_second"] for run in each) / len(each) for sales, each in runs.items()}
    p99 = {sales: milliseconds(max(run["latency_micros"]["p99"] for run in each)) for sales, each in runs.items()}
    print(f"{'before':<10} {average['before']:.0f}/s plain sales to {regulars} members before anything was switched on, one run")
    print(f"{'plain':<10} {average['plain']:.0f}/s {plain}, p99 at most {p99['plain']} ms")
    print(f"{kind:<10} {average[kind]:.0f}/s, {what}, p99 at most {p99[kind]} ms")
    print(
        f"{'ratio':<10} {average[kind] / average['before']:.2f} of before, {average[kind] / average['plain']:.2f} of plain"
        f" (wanted: {wanted:.2f}); {options.turns} turns of {options.seconds} s, {options.connections[0]} connections; guanxi verify clean"
    )


def milliseconds(micros):
    return f"{micros / 1000:.1f}"


def checkout_table(ours, theirs):
    head = ["clients", "guanxi/s", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "PostgreSQL/s", "p50 ms", "p99 ms", "p99.9 ms", "ratio"]
    rows = []
    for clients in sorted(set(ours) | set(theirs)):
        row = [str(clients)]
        run = ours.get(clients)
        if run:
            latency = run["latency_micros"]
            row += [str(run["per_second"]), *(milliseconds(latency[name]) for name in ("p50", "p99", "p99_9", "max"))]
        else:
            row += ["–"] * 5
        yard = theirs.get(clients)
        row += [f"{yard['per_second']:.0f}", *(milliseconds(yard[name]) for name in ("p50", "p99", "p99_9"))] if yard else ["–"] * 4
        row.append(f"{run['per_second'] / yard['per_second']:.2f}" if run and yard else "–")
        rows.append(row)
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths)) for row in [head, *rows])


def measure_checkout(options, folder):
    facts = machine()
    facts.append(("disk", f"{sync_micros(folder):.0f} µs for a synced 4 KiB block (median)"))
    if options.engine == "postgres":
        with PostgresServer(folder) as postgres:
            facts.append(("store", f"{postgres.version}, unix socket, " + ", ".join(f"{n} = {v}" for n, v in postgres.settings.items())))
            ours = our_checkouts(options, folder, postgres)
    else:
        facts.append(("store", "SQLite, embedded"))
        ours = our_checkouts(options, folder)
    theirs = {}
    if options.postgres:
        with Yardstick(folder, options.members) as yardstick:
            facts.append(("yardstick", yardstick.version))
            yardstick.run(min(options.pg_clients), 2)  # warm
            for clients in options.pg_clients:
                busy = busy_percent()
                theirs[clients] = yardstick.run(clients, options.seconds)
                theirs[clients]["busy_before_percent"] = busy
                print(f"PostgreSQL, {clients} clients: {theirs[clients]['per_second']:.0f} checkouts/s", flush=True)
    busy = [run["busy_before_percent"] for run in (*ours["runs"].values(), *theirs.values())]
    facts += [
        ("neighbours", f"CPUs {min(busy):.0f} … {max(busy):.0f} % busy before the runs; 0 makes the best figures"),
        ("start", f"{ours['start_ms']:.0f} ms to the first /readyz with {options.members} members"),
        ("memory", f"{ours['resident_start']:.0f} MiB resident after start, {ours['resident_end']:.0f} MiB after the load"),
        ("demo load", f"{ours['load_seconds']:.1f} s for {options.members} members"),
        ("checked", f"{ours['acknowledged']} acknowledged sales = receipts in the store; guanxi verify clean"),
    ]
    print("\n" + "\n".join(f"{name:<10} {value}" for name, value in facts) + "\n")
    print(checkout_table(ours["runs"], theirs))
    print(
        f"\n{options.seconds} s per row, closed loop, {options.members} members, client on the same machine. guanxi: HTTP, a"
        "\nfresh HMAC signature per request, JSON in and out. PostgreSQL: one prepared call of a plpgsql function over a unix"
        "\nsocket, no HTTP, no JSON to parse, no signature; fsync and synchronous_commit on. Both: 1–4 lines a sale."
    )
    if options.json:
        Path(options.json).write_text(json.dumps({"facts": dict(facts), "guanxi": ours, "postgresql": theirs}, indent=1))


def data_set(name):
    """A file of the test data, or None."""
    for folder in (os.environ.get("GUANXI_DATA_DIR"), ROOT.parent / "shared/data"):
        if folder and Path(folder, name).exists():
            return Path(folder, name)
    return None


def measure_import(options, folder):
    file = Path(options.file) if options.file else data_set("online_retail/online_retail.csv.gz")
    if file is None or not file.exists():
        print("import: skipped, there is no online_retail.csv.gz; name one with --file or set GUANXI_DATA_DIR")
        return
    store = Store(folder / "import")
    begun = time.perf_counter()
    printed = guanxi(
        "import", "receipts", file, "--format", "online-retail", *store.flags(), "--rejects", folder / "rejects.csv"
    )
    seconds = time.perf_counter() - begun
    with (gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")) as rows:
        count = sum(1 for _ in rows) - 1
    begun = time.perf_counter()
    guanxi("verify", *store.flags())
    verify_seconds = time.perf_counter() - begun
    for name, value in machine():
        print(f"{name:<10} {value}")
    print(f"{'file':<10} {file.name}, {count} rows")
    print(f"{'import':<10} {count / seconds:.0f} rows/s ({seconds:.1f} s from start to end of the command), {receipts(store)} receipts")
    print(f"{'said':<10} {printed.strip().splitlines()[-1]}")
    print(f"{'verify':<10} clean, {verify_seconds:.1f} s")


def measure_members_import(options, folder):
    """A file of members with opening points, by the command, beside a plain loop that writes as many rows."""
    file, store = folder / "members.csv", Store(folder / "data")
    write_file(file, options.members, SEED)
    guanxi("demo", "load", "--members", 100, "--months", 0, "--seed", SEED, *store.flags())
    facts = machine() + [
        ("disk", f"{sync_micros(folder):.0f} µs for a synced 4 KiB block (median)"),
        ("neighbours", f"CPUs {busy_percent():.0f} % busy before the run; 0 makes the best figures"),
    ]
    rows_before, used_before = rows_in(store), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, printed = timed_command("import", "members", file, "--programme", "MAIN", *store.flags())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    written = rows_in(store) - rows_before
    plain = plain_loop_seconds(folder / "plain.db", written)
    verify_seconds, _ = timed_command("verify", *store.flags())
    created = int(re.search(r"members created\s+(\d+)", printed)[1])
    if created != options.members:
        sys.exit(f"{options.members} rows, {created} members: {printed}")
    for name, value in facts:
        print(f"{name:<10} {value}")
    print(f"{'file':<10} {options.members} rows of made-up members: name, phone, birthday, e-mail, opening points")
    print(f"{'import':<10} {options.members / seconds:.0f} rows/s ({seconds:.1f} s from start to end of the command)")
    print(
        f"{'used':<10} {used.ru_utime - used_before.ru_utime:.1f} s of the CPUs and "
        f"{used.ru_stime - used_before.ru_stime:.1f} s in the kernel"
    )
    print(f"{'yardstick':<10} {plain:.1f} s for a plain loop that writes as many rows ({written}) into one table of SQLite")
    print(f"{'ratio':<10} {seconds / plain:.2f} times the yardstick")
    print(f"{'verify':<10} clean, {verify_seconds:.1f} s")


def measure_codes(options, folder):
    """A batch of unguessable coupon codes, from the order until the last of them is in the store, beside a plain loop."""
    store = Store(folder / "data")
    guanxi("demo", "load", "--members", 100, "--months", 0, "--seed", SEED, *store.flags())
    server = Server(store, folder / "log")
    try:
        desk = Desk(server.port, guanxi, store)
        template = desk.post("/v1/coupons/templates", {
            "programme": "MAIN", "code": "CODES", "reason": "benchmark",
            "terms": {"kind": "parking", "name_zh": "停车", "name_en": "Parking", "validity": "relative", "for_days": 30},
        })
        desk.post(f"/v1/coupons/templates/{template['id']}/activation", {"reason": "benchmark"}, etag='"1"')
        begun = time.perf_counter()
        batch = desk.post("/v1/coupons/batches", {"template": template["id"], "codes": options.codes, "note": "benchmark"})
        while (now := desk.ask("GET", f"/v1/coupons/batches/{batch['id']}")[0])["state"] != "made":
            time.sleep(0.1)
        seconds = time.perf_counter() - begun
    finally:
        server.stop()
    plain = plain_loop_seconds(folder / "plain.db", now["made"])
    for name, value in machine():
        print(f"{name:<10} {value}")
    print(f"{'codes':<10} {now['made']} in {seconds:.1f} s, {now['made'] / seconds:.0f}/s")
    print(f"{'yardstick':<10} {plain:.1f} s for a plain loop that writes as many rows into one table of SQLite")
    print(f"{'ratio':<10} {seconds / plain:.2f} times the yardstick")


def timed_command(*words):
    begun = time.perf_counter()
    printed = guanxi(*words)
    return time.perf_counter() - begun, printed


def backed_up_checkouts(options, store, folder, server, tills, backups):
    """Runs beside a backup that begins with the first; (figures of the runs, seconds of the backup, its file)."""
    command = [BINARY, "backup", "--to", str(backups), *map(str, store.flags()), "--language", "en"]
    if options.rate is not None:
        command += ["--mib-per-second", str(options.rate)]
    begun = time.perf_counter()
    backup = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    sums, seconds = [], None
    while seconds is None or not sums:
        sums.append(generate(options, folder, server.port, tills, options.connections[0], 4_000_000 + 1_000_000 * len(sums)))
        if backup.poll() is not None and seconds is None:
            seconds = time.perf_counter() - begun
    printed = backup.communicate()[0]
    if backup.returncode != 0:
        sys.exit(f"guanxi backup failed: {printed}")
    return sums, seconds, next(backups.glob("guanxi-*.backup"))


def measure_backup(options, folder):
    if options.engine == "postgres":
        with PostgresServer(folder) as postgres:
            beside_backup(options, folder, Store(folder / "data", postgres))
    else:
        beside_backup(options, folder, Store(place_of(options, folder)))


def beside_backup(options, folder, store):
    backups = folder / "backups"
    backups.mkdir()
    prepared(options, store, options.months)
    tills = make_tills(store, folder)
    server = Server(store, folder / "serve.log")
    facts = machine() + [("neighbours", f"CPUs {busy_percent():.0f} % busy before the runs; 0 makes the best figures")]
    try:
        server.rest()
        generate(options, folder, server.port, tills, options.connections[0], 1_000_000)  # warm
        before = generate(options, folder, server.port, tills, options.connections[0], 2_000_000)
        during, seconds, made = backed_up_checkouts(options, store, folder, server, tills, backups)
        after = generate(options, folder, server.port, tills, options.connections[0], 3_000_000)
    finally:
        server.stop()
    facts += [
        ("store", f"{options.engine}, {store.mib():.0f} MiB, {store.rows('SELECT count(*) FROM points_entries')[0][0]} journal entries when it ended"),
        ("backup", f"{made.stat().st_size >> 20} MiB in {seconds:.1f} s beside {options.connections[0]} connections"),
    ]
    verify_seconds, _ = timed_command("backup", "--verify", made, "--work", folder)
    place = Store(folder / "restored", store.postgres, "restored")
    restore_seconds, _ = timed_command("restore", "--from", made, *place.flags())
    shutil.copy(store.data / "guanxi.key", place.data / "guanxi.key")
    again, _ = timed_command("verify", *place.flags())
    facts += [
        ("restore", f"{restore_seconds:.1f} s with all verification; backup --verify {verify_seconds:.1f} s"),
        ("verify", f"{again:.1f} s alone"),
    ]
    print("\n" + "\n".join(f"{name:<10} {value}" for name, value in facts) + "\n")
    print(f"{'':<18}{'checkouts/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'p99.9 ms':>10}{'max ms':>9}")
    for name, run in [("before", before), *((f"beside it, {i + 1}", run) for i, run in enumerate(during)), ("after", after)]:
        latency = run["latency_micros"]
        figures = [milliseconds(latency[part]) for part in ("p50", "p99", "p99_9", "max")]
        print(f"{name:<18}{run['per_second']:>12}{figures[0]:>9}{figures[1]:>9}{figures[2]:>10}{figures[3]:>9}")
    alone = (before["per_second"] + after["per_second"]) / 2
    # Runs behind the end of the backup are not beside it.
    beside = during[: max(1, int(seconds // options.seconds))]
    slowdown = 100 * (1 - sum(run["per_second"] for run in beside) / len(beside) / alone)
    print(f"\na backup slows checkouts by {slowdown:.1f} % (wanted: less than 20)")
    if options.json:
        Path(options.json).write_text(json.dumps(
            {"facts": dict(facts), "before": before, "during": during, "after": after, "slowdown_percent": slowdown}, indent=1,
        ))


def numbers(text):
    return [int(part) for part in text.split(",")]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("checkout", "everything", "priced", "import", "members-import", "codes", "backup"))
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite", help="checkout and backup: where the books are")
    parser.add_argument("--members", type=int, default=100_000, help="in the store; members-import: rows of the file (default 100000)")
    parser.add_argument("--seconds", type=int, default=15, help="per run (default 15)")
    parser.add_argument("--connections", type=numbers, default=[16, 64, 256], help="default 16,64,256")
    parser.add_argument("--pg-clients", type=numbers, default=[16, 64], help="default 16,64")
    parser.add_argument("--no-postgres", dest="postgres", action="store_false", help="without the yardstick")
    parser.add_argument("--regulars", type=int, default=10_000, help="everything and priced: the members sold to (default 10000)")
    parser.add_argument("--turns", type=int, default=4, help="everything and priced: turns with plain ones (default 4)")
    parser.add_argument("--codes", type=int, default=1_000_000, help="codes: as many (default 1000000)")
    parser.add_argument("--months", type=int, default=3, help="backup: months of visits in the store (default 3)")
    parser.add_argument("--rate", type=int, help="backup: MiB a second at most; 0: as fast as it goes (default: the setting's)")
    parser.add_argument("--data", type=lambda text: Path(text).resolve(), help="a data directory filled before, with as many --members: used and changed, or copied into PostgreSQL")
    parser.add_argument("--file", help="import: the Online Retail file")
    parser.add_argument("--json", help="checkout: all figures as JSON into this file")
    parser.add_argument("--work", type=lambda text: Path(text).resolve(), default=ROOT / "build", help="where the temporary folder goes (default: build)")
    parser.add_argument("--keep", action="store_true", help="leave the temporary folder")
    return parser.parse_args()


def main():
    options = arguments()
    if not BINARY.exists():
        sys.exit(f"there is no {BINARY}: script/bench builds it")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that `finally` ends what was started
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=options.work))
    try:
        measures = {
            "checkout": measure_checkout, "everything": measure_everything, "priced": measure_priced, "import": measure_import,
            "members-import": measure_members_import, "codes": measure_codes, "backup": measure_backup,
        }
        measures[options.what](options, folder)
    finally:
        if options.keep:
            print(f"kept {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
