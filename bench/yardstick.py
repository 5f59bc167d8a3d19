"""A private PostgreSQL for bench.py: its own folder on the disk that is measured, its own port and unix socket, ended after."""

import getpass
import glob
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETTINGS = {
    "listen_addresses": "''", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
    "shared_buffers": "256MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min", "max_connections": "100",
    "autovacuum": "on", "logging_collector": "off",
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def programs():
    """The folder of the newest PostgreSQL's programs."""
    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[4]))
    if versions:
        return Path(versions[-1])
    found = shutil.which("initdb")
    if not found:
        sys.exit("there is no PostgreSQL: script/bootstrap bench, or bench/checkout --no-postgres")
    return Path(found).resolve().parent


class Yardstick:
    def __init__(self, folder, members):
        self.members = members
        self.bin = programs()
        # PostgreSQL refuses to run as root: then its own user does.
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=folder))
        self.data = self.folder / "data"
        self.port = free_port()

    def __enter__(self):
        if os.geteuid() == 0:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.folder.parent.chmod(0o711)  # let it pass through
        self.version = self.command("postgres", "--version").strip()
        self.command("initdb", "--pgdata", self.data, "--auth", "trust", "--encoding", "UTF8", "--locale", "C")
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
            # A socket's path may have 107 bytes only.
            self.sockets = Path(tempfile.mkdtemp(prefix="gxpg-"))
            file.write(f"unix_socket_directories = '{self.sockets}'\nport = {self.port}\n")
        if os.geteuid() == 0:
            os.chown(self.sockets, account.pw_uid, account.pw_gid)
        try:
            self.command("pg_ctl", "--pgdata", self.data, "--log", self.folder / "postgres.log", "--wait", "start", capture=False)
            self.command(
                "psql", *self.connection(), "--quiet", "--set", "ON_ERROR_STOP=1", "--set", f"members={self.members}",
                "--file", HERE / "yardstick.sql",
            )
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if (self.data / "postmaster.pid").exists():
            self.command("pg_ctl", "--pgdata", self.data, "--mode", "fast", "--wait", "stop", capture=False)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def connection(self):
        return ["--host", self.sockets, "--port", self.port, "--dbname", "postgres"]

    def command(self, name, *arguments, capture=True):
        """Runs one of PostgreSQL's programs as its user; its output."""
        identity = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam(self.user)
            identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        # The server inherits what pg_ctl has: a pipe of ours would never end.
        output = subprocess.PIPE if capture else subprocess.DEVNULL
        done = subprocess.run(
            [str(self.bin / name), *map(str, arguments)], stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            text=True, cwd=self.folder, check=False, **identity,
        )
        if done.returncode != 0:
            sys.exit(f"{name} failed with {done.returncode}: {done.stdout or 'see ' + str(self.folder)}")
        return done.stdout

    def run(self, clients, seconds):
        """Checkouts per second and latencies in µs."""
        for old in self.folder.glob("latency.*"):
            old.unlink()
        printed = self.command(
            "pgbench", "--host", self.sockets, "--port", self.port, "--client", clients, "--jobs", 2, "--time", seconds,
            "--protocol", "prepared", "--no-vacuum", "--log", "--log-prefix", self.folder / "latency",
            "--define", f"members={self.members}", "--file", HERE / "yardstick.pgbench", "postgres",
        )
        failed = re.search(r"number of failed transactions: (\d+)", printed)
        if failed and int(failed[1]) > 0:
            sys.exit(f"the yardstick failed:\n{printed}")
        latencies = []
        for log in self.folder.glob("latency.*"):
            with log.open() as lines:
                latencies += [int(line.split()[2]) for line in lines]
        latencies.sort()

        def percentile(share):
            return latencies[min(len(latencies) - 1, int(len(latencies) * share))]

        return {
            "per_second": float(re.search(r"tps = ([0-9.]+)", printed)[1]),
            "p50": percentile(0.5), "p99": percentile(0.99), "p99_9": percentile(0.999), "max": latencies[-1],
        }
