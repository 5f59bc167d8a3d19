"""A stream of commands drawn from numbers, asked of the program and of the reference model; every answer and every sum is
compared. What a command means is decided by its numbers and by what is there when its turn comes: any part of a stream is a
stream, so that a failing one can be cut down.
"""

import json

from between import Between
from house import GIFTS, LADDER, MEMBERS, MULTIPLES, OFFERS, TERMS, House, money
from parts import SHANGHAI, Line, Refused
from people import People

DAYS_MAX = 280  # from March: growth of one calendar year; its end has tests of its own
PRICES = {"A1001": 10_000, "A1002": 5_990, "A1003": 2_000, "FREE": 0}
# command → how often
WEIGHTS = {
    "sell": 32, "refund": 18, "void": 4, "exchange": 5, "redeem": 6, "reverse": 4, "hold": 5, "capture": 3, "release": 2,
    "document": 4, "recharge": 6, "pay_out": 2, "freeze": 1, "thaw": 1, "buyer": 0.3, "card_state": 2, "card_replace": 1,
    "card_bind": 0.7, "days": 4, "minutes": 4, "sweep": 1, "repeat": 4, "number_again": 2, "bad": 4, "void_recharge": 2,
    "merge": 3, "undo_merge": 2, "household": 3, "give": 5, "take_given_back": 2, "grant": 1.5, "end_grant": 0.5,
    "sell_to_nobody": 4, "return_of_nobody": 3, "attribute": 5,
}
# … where a stream is about who is whom, and little else that goes its own way
OF_PEOPLE = WEIGHTS | {
    "merge": 14, "undo_merge": 9, "household": 5, "give": 9, "take_given_back": 3, "grant": 3, "end_grant": 1, "redeem": 9, "reverse": 8,
    "document": 5, "void_recharge": 1, "recharge": 4, "pay_out": 0.7, "freeze": 0.7, "thaw": 0.7, "buyer": 0.7, "card_state": 0.5,
    "card_replace": 0.2, "card_bind": 0.2, "number_again": 0.5, "bad": 2, "hold": 3, "capture": 2,
}


class Failure(Exception):
    pass


class Draw:
    def __init__(self, numbers):
        self.numbers, self.at = numbers, 0

    def below(self, bound):
        self.at += 1
        return self.numbers[(self.at - 1) % len(self.numbers)] % max(1, bound)

    def one_of(self, values):
        return values[self.below(len(values))] if values else None


