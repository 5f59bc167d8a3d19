"""The pages as one file, which the program carries: web_pak.py DIST PAK packs what Vite wrote. Standard library, and the
command `brotli` where it is there. The same files make the same bytes.

Numbers are little end first; platform/web/pak.cpp reads it:

   0   8  "GXWEBPK1"
   8  32  SHA-256 of everything behind it
  40   4  number of files, which follow in the order of their paths:
             1  1: the name holds a hash of the content, so what has this name never changes
           1+n  path as it is asked for, "/assets/index-Bx1_qZ0a.js"
           1+n  media type
           1+n  tag of the content, hex
           3×8  offset and length of the body as it is, with gzip, with brotli; offset 0: not there
       bodies
"""

import gzip
import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MAGIC = b"GXWEBPK1"
HEAD_BYTES = 44
TYPES = {  # suffix → media type, and whether it is worth compressing
    ".html": ("text/html; charset=utf-8", True), ".js": ("text/javascript; charset=utf-8", True),
    ".css": ("text/css; charset=utf-8", True), ".svg": ("image/svg+xml", True), ".json": ("application/json", True),
    ".webmanifest": ("application/manifest+json", True), ".txt": ("text/plain; charset=utf-8", True),
    ".md": ("text/markdown; charset=utf-8", True), ".wasm": ("application/wasm", True), ".ico": ("image/x-icon", True),
    ".png": ("image/png", False), ".jpg": ("image/jpeg", False), ".webp": ("image/webp", False),
    ".woff2": ("font/woff2", False), ".mp3": ("audio/mpeg", False),
}
PATH = re.compile(r"(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")  # nothing that a browser would encode, nothing hidden
HASHED = re.compile(r"/assets/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+")  # as Vite names them
BYTES_MAX = 64 * 1024 * 1024
TAG_DIGITS = 16


class Refused(Exception):
    """A file that cannot be packed; its words say which and why."""


def brotli(body):
    done = subprocess.run(["brotli", "-c", "-q", "11", "-"], input=body, stdout=subprocess.PIPE, check=True)
    return done.stdout


def bodies_of(body, compress):
    """As it is, with gzip, with brotli; None where that is not there or not clearly smaller."""
    if not compress:
        return [body, None, None]
    # Without the time, and without the operating system that zlib notes down.
    zipped = gzip.compress(body, 9, mtime=0)
    zipped = zipped[:9] + b"\xff" + zipped[10:]
    smallest = brotli(body) if shutil.which("brotli") else None
    return [body, *(form if form is not None and len(form) < 0.9 * len(body) else None for form in (zipped, smallest))]


def files_of(dist):
    """(path, file) of everything in `dist` that is not hidden, in the order of the paths' bytes."""
    found = []
    for folder, below, names in os.walk(dist):
        below[:] = [name for name in below if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                file = Path(folder, name)
                found.append(("/" + file.relative_to(dist).as_posix(), file))
    return sorted(found, key=lambda entry: entry[0].encode())


def entry_of(path, file):
    """(index entry without its bodies' places, the three bodies)."""
    kind = TYPES.get(file.suffix)
    if kind is None:
        raise Refused(f"{path}: a suffix whose media type is not known")
    if not PATH.fullmatch(path) or len(path) > 255:
        raise Refused(f"{path}: a name that is too long, or not made of letters, digits and . _ -")
    body = file.read_bytes()
    words = path, kind[0], hashlib.sha256(body).hexdigest()[:TAG_DIGITS]
    head = bytes([1 if HASHED.fullmatch(path) else 0])
    for word in words:
        head += bytes([len(word)]) + word.encode("ascii")
    return head, bodies_of(body, kind[1])


def pack(dist):
    """The bytes of the pak."""
    files = files_of(dist)
    if "/index.html" not in (path for path, _ in files):
        raise Refused(f"{dist}: no index.html")
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        entries = list(pool.map(lambda entry: entry_of(*entry), files))
    at = HEAD_BYTES + sum(len(head) + 24 for head, _ in entries)
    index, contents = struct.pack("<I", len(entries)), bytearray()
    for head, bodies in entries:
        index += head
        for body in bodies:
            index += struct.pack("<II", 0 if body is None else at + len(contents), len(body or b""))
            contents += body or b""
    behind = index + bytes(contents)
    if len(behind) > BYTES_MAX:
        raise Refused(f"{dist}: {len(behind) >> 20} MiB; at most {BYTES_MAX >> 20}")
    return MAGIC + hashlib.sha256(behind).digest() + behind


def write(dist, pak):
    """Packs `dist` into the file `pak`, which is replaced at once or not at all; leaves it alone where nothing changed."""
    made = pack(Path(dist))
    pak = Path(pak)
    if pak.exists() and pak.read_bytes() == made:
        return
    new = pak.with_name(pak.name + ".new")
    new.write_bytes(made)
    new.replace(pak)


if __name__ == "__main__":
    try:
        write(*sys.argv[1:])
    except Refused as why:
        sys.exit(f"error: {why}")
