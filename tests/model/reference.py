"""The membership core once more, written from docs/guide and the design's exact rules, not from the program: facts in, the
expected answer out. Money is in fen, quantities in thousandths, points are whole. A command that the rules refuse raises
Refused with every code that would be true, and changes nothing. What concerns two members is in people.py. Standard library
only.
"""

import copy
from datetime import date, timedelta

from parts import (CARD_FAULTS, CARD_MOVES, CASH_PAYOUT_MAX, CUT, EARNED, HOLD_SECONDS, LATE_DAYS, OF_WALLET, SHANGHAI, WALLET_MAX, Line, Lot,
                   Member, Recharge, Refused, Sale, Tender, Thing, allocate, half_up, month_end, refuse_if, restore)


class Reference:
    """`parameters`: shortfall, expiry_months, points_price, pay_points, day_max, stored_earns, points_earn, pending_days, budget and
    budget_of, gift_times (of a member a day). `terms`: card type → {"multiple", "cap"}; cap 0: saves no change. `multiples`,
    `gifts`: by item. `ladder`: [(threshold, multiple)], ascending."""

    def __init__(self, now, parameters, terms, multiples, gifts, ladder=()):
        self.now, self.of, self.terms = now, parameters, terms
        self.multiples, self.gifts, self.ladder = multiples, gifts, ladder
        self.members, self.merges, self.transfers, self.serial, self.given_on = {}, [], [], 0, {}
        self.nobody, self.nobodys = Member("nobody"), []  # who buys without a card, and what was sold so

    def enrol(self, name):
        self.members[name] = Member(name)
        return self.members[name]

    def heir(self, member):
        """Who this is by now: the end of a line of merges."""
        return self.heir(member.into) if member.into else member

    def person(self, member):
        """Everybody who is the same person as this heir."""
        return [one for one in self.members.values() if self.heir(one) is member]

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
        return sorted(member.lots, key=lambda lot: (lot.expires or date.max, lot.serial))

    def is_pending(self, lot):
        return lot.usable is not None and lot.usable > self.today()

    def pending(self, member):
        return sum(lot.free() for lot in member.lots if self.is_pending(lot))

    def balance(self, member):
        return sum(lot.left for lot in member.lots) - member.owed

    def held(self, member):
        return sum(lot.held for lot in member.lots)

    def usable(self, member):
        return 0 if member.owed else sum(lot.free() for lot in member.lots) - self.pending(member)

    def may_spend(self, member, points, there=None):
        if member.owed:
            return {"points_owed": True}
        return {"not_enough_points": points > (self.usable(member) if there is None else there)}

    def choose(self, member, points, fits=None):
        """What expires first, of what is usable or fits."""
        takes = []
        for lot in self.lots_in_order(member):
            part = min(points, lot.free()) if (fits(lot) if fits else not self.is_pending(lot)) else 0
            if part:
                points -= part
                takes.append([lot, part])
        return takes

    def take(self, member, points, fits=None):
        takes = self.choose(member, points, fits)
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
                self.put(member, lot, part - debt)
                expired += self.expire(member, lot)
        return repaid, expired

    @staticmethod
    def put(member, lot, points):
        lot.left += points
        if lot not in member.lots:
            member.lots.append(lot)

    def credit(self, member, klass, points, pending_days=0, sale=None):
        months, day = self.of["expiry_months"], sale.day if sale else self.today()
        lot = self.new_lot(member, klass, month_end(day, months) if months else None, sale and sale.serial)
        lot.usable = day + timedelta(days=pending_days) if pending_days else None
        debt = min(member.owed, points)
        member.owed -= debt
        member.classes[klass] += points
        self.put(member, lot, points - debt)
        return lot, debt

    def new_lot(self, member, klass, expires, serial=None):
        """`serial`: of a sale that was nobody's; its points are as old as it is."""
        self.serial += 1
        key = (serial or self.serial, klass)
        member.book[key] = Lot(klass=klass, expires=expires, serial=key, left=0, usable=None, made=self.now)
        return member.book[key]

    def let_go(self, member, takes):
        for lot, points in takes:
            lot.held -= points
            debt = min(member.owed, points)
            member.owed -= debt
            lot.left -= debt
            self.expire(member, lot)

    def redeem(self, member, points):
        refuse_if(self.may_spend(member, points))
        member.redemptions.append(Thing(takes=self.take(member, points), back=False, member=member))
        member.redeemed += points
        return {"points": points, "balance": self.balance(member)}

    def reverse_redemption(self, spent):
        refuse_if({"already_voided": spent.back})
        member, heir = spent.member, self.heir(spent.member)
        points = sum(part for _, part in spent.takes)
        self.pass_debt(heir, member, min(heir.owed, points))
        member.redeemed -= points
        repaid, expired = self.give_back(member, spent.takes, points)
        self.pass_on(member, heir)
        spent.back = True
        return {"restored": points, "repaid": repaid, "expired": expired, "balance": self.balance(heir)}

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
        member.redemptions.append(Thing(takes=spent, back=False, member=member))
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
            refuse_if(self.may_spend(member, -points, sum(lot.free() for lot in member.lots)))  # a correction: pending ones too
            self.take(member, -points, lambda lot: True)
            member.classes["d"] += points
        return {"repaid": repaid, "balance": self.balance(member)}

    # ---- sales ----

    def rank(self, member):
        """By growth, and by what is granted beside it."""
        by_growth = max((i for i, (threshold, _) in enumerate(self.ladder) if member.growth >= threshold), default=0)
        return max([by_growth] + [rank for rank, until in member.grants if until >= self.today()])

    def tier_multiple(self, member):
        return self.ladder[self.rank(member)][1] if self.ladder else 0

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
        self.move_coins(member, -change)
        member.change += sale.saved
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
        """By the rules of the sale's day, out of the caps of today."""
        items, earned = {line.item for line in sale.lines}, sale.earned
        earned["a"] = base // 1000
        earned["b"] = earned["a"] * (max([self.multiples[item] for item in items if item in self.multiples], default=1) - 1)
        used = sum(one.gifted and one.is_left() and one.day == sale.day for who in self.person(member) for one in who.sales)
        if not self.of["gift_times"] or used < self.of["gift_times"]:  # free again once a whole sale has come back
            earned["c"] = sum(self.gifts[item] for item in items if item in self.gifts)
        earned["e"] = earned["a"] * extra
        today, most, budget = self.today(), self.of["day_max"], self.of["budget"]

        def cut(classes, too_many):
            for klass in classes:
                part = max(0, min(too_many, earned[klass]))
                earned[klass] -= part
                too_many -= part

        # Goods that come back give no room back, neither the member's nor the programme's.
        if most:
            cut(CUT, sum(earned.values()) - max(0, most - sum(one.earned_on.get(today, 0) for one in self.person(member))))
        counted = EARNED if self.of["budget_of"] == "all" else "bc"
        if budget:
            cut([klass for klass in CUT if klass in counted],
                sum(earned[klass] for klass in counted) - (budget - self.given_on.get(today, 0)))
        self.given_on[today] = self.given_on.get(today, 0) + sum(earned[klass] for klass in counted)
        member.earned_on[today] = member.earned_on.get(today, 0) + sum(earned.values())
        sale.gifted = earned["c"] > 0
        for klass in EARNED:
            if earned[klass]:
                sale.lots[klass], _ = self.credit(member, klass, earned[klass], self.of["pending_days"], sale)

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
        member, heir = sale.member, self.heir(sale.member)
        refuse_if({"already_voided": sale.voided, "nothing_left_to_refund": sale.voided and not as_void})
        if as_void:
            refuse_if({"void_after_refund": sale.touched, "void_after_business_day": sale.day != self.today()})
        goods = self.plan_back(sale, wanted)
        amount = sum(money for _, money in goods.values())
        is_last = all(line.returned + goods.get(i, (0,))[0] == line.quantity for i, line in enumerate(sale.lines))

        gone = (sale.refunded + amount, is_last)
        due = {klass: sale.share(sale.earned[klass], gone) - sale.reversed[klass] for klass in EARNED}
        settled = [Tender(tender.kind, part) for tender, part in zip(sale.tenders, restore(sale.tenders, amount))]
        points = sum(tender.amount for tender in settled if tender.kind == "points")
        restored = 0
        if points:
            in_all = points + sum(tender.restored for tender in sale.tenders if tender.kind == "points")
            restored = sale.points_paid * in_all // sale.paid_by("points") - sale.points_back
        missing, price = self.missing(heir, sale, due, restored), 0
        if missing and self.of["shortfall"] == "refuse":
            raise Refused("refund_needs_points")
        if missing and self.of["shortfall"] == "purchase":
            price = (sale.bought + missing) * self.of["points_price"] // 1000 - sale.bought * self.of["points_price"] // 1000
            refuse_if({"refund_below_points_price": price > amount - points})
        self.pass_debt(heir, member, min(heir.owed, restored))
        member.redeemed -= restored
        self.give_back(member, sale.paid[::-1], restored)  # what was taken last first
        self.pass_on(member, heir)
        sale.points_back += restored
        bought = sum(self.take_back(member, heir, sale.lots.get(klass), klass, part) for klass, part in due.items())
        self.pass_debt(member, heir, member.owed)
        bought *= self.of["shortfall"] == "purchase"
        for klass in EARNED:
            sale.reversed[klass] += due[klass]
        self.take_growth_back(sale, gone)
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
        self.move_coins(heir, back.get("small_change", 0))
        handed_out = min(sale.saved, heir.change) if as_void and not heir.frozen else 0
        self.move_coins(heir, -handed_out)
        sale.refunded += amount
        sale.backs.append(gone)
        sale.bought += bought
        sale.touched, sale.voided = True, as_void
        self.settle(member)
        return {"payable": amount, **due, "f": -bought, "redeemed": restored, "balance": self.balance(heir), "bonus": bonus,
                "handed_out": handed_out, "back": back, "points": points, "points_purchase": price}

    def take_growth_back(self, sale, gone):
        growth = sale.share(sale.growth, gone) - sale.growth_back
        sale.growth_back += growth
        self.ungrow(sale.member, growth)

    def missing(self, heir, sale, due, restored):
        """What the balance could not cover, once the points that paid have come back."""
        there, debt = sum(lot.free() for lot in heir.lots), heir.owed
        for lot, part in reversed(sale.paid):
            part = min(part, restored)
            repaid = min(debt, part)
            restored, debt = restored - part, debt - repaid
            there += 0 if self.is_over(lot) else part - repaid
        for klass, points in due.items():
            there += min(points, sum(lot.lost() for lot in self.copies(sale.lots.get(klass), heir)))
        return max(0, sum(due.values()) - there)

    @staticmethod
    def copies(lot, heir):
        """The lot where the heir has it, and where it was earned."""
        return [one for one in {id(one): one for one in (heir.book.get(lot.serial), lot)}.values() if one] if lot else []

    def take_back(self, member, heir, lot, klass, points, may_buy=True):
        """From its lot, forgiving what of it has expired, from the others, then by the policy; what was missing."""
        if not points:
            return 0
        left = points
        for one in self.copies(lot, heir):
            own = min(left, one.free())
            one.left -= own
            left -= own
        forgiven = 0
        for one in self.copies(lot, heir):
            part = min(left, one.lost())
            one.forgiven += part
            left, forgiven = left - part, forgiven + part
        missing = left - sum(part for _, part in self.take(heir, left, lambda lot: True))
        heir.classes[klass] -= points - forgiven - missing
        member.classes[klass] -= missing
        if may_buy and self.of["shortfall"] == "purchase":
            member.classes["f"] += missing
        else:
            member.owed += missing
        return missing

    def exchange(self, sale, wanted, lines, tenders_for, card=None):
        """A linked refund and sale. `tenders_for(rest)` pays what the returned goods do not."""
        member = self.heir(sale.member)
        before = copy.deepcopy((self.members, self.merges, self.transfers, self.given_on, self.nobody, self.nobodys))
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
            self.members, self.merges, self.transfers, self.given_on, self.nobody, self.nobodys = before
            raise

    # ---- a card that was forgotten ----

    def sell_to_nobody(self, lines, tenders):
        sale = Sale(self.nobody, [Line(*line) for line in lines], [Tender(*tender) for tender in tenders], self.today())
        refuse_if({"tenders_do_not_add_up": sum(tender.amount for tender in sale.tenders) != sale.payable})
        sale.tiers = {name: self.tier_multiple(member) for name, member in self.members.items()}
        sale.states = {card.number: card.state for member in self.members.values() for card in member.cards}
        self.serial += 1
        sale.serial = self.serial
        self.nobodys.append(sale)
        return {"payable": sale.payable}

    def attribute(self, sale, called, card=None):
        """What the sale would have given, by the rules of its moment, less what has come back of it."""
        heir = self.heir(called)
        card = card or heir.primary
        refuse_if({
            "receipt_has_member": sale.member is not self.nobody, "already_voided": sale.voided,
            "attribution_too_late": self.today() > sale.day + timedelta(days=LATE_DAYS),
            "nothing_left_to_attribute": not sale.is_left(),
            "card_not_usable": "active" not in (card.state, sale.states.get(card.number, card.state))})
        then = card  # a newer one stands for the one that it replaced, else for the best in use
        while then and then.number not in sale.states:
            then = then.replaces
        if not then:
            owner = next(member for member in self.members.values() if card in member.cards)
            used = [one for one in owner.cards if sale.states.get(one.number) == "active"]
            then = max(used, key=lambda one: bool(one.kind), default=None)
        terms = self.terms.get(then and then.kind, {"multiple": 0})
        net = sale.payable - sale.paid_by("voucher")
        self.earn(heir, sale, max(terms["multiple"], sale.tiers[heir.name]), net)
        sale.member, sale.growth = heir, net // 100 if self.ladder else 0
        heir.growth += sale.growth
        heir.sales.append(sale)
        for gone in sale.backs:
            for klass in EARNED:
                due = sale.share(sale.earned[klass], gone) - sale.reversed[klass]
                self.take_back(heir, heir, sale.lots.get(klass), klass, due, may_buy=False)
                sale.reversed[klass] += due
            self.take_growth_back(sale, gone)
        self.settle(heir)
        return {"earned": sum(sale.earned.values()), "returned": sum(sale.reversed.values()), "balance": self.balance(heir)}

    # ---- the wallet ----

    def stored(self, member):
        return sum(recharge.left() for recharge in member.recharges)

    def recharge(self, member, principal, bonus=0):
        refuse_if({"wallet_frozen": member.frozen,
                   "wallet_limit_exceeded": self.stored(member) + principal + bonus > WALLET_MAX[self.is_named(member)]})
        member.recharges.append(Recharge(principal, bonus, self.today(), self.now))
        member.has_wallet = True
        return {"principal": principal, "bonus": bonus, "stored": self.stored(member)}

    def void_recharge(self, member, recharge):
        """It was mistyped: on its day, while nothing of it is used."""
        refuse_if({"already_voided": recharge.voided, "wallet_frozen": member.frozen,
                   "void_after_business_day": recharge.day != self.today(),
                   "recharge_used": recharge.left() != recharge.principal + recharge.bonus})
        recharge.voided, recharge.paid_out, recharge.forfeited, recharge.used = True, recharge.principal, recharge.bonus, self.now
        return {"principal": recharge.principal, "bonus": recharge.bonus, "stored": self.stored(member)}

    def pay_stored(self, member, sale, amount):
        """The oldest recharge first; the bonus that this used."""
        bonus = 0
        for recharge in member.recharges:
            part = min(amount, recharge.left())
            if part:
                amount -= part
                bonus += recharge.spend(part)
                recharge.used = self.now
                sale.stored.append([recharge, part])
        return bonus

    def restore_stored(self, sale, amount):
        bonus = 0
        parts = allocate(amount, [to_get for _, to_get in sale.stored]) if amount else []
        for pair, part in zip(sale.stored, parts):
            pair[1] -= part
            bonus -= pair[0].spend(-part)
            pair[0].used = self.now if part else pair[0].used
        return bonus

    def move_coins(self, member, amount):
        member.change += amount
        member.coins_used = self.now if amount else member.coins_used

    def is_named(self, member):
        """A registered buyer, under whatever name."""
        return any(one.registered for one in self.person(member))

    def set_frozen(self, member, frozen):
        refuse_if({"wallet_not_found": not member.has_wallet, "wallet_frozen": frozen and member.frozen,
                   "wallet_not_frozen": not frozen and not member.frozen})
        member.frozen, member.freeze_said = frozen, self.now
        return {"state": "frozen" if frozen else "open"}

    def name_buyer(self, member):
        member.registered = member.has_wallet = True
        return {}

    def pay_out(self, member, cause, method):
        total = sum(recharge.due(cause) for recharge in member.recharges) + member.change
        refuse_if({"wallet_not_found": not member.has_wallet, "wallet_frozen": member.frozen, "nothing_to_pay_out": total == 0,
                   "payout_not_in_cash": method == "cash" and total > CASH_PAYOUT_MAX})
        change = member.change
        self.move_coins(member, -change)
        for recharge in member.recharges:
            recharge.used = self.now if recharge.due(cause) else recharge.used
        principal = sum(recharge.pay_out(cause) for recharge in member.recharges)
        return {"total": total, "principal": principal, "small_change": change, "stored": self.stored(member)}

    # ---- cards ----

    def set_card(self, card, state):
        refuse_if(dict.fromkeys(CARD_FAULTS, state != card.state and state not in CARD_MOVES.get(card.state, ())))
        card.state = state  # said twice it is true twice
        return {"state": state}

    def add_card(self, member, number, kind):
        member.cards.append(Thing(number=number, kind=kind, state="active", replaces=None))
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
        fresh.replaces = card
        if member.primary is card:
            member.primary = fresh
        return fresh
