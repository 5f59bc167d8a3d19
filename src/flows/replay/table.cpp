// A report as a table for people.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "flows/replay/replay.h"
#include "modules/pricing/shares.h"

namespace guanxi::replay {
namespace {

class Table {
 public:
  explicit Table(bool zh) : zh_(zh) {}

  std::string write(const ReplayReport& report) {
    head(report);
    line(zh_ ? "净收入" : "revenue", report.before.revenue, report.after.revenue);
    line(zh_ ? "规则优惠" : "discount by rules", report.before.discount, report.after.discount);
    count(
        zh_ ? "基础积分" : "base points",
        report.before.base_points.value(),
        report.after.base_points.value()
    );
    count(
        zh_ ? "促销倍数积分" : "points by multiples",
        report.before.multiple_points.value(),
        report.after.multiple_points.value()
    );
    line(zh_ ? "积分负债" : "liability of points", report.before.liability, report.after.liability);
    count(zh_ ? "赠品件数" : "gifts", report.before.gifts, report.after.gifts);
    count(zh_ ? "返券张数" : "coupons given", report.before.coupons, report.after.coupons);
    rules(report);
    segments(report);
    growth(report);
    receipts(zh_ ? "便宜最多的小票" : "receipts that save most", report.most_won);
    receipts(zh_ ? "贵最多的小票" : "receipts that cost more by most", report.most_lost);
    return std::move(out_);
  }

 private:
  template <class... Args>
  void say(const char* zh, const char* en, const Args&... args) {
    fmt::format_to(std::back_inserter(out_), fmt::runtime(zh_ ? zh : en), args...);
  }
  void row(
      std::string_view name,
      const std::string& before,
      const std::string& after,
      const std::string& change
  ) {
    fmt::format_to(
        std::back_inserter(out_), "  {:>16} {:>16} {:>16}  {}\n", before, after, change, name
    );
  }
  void line(std::string_view name, Money before, Money after) {
    row(name, before.to_string(), after.to_string(), (after - before).to_string());
  }
  void count(std::string_view name, std::int64_t before, std::int64_t after) {
    row(name, std::to_string(before), std::to_string(after), std::to_string(after - before));
  }

  void head(const ReplayReport& report) {
    say("小票 {} 张，{} 行；便宜 {}，变贵 {}，不变 {}\n",
        "{} receipts, {} lines; cheaper {}, dearer {}, the same {}\n",
        report.receipts,
        report.lines,
        report.cheaper,
        report.dearer,
        report.receipts - report.cheaper - report.dearer);
    if (report.priced_by_till > 0)
      say("其中收银机定价 {} 张，自行让利 {}\n",
          "{} of them priced by the till, which took off {} by itself\n",
          report.priced_by_till,
          report.till_discount.to_string());
    if (report.restricted > 0)
      say("含专享商品而不会售出的 {} 张\n",
          "{} with goods that are exclusive to others\n",
          report.restricted);
    if (report.inexact > 0)
      say("未比较全部组合的 {} 张\n", "{} where not every choice was weighed\n", report.inexact);
    say("\n            当时             试算             变化\n",
        "\n            as it was        by the draft           change\n");
  }
  std::string name_of(const RuleSum& rule) const {
    switch (rule.kind) {
      case DiscountOf::member_rate:
        return zh_ ? "卡与等级折扣" : "rates of card and tier";
      case DiscountOf::rounding:
        return zh_ ? "抹零" : "rounding off";
      case DiscountOf::unknown:
        return zh_ ? "已不在规则库的规则" : "rules no longer in the book";
      case DiscountOf::document:
      case DiscountOf::promotion:
        break;
    }
    return rule.code;
  }
  void rules(const ReplayReport& report) {
    if (!report.rules.empty()) say("\n按规则\n", "\nby rule\n");
    for (const RuleSum& rule : report.rules) {
      line(
          fmt::format("{} ({} -> {})", name_of(rule), rule.receipts_before, rule.receipts_after),
          rule.before,
          rule.after
      );
    }
    if (!report.bearers.empty()) say("\n按承担方\n", "\nby who bears it\n");
    for (const BearerSum& bearer : report.bearers) {
      const std::string party =
          bearer.party == pricing::mall_bearer ? (zh_ ? "商场" : "the mall") : bearer.party;
      line(party, bearer.before, bearer.after);
    }
  }
  const char* name_of(SegmentBy by) const {
    switch (by) {
      case SegmentBy::member:
        return zh_ ? "会员" : "member";
      case SegmentBy::store:
        return zh_ ? "门店" : "store";
      case SegmentBy::card_type:
        return zh_ ? "卡类型" : "card type";
      case SegmentBy::tier:
        return zh_ ? "等级" : "tier";
      case SegmentBy::large_category:
        return zh_ ? "大类" : "category";
    }
    return "";
  }
  void segments(const ReplayReport& report) {
    say("\n按组（便宜/变贵）\n", "\nby segment (cheaper/dearer)\n");
    for (const SegmentView& one : report.segments) {
      line(
          fmt::format(
              "{} {} ({}/{})",
              name_of(one.by),
              one.code.empty() ? "-" : one.code,
              one.winners,
              one.losers
          ),
          one.before,
          one.after
      );
    }
  }
  void growth(const ReplayReport& report) {
    if (!report.growth) return;
    say("\n等级体系 {}：{} 名会员的成长值会变\n",
        "\nladder {}: growth of {} members would be another\n",
        report.growth->ladder,
        report.growth->members);
    count(zh_ ? "成长值" : "growth", report.growth->before, report.growth->after);
    for (const TierMoveSum& move : report.growth->moves)
      say("  {} -> {}: {} 人\n", "  {} -> {}: {} members\n", move.from, move.to, move.members);
  }
  void receipts(const char* title, const std::vector<ReceiptChange>& all) {
    constexpr std::size_t shown = 5;
    if (all.empty()) return;
    fmt::format_to(std::back_inserter(out_), "\n{}\n", title);
    for (std::size_t i = 0; i < std::min(all.size(), shown); ++i)
      line(all[i].receipt.to_string(), all[i].before, all[i].after);
  }

  bool zh_;
  std::string out_;
};

}  // namespace

std::string to_table(const ReplayReport& report, bool zh) { return Table(zh).write(report); }

}  // namespace guanxi::replay
