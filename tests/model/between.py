"""The commands of a stream that concern two members, or a tier: the other half of play.py's Play."""

from datetime import timedelta

from house import LADDER, MEMBERS


class Between:
    def other(self, draw):
        return self.model.members[draw.one_of(list(MEMBERS))]

    # ---- merges ----

    def merge(self, draw):
        everybody = list(self.model.members.values())
        fit = [one for one in everybody if one is not self.member and not one.into
               and not self.model.held(one) and not (one.place and self.member.place)]
        other = draw.one_of(fit if fit and draw.below(5) else everybody)
        if draw.below(6) == 0:
            self.preview(other)
        answer = self.ask("POST", f"/v1/members/{self.id()}/merges", {"absorbed": self.id(other), "reason": "one person"}, others=[other])
        expected = self.meet(answer, lambda: self.model.merge(self.member, other))
        if expected:
            self.compare_merge(answer["body"], expected)
            self.model.merges[-1].id = answer["body"]["id"]
            if len(self.model.person(self.member)) > 2:
                self.count("a person of three names")
            for what in ("points", "owed", "stored", "small_change"):
                if expected[what]:
                    self.count(f"some merged {what}")
            if self.model.merges[-1].repaid:
                self.count("some repaid by a merge")
            if self.model.merges[-1].froze:
                self.count("some frozen by a merge")

    def compare_merge(self, told, expected):
        money = {name: told[name]["amount"] if name in told else 0 for name in ("stored", "small_change")}
        self.same("merge", {"points": told["points"], "owed": told["owed"]} | money, expected)

    def preview(self, other):
        """It tells what would be, and changes nothing."""
        answer = self.ask("POST", f"/v1/members/{self.id()}/merges", {
            "absorbed": self.id(other), "reason": "one person", "dry_run": True}, others=[other])
        self.same("state", answer["body"].get("state"), "preview")
        if not answer["body"]["obstacles"]:
            self.compare_merge(answer["body"], {
                "points": sum(lot.left for lot in other.lots), "owed": other.owed,
                "stored": self.model.stored(other), "small_change": other.change})
        self.after = answer["then"]
        self.compare_state()

    def undo_merge(self, draw):
        standing = [merge for merge in self.model.merges if not merge.undone]
        merge = draw.one_of(standing[-2:] if standing and draw.below(8) else self.model.merges)
        if not merge:
            return
        self.call(merge.survivor.name)
        answer = self.ask("POST", f"/v1/members/{self.id(merge.survivor)}/merges/{merge.id}/undo", {"reason": "two sisters"},
                          others=[merge.survivor, merge.absorbed])
        if not merge.undone and not merge.survivor.into and self.model.is_money_used(merge):
            self.count("an undo after money was used")
        expected = self.meet(answer, lambda: self.model.undo_merge(merge))
        if expected:
            self.facts(answer["body"]["undone"], expected)
            if merge.contracts or merge.coins:
                self.count("some money back by an undo")
            for name in ("points_back", "points_kept", "owed_back"):
                if expected[name]:
                    self.count(f"some {name}")

    # ---- households ----

    def household(self, draw):
        other, member = self.other(draw), self.member
        if member.place and (draw.below(4) == 0 or other.place is None and draw.below(2)):
            target = f"/v1/households/{member.place.household.id}/members/{self.id()}/leave"
            self.meet(self.ask("POST", target), lambda: self.model.leave(member))
        elif other.place:
            target = f"/v1/households/{other.place.household.id}/members"
            answer = self.ask("POST", target, {"member": self.id()})
            self.meet(answer, lambda: self.model.join(other.place.household, member))
        elif other is not member and not other.into:
            third = self.other(draw)
            others = [other] + [third] * (third not in (member, other) and not third.into)
            answer = self.ask("POST", "/v1/households", {"head": self.id(), "members": [{"member": self.id(one)} for one in others]})
            household = self.meet(answer, lambda: self.model.found(member, others))
            if household:
                household.id = answer["body"]["id"]
        self.compare_household(member)

    def compare_household(self, member):
        answer = self.house.ask("GET", f"/v1/members/{self.id(member)}/household")
        told = sorted(one["member"] for one in answer["body"]["members"]) if answer["status"] == 200 else []
        inside = self.model.members_of(member.place.household) if member.place else []
        self.same(f"household of {member.name}", told, sorted(self.ids[one.name] for one in inside))

    def give(self, draw):
        placed = [one.name for one in self.model.members.values() if one.place]
        if placed and draw.below(8):
            self.call(draw.one_of(placed))
        together = self.model.members_of(self.member.place.household) if self.member.place and draw.below(10) else []
        other = draw.one_of([one for one in together if one is not self.member]) or self.other(draw)
        usable = self.model.usable(self.member)
        points = draw.one_of([1 + draw.below(30), usable // 2, usable, usable + 1]) or 1
        body, chosen = {"to": self.id(other)}, None
        lot = draw.one_of(self.model.lots_in_order(self.member)) if draw.below(3) == 0 else None
        if lot:
            chosen, points = (lot.klass, lot.expires), draw.one_of([lot.left, lot.left // 2, lot.left + 1]) or 1
            body["lots"] = [{"class": lot.klass, "points": points} | ({"expires_on": str(lot.expires)} if lot.expires else {})]
        else:
            body["points"] = points
        answer = self.ask("POST", f"/v1/members/{self.id()}/points/transfers", body, others=[other])
        expected = self.meet(answer, lambda: self.model.give(self.member, other, points, chosen))
        if expected:
            self.facts(answer["body"], expected)
            self.model.transfers[-1].id = answer["body"]["transfer"]["id"]
            self.count("some given")
            if expected["settled"]:
                self.count("some given settled")

    def take_given_back(self, draw):
        transfer = draw.one_of(self.model.transfers[-3:])
        if not transfer:
            return
        self.call(transfer.giver.name)
        answer = self.ask("POST", f"/v1/members/{self.id(transfer.giver)}/points/transfers/{transfer.id}/return", {
            "reason": "the wrong one"}, others=[transfer.taker])
        expected = self.meet(answer, lambda: self.model.take_given_back(transfer))
        if expected:
            self.facts(answer["body"], expected)
            self.same("returned", answer["body"]["transfer"]["returned"], transfer.returned)

    # ---- tiers that are granted ----

    def grant(self, draw):
        if not self.model.ladder:
            return
        rank, until = draw.below(len(LADDER)), self.model.today() + timedelta(days=draw.one_of([0, 5, 40, 100, -1]))
        answer = self.ask("POST", f"/v1/members/{self.id()}/tier/grants", {
            "ladder": "CLUB", "tier": f"T{rank}", "until": str(until), "reason": "VIP"})
        self.meet(answer, lambda: self.model.grant(self.member, rank, until))

    def end_grant(self, draw):
        if not self.model.ladder:
            return
        rank = draw.one_of([one.rank for one in self.member.grants]) if draw.below(4) else draw.below(len(LADDER))
        rank = rank or 1
        answer = self.ask("POST", f"/v1/members/{self.id()}/tier/grants/end", {"ladder": "CLUB", "tier": f"T{rank}", "reason": "over"})
        self.meet(answer, lambda: self.model.end_grant(self.member, rank))
