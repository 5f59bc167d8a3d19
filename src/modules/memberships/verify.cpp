#include "modules/memberships/verify.h"

#include <algorithm>
#include <map>
#include <set>

#include "modules/memberships/memberships.h"
#include "modules/payments/payments.h"
#include "platform/sql/enum_column.h"

namespace guanxi::memberships {
namespace {

constexpr std::size_t faults_named_max = 100;

const sql::Query all_payments_sql{
    "SELECT owner_id, payment_id, reference, plan, number, kind, from_day, until_day, paid, "
    "refunded, "
    "CASE WHEN cancelled_at IS NULL THEN 0 ELSE 1 END FROM membership_payments "
    "ORDER BY owner_id, plan, number"};
const sql::Query all_memberships_sql{
    "SELECT owner_id, plan, state, since, until, payments FROM memberships "
    "ORDER BY owner_id, plan"};

struct PaymentFacts {
  OwnerId owner;
  std::int64_t id;
  std::string reference, plan;
  std::int64_t number;
  PaymentKind kind;
  Date from, until;
  std::int64_t paid, refunded;
  bool cancelled;
};
struct MembershipFacts {
  OwnerId owner;
  std::string plan;
  State state;
  Date since, until;
  std::int64_t payments;
};

/// What the payments of one member and plan come to.
struct Sum {
  std::int64_t payments = 0;
  Date until, since;    // of the last that stands, and the first before it without a gap
  bool stands = false;  // there is one
};

class MembershipVerifier {
 public:
  explicit MembershipVerifier(sql::Tx& tx) : tx_(tx) {}

  Report run() {
    // Payments and memberships come in the same order; few members have any, so the sums are kept.
    tx_.each<PaymentFacts>(all_payments_sql, [&](const PaymentFacts& one) { take(one); });
    tx_.each<MembershipFacts>(all_memberships_sql, [&](const MembershipFacts& one) { hold(one); });
    for (const auto& [key, sum] : sums_) {
      blame(OwnerId(key.first), "payments for no membership of " + key.second);
    }
    for (const auto& one :
         payments::differences(tx_, payments::Pays::membership, std::move(references_))) {
      blame(one.owner, "a payment and its reference do not agree");
    }
    return std::move(report_);
  }

 private:
  using SumKey = std::pair<std::int64_t, std::string>;

  void blame(OwnerId owner, const std::string& what) {
    ++report_.faults_found;
    if (report_.faults.size() == faults_named_max) return;
    report_.faults.push_back("membership of member " + owner.to_string() + ": " + what);
  }

  void take(const PaymentFacts& one) {
    ++report_.payments;
    references_.insert({one.owner.value(), one.id, one.reference});
    report_.paid += one.paid;
    report_.refunded += one.refunded;
    Sum& sum = sums_[{one.owner.value(), one.plan}];
    if (one.number != ++sum.payments) blame(one.owner, "its payments have a gap");
    if (one.cancelled) return;
    const bool goes_on = sum.stands && one.from == sum.until.plus_days(1);
    if (one.kind == PaymentKind::renewed && !goes_on) {
      blame(one.owner, "a renewal does not begin behind the term before");
    }
    if (one.kind == PaymentKind::bought) sum.since = one.from;
    sum.until = one.until;
    sum.stands = true;
  }

  void hold(const MembershipFacts& one) {
    ++report_.memberships;
    const auto found = sums_.find({one.owner.value(), one.plan});
    if (found == sums_.end()) return blame(one.owner, "nobody paid for " + one.plan);
    const Sum sum = found->second;
    sums_.erase(found);
    if (sum.payments != one.payments) blame(one.owner, "another number of payments");
    if (one.state == State::cancelled) return;
    if (!sum.stands || sum.until != one.until) {
      blame(one.owner, "it ends on another day than was paid");
    } else if (sum.since != one.since) {
      blame(one.owner, "it began on another day than was paid");
    }
  }

  sql::Tx& tx_;
  Report report_;
  std::map<SumKey, Sum> sums_;
  std::set<payments::Paid> references_;
};

}  // namespace

Report verify(sql::Tx& tx) { return MembershipVerifier(tx).run(); }

}  // namespace guanxi::memberships
