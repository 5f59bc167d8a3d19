#include "modules/coupons/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::coupons::store {
namespace {

#define GX_COUPON_COLUMNS                                                                         \
  "owner_id, coupon_id, template_id, state, seq, valid_from, valid_until, face, balance, gone, "  \
  "cause, cause_id, cause_number, hold_id, deadline, issued_on, issued_at, issued_by, store_id, " \
  "reason, ended_on, told"

const sql::Query issued_to_sql{
    "SELECT issued FROM coupon_members WHERE owner_id = $1 AND template_id = $2"};
const sql::Query count_issued_sql{
    "INSERT INTO coupon_members (owner_id, template_id, issued) VALUES ($1, $2, 1) "
    "ON CONFLICT (owner_id, template_id) DO UPDATE SET issued = coupon_members.issued + 1 "
    "WHERE CAST($3 AS BIGINT) = 0 OR coupon_members.issued < CAST($3 AS BIGINT)"};
const sql::Query uncount_issued_sql{
    "UPDATE coupon_members SET issued = issued - 1 WHERE owner_id = $1 AND template_id = $2 "
    "AND issued > 0"};

const sql::Query insert_coupon_sql{
    "INSERT INTO coupons (" GX_COUPON_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $21, $22) "
    "ON CONFLICT (owner_id, template_id, cause, cause_id, cause_number) DO NOTHING"};
const sql::Query find_coupon_sql{"SELECT " GX_COUPON_COLUMNS
                                 " FROM coupons WHERE owner_id = $1 AND coupon_id = $2"};
const sql::Query by_cause_sql{
    "SELECT " GX_COUPON_COLUMNS
    " FROM coupons WHERE owner_id = $1 AND template_id = $2 AND cause = $3 AND cause_id = $4 "
    "AND cause_number = $5"};
const sql::Query coupons_of_owner_sql{
    "SELECT " GX_COUPON_COLUMNS
    " FROM coupons WHERE owner_id = $1 AND coupon_id < $2 ORDER BY coupon_id DESC LIMIT $3"};
const sql::Query open_coupons_sql{
    "SELECT " GX_COUPON_COLUMNS
    " FROM coupons WHERE owner_id = $1 AND state IN ('issued', 'held', 'offered') "
    "ORDER BY coupon_id"};
const sql::Query update_coupon_sql{
    "UPDATE coupons SET seq = seq + 1, state = $1, valid_until = $2, balance = $3, gone = $4, "
    "hold_id = $5, deadline = $6, ended_on = $7, told = $8 "
    "WHERE owner_id = $9 AND coupon_id = $10 AND seq = $11"};

// Of no index: what most sales with a coupon that is used in parts change.
const sql::Query draw_sql{
    "UPDATE coupons SET seq = seq + 1, balance = $1 "
    "WHERE owner_id = $2 AND coupon_id = $3 AND seq = $4 AND state = 'issued'"};

const sql::Query due_coupons_sql{
    "SELECT valid_until, owner_id, coupon_id FROM coupons "
    "WHERE state IN ('issued', 'held', 'offered') AND valid_until < $4 "
    "AND (valid_until, owner_id, coupon_id) > ($1, $2, $3) "
    "ORDER BY valid_until, owner_id, coupon_id LIMIT $5"};
const sql::Query ending_coupons_sql{
    "SELECT c.valid_until, c.owner_id, c.coupon_id FROM coupons c "
    "JOIN coupon_templates t ON t.template_id = c.template_id AND t.programme_id = $6 "
    "WHERE c.state IN ('issued', 'held', 'offered') AND c.valid_until >= $7 "
    "AND c.valid_until <= $4 AND (c.valid_until, c.owner_id, c.coupon_id) > ($1, $2, $3) "
    "ORDER BY c.valid_until, c.owner_id, c.coupon_id LIMIT $5"};

const sql::Query untold_coupons_sql{
    "SELECT c.valid_until, c.owner_id, c.coupon_id FROM coupons c "
    "JOIN coupon_templates t ON t.template_id = c.template_id AND t.programme_id = $6 "
    "WHERE c.state IN ('issued', 'held', 'offered') AND c.told = 0 AND c.valid_until >= $7 "
    "AND c.valid_until <= $4 AND (c.valid_until, c.owner_id, c.coupon_id) > ($1, $2, $3) "
    "ORDER BY c.valid_until, c.owner_id, c.coupon_id LIMIT $5"};

#define GX_USE_COLUMNS                                                                         \
  "use_id, owner_id, coupon_id, template_id, receipt_id, reference, store_id, amount, drawn, " \
  "undone, returned, over, days_left, used_on, used_at, used_by"

