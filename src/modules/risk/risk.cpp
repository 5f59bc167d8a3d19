#include "modules/risk/risk.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <set>

#include "modules/risk/current.h"
#include "modules/risk/rules.h"
#include "modules/risk/store.h"
#include "modules/risk/words.h"
#include "platform/log/log.h"
#include "platform/outbox/outbox.h"

namespace guanxi::risk {
namespace {

// In one transaction; checkouts wait behind each.
constexpr std::size_t written_at_once = 100;
// So late a sale may be told and still be held against the limit of its day.
constexpr std::int64_t limits_kept_days = 7;

/// The rules of the programmes that deeds are of.
class Rulebook {
 public:
  explicit Rulebook(sql::Tx& tx) : tx_(tx) {}
  const std::vector<RuleVersion>& of(ProgrammeId programme) {
    const auto known = rules_.find(programme);
    if (known != rules_.end()) return known->second;
    return rules_[programme] = rules_in_force(tx_, programme);
  }
  const RuleVersion& of(ProgrammeId programme, Rule rule) {
    return *std::ranges::find(of(programme), rule, &RuleVersion::rule);
  }

 private:
  sql::Tx& tx_;
  std::map<ProgrammeId, std::vector<RuleVersion>> rules_;
};

/// Calls found(rule, suspicion) for what the rules see in a member's deeds of these days.
void judge_days(
    sql::Tx& tx,
    Rulebook& rules,
    ProgrammeId programme,
    OwnerId member,
    const std::vector<Date>& days,
    const auto& found
) {
  const auto staff = store::find_staff(tx, member);
  for (const Date day : days) {
    std::int64_t back = 1;
    for (const RuleVersion& rule : rules.of(programme)) {
      if (rule.mode == Mode::off) continue;
      if (rule.rule == Rule::staff_card && !staff) continue;
      back = std::max(back, days_back(rule, day));
    }
    const auto deeds = store::deeds_of(tx, member, day.plus_days(1 - static_cast<int>(back)), day);
    for (const RuleVersion& rule : rules.of(programme)) {
      for (const Suspicion& suspicion :
           judge_member(rule, deeds, day, staff ? &staff->employee : nullptr)) {
        found(rule, suspicion);
      }
    }
  }
}

std::optional<Suspicion> judge_till(sql::Tx& tx, const RuleVersion& rule, TillId till, Date day) {
  auto suspicion = judge_till(rule, store::unproved_of(tx, till, day), day);
  if (suspicion) suspicion->subject = "till/" + till.to_string();
  return suspicion;
}

std::optional<Suspicion> judge_actor(
    sql::Tx& tx, const RuleVersion& rule, ActorId actor, Date day
) {
  auto suspicion = judge_actor(rule, store::by_hand_of(tx, actor, rule.programme, day), day);
  if (suspicion) suspicion->subject = "actor/" + actor.to_string();
  return suspicion;
}

Finding finding_of(const RuleVersion& rule, OwnerId member, const Suspicion& suspicion) {
  Finding finding;
  finding.member = member;
  finding.programme = rule.programme;
  finding.rule = rule.rule;
  finding.subject = suspicion.subject;
  finding.window_from = suspicion.window_from;
  finding.rule_version = rule.version;
  finding.threshold = suspicion.threshold;
  finding.allowed = suspicion.allowed;
  finding.measured = suspicion.measured;
  finding.count = static_cast<std::int64_t>(suspicion.deeds.size());
  finding.day = suspicion.day;
  finding.store = suspicion.store;
  finding.evidence = evidence_text(suspicion.deeds);
  return finding;
}

void tell_found(sql::Tx& tx, IdGenerator& ids, const Finding& finding, Instant now) {
  std::string facts = R"({"programme":)" + std::to_string(finding.programme.value());
  facts += R"(,"rule":")";
  facts += boost::describe::enum_to_string(finding.rule, "");
  facts += R"(","count":)" + std::to_string(finding.count);
  facts += finding.limited_until ? R"(,"limits":1})" : R"(,"limits":0})";
  outbox::append(tx, ids, found_event, finding.member, finding.id.value(), now, facts);
}

}  // namespace

