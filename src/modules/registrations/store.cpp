// What is kept of joinings: the rows and their questions.
#include "modules/registrations/registrations.h"
#include "platform/sql/enum_column.h"

namespace guanxi::registrations {
namespace {

#define GX_REGISTRATION_COLUMNS                                                          \
  "owner_id, programme_id, channel, store_id, terms_version, charter, charter_version, " \
  "guardian, phone_proved, referrer_id, receipt_id, membership, gift_points, gift_id, "  \
  "registered_at, registered_by"
#define GX_REFERRAL_COLUMNS                                                         \
  "owner_id, newcomer_id, programme_id, state, points, month_max, gift_id, month, " \
  "registered_at, decided_at"

const sql::Query insert_registration_sql{
    "INSERT INTO registrations (" GX_REGISTRATION_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};
const sql::Query find_registration_sql{"SELECT " GX_REGISTRATION_COLUMNS
                                       " FROM registrations WHERE owner_id = $1"};
const sql::Query find_receipt_sql{
    "SELECT owner_id FROM registration_receipts WHERE receipt_id = $1"};
const sql::Query use_receipt_sql{
    "INSERT INTO registration_receipts (receipt_id, owner_id, used_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (receipt_id) DO NOTHING"};
const sql::Query insert_referral_sql{"INSERT INTO registration_referrals (" GX_REFERRAL_COLUMNS
                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
const sql::Query decide_referral_sql{
    "UPDATE registration_referrals SET state = $1, gift_id = $2, month = $3, decided_at = $4 "
    "WHERE owner_id = $5 AND newcomer_id = $6 AND state = 'due'"};
const sql::Query find_referral_sql{
    "SELECT " GX_REFERRAL_COLUMNS
    " FROM registration_referrals WHERE owner_id = $1 AND newcomer_id = $2"};
const sql::Query insert_due_sql{
    "INSERT INTO registration_dues (owner_id, referrer_id) VALUES ($1, $2)"};
const sql::Query find_due_sql{"SELECT referrer_id FROM registration_dues WHERE owner_id = $1"};
const sql::Query delete_due_sql{"DELETE FROM registration_dues WHERE owner_id = $1"};
const sql::Query given_in_sql{
    "SELECT COUNT(*) FROM registration_referrals WHERE owner_id = $1 AND month = $2"};
const sql::Query referrals_sql{
    "SELECT " GX_REFERRAL_COLUMNS
    " FROM registration_referrals WHERE owner_id = $1 AND newcomer_id < $2 "
    "ORDER BY newcomer_id DESC LIMIT $3"};

const sql::Query forget_registration_sql{"DELETE FROM registrations WHERE owner_id = $1"};
const sql::Query forget_referral_sql{
    "DELETE FROM registration_referrals WHERE owner_id = $1 AND newcomer_id = $2"};

#undef GX_REGISTRATION_COLUMNS
#undef GX_REFERRAL_COLUMNS

}  // namespace

void insert(sql::Tx& tx, const Registration& one) {
  tx.exec(
      insert_registration_sql,
      one.owner,
      one.programme,
      one.channel,
      one.store,
      one.terms_version,
      one.charter,
      one.charter_version,
      one.guardian,
      one.phone_proved,
      one.referrer,
      one.receipt,
      one.membership,
      one.gift_points,
      one.gift_id,
      one.registered_at,
      one.registered_by
  );
}

std::optional<Registration> find(sql::Tx& tx, OwnerId member) {
  return tx.find<Registration>(find_registration_sql, member);
}

std::optional<OwnerId> joined_by(sql::Tx& tx, ReceiptId receipt) {
  return tx.find<OwnerId>(find_receipt_sql, receipt);
}

bool use_receipt(sql::Tx& tx, ReceiptId receipt, OwnerId newcomer, Instant now) {
  return tx.exec(use_receipt_sql, receipt, newcomer, now) == 1;
}

void insert(sql::Tx& tx, const Referral& one) {
  tx.exec(
      insert_referral_sql,
      one.referrer,
      one.newcomer,
      one.programme,
      one.state,
      one.points,
      one.month_max,
      one.gift_id,
      one.month,
      one.registered_at,
      one.decided_at
  );
  if (one.state == RewardState::due) tx.exec(insert_due_sql, one.newcomer, one.referrer);
}

void forget_recommendation(sql::Tx& tx, OwnerId newcomer) {
  const auto registration = find(tx, newcomer);
  if (!registration || !registration->referrer) return;
  tx.exec(forget_referral_sql, *registration->referrer, newcomer);
  tx.exec(forget_registration_sql, newcomer);
}

bool decide(sql::Tx& tx, const Referral& one) {
  if (tx.exec(
          decide_referral_sql,
          one.state,
          one.gift_id,
          one.month,
          one.decided_at,
          one.referrer,
          one.newcomer
      ) == 0) {
    return false;
  }
  tx.exec(delete_due_sql, one.newcomer);
  return true;
}

std::optional<Referral> find_due(sql::Tx& tx, OwnerId newcomer) {
  const auto referrer = tx.find<OwnerId>(find_due_sql, newcomer);
  if (!referrer) return std::nullopt;
  return tx.find<Referral>(find_referral_sql, *referrer, newcomer);
}

int given_in(sql::Tx& tx, OwnerId referrer, std::int64_t month) {
  return static_cast<int>(tx.get<std::int64_t>(given_in_sql, referrer, month));
}

std::vector<Referral> referrals_of(sql::Tx& tx, OwnerId referrer, OwnerId before, int limit) {
  const OwnerId end = before == OwnerId() ? OwnerId(INT64_MAX) : before;
  return tx.list<Referral>(referrals_sql, referrer, end, limit);
}

}  // namespace guanxi::registrations
