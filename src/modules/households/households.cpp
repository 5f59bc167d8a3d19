#include "modules/households/households.h"

#include <algorithm>

#include "modules/households/history.h"
#include "modules/households/store.h"
#include "platform/sql/enum_column.h"

namespace guanxi::households {

namespace {

std::string number(std::int64_t value) { return std::to_string(value); }

void record(
    sql::Tx& tx,
    const audit::By& by,
    const char* action,
    HouseholdId household,
    OwnerId member,
    audit::Changes changes,
    std::string_view reason,
    Instant now
) {
  audit::record(
      tx,
      by,
      {.action = action,
       .object_kind = "household",
       .object_id = household.to_string(),
       .member = member,
       .changes = std::move(changes),
       .reason = std::string(reason)},
      now
  );
}

void end(
    sql::Tx& tx,
    Membership& membership,
    Ending ending,
    std::string_view reason,
    const audit::By& by,
    Instant now
) {
  membership.left_at = now;
  membership.left_by = by.actor;
  membership.ending = ending;
  GX_CHECK(store::end_membership(tx, membership));
  audit::Changes changes;
  changes.add("member", membership.member.to_string(), {});
  changes.add("ending", {}, boost::describe::enum_to_string(ending, ""));
  record(
      tx,
      by,
      "household_left",
      membership.household,
      membership.member,
      std::move(changes),
      reason,
      now
  );
}

std::vector<Membership> open_members(sql::Tx& tx, HouseholdId id) {
  auto members = store::members_of(tx, id);
  std::erase_if(members, [](const Membership& one) { return one.left_at.has_value(); });
  return members;
}

/// Errors, at `pointer`: already_in_household.
Result<Membership> add(
    sql::Tx& tx,
    IdGenerator& ids,
    HouseholdId household,
    OwnerId member,
    bool is_head,
    const std::string& pointer,
    const audit::By& by,
    Instant now,
    std::optional<Instant> since = {}
) {
  Membership made;
  made.member = member;
  made.id = ids.next();
  made.household = household;
  made.is_head = is_head;
  made.joined_at = since.value_or(now);
  made.joined_by = by.actor;
  if (!store::insert_member(tx, made)) return fail(ErrorCode::already_in_household, pointer);
  audit::Changes changes;
  changes.add("member", {}, member.to_string());
  if (is_head) changes.add("head", {}, member.to_string());
  record(tx, by, "household_joined", household, member, std::move(changes), "", now);
  return made;
}

void pass(
    sql::Tx& tx,
    IdGenerator& ids,
    Membership place,
    OwnerId heir,
    Instant since,
    std::string_view reason,
    const audit::By& by,
    Instant now
) {
  end(tx, place, Ending::merged, reason, by, now);
  const auto passed = add(tx, ids, place.household, heir, place.is_head, "/id", by, now, since);
  GX_CHECK_WHY(passed.has_value(), "the heir is in a household");
}

Error full(const Terms& terms) {
  return fail(ErrorCode::household_full, {}, {{"max", number(terms.members_max)}});
}

void close(
    sql::Tx& tx, HouseholdId household, std::string_view reason, const audit::By& by, Instant now
) {
  GX_CHECK(store::dissolve(tx, household, now, by.actor));
  audit::Changes changes;
  changes.add("state", "open", "dissolved");
  record(tx, by, "household_dissolved", household, {}, std::move(changes), reason, now);
}

}  // namespace

Terms terms_of(sql::Tx& tx, ProgrammeId programme) {
  if (auto found = store::last_terms(tx, programme)) return *std::move(found);
  Terms defaults;
  defaults.programme = programme;
  return defaults;
}

Result<Terms> put_terms(sql::Tx& tx, Terms terms, const audit::By& by, Instant now) {
  const Terms before = terms_of(tx, terms.programme);
  if (terms.version != before.version) return ErrorCode::stale_version;
  ++terms.version;
  terms.created_at = now;
  terms.created_by = by.actor;
  if (!store::insert_terms(tx, terms)) return ErrorCode::conflict;
  audit::Changes changes;
  const auto add = [&](const char* field, std::int64_t from, std::int64_t to) {
    if (from != to) changes.add(field, number(from), number(to));
  };
  add("members_max", before.members_max, terms.members_max);
  add("transfers", before.transfers, terms.transfers);
  add("points_min", before.points_min.value(), terms.points_min.value());
  add("day_points_max", before.day_points_max.value(), terms.day_points_max.value());
  add("month_points_max", before.month_points_max.value(), terms.month_points_max.value());
  add("age_days_min", before.age_days_min, terms.age_days_min);
  audit::record(
      tx,
      by,
      {.action = "household_terms_changed",
       .object_kind = "household_terms",
       .object_id = terms.programme.to_string(),
       .changes = std::move(changes),
       .reason = terms.reason},
      now
  );
  return terms;
}

std::optional<Household> find(sql::Tx& tx, HouseholdId id) { return store::find(tx, id); }

std::optional<Membership> membership_of(sql::Tx& tx, OwnerId member) {
  return store::open_membership(tx, member);
}

std::vector<Membership> history_of(sql::Tx& tx, OwnerId member) {
  return store::history_of(tx, member);
}

std::vector<Membership> members_of(sql::Tx& tx, HouseholdId id) {
  return store::members_of(tx, id);
}

Result<HouseholdId> shared(sql::Tx& tx, OwnerId one, OwnerId other) {
  const auto mine = store::open_membership(tx, one);
  const auto theirs = store::open_membership(tx, other);
  if (one == other || !mine || !theirs || mine->household != theirs->household) {
    return ErrorCode::not_in_household;
  }
  return mine->household;
}

Result<Household> create(
    sql::Tx& tx,
    IdGenerator& ids,
    const std::vector<members::Member>& members,
    const audit::By& by,
    Instant now
) {
  GX_CHECK(members.size() >= 2);
  const Terms terms = terms_of(tx, members.front().programme);
  if (std::ssize(members) > terms.members_max) return full(terms);
  Household made;
  made.id = ids.next_id<HouseholdTag>();
  made.programme = members.front().programme;
  made.created_at = now;
  made.created_by = by.actor;
  store::insert(tx, made);
  audit::Changes changes;
  changes.add("state", {}, "open");
  record(tx, by, "household_created", made.id, {}, std::move(changes), "", now);
  for (std::size_t i = 0; i < members.size(); ++i) {
    GX_CHECK(members[i].programme == made.programme);
    const std::string pointer =
        i == 0 ? "/head" : "/members/" + number(static_cast<std::int64_t>(i) - 1) + "/member";
    GX_TRY_VOID(add(tx, ids, made.id, members[i].id, i == 0, pointer, by, now));
  }
  return made;
}

Result<Membership> join(
    sql::Tx& tx,
    IdGenerator& ids,
    HouseholdId household,
    const members::Member& member,
    const audit::By& by,
    Instant now
) {
  const auto found = store::find(tx, household);
  if (!found || found->state != State::open || found->programme != member.programme) {
    return fail(ErrorCode::household_not_found, "/id");
  }
  const Terms terms = terms_of(tx, found->programme);
  if (std::ssize(open_members(tx, household)) >= terms.members_max) return full(terms);
  return add(tx, ids, household, member.id, false, "/member", by, now);
}

std::optional<Membership> leave(
    sql::Tx& tx,
    OwnerId member,
    Ending ending,
    std::string_view reason,
    const audit::By& by,
    Instant now
) {
  auto membership = store::open_membership(tx, member);
  if (!membership) return std::nullopt;
  end(tx, *membership, ending, reason, by, now);
  auto rest = open_members(tx, membership->household);
  if (rest.size() < 2) {
    for (Membership& last : rest) end(tx, last, Ending::dissolved, "", by, now);
    close(tx, membership->household, "", by, now);
  } else if (membership->is_head) {
    store::make_head(tx, rest.front());
    audit::Changes changes;
    changes.add("head", member.to_string(), rest.front().member.to_string());
    record(
        tx,
        by,
        "household_head_changed",
        membership->household,
        rest.front().member,
        std::move(changes),
        "",
        now
    );
  }
  return membership;
}

bool pass_place(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId member,
    OwnerId heir,
    std::string_view reason,
    const audit::By& by,
    Instant now
) {
  const auto place = store::open_membership(tx, member);
  if (place) pass(tx, ids, *place, heir, now, reason, by, now);
  return place.has_value();
}

void return_place(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId member,
    OwnerId heir,
    Instant since,
    std::string_view reason,
    const audit::By& by,
    Instant now
) {
  const auto place = store::open_membership(tx, heir);
  if (!place || place->joined_at != since) return;
  const auto history = store::history_of(tx, member);
  const bool passed = !history.empty() && history.back().ending == Ending::merged &&
                      history.back().household == place->household &&
                      history.back().left_at == since;
  // Since when it was the member's is what an earlier merge knows it by.
  if (passed) pass(tx, ids, *place, member, history.back().joined_at, reason, by, now);
}

Outcome dissolve(
    sql::Tx& tx, HouseholdId household, std::string_view reason, const audit::By& by, Instant now
) {
  const auto found = store::find(tx, household);
  if (!found || found->state != State::open) {
    return fail(ErrorCode::household_not_found, "/id");
  }
  for (Membership& member : open_members(tx, household)) {
    end(tx, member, Ending::dissolved, reason, by, now);
  }
  close(tx, household, reason, by, now);
  return ok();
}

std::vector<std::string> verify(sql::Tx& tx) {
  std::vector<std::string> faults;
  store::each_count(tx, [&](const store::Count& count) {
    const bool open = count.state == State::open;
    const std::string name = "household " + count.household.to_string();
    if (open && count.members < 2) faults.push_back(name + " has fewer than two members");
    if (!open && count.members != 0) faults.push_back(name + " is dissolved and has members");
    if (open && count.heads != 1) faults.push_back(name + " has not one head");
  });
  for (const OwnerId member : store::astray(tx)) {
    faults.push_back("member " + member.to_string() + " is in two households, or in none there is");
  }
  return faults;
}

}  // namespace guanxi::households
