#include "modules/coupons/codes_store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::coupons::store {
namespace {

#define GX_COUPON_BATCH_COLUMNS                                                        \
  "batch_id, template_id, state, codes, made, claimed, salt, note, made_at, made_by, " \
  "exported_at, "                                                                      \
  "exported_by"

const sql::Query insert_coupon_batch_sql{
    "INSERT INTO coupon_batches (" GX_COUPON_BATCH_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};
const sql::Query find_coupon_batch_sql{"SELECT " GX_COUPON_BATCH_COLUMNS
                                       " FROM coupon_batches WHERE batch_id = $1"};
const sql::Query coupon_batches_sql{
    "SELECT " GX_COUPON_BATCH_COLUMNS
    " FROM coupon_batches WHERE template_id = $1 AND batch_id < $2 ORDER BY batch_id DESC "
    "LIMIT $3"};
const sql::Query batches_making_sql{
    "SELECT batch_id FROM coupon_batches WHERE state = 'making' ORDER BY batch_id"};
const sql::Query update_coupon_batch_sql{
    "UPDATE coupon_batches SET state = $1, made = $2, claimed = $3, salt = $4, exported_at = $5, "
    "exported_by = $6 WHERE batch_id = $7 AND state = $8 AND made = $9"};

#undef GX_COUPON_BATCH_COLUMNS

const sql::Query insert_place_sql{
    "INSERT INTO coupon_directory (code_hash, batch_id, number, owner_id, coupon_id, state) "
    "VALUES ($1, $2, $3, $4, $5, 'open')"};
#define GX_PLACE(parameter, offset) \
  "(" parameter ", $1, CAST($2 AS BIGINT) + " offset ", NULL, NULL, 'open')"
const sql::Query insert_places_sql{
    "INSERT INTO coupon_directory (code_hash, batch_id, number, owner_id, coupon_id, state) "
    "VALUES "
    GX_PLACE("$3", "0") ", "
    GX_PLACE("$4", "1") ", "
    GX_PLACE("$5", "2") ", "
    GX_PLACE("$6", "3") ", "
    GX_PLACE("$7", "4") ", "
    GX_PLACE("$8", "5") ", "
    GX_PLACE("$9", "6") ", "
    GX_PLACE("$10", "7") ", "
    GX_PLACE("$11", "8") ", "
    GX_PLACE("$12", "9") ", "
    GX_PLACE("$13", "10") ", "
    GX_PLACE("$14", "11") ", "
    GX_PLACE("$15", "12") ", "
    GX_PLACE("$16", "13") ", "
    GX_PLACE("$17", "14") ", "
    GX_PLACE("$18", "15") ", "
    GX_PLACE("$19", "16") ", "
    GX_PLACE("$20", "17") ", "
    GX_PLACE("$21", "18") ", "
    GX_PLACE("$22", "19") ", "
    GX_PLACE("$23", "20") ", "
    GX_PLACE("$24", "21") ", "
    GX_PLACE("$25", "22") ", "
    GX_PLACE("$26", "23") ", "
    GX_PLACE("$27", "24") ", "
    GX_PLACE("$28", "25") ", "
    GX_PLACE("$29", "26") ", "
    GX_PLACE("$30", "27") ", "
    GX_PLACE("$31", "28") ", "
    GX_PLACE("$32", "29") ", "
    GX_PLACE("$33", "30") ", "
    GX_PLACE("$34", "31")};
#undef GX_PLACE
const sql::Query find_place_sql{
    "SELECT batch_id, number, owner_id, coupon_id, state FROM coupon_directory "
    "WHERE code_hash = $1"};
const sql::Query claim_place_sql{
    "UPDATE coupon_directory SET state = 'claimed', owner_id = $1, coupon_id = $2 "
    "WHERE code_hash = $3 AND state = 'open'"};
const sql::Query find_carried_sql{
    "SELECT coupon_id FROM coupons WHERE owner_id = $1 AND cause = 'merge' AND cause_id = $2 "
    "ORDER BY coupon_id DESC LIMIT 1"};
const sql::Query count_claimed_sql{
    "SELECT COUNT(*) FROM coupon_directory WHERE batch_id = $1 AND state = 'claimed'"};

const sql::Query wrong_today_sql{
    "SELECT wrong FROM coupon_attempts WHERE owner_id = $1 AND day = $2"};
const sql::Query set_wrong_sql{
    "INSERT INTO coupon_attempts (owner_id, day, wrong) VALUES ($1, $2, $3) "
    "ON CONFLICT (owner_id) DO UPDATE SET day = $2, wrong = $3"};

template <std::size_t... i>
void insert_many(sql::Tx& tx, BatchId batch, std::int64_t first, std::span<const crypto::Digest> hashes, std::index_sequence<i...>) {
  tx.exec(insert_places_sql, batch, first, hashes[i]...);
}

}  // namespace

