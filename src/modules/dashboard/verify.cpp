#include "modules/dashboard/verify.h"

#include <set>
#include <tuple>
#include <unordered_set>

#include "modules/dashboard/store.h"
#include "modules/dashboard/waiting.h"
#include "modules/tiers/holders.h"

namespace guanxi::dashboard {
namespace {

/// Many rows in two numbers: they agree if the rows do.
struct Print {
  std::int64_t count = 0;
  std::uint64_t mixed = 0;
  void add(std::int64_t times, std::initializer_list<std::int64_t> what) {
    std::uint64_t hash = 0x9e3779b97f4a7c15U;
    for (const std::int64_t one : what) {
      hash ^= static_cast<std::uint64_t>(one);
      hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
      hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
      hash ^= hash >> 31U;
    }
    count += times;
    mixed += hash * static_cast<std::uint64_t>(times);
  }
  bool is_empty() const { return count == 0 && mixed == 0; }
};

class FiguresCheck {
 public:
  FiguresCheck(sql::Tx& tx, std::size_t limit)
      : tx_(tx),
        limit_(limit),
        waiting_(tx),
        merges_wait_(waiting_.any({member_merged, merge_undone})),
        members_wait_(waiting_.members()),
        receipts_through_(store::walked(tx, store::Walk::receipts)),
        members_through_(store::walked(tx, store::Walk::members)),
        coupons_through_(store::walked(tx, store::Walk::coupons)) {}

  std::vector<std::string> run() {
    check_members();
    count_receipts();
    check_purchases();
    check_links();
    check_coupons();
    check_tiers();
    check_tier_sums();
    check_sums();
    return std::move(faults_);
  }

 private:
  using SumsKey = std::tuple<ProgrammeId, Span, Date, StoreId>;
  using DayKey = std::tuple<ProgrammeId, StoreId, Date>;
  using LinksKey = std::tuple<ProgrammeId, StoreId, int, Span, Date>;

  void blame(std::string what) {
    if (faults_.size() < limit_) faults_.push_back("dashboard: " + std::move(what));
  }
  void expect(ProgrammeId programme, StoreId store, Date day, const Sums& more) {
    for (const StoreId place : std::set<StoreId>{StoreId(), store}) {
      sums_[{programme, Span::day, day, place}] += more;
      sums_[{programme, Span::month, first_of_month(day), place}] += more;
    }
  }

  // ---- members ----

  void check_members() {
    constexpr int page = 1000;
    std::vector<members::Roll> rolls = members::rolls_after(tx_, OwnerId(), page);
    std::size_t at = 0;
    const auto current = [&]() -> const members::Roll* {
      if (at == rolls.size() && !rolls.empty()) {
        rolls = members::rolls_after(tx_, rolls.back().owner, page);
        at = 0;
      }
      return at < rolls.size() ? &rolls[at] : nullptr;
    };
    const auto pass = [&](const CountedMember* counted) {
      check_member(rolls[at], counted);
      ++at;
    };
    store::each_member(tx_, [&](const CountedMember& counted) {
      expect_member(counted);
      while (current() && current()->owner < counted.owner) pass(nullptr);
      if (current() && current()->owner == counted.owner) return pass(&counted);
      blame("member " + counted.owner.to_string() + " is counted and is not there");
    });
    while (current()) pass(nullptr);
  }

  void check_member(const members::Roll& roll, const CountedMember* counted) {
    if (roll.merged_into) merged_.insert(roll.owner.value());
    if (merges_wait_ || members_wait_.contains(roll.owner.value())) return;
    if (!counted && !roll.merged_into && roll.owner.value() > members_through_) return;
    const bool is_right =
        counted ? !roll.merged_into && counted->programme == roll.programme &&
                      counted->joined_on == roll.joined_on &&
                      counted->store == roll.joined_store.value_or(StoreId()) &&
                      counted->departed_on.has_value() == (roll.state == members::State::closed)
                : roll.merged_into.has_value();
    if (!is_right) blame("member " + roll.owner.to_string() + " is not counted as it is");
  }

  void expect_member(const CountedMember& member) {
    Sums joined;
    joined.joined = 1;
    expect(member.programme, member.store, member.joined_on, joined);
    if (!member.departed_on) return;
    Sums departed;
    departed.departed = 1;
    expect(member.programme, member.store, *member.departed_on, departed);
  }

  // ---- receipts and purchases ----

