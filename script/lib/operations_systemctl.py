#!/usr/bin/env python3
"""systemctl for a copy of a machine that systemd did not start: does to guanxi.service what its unit file says.

Of the unit it honours what can break a guide's step: user, environment, the system that is read-only but for the service's
own folders, private /tmp, no privileges, limits, readiness (Type=notify), reload and stop. A unit is read at daemon-reload, as
systemd does. Clusters of PostgreSQL go to pg_ctlcluster. What it does not know it refuses.
"""

import json
import os
import re
import resource
import select
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

STATE = Path("/run/systemd/system")
UNIT_FILE = Path("/usr/lib/systemd/system/guanxi.service")
DROP_INS = Path("/etc/systemd/system/guanxi.service.d")
UNIT, RUNNING, JOURNAL, NOTIFY = (STATE / name for name in ("guanxi.unit", "guanxi.running", "guanxi.journal", "guanxi.notify"))
START_SECONDS_MAX = 60
TURN = 0.02


def load_unit():
    """Section [Service] with its drop-ins: name → values; an empty one forgets those before."""
    unit = {}
    section = ""
    for file in [UNIT_FILE, *sorted(DROP_INS.glob("*.conf"))]:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                section = line
            elif section == "[Service]" and "=" in line and not line.startswith(("#", ";")):
                key, value = (part.strip() for part in line.split("=", 1))
                unit[key] = unit.get(key, []) + [value] if value else []
    UNIT.write_text(json.dumps(unit))


def unit():
    if not UNIT.exists():
        load_unit()
    return json.loads(UNIT.read_text())


def one(settings, key, otherwise=""):
    return (settings.get(key) or [otherwise])[-1]


def seconds(text):
    found = re.fullmatch(r"(\d+)(s|min|h|)", text)
    return int(found[1]) * {"": 1, "s": 1, "min": 60, "h": 3600}[found[2]]


def running():
    """{"pid": …, "status": …, "ready": …, "reloads": …} or None."""
    try:
        return json.loads(RUNNING.read_text())
    except FileNotFoundError:
        return None


def note(state):
    fresh = RUNNING.with_suffix(".new")
    fresh.write_text(json.dumps(state))
    fresh.rename(RUNNING)


def wait_until(condition, seconds_max):
    end = time.monotonic() + seconds_max
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(TURN)
    return False


def sandbox(settings):
    """Shell lines that shut the service off from the system; run in a mount namespace of its own."""
    lines = ["set -e"]
    writable = []
    for key, parent in (("StateDirectory", "/var/lib"), ("LogsDirectory", "/var/log")):
        for name in one(settings, key).split():
            folder = f"{parent}/{name}"
            lines.append(f"install -d -o {one(settings, 'User')} -g {one(settings, 'Group')} -m {one(settings, key + 'Mode', '755')} {folder}")
            writable.append(folder)
    for path in " ".join(settings.get("ReadWritePaths", [])).split():
        if os.path.exists(path.lstrip("-")):
            writable.append(path.lstrip("-"))
        elif not path.startswith("-"):
            sys.exit(f"guanxi.service: ReadWritePaths={path}: there is no such path")
    if one(settings, "ProtectSystem") == "strict":
        lines += [f"mount --bind {path} {path}" for path in writable]
        mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
        outside = [path for path in mounts if not re.match(r"/(proc|dev)(/|$)", path) and path not in writable]
        lines += [f"mount -o remount,bind,ro {path}" for path in sorted(outside, key=len, reverse=True)]
    if one(settings, "PrivateTmp") == "yes":
        lines += ["mount -t tmpfs -o mode=1777 none /tmp", "mount -t tmpfs -o mode=1777 none /var/tmp"]
    if one(settings, "ProtectHome") == "yes":
        lines += ["mount -t tmpfs -o mode=000 none /root", "mount -t tmpfs -o mode=000 none /home"]
    return lines


def command_line(settings):
    """The service's program, sandboxed; it keeps the process number of what starts it."""
    lines = sandbox(settings)
    lines.append(f"cd {one(settings, 'WorkingDirectory', '/')}")
    lines.append(f"umask {one(settings, 'UMask', '0022')}")
    # As many as are asked for, where this machine allows it.
    lines.append(f"ulimit -n {min(int(one(settings, 'LimitNOFILE', '1024')), resource.getrlimit(resource.RLIMIT_NOFILE)[1])}")
    privileges = f"--reuid {one(settings, 'User', 'root')} --regid {one(settings, 'Group', 'root')} --init-groups"
    if one(settings, "NoNewPrivileges") == "yes":
        privileges += " --no-new-privs"
    if settings.get("CapabilityBoundingSet") == []:
        privileges += " --bounding-set=-all --inh-caps=-all"
    lines.append(f"exec setpriv {privileges} {one(settings, 'ExecStart')}")
    return ["unshare", "-m", "--propagation", "private", "bash", "-c", "\n".join(lines)]


