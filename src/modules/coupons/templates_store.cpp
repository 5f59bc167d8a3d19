#include "modules/coupons/store.h"

#include <algorithm>

#include "platform/sql/enum_column.h"

namespace guanxi::coupons::store {
namespace {

#define GX_TEMPLATE_COLUMNS                                                                        \
  "template_id, programme_id, code, version, state, kind, name_zh, name_en, rule_code, stock, "    \
  "per_member_max, validity, valid_from, valid_until, after_days, for_days, face_value, "          \
  "in_parts, "                                                                                     \
  "cost_owner, transferable, on_refund, points_price, item, when_undone, declared_value, reason, " \
  "changed_at, changed_by"

const sql::Query find_template_sql{"SELECT " GX_TEMPLATE_COLUMNS
                                   " FROM coupon_templates WHERE template_id = $1"};
const sql::Query template_by_code_sql{
    "SELECT " GX_TEMPLATE_COLUMNS " FROM coupon_templates WHERE programme_id = $1 AND code = $2"};
// One that is in use before others, then the one of the same name.
const sql::Query template_by_rule_sql{"SELECT " GX_TEMPLATE_COLUMNS
                                      " FROM coupon_templates WHERE programme_id = $1 AND "
                                      "rule_code = $2 ORDER BY CASE state WHEN 'active' THEN 0 "
                                      "ELSE 1 END, CASE code WHEN $2 THEN 0 ELSE 1 END, code "
                                      "LIMIT 1"};
const sql::Query templates_sql{"SELECT " GX_TEMPLATE_COLUMNS
                               " FROM coupon_templates WHERE programme_id = $1 ORDER BY code"};
const sql::Query insert_template_sql{
    "INSERT INTO coupon_templates (" GX_TEMPLATE_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $21, $22, $23, $24, $25, $26, $27, $28) ON CONFLICT (programme_id, code) DO "
    "NOTHING"};
const sql::Query update_template_sql{
    "UPDATE coupon_templates SET version = $1, state = $2, kind = $3, name_zh = $4, name_en = $5, "
    "rule_code = $6, stock = $7, per_member_max = $8, validity = $9, valid_from = $10, "
    "valid_until = $11, after_days = $12, for_days = $13, face_value = $14, in_parts = $15, "
    "cost_owner = $16, transferable = $17, on_refund = $18, points_price = $19, item = $20, "
    "when_undone = $21, declared_value = $22, reason = $23, changed_at = $24, changed_by = $25 "
    "WHERE template_id = $26 AND version = $27"};

const sql::Query pickups_sql{
    "SELECT store_id, stock, taken FROM coupon_pickups WHERE template_id = $1 ORDER BY store_id"};
const sql::Query insert_pickup_sql{
    "INSERT INTO coupon_pickups (template_id, store_id, stock, taken) VALUES ($1, $2, $3, $4)"};
const sql::Query delete_pickups_sql{"DELETE FROM coupon_pickups WHERE template_id = $1"};
const sql::Query take_pickup_sql{
    "UPDATE coupon_pickups SET taken = taken + 1 WHERE template_id = $1 AND store_id = $2 "
    "AND taken < stock"};
const sql::Query untake_pickup_sql{
    "UPDATE coupon_pickups SET taken = taken - 1 WHERE template_id = $1 AND store_id = $2 "
    "AND taken > 0"};

const sql::Query handed_out_sql{
    "SELECT COUNT(*) FROM coupon_uses u WHERE u.template_id = $1 AND u.store_id = $2 "
    "AND NOT EXISTS (SELECT 1 FROM coupon_returns r WHERE r.owner_id = u.owner_id "
    "AND r.use_id = u.use_id AND r.came_back = 1)"};

const sql::Query taken_sql{"SELECT taken FROM coupon_stocks WHERE template_id = $1"};
const sql::Query insert_stock_sql{
    "INSERT INTO coupon_stocks (template_id, taken) VALUES ($1, 0) "
    "ON CONFLICT (template_id) DO NOTHING"};
const sql::Query take_stock_sql{
    "UPDATE coupon_stocks SET taken = taken + $2 WHERE template_id = $1 "
    "AND (CAST($3 AS BIGINT) = 0 OR taken + $2 <= CAST($3 AS BIGINT))"};
const sql::Query untake_stock_sql{
    "UPDATE coupon_stocks SET taken = taken - $2 WHERE template_id = $1 AND taken >= $2"};

#undef GX_TEMPLATE_COLUMNS

struct TemplateRow {
  TemplateId id;
  ProgrammeId programme;
  std::string code;
  std::int64_t version;
  TemplateState state;
  CouponKind kind;
  std::string name_zh, name_en;
  std::optional<std::string> rule_code;
  std::int64_t stock, per_member_max;
  Validity validity;
  std::optional<Date> valid_from, valid_until;
  int after_days, for_days;
  std::int64_t face_value;
  bool in_parts;
  std::optional<std::string> cost_owner;
  bool transferable;
  OnRefund on_refund;
  std::int64_t points_price;
  std::optional<std::string> item;
  WhenUndone when_undone;
  std::int64_t declared_value;
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};

Template template_of(sql::Tx& tx, TemplateRow row) {
  Template one;
  one.id = row.id;
  one.programme = row.programme;
  one.code = std::move(row.code);
  one.version = row.version;
  one.state = row.state;
  one.kind = row.kind;
  one.name_zh = std::move(row.name_zh);
  one.name_en = std::move(row.name_en);
  one.rule_code = std::move(row.rule_code);
  one.stock = row.stock;
  one.per_member_max = row.per_member_max;
  one.validity = row.validity;
  one.valid_from = row.valid_from;
  one.valid_until = row.valid_until;
  one.after_days = row.after_days;
  one.for_days = row.for_days;
  one.face_value = row.face_value;
  one.in_parts = row.in_parts;
  one.cost_owner = std::move(row.cost_owner);
  one.transferable = row.transferable;
  one.on_refund = row.on_refund;
  one.points_price = row.points_price;
  one.item = std::move(row.item);
  one.when_undone = row.when_undone;
  one.declared_value = row.declared_value;
  one.reason = std::move(row.reason);
  one.changed_at = row.changed_at;
  one.changed_by = row.changed_by;
  if (one.kind == CouponKind::gift) one.pickups = tx.list<Pickup>(pickups_sql, one.id);
  return one;
}

}  // namespace