  void count_receipts() {
    sales::each_head(tx_, [&](const sales::Head& head) {
      if (head.id.value() > receipts_through_ || waiting_.posted(head.id)) return;
      const auto original = head.original ? find_original(head) : std::nullopt;
      const bool of_member = head.is_member && !waiting_.attributed(head.id);
      if (const auto more = addition_of(head, original, of_member))
        expect(more->programme, more->store, more->day, more->sums);
      if (head.kind == sales::Kind::sale && of_member) note_purchase(head, 1);
      if (head.kind == sales::Kind::void_ && original && original->is_member)
        note_purchase(*original, -1);
    });
  }

  std::optional<sales::Head> find_original(const sales::Head& head) {
    auto found = sales::find_head(tx_, *head.original, head.owner);
    return found ? found : sales::find_head(tx_, *head.original);
  }

  void note_purchase(const sales::Head& sale, int sign) {
    purchases_[{sale.programme, sale.store, sale.business_date}].add(
        sign, {sale.id.value(), sale.owner.value(), sale.payable}
    );
  }

  void check_purchases() {
    store::each_purchase(tx_, [&](const Purchase& purchase) {
      purchases_[{purchase.programme, purchase.store, purchase.day}].add(
          -1, {purchase.receipt.value(), purchase.sold_to.value(), purchase.amount}
      );
      check_owner(purchase);
      Sums sums;
      sums.purchases = 1;
      sums.purchase_amount = purchase.amount;
      expect(purchase.programme, purchase.store, purchase.day, sums);
      if (purchase.owner != buyer_) {
        buyer_ = purchase.owner;
        last_days_.clear();
      }
      for (const StoreId store : {StoreId(), purchase.store}) expect_links(purchase, store);
    });
    for (const auto& [key, print] : purchases_) {
      if (print.is_empty()) continue;
      blame(
          "the purchases of " + std::get<Date>(key).to_string() + " are not those of the receipts"
      );
    }
  }

  void check_owner(const Purchase& purchase) {
    if (merges_wait_) return;
    if (purchase.owner == purchase.sold_to && !merged_.contains(purchase.owner.value())) return;
    const OwnerId heir = members::heir_of(tx_, purchase.sold_to).value_or(purchase.sold_to);
    if (heir != purchase.owner)
      blame("receipt " + purchase.receipt.to_string() + " is counted for somebody else");
  }

  void expect_links(const Purchase& purchase, StoreId store) {
    std::vector<Date>& last = last_days_[store];  // the newest behind, two at most
    for (std::size_t back = 1; back <= last.size(); ++back) {
      const Date before = last[last.size() - back];
      if (before.days_until(purchase.day) >= link_days_max) continue;
      print_links(purchase.programme, store, static_cast<int>(back), purchase.day, before);
    }
    last.push_back(purchase.day);
    if (last.size() > 2) last.erase(last.begin());
  }

  void print_links(ProgrammeId programme, StoreId store, int back, Date day, Date before) {
    const std::int64_t what = before.yyyymmdd();
    links_[{programme, store, back, Span::day, day}].add(1, {what});
    links_[{programme, store, back, Span::month, first_of_month(day)}].add(1, {what});
  }

  void check_links() {
    store::each_links(tx_, [&](const store::LinksRow& row) {
      links_[{row.programme, row.store, row.back, row.span, row.day}].add(
          -row.purchases, {row.before.yyyymmdd()}
      );
    });
    for (const auto& [key, print] : links_) {
      if (print.is_empty()) continue;
      blame(
          "the links of " + std::get<Date>(key).to_string() + " in store " +
          std::get<StoreId>(key).to_string() + " are not those of the purchases"
      );
    }
  }

  // ---- coupons ----

  void check_coupons() {
    std::map<coupons::TemplateId, std::vector<store::CountedCoupons>> counted;
    store::each_coupon_day(tx_, [&](const store::CountedCoupons& one) {
      counted[one.id].push_back(one);
      Sums sums;
      sums.coupons_issued = one.issued;
      sums.coupons_used = one.used;
      sums.coupon_amount = one.amount;
      sums.coupon_back_amount = one.back_amount;
      expect(one.programme, one.store, one.day, sums);
    });
    const bool wait = waiting_.any({"coupon.issued", "coupon.redeemed", "coupon.returned"}) ||
                      !waiting_.all_posted().empty();
    if (wait) return;
    constexpr int page = 200;
    for (coupons::TemplateId after;;) {
      const auto found = coupons::templates_after(tx_, after, page);
      for (const coupons::TemplateOf& one : found) {
        if (one.id.value() <= coupons_through_) check_template(one, counted[one.id]);
      }
      if (std::ssize(found) < page) break;
      after = found.back().id;
    }
  }