def environment(settings):
    found = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LANG": "C.UTF-8", "USER": one(settings, "User"),
             "HOME": os.path.expanduser("~" + one(settings, "User")), "NOTIFY_SOCKET": str(NOTIFY)}
    if "WatchdogSec" in settings:
        found["WATCHDOG_USEC"] = str(seconds(one(settings, "WatchdogSec")) * 1_000_000)
    for file in settings.get("EnvironmentFile", []):
        if file.startswith("-") and not os.path.exists(file[1:]):
            continue
        for line in Path(file.lstrip("-")).read_text(encoding="utf-8").splitlines():
            if "=" in line and not line.startswith("#"):
                key, value = line.split("=", 1)
                found[key] = value
    return found


def supervise(settings):
    """Starts the service and stays with it until it ends."""
    NOTIFY.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, JOURNAL.open("ab") as journal:
        notify.bind(str(NOTIFY))
        NOTIFY.chmod(0o666)
        service = subprocess.Popen(command_line(settings), env=environment(settings), stdin=subprocess.DEVNULL, stdout=journal,
                                   stderr=journal, close_fds=True)
        state = {"pid": service.pid, "ready": False, "status": "", "reloads": 0}
        note(state)
        while service.poll() is None:
            if not select.select([notify], [], [], TURN)[0]:
                continue
            for line in notify.recv(4096).decode().splitlines():
                if line == "READY=1":
                    state["reloads"] += state["ready"]
                    state["ready"] = True
                elif line.startswith("STATUS="):
                    state["status"] = line[7:]
            note(state)
        journal.write(f"guanxi.service: ended with status {service.returncode}\n".encode())
    RUNNING.unlink()


def start():
    if running():
        return
    settings = unit()
    if one(settings, "Type") != "notify":
        sys.exit("guanxi.service: only Type=notify is known here")
    if os.fork() == 0:
        os.setsid()
        with JOURNAL.open("ab") as journal:
            os.dup2(journal.fileno(), 1)
            os.dup2(journal.fileno(), 2)
        try:
            note({"pid": 0, "ready": False, "status": "", "reloads": 0})
            supervise(settings)
        finally:
            RUNNING.unlink(missing_ok=True)
            os._exit(0)
    wait_until(running, 5)
    if not wait_until(lambda: not running() or running()["ready"], START_SECONDS_MAX) or not running():
        sys.exit("Job for guanxi.service failed. See journalctl -u guanxi:\n" + JOURNAL.read_text()[-2000:])


def stop():
    state = running()
    if not state:
        return
    os.kill(state["pid"], signal.SIGTERM)
    if not wait_until(lambda: not running(), seconds(one(unit(), "TimeoutStopSec", "90"))):
        os.kill(state["pid"], signal.SIGKILL)
        sys.exit("guanxi.service: had to be killed")


def reload():
    state = running() or sys.exit("guanxi.service is not active, cannot reload")
    for word in unit()["ExecReload"]:
        subprocess.run(shlex.split(word.replace("$MAINPID", str(state["pid"]))), check=True)
    if not wait_until(lambda: running() and running()["reloads"] > state["reloads"], START_SECONDS_MAX):
        sys.exit("guanxi.service: does not say that it has reloaded")


def status():
    state = running()
    if not state:
        print("Active: inactive (dead)")
        return 3
    print(f"Active: active (running)\nMain PID: {state['pid']}\nStatus: \"{state['status']}\"")
    return 0


def main():
    if any(word.startswith("--root") for word in sys.argv):  # only files: which units start with the machine
        os.execv("/usr/bin/systemctl.real", sys.argv)
    words = [word for word in sys.argv[1:] if word not in ("--system", "--quiet")]
    verb, names = words[0], words[1:]
    if verb == "daemon-reload":
        if UNIT_FILE.exists():
            load_unit()
        return 0
    for name in names:
        cluster = re.fullmatch(r"postgresql@(\d+)-(\w+)(\.service)?", name)
        if cluster and verb in ("start", "stop", "restart", "reload"):
            subprocess.run(["pg_ctlcluster", "--skip-systemctl-redirect", cluster[1], cluster[2], verb], check=True)
        elif name.removesuffix(".service") != "guanxi":
            sys.exit(f"systemctl {verb} {name}: not known here")
        elif verb == "restart" or (verb == "try-restart" and running()):
            stop()
            start()
        elif verb in ("start", "stop", "reload", "status"):
            return {"start": start, "stop": stop, "reload": reload, "status": status}[verb]() or 0
        elif verb != "try-restart":
            sys.exit(f"systemctl {verb}: not known here")
    return 0


if __name__ == "__main__":
    sys.exit(main())
