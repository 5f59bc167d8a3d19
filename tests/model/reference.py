"""The membership core once more, written from docs/guide and the design's exact rules, not from the program: facts in, the
expected answer out. Money is in fen, quantities in thousandths, points are whole. A command that the rules refuse raises
Refused with every code that would be true, and changes nothing. Standard library only.
"""

import copy
from datetime import date, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
EARNED = "abce"  # the classes a sale earns, in the order in which they are credited
CUT = "cbea"  # … and in which a cap cuts them
WALLET_MAX = {False: 100_000, True: 500_000}  # stored value of an unnamed and of a named wallet
CASH_PAYOUT_MAX = 10_000
HOLD_SECONDS = 15 * 60
CARD_MOVES = {"active": {"frozen", "lost", "cancelled"}, "frozen": {"active", "lost", "cancelled"},
              "lost": {"active", "cancelled"}}
CARD_FAULTS = "card_state_forbidden", "card_not_usable"
OF_WALLET = "stored_value", "small_change"


class Refused(Exception):
    def __init__(self, *codes):
        super().__init__(" or ".join(codes))
        self.codes = set(codes)


def refuse_if(faults):
    """`faults`: code → whether it is true."""
    codes = [code for code, holds in faults.items() if holds]
    if codes:
        raise Refused(*codes)


def half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


def allocate(total, weights):
    """Largest remainder, ties by position."""
    whole = sum(weights)
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[:total - sum(parts)]:
        parts[i] += 1
    return parts


def month_end(day, months):
    month = day.year * 12 + day.month + months
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


class Thing:
    """A bag of facts."""

    def __init__(self, **facts):
        self.__dict__.update(facts)


class Lot(Thing):
    held = expired = forgiven = 0

    def free(self):
        return self.left - self.held


class Tender(Thing):
    """`credited`: goods that came back pay, and count as what once paid for them."""

    def __init__(self, kind, amount, credited=False):
        super().__init__(kind=kind, amount=amount, credited=credited, restored=0)

    def left(self):
        return self.amount - self.restored


