#!/usr/bin/env python3
"""`guanxi serve` as systemd sees it: notifications, watchdog, reload, restart under load, the unit file.

Runs the program in GUANXI_BINARY. Standard library only. Where systemd-analyze is absent its tests are skipped.
"""

import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/crash"))
from shop import START_SECONDS_MAX, TILLS, Client, Failure, Server, Shop, alive, binary, run, verify  # noqa: E402

PATIENCE = 60  # seconds until a message that must come counts as missing


class Manager:
    """The socket that systemd listens on."""

    def __init__(self, name):
        self.name = name
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + name[1:] if name.startswith("@") else name)
        self.heard = []

    def wait_for(self, wanted, seconds=PATIENCE):
        """The next message that has a line `wanted` (a pattern); None if none comes in time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                message = self.socket.recv(4096).decode()
            except TimeoutError:
                return None
            self.heard.append(message)
            if any(re.fullmatch(wanted, line) for line in message.splitlines()):
                return message
        return None

    def forget(self):
        """Whatever has come so far."""
        self.socket.setblocking(False)
        try:
            while True:
                self.socket.recv(4096)
        except BlockingIOError:
            pass

    def close(self):
        self.socket.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ServiceTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="guanxi-service-"))
        self.data = self.folder / "data"
        self.data.mkdir()
        self.managers = []

    def tearDown(self):
        for server in list(alive):
            server.kill()
        for manager in self.managers:
            manager.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def manager(self, name=None):
        self.managers.append(Manager(name or str(self.folder / "notify")))
        return self.managers[-1]

    def serve(self, manager, *words, watchdog=None):
        extra = {"NOTIFY_SOCKET": manager.name}
        if watchdog:
            extra["WATCHDOG_USEC"] = str(watchdog)
        return Server(self.data, *words, extra=extra)


class Notifications(ServiceTest):
    def test_says_when_it_is_ready_and_when_it_stops(self):
        for name in (str(self.folder / "notify"), f"@guanxi-service-test-{os.getpid()}"):
            manager = self.manager(name)
            server = self.serve(manager)
            ready = manager.wait_for("READY=1")
            self.assertIn(f"STATUS=serving on http://127.0.0.1:{server.port}", ready)
            self.assertIn("STATUS=opening the store in ", manager.heard[0], "said before it opens the store")
            self.assertEqual(server.stop(), 0)
            self.assertIsNotNone(manager.wait_for("STOPPING=1"))

    def test_is_ready_only_when_it_answers(self):
        """Whoever connects after READY=1 is served: asked at once, without a second try."""
        manager = self.manager()
        process = subprocess.Popen(
            [binary(), "serve", "--port", (port := str(free_port())), "--data", str(self.data)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"NOTIFY_SOCKET": manager.name},
        )
        try:
            self.assertIsNotNone(manager.wait_for("READY=1"))
            connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=PATIENCE)
            connection.request("GET", "/readyz")
            self.assertEqual(connection.getresponse().status, 200)
        finally:
            process.terminate()
            process.wait(PATIENCE)

    def test_watchdog_is_fed_while_the_writer_answers_and_only_then(self):
        manager = self.manager()
        self.serve(manager, "--set", "sqlite.busy_ms_max=600000", watchdog=60_000)
        for _ in range(3):
            self.assertIsNotNone(manager.wait_for("WATCHDOG=1"), manager.heard)
        # Another program takes the store's write lock: our writer waits and does not answer.
        other = sqlite3.connect(self.data / "guanxi.db", isolation_level=None, timeout=PATIENCE)
        other.execute("BEGIN IMMEDIATE")
        manager.forget()
        manager.wait_for("WATCHDOG=1", 0.3)  # one that was under way
        self.assertIsNone(manager.wait_for("WATCHDOG=1", 0.5), "fed although the writer hangs")
        other.execute("ROLLBACK")
        self.assertIsNotNone(manager.wait_for("WATCHDOG=1"), "the writer answers again")
        other.close()

    def test_without_a_watchdog_nobody_is_fed(self):
        manager = self.manager()
        self.serve(manager).stop()
        self.assertIsNotNone(manager.wait_for("STOPPING=1"))
        self.assertFalse([m for m in manager.heard if "WATCHDOG" in m])


class Reload(ServiceTest):
    def setUp(self):
        super().setUp()
        self.config = self.folder / "guanxi.toml"
        self.log = self.folder / "guanxi.log"

    def write(self, level, more=""):
        self.config.write_text(f'{more}\n[log]\nlevel = "{level}"\nfile = "{self.log}"\nrequests_one_in = 1\n')

    def hup(self, server, manager):
        server.process.send_signal(signal.SIGHUP)
        reloading = manager.wait_for("RELOADING=1")
        self.assertIsNotNone(reloading)
        self.assertRegex(reloading, r"MONOTONIC_USEC=\d+")
        self.assertIsNotNone(manager.wait_for("READY=1"))

    def ask(self, server, target):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.request("GET", target)
        connection.getresponse().read()
        connection.close()

    def test_takes_up_the_level_and_opens_the_log_anew(self):
        self.write("error")
        manager = self.manager()
        server = self.serve(manager, "--config", str(self.config))
        manager.wait_for("READY=1")
        self.ask(server, "/v1/quiet")
        moved = self.folder / "guanxi.log.1"
        self.log.rename(moved)
        self.write("info", "node = 7")
        self.hup(server, manager)
        self.ask(server, "/v1/loud")
        server.stop()
        self.assertEqual(moved.read_text(), "", "at level error nothing was worth a line")
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        events = [line["event"] for line in lines]
        self.assertIn("serve.reloaded", events)
        self.assertTrue(any(event.startswith("http.") for event in events), events)
        waits = [line["key"] for line in lines if line["event"] == "serve.setting_waits_for_restart"]
        self.assertEqual(waits, ["node"])

    def test_a_setting_that_is_wrong_changes_nothing(self):
        self.write("info")
        manager = self.manager()
        server = self.serve(manager, "--config", str(self.config))
        manager.wait_for("READY=1")
        self.write("loud")
        self.hup(server, manager)
        self.ask(server, "/v1/still-logged")
        self.assertEqual(server.stop(), 0)
        text = self.log.read_text()
        self.assertIn("serve.reload_refused", text)
        self.assertIn("log.level", text)
        self.assertIn("serve.stopping", text, "the level is still info")


class Restart(ServiceTest):
    def test_what_has_begun_is_answered(self):
        """A sale of which half has arrived when SIGTERM comes is received, booked and answered."""
        shop = Shop(self.data)
        server = Server(self.data)
        target, body = shop.sale(TILLS[0], random.Random(1))
        text = json.dumps(body).encode()
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as line:
            head = (
                f"POST {target} HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {shop.token}\r\nIdempotency-Key: {shop.key_of(body)}\r\n"
                f"Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: {len(text)}\r\n\r\n"
            )
            line.sendall(head.encode())
            self.assertIn(b"100", line.recv(1000), "the server reads this request")
            line.sendall(text[: len(text) // 2])
            server.process.terminate()
            while self.accepts(server.port):
                time.sleep(0.01)  # until it takes nobody else
            line.sendall(text[len(text) // 2 :])
            answer = b""
            while part := line.recv(65536):
                answer += part
        self.assertRegex(answer.decode(), r"^HTTP/1.1 201 ")
        self.assertIn(b"Connection: close", answer)
        shop.acknowledge(body, answer.decode().split("\r\n\r\n", 1)[1])
        self.assertEqual(server._gone(), 0)
        life = Server(self.data)
        shop.compare(life.port)
        life.stop()

    @staticmethod
    def accepts(port):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
            return True
        except OSError:
            return False

    def test_under_load_loses_nothing_and_doubles_nothing(self):
        """Tills that try again until they are answered see every sale posted once, whatever restarts in between."""
        shop, port, dice = Shop(self.data), free_port(), random.Random(7)
        life = Server(self.data, port=port)
        end, refusals, retries = threading.Event(), [], []

        def till(place, seed):
            mine = random.Random(seed)
            while not end.is_set():
                target, body = shop.sale(place, mine)
                while True:
                    client = shop.client(port, place, signed=seed % 2 == 0)
                    try:
                        status, text, _ = client.ask("POST", target, body, shop.key_of(body))
                        break
                    except (OSError, http.client.HTTPException) as fault:
                        retries.append(type(fault).__name__)
                        time.sleep(0.01)
                    finally:
                        client.connection.close()
                if status != 201:
                    refusals.append(f"{status} {text}")
                    return
                shop.acknowledge(body, text)

        tills = [threading.Thread(target=till, args=(TILLS[i % len(TILLS)], i)) for i in range(8)]
        for thread in tills:
            thread.start()
        longest = 0.0
        try:
            for _ in range(4):
                before = len(shop.acknowledged)
                while len(shop.acknowledged) < before + 30 and not refusals:
                    time.sleep(dice.uniform(0.001, 0.02))
                asked = time.monotonic()
                self.assertEqual(life.stop(), 0)
                life = Server(self.data, port=port)  # the same port, at once
                longest = max(longest, time.monotonic() - asked)
        finally:
            end.set()
            for thread in tills:
                thread.join()
        self.assertEqual(refusals, [])
        self.assertLess(longest, 4 * START_SECONDS_MAX)
        shop.compare(life.port)
        life.stop()
        self.assertEqual(verify(self.data)["receipts"], len(shop.acknowledged))
        print(
            f"  4 restarts under 8 tills: {len(shop.acknowledged)} sales, {len(retries)} tries without an answer; "
            f"SIGTERM to ready in at most {longest:.2f} s", flush=True,
        )


class Dashboard(ServiceTest):
    """The sample dashboard and the alerts of the guide ask for what /metrics has."""

    FILES = ("packaging/grafana-dashboard.json", "docs/guide/operations.md")
    ONLY_WITH_TLS = {"guanxi_http_tls_certificate_expires_seconds", "guanxi_http_tls_handshake_failures_total"}

    def test_asks_for_metrics_that_exist(self):
        shop = Shop(self.data)
        server = Server(self.data)
        client = Client(server.port, token=shop.token)
        target, body = shop.sale(TILLS[0], random.Random(1))
        self.assertEqual(client.ask("POST", target, body, shop.key_of(body))[0], 201)
        text = "".join((ROOT / file).read_text(encoding="utf-8") for file in self.FILES)
        wanted = {re.sub("_(bucket|sum|count)$", "", name) for name in re.findall(r"guanxi_[a-z_]*[a-z]", text)} - self.ONLY_WITH_TLS
        self.assertGreater(len(wanted), 20)
        end, missing = time.monotonic() + PATIENCE, wanted
        while missing and time.monotonic() < end:  # some are known only after the first run of their job
            metrics = client.ask("GET", "/metrics")[1]
            missing = wanted - set(re.findall(r"^# TYPE (\S+) ", metrics, re.M))
        self.assertEqual(missing, set())
        for name, value in re.findall(r'\b(operation|outcome)=\\?"(\w+)', text):
            self.assertIn(f'{name}="{value}"', metrics)
        dashboard = json.loads((ROOT / self.FILES[0]).read_text(encoding="utf-8"))
        ids = [panel["id"] for panel in dashboard["panels"]]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertTrue(all(panel["targets"] and panel["description"] for panel in dashboard["panels"]))


@unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze on this machine")
class Unit(ServiceTest):
    def unit(self):
        """The unit with our program in the place of the installed one."""
        text = (ROOT / "packaging/guanxi.service").read_text()
        self.assertIn("ExecStart=/usr/bin/guanxi ", text)
        file = self.folder / "guanxi.service"
        file.write_text(text.replace("/usr/bin/guanxi ", f"{binary()} "))
        return file

    def test_is_understood_by_systemd(self):
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(self.unit())], capture_output=True, text=True, check=False
        )
        self.assertEqual((done.returncode, done.stderr.strip()), (0, ""))

    def test_a_mistake_in_it_would_be_noticed(self):
        file = self.unit()
        file.write_text(file.read_text().replace("Restart=on-failure", "Restart=sometimes"))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(file)], capture_output=True, text=True, check=False
        )
        self.assertIn("restart specifier", done.stdout + done.stderr)

    def test_is_hardened(self):
        words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(self.unit())]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if "unrecognized option" in done.stderr:
            self.skipTest("systemd-analyze is too old to judge a unit file offline")
        found = re.search(r"exposure level for \S+ ([\d.]+)", done.stdout)
        self.assertIsNotNone(found, done.stdout + done.stderr)
        self.assertLessEqual(float(found[1]), 1.5, done.stdout)

    def test_waits_longer_than_the_program_drains(self):
        text = (ROOT / "packaging/guanxi.service").read_text()
        stop = int(re.search(r"^TimeoutStopSec=(\d+)s$", text, re.M)[1])
        watchdog = int(re.search(r"^WatchdogSec=(\d+)s$", text, re.M)[1])
        settings = dict(re.findall(r"^(\S+)\s+(\d+) ms", run(self.data, "config")[1], re.M))
        self.assertGreater(stop * 1000, 2 * int(settings["http.drain_ms_max"]))
        self.assertGreater(watchdog * 1000, 3 * int(settings["sqlite.busy_ms_max"]))


if __name__ == "__main__":
    try:
        binary()
    except Failure as failure:
        sys.exit(str(failure))
    unittest.main(warnings="ignore")  # sockets of clients that go with their test
