#include "modules/registrations/verify.h"

#include "modules/registrations/registrations.h"

namespace guanxi::registrations {
namespace {

constexpr std::size_t faults_named_max = 100;

// Both sides of a recommendation say the same.
const sql::Query one_sided_sql{
    "SELECT r.owner_id FROM registrations r WHERE r.referrer_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM registration_referrals f WHERE f.owner_id = r.referrer_id "
    "AND f.newcomer_id = r.owner_id) "
    "UNION ALL SELECT f.newcomer_id FROM registration_referrals f WHERE NOT EXISTS "
    "(SELECT 1 FROM registrations r WHERE r.owner_id = f.newcomer_id "
    "AND r.referrer_id = f.owner_id) ORDER BY 1"};
const sql::Query due_differs_sql{
    "SELECT f.newcomer_id FROM registration_referrals f WHERE f.state = 'due' AND NOT EXISTS "
    "(SELECT 1 FROM registration_dues d WHERE d.owner_id = f.newcomer_id "
    "AND d.referrer_id = f.owner_id) "
    "UNION ALL SELECT d.owner_id FROM registration_dues d WHERE NOT EXISTS "
    "(SELECT 1 FROM registration_referrals f WHERE f.owner_id = d.referrer_id "
    "AND f.newcomer_id = d.owner_id AND f.state = 'due') ORDER BY 1"};
const sql::Query receipt_differs_sql{
    "SELECT r.owner_id FROM registrations r WHERE r.receipt_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM registration_receipts u WHERE u.receipt_id = r.receipt_id "
    "AND u.owner_id = r.owner_id) "
    "UNION ALL SELECT u.owner_id FROM registration_receipts u WHERE NOT EXISTS "
    "(SELECT 1 FROM registrations r WHERE r.owner_id = u.owner_id "
    "AND r.receipt_id = u.receipt_id) ORDER BY 1"};
const sql::Query over_month_sql{
    "SELECT owner_id FROM registration_referrals WHERE month > 0 AND month_max IS NOT NULL "
    "GROUP BY owner_id, month HAVING COUNT(*) > MAX(month_max) ORDER BY owner_id"};
const sql::Query count_registrations_sql{"SELECT COUNT(*) FROM registrations"};
const sql::Query count_referrals_sql{"SELECT COUNT(*) FROM registration_referrals"};
const sql::Query each_given_sql{
    "SELECT owner_id, gift_id, gift_points, owner_id FROM registrations "
    "WHERE gift_id IS NOT NULL UNION ALL SELECT owner_id, gift_id, points, newcomer_id "
    "FROM registration_referrals WHERE gift_id IS NOT NULL ORDER BY 1, 2"};

}  // namespace

Report verify(sql::Tx& tx) {
  Report report;
  report.registrations = tx.get<std::int64_t>(count_registrations_sql);
  report.referrals = tx.get<std::int64_t>(count_referrals_sql);
  const auto look = [&](const sql::Query& question, const char* what) {
    tx.each<OwnerId>(question, [&](OwnerId owner) {
      ++report.faults_found;
      if (report.faults.size() == faults_named_max) return;
      report.faults.push_back("registration of member " + owner.to_string() + ": " + what);
    });
  };
  look(one_sided_sql, "newcomer and referrer do not say the same");
  look(due_differs_sql, "a reward that is due does not wait for its purchase, or the other way");
  look(receipt_differs_sql, "the receipt is not noted as used by this member");
  look(over_month_sql, "more rewards in a month than the terms give");
  return report;
}

void each_given(sql::Tx& tx, const std::function<void(const Given&)>& visit) {
  tx.each<Given>(each_given_sql, visit);
}

}  // namespace guanxi::registrations
