#include "modules/coupons/verify.h"

#include <map>

#include "modules/coupons/codes.h"
#include "modules/coupons/coupons.h"
#include "modules/coupons/lists.h"
#include "modules/coupons/triggers.h"
#include "platform/sql/enum_column.h"

namespace guanxi::coupons {
namespace {

constexpr std::size_t coupon_faults_named_max = 100;

const sql::Query every_coupon_sql{
    "SELECT c.owner_id, c.coupon_id, c.state, c.face, c.balance, c.gone, "
    "CAST(COALESCE(SUM(u.drawn - u.returned), 0) AS BIGINT), "
    "CAST(COALESCE(SUM(1 - u.over), 0) AS BIGINT) "
    "FROM coupons c LEFT JOIN coupon_uses u "
    "ON u.owner_id = c.owner_id AND u.coupon_id = c.coupon_id "
    "GROUP BY c.owner_id, c.coupon_id, c.state, c.face, c.balance, c.gone "
    "ORDER BY c.owner_id, c.coupon_id"};
const sql::Query every_use_sql{
    "SELECT u.owner_id, u.use_id, u.amount, u.undone, u.returned, u.over, "
    "CAST(COALESCE(SUM(r.amount), 0) AS BIGINT), CAST(COALESCE(SUM(r.returned), 0) AS BIGINT), "
    "CASE WHEN MIN(c.coupon_id) IS NULL THEN 0 ELSE 1 END "
    "FROM coupon_uses u LEFT JOIN coupon_returns r "
    "ON r.owner_id = u.owner_id AND r.use_id = u.use_id "
    "LEFT JOIN coupons c ON c.owner_id = u.owner_id AND c.coupon_id = u.coupon_id "
    "GROUP BY u.owner_id, u.use_id, u.amount, u.undone, u.returned, u.over "
    "ORDER BY u.owner_id, u.use_id"};
const sql::Query uses_at_sales_sql{
    "SELECT receipt_id, owner_id, coupon_id, amount, over FROM coupon_uses "
    "WHERE receipt_id IS NOT NULL ORDER BY receipt_id, coupon_id"};
const sql::Query stocks_sql{"SELECT template_id, taken FROM coupon_stocks ORDER BY template_id"};
const sql::Query issued_by_template_sql{
    "SELECT template_id, COUNT(*) FROM coupons "
    "WHERE cause NOT IN ('gift', 'merge', 'code') AND state <> 'withdrawn' GROUP BY template_id"};
const sql::Query set_aside_sql{
    "SELECT template_id, CAST(SUM(CASE WHEN state = 'cancelled' THEN claimed ELSE codes END) "
    "AS BIGINT) FROM coupon_batches GROUP BY template_id"};
const sql::Query counted_sql{
    "SELECT owner_id, template_id, issued FROM coupon_members "
    "WHERE issued > 0 ORDER BY owner_id, template_id"};
const sql::Query issued_by_member_sql{
    "SELECT owner_id, template_id, COUNT(*) FROM coupons "
    "WHERE cause NOT IN ('gift', 'merge') AND state <> 'withdrawn' GROUP BY owner_id, template_id"};
const sql::Query carried_by_member_sql{
    "SELECT owner_id, template_id, CAST(SUM(issued) AS BIGINT) FROM coupon_carried "
    "GROUP BY owner_id, template_id"};
const sql::Query every_pickup_sql{
    "SELECT template_id, store_id, taken FROM coupon_pickups WHERE taken > 0"};
// One that came back is in the stock of its store again.
const sql::Query picked_up_sql{
    "SELECT u.template_id, u.store_id, COUNT(*) FROM coupon_uses u "
    "JOIN coupon_pickups p ON p.template_id = u.template_id AND p.store_id = u.store_id "
    "WHERE NOT EXISTS (SELECT 1 FROM coupon_returns r WHERE r.owner_id = u.owner_id "
    "AND r.use_id = u.use_id AND r.came_back = 1) GROUP BY u.template_id, u.store_id"};
const sql::Query every_batch_sql{
    "SELECT b.batch_id, b.state, b.codes, b.made, b.claimed, COUNT(d.code_hash), "
    "CAST(COALESCE(SUM(CASE WHEN d.state = 'claimed' THEN 1 ELSE 0 END), 0) AS BIGINT) "
    "FROM coupon_batches b LEFT JOIN coupon_directory d ON d.batch_id = b.batch_id "
    "GROUP BY b.batch_id, b.state, b.codes, b.made, b.claimed ORDER BY b.batch_id"};
const sql::Query claims_without_coupon_sql{
    "SELECT d.batch_id, COUNT(*) FROM coupon_directory d "
    "LEFT JOIN coupons c ON c.owner_id = d.owner_id AND c.coupon_id = d.coupon_id "
    "WHERE d.state = 'claimed' AND c.coupon_id IS NULL GROUP BY d.batch_id ORDER BY d.batch_id"};

// Both ways: what triggers and lists say they issued is there, and nothing else was.
const sql::Query issued_by_cause_sql{
    "SELECT cause_id, COUNT(*) FROM coupons WHERE cause = $1 GROUP BY cause_id"};
const sql::Query every_trigger_sql{
    "SELECT trigger_id, issued, missed FROM coupon_triggers ORDER BY trigger_id"};
const sql::Query missed_by_trigger_sql{
    "SELECT trigger_id, COUNT(*) FROM coupon_misses GROUP BY trigger_id"};
const sql::Query every_list_sql{
    "SELECT l.list_id, l.audience_id, l.state, l.members, l.handled, l.refused, COUNT(r.place), "
    "COUNT(r.coupon_id), COUNT(r.refusal) FROM coupon_lists l "
    "LEFT JOIN coupon_list_rows r ON r.list_id = l.list_id GROUP BY l.list_id, l.audience_id, "
    "l.state, l.members, l.handled, l.refused ORDER BY l.list_id"};
const sql::Query refusals_of_rows_sql{
    "SELECT list_id, refusal, COUNT(*) FROM coupon_list_rows WHERE refusal IS NOT NULL "
    "GROUP BY list_id, refusal"};
const sql::Query refusals_counted_sql{"SELECT list_id, refusal, members FROM coupon_list_refusals"};

// Both ways: a coupon that came with a sale is an award, and an award is such a coupon.
const sql::Query without_award_sql{
    "SELECT c.owner_id, c.coupon_id FROM coupons c LEFT JOIN coupon_awards a "
    "ON a.owner_id = c.owner_id AND a.receipt_id = c.cause_id AND a.template_id = c.template_id "
    "AND a.number = c.cause_number AND a.coupon_id = c.coupon_id "
    "WHERE c.cause = 'sale' AND a.coupon_id IS NULL ORDER BY c.owner_id, c.coupon_id"};
const sql::Query wrong_awards_sql{
    "SELECT a.owner_id, a.coupon_id FROM coupon_awards a LEFT JOIN coupons c "
    "ON c.owner_id = a.owner_id AND c.coupon_id = a.coupon_id WHERE a.coupon_id IS NOT NULL AND "
    "(c.coupon_id IS NULL OR c.cause <> 'sale' OR c.cause_id <> a.receipt_id OR "
    "(a.state = 'withdrawn' AND c.state NOT IN ('withdrawn', 'given', 'carried'))) "
    "ORDER BY a.owner_id, a.coupon_id"};

// Both ways: a coupon for points has its trade, and what a trade that was undone gave is gone.
const sql::Query without_trade_sql{
    "SELECT c.owner_id, c.coupon_id FROM coupons c LEFT JOIN coupon_trades t "
    "ON t.owner_id = c.owner_id AND t.coupon_id = c.coupon_id AND t.trade_id = c.cause_id "
    "WHERE c.cause = 'points' AND (t.trade_id IS NULL OR (t.state = 'undone' AND c.state NOT IN "
    "('withdrawn', 'carried'))) ORDER BY c.owner_id, c.coupon_id"};
const sql::Query trade_without_sql{
    "SELECT t.owner_id, t.coupon_id FROM coupon_trades t LEFT JOIN coupons c "
    "ON c.owner_id = t.owner_id AND c.coupon_id = t.coupon_id AND c.cause = 'points' "
    "WHERE c.coupon_id IS NULL ORDER BY t.owner_id, t.coupon_id"};

struct OwnedCoupon {
  OwnerId owner;
  CouponId id;
};
struct CouponFacts {
  OwnerId owner;
  CouponId id;
  CouponState state;
  std::int64_t face, balance, gone, drawn, standing;
};
struct UseFacts {
  OwnerId owner;
  UseId id;
  std::int64_t amount, undone, returned;
  bool over;
  std::int64_t undone_by, returned_by;
  bool has_coupon;
};
struct TemplateCount {
  TemplateId id;
  std::int64_t count;
};
struct MemberCount {
  OwnerId owner;
  TemplateId id;
  std::int64_t count;
};
struct StoreCount {
  TemplateId id;
  StoreId store;
  std::int64_t count;
};
struct CauseCount {
  std::int64_t id = 0, count = 0;
};
struct TriggerFacts {
  TriggerId id;
  std::int64_t issued, missed;
};
struct ListFacts {
  ListId id;
  std::optional<audiences::AudienceId> audience;
  ListState state;
  std::int64_t members, handled, refused, rows, with_coupon, with_refusal;
};
struct ListRefusals {
  ListId id;
  std::string refusal;
  std::int64_t members;
};
struct BatchFacts {
  BatchId id;
  BatchState state;
  std::int64_t codes, made, claimed, there, claimed_there;
};
struct BatchCount {
  BatchId id;
  std::int64_t count;
};

class CouponVerifier {
 public:
  explicit CouponVerifier(sql::Tx& tx) : tx_(tx) {}

