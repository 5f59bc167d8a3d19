"""A private PostgreSQL for tests and benchmarks: its own folder, port and unix socket, no network, ended and removed after.

PostgreSQL refuses to run as root; then its own user does.
"""

import getpass
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

# What every cluster of ours has. Tests add that nothing is flushed: they prove what a commit means, not that disks work.
SETTINGS = {
    "listen_addresses": "''", "max_connections": "200", "logging_collector": "off", "autovacuum": "on",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


class Missing(Exception):
    """There is no PostgreSQL on this machine."""


def programs():
    """The folder of the newest PostgreSQL's programs."""
    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[4]))
    if versions:
        return Path(versions[-1])
    found = shutil.which("initdb")
    if not found:
        raise Missing("there is no PostgreSQL: script/bootstrap test installs it")
    return Path(found).resolve().parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """with Cluster(folder, {...settings}) as cluster: … cluster.conninfo()"""

    def __init__(self, folder=None, settings=None):
        self.bin = programs()
        self.settings = SETTINGS | (FAST if settings is None else settings)
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        if folder is None:  # in memory where there is room
            memory = Path("/dev/shm")
            roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
            folder = memory if roomy else Path(tempfile.gettempdir())
        self.folder = Path(tempfile.mkdtemp(prefix="guanxi-postgres-", dir=folder))
        self.data = self.folder / "data"
        self.port = free_port()

    def __enter__(self):
        if os.geteuid() == 0:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.folder.chmod(0o700)
        self.version = self.command("postgres", "--version").strip()
        self.command(
            "initdb", "--pgdata", self.data, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--username", "postgres",
        )
        # A socket's path may have 107 bytes only.
        self.sockets = Path(tempfile.mkdtemp(prefix="gxpg-"))
        if os.geteuid() == 0:
            os.chown(self.sockets, account.pw_uid, account.pw_gid)
            self.sockets.chmod(0o711)
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in self.settings.items())
            file.write(f"unix_socket_directories = '{self.sockets}'\nport = {self.port}\n")
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        self.command("pg_ctl", "--pgdata", self.data, "--log", self.folder / "postgres.log", "--wait", "start", capture=False)

    def stop(self, mode="fast"):
        if (self.data / "postmaster.pid").exists():
            self.command("pg_ctl", "--pgdata", self.data, "--mode", mode, "--wait", "stop", capture=False)

    def connection(self):
        """Arguments of psql and pgbench."""
        return ["--host", self.sockets, "--port", self.port, "--username", "postgres", "--dbname", "postgres"]

    def conninfo(self, database="postgres"):
        return f"host={self.sockets} port={self.port} user=postgres dbname={database}"

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
            text=True, cwd=self.folder, check=False, start_new_session=True, **identity,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name} failed with {done.returncode}: {done.stdout or 'see ' + str(self.folder)}")
        return done.stdout