std::vector<RuleVersion> rules_in_force(sql::Tx& tx, ProgrammeId programme) {
  std::vector<RuleVersion> rules;
  for (int i = 0; i < rule_count; ++i) rules.push_back(usual_rule(programme, static_cast<Rule>(i)));
  for (RuleVersion& changed : store::newest_rules(tx, programme)) {
    rules[static_cast<std::size_t>(changed.rule)] = std::move(changed);
  }
  return rules;
}

Risk::Risk(sql::Database& db, IdGenerator& ids, const programmes::Programmes& programmes)
    : db_(db), ids_(ids), programmes_(programmes) {}

Result<std::int64_t> Risk::note(const std::vector<Found>& found, Instant now) {
  if (found.empty()) return 0;
  GX_TRY(fresh, db_.write([&](sql::Tx& tx) -> Result<std::int64_t> {
    std::int64_t count = 0;
    for (const Found& one : found) {
      Finding finding = finding_of(one.rule, one.member, one.suspicion);
      const auto version = programmes_.in_force(finding.programme, now);
      const bool limits = one.rule.mode == Mode::limit && version != nullptr;
      if (limits) {
        finding.limited_from = version->zone.start_of(finding.day);
        finding.limited_until = version->zone.start_of(finding.day.plus_days(1));
      }
      finding.changed_at = now;
      if (auto known = store::find_same(tx, finding)) {
        // What was decided stays decided; a look that sees less, or the same again, is none.
        if (finding.count <= known->count) continue;
        finding.id = known->id;
        finding.state = known->state;
        finding.found_at = known->found_at;
        finding.lifted_at = known->lifted_at;
        finding.lifted_by = known->lifted_by;
        finding.decided_at = known->decided_at;
        finding.decided_by = known->decided_by;
        finding.reason = known->reason;
        if (finding.day < known->day) {  // told late: what limits now goes on
          finding.day = known->day;
          finding.limited_from = known->limited_from;
          finding.limited_until = known->limited_until;
        }
        // Of a dismissed one nothing limits any more; of a lifted one not on that day.
        if (known->state == State::dismissed) finding.lifted_at = known->decided_at;
        if (known->day < finding.day && known->state != State::dismissed) {
          finding.lifted_at.reset();
          finding.lifted_by.reset();
        }
        if (!store::update_finding(tx, finding, known->changed_at)) return ErrorCode::conflict;
        continue;
      }
      finding.id = ids_.next_id<FindingTag>();
      finding.found_at = now;
      store::insert_finding(tx, finding);
      tell_found(tx, ids_, finding, now);
      ++count;
    }
    return count;
  }));
  refresh(now);
  return fresh;
}

Outcome Risk::take(const std::vector<Deed>& deeds, Instant now) {
  for (std::size_t from = 0; from < deeds.size(); from += written_at_once) {
    const std::size_t to = std::min(from + written_at_once, deeds.size());
    GX_TRY_VOID(db_.write([&](sql::Tx& tx) -> Outcome {
      for (std::size_t i = from; i < to; ++i) store::insert_deed(tx, deeds[i]);
      return ok();
    }));
  }
  struct Touched {
    ProgrammeId programme;
    std::set<Date> days;
  };
  std::map<OwnerId, Touched> members;
  std::set<std::tuple<ProgrammeId, TillId, Date>> tills;
  std::set<std::tuple<ProgrammeId, ActorId, Date>> actors;
  for (const Deed& deed : deeds) {
    if (deed.unproved) tills.emplace(deed.programme, deed.till, deed.day);
    if (deed.kind == DeedKind::document || deed.kind == DeedKind::recharge) {
      actors.emplace(deed.programme, deed.actor, deed.day);
      continue;
    }
    Touched& touched = members[deed.owner];
    touched.programme = deed.programme;
    touched.days.insert(deed.day);
  }
  const auto found = db_.read([&](sql::Tx& tx) {
    std::vector<Found> all;
    Rulebook rules(tx);
    for (const auto& [member, touched] : members) {
      judge_days(
          tx,
          rules,
          touched.programme,
          member,
          {touched.days.begin(), touched.days.end()},
          [&all, owner = member](const RuleVersion& rule, const Suspicion& suspicion) {
            all.push_back({rule, owner, suspicion});
          }
      );
    }
    for (const auto& [programme, till, day] : tills) {
      const RuleVersion& rule = rules.of(programme, Rule::late_unproved);
      if (auto seen = judge_till(tx, rule, till, day)) all.push_back({rule, {}, *seen});
    }
    for (const auto& [programme, actor, day] : actors) {
      const RuleVersion& rule = rules.of(programme, Rule::value_by_hand);
      if (auto seen = judge_actor(tx, rule, actor, day)) all.push_back({rule, {}, *seen});
    }
    return all;
  });
  GX_TRY_VOID(note(found, now));
  return ok();
}

