#include "modules/coupons/triggers_store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::coupons {
namespace {

#define GX_TRIGGER_COLUMNS                                                         \
  "trigger_id, template_id, programme_id, happening, state, ladder, days_before, " \
  "covered_until, issued, missed, reason, made_at, made_by, stopped_at, stopped_by"

const sql::Query insert_trigger_sql{
    "INSERT INTO coupon_triggers (" GX_TRIGGER_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL, NULL)"};
const sql::Query insert_trigger_tier_sql{
    "INSERT INTO coupon_trigger_tiers (trigger_id, place, tier) VALUES ($1, $2, $3)"};
const sql::Query find_trigger_sql{"SELECT " GX_TRIGGER_COLUMNS
                                  " FROM coupon_triggers WHERE trigger_id = $1"};
const sql::Query triggers_of_sql{"SELECT " GX_TRIGGER_COLUMNS
                                 " FROM coupon_triggers WHERE template_id = $1 "
                                 "ORDER BY trigger_id"};
const sql::Query active_triggers_sql{"SELECT " GX_TRIGGER_COLUMNS
                                     " FROM coupon_triggers WHERE state = 'active' "
                                     "ORDER BY trigger_id"};
const sql::Query trigger_tiers_sql{
    "SELECT tier FROM coupon_trigger_tiers WHERE trigger_id = $1 ORDER BY place"};
const sql::Query stop_trigger_sql{
    "UPDATE coupon_triggers SET state = 'stopped', stopped_at = $1, stopped_by = $2 "
    "WHERE trigger_id = $3 AND state = 'active'"};
const sql::Query count_fired_sql{
    "UPDATE coupon_triggers SET issued = issued + $1, missed = missed + $2 WHERE trigger_id = $3"};
const sql::Query cover_sql{
    "UPDATE coupon_triggers SET covered_until = $1 "
    "WHERE trigger_id = $2 AND state = 'active' AND covered_until < $1"};

const sql::Query insert_miss_sql{
    "INSERT INTO coupon_misses (owner_id, trigger_id, number, miss_id, refusal, missed_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (owner_id, trigger_id, number) DO NOTHING"};
const sql::Query forget_miss_sql{
    "DELETE FROM coupon_misses WHERE owner_id = $1 AND trigger_id = $2 AND number = $3"};
const sql::Query misses_sql{
    "SELECT miss_id, owner_id, refusal, missed_at FROM coupon_misses "
    "WHERE trigger_id = $1 AND miss_id < $2 ORDER BY miss_id DESC LIMIT $3"};

#undef GX_TRIGGER_COLUMNS

std::vector<TriggerWithTiers> with_tiers(sql::Tx& tx, std::vector<Trigger> triggers) {
  std::vector<TriggerWithTiers> all;
  for (Trigger& one : triggers) {
    TriggerWithTiers whole;
    if (one.ladder) whole.tiers = tx.list<std::string>(trigger_tiers_sql, one.id);
    whole.trigger = std::move(one);
    all.push_back(std::move(whole));
  }
  return all;
}

}  // namespace

std::optional<TriggerWithTiers> find_trigger(sql::Tx& tx, TriggerId id) {
  auto found = with_tiers(tx, tx.list<Trigger>(find_trigger_sql, id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<TriggerWithTiers> triggers_of(sql::Tx& tx, TemplateId id) {
  return with_tiers(tx, tx.list<Trigger>(triggers_of_sql, id));
}

std::vector<TriggerWithTiers> active_triggers(sql::Tx& tx) {
  return with_tiers(tx, tx.list<Trigger>(active_triggers_sql));
}

bool cover(sql::Tx& tx, TriggerId id, Date until) { return tx.exec(cover_sql, until, id) == 1; }

std::vector<Miss> misses_of(sql::Tx& tx, TriggerId id, MissId before, int limit) {
  const MissId from = before == MissId() ? MissId(INT64_MAX) : before;
  return tx.list<Miss>(misses_sql, id, from, limit);
}

namespace store {

void insert_trigger(sql::Tx& tx, const TriggerWithTiers& whole) {
  const Trigger& one = whole.trigger;
  tx.exec(
      insert_trigger_sql,
      one.id,
      one.template_id,
      one.programme,
      one.happening,
      one.state,
      one.ladder,
      one.days_before,
      one.covered_until,
      one.issued,
      one.missed,
      one.reason,
      one.made_at,
      one.made_by
  );
  std::int64_t place = 0;
  for (const std::string& tier : whole.tiers) {
    tx.exec(insert_trigger_tier_sql, one.id, place++, tier);
  }
}

bool stop_trigger(sql::Tx& tx, TriggerId id, ActorId by, Instant now) {
  return tx.exec(stop_trigger_sql, now, by, id) == 1;
}

void count_fired(sql::Tx& tx, TriggerId id, std::int64_t issued, std::int64_t missed) {
  const auto counted = tx.exec(count_fired_sql, issued, missed, id);
  GX_CHECK_WHY(counted == 1, "a trigger that is not there has fired");
}

bool insert_miss(sql::Tx& tx, TriggerId trigger, std::int64_t number, const Miss& miss) {
  return tx.exec(
             insert_miss_sql, miss.owner, trigger, number, miss.id, miss.refusal, miss.missed_at
         ) == 1;
}

bool forget_miss(sql::Tx& tx, OwnerId owner, TriggerId trigger, std::int64_t number) {
  return tx.exec(forget_miss_sql, owner, trigger, number) == 1;
}

}  // namespace store
}  // namespace guanxi::coupons
