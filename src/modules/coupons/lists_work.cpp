// The job that goes through lists of members and audiences: what it counts, and what it issues.
#include <map>

#include "modules/coupons/changing.h"
#include "modules/coupons/lists.h"
#include "modules/coupons/recipients.h"
#include "modules/coupons/refusals.h"
#include "modules/coupons/work.h"
#include "modules/coupons/write_again.h"
#include "platform/log/log.h"

namespace guanxi::coupons {
namespace {

// Few enough that a checkout does not wait long behind them.
constexpr int list_rows_in_one_go = 50;
constexpr int counted_in_one_go = 500;

/// What the job needs to know of a list, in its transaction.
struct Following {
  sql::Tx& tx;
  const Work& work;
  const MemberList& list;
  const Template& terms;
  Instant now;
};

/// To whom a list issues, as issue() wants to know it; refused: member_not_found and the like.
struct Recipient {
  Issue wanted;
  Act act;
};
Result<Recipient> find_recipient(const Following& at, OwnerId owner, const Cause& cause) {
  const auto member = at.work.members.find(at.tx, owner);
  const auto programme = at.work.programmes.in_force(at.terms.programme, at.now);
  if (!member || member->programme != at.terms.programme) return ErrorCode::member_not_found;
  if (const auto bar = barred(at.tx, *member, at.now)) return *bar;
  if (!programme) return ErrorCode::no_parameters_in_force;
  return Recipient{
      {owner, member->birthday, cause, at.list.reason},
      {at.list.made_by, at.now, programme->zone.date_of(at.now)}};
}

/// Whom somebody in an audience is now. Errors: coupon_list_twice (they are in it themselves).
Result<OwnerId> heir_in(const Following& at, OwnerId owner) {
  const OwnerId heir = members::heir_of(at.tx, owner).value_or(owner);
  if (heir == owner) return heir;
  for (const audiences::Place& place : audiences::places_of(at.tx, heir)) {
    if (place.audience == *at.list.audience && !place.removed_at) {
      return refuse(Why::coupon_list_twice, "");
    }
  }
  return heir;
}

/// One row of a list. What refuses it stands in the row. Errors: conflict.
Result<ListRow> follow_row(const Following& at, ListRow row) {
  // Of an audience a person has one cause, whatever places they come from.
  const std::int64_t number = at.list.audience ? 0 : row.place;
  const Cause cause{CauseKind::list, at.list.id.value(), number};
  const auto give = [&]() -> Result<Issued> {
    if (at.list.audience) {
      GX_TRY(heir, heir_in(at, row.owner));
      row.owner = heir;
    }
    GX_TRY(recipient, find_recipient(at, row.owner, cause));
    return issue(at.tx, at.work.ids, at.terms, recipient.wanted, recipient.act);
  };
  const auto issued = give();
  if (!issued && issued.error().code == ErrorCode::conflict) return issued.error();
  if (!issued) {
    row.refusal = refusal_of(issued.error());
  } else if (issued->repeated && at.list.audience) {
    row.refusal = refusal_of(refuse(Why::coupon_list_twice, ""));
  } else {
    row.coupon = issued->coupon.id;
  }
  return row;
}

/// Those in the audience of a list behind `list.after`, who were in it when it was ordered.
struct Some {
  std::vector<OwnerId> members;
  OwnerId after;
  bool is_last = false;
};
Some next_of_audience(const Following& at, int limit) {
  const auto page = audiences::members_of(at.tx, *at.list.audience, at.list.after, limit);
  Some some;
  some.after = page.empty() ? at.list.after : page.back().member;
  some.is_last = std::ssize(page) < limit;
  for (const audiences::Place& place : page) {
    if (place.added_at <= at.list.made_at) some.members.push_back(place.member);
  }
  return some;
}

/// Looks at the next of an audience without issuing.
Result<MemberList> count_audience(const Following& at) {
  const Some some = next_of_audience(at, counted_in_one_go);
  MemberList after = at.list;
  for (const OwnerId member : some.members) {
    const auto looked = [&]() -> Outcome {
      GX_TRY(heir, heir_in(at, member));
      const Cause cause{CauseKind::list, at.list.id.value()};
      GX_TRY(recipient, find_recipient(at, heir, cause));
      return check_eligible(at.tx, at.terms, recipient.wanted, recipient.act);
    }();
    const bool over = !looked && looked.error().code == ErrorCode::coupon_member_limit;
    ++after.members;
    after.eligible += looked ? 1 : 0;
    after.over_limit += over ? 1 : 0;
  }
  after.after = some.after;
  if (some.is_last) after.state = ListState::counted;
  return after;
}

/// How far a piece of a list brings it, and why rows of it got none.
struct Handled {
  MemberList after;
  std::map<std::string, std::int64_t> refusals = {};

