"""A shop whose sales use everything the core has: a card type, a tier, a multiplier, points as money and saved change."""

import datetime
import itertools
import json
import re
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

SAVED_FEN = 5_000  # by each regular beforehand; each sale spends and saves a fen


class Desk:
    """Somebody with every permission who asks over HTTP."""

    def __init__(self, port, guanxi, store, name="Bench"):
        guanxi("admin", "person", name, "--permission", "*", *store.flags())
        self.token = guanxi("admin", "token", name, "--label", "bench", *store.flags()).strip()
        self.port, self.store, self.keys = port, store, itertools.count(1)
        self.wait_until_known()

    def wait_until_known(self, seconds_max=60):
        """A server that runs reads new tokens now and then."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/me", headers={"Authorization": f"Bearer {self.token}"})
        until = time.monotonic() + seconds_max
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30):
                    return
            except urllib.error.HTTPError as refused:
                if time.monotonic() > until:
                    sys.exit(f"the token is not known: {refused.read().decode()}")
                time.sleep(0.2)

    def ask(self, method, path, body=None, etag=None):
        """The JSON of the answer, or its text, and its headers."""
        headers = {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Accept-Language": "en",
            "Idempotency-Key": f"bench-{next(self.keys):08}",
        }
        if etag:
            headers["If-Match"] = etag
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read().decode()
                is_json = "json" in answer.headers.get("Content-Type", "")
                return (json.loads(text) if is_json else text), answer.headers
        except urllib.error.HTTPError as refused:
            if refused.code == 429:  # nothing happened yet; it says when to come back
                time.sleep(float(refused.headers.get("Retry-After", "1")))
                return self.ask(method, path, body, etag)
            sys.exit(f"{method} {path}: {refused.code} {refused.read().decode()}")

    def post(self, path, body, etag=None):
        return self.ask("POST", path, body, etag)[0]


def yuan(fen):
    return {"amount": fen, "currency": "CNY"}


def soon():
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ")


def switch_on_parameters(desk):
    """A point pays a fen, and the cashier's word is proof enough."""
    shown = desk.ask("GET", "/v1/programmes/MAIN")[0]
    parameters = shown["parameters"] | {
        "pay_points": 1, "pay_amount": 1, "proof_points_cashier_max": 10**9, "proof_small_change_cashier_max": 10**9,
    }
    desk.post("/v1/programmes/MAIN/versions", {"effective_from": soon(), "parameters": parameters, "note": "bench"})


def switch_on_tiers(desk):
    tier = {"discount_rate": "1", "points_multiple": "0", "threshold": 0, "keep": 0}
    desk.post("/v1/tier-ladders", {"programme": "MAIN", "code": "CLUB", "reason": "bench", "terms": {
        "name_zh": "会员等级", "name_en": "Tiers", "decides_rates": True, "period": "calendar", "grace_days": 30,
        "downgrade": "one_step", "purchase_months": 12, "sources": {"amount": yuan(100), "amount_growth": 1, "visit_growth": 5},
        "tiers": [tier | {"code": "BASE", "name_zh": "普通", "name_en": "Ordinary"},
                  tier | {"code": "GOLD", "name_zh": "金卡", "name_en": "Gold", "threshold": 1000, "keep": 800, "points_multiple": "1"}],
    }})
    etag = desk.ask("GET", "/v1/tier-ladders/CLUB")[1]["ETag"]
    desk.post("/v1/tier-ladders/CLUB/switch-on", {"reason": "bench"}, etag)


def switch_on_multiplier(desk):
    desk.post("/v1/points/occasions", {
        "programme": "MAIN", "code": "DOUBLE", "name": "Double", "kind": "multiple", "multiple": "2", "reason": "bench", "starts_at": soon(),
    })


def make_cards(desk, count):
    """Numbers of plastic cards whose holders may save change."""
    desk.post("/v1/card-types", {"programme": "MAIN", "code": "SAVER", "name": "Saver", "reason": "bench", "terms": {
        "use": "member", "serial_length": 6, "first_number": 1, "last_number": 999_999, "prefix": "7700", "suffix": "", "check_length": 1,
        "validity": "unlimited", "verification": "none", "points_rate": "1", "points_multiple": "1", "discount_rate": "1",
        "stack_start": "0.8", "stack_rate": "0.95", "small_change": True, "small_change_cap": yuan(10_000),
    }})
    batch = desk.post("/v1/card-types/SAVER/batches", {"cards": count})["id"]
    return re.findall(r"^(7700\d+),", desk.post(f"/v1/card-batches/{batch}/print", {}), re.MULTILINE)


def each(work, items):
    """Several at a time; the first failure ends it."""
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda item: work(*item), items):
            pass


def give_cards(desk, phones, numbers):
    def give(phone, number):
        member = desk.post("/v1/members/lookup", {"kind": "phone", "value": phone})["id"]
        desk.post(f"/v1/members/{member}/cards", {"card_number": number})

    each(give, zip(phones, numbers))


def save_change(desk, phones, store, till):
    """A sale to each, so that there are points and change to pay with."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))

    def sell(number, phone):
        desk.post("/v1/checkout", {
            "store": store, "till": till, "business_date": now.strftime("%Y-%m-%d"), "sequence": 900_000 + number, "cashier": "C01",
            "occurred_at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "member": {"kind": "phone", "value": phone}, "lines": [{"item": "A1001", "quantity": "1", "list_price": "1000.00"}],
            "tenders": [{"kind": "cash", "amount": yuan(100_000)}], "save_change": {"amount": yuan(SAVED_FEN)},
        })

    each(sell, enumerate(phones))


def open_shop(desk, phones, store, till):
    switch_on_parameters(desk)
    switch_on_tiers(desk)
    switch_on_multiplier(desk)
    time.sleep(3)  # they begin in two seconds
    give_cards(desk, phones, make_cards(desk, len(phones)))
    save_change(desk, phones, store, till)