  Report run() {
    tx_.each<CouponFacts>(every_coupon_sql, [&](const CouponFacts& one) { check(one); });
    tx_.each<UseFacts>(every_use_sql, [&](const UseFacts& one) { check(one); });
    check_stocks();
    check_members();
    check_pickups();
    check_awards();
    check_triggers();
    check_lists();
    check_refusals();
    tx_.each<BatchFacts>(every_batch_sql, [&](const BatchFacts& one) { check(one); });
    for (const BatchCount& one : tx_.list<BatchCount>(claims_without_coupon_sql)) {
      blame("batch " + one.id.to_string() + ": codes are claimed for coupons that are not there");
    }
    return std::move(report_);
  }

 private:
  void blame(const std::string& what) {
    ++report_.faults_found;
    if (report_.faults.size() < coupon_faults_named_max)
      report_.faults.push_back("coupons: " + what);
  }

  void check(const CouponFacts& one) {
    ++report_.coupons;
    const std::string name = "coupon " + one.id.to_string() + " of " + one.owner.to_string();
    if (one.face != one.balance + one.drawn + one.gone) {
      blame(name + ": its balance is not what its uses leave");
    }
    const bool open = one.state == CouponState::issued || one.state == CouponState::held ||
                      one.state == CouponState::offered;
    if (!open && one.balance != 0) blame(name + ": it is over and has a balance");
    if (one.state == CouponState::redeemed && one.standing == 0 && !was_refunded(one)) {
      blame(name + ": it is redeemed by nothing");
    }
    if (open && one.face == 0 && one.standing > 0) blame(name + ": it was used and still is there");
  }