  void check_template(
      const coupons::TemplateOf& of, const std::vector<store::CountedCoupons>& counted
  ) {
    using Key = std::pair<Date, StoreId>;
    std::map<Key, std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>> expected;
    for (const coupons::DayFigures& one : coupons::report(tx_, of.id, Date(), Date::never)) {
      if (one.issued == 0 && one.redeemed == 0 && one.returned_amount == 0) continue;
      expected[{one.day, one.store.value_or(StoreId())}] = {
          one.issued, one.redeemed, one.amount, one.returned_amount};
    }
    bool is_right = expected.size() == counted.size();
    for (const store::CountedCoupons& one : counted) {
      const auto found = expected.find({one.day, one.store});
      is_right = is_right && found != expected.end() && one.programme == of.programme &&
                 found->second == std::tuple(one.issued, one.used, one.amount, one.back_amount);
    }
    if (!is_right)
      blame("the coupons of template " + of.id.to_string() + " are not counted as they are");
  }

  // ---- tiers ----

  void check_tiers() {
    if (merges_wait_ || !members_wait_.empty() || waiting_.any({tier_changed})) return;
    std::vector<store::CountedTier> counted;
    store::each_tier(tx_, [&](const store::CountedTier& one) { counted.push_back(one); });
    std::size_t at = 0;
    const auto key = [](const auto& one) { return std::pair(one.owner, one.ladder); };
    tiers::each_holder(tx_, [&](const tiers::Holder& holder) {
      if (holder.tier == holder.began) return;
      const auto member = store::find_member(tx_, holder.owner);
      if (!member || member->departed_on) return;
      while (at < counted.size() && key(counted[at]) < key(holder)) blame_tier(counted[at++].owner);
      const bool found = at < counted.size() && key(counted[at]) == key(holder);
      if (!found || counted[at].tier != holder.tier || counted[at].store != member->store)
        blame_tier(holder.owner);
      if (found) ++at;
    });
    while (at < counted.size()) blame_tier(counted[at++].owner);
  }
  void blame_tier(OwnerId owner) {
    blame("the tier of member " + owner.to_string() + " is not counted as it is");
  }

  void check_tier_sums() {
    std::map<std::tuple<tiers::LadderId, StoreId, std::string>, std::int64_t> expected;
    store::each_tier(tx_, [&](const store::CountedTier& one) {
      for (const StoreId place : std::set<StoreId>{StoreId(), one.store})
        ++expected[{one.ladder, place, one.tier}];
    });
    store::each_tier_sum(tx_, [&](const store::TierSumRow& row) {
      expected[{row.ladder, row.store, row.tier}] -= row.members;
    });
    for (const auto& [key, left] : expected) {
      if (left != 0) blame("the members of tier " + std::get<2>(key) + " do not add up");
    }
  }

  // ---- sums ----

  void check_sums() {
    store::each_sums(tx_, [&](const store::SumsRow& row) {
      const auto found = sums_.extract({row.programme, row.span, row.day, row.store});
      if ((found.empty() ? Sums() : found.mapped()) != row.sums) blame_sums(row.day, row.store);
    });
    for (const auto& [key, sums] : sums_) {
      if (sums != Sums()) blame_sums(std::get<Date>(key), std::get<StoreId>(key));
    }
  }
  void blame_sums(Date day, StoreId store) {
    blame(
        "the sums of " + day.to_string() + " in store " + store.to_string() +
        " are not those of the books"
    );
  }

  sql::Tx& tx_;
  const std::size_t limit_;
  const Waiting waiting_;
  const bool merges_wait_;
  const std::unordered_set<std::int64_t> members_wait_;
  const std::int64_t receipts_through_, members_through_, coupons_through_;
  std::unordered_set<std::int64_t> merged_;
  std::map<SumsKey, Sums> sums_;
  std::map<DayKey, Print> purchases_;
  std::map<LinksKey, Print> links_;
  OwnerId buyer_;
  std::map<StoreId, std::vector<Date>> last_days_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> verify_figures(sql::Tx& tx, std::size_t limit) {
  return FiguresCheck(tx, limit).run();
}

}  // namespace guanxi::dashboard
