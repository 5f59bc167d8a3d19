"""The program under test, asked through tests/model/driver.cpp, and the shop that the streams of commands play in."""

import json
import os
import subprocess
import tempfile
from datetime import datetime

MEMBERS = {"m0": None, "m1": "GOLD", "m2": "DIAMOND", "m3": None, "m4": "GOLD"}  # their first cards; None: a virtual one
TERMS = {"ORDINARY": {"multiple": 0, "cap": 0}, "GOLD": {"multiple": 1, "cap": 5000}, "DIAMOND": {"multiple": 2, "cap": 700}}
MULTIPLES, GIFTS = {"A1002": 3}, {"A1003": 7}  # occasions: item → multiple, points
OFFERS = {"R100": (10_000, 1_501), "R300": (30_000, 7_000)}
LADDER = [(0, 0), (300, 1), (1500, 3)]
CARDS_OF_A_TYPE = 12


def money(fen):
    return {"amount": fen, "currency": "CNY"}


class Driver:
    """One program; `house` begins anew."""

    def __init__(self):
        self.ahead = 0
        self.noise = tempfile.TemporaryFile("w+", encoding="utf-8")  # its log; read when it dies
        self.process = subprocess.Popen(
            [os.environ["GUANXI_MODEL_DRIVER"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.noise,
            text=True, encoding="utf-8",
        )

    def advance(self, seconds):
        """Before the next command."""
        self.ahead += seconds

    def command(self, **what):
        what["advance"], self.ahead = self.ahead, 0
        try:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.noise.seek(0)
            raise RuntimeError(f"the program ended in {what}:\n" + "".join(self.noise.readlines()[-60:]))
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()
        self.noise.close()


class House:
    """A fresh house with three types of cards, five members, two occasions, two offers and, if wanted, a ladder."""

    def __init__(self, driver, config):
        self.driver, self.keys = driver, 0
        parameters = {name: value for name, value in config.items() if name not in ("ladder", "household", "people", "gift_times")}
        self.now = datetime.fromisoformat(driver.command(house=parameters)["now"].replace("Z", "+00:00"))
        self.cards = {code: self.print_cards(code, 81 + i) for i, code in enumerate(TERMS)}
        for item, multiple in MULTIPLES.items():
            self.occasion(item, {"kind": "multiple", "multiple": str(multiple)})
        times = {"times_per_member": config["gift_times"], "period": "day"} if config["gift_times"] else {}
        for item, points in GIFTS.items():
            self.occasion(item, {"kind": "gift", "points": points} | times)
        for code, (pay, bonus) in OFFERS.items():
            self.must("POST", "/v1/wallet/offers", {
                "programme": "MAIN", "code": code, "name": code, "pay": money(pay), "bonus": money(bonus)})
        if config.get("ladder"):
            self.add_ladder()
        limits = config["household"]
        self.must("PUT", "/v1/programmes/MAIN/household-terms", {
            "transfers": True, "members_max": limits["members_max"], "points_min": limits["points_min"],
            "day_points_max": limits["day_max"], "month_points_max": limits["month_max"], "age_days_min": limits["age_days"],
            "reason": "the model"}, if_match="*")
        self.phones = {name: f"1380000000{i}" for i, name in enumerate(MEMBERS)}
        self.members = {name: self.enrol(name, code) for name, code in MEMBERS.items()}

    def ask(self, method, target, body=None, key="", who="manager", if_match="", then=()):
        return self.driver.command(
            ask={"method": method, "target": target, "body": body, "key": key, "who": who, "if_match": if_match}, then=list(then))

    def new_key(self):
        self.keys += 1
        return f"model-{self.keys}"

    def must(self, method, target, body=None, if_match="", who="manager"):
        answer = self.ask(method, target, body, "" if if_match else self.new_key(), who, if_match)
        if answer.get("status", 500) >= 300:
            raise RuntimeError(f"{method} {target} {body}: {answer}")
        return answer

    def print_cards(self, code, prefix):
        terms = {
            "use": "member", "serial_length": 6, "first_number": 1000, "last_number": 9999, "prefix": str(prefix), "suffix": "",
            "check_length": 1, "validity": "unlimited", "verification": "none", "points_rate": "1",
            "points_multiple": str(TERMS[code]["multiple"]), "discount_rate": "1", "stack_start": "1", "stack_rate": "1",
            "small_change": TERMS[code]["cap"] > 0,
        }
        if TERMS[code]["cap"]:
            terms["small_change_cap"] = money(TERMS[code]["cap"])
        self.must("POST", "/v1/card-types", {
            "programme": "MAIN", "code": code, "name": code, "reason": "the model", "terms": terms})
        batch = self.must("POST", f"/v1/card-types/{code}/batches", {"cards": CARDS_OF_A_TYPE})
        printed = self.must("POST", batch["location"] + "/print", {})["text"]
        return [line.split(",")[0] for line in printed.splitlines()[1:]]

    def occasion(self, item, what):
        self.must("POST", "/v1/points/occasions", {
            "programme": "MAIN", "code": item, "name": item, "items": [item], "reason": "the model"} | what)

    def add_ladder(self):
        tiers = [{
            "code": f"T{i}", "name_zh": f"T{i}", "name_en": f"T{i}", "threshold": threshold, "keep": threshold,
            "discount_rate": "1", "points_multiple": str(multiple)} for i, (threshold, multiple) in enumerate(LADDER)]
        self.must("POST", "/v1/tier-ladders", {"programme": "MAIN", "code": "CLUB", "reason": "the model", "terms": {
            "name_zh": "C", "name_en": "C", "decides_rates": True, "period": "calendar", "grace_days": 30,
            "downgrade": "one_step", "sources": {"amount": money(100), "amount_growth": 1}, "tiers": tiers}})
        self.must("POST", "/v1/tier-ladders/CLUB/switch-on", {"reason": "the model"}, if_match='"1"')

    def enrol(self, name, code):
        body = {"programme": "MAIN", "store": "S001", "phone": self.phones[name]}
        if code:
            body["card_number"] = self.cards[code].pop(0)
        return self.must("POST", "/v1/members", body)["body"]
