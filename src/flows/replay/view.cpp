#include "flows/replay/view.h"

#include <algorithm>

namespace guanxi::replay {
namespace {

using pricing::RuleKind;
using pricing::SegmentKind;

class Viewer {
 public:
  Viewer(sql::Tx& tx, const Viewing& viewing)
      : tx_(tx),
        viewing_(viewing),
        programme_(viewing.house.programmes.shown(viewing.programme, viewing.now)),
        organisation_(viewing.house.org.snapshot()) {}

  ReplayReport show(const pricing::Report& report) {
    ReplayReport view;
    view.receipts = report.receipts;
    view.lines = report.lines;
    view.priced_by_till = report.by_till;
    view.cheaper = report.cheaper;
    view.dearer = report.dearer;
    view.restricted = report.restricted;
    view.inexact = report.inexact;
    view.till_discount = money(report.till_discount);
    view.coupon_discount = money(report.coupon_discount);
    view.before = side(report.before);
    view.after = side(report.after);
    view.rules = rules(report);
    for (const auto& [party, sum] : report.bearers) {
      view.bearers.push_back(
          {viewing_.past.bearers().name(party), money(sum.before), money(sum.after)}
      );
    }
    std::ranges::sort(view.bearers, {}, &BearerSum::party);
    for (const auto& [key, sum] : report.segments) view.segments.push_back(segment(key, sum));
    std::ranges::stable_sort(view.segments, {}, [](const SegmentView& one) {
      return std::pair(one.by, one.code);
    });
    view.growth = growth(report);
    view.most_won = receipts(report.most_won());
    view.most_lost = receipts(report.most_lost());
    return view;
  }

 private:
  Money money(std::int64_t minor) const { return {minor, programme_->currency}; }

  SideView side(const pricing::ReplaySide& side) const {
    const std::int64_t points = side.base_points + side.multiple_points;
    return {
        money(side.revenue),
        money(side.discount),
        side.gifts,
        money(side.gift_value),
        side.coupons,
        Points(side.base_points),
        Points(side.multiple_points),
        money(pricing::liability_of(points, programme_->parameters.points_price))};
  }

  /// The revisions of a code are one rule to whoever reads it.
  std::vector<RuleSum> rules(const pricing::Report& report) const {
    std::map<std::pair<DiscountOf, std::string>, pricing::ReplayedSum> by_code;
    for (const auto& [rule, sum] : report.rules) {
      pricing::ReplayedSum& all = by_code[named(rule)];
      all.receipts_before += sum.receipts_before;
      all.receipts_after += sum.receipts_after;
      all.before += sum.before;
      all.after += sum.after;
    }
    std::vector<RuleSum> rows;
    for (const auto& [key, sum] : by_code) {
      rows.push_back(
          {key.first,
           key.second,
           sum.receipts_before,
           sum.receipts_after,
           money(sum.before),
           money(sum.after)}
      );
    }
    return rows;
  }
  std::pair<DiscountOf, std::string> named(const pricing::ReplayedRule& rule) const {
    switch (rule.kind) {
      case RuleKind::member_rate:
        return {DiscountOf::member_rate, ""};
      case RuleKind::rounding:
        return {DiscountOf::rounding, ""};
      case RuleKind::document:
      case RuleKind::promotion:
        break;
      case RuleKind::coupon:
      case RuleKind::restriction:
        return {DiscountOf::unknown, ""};
    }
    if (rule.rule == 0) return {DiscountOf::unknown, ""};
    return {
        rule.kind == RuleKind::document ? DiscountOf::document : DiscountOf::promotion,
        viewing_.rules.revision(rule.rule).code};
  }

  std::string code_of(const pricing::SegmentKey& key) {
    if (key.kind == SegmentKind::member) return key.id == 0 ? "no" : "yes";
    if (key.id == 0) return "";
    switch (key.kind) {
      case SegmentKind::store: {
        const org::Store* const store = organisation_->find_store(StoreId(key.id));
        return store ? store->code : "";
      }
      case SegmentKind::card_type: {
        const auto type = cards::find_type(tx_, cards::CardTypeId(key.id));
        return type ? type->code : "";
      }
      case SegmentKind::tier:
        return viewing_.rules.tier_code(key.id);
      case SegmentKind::large_category: {
        const auto item = catalog::find_input(tx_, viewing_.past.item_of_category(key.id));
        return item ? item->large_category : "";
      }
      case SegmentKind::member:
        break;
    }
    GX_CHECK_WHY(false, "no such segment");
  }
  SegmentView segment(const pricing::SegmentKey& key, const pricing::SegmentSum& sum) {
    constexpr SegmentBy by[] = {
        SegmentBy::member,
        SegmentBy::store,
        SegmentBy::card_type,
        SegmentBy::tier,
        SegmentBy::large_category};
    return {
        by[static_cast<std::size_t>(key.kind)],
        code_of(key),
        sum.count,
        money(sum.before),
        money(sum.after),
        sum.winners,
        money(sum.won),
        sum.losers,
        money(sum.lost)};
  }

  std::optional<GrowthSum> growth(const pricing::Report& report) const {
    const tiers::VersionPtr& ladder = viewing_.past.ladder();
    if (!ladder) return std::nullopt;
    GrowthSum sum{ladder->code, report.members, report.growth_before, report.growth_after, {}};
    for (const auto& [move, members] : report.moves)
      sum.moves.push_back({ladder->at(move.from).code, ladder->at(move.to).code, members});
    return sum;
  }

  std::vector<ReceiptChange> receipts(const std::vector<pricing::ChangedReceipt>& most) const {
    std::vector<ReceiptChange> rows;
    for (const pricing::ChangedReceipt& one : most)
      rows.push_back({ReceiptId(one.id), money(one.before), money(one.after)});
    return rows;
  }

  sql::Tx& tx_;
  const Viewing& viewing_;
  std::shared_ptr<const programmes::Version> programme_;
  std::shared_ptr<const org::Snapshot> organisation_;
};

}  // namespace

ReplayReport view_of(sql::Tx& tx, const Viewing& viewing, const pricing::Report& report) {
  return Viewer(tx, viewing).show(report);
}

}  // namespace guanxi::replay