def restore(tenders, amount):
    """In proportion to what is left of each, rounded down; the rest to cash first, then by position."""
    whole = sum(tender.left() for tender in tenders)
    parts = [amount * tender.left() // whole if whole else 0 for tender in tenders]
    rest = amount - sum(parts)
    for i in sorted(range(len(tenders)), key=lambda i: (tenders[i].kind != "cash" or tenders[i].credited, i)):
        more = min(rest, tenders[i].left() - parts[i])
        parts[i], rest = parts[i] + more, rest - more
    return parts


class Line:
    def __init__(self, item, price, quantity):
        self.item, self.quantity, self.amount = item, quantity, half_up(price * quantity, 1000)
        self.returned = self.refunded = 0  # quantity and money


class Sale:
    refunded = bought = points_back = growth = growth_back = 0
    voided = touched = False

    def __init__(self, member, lines, tenders, day):
        self.member, self.lines, self.tenders, self.day = member, lines, tenders, day
        self.payable = sum(line.amount for line in lines)
        self.earned, self.reversed = dict.fromkeys(EARNED, 0), dict.fromkeys(EARNED, 0)
        self.lots, self.paid = {}, []  # what it earned, by class; what paid it: [lot, points]
        self.stored = []  # [recharge, fen that it still has to get back]

    def paid_by(self, kind):
        return sum(tender.amount for tender in self.tenders if tender.kind == kind)

    def is_left(self):
        return any(line.returned < line.quantity for line in self.lines)


class Recharge:
    spent = paid_out = kept = forfeited = 0
    ended_by = None  # the cause of its first payout counts for all of them

    def __init__(self, principal, bonus):
        self.principal, self.bonus = principal, bonus

    def principal_spent(self):
        return self.spent * self.principal // (self.principal + self.bonus)

    def principal_left(self):
        return self.principal - self.principal_spent() - self.paid_out - self.kept

    def bonus_left(self):
        return self.bonus - (self.spent - self.principal_spent()) - self.forfeited

    def left(self):
        return self.principal_left() + self.bonus_left()

    def spend(self, amount):
        """Or takes back; how much of it was bonus."""
        principal = self.principal_spent()
        self.spent += amount
        return amount - (self.principal_spent() - principal)

    def due(self, cause):
        """What a payout would give now."""
        used = self.principal_spent() if (self.ended_by or cause) == "merchant" else self.spent
        return max(0, self.principal - used - self.paid_out) if self.left() else 0

    def pay_out(self, cause):
        due = self.due(cause)
        if due:
            self.ended_by = self.ended_by or cause
            self.forfeited += self.bonus_left()
            self.paid_out += due
            self.kept = self.principal - self.principal_spent() - self.paid_out
        return due


class Member:
    redeemed = owed = change = growth = 0
    frozen = named = has_wallet = False  # of the wallet

    def __init__(self, name):
        self.name, self.classes, self.earned_on = name, dict.fromkeys("abcdef", 0), {}
        self.lots, self.holds, self.redemptions, self.sales = [], [], [], []
        self.recharges, self.cards, self.primary = [], [], None


class Reference:
    """`parameters`: shortfall, expiry_months, points_price, pay_points, day_max, stored_earns, points_earn. `terms`: card type →
    {"multiple", "cap"}; cap 0: saves no change. `multiples`, `gifts`: by item. `ladder`: [(threshold, multiple)], ascending."""

    def __init__(self, now, parameters, terms, multiples, gifts, ladder=()):
        self.now, self.of, self.terms = now, parameters, terms
        self.multiples, self.gifts, self.ladder = multiples, gifts, ladder
        self.members, self.serial = {}, 0

    def enrol(self, name):
        self.members[name] = Member(name)
        return self.members[name]

    # ---- time ----

    def today(self):
        return self.now.astimezone(SHANGHAI).date()

    def advance(self, seconds):
        self.now += timedelta(seconds=seconds)
        for member in self.members.values():
            self.settle(member)

    def settle(self, member):
        """Holds past their deadline and lots past their last day are over, whether somebody posted that or not."""
        over = [hold for hold in member.holds if hold.state == "open" and hold.deadline <= self.now]
        for hold in sorted(over, key=lambda hold: hold.deadline):
            self.let_go(member, hold.takes)
            hold.state = "expired"
        for lot in member.lots:
            self.expire(member, lot)
        member.lots = [lot for lot in member.lots if lot.left]

    def is_over(self, lot):
        return lot.expires is not None and lot.expires < self.today()

    def expire(self, member, lot):
        points = lot.free() if self.is_over(lot) else 0
        lot.left -= points
        lot.expired += points
        member.classes[lot.klass] -= points
        return points

    # ---- points ----

    def lots_in_order(self, member):
        return sorted(member.lots, key=lambda lot: (lot.expires or date.max, lot.serial, lot.klass))

    def balance(self, member):
        return sum(lot.left for lot in member.lots) - member.owed

    def held(self, member):
        return sum(lot.held for lot in member.lots)

    def usable(self, member):
        return 0 if member.owed else sum(lot.free() for lot in member.lots)

    def may_spend(self, member, points):
        if member.owed:
            return {"points_owed": True}
        return {"not_enough_points": points > self.usable(member)}

    def choose(self, member, points):
        """What expires first."""
        takes = []
        for lot in self.lots_in_order(member):
            part = min(points, lot.free())
            if part:
                points -= part
                takes.append([lot, part])
        return takes

    def take(self, member, points):
        takes = self.choose(member, points)
        for lot, part in takes:
            lot.left -= part
        return takes

    def give_back(self, member, takes, points):
        """Into the lots they came from, in the order of `takes`; what is owed is repaid first."""
        repaid = expired = 0
        for pair in takes:
            lot, part = pair[0], min(points, pair[1])
            pair[1] -= part
            points -= part
            debt = min(member.owed, part)
            member.owed -= debt
            repaid += debt
            if part > debt:
                lot.left += part - debt
                if lot not in member.lots:
                    member.lots.append(lot)
                expired += self.expire(member, lot)
        return repaid, expired

    def credit(self, member, klass, points):
        self.serial += 1
        debt = min(member.owed, points)
        member.owed -= debt
        member.classes[klass] += points
        months = self.of["expiry_months"]
        expires = month_end(self.today(), months) if months else None
        member.lots.append(Lot(klass=klass, expires=expires, serial=self.serial, left=points - debt))
        return member.lots[-1], debt

    def let_go(self, member, takes):
        for lot, points in takes:
            lot.held -= points
            debt = min(member.owed, points)
            member.owed -= debt
            lot.left -= debt
            self.expire(member, lot)

    def redeem(self, member, points):
        refuse_if(self.may_spend(member, points))
        member.redemptions.append(Thing(takes=self.take(member, points), back=False))
        member.redeemed += points
        return {"points": points, "balance": self.balance(member)}

    def reverse_redemption(self, member, spent):
        refuse_if({"already_voided": spent.back})
        points = sum(part for _, part in spent.takes)
        member.redeemed -= points
        repaid, expired = self.give_back(member, spent.takes, points)
        spent.back = True
        return {"restored": points, "repaid": repaid, "expired": expired, "balance": self.balance(member)}

    def hold(self, member, points):
        refuse_if(self.may_spend(member, points))
        takes = self.choose(member, points)
        for lot, part in takes:
            lot.held += part
        member.holds.append(Thing(takes=takes, deadline=self.now + timedelta(seconds=HOLD_SECONDS), state="open"))
        return {"balance": self.balance(member), "held": self.held(member)}

    def capture(self, member, hold, points=None):
        points = sum(part for _, part in hold.takes) if points is None else points
        refuse_if({"hold_not_open": hold.state != "open", "points_owed": member.owed > 0})
        spent, rest = [], []
        for lot, part in hold.takes:
            used = min(points, part)
            points -= used
            lot.held -= used
            lot.left -= used
            spent.append([lot, used])
            rest.append([lot, part - used])
        hold.state = "captured"
        member.redeemed += sum(used for _, used in spent)
        member.redemptions.append(Thing(takes=spent, back=False))
        self.let_go(member, rest)
        return {"balance": self.balance(member), "held": self.held(member)}

    def release(self, member, hold):
        refuse_if({"hold_not_open": hold.state != "open"})
        self.let_go(member, hold.takes)
        hold.state = "released"
        return {"balance": self.balance(member), "held": self.held(member)}

    def post_document(self, member, points):
        """A document of class D that was drafted, submitted and approved."""
        repaid = 0
        if points > 0:
            _, repaid = self.credit(member, "d", points)
        else:
            refuse_if(self.may_spend(member, -points))
            self.take(member, -points)
            member.classes["d"] += points
        return {"repaid": repaid, "balance": self.balance(member)}

    # ---- sales ----

    def tier_multiple(self, member):
        return max((extra for threshold, extra in self.ladder if member.growth >= threshold), default=0)

    def sell(self, member, lines, tenders, card=None, save=0, part=False, tier=None):
        """`lines`: (item, fen a piece, thousandths); `tenders`: (kind, fen); `tier`: its multiple, if not today's."""
        card = card or member.primary
        refuse_if({"card_not_usable": card.state != "active"})
        sale = Sale(member, [Line(*line) for line in lines], [Tender(*tender) for tender in tenders], self.today())
        points, stored, change = (sale.paid_by(kind) for kind in ("points", *OF_WALLET))
        terms = self.terms.get(card.kind, {"multiple": 0, "cap": 0})
        fits = max(0, terms["cap"] - (member.change - change))  # it pays first
        price = points * self.of["pay_points"] // 100
        refuse_if({
            "tenders_do_not_add_up": sum(tender.amount for tender in sale.tenders) != sale.payable,
            "points_payment_limit": points * self.of["pay_points"] % 100 != 0,
            "wallet_frozen": member.frozen and (stored or change or save),
            "not_enough_stored_value": stored > self.stored(member), "not_enough_change": change > member.change,
            "change_off": save and terms["cap"] == 0,
            "change_cap_reached": save and terms["cap"] and (fits == 0 if part else save > fits),
        } | (self.may_spend(member, price) if points else {}))
        bonus = self.pay_stored(member, sale, stored)
        sale.saved, sale.points_paid = min(save, fits), price
        member.change += sale.saved - change
        member.has_wallet |= save > 0
        sale.paid = self.take(member, price)
        member.redeemed += price
        net = sale.payable - sale.paid_by("voucher") - points - bonus
        earns = {"all": bonus, "principal": 0, "nothing": bonus - stored}[self.of["stored_earns"]]
        extra = max(terms["multiple"], self.tier_multiple(member) if tier is None else tier)
        self.earn(member, sale, extra, net + earns + (points if self.of["points_earn"] == "all" else 0))
        sale.growth = net // 100 if self.ladder else 0
        member.growth += sale.growth
        member.sales.append(sale)
        return {"payable": sale.payable, **sale.earned, "redeemed": price, "balance": self.balance(member), "bonus": bonus,
                "saved": sale.saved}

    def earn(self, member, sale, extra, base):
        items, earned = {line.item for line in sale.lines}, sale.earned
        earned["a"] = base // 1000
        earned["b"] = earned["a"] * (max([self.multiples[item] for item in items if item in self.multiples], default=1) - 1)
        earned["c"] = sum(self.gifts[item] for item in items if item in self.gifts)
        earned["e"] = earned["a"] * extra
        before = member.earned_on.get(self.today(), 0)  # goods that come back give no room back
        too_many = max(0, sum(earned.values()) + before - self.of["day_max"]) if self.of["day_max"] else 0
        for klass in CUT:
            cut = min(too_many, earned[klass])
            earned[klass] -= cut
            too_many -= cut
        member.earned_on[self.today()] = before + sum(earned.values())
        for klass in EARNED:
            if earned[klass]:
                sale.lots[klass], _ = self.credit(member, klass, earned[klass])

    def plan_back(self, sale, wanted):
        """`wanted`: {line: thousandths} or None: everything left. What goes back of each line."""
        if wanted is None:
            wanted = {i: line.quantity - line.returned for i, line in enumerate(sale.lines) if line.returned < line.quantity}
        left = {i: sale.lines[i].quantity - sale.lines[i].returned for i in wanted}
        refuse_if({"nothing_left_to_refund": not sale.is_left() or 0 in left.values(),
                   "refund_exceeds_sale": any(wanted[i] > left[i] > 0 for i in wanted)})
        return {i: (quantity, half_up(sale.lines[i].amount * (sale.lines[i].returned + quantity), sale.lines[i].quantity)
                    - sale.lines[i].refunded) for i, quantity in wanted.items()}

    def refund(self, sale, wanted=None, as_void=False):
        member = sale.member
        refuse_if({"already_voided": sale.voided, "nothing_left_to_refund": sale.voided and not as_void})
        if as_void:
            refuse_if({"void_after_refund": sale.touched, "void_after_business_day": sale.day != self.today()})
        goods = self.plan_back(sale, wanted)
        amount = sum(money for _, money in goods.values())
        is_last = all(line.returned + goods.get(i, (0,))[0] == line.quantity for i, line in enumerate(sale.lines))

        def share(whole, before):  # in proportion to what has gone back of the payable; the last return takes the rest
            done = is_last or sale.refunded + amount == sale.payable
            return (whole if done else whole * (sale.refunded + amount) // sale.payable) - before

        due = {klass: share(sale.earned[klass], sale.reversed[klass]) for klass in EARNED}
        settled = [Tender(tender.kind, part) for tender, part in zip(sale.tenders, restore(sale.tenders, amount))]
        points = sum(tender.amount for tender in settled if tender.kind == "points")
        restored = 0
        if points:
            in_all = points + sum(tender.restored for tender in sale.tenders if tender.kind == "points")
            restored = sale.points_paid * in_all // sale.paid_by("points") - sale.points_back
        missing, price = self.missing(member, sale, due, restored), 0
        if missing and self.of["shortfall"] == "refuse":
            raise Refused("refund_needs_points")
        if missing and self.of["shortfall"] == "purchase":
            price = (sale.bought + missing) * self.of["points_price"] // 1000 - sale.bought * self.of["points_price"] // 1000
            refuse_if({"refund_below_points_price": price > amount - points})
        member.redeemed -= restored
        self.give_back(member, sale.paid[::-1], restored)  # what was taken last first
        sale.points_back += restored
        bought = sum(self.take_back(member, sale.lots.get(klass), klass, part) for klass, part in due.items())
        bought *= self.of["shortfall"] == "purchase"
        for klass in EARNED:
            sale.reversed[klass] += due[klass]
        growth = share(sale.growth, sale.growth_back)
        sale.growth_back += growth
        member.growth -= growth
        for tender, part in zip(sale.tenders, settled):
            tender.restored += part.amount
        for i, (quantity, money) in goods.items():
            sale.lines[i].returned += quantity
            sale.lines[i].refunded += money
        money = [tender for tender in settled if tender.kind != "points"]  # only money pays for points
        back = {}
        for tender, part in zip(money, restore(money, amount - points - price)):
            back[tender.kind] = back.get(tender.kind, 0) + part
        bonus = self.restore_stored(sale, back.get("stored_value", 0))
        member.change += back.get("small_change", 0)
        handed_out = min(sale.saved, member.change) if as_void and not member.frozen else 0
        member.change -= handed_out
        sale.refunded += amount
        sale.bought += bought
        sale.touched, sale.voided = True, as_void
        self.settle(member)
        return {"payable": amount, **due, "f": -bought, "redeemed": restored, "balance": self.balance(member), "bonus": bonus,
                "handed_out": handed_out, "back": back, "points": points, "points_purchase": price}

    def missing(self, member, sale, due, restored):
        """What the balance could not cover, once the points that paid have come back."""
        there, debt = sum(lot.free() for lot in member.lots), member.owed
        for lot, part in reversed(sale.paid):
            part = min(part, restored)
            repaid = min(debt, part)
            restored, debt = restored - part, debt - repaid
            there += 0 if self.is_over(lot) else part - repaid
        for klass, points in due.items():
            lot = sale.lots.get(klass)
            there += min(points, lot.expired - lot.forgiven) if lot else 0
        return max(0, sum(due.values()) - there)

    def take_back(self, member, lot, klass, points):
        """From its lot, forgiving what of it has expired, from the others, then by the policy; what was missing."""
        if not points:
            return 0
        own = min(points, lot.free())
        lot.left -= own
        forgiven = min(points - own, lot.expired - lot.forgiven)
        lot.forgiven += forgiven
        missing = points - own - forgiven - sum(part for _, part in self.take(member, points - own - forgiven))
        member.classes[klass] -= points - forgiven
        if self.of["shortfall"] == "purchase":
            member.classes["f"] += missing
        else:
            member.owed += missing
        return missing

    def exchange(self, sale, wanted, lines, tenders_for, card=None):
        """A linked refund and sale. `tenders_for(rest)` pays what the returned goods do not."""
        member = sale.member
        before = copy.deepcopy(member)
        try:
            tier = self.tier_multiple(member)  # one action: what it changes applies from the next receipt
            returned = self.refund(sale, wanted)
            money = [Tender(*part) for part in returned["back"].items() if part[0] not in OF_WALLET]
            payable = sum(Line(*line).amount for line in lines)
            used = min(sum(tender.amount for tender in money), payable)
            credits = [(tender.kind, part, True) for tender, part in zip(money, restore(money, used)) if part]
            sold = self.sell(member, lines, tenders_for(payable - used) + credits, card, tier=tier)
            member.sales[-1].touched = True  # half of an exchange is returned, never voided
            return {"returned": returned, "sale": sold}
        except Refused:
            self.members[member.name] = before
            raise

    # ---- the wallet ----

    def stored(self, member):
        return sum(recharge.left() for recharge in member.recharges)

    def recharge(self, member, principal, bonus=0):
        refuse_if({"wallet_frozen": member.frozen,
                   "wallet_limit_exceeded": self.stored(member) + principal + bonus > WALLET_MAX[member.named]})
        member.recharges.append(Recharge(principal, bonus))
        member.has_wallet = True
        return {"principal": principal, "bonus": bonus, "stored": self.stored(member)}

    def pay_stored(self, member, sale, amount):
        """The oldest recharge first; the bonus that this used."""
        bonus = 0
        for recharge in member.recharges:
            part = min(amount, recharge.left())
            if part:
                amount -= part
                bonus += recharge.spend(part)
                sale.stored.append([recharge, part])
        return bonus

    def restore_stored(self, sale, amount):
        bonus = 0
        parts = allocate(amount, [to_get for _, to_get in sale.stored]) if amount else []
        for pair, part in zip(sale.stored, parts):
            pair[1] -= part
            bonus -= pair[0].spend(-part)
        return bonus

    def set_frozen(self, member, frozen):
        refuse_if({"wallet_not_found": not member.has_wallet, "wallet_frozen": frozen and member.frozen,
                   "wallet_not_frozen": not frozen and not member.frozen})
        member.frozen = frozen
        return {"state": "frozen" if frozen else "open"}

    def name_buyer(self, member):
        member.named = member.has_wallet = True
        return {}

    def pay_out(self, member, cause, method):
        total = sum(recharge.due(cause) for recharge in member.recharges) + member.change
        refuse_if({"wallet_not_found": not member.has_wallet, "wallet_frozen": member.frozen, "nothing_to_pay_out": total == 0,
                   "payout_not_in_cash": method == "cash" and total > CASH_PAYOUT_MAX})
        change, member.change = member.change, 0
        principal = sum(recharge.pay_out(cause) for recharge in member.recharges)
        return {"total": total, "principal": principal, "small_change": change, "stored": self.stored(member)}

    # ---- cards ----

    def set_card(self, card, state):
        refuse_if(dict.fromkeys(CARD_FAULTS, state != card.state and state not in CARD_MOVES.get(card.state, ())))
        card.state = state  # said twice it is true twice
        return {"state": state}

    def add_card(self, member, number, kind):
        member.cards.append(Thing(number=number, kind=kind, state="active"))
        return member.cards[-1]

    def bind_card(self, member, number, kind):
        """A card of a type takes the place of one without, or of a cancelled one."""
        card = self.add_card(member, number, kind)
        if not member.primary or member.primary.state == "cancelled" or not member.primary.kind:
            member.primary = card
        return card

    def replace_card(self, member, card, number, kind):
        refuse_if(dict.fromkeys(CARD_FAULTS, card.state not in CARD_MOVES))
        card.state = "replaced"
        fresh = self.add_card(member, number, kind)
        if member.primary is card:
            member.primary = fresh
        return fresh
