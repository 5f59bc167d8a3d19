"""The Debian package that tests install: GUANXI_PACKAGE names one, otherwise script/package builds it."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def package():
    given = os.environ.get("GUANXI_PACKAGE")
    if not given:
        done = subprocess.run([ROOT / "script/package"], check=True, capture_output=True, text=True, cwd=ROOT)
        given = done.stdout.splitlines()[-1]
    return ROOT / given  # as it is if it is absolute
