"""A throw-away copy of this machine: its files under an overlay, with processes, network and name of its own.

Whatever is installed, written and started there is gone when it ends; nothing of it reaches this machine. Only root can make
one, and not everywhere: Unavailable says why not. Files go in and out through shared folders.

What runs there may delete as it likes, so three things keep it in: the real root is no part of the copy's mounts
(pivot_root), nothing runs before that is done, and every script first looks for the copy's own mark and refuses without it.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

# The copy starts as a machine on which nothing runs: /run is empty, and so are the folders that programs share.
SETUP = """set -e
copy=$1 name=$2 mark=$3
mount -t tmpfs none "$copy"
mkdir "$copy/up" "$copy/work" "$copy/top"
mount -t overlay overlay -o "lowerdir=/,upperdir=$copy/up,workdir=$copy/work" "$copy/top"
mount -t proc proc "$copy/top/proc"
# Nodes that harm nobody; disks and the like stay outside.
mount -t tmpfs -o mode=755 none "$copy/top/dev"
for node in null zero full random urandom tty; do
  : >"$copy/top/dev/$node"
  mount --bind "/dev/$node" "$copy/top/dev/$node"
done
ln -s /proc/self/fd "$copy/top/dev/fd"
for n in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${n%:*}" "$copy/top/dev/${n#*:}"; done
mkdir "$copy/top/dev/shm"
for folder in dev/shm run tmp; do mount -t tmpfs -o mode=1777 none "$copy/top/$folder"; done
chmod 755 "$copy/top/run"
ip link set lo up
hostname "$name"
shift 3
while [ $# -gt 0 ]; do
  mkdir -p "$copy/top$2"
  mount --bind "$1" "$copy/top$2"
  shift 2
done
cd "$copy/top"
mkdir .outside
pivot_root . .outside
umount -l /.outside
rmdir /.outside
cd /
printf %s "$mark" >/run/copy-of-a-machine
echo ready
# The first process of the copy: it takes in what loses its parent.
exec /bin/bash -c 'sleep infinity & wait'
"""
GUARD = """[ "$(cat /run/copy-of-a-machine 2>/dev/null)" = "$1" ] || { echo 'refused: this is not the copy'; exit 99; }
shift
"""
REFUSED = 99
# What no step of a guide needs, and what reaches through a namespace: the clock, modules, raw devices, new nodes, the power switch.
TAKEN_AWAY = "-sys_time,-sys_module,-sys_rawio,-mknod,-sys_boot"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Unavailable(Exception):
    """There can be no copy here."""


class Machine:
    """with Machine("name", {"/outside": "/inside"}) as machine: machine.run("a script")"""

    def __init__(self, name, shared=()):
        self.name = name
        self.mark = secrets.token_hex(16)
        self.shared = dict(shared)
        self.environment = {"PATH": PATH, "HOME": "/root", "LC_ALL": "C.UTF-8"}

    def __enter__(self):
        if os.geteuid() != 0:
            raise Unavailable("only root can make a copy of the machine")
        if missing := [tool for tool in ("setpriv", "unshare", "nsenter", "ip", "hostname", "pivot_root") if not shutil.which(tool)]:
            raise Unavailable(f"there is no {missing[0]}")
        self.folder = Path(tempfile.mkdtemp(prefix="guanxi-machine-"))
        pairs = [str(path) for pair in self.shared.items() for path in pair]
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "-m", "-p", "-f", "-n", "-i", "-u", "--kill-child", "bash", "-c", SETUP, "setup", self.folder, self.name, self.mark, *pairs],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        if self.process.stdout.readline() != "ready\n":
            self.process.kill()
            why = self.process.communicate()[1].strip()
            self.__exit__()
            raise Unavailable(f"overlays in namespaces of their own are not allowed here: {why}")
        own = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        self.first = own.split()[0]
        return self

    def __exit__(self, *_):
        self.process.kill()  # its death is the first process's, and that is everybody's
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        self.folder.rmdir()  # what was mounted there went with its namespace

    def run(self, script, *arguments, seconds_max=120):
        """Runs a Bash script as root inside; (status, what it said on both outputs)."""
        words = ["nsenter", "--target", self.first, "--mount", "--pid", "--net", "--ipc", "--uts"]
        words += ["env", "--chdir=/", "-i", *(f"{key}={value}" for key, value in self.environment.items())]
        words += ["setpriv", f"--bounding-set={TAKEN_AWAY}", "timeout", "--kill-after=5", str(seconds_max), "bash", "-c", GUARD + script, "bash", self.mark, *arguments]
        # Into a file: what is left running inside keeps a pipe open for ever.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            status = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, check=False).returncode
            said.seek(0)
            return status, said.read()