  /// Redeemed for good: everything was refunded and the policy gave nothing back.
  bool was_refunded(const CouponFacts& one) {
    return tx_.get<std::int64_t>(uses_of_coupon_sql_, one.owner, one.id) > 0;
  }

  void check(const UseFacts& one) {
    ++report_.uses;
    report_.amount += one.amount;
    report_.undone += one.undone;
    const std::string name = "use " + one.id.to_string() + " of " + one.owner.to_string();
    if (!one.has_coupon) blame(name + ": its coupon is not there");
    if (one.undone != one.undone_by || one.returned != one.returned_by) {
      blame(name + ": what came back differs from its refunds");
    }
    if (one.over && one.undone != one.amount) blame(name + ": it is over and something is left");
  }

  void check_stocks() {
    std::map<TemplateId, std::int64_t> wanted;
    for (const auto* query : {&issued_by_template_sql, &set_aside_sql}) {
      for (const TemplateCount& one : tx_.list<TemplateCount>(*query)) wanted[one.id] += one.count;
    }
    for (const TemplateCount& one : tx_.list<TemplateCount>(stocks_sql)) {
      if (wanted[one.id] != one.count) {
        blame("template " + one.id.to_string() + ": its stock is not what was issued");
      }
      wanted.erase(one.id);
    }
    for (const auto& [id, count] : wanted) {
      if (count != 0) blame("template " + id.to_string() + ": it has no stock");
    }
  }

  void check_members() {
    std::map<std::pair<OwnerId, TemplateId>, std::int64_t> wanted;
    for (const auto* query : {&issued_by_member_sql, &carried_by_member_sql}) {
      tx_.each<MemberCount>(*query, [&](const MemberCount& one) {
        wanted[{one.owner, one.id}] += one.count;
      });
    }
    const auto differs = [&](OwnerId owner, TemplateId id) {
      blame(
          "member " + owner.to_string() + ": the counter of template " + id.to_string() +
          " is not what was issued"
      );
    };
    tx_.each<MemberCount>(counted_sql, [&](const MemberCount& one) {
      const auto found = wanted.find({one.owner, one.id});
      if (found == wanted.end() || found->second != one.count) differs(one.owner, one.id);
      if (found != wanted.end()) wanted.erase(found);
    });
    for (const auto& [key, count] : wanted) {
      if (count != 0) differs(key.first, key.second);
    }
  }

  void check_pickups() {
    std::map<std::pair<TemplateId, StoreId>, std::int64_t> used;
    for (const StoreCount& one : tx_.list<StoreCount>(picked_up_sql)) {
      used[{one.id, one.store}] = one.count;
    }
    const auto differs = [&](TemplateId id) {
      blame("template " + id.to_string() + ": gifts handed out are not what was used");
    };
    for (const StoreCount& one : tx_.list<StoreCount>(every_pickup_sql)) {
      if (used[{one.id, one.store}] != one.count) differs(one.id);
      used.erase({one.id, one.store});
    }
    for (const auto& [key, count] : used) {
      if (count != 0) differs(key.first);
    }
  }

