"""What the reference model is made of: a member's lots, sales, recharges, and sums that need no state. Standard library only."""

from datetime import date, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
EARNED = "abce"  # the classes a sale earns, in the order in which they are credited
CUT = "cbea"  # … and in which a cap cuts them
WALLET_MAX = {False: 100_000, True: 500_000}  # stored value of an unnamed and of a named wallet
CASH_PAYOUT_MAX = 10_000
HOLD_SECONDS = 15 * 60
LATE_DAYS = 7  # of an attribution
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
    """Points of one class and cause. A merge brings it to another account under the same `serial`: a copy there, with its own sums."""

    held = expired = forgiven = 0
    brought = False

    def lost(self):
        """Expired, and not yet forgiven to a return."""
        return self.expired - self.forgiven

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
    refunded = bought = points_back = growth = growth_back = saved = points_paid = 0
    voided = touched = gifted = False
    serial = None

    def __init__(self, member, lines, tenders, day):
        self.member, self.lines, self.tenders, self.day = member, lines, tenders, day
        self.backs = []  # of each return, how much of it had then come back, and whether that was all
        self.payable = sum(line.amount for line in lines)
        self.earned, self.reversed = dict.fromkeys(EARNED, 0), dict.fromkeys(EARNED, 0)
        self.lots, self.paid = {}, []  # what it earned, by class; what paid it: [lot, points]
        self.stored = []  # [recharge, fen that it still has to get back]

    def paid_by(self, kind):
        return sum(tender.amount for tender in self.tenders if tender.kind == kind)

    def share(self, whole, gone):
        """In proportion to what has gone back of the payable; the last return takes the rest."""
        refunded, is_last = gone
        return whole if is_last or refunded == self.payable else whole * refunded // self.payable

    def is_left(self):
        return any(line.returned < line.quantity for line in self.lines)


class Recharge:
    spent = paid_out = kept = forfeited = 0
    voided = False
    ended_by = None  # the cause of its first payout counts for all of them
    used = None  # when its money last moved

    def __init__(self, principal, bonus, day, made):
        self.principal, self.bonus, self.day, self.made = principal, bonus, day, made

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
    redeemed = owed = change = growth = passed_debt = 0
    frozen = registered = has_wallet = False  # of the wallet; registered: a buyer under this very name
    coins_used = freeze_said = None  # when small change last left or came back, when somebody last froze or released
    into = place = None  # whom they were merged into; where they belong

    def __init__(self, name):
        self.name, self.classes, self.earned_on = name, dict.fromkeys("abcdef", 0), {}
        self.lots, self.holds, self.redemptions, self.sales = [], [], [], []
        self.recharges, self.cards, self.primary = [], [], None
        self.book = {}  # serial → lot, whatever is left of it
        self.grants, self.brought_growth = [], {}