Result<bool> Risk::look_again(Run& run, int members_max, Instant now) {
  const auto page = db_.read([&](sql::Tx& tx) {
    return store::owners_behind(tx, run.programme, run.at_owner, run.from, members_max);
  });
  const auto found = db_.read([&](sql::Tx& tx) {
    std::vector<Found> all;
    Rulebook rules(tx);
    for (const OwnerId member : page) {
      judge_days(
          tx,
          rules,
          run.programme,
          member,
          store::days_of(tx, member, run.from),
          [&](const RuleVersion& rule, const Suspicion& suspicion) {
            all.push_back({rule, member, suspicion});
          }
      );
    }
    if (!page.empty()) return all;
    // Behind the last member: tills and actors, who are few.
    const RuleVersion& late = rules.of(run.programme, Rule::late_unproved);
    for (const store::TillDay& at : store::till_days(tx, run.programme, run.from)) {
      if (auto seen = judge_till(tx, late, TillId(at.id), at.day)) all.push_back({late, {}, *seen});
    }
    const RuleVersion& by_hand = rules.of(run.programme, Rule::value_by_hand);
    for (const store::TillDay& at : store::actor_days(tx, run.programme, run.from)) {
      auto seen = judge_actor(tx, by_hand, ActorId(at.id), at.day);
      if (seen) all.push_back({by_hand, {}, *seen});
    }
    return all;
  });
  GX_TRY(fresh, note(found, now));
  run.found += fresh;
  run.members += std::ssize(page);
  if (page.empty()) {
    run.ended_at = now;
  } else {
    run.at_owner = page.back();
  }
  GX_TRY_VOID(db_.write([&](sql::Tx& tx) -> Outcome {
    store::update_run(tx, run);
    return ok();
  }));
  return !page.empty();
}

std::int64_t Risk::forget(sql::Tx& tx, Instant now, int limit) {
  return store::forget_before(tx, TimeZone().date_of(now).plus_days(-days_kept - 1), limit);
}

std::optional<Rule> Risk::stopping(OwnerId member, Instant at) const {
  const auto limits = limits_.get();
  const auto of = limits->find(member);
  if (of == limits->end()) return std::nullopt;
  for (const Limit& limit : of->second) {
    if (limit.from <= at && at < limit.until) return limit.rule;
  }
  return std::nullopt;
}

void forget_staff(sql::Tx& tx, OwnerId member) { store::remove_staff(tx, member); }

Outcome Risk::check(OwnerId member, Instant at, const char* pointer) const {
  const auto rule = stopping(member, at);
  if (!rule) return ok();
  return fail(
      ErrorCode::stopped_by_risk_rule,
      pointer,
      {{"rule", boost::describe::enum_to_string(*rule, "")}}
  );
}

void Risk::refresh(Instant now) {
  // Those of days that are over as well: what is told after the fact is held against its own day.
  const Instant since = now.plus_seconds(-std::int64_t{86400} * limits_kept_days);
  const auto found = db_.read([&](sql::Tx& tx) { return store::limiting(tx, since); });
  auto limits = std::make_shared<Limits>();
  for (const Finding& finding : found) {
    (*limits)[finding.member].push_back(
        {*finding.limited_from, *finding.limited_until, finding.rule}
    );
  }
  limits_.set(std::move(limits));
}

}  // namespace guanxi::risk