  void check_awards() {
    for (const OwnedCoupon& one : tx_.list<OwnedCoupon>(without_award_sql)) {
      blame("coupon " + one.id.to_string() + " of " + one.owner.to_string() + ": no sale gave it");
    }
    for (const auto* query : {&without_trade_sql, &trade_without_sql}) {
      for (const OwnedCoupon& one : tx_.list<OwnedCoupon>(*query)) {
        blame(
            "coupon " + one.id.to_string() + " of " + one.owner.to_string() +
            ": it and the points that became it do not agree"
        );
      }
    }
    for (const OwnedCoupon& one : tx_.list<OwnedCoupon>(wrong_awards_sql)) {
      blame(
          "coupon " + one.id.to_string() + " of " + one.owner.to_string() +
          ": it is not what its sale gave, or took back"
      );
    }
  }

  /// How many coupons each cause of the kind issued.
  std::map<std::int64_t, std::int64_t> issued_by(CauseKind kind) {
    std::map<std::int64_t, std::int64_t> counts;
    for (const CauseCount& one : tx_.list<CauseCount>(issued_by_cause_sql, kind)) {
      counts[one.id] = one.count;
    }
    return counts;
  }

  void check_triggers() {
    auto issued = issued_by(CauseKind::event);
    std::map<std::int64_t, std::int64_t> missed;
    for (const CauseCount& one : tx_.list<CauseCount>(missed_by_trigger_sql)) {
      missed[one.id] = one.count;
    }
    const auto differs = [&](std::int64_t id) {
      blame("trigger " + std::to_string(id) + ": it is not what it issued and missed");
    };
    for (const TriggerFacts& one : tx_.list<TriggerFacts>(every_trigger_sql)) {
      const std::int64_t id = one.id.value();
      if (issued[id] != one.issued || missed[id] != one.missed) differs(id);
      issued.erase(id);
      missed.erase(id);
    }
    for (const auto& [id, count] : issued) differs(id);
    for (const auto& [id, count] : missed) differs(id);
  }

  void check_lists() {
    auto issued = issued_by(CauseKind::list);
    for (const ListFacts& one : tx_.list<ListFacts>(every_list_sql)) {
      const std::string name = "list " + one.id.to_string();
      const std::int64_t rows = one.audience ? one.handled : one.members;
      const bool agrees = one.rows == rows && one.with_refusal == one.refused &&
                          one.with_coupon == one.handled - one.refused &&
                          one.with_coupon == issued[one.id.value()];
      if (!agrees) blame(name + ": it is not what its rows and coupons say");
      const bool through = one.handled == one.members;
      if (one.state == ListState::done && !through) blame(name + ": it is done and not all of it");
      issued.erase(one.id.value());
    }
    for (const auto& [id, count] : issued) {
      blame("list " + std::to_string(id) + ": it issued coupons and is not there");
    }
  }

  /// Counted as the job went, and as the rows say.
  void check_refusals() {
    std::map<std::pair<ListId, std::string>, std::int64_t> left;
    for (const ListRefusals& one : tx_.list<ListRefusals>(refusals_of_rows_sql)) {
      left[{one.id, one.refusal}] += one.members;
    }
    for (const ListRefusals& one : tx_.list<ListRefusals>(refusals_counted_sql)) {
      left[{one.id, one.refusal}] -= one.members;
    }
    for (const auto& [key, count] : left) {
      if (count == 0) continue;
      blame("list " + key.first.to_string() + ": its refusals are not what its rows say");
    }
  }

  void check(const BatchFacts& one) {
    report_.codes += one.there;
    const std::string name = "batch " + one.id.to_string();
    if (one.there != one.made) blame(name + ": it has another number of codes");
    const bool whole = one.state == BatchState::made || one.state == BatchState::exported;
    if (whole && one.made != one.codes) blame(name + ": it is made and not all of it");
    if (one.state == BatchState::cancelled && one.claimed != one.claimed_there) {
      blame(name + ": another number of its codes is claimed");
    }
  }

  static const sql::Query uses_of_coupon_sql_;

  sql::Tx& tx_;
  Report report_;
};

const sql::Query CouponVerifier::uses_of_coupon_sql_{
    "SELECT COUNT(*) FROM coupon_uses WHERE owner_id = $1 AND coupon_id = $2"};

}  // namespace

Report verify(sql::Tx& tx) { return CouponVerifier(tx).run(); }

void each_use_at_sale(sql::Tx& tx, const std::function<void(const UsedAtSale&)>& visit) {
  tx.each<UsedAtSale>(uses_at_sales_sql, [&](UsedAtSale&& use) { visit(use); });
}

}  // namespace guanxi::coupons