class Play(Between):
    def __init__(self, driver, config, log=None):
        self.driver, self.log, self.counts = driver, log, {}
        self.house = House(driver, config)
        self.unapproved = config["unapproved"]
        self.model = People(self.house.now, config, TERMS, MULTIPLES, GIFTS, LADDER if config["ladder"] else ())
        self.ids = {}
        for name, body in self.house.members.items():
            member = self.model.enrol(name)
            self.ids[name] = body["id"]
            card = self.model.bind_card(member, body["cards"][0]["number"], MEMBERS[name])
            card.id, card.version = body["cards"][0]["id"], body["cards"][0]["version"]
        self.sequence, self.last = 0, None
        self.days_gone, self.numbers = 0, []

    # ---- asking and comparing ----

    def fail(self, what):
        raise Failure(what)

    def step(self, command):
        kind, numbers = command
        self.advance(1)
        draw = Draw(numbers)
        self.call(draw.one_of(list(MEMBERS)))
        getattr(self, kind)(draw)

    def call(self, name):
        """Who is called by a phone or card, and who they are by now."""
        self.called = self.model.members[name]
        self.member = self.model.heir(self.called)

    def id(self, member=None):
        return self.ids[(member or self.member).name]

    def ask(self, method, target, body=None, key=None, who="manager", if_match="", others=()):
        """Afterwards the member is read, and of whom they were called by and of `others` what a merge or transfer may move."""
        key = self.house.new_key() if key is None and not if_match else key or ""
        moved = ["points"] + ["tier"] * bool(self.model.ladder)
        names = dict.fromkeys([self.member.name, self.called.name] + [other.name for other in others])
        self.read = [(name, part) for name in names for part in moved + ["wallet"]]
        then = [f"/v1/members/{self.ids[name]}/{part}" for name, part in self.read]
        answer = self.house.ask(method, target, body, key, who, if_match, then)
        if "fault" in answer:
            self.fail(f"{method} {target}: {answer['fault']}")
        if self.log is not None:
            self.log.append(f"{method} {target} {json.dumps(body)} → {answer['status']} {json.dumps(answer['body'])[:400]}")
        self.last = (method, target, body, key, who, if_match, answer)
        return answer

    def meet(self, answer, model):
        """The answer against what the model says, which is asked only now: whether it refused as well, and the state."""
        self.after = answer["then"]
        try:
            expected = model()
        except Refused as refused:
            code = answer["code"]
            if code == "invalid_request":
                code = answer["body"]["errors"][0]["code"]
            if answer["status"] < 400 or answer["status"] >= 500 or code not in refused.codes:
                self.fail(f"refused by the model: {refused}; answered {answer['status']} {code}")
            self.count(code)
            self.compare_state()
            return None
        if answer["status"] not in (200, 201):
            self.fail(f"the model says {expected}; answered {answer['status']} {answer['code']} {answer['body']}")
        self.compare_state()
        for name in ("f", "handed_out", "bonus", "saved", "repaid", "expired"):
            if isinstance(expected, dict) and expected.get(name):
                self.count(f"some {name}")
        return expected

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def same(self, what, told, expected):
        if told != expected:
            self.fail(f"{what}: answered {told}, the model says {expected}")

    def compare_state(self):
        for (name, part), answer in zip(self.read, self.after):
            getattr(self, f"compare_{part}")(self.model.members[name], answer["body"])

    def compare_tier(self, member, tier):
        told = tier["ladders"][0]["growth"], tier["ladders"][0]["tier"]
        self.same(f"growth of {member.name}", told, (member.growth, f"T{self.model.rank(member)}"))

    def compare_points(self, member, points):
        model = self.model
        told = {name: points[name] for name in ("balance", "usable", "pending", "classes", "redeemed", "owed", "held")}
        self.same(f"points of {member.name}", told, {
            "balance": model.balance(member), "usable": model.usable(member), "pending": model.pending(member),
            "classes": member.classes, "redeemed": member.redeemed, "owed": member.owed, "held": model.held(member)})
        lots = {}
        for lot in model.lots_in_order(member):
            if lot.left and not model.is_over(lot):
                lots[str(lot.expires)] = lots.get(str(lot.expires), 0) + lot.left
        self.same(f"open lots of {member.name}", {lot.get("expires_on", "None"): lot["points"] for lot in points["open"]}, lots)

    def compare_wallet(self, member, wallet):
        model = self.model
        if member.into:  # all of it is with the heir
            left = {name: wallet[name]["amount"] for name in ("stored", "small_change", "merchant_payout", "consumer_payout")}
            self.same(f"wallet of {member.name}", left, dict.fromkeys(left, 0))
            return
        told = {name: wallet[name]["amount"] for name in ("principal", "bonus", "stored", "small_change")}
        told |= {name: wallet[name]["amount"] for name in ("merchant_payout", "consumer_payout")}
        told |= {"state": wallet["state"], "named": wallet["named"]}
        self.same(f"wallet of {member.name}", told, {
            "principal": sum(one.principal_left() for one in member.recharges),
            "bonus": sum(one.bonus_left() for one in member.recharges),
            "stored": model.stored(member), "small_change": member.change,
            "merchant_payout": sum(one.due("merchant") for one in member.recharges) + member.change,
            "consumer_payout": sum(one.due("consumer") for one in member.recharges) + member.change,
            "state": "frozen" if member.frozen else "open", "named": model.is_named(member)})
        told = [
            {part: [one[part][name]["amount"] for name in ("original", "remaining", "spent", "paid_out", "kept")]
             for part in ("principal", "bonus")} for one in wallet["recharges"]]
        self.same("recharges", told, [
            {"principal": [one.principal, one.principal_left(), one.principal_spent(), one.paid_out, one.kept],
             "bonus": [one.bonus, one.bonus_left(), one.spent - one.principal_spent(), 0, one.forfeited]}
            for one in member.recharges if one.left()])

    # ---- the till ----

    def advance(self, seconds):
        self.driver.advance(seconds)
        self.model.advance(seconds)

    def head(self, sequence=None):
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        local = self.model.now.astimezone(SHANGHAI)
        return {"store": "S001", "till": "01", "business_date": str(local.date()), "sequence": sequence,
                "occurred_at": local.isoformat(), "cashier": "C07"}

    def basket(self, draw):
        return [(item, PRICES[item], draw.one_of([1000, 2000, 3000, 1500, 333]))
                for item in (draw.one_of(list(PRICES)) for _ in range(1 + draw.below(3)))]

    def pay(self, draw, payable):
        """Tenders for it, of what the member has, sometimes a little more."""
        member, left, tenders = self.member, payable, []
        if left == 0:
            return []
        kinds = draw.one_of([[], [], ["points"], ["small_change"], ["stored_value"], ["voucher"], ["stored_value", "points"],
                             ["small_change", "points", "stored_value"], ["voucher", "stored_value"]])
        for kind in kinds:
            there = {"points": self.model.usable(member) * 10, "small_change": member.change,
                     "stored_value": self.model.stored(member), "voucher": 5000}[kind]
            amount = min(left, draw.one_of([there, there // 2, there + 10, 1990]))
            if kind == "points" and draw.below(12):
                amount -= amount % 10
            if amount > 0:
                tenders.append((kind, amount))
                left -= amount
        if left:
            parts = [left] if draw.below(4) or left < 10 else [left // 3, left - left // 3]
            tenders += list(zip(("cash", "bank_card"), parts)) if draw.below(3) else list(zip(("wechat_pay", "cash"), parts))
        return tenders

    def sale_request(self, lines, tenders, card=None, save=0, part=False):
        body = self.head() | {
            "pricing": "as_sold",
            "member": {"kind": "card", "value": card.number} if card else {
                "kind": "phone", "value": self.house.phones[self.called.name]},
            "lines": [{"item": item, "quantity": f"{quantity / 1000:.3f}"} for item, _, quantity in lines],
            "tenders": [{"kind": kind, "amount": money(amount)} for kind, amount in tenders]}
        if any(kind in ("points", "stored_value", "small_change") for kind, _ in tenders):
            body["proof"] = {"kind": "cashier"}
        if save:
            body["save_change"] = {"amount": money(save), "part": part}
        return body

    def compare_receipt(self, told, expected):
        self.same("payable", told["payable"]["amount"], expected["payable"])
        names = ("a", "b", "c", "e", "redeemed") + (("f",) if "f" in expected else ())
        self.same("points of the receipt", {name: told["points"][name] for name in names}, {name: expected[name] for name in names})
        self.same("balance", told["balance"], expected["balance"])
        wallet = told.get("wallet", {})
        for name in ("bonus", "saved", "handed_out"):
            if name in expected:
                self.same(name, wallet.get(name, {"amount": 0})["amount"], expected[name])
        if "back" in expected:
            tenders = {}
            for tender in told["tenders"]:
                tenders[tender["kind"]] = tenders.get(tender["kind"], 0) + tender["amount"]["amount"]
            back = expected["back"] | {kind: expected[kind] for kind in ("points", "points_purchase")}
            self.same("tenders", tenders, {kind: part for kind, part in back.items() if part})

    def sell(self, draw):
        lines = self.basket(draw)
        tenders = self.pay(draw, sum(Line(*line).amount for line in lines))
        card = draw.one_of(self.called.cards) if draw.below(3) == 0 else None
        save = part = 0
        if any(kind == "cash" for kind, _ in tenders) and draw.below(4) == 0:
            save, part = draw.one_of([40, 99, 777, 2500]), bool(draw.below(2))
        answer = self.ask("POST", "/v1/checkout", self.sale_request(lines, tenders, card, save, part))
        expected = self.meet(answer, lambda: self.model.sell(self.member, lines, tenders, card, save, part))
        if expected:
            self.compare_receipt(answer["body"], expected)
            self.same("who bought", answer["body"]["member"], self.id())
            self.member.sales[-1].id = answer["body"]["receipt"]
            self.numbers.append((answer["body"]["business_date"], answer["body"]["sequence"]))

    def some_of(self, draw, sale):
        """What goes back: nothing named, or a part of some lines."""
        if draw.below(4) == 0:
            return None
        wanted = {}
        for i, line in enumerate(sale.lines):
            left = line.quantity - line.returned
            part = draw.one_of([0, left, left // 2, min(left, 1000), line.quantity])
            if part:
                wanted[i] = part
        return wanted or None

    @staticmethod
    def lines_of(wanted):
        return {} if wanted is None else {
            "lines": [{"line": i + 1, "quantity": f"{quantity / 1000:.3f}"} for i, quantity in wanted.items()]}

    def refund(self, draw):
        sale = draw.one_of(self.called.sales[-6:])
        if not sale:
            return
        wanted = self.some_of(draw, sale)
        answer = self.ask("POST", f"/v1/checkout/{sale.id}/refunds", self.head() | {"reason": "size"} | self.lines_of(wanted))
        expected = self.meet(answer, lambda: self.model.refund(sale, wanted))
        if expected:
            self.compare_receipt(answer["body"], expected)

    def void(self, draw):
        sale = draw.one_of(self.called.sales[-3:])
        if not sale:
            return
        answer = self.ask("POST", f"/v1/checkout/{sale.id}/void", self.head() | {"reason": "mistake"})
        expected = self.meet(answer, lambda: self.model.refund(sale, as_void=True))
        if expected:
            self.compare_receipt(answer["body"], expected)

    def exchange(self, draw):
        sale = draw.one_of(self.called.sales[-4:])
        if not sale:
            return
        wanted, lines = self.some_of(draw, sale), self.basket(draw)
        tenders = []

        def pay(rest):
            tenders.extend([("cash", rest)] if rest else [])
            return list(tenders)

        fault, expected = None, None
        try:  # the tenders cover what the model says is left to pay
            expected = self.model.exchange(sale, wanted, lines, pay)
        except Refused as refused:
            fault = refused
        returned = {"sequence": self.head()["sequence"], "reason": "size"} | self.lines_of(wanted)
        answer = self.ask("POST", f"/v1/checkout/{sale.id}/exchanges", {
            "returned": returned, "sale": self.sale_request(lines, tenders)})

        def result():
            if fault:
                raise fault
            return expected

        self.call(self.called.name)
        if self.meet(answer, result):
            self.compare_receipt(answer["body"]["sale"], expected["sale"])
            self.compare_receipt(answer["body"]["returned"], {name: fact for name, fact in expected["returned"].items() if name != "back"} | {
                "balance": answer["body"]["returned"]["balance"]})
            self.member.sales[-1].id = answer["body"]["sale"]["receipt"]

    # ---- a card that was forgotten ----

    def sell_to_nobody(self, draw):
        lines = self.basket(draw)
        payable = sum(Line(*line).amount for line in lines)
        voucher = min(payable, 1_990) if draw.below(4) == 0 else 0
        tenders = [(kind, part) for kind, part in (("voucher", voucher), ("cash", payable - voucher)) if part]
        body = self.sale_request(lines, tenders)
        del body["member"]
        answer = self.ask("POST", "/v1/checkout", body)
        if self.meet(answer, lambda: self.model.sell_to_nobody(lines, tenders)):
            self.same("payable", answer["body"]["payable"]["amount"], payable)
            self.same("who bought", answer["body"].get("member"), None)
            self.model.nobodys[-1].id = answer["body"]["receipt"]

    def return_of_nobody(self, draw):
        """What comes back before anybody says whose it was – or afterwards: it is found by its number."""
        sale = draw.one_of(self.model.nobodys[-3:])
        if not sale:
            return
        void = draw.below(6) == 0
        wanted = None if void else self.some_of(draw, sale)
        answer = self.ask("POST", f"/v1/checkout/{sale.id}/{'void' if void else 'refunds'}",
                          self.head() | {"reason": "size"} | ({} if void else self.lines_of(wanted)),
                          others=[self.model.heir(sale.member)] if sale.member is not self.model.nobody else [])
        expected = self.meet(answer, lambda: self.model.refund(sale, wanted, as_void=void))
        if expected:
            told = {"balance": 0} | answer["body"] if sale.member is self.model.nobody else answer["body"]
            self.compare_receipt(told, expected)

    def attribute(self, draw):
        sale = draw.one_of(self.model.nobodys[-4:])
        if not sale:
            return
        card = draw.one_of(self.called.cards) if draw.below(3) == 0 else None
        member = {"kind": "card", "value": card.number} if card else {"kind": "phone", "value": self.house.phones[self.called.name]}
        answer = self.ask("POST", f"/v1/receipts/{sale.id}/attribution", {
            "member": member, "cashier": "C07", "reason": "card forgotten"})
        waits = answer["status"] == 201 and answer["body"]["state"] == "submitted"
        if waits:
            answer = self.ask("POST", f"/v1/attributions/{answer['body']['id']}/approve", {}, who="second")
        expected = self.meet(answer, lambda: self.model.attribute(sale, self.called, card))
        if expected:
            given = expected["earned"] - expected["returned"]  # caps may have cut it: approval looks at what they leave out
            self.same("approved where it must be", waits or given <= self.unapproved, True)
            self.same("approved where nobody has to", waits and self.unapproved > 100_000, False)
            self.facts(answer["body"], expected)
            points = answer["body"]["receipt"]["points"]
            self.same("points of the receipt", {name: points[name] for name in sale.earned}, sale.earned)
            self.same("who it is", answer["body"]["receipt"]["member"], self.id())
            for name in ("earned", "returned"):
                if expected[name]:
                    self.count(f"some {name} late")

    # ---- points ----

    def redeem(self, draw):
        usable = self.model.usable(self.member)
        points = 1 + draw.one_of([draw.below(30), usable, usable - 1 if usable else 0, usable // 2])
        answer = self.ask("POST", f"/v1/members/{self.id()}/points/redemptions", {"points": points, "reason": "mug"})
        expected = self.meet(answer, lambda: self.model.redeem(self.member, points))
        if expected:
            self.facts(answer["body"], expected)
            self.member.redemptions[-1].id = answer["body"]["id"]

    def facts(self, told, expected):
        self.same("answer", {name: told[name] for name in expected}, expected)

    def reverse(self, draw):
        spent = draw.one_of(self.called.redemptions[-5:])
        if not spent:
            return
        answer = self.ask("POST", f"/v1/members/{self.id(self.called)}/points/redemptions/{spent.id}/reversal")
        expected = self.meet(answer, lambda: self.model.reverse_redemption(spent))
        if expected:
            self.facts(answer["body"], expected)

    def hold(self, draw):
        points = 1 + draw.one_of([draw.below(30), self.model.usable(self.member) // 2, self.model.usable(self.member)])
        answer = self.ask("POST", f"/v1/members/{self.id()}/points/holds", {"points": points, "reason": "gift"})
        expected = self.meet(answer, lambda: self.model.hold(self.member, points))
        if expected:
            self.facts(answer["body"], expected)
            self.member.holds[-1].id = answer["body"]["hold"]["id"]

    def some_hold(self, draw):
        return draw.one_of([hold for hold in self.member.holds if hold.state == "open"][-3:] or self.member.holds[-2:])

    def capture(self, draw):
        hold = self.some_hold(draw)
        if not hold:
            return
        points = None if draw.below(2) else 1 + draw.below(sum(part for _, part in hold.takes))
        answer = self.ask("POST", f"/v1/members/{self.id()}/points/holds/{hold.id}/capture", {"points": points} if points else {})
        expected = self.meet(answer, lambda: self.model.capture(self.member, hold, points))
        if expected:
            self.facts(answer["body"], expected)
            self.member.redemptions[-1].id = answer["body"]["hold"]["redemption"]

    def release(self, draw):
        hold = self.some_hold(draw)
        if not hold:
            return
        answer = self.ask("POST", f"/v1/members/{self.id()}/points/holds/{hold.id}/release")
        expected = self.meet(answer, lambda: self.model.release(self.member, hold))
        if expected:
            self.facts(answer["body"], expected)

    def document(self, draw):
        points = (1 + draw.below(80)) * draw.one_of([1, 1, -1])
        body = self.house.must("POST", "/v1/points/documents", {"member": self.id(), "points": points, "reason": "complaint"})["body"]
        document = f"/v1/points/documents/{body['id']}"
        self.house.must("POST", f"{document}/submit")
        if draw.below(6) == 0:  # not yet approved; nobody approves their own
            answer = self.ask("POST", f"{document}/{draw.one_of(['post', 'approve'])}", None)
            self.meet(answer, lambda: self.refused("points_document_state", "own_approval"))
            return
        self.house.must("POST", f"{document}/approve", {}, who="second")
        answer = self.ask("POST", f"{document}/post")
        expected = self.meet(answer, lambda: self.model.post_document(self.member, points))
        if expected:
            self.facts(answer["body"], expected)

    @staticmethod
    def refused(*codes):
        raise Refused(*codes)

    # ---- the wallet ----

    def recharge(self, draw):
        offer = draw.one_of([None, *OFFERS])
        principal, bonus = OFFERS[offer] if offer else (draw.one_of([1, 3_333, 20_000, 60_000]), 0)
        body = {"amount": money(principal), "paid_by": "cash", "store": "S001"} | ({"offer": offer} if offer else {})
        answer = self.ask("POST", f"/v1/members/{self.id()}/wallet/recharges", body)
        expected = self.meet(answer, lambda: self.model.recharge(self.member, principal, bonus))
        if expected:
            self.money_facts(answer["body"], expected)
            self.member.recharges[-1].id = answer["body"]["id"]

    def void_recharge(self, draw):
        recharge = draw.one_of(self.member.recharges[-3:])
        if recharge:
            target = f"/v1/members/{self.id()}/wallet/recharges/{recharge.id}/void"
            answer = self.ask("POST", target, {"reason": "mistyped"})
            expected = self.meet(answer, lambda: self.model.void_recharge(self.member, recharge))
            if expected:
                self.money_facts(answer["body"], expected)

    def money_facts(self, told, expected):
        self.same("answer", {name: told[name]["amount"] for name in expected}, expected)

    def pay_out(self, draw):
        cause, method = draw.one_of(["merchant", "consumer"]), draw.one_of(["bank", "cash"])
        answer = self.ask("POST", f"/v1/members/{self.id()}/wallet/payouts", {
            "fault": cause, "method": method, "reason": "leaves", "store": "S001", "reference": "T1"})
        expected = self.meet(answer, lambda: self.model.pay_out(self.member, cause, method))
        if expected:
            self.money_facts(answer["body"], expected)

    def freeze(self, draw, frozen=True):
        answer = self.ask("POST", f"/v1/members/{self.id()}/wallet/{'freeze' if frozen else 'release'}", {
            "reason": "found", "store": "S001"})
        expected = self.meet(answer, lambda: self.model.set_frozen(self.member, frozen))
        if expected:
            self.facts(answer["body"], expected)

    def thaw(self, draw):
        self.freeze(draw, False)

    def buyer(self, draw):
        answer = self.ask("POST", f"/v1/members/{self.id()}/wallet/buyers", {
            "name": "Wang", "document": "passport", "number": "E12345678", "contact": "13900000000", "store": "S001"})
        self.meet(answer, lambda: self.model.name_buyer(self.member))

    # ---- cards ----

    def card_state(self, draw):
        card, state = draw.one_of(self.member.cards), draw.one_of(["active", "frozen", "lost", "cancelled"])
        blocked = [one for one in self.member.cards if one.state in ("frozen", "lost")]
        if blocked and draw.below(3):
            card, state = blocked[0], "active"
        answer = self.ask("PATCH", f"/v1/members/{self.id()}/cards/{card.id}", {"state": state}, if_match=f'"{card.version}"')
        if self.meet(answer, lambda: self.model.set_card(card, state)):
            self.same("state", answer["body"]["state"], state)
        self.compare_cards(may_choose=state == "cancelled")

    def fresh_number(self, draw):
        kind = draw.one_of([code for code in TERMS if self.house.cards[code]])
        return (kind, self.house.cards[kind][0]) if kind else (None, None)

    def card_replace(self, draw):
        card = draw.one_of(self.member.cards)
        kind, number = self.fresh_number(draw)
        if not kind:
            return
        answer = self.ask("POST", f"/v1/members/{self.id()}/cards/{card.id}/replace", {"card_number": number},
                          if_match=f'"{card.version}"', key=self.house.new_key())
        fresh = self.meet(answer, lambda: self.model.replace_card(self.member, card, number, kind))
        self.took(fresh, answer)

    def card_bind(self, draw):
        kind, number = self.fresh_number(draw)
        if not kind:
            return
        answer = self.ask("POST", f"/v1/members/{self.id()}/cards", {"card_number": number})
        self.took(self.meet(answer, lambda: self.model.bind_card(self.member, number, kind)), answer)

    def took(self, card, answer):
        if card:
            card.id = answer["body"]["id"]
            self.house.cards[card.kind].remove(card.number)
        self.compare_cards()

    def compare_cards(self, may_choose=False):
        told = self.house.must("GET", f"/v1/members/{self.id()}")["body"]["cards"]
        known = {card.number: card for one in self.model.person(self.member) for card in one.cards}
        for one in told:
            if one["number"] not in known:
                self.fail(f"a card that nobody made: {one}")
            card = known[one["number"]]
            card.id, card.version = one["id"], one["version"]
            self.same(f"state of {card.number}", one["state"], card.state)
        primary = [one["number"] for one in told if one["primary"]]
        if len(primary) != 1:
            self.fail(f"a member has one primary card, not {primary}")
        if may_choose and self.member.primary.state == "cancelled":
            self.member.primary = known[primary[0]]
            if self.member.primary.state != "active" and any(card.state == "active" for card in self.member.cards):
                self.fail("another card is in use, and the primary one is not")
        self.same("primary card", primary[0], self.member.primary.number)

    # ---- time, and what a client may do wrong ----

    def days(self, draw):
        days = draw.one_of([1, 3, 10, 20, 40])
        if self.days_gone + days <= DAYS_MAX:
            self.days_gone += days
            self.advance(86_400 * days)

    def minutes(self, draw):
        self.advance(60 * (1 + draw.below(20)))

    def sweep(self, draw):
        fault = self.driver.command(sweep=draw.one_of(["points.expiry", "tiers.periods", "tiers.ladders", "tiers.notices"]))
        self.same("sweep", fault.get("fault"), "")

    def repeat(self, draw):
        """A client that got no answer: the first one again, and nothing else."""
        if not self.last or self.last[5] or not self.last[3]:
            return
        method, target, body, key, who, if_match, first = self.last
        if first["status"] >= 400:  # a refusal is no effect: the key is free for a corrected command
            return
        again = self.ask(method, target, body, key, who, if_match)
        self.same("the same answer", (again["status"], again["body"], again["replayed"]), (first["status"], first["body"], True))
        self.last = None

    def number_again(self, draw):
        """A number that a receipt of the day has already, under another key."""
        lines = [("A1001", 10_000, 1000)]
        body = self.sale_request(lines, [("cash", 10_000)]) | {"cashier": "C99"}
        if self.numbers and self.numbers[-1][0] == body["business_date"]:
            body["sequence"] = self.numbers[-1][1]
            self.meet(self.ask("POST", "/v1/checkout", body), lambda: self.refused("receipt_exists", "card_not_usable"))

    def bad(self, draw):
        """What no client should say: refused, nothing changed."""
        member = f"/v1/members/{self.id()}"
        sale = draw.one_of(self.called.sales)
        huge = 2 ** 53
        lines = [("A1001", 10_000, 1000)]
        good = self.sale_request(lines, [("cash", 10_000)])
        requests = [
            (f"{member}/points/redemptions", {"points": 0, "reason": "x"}),
            (f"{member}/points/redemptions", {"points": -5, "reason": "x"}),
            (f"{member}/points/redemptions", {"points": huge, "reason": "x"}),
            (f"{member}/points/holds", {"points": 1}),
            (f"{member}/wallet/recharges", {"amount": money(-1), "paid_by": "cash", "store": "S001"}),
            (f"{member}/wallet/recharges", {"amount": money(5), "paid_by": "cash", "store": "S001", "offer": "R100"}),
            (f"{member}/wallet/recharges", {"amount": money(500), "paid_by": "cash", "store": "S999"}),
            (f"{member}/wallet/payouts", {"fault": "nobody", "method": "bank", "reason": "x", "store": "S001"}),
            ("/v1/checkout", good | {"tenders": [{"kind": "cash", "amount": money(9_999)}]}),
            ("/v1/checkout", good | {"lines": []}),
            ("/v1/checkout", good | {"lines": [{"item": "A1001", "quantity": "-1"}]}),
            ("/v1/checkout", good | {"lines": [{"item": "A1001", "quantity": "1.2345"}]}),
            ("/v1/checkout", good | {"member": {"kind": "phone", "value": "13899999999"}}),
            ("/v1/checkout", good | {"save_change": {"amount": money(0)}}),
            ("/v1/points/documents", {"member": self.id(), "points": 0, "reason": "x"}),
            ("/v1/points/documents", {"member": self.id(), "points": 10_001, "reason": "x"}),
        ]
        if sale:
            back = self.head() | {"reason": "x"}
            requests += [
                (f"/v1/checkout/{sale.id}/refunds", back | {"lines": [{"line": 99, "quantity": "1"}]}),
                (f"/v1/checkout/{sale.id}/refunds", back | {"lines": [{"line": 1, "quantity": "1000000"}]}),
                (f"/v1/checkout/{sale.id}/refunds", back | {"lines": [{"line": 1, "quantity": "0"}]}),
                (f"/v1/checkout/{sale.id}1/refunds", back),
            ]
        if self.called is not self.member:  # who was merged has nothing of their own
            old = f"/v1/members/{self.id(self.called)}"
            requests = requests[-3:] + [
                (f"{old}/points/redemptions", {"points": 1, "reason": "x"}), (f"{old}/points/holds", {"points": 1, "reason": "x"}),
                (f"{old}/wallet/recharges", {"amount": money(500), "paid_by": "cash", "store": "S001"}),
                (f"{old}/wallet/payouts", {"fault": "merchant", "method": "bank", "reason": "x", "store": "S001", "reference": "T"}),
                (f"{old}/points/transfers", {"to": self.id(), "points": 1}),
                (f"{old}/merges", {"absorbed": self.id(), "reason": "x"}),
            ]
        target, body = draw.one_of(requests)
        answer = self.ask("POST", target, body)
        if not 400 <= answer["status"] < 500 or not answer["code"]:
            self.fail(f"a bad request was answered with {answer['status']}")
        self.count("bad request")
        self.after = answer["then"]
        self.compare_state()

    # ---- the end ----

    def end(self):
        """Every member once more, their statements, and the books."""
        self.driver.command(sweep="points.expiry")
        for name in MEMBERS:
            self.call(name)
            self.after = self.ask("GET", f"/v1/members/{self.id()}")["then"]
            self.compare_state()
            self.compare_cards()
            self.compare_statement(self.called)
        report = self.driver.command(verify=True)
        if not report.get("clean"):
            self.fail(f"verify: {json.dumps(report)[:1500]}")

    def compare_statement(self, member):
        """All that ever happened to the points, class by class, comes to what there is."""
        day = str(self.model.today())
        body = self.house.must("GET", f"/v1/members/{self.id(member)}/points/statement?from=2026-03-02&to={day}")["body"]
        self.same("statement", {one["class"]: one["closing"] for one in body["classes"]},
                  member.classes | {"redeemed": member.redeemed})
