"""A shop whose sales the engine prices: a promotion on each of 300 items, and a coupon of everybody's for every sale,
which pays one item that costs 1 yuan.

requests.cpp knows these rules as well: a till says what was paid.
"""

from everything import each, yuan

ITEMS = 300  # A1001 …: each has a promotion of its own
FROM_FEN, OFF_FEN, COUPON_FEN = 2_000, 300, 100
FACE_FEN = 100_000_000  # of a coupon that is used in parts: for every sale of the bench


def open_rules(desk, auditor, phones):
    """A coupon of each of them, in their order."""
    put_rule(desk, auditor, coupon_rule())
    each(lambda number: put_rule(desk, auditor, promotion(number)), [(number,) for number in range(ITEMS)])
    offer_coupons(desk)
    coupons = [None] * len(phones)

    def issue(number, phone):
        member = desk.post("/v1/members/lookup", {"kind": "phone", "value": phone})["id"]
        coupons[number] = desk.post(f"/v1/members/{member}/coupons", {"template": "ONE", "reason": "bench"})["id"]

    each(issue, enumerate(phones))
    return coupons


def promotion(number):
    return {
        "kind": "promotion", "code": f"P{number:03}", "name_zh": "满 20 减 3", "name_en": "3 off from 20",
        "scope": {"include": [{"kind": "item", "code": f"A{1001 + number}"}]},
        "threshold": {"amount": yuan(FROM_FEN)}, "reward": {"kind": "money_off", "amount": yuan(OFF_FEN)},
    }


def coupon_rule():
    return {
        "kind": "coupon", "code": "ONE", "name_zh": "1 元", "name_en": "1 off",
        "scope": {"include": [{"kind": "item", "code": "A1400"}]}, "reward": {"kind": "money_off", "amount": yuan(COUPON_FEN)},
    }


def put_rule(desk, auditor, rule):
    draft = desk.post("/v1/pricing/rules", {"programme": "MAIN", "rule": rule})["id"]
    desk.post(f"/v1/pricing/rules/{draft}/submit", {}, '"1"')
    auditor.post(f"/v1/pricing/rules/{draft}/audit", {"reason": "bench"}, '"2"')


def offer_coupons(desk):
    made = desk.post("/v1/coupons/templates", {"programme": "MAIN", "code": "ONE", "reason": "bench", "terms": {
        "kind": "cash", "name_zh": "1 元", "name_en": "1 off", "rule_code": "ONE", "validity": "relative", "for_days": 30,
        "face_value": yuan(FACE_FEN), "in_parts": True}})
    desk.post(f"/v1/coupons/templates/{made['id']}/activation", {"reason": "bench"}, f'"{made["version"]}"')
