"""A shop served by the real program: its data directory, its process, and clients that speak to it. Standard library only."""

import base64
import datetime
import hashlib
import hmac
import http.client
import json
import os
import random
import subprocess
import threading
import time
from pathlib import Path

START_SECONDS_MAX = 5
TILLS = [("S001", "01"), ("S001", "02"), ("S002", "01"), ("S002", "02")]
MEMBERS = 8
COUPONS = 15  # of each member; 5.00 off


class Failure(Exception):
    pass


alive = []  # servers that still run, to be ended when a test fails
stores = {}  # data directory → address of its PostgreSQL; the others have SQLite


def binary():
    path = os.environ.get("GUANXI_BINARY") or os.environ.get("GUANXI_BUILT_BINARY", "")
    if not Path(path).is_file():
        raise Failure(f"the program is not built: {path or 'GUANXI_BINARY is not set'}")
    return path


def environment():
    """Without settings that would reach the program, and without the service manager that may have started us."""
    ours = ("GUANXI_HTTP", "GUANXI_SQLITE", "NOTIFY_SOCKET", "WATCHDOG_")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)}


def store_words(folder):
    address = stores.get(str(folder))
    return ["--store", address] if address else []


def run(folder, *words, check=True):
    """A command on the data directory; (exit status, what it printed, and its errors where there were any)."""
    done = subprocess.run(
        # Before the command: behind `admin person`, --store is a shop's.
        [binary(), *store_words(folder), *words, "--data", str(folder), "--language", "en"], capture_output=True, text=True,
        check=False, env=environment(), cwd=folder,
    )
    if check and done.returncode != 0:
        raise Failure(f"guanxi {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.returncode, done.stdout if done.returncode == 0 else done.stdout + done.stderr


class Server:
    """One life of `guanxi serve`; `words` are further arguments, `extra` goes into its environment."""

    def __init__(self, folder, *words, port=0, extra=None):
        self.started = time.monotonic()
        self.log = open(Path(folder) / "serve.log", "ab")  # noqa: SIM115: lives as long as the process
        self.process = subprocess.Popen(
            [binary(), "serve", "--port", str(port), "--data", str(folder), *store_words(folder), "--language", "en", *words],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment() | (extra or {}), cwd=folder,
        )
        alive.append(self)
        self.port = None
        for line in self.process.stdout:
            if line.startswith("serving on http://"):
                self.port = int(line.rsplit(":", 1)[1])
                break
        if self.port is None:
            raise Failure(f"serve ended with {self.process.wait()}: see {self.log.name}")
        while not self._ready():
            if time.monotonic() - self.started > 4 * START_SECONDS_MAX:
                raise Failure("the server does not get ready")
            time.sleep(0.005)
        self.seconds_to_ready = time.monotonic() - self.started

    def _ready(self):
        try:
            status, _, _ = Client(self.port).ask("GET", "/readyz")
            return status == 200
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self._gone()

    def stop(self):
        self.process.terminate()
        return self._gone()

    def _gone(self):
        status = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        alive.remove(self)
        return status


class Client:
    """One connection: with a token, with a till's key and secret, or with neither."""

    def __init__(self, port, token=None, key=None, secret=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.token, self.key, self.secret = token, key, secret

    def ask(self, method, target, body=None, idempotency_key=None, if_match=None):
        """(status, text, headers); raises OSError or HTTPException when the answer does not come."""
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"Accept-Language": "en"}
        if data:
            headers["Content-Type"] = "application/json"
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        if if_match:
            headers["If-Match"] = if_match
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        elif self.key:
            headers["Authorization"] = self._sign(method, target, data)
        self.connection.request(method, target, body=data or None, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers

    def _sign(self, method, target, data):
        stamp, nonce = str(int(time.time())), os.urandom(16).hex()
        text = "\n".join(["GX1", method, target, stamp, nonce, hashlib.sha256(data).hexdigest()])
        digest = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).digest()
        signature = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return f"Guanxi-HMAC-SHA256 key={self.key}, timestamp={stamp}, nonce={nonce}, signature={signature}"


class Shop:
    """A data directory with a programme, two stores, four tills, an item and members; what its clients sent and heard."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.day = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date().isoformat()
        run(folder, "migrate")
        run(folder, "admin", "person", "crash", "--permission", "*")
        self.token = run(folder, "admin", "token", "crash")[1].strip()
        run(folder, "admin", "person", "auditor", "--permission", "pricing:*")
        auditor = run(folder, "admin", "token", "auditor")[1].strip()
        server = Server(folder)
        self.coupons = {}  # phone → coupons that no sale has taken
        self._build(Client(server.port, token=self.token), Client(server.port, token=auditor))
        server.stop()
        self.keys = {}
        for store, till in TILLS:
            words = run(folder, "admin", "till", store, till)[1].split()
            self.keys[store, till] = (words[1], words[3])
        self.sequences = dict.fromkeys(TILLS, 0)
        self.lock = threading.Lock()
        self.acknowledged = {}  # (store, till, sequence) → (receipt, text)
        self.open = []  # requests whose answer never came: (target, key, body)
        self.waits = []  # of commands under load: (when it was sent, seconds)

    @staticmethod
    def _must(client, method, target, body, key=None, if_match=None):
        status, text, _ = client.ask(method, target, body, key, if_match)
        if status not in (200, 201):
            raise Failure(f"{method} {target}: {status} {text}")
        return json.loads(text)

    def _rule(self, client, auditor, rule):
        """In force from now on."""
        body = {"programme": "MAIN", "rule": rule | {"name_zh": rule["code"], "name_en": rule["code"]}}
        at = f"/v1/pricing/rules/{self._must(client, 'POST', '/v1/pricing/rules', body)['id']}"
        self._must(client, "POST", at + "/submit", {}, if_match="*")
        self._must(auditor, "POST", at + "/audit", {}, if_match="*")

    def _issue_coupons(self, client, auditor):
        """Coupons, and a promotion whose counters every sale moves: what a crash must not tear apart."""
        off = {"kind": "money_off", "amount": {"amount": 500, "currency": "CNY"}}
        self._rule(client, auditor, {"kind": "coupon", "code": "OFF5", "reward": off})
        self._rule(client, auditor, {
            "kind": "promotion", "code": "DOUBLE", "reward": {"kind": "points_multiple", "multiple": "2"},
            "limits": [{"per": "day", "uses": 1000000}, {"per": "total", "uses": 1000000}, {"per": "member", "uses": 1000000}],
        })
        terms = {
            "kind": "full_reduction", "name_zh": "OFF5", "name_en": "OFF5", "rule_code": "OFF5", "stock": MEMBERS * COUPONS,
            "validity": "relative", "for_days": 30, "on_refund": "returned",
        }
        body = {"programme": "MAIN", "code": "OFF5", "reason": "opening", "terms": terms}
        template = self._must(client, "POST", "/v1/coupons/templates", body, "template")["id"]
        self._must(client, "POST", f"/v1/coupons/templates/{template}/activation", {"reason": "opening"}, if_match="*")
        for phone, member in self.members.items():
            self.coupons[phone] = [
                self._must(client, "POST", f"/v1/members/{member}/coupons", {"template": "OFF5", "reason": "spring"}, f"{phone}-{i}")["id"]
                for i in range(COUPONS)
            ]

    def _build(self, client, auditor):
        programme = {"code": "MAIN", "name": "Guanxi", "currency": "CNY", "effective_from": "2020-01-01T00:00:00Z"}
        self._must(client, "POST", "/v1/programmes", programme)
        self._must(client, "POST", "/v1/org/units", {"kind": "group", "code": "G", "name": "Group"})
        for store in ("S001", "S002"):
            body = {"code": store, "name": store, "parent_code": "G", "programme_code": "MAIN"}
            self._must(client, "POST", "/v1/stores", body)
            for till in ("01", "02"):
                self._must(client, "POST", f"/v1/stores/{store}/tills", {"code": till, "name": till})
        self._must(client, "PUT", "/v1/items/A1001", {"name": "Apple", "currency": "CNY", "list_price": "100.00"})
        self.members = {}
        for i in range(MEMBERS):
            body = {"programme": "MAIN", "store": "S001", "phone": f"1380013{i:04}"}
            self.members[body["phone"]] = self._must(client, "POST", "/v1/members", body, f"enrol-{i}")["id"]
        self._issue_coupons(client, auditor)

    def client(self, port, place, signed):
        return Client(port, key=self.keys[place][0], secret=self.keys[place][1]) if signed else Client(port, token=self.token)

    def header(self, place):
        with self.lock:
            self.sequences[place] += 1
            sequence = self.sequences[place]
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        return {
            "store": place[0], "till": place[1], "business_date": self.day, "sequence": sequence, "occurred_at": now,
            "cashier": "C07",
        }

    def key_of(self, body):
        return f"{body['business_date'].replace('-', '')}-{body['sequence']:06}"

    def sale(self, place, dice, to=None):
        """`to`: a phone whose coupons stay where they are; else somebody's or nobody's."""
        quantity = dice.randint(1, 3)
        body = self.header(place) | {
            "lines": [{"item": "A1001", "quantity": str(quantity)}],
            "tenders": [{"kind": "wechat_pay", "amount": {"amount": 10000 * quantity, "currency": "CNY"}}],
        }
        if to:
            body["member"] = {"kind": "phone", "value": to}
        elif dice.random() < 0.8:
            phone = f"1380013{dice.randrange(MEMBERS):04}"
            body["member"] = {"kind": "phone", "value": phone}
            with self.lock:
                coupon = self.coupons[phone].pop() if self.coupons[phone] and dice.random() < 0.4 else None
            if coupon:
                body["coupons"] = [{"id": coupon}]
                body["tenders"][0]["amount"]["amount"] -= 500
        return "/v1/checkout", body

    def refund(self, place, receipt):
        return f"/v1/checkout/{receipt}/refunds", self.header(place) | {"reason": "size"}

    def acknowledge(self, body, text):
        """Takes the lock: whoever calls does not hold it."""
        receipt = json.loads(text)["receipt"]
        with self.lock:
            self.acknowledged[body["store"], body["till"], body["sequence"]] = (receipt, text)
        return receipt

    def work(self, port, place, signed, dice, refusals):
        """Sells and refunds until the server is gone. Runs in a thread of its own."""
        client = self.client(port, place, signed)
        mine = []
        while True:
            target, body = self.refund(place, mine.pop(dice.randrange(len(mine)))) if mine and dice.random() < 0.25 else self.sale(place, dice)
            key = self.key_of(body)
            begun = time.monotonic()
            try:
                status, text, _ = client.ask("POST", target, body, key)
                self.waits.append((begun, time.monotonic() - begun))
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.open.append((place, target, key, body))
                return
            if status == 201:
                receipt = self.acknowledge(body, text)
                if target == "/v1/checkout":
                    mine.append(receipt)
            else:
                refusals.append(f"{target} {status} {text}")

    def load(self, server, seconds, dice, clients=16):
        """Works with so many clients and kills the server in the middle."""
        refusals = []
        threads = [
            threading.Thread(
                target=self.work,
                args=(server.port, TILLS[i % len(TILLS)], i % 2 == 0, random.Random(dice.random()), refusals),
            )
            for i in range(clients)
        ]
        for thread in threads:
            thread.start()
        time.sleep(seconds)  # the instant of the kill, drawn by the seed
        server.kill()
        for thread in threads:
            thread.join()
        if refusals:
            raise Failure(f"{len(refusals)} requests were refused, the first: {refusals[0]}")

    def settle(self, port):
        """Sends what was never answered again, twice: it counts once."""
        for place, target, key, body in self.open:
            client = self.client(port, place, signed=True)
            status, text, _ = client.ask("POST", target, body, key)
            if status != 201:
                raise Failure(f"a retry after the crash was refused: {target} {status} {text}")
            again, same, headers = client.ask("POST", target, body, key)
            if (again, same) != (status, text) or headers["Idempotency-Replayed"] != "true":
                raise Failure(f"the retry of a retry differs: {again} {same} {headers}")
            self.acknowledge(body, text)
        self.open = []

    def receipts(self, port):
        """Every receipt there is: (store, till, sequence) → its id."""
        client = Client(port, token=self.token)
        found = {}
        for store, till in TILLS:
            cursor = ""
            while cursor is not None:
                status, text, _ = client.ask(
                    "GET",
                    f"/v1/receipts?store={store}&till={till}&from={self.day}&to={self.day}&limit=200"
                    + (f"&cursor={cursor}" if cursor else ""),
                )
                if status != 200:
                    raise Failure(f"the receipts of {store}/{till}: {status} {text}")
                page = json.loads(text)
                for row in page["receipts"]:
                    place = (store, till, row["sequence"])
                    if place in found:
                        raise Failure(f"doubled: {place}")
                    found[place] = row["receipt"]
                cursor = page.get("next_cursor")
        return found

    def compare(self, port):
        """Every acknowledged receipt is there once, and nothing else is."""
        found = self.receipts(port)
        expected = {place: receipt for place, (receipt, _) in self.acknowledged.items()}
        if lost := sorted(expected.keys() - found.keys()):
            raise Failure(f"{len(lost)} acknowledged receipts are lost, the first: {lost[0]}")
        if extra := sorted(found.keys() - expected.keys()):
            raise Failure(f"{len(extra)} receipts nobody knows of, the first: {extra[0]}")
        if changed := sorted(place for place in expected if expected[place] != found[place]):
            raise Failure(f"{len(changed)} receipts have another id than was answered, the first: {changed[0]}")


def verify(folder):
    status, text = run(folder, "verify", "--json", check=False)
    if status != 0 or not json.loads(text)["clean"]:
        raise Failure(f"the books do not agree: {text}")
    return json.loads(text)