  void count(const ListRow& row) {
    ++after.handled;
    if (!row.refusal) return;
    ++after.refused;
    ++refusals[*row.refusal];
  }
  MemberList write(sql::Tx& tx) const {
    for (const auto& [refusal, members] : refusals) {
      count_refusals(tx, after.id, {refusal, members});
    }
    return after;
  }
};

/// Issues to the next of an audience. Errors: conflict.
Result<MemberList> follow_audience(const Following& at) {
  const Some some = next_of_audience(at, list_rows_in_one_go);
  Handled handled{at.list};
  for (const OwnerId member : some.members) {
    GX_TRY(row, follow_row(at, {.place = handled.after.handled, .owner = member}));
    insert_row(at.tx, at.list.id, row);
    handled.count(row);
  }
  MemberList after = handled.write(at.tx);
  after.after = some.after;
  if (some.is_last) {
    after.state = ListState::done;
    after.members = after.handled;
  }
  return after;
}

/// Issues to the next rows of a list of members. Errors: conflict.
Result<MemberList> follow_named(const Following& at) {
  Handled handled{at.list};
  for (const ListRow& next : rows_of(at.tx, at.list.id, at.list.handled, list_rows_in_one_go)) {
    GX_TRY(row, follow_row(at, next));
    settle_row(at.tx, at.list.id, row);
    handled.count(row);
  }
  MemberList after = handled.write(at.tx);
  if (after.handled == after.members) after.state = ListState::done;
  return after;
}

/// The next piece of a list. 0: there is none, or somebody has to say more.
Result<std::int64_t> follow_some(sql::Tx& tx, const Work& work, ListId id, Instant now) {
  const auto before = find_list(tx, id);
  const bool is_open =
      before && (before->state == ListState::counting || before->state == ListState::running);
  if (!is_open) return std::int64_t{0};
  const auto terms = store::find_template(tx, before->template_id);
  GX_CHECK_WHY(terms.has_value(), "a list without its template");
  const Following at{tx, work, *before, *terms, now};
  GX_TRY(
      after,
      before->state == ListState::counting ? count_audience(at)
      : before->audience                   ? follow_audience(at)
                                           : follow_named(at)
  );
  if (!update_list(tx, *before, after)) return ErrorCode::conflict;
  const bool moved = after.handled != before->handled || after.after != before->after;
  return std::int64_t{moved && after.state == before->state ? 1 : 0};
}

}  // namespace

Outcome follow_lists(const Work& work, jobs::Context& context) {
  const auto open = work.db.read([](sql::Tx& tx) { return open_lists(tx); });
  for (const ListId id : open) {
    for (std::int64_t more = 1; more > 0;) {
      if (context.should_stop()) return ok();
      GX_TRY(some, write_again(work.db, [&](sql::Tx& tx) {
               return follow_some(tx, work, id, context.now());
             }));
      more = some;
    }
    log::info("coupons.list_done", {{"list", id.value()}});
  }
  return ok();
}

}  // namespace guanxi::coupons
