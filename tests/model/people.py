"""What concerns two members, in the reference model: merges and their undo (docs/guide/merging.md, docs/adr/0016), households and
what they give one another (docs/guide/households.md), tiers that are granted (docs/guide/tiers.md). Standard library only.
"""

import copy
from datetime import date, timedelta

from parts import Refused, Thing, refuse_if
from reference import Reference

UNDO_DAYS = 30


class People(Reference):
    """Besides: `household`: {"members_max", "points_min", "day_max", "month_max", "age_days"}."""

    # ---- what moves between two accounts ----

    def local(self, member, lot):
        """The same lot with this member; one that a merge brings is no earning of theirs."""
        if lot.serial not in member.book:
            there = copy.copy(lot)
            there.left = there.held = there.expired = there.forgiven = 0
            there.brought = True
            member.book[lot.serial] = there
        return member.book[lot.serial]

    def carry(self, giver, lot, taker, points):
        there = self.local(taker, lot)
        lot.left -= points
        giver.classes[lot.klass] -= points
        taker.classes[lot.klass] += points
        self.put(taker, there, points)
        return there

    def pass_debt(self, giver, taker, points):
        """A debt is of no class; it stands in A."""
        if giver is taker:
            return
        giver.owed -= points
        taker.owed += points
        giver.classes["a"] += points
        taker.classes["a"] -= points
        giver.passed_debt += points
        taker.passed_debt -= points

    def pass_on(self, member, heir):
        """What somebody who was merged has, is the heir's."""
        if member is heir:
            return
        for lot in self.lots_in_order(member):
            if lot.free():
                self.carry(member, lot, heir, lot.free())
        self.pass_debt(member, heir, member.owed)
        self.repay(heir)

    def repay(self, member):
        """Nobody owes points and has some."""
        repaid = []
        for lot in self.lots_in_order(member):
            part = min(lot.free(), member.owed)
            if part:
                lot.left -= part
                member.owed -= part
                repaid.append((lot, part))
        return repaid

    def ungrow(self, member, growth):
        """Goods came back: the growth goes wherever it went since."""
        member.growth -= growth
        while member.into and growth:
            heir = member.into
            heir.brought_growth[member.name] -= growth
            heir.growth -= growth
            member = heir

    # ---- merges ----

    def merged_before(self, member):
        """Who is this member through merges."""
        return [one for one in self.members.values() if one is not member and self.is_line(one, member)]

    def is_line(self, member, heir):
        return member is heir or bool(member.into) and self.is_line(member.into, heir)

    def merge(self, survivor, absorbed):
        refuse_if(dict.fromkeys(["merge_not_possible"], survivor is absorbed or survivor.into or absorbed.into
                                or self.held(absorbed) or (survivor.place and absorbed.place)))
        merge = Thing(survivor=survivor, absorbed=absorbed, at=self.now, undone=False, moved=[], debt=absorbed.owed,
                      grants=[], place=absorbed.place)
        points = 0
        for lot in self.lots_in_order(absorbed):
            points += lot.left
            amount = lot.left
            merge.moved.append((self.carry(absorbed, lot, survivor, amount), amount))
        self.pass_debt(absorbed, survivor, absorbed.owed)
        for lot in [one for one in absorbed.book.values() if one.brought and one.lost()]:
            there, gone = self.local(survivor, lot), lot.lost()  # a return shall find it where everything is
            lot.forgiven += gone
            there.expired += gone
            merge.moved.append((there, gone))
        merge.repaid, merge.passed_debt = self.repay(survivor), absorbed.passed_debt
        absorbed.into = survivor
        if absorbed.growth:
            survivor.brought_growth[absorbed.name] = survivor.brought_growth.get(absorbed.name, 0) + absorbed.growth
            survivor.growth += absorbed.growth
        merge.grants = [Granted(rank, until) for rank, until in absorbed.grants if until >= self.today()]
        survivor.grants += merge.grants
        if absorbed.place:
            survivor.place = Thing(household=absorbed.place.household, since=self.now)
            absorbed.place = None
        self.merges.append(merge)
        return {"points": points, "owed": merge.debt} | self.pass_wallet(merge)

    def pass_wallet(self, merge):
        """Contracts whole, but for those that are void; small change, also what may come back with goods; a freeze."""
        survivor, absorbed = merge.survivor, merge.absorbed
        merge.contracts, merge.coins = [one for one in absorbed.recharges if not one.voided], absorbed.change
        absorbed.recharges = [one for one in absorbed.recharges if one.voided]
        self.take_contracts(survivor, merge.contracts)
        survivor.change, absorbed.change = survivor.change + merge.coins, 0
        merge.coins_out = sum(tender.left() for one in [absorbed, *self.merged_before(absorbed)] for sale in one.sales
                              for tender in sale.tenders if tender.kind == "small_change")
        merge.froze = absorbed.frozen and not survivor.frozen
        survivor.frozen |= absorbed.frozen
        survivor.has_wallet |= absorbed.has_wallet
        return {"stored": sum(one.left() for one in merge.contracts), "small_change": merge.coins}

    @staticmethod
    def take_contracts(member, contracts):
        member.recharges = sorted(member.recharges + contracts, key=lambda one: one.made)

    def is_money_used(self, merge):
        """Since it came. Coins are alike: whichever of the survivor's moved, it may have been one that came."""
        def since(when):
            return when is not None and when > merge.at

        return any(since(one.used) for one in merge.contracts) or (
            (merge.coins or merge.coins_out) and since(merge.survivor.coins_used))

    def return_wallet(self, merge):
        survivor, absorbed = merge.survivor, merge.absorbed
        survivor.recharges = [one for one in survivor.recharges if one not in merge.contracts]
        self.take_contracts(absorbed, merge.contracts)
        survivor.change, absorbed.change = survivor.change - merge.coins, merge.coins
        if merge.froze and (survivor.freeze_said is None or survivor.freeze_said < merge.at):
            survivor.frozen = False

    def undo_merge(self, merge):
        survivor, absorbed = merge.survivor, merge.absorbed
        younger = any(one.survivor is survivor and not one.undone and one.at > merge.at for one in self.merges)
        refuse_if({"merge_not_possible": merge.undone or survivor.into or younger or self.is_money_used(merge),
                   "merge_undo_too_late": self.now > merge.at + timedelta(days=UNDO_DAYS)})
        for lot, part in merge.repaid:  # what it repaid at once is owed again
            self.put(survivor, lot, part)
            survivor.owed += part
            self.expire(survivor, lot)
        owed = merge.debt + max(0, absorbed.passed_debt - merge.passed_debt)
        owed_back = min(owed, survivor.owed)
        self.pass_debt(survivor, absorbed, owed_back)
        back = 0
        for lot, brought in merge.moved:
            part = min(lot.free(), brought)
            home = self.carry(survivor, lot, absorbed, part)
            back += part
            gone = min(lot.lost(), brought - part) if lot.brought else 0
            lot.forgiven += gone
            home.expired += gone
        self.repay(survivor)
        self.repay(absorbed)
        merge.undone, absorbed.into = True, None
        self.return_wallet(merge)
        survivor.growth -= survivor.brought_growth.pop(absorbed.name, 0)
        survivor.grants = [one for one in survivor.grants if all(one is not granted for granted in merge.grants)]
        if merge.place and survivor.place and survivor.place.since == merge.at:
            absorbed.place, survivor.place = merge.place, None
        return {"points_back": back, "points_kept": sum(brought for _, brought in merge.moved) - back, "owed_back": owed_back}

    # ---- households ----

    def members_of(self, household):
        return [one for one in self.members.values() if one.place and one.place.household is household]

    def found(self, head, others):
        refuse_if({"already_in_household": any(one.place for one in [head, *others]),
                   "household_full": 1 + len(others) > self.of["household"]["members_max"]})
        household = Thing()
        for one in [head, *others]:
            one.place = Thing(household=household, since=self.now)
        return household

    def join(self, household, member):
        inside = self.members_of(household)
        refuse_if({"household_not_found": not inside, "already_in_household": bool(member.place),
                   "household_full": len(inside) >= self.of["household"]["members_max"]})
        member.place = Thing(household=household, since=self.now)
        return household

    def leave(self, member):
        rest = [one for one in self.members_of(member.place.household) if one is not member]
        member.place = None
        if len(rest) < 2:
            rest[0].place = None
        return True

    def give(self, giver, taker, points, chosen=None):
        """`chosen`: (class, last day) of the lots it shall come from; else whatever expires first."""
        limits, person = self.of["household"], self.person(giver)
        made_by = self.now - timedelta(days=limits["age_days"])

        def fits(lot):
            old = not limits["age_days"] or lot.made <= made_by
            return old and not self.is_pending(lot) and (not chosen or (lot.klass, lot.expires) == chosen)

        given = [one for one in self.transfers if one.giver in person]
        today = self.today()
        day = sum(one.points - one.returned for one in given if one.day == today)
        month = sum(one.points - one.returned for one in given if (one.day.year, one.day.month) == (today.year, today.month))
        together = giver is not taker and giver.place and taker.place and giver.place.household is taker.place.household
        there = sum(lot.free() for lot in giver.lots if fits(lot))
        refuse_if({"not_in_household": not together, "out_of_range": points < limits["points_min"],
                   "points_transfer_limit": 0 < limits["day_max"] < day + points or 0 < limits["month_max"] < month + points,
                   } | self.may_spend(giver, points, there))
        transfer = Thing(giver=giver, taker=taker, points=points, day=today, parts=[], returned=0, back=False)
        sums = {}
        for lot, part in self.choose(giver, points, fits):
            lot.left -= part
            giver.classes[lot.klass] -= part
            sums.setdefault((lot.expires, lot.klass), []).append((lot, part))
        settled = 0
        for (expires, klass), parts in sorted(sums.items(), key=lambda one: (one[0][0] or date.max, one[0][1])):
            there, amount = self.new_lot(taker, klass, expires), sum(part for _, part in parts)
            taker.classes[klass] += amount
            self.put(taker, there, amount)  # one lot for each class and last day
            transfer.parts += [(lot, there, part) for lot, part in parts]
        for _, there, part in transfer.parts:
            debt = min(taker.owed, part)
            taker.owed -= debt
            there.left -= debt
            settled += debt
        self.transfers.append(transfer)
        return {"settled": settled, "from_balance": self.balance(giver), "to_balance": self.balance(taker)}

    def take_given_back(self, transfer):
        giver, taker = transfer.giver, transfer.taker
        there = sum(lot.free() for lot in {id(lot): lot for _, lot, _ in transfer.parts}.values())
        refuse_if({"account_closed": giver.into or taker.into, "already_voided": transfer.back,
                   "void_after_business_day": transfer.day != self.today(), "not_enough_points": there == 0})
        settled = 0
        for home, there, part in reversed(transfer.parts):  # into the lots they left
            part = min(part, there.free())
            there.left -= part
            taker.classes[there.klass] -= part
            giver.classes[home.klass] += part
            debt = min(giver.owed, part)
            giver.owed -= debt
            self.put(giver, home, part - debt)
            transfer.returned += part
            settled += debt
        transfer.back = True
        return {"settled": settled, "from_balance": self.balance(giver), "to_balance": self.balance(taker)}

    # ---- tiers that are granted ----

    def grant(self, member, rank, until):
        by_growth = self.rank(Thing(growth=member.growth, grants=[]))
        covered = any(rank <= other and until <= end for other, end in member.grants)
        refuse_if({"tier_not_above": rank <= by_growth or covered, "out_of_range": until < self.today(),
                   "tier_not_found": not 0 <= rank < len(self.ladder)})
        member.grants.append(Granted(rank, until))
        return True

    def end_grant(self, member, rank):
        running = [one for one in member.grants if one.until >= self.today()]
        if all(one.rank != rank for one in running):
            raise Refused("tier_grant_not_found")
        member.grants = [one for one in running if one.rank != rank]
        return True


class Granted:
    """One grant, which is itself however alike another is."""

    def __init__(self, rank, until):
        self.rank, self.until = rank, until

    def __iter__(self):
        return iter((self.rank, self.until))