const sql::Query insert_use_sql{
    "INSERT INTO coupon_uses (" GX_USE_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};
const sql::Query find_use_sql{
    "SELECT " GX_USE_COLUMNS
    " FROM coupon_uses WHERE owner_id = $1 AND receipt_id = $2 AND coupon_id = $3"};
const sql::Query use_sql{"SELECT " GX_USE_COLUMNS
                         " FROM coupon_uses WHERE owner_id = $1 AND use_id = $2"};
const sql::Query uses_of_receipt_sql{
    "SELECT " GX_USE_COLUMNS
    " FROM coupon_uses WHERE owner_id = $1 AND receipt_id = $2 ORDER BY use_id"};
const sql::Query uses_of_coupon_sql{
    "SELECT " GX_USE_COLUMNS
    " FROM coupon_uses WHERE owner_id = $1 AND coupon_id = $2 ORDER BY use_id"};
const sql::Query forget_reasons_sql{
    "UPDATE coupons SET reason = '' WHERE owner_id = $1 AND reason <> ''"};
const sql::Query forget_references_sql{
    "UPDATE coupon_uses SET reference = NULL WHERE owner_id = $1 AND reference IS NOT NULL"};
const sql::Query update_use_sql{
    "UPDATE coupon_uses SET undone = $1, returned = $2, over = $3 "
    "WHERE owner_id = $4 AND coupon_id = $5 AND use_id = $6 AND undone = $7 AND returned = $8 "
    "AND over = $9"};

const sql::Query insert_return_sql{
    "INSERT INTO coupon_returns (owner_id, use_id, refund_id, template_id, store_id, amount, "
    "returned, came_back, returned_on, returned_at, returned_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
const sql::Query find_return_sql{
    "SELECT owner_id, use_id, refund_id, template_id, store_id, amount, returned, came_back, "
    "returned_on, returned_at, returned_by FROM coupon_returns "
    "WHERE owner_id = $1 AND use_id = $2 AND refund_id = $3"};

#undef GX_COUPON_COLUMNS
#undef GX_USE_COLUMNS

struct CouponRow {
  OwnerId owner;
  CouponId id;
  TemplateId template_id;
  CouponState state;
  std::int64_t seq;
  Date valid_from, valid_until;
  std::int64_t face, balance, gone;
  CauseKind cause;
  std::int64_t cause_id, cause_number;
  std::int64_t hold_id;
  Instant deadline;
  Date issued_on;
  Instant issued_at;
  ActorId issued_by;
  std::optional<StoreId> store;
  std::string reason;
  std::optional<Date> ended_on;
  bool told;
};

Coupon coupon_of(CouponRow row) {
  return {
      row.owner,
      row.id,
      row.template_id,
      row.state,
      row.seq,
      row.valid_from,
      row.valid_until,
      row.face,
      row.balance,
      row.gone,
      {row.cause, row.cause_id, row.cause_number},
      row.hold_id,
      row.deadline,
      row.issued_on,
      row.issued_at,
      row.issued_by,
      row.store,
      std::move(row.reason),
      row.ended_on,
      row.told};
}

std::optional<Coupon> coupon_of(std::optional<CouponRow> row) {
  if (!row) return std::nullopt;
  return coupon_of(*std::move(row));
}

std::vector<Coupon> coupons_in(std::vector<CouponRow> rows) {
  std::vector<Coupon> all;
  for (CouponRow& row : rows) all.push_back(coupon_of(std::move(row)));
  return all;
}

}  // namespace

std::int64_t issued_to(sql::Tx& tx, OwnerId owner, TemplateId id) {
  return tx.find<std::int64_t>(issued_to_sql, owner, id).value_or(0);
}

bool count_issued(sql::Tx& tx, OwnerId owner, TemplateId id, std::int64_t max) {
  return tx.exec(count_issued_sql, owner, id, max) == 1;
}

void uncount_issued(sql::Tx& tx, OwnerId owner, TemplateId id) {
  GX_CHECK_WHY(
      tx.exec(uncount_issued_sql, owner, id) == 1, "a coupon that was never counted for its member"
  );
}

bool insert(sql::Tx& tx, const Coupon& coupon) {
  return tx.exec(
             insert_coupon_sql,
             coupon.owner,
             coupon.id,
             coupon.template_id,
             coupon.state,
             coupon.seq,
             coupon.valid_from,
             coupon.valid_until,
             coupon.face,
             coupon.balance,
             coupon.gone,
             coupon.cause.kind,
             coupon.cause.id,
             coupon.cause.number,
             coupon.hold_id,
             coupon.deadline,
             coupon.issued_on,
             coupon.issued_at,
             coupon.issued_by,
             coupon.store,
             coupon.reason,
             coupon.ended_on,
             coupon.told
         ) == 1;
}

