// All SQL of the risk module. Private to it.
#pragma once

#include "modules/risk/risk.h"

namespace guanxi::risk::store {

/// The newest version of each rule that somebody changed.
std::vector<RuleVersion> newest_rules(sql::Tx& tx, ProgrammeId programme);
/// Of one rule, the newest first.
std::vector<RuleVersion> versions_of(sql::Tx& tx, ProgrammeId programme, Rule rule);
void insert_rule(sql::Tx& tx, const RuleVersion& rule);

struct Staff {
  OwnerId member;
  ProgrammeId programme;
  std::string employee, reason;
  Instant since;
  ActorId noted_by;
};
std::optional<Staff> find_staff(sql::Tx& tx, OwnerId member);
void put_staff(sql::Tx& tx, const Staff& staff);
bool remove_staff(sql::Tx& tx, OwnerId member);
std::vector<Staff> staff_of(sql::Tx& tx, ProgrammeId programme, OwnerId after, int limit);

void insert_deed(sql::Tx& tx, const Deed& deed);
/// By time; of very many the newest.
std::vector<Deed> deeds_of(sql::Tx& tx, OwnerId member, Date from, Date to);
std::vector<Deed> unproved_of(sql::Tx& tx, TillId till, Date day);
std::vector<Deed> by_hand_of(sql::Tx& tx, ActorId actor, ProgrammeId programme, Date day);
/// Of a member's days, each once.
std::vector<Date> days_of(sql::Tx& tx, OwnerId member, Date from);
std::vector<OwnerId> owners_behind(
    sql::Tx& tx, ProgrammeId programme, OwnerId after, Date from, int limit
);
struct TillDay {
  std::int64_t id = 0;  // of the till, of the actor
  Date day;
};
std::vector<TillDay> till_days(sql::Tx& tx, ProgrammeId programme, Date from);
std::vector<TillDay> actor_days(sql::Tx& tx, ProgrammeId programme, Date from);
std::int64_t forget_before(sql::Tx& tx, Date day, int limit);

/// A finding with this key; nullopt: there is none yet.
std::optional<Finding> find_same(sql::Tx& tx, const Finding& finding);
void insert_finding(sql::Tx& tx, const Finding& finding);
/// Everything but its key, in the state it was read in.
bool update_finding(sql::Tx& tx, const Finding& finding, Instant changed_before);
std::optional<Finding> find_finding(sql::Tx& tx, FindingId id);
struct Wanted {
  ProgrammeId programme;
  std::string state, rule;  // empty: any
  OwnerId member;           // 0: any
};
/// Older than `before`, the newest first.
std::vector<Finding> findings(sql::Tx& tx, const Wanted& wanted, FindingId before, int limit);
/// Those that limit at this instant or later.
std::vector<Finding> limiting(sql::Tx& tx, Instant now);

void insert_run(sql::Tx& tx, const Run& run);
void update_run(sql::Tx& tx, const Run& run);
std::optional<Run> find_run(sql::Tx& tx, RunId id);
std::optional<Run> oldest_open_run(sql::Tx& tx);

}  // namespace guanxi::risk::store
