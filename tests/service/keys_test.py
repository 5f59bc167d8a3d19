#!/usr/bin/env python3
"""`guanxi key` beside a running server, as an administrator uses it: in order, out of order, killed in the middle.

Runs the program in GUANXI_BINARY. Standard library only.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/crash"))
from shop import TILLS, Client, Failure, Server, Shop, alive, binary, environment, run, verify  # noqa: E402

PATIENCE = 60


class KeysTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="guanxi-keys-"))

    def tearDown(self):
        for server in list(alive):
            server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def key(self, *words):
        """(exit status, everything it said)"""
        done = subprocess.run(
            [binary(), "key", *words, "--data", str(self.folder), "--language", "en"], capture_output=True, text=True,
            check=False, env=environment(), cwd=self.folder,
        )
        return done.returncode, done.stdout + done.stderr

    def listed(self):
        status, text = self.key("list", "--json")
        self.assertEqual(status, 0, text)
        return {one["key"]: (one["state"], one["values"]) for one in json.loads(text)["keys"]}

    def reload(self, server, seals):
        """SIGHUP, and until the server has left word of it."""
        server.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + PATIENCE
        while (self.folder / "serve.lock").read_text().split() != [str(n) for n in seals]:
            self.assertLess(time.monotonic(), end, (self.folder / "serve.lock").read_text())
            time.sleep(0.01)

    def sells(self, shop, server, dice):
        """A till signs with a secret that is sealed in the store, for a member found by its phone."""
        target, body = shop.sale(TILLS[0], dice, to="13800130003")
        status, text, _ = shop.client(server.port, TILLS[0], signed=True).ask("POST", target, body, shop.key_of(body))
        self.assertEqual(status, 201, text)
        shop.acknowledge(body, text)

    def test_a_rotation_beside_a_running_server(self):
        shop, dice = Shop(self.folder), random.Random(3)
        server = Server(self.folder)
        values = self.listed()[1][1]
        self.assertGreater(values, 8, "members, tills and kept answers")

        # Out of order: nothing to rotate to; not retired while it seals; no such key.
        for words, said in (
            (("rotate",), "first run guanxi key create"), (("retire", "1"), "still seals with key 1"), (("retire", "9"), "there is no key 9"),
        ):
            status, text = self.key(*words)
            self.assertEqual(status, 1, text)
            self.assertIn(said, text)

        self.assertEqual(self.key("create")[0], 0)
        self.assertEqual(self.listed()[2], ("standby", 0))
        status, text = self.key("rotate")
        self.assertEqual(status, 1, "the server could not open what the new key seals")
        self.assertIn("does not know key 2 yet", text)
        self.assertEqual(self.listed(), {1: ("seals", values), 2: ("standby", 0)}, "and nothing happened")

        self.reload(server, [1, 1, 2])
        status, text = self.key("rotate")
        self.assertEqual(status, 0, text)
        self.assertIn("the running server still seals with key 1", text)
        self.sells(shop, server, dice)
        body = {"programme": "MAIN", "store": "S001", "phone": "13700137000"}  # sealed with key 1 still
        status, text, _ = Client(server.port, token=shop.token).ask("POST", "/v1/members", body, "late-1")
        self.assertEqual(status, 201, text)
        self.assertGreater(self.listed()[1][1], 0)
        status, text = self.key("retire", "1")
        self.assertEqual(status, 1, text)
        self.assertIn("still seals with key 1", text)

        self.reload(server, [2, 1, 2])
        status, text = self.key("retire", "1")
        self.assertEqual(status, 1, text)
        self.assertIn("has", text)
        self.assertIn("first run guanxi key rotate", text)
        status, text = self.key("rotate")
        self.assertEqual(status, 0, text)
        self.assertEqual(self.listed()[1], ("opens", 0))
        status, text = self.key("retire", "1")
        self.assertEqual(status, 0, text)
        self.assertEqual(list(self.listed()), [2])

        self.reload(server, [2, 2])
        self.sells(shop, server, dice)
        again, same, headers = Client(server.port, token=shop.token).ask("POST", "/v1/members", body, "late-1")
        self.assertEqual((again, headers["Idempotency-Replayed"]), (201, "true"), same)
        server.stop()
        life = Server(self.folder)  # the fingerprint of the installation still fits
        self.sells(shop, life, dice)
        shop.compare(life.port)
        life.stop()
        verify(self.folder)

    def test_killed_in_the_middle_it_goes_on(self):
        run(self.folder, "demo", "load", "--members", "3000", "--months", "0", "--seed", "1")
        run(self.folder, "key", "create")
        before = sum(values for _, values in self.listed().values())
        dice, kills, seen = random.Random(5), 0, set()
        words = [binary(), "key", "rotate", "--data", str(self.folder)]
        wait = 0.02
        while True:
            process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
            try:
                status = process.wait(wait)
                self.assertEqual(status, 0)
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
                wait *= dice.uniform(1.05, 1.3)
            state = self.listed()  # opens everything, or fails
            self.assertEqual(sum(values for _, values in state.values()), before, "no value is lost")
            seen.add(state[2][1])
        self.assertEqual(self.listed()[1], ("opens", 0))
        self.assertEqual(self.listed()[2], ("seals", before))
        self.assertGreater(kills, 0)
        self.assertEqual([p.name for p in self.folder.glob("guanxi.key.*")], [], "no half key file is left")
        print(f"  {kills} kills; {len(seen)} different amounts sealed anew in between", flush=True)
        run(self.folder, "key", "retire", "1")
        verify(self.folder)

    def test_a_key_that_is_missing_is_named(self):
        Shop(self.folder)
        run(self.folder, "key", "create")
        run(self.folder, "key", "rotate")
        file = self.folder / "guanxi.key"
        whole = file.read_text()
        file.write_text("".join(line for line in whole.splitlines(True) if not line.startswith("2 ")))
        status, text = run(self.folder, "doctor", check=False)
        self.assertEqual(status, 2)
        self.assertRegex(text, r"(?m)^failed +(key\.seals|store\.engine) ")
        status, text = self.key("list")
        self.assertEqual(status, 1)
        self.assertIn("does not open", text)
        file.write_text(whole)
        self.assertEqual(self.key("list")[0], 0)


if __name__ == "__main__":
    try:
        binary()
    except Failure as failure:
        sys.exit(str(failure))
    unittest.main(warnings="ignore")  # sockets of clients that go with their test
