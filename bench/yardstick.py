"""The yardstick of bench.py: the same checkout as one plpgsql function in a private PostgreSQL on the disk that is measured."""

import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "script" / "lib"))
from postgres import Cluster  # noqa: E402

# A quarter of the machine's memory, as the guide says.
MEMORY_MIB = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
SETTINGS = {
    "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": f"{max(256, MEMORY_MIB // 4)}MB",
    "max_wal_size": "4GB", "checkpoint_timeout": "15min",
}


class Server(Cluster):
    """A PostgreSQL as an operator would run it, on the disk of `folder`."""

    def __init__(self, folder):
        folder.chmod(0o711)  # let PostgreSQL's user pass through
        super().__init__(folder, SETTINGS)


class Yardstick(Server):
    def __init__(self, folder, members):
        super().__init__(folder)
        self.members = members

    def start(self):
        super().start()
        # Where PostgreSQL's user may not read the project, we do it.
        (self.folder / "yardstick.sql").write_text((HERE / "yardstick.sql").read_text())
        (self.folder / "yardstick.pgbench").write_text((HERE / "yardstick.pgbench").read_text())
        self.command(
            "psql", *self.connection(), "--quiet", "--set", "ON_ERROR_STOP=1", "--set", f"members={self.members}",
            "--file", self.folder / "yardstick.sql",
        )

    def run(self, clients, seconds):
        """Checkouts per second and latencies in µs."""
        for old in self.folder.glob("latency.*"):
            old.unlink()
        printed = self.command(
            "pgbench", *self.connection()[:-2], "--client", clients, "--jobs", 2, "--time", seconds,
            "--protocol", "prepared", "--no-vacuum", "--log", "--log-prefix", self.folder / "latency",
            "--define", f"members={self.members}", "--file", self.folder / "yardstick.pgbench", "postgres",
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