void insert_batch(sql::Tx& tx, const Batch& batch) {
  tx.exec(
      insert_coupon_batch_sql,
      batch.id,
      batch.template_id,
      batch.state,
      batch.codes,
      batch.made,
      batch.claimed,
      batch.salt,
      batch.note,
      batch.made_at,
      batch.made_by,
      batch.exported_at,
      batch.exported_by
  );
}

std::optional<Batch> find_batch(sql::Tx& tx, BatchId id) {
  return tx.find<Batch>(find_coupon_batch_sql, id);
}

std::vector<Batch> batches_before(sql::Tx& tx, TemplateId id, BatchId before, int limit) {
  return tx.list<Batch>(coupon_batches_sql, id, before, limit);
}

std::vector<BatchId> batches_making(sql::Tx& tx) { return tx.list<BatchId>(batches_making_sql); }

bool update_batch(sql::Tx& tx, const Batch& before, const Batch& after) {
  return tx.exec(
             update_coupon_batch_sql,
             after.state,
             after.made,
             after.claimed,
             after.salt,
             after.exported_at,
             after.exported_by,
             after.id,
             before.state,
             before.made
         ) == 1;
}

void insert_places(
    sql::Tx& tx, BatchId batch, std::int64_t first, std::span<const crypto::Digest> hashes
) {
  if (hashes.size() == places_at_once) {
    return insert_many(tx, batch, first, hashes, std::make_index_sequence<places_at_once>{});
  }
  std::int64_t number = first;
  for (const crypto::Digest& hash : hashes) {
    tx.exec(
        insert_place_sql, hash, batch, number++, std::optional<OwnerId>(), std::optional<CouponId>()
    );
  }
}

void insert_offer(
    sql::Tx& tx, const crypto::Digest& hash, std::int64_t number, OwnerId owner, CouponId coupon
) {
  tx.exec(insert_place_sql, hash, BatchId(), number, owner, coupon);
}

std::optional<Place> find_place(sql::Tx& tx, const crypto::Digest& hash) {
  return tx.find<Place>(find_place_sql, hash);
}

bool claim_place(sql::Tx& tx, const crypto::Digest& hash, OwnerId owner, CouponId coupon) {
  return tx.exec(claim_place_sql, owner, coupon, hash) == 1;
}

std::optional<CouponId> find_carried(sql::Tx& tx, OwnerId owner, CouponId of) {
  return tx.find<CouponId>(find_carried_sql, owner, of);
}

std::int64_t count_claimed(sql::Tx& tx, BatchId batch) {
  return tx.get<std::int64_t>(count_claimed_sql, batch);
}

std::optional<std::int64_t> wrong_today(sql::Tx& tx, OwnerId owner, Date today) {
  return tx.find<std::int64_t>(wrong_today_sql, owner, today);
}

void set_wrong(sql::Tx& tx, OwnerId owner, Date today, std::int64_t wrong) {
  tx.exec(set_wrong_sql, owner, today, wrong);
}

}  // namespace guanxi::coupons::store
