#!/usr/bin/env python3
"""C1: the line breaks at any moment between the first byte of a request and the last of its answer, and the client, which
cannot know, sends it again with the same key. Sales, refunds, redemptions and enrolments have one effect each.

Runs the program in GUANXI_BINARY. GUANXI_TEST_SEED repeats a run's draws; GUANXI_TEST_SCALE multiplies the rounds.
Standard library only; the last line is the verdict.
"""

import json
import os
import random
import shutil
import socket
import struct
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
from shop import MEMBERS, TILLS, Client, Failure, Server, Shop, alive, verify  # noqa: E402

SEED = int(os.environ.get("GUANXI_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
SCALE = max(1, int(os.environ.get("GUANXI_TEST_SCALE") or 1))
ROUNDS = 500 * SCALE
CLIENTS = 4
TRIES_MAX = 50


def points_of(text):
    """Of a receipt, of all classes: a rule of the shop multiplies them."""
    points = json.loads(text)["points"]
    return sum(points[one] for one in "abcdef")


class Till:
    """One client: its own till and its own two members, so that it knows their balances. Of one points are spent, of the
    other's sales some come back."""

    def __init__(self, shop, port, number, ids):
        self.shop, self.port, self.place = shop, port, TILLS[number]
        self.dice = random.Random(SEED * 31 + number)
        self.number, self.serial = number, 0
        self.phones = [f"1380013{number * 2 + i:04}" for i in range(2)]
        self.ids = [ids[phone] for phone in self.phones]
        self.balance = [0, 0]
        self.returnable = []  # receipts of the second member
        self.members = 0
        self.client = Client(port, token=shop.token)
        self.lost = {"unsent": 0, "half sent": 0, "unheard": 0, "half heard": 0}

    def command(self):
        """(target, body, key, what to do with the answer)"""
        draw = self.dice.random()
        self.serial += 1
        if draw < 0.2 and self.returnable:
            receipt = self.returnable.pop(self.dice.randrange(len(self.returnable)))
            target, body = self.shop.refund(self.place, receipt)
            return target, body, self.shop.key_of(body), self.gave_back
        if draw < 0.4 and self.balance[0] >= 3:
            target = f"/v1/members/{self.ids[0]}/points/redemptions"
            return target, {"points": 3, "reason": "mug"}, f"mug-{self.number}-{self.serial}", self.spent
        if draw < 0.55:
            phone = f"139{self.number:02}{self.serial:06}"
            body = {"programme": "MAIN", "store": "S001", "phone": phone, "name": "李雷"}
            return "/v1/members", body, f"enrol-{phone}", self.enrolled
        which = self.dice.randrange(2)
        target, body = self.shop.sale(self.place, self.dice, to=self.phones[which])
        return target, body, self.shop.key_of(body), lambda body, text: self.sold(body, text, which)

    def sold(self, body, text, which):
        receipt = self.shop.acknowledge(body, text)
        self.balance[which] += points_of(text)
        if which == 1:
            self.returnable.append(receipt)

    def gave_back(self, body, text):
        self.shop.acknowledge(body, text)
        self.balance[1] -= points_of(text)

    def spent(self, _body, _text):
        self.balance[0] -= 3

    def enrolled(self, _body, _text):
        self.members += 1

    def send_and_hang_up(self, target, body, key):
        """The request by hand, on a line that breaks at a moment the dice choose."""
        data = json.dumps(body, ensure_ascii=False).encode()
        request = (
            f"POST {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.shop.token}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {len(data)}\r\n\r\n"
        ).encode() + data
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            if self.dice.random() < 0.5:  # a reset instead of a farewell
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            draw = self.dice.random()
            if draw < 0.1:
                line.sendall(request[: self.dice.randrange(len(request))])
                self.lost["half sent"] += 1
                return
            line.sendall(request)
            if draw < 0.4:
                self.lost["unsent"] += 1  # gone before the program may have read it
            elif draw < 0.8:
                time.sleep(self.dice.uniform(0, 0.003))  # while it works
                self.lost["unheard"] += 1
            else:
                line.recv(self.dice.randrange(1, 200))
                self.lost["half heard"] += 1

    def again(self, target, body, key):
        """As a till does: until there is an answer."""
        for _ in range(TRIES_MAX):
            status, text, headers = self.client.ask("POST", target, body, key)
            if status == 201:
                return text, headers.get("Idempotency-Replayed") == "true"
            if status not in (409, 503) or json.loads(text)["code"] not in ("request_in_flight", "conflict", "overloaded"):
                raise Failure(f"a retry was refused: {target} {status} {text}")
            time.sleep(0.005)
        raise Failure(f"no answer after {TRIES_MAX} tries: {target}")

    def work(self, rounds, faults):
        try:
            for _ in range(rounds):
                target, body, key, heard = self.command()
                for _ in range(self.dice.choice([1, 1, 1, 2])):
                    self.send_and_hang_up(target, body, key)
                text, _ = self.again(target, body, key)
                same, replayed = self.again(target, body, key)
                if same != text or not replayed:
                    raise Failure(f"the retry of a retry differs: {target} {key}: {text} {same}")
                heard(body, text)
            for which, member in enumerate(self.ids):
                status, text, _ = self.client.ask("GET", f"/v1/members/{member}/points")
                if status != 200 or json.loads(text)["balance"] != self.balance[which]:
                    raise Failure(f"member {which} of till {self.number} has {text}, {self.balance[which]} were acknowledged")
        except (Failure, OSError, KeyError, ValueError) as fault:
            faults.append(repr(fault))


def member_ids(shop, port):
    """The ids of the shop's members: enrolling again with the same key answers them."""
    client = Client(port, token=shop.token)
    ids = {}
    for i in range(MEMBERS):
        phone = f"1380013{i:04}"
        body = {"programme": "MAIN", "store": "S001", "phone": phone}
        status, text, _ = client.ask("POST", "/v1/members", body, f"enrol-{i}")
        if status != 201:
            raise Failure(f"member {phone}: {status} {text}")
        ids[phone] = json.loads(text)["id"]
    return ids


def one_effect_each(folder):
    shop = Shop(folder)
    before = verify(folder)
    life = Server(folder)
    ids = member_ids(shop, life.port)
    tills = [Till(shop, life.port, number, ids) for number in range(CLIENTS)]
    faults = []
    threads = [threading.Thread(target=till.work, args=(-(-ROUNDS // CLIENTS), faults)) for till in tills]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise Failure(f"{len(faults)} clients failed, the first: {faults[0]}")
    shop.compare(life.port)
    if life.stop() != 0:
        raise Failure("SIGTERM does not end the server with status 0")
    books = verify(folder)
    if books["receipts"] != len(shop.acknowledged):
        raise Failure(f"verify counts {books['receipts']} receipts, {len(shop.acknowledged)} were acknowledged")
    enrolled = sum(till.members for till in tills)
    if books["accounts"] - before["accounts"] != enrolled:
        raise Failure(f"{books['accounts'] - before['accounts']} accounts for {enrolled} enrolments")
    lost = {what: sum(till.lost[what] for till in tills) for what in tills[0].lost}
    print(f"  {ROUNDS} commands, {len(shop.acknowledged)} receipts and {enrolled} members; lines that broke: {lost}")


def main():
    print(f"GUANXI_TEST_SEED={SEED} GUANXI_TEST_SCALE={SCALE}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="guanxi-lost-"))
    try:
        one_effect_each(folder)
    except Failure as failure:
        print(f"FAILED one_effect_each: {failure}\n  GUANXI_TEST_SEED={SEED}, data in {folder}", flush=True)
        print("0 passed, 1 failed")
        return 1
    finally:
        for server in list(alive):
            server.kill()
    shutil.rmtree(folder, ignore_errors=True)
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