std::optional<Template> find_template(sql::Tx& tx, TemplateId id) {
  auto row = tx.find<TemplateRow>(find_template_sql, id);
  if (!row) return std::nullopt;
  return template_of(tx, *std::move(row));
}

std::optional<Template> find_template(sql::Tx& tx, ProgrammeId programme, std::string_view code) {
  auto row = tx.find<TemplateRow>(template_by_code_sql, programme, code);
  if (!row) return std::nullopt;
  return template_of(tx, *std::move(row));
}

std::optional<Template> find_by_rule(sql::Tx& tx, ProgrammeId programme, std::string_view rule) {
  auto row = tx.find<TemplateRow>(template_by_rule_sql, programme, rule);
  if (!row) return std::nullopt;
  return template_of(tx, *std::move(row));
}

std::vector<Template> templates_of(sql::Tx& tx, ProgrammeId programme) {
  std::vector<Template> all;
  for (TemplateRow& row : tx.list<TemplateRow>(templates_sql, programme)) {
    all.push_back(template_of(tx, std::move(row)));
  }
  return all;
}

bool insert_template(sql::Tx& tx, const Template& one) {
  const auto inserted = tx.exec(
      insert_template_sql,
      one.id,
      one.programme,
      one.code,
      one.version,
      one.state,
      one.kind,
      one.name_zh,
      one.name_en,
      one.rule_code,
      one.stock,
      one.per_member_max,
      one.validity,
      one.valid_from,
      one.valid_until,
      one.after_days,
      one.for_days,
      one.face_value,
      one.in_parts,
      one.cost_owner,
      one.transferable,
      one.on_refund,
      one.points_price,
      one.item,
      one.when_undone,
      one.declared_value,
      one.reason,
      one.changed_at,
      one.changed_by
  );
  if (inserted == 1) tx.exec(insert_stock_sql, one.id);
  return inserted == 1;
}

bool update_template(sql::Tx& tx, const Template& one) {
  return tx.exec(
             update_template_sql,
             one.version,
             one.state,
             one.kind,
             one.name_zh,
             one.name_en,
             one.rule_code,
             one.stock,
             one.per_member_max,
             one.validity,
             one.valid_from,
             one.valid_until,
             one.after_days,
             one.for_days,
             one.face_value,
             one.in_parts,
             one.cost_owner,
             one.transferable,
             one.on_refund,
             one.points_price,
             one.item,
             one.when_undone,
             one.declared_value,
             one.reason,
             one.changed_at,
             one.changed_by,
             one.id,
             one.version - 1
         ) == 1;
}

std::int64_t handed_out(sql::Tx& tx, TemplateId id, StoreId store) {
  return tx.get<std::int64_t>(handed_out_sql, id, store);
}

bool put_pickups(sql::Tx& tx, const Template& one) {
  const auto before = tx.list<Pickup>(pickups_sql, one.id);
  const auto wanted_of = [&](StoreId store) -> const Pickup* {
    for (const Pickup& pickup : one.pickups) {
      if (pickup.store == store) return &pickup;
    }
    return nullptr;
  };
  for (const Pickup& pickup : before) {
    const Pickup* const wanted = wanted_of(pickup.store);
    if (pickup.taken > (wanted == nullptr ? 0 : wanted->stock)) return false;
  }
  tx.exec(delete_pickups_sql, one.id);
  for (const Pickup& pickup : one.pickups) {
    const auto same = [&](const Pickup& known) { return known.store == pickup.store; };
    const auto known = std::ranges::find_if(before, same);
    const std::int64_t taken =
        known == before.end() ? handed_out(tx, one.id, pickup.store) : known->taken;
    if (taken > pickup.stock) return false;
    tx.exec(insert_pickup_sql, one.id, pickup.store, pickup.stock, taken);
  }
  return true;
}

bool take_pickup(sql::Tx& tx, TemplateId id, StoreId store) {
  return tx.exec(take_pickup_sql, id, store) == 1;
}

void untake_pickup(sql::Tx& tx, TemplateId id, StoreId store) {
  tx.exec(untake_pickup_sql, id, store);
}

std::int64_t taken_of(sql::Tx& tx, TemplateId id) {
  return tx.find<std::int64_t>(taken_sql, id).value_or(0);
}

bool take_stock(sql::Tx& tx, TemplateId id, std::int64_t stock, std::int64_t count) {
  return tx.exec(take_stock_sql, id, count, stock) == 1;
}

void untake_stock(sql::Tx& tx, TemplateId id, std::int64_t count) {
  GX_CHECK_WHY(tx.exec(untake_stock_sql, id, count) == 1, "more coupons come back than were taken");
}

}  // namespace guanxi::coupons::store