std::optional<Coupon> find(sql::Tx& tx, OwnerId owner, CouponId id) {
  return coupon_of(tx.find<CouponRow>(find_coupon_sql, owner, id));
}

std::optional<Coupon> find_by_cause(sql::Tx& tx, OwnerId owner, TemplateId id, const Cause& cause) {
  return coupon_of(tx.find<CouponRow>(by_cause_sql, owner, id, cause.kind, cause.id, cause.number));
}

std::vector<Coupon> of_owner(sql::Tx& tx, OwnerId owner, CouponId before, int limit) {
  return coupons_in(tx.list<CouponRow>(coupons_of_owner_sql, owner, before, limit));
}

std::vector<Coupon> open_of(sql::Tx& tx, OwnerId owner) {
  return coupons_in(tx.list<CouponRow>(open_coupons_sql, owner));
}

bool update(sql::Tx& tx, const Coupon& after) {
  return tx.exec(
             update_coupon_sql,
             after.state,
             after.valid_until,
             after.balance,
             after.gone,
             after.hold_id,
             after.deadline,
             after.ended_on,
             after.told,
             after.owner,
             after.id,
             after.seq
         ) == 1;
}

bool draw(sql::Tx& tx, const Coupon& after) {
  return tx.exec(draw_sql, after.balance, after.owner, after.id, after.seq) == 1;
}

std::vector<Ending> due(sql::Tx& tx, const Ending& after, Date before, int limit) {
  return tx.list<Ending>(
      due_coupons_sql, after.valid_until, after.owner, after.coupon, before, limit
  );
}

std::vector<Ending> endings(
    sql::Tx& tx, ProgrammeId programme, Date from, Date until, const Ending& after, int limit
) {
  return tx.list<Ending>(
      ending_coupons_sql,
      after.valid_until,
      after.owner,
      after.coupon,
      until,
      limit,
      programme,
      from
  );
}

std::vector<Ending> untold(
    sql::Tx& tx, ProgrammeId programme, Date from, Date until, const Ending& after, int limit
) {
  return tx.list<Ending>(
      untold_coupons_sql,
      after.valid_until,
      after.owner,
      after.coupon,
      until,
      limit,
      programme,
      from
  );
}

void insert_use(sql::Tx& tx, const Use& use) {
  tx.exec(
      insert_use_sql,
      use.id,
      use.owner,
      use.coupon,
      use.template_id,
      use.receipt,
      use.reference,
      use.store,
      use.amount,
      use.drawn,
      use.undone,
      use.returned,
      use.over,
      use.days_left,
      use.used_on,
      use.used_at,
      use.used_by
  );
}

std::optional<Use> find_use(sql::Tx& tx, OwnerId owner, ReceiptId receipt, CouponId coupon) {
  return tx.find<Use>(find_use_sql, owner, receipt, coupon);
}

std::optional<Use> find_use(sql::Tx& tx, OwnerId owner, UseId id) {
  return tx.find<Use>(use_sql, owner, id);
}

std::vector<Use> uses_of_receipt(sql::Tx& tx, OwnerId owner, ReceiptId receipt) {
  return tx.list<Use>(uses_of_receipt_sql, owner, receipt);
}

std::vector<Use> uses_of_coupon(sql::Tx& tx, OwnerId owner, CouponId coupon) {
  return tx.list<Use>(uses_of_coupon_sql, owner, coupon);
}

void forget_texts(sql::Tx& tx, OwnerId owner) {
  tx.exec(forget_reasons_sql, owner);
  tx.exec(forget_references_sql, owner);
}

bool update_use(sql::Tx& tx, const Use& before, const Use& after) {
  return tx.exec(
             update_use_sql,
             after.undone,
             after.returned,
             after.over,
             after.owner,
             after.coupon,
             after.id,
             before.undone,
             before.returned,
             before.over
         ) == 1;
}

void insert_return(sql::Tx& tx, const ReturnRow& row) {
  tx.exec(
      insert_return_sql,
      row.owner,
      row.use,
      row.refund,
      row.template_id,
      row.store,
      row.amount,
      row.returned,
      row.came_back,
      row.returned_on,
      row.returned_at,
      row.returned_by
  );
}

std::optional<ReturnRow> find_return(sql::Tx& tx, OwnerId owner, UseId use, std::int64_t refund) {
  return tx.find<ReturnRow>(find_return_sql, owner, use, refund);
}

}  // namespace guanxi::coupons::store
