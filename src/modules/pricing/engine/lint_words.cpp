#include "base/money.h"
#include "modules/pricing/engine/lint.h"

namespace guanxi::pricing {
namespace {

/// What a sentence is made of: rules by their code, money in figures.
class LintWords {
 public:
  LintWords(const Index& index, const Finding& finding, const LintNames& names)
      : index_(index), finding_(finding), names_(names) {}

  std::string rule(std::size_t position) const {
    if (position >= finding_.rules.size()) return "-";
    const RuleRef& one = finding_.rules[position];
    const Rule* found = index_.find(one.kind, one.id);
    return found && !found->code.empty() ? found->code : "#" + std::to_string(one.id);
  }
  std::string rules(const char* between) const {
    std::string all;
    for (std::size_t i = 0; i < finding_.rules.size(); ++i)
      all += (i == 0 ? "" : between) + rule(i);
    return all;
  }
  std::string money(std::int64_t minor) const {
    return Money(minor, finding_.example.currency).to_string();
  }
  std::string needs() const { return money(finding_.needs); }
  std::string has() const { return money(finding_.has); }
  std::string item() const { return names_.goods({GoodsKind::item, finding_.item}); }
  std::string goods() const { return names_.goods(finding_.goods); }
  std::string named(Named kind, std::int64_t id) const { return names_.named(kind, id); }
  std::string coupon() const {
    const Rule* found = index_.find(RuleKind::coupon, finding_.item);
    return found && !found->code.empty() ? found->code : number(finding_.item);
  }
  bool tells_costs() const { return names_.tells_costs(); }
  static std::string number(std::int64_t value) { return std::to_string(value); }
  std::string first_shop() const { return shop_of(finding_.example); }
  std::string beside_shop() const { return finding_.beside ? shop_of(*finding_.beside) : "-"; }

 private:
  static std::string shop_of(const Basket& basket) {
    return basket.lines.empty() ? "-" : basket.lines.front().shop().to_string();
  }
  const Index& index_;
  const Finding& finding_;
  const LintNames& names_;
};

const char* kind_of_goods(GoodsKind kind, Language language) {
  static constexpr const char* names[goods_kinds][2] = {
      {"大类", "large category"},
      {"中类", "middle category"},
      {"小类", "small category"},
      {"柜组", "counter group"},
      {"品牌", "brand"},
      {"商品", "item"}};
  return names[static_cast<std::size_t>(kind)][language == Language::zh ? 0 : 1];
}

const char* kind_of_name(Named named, Language language) {
  static constexpr const char* names[][2] = {
      {"门店", "store"}, {"卡类型", "card type"}, {"等级", "tier"}, {"人群", "audience"}};
  return names[static_cast<std::size_t>(named)][language == Language::zh ? 0 : 1];
}

std::string in_chinese(const LintWords& word, const Finding& finding) {
  const std::string self = word.rule(0), other = word.rule(1);
  switch (finding.kind) {
    case FindingKind::price_inversion:
      return "价格倒挂：卡类型 " + word.named(Named::card_type, finding.card_type) +
             "、会员折扣率 " + finding.rate.to_string() +
             (finding.rules.empty() ? "" : "（折扣单 " + self + "）") + "：商场价 " +
             word.first_shop() + " 时会员付 " + word.has() + "，商场价 " + word.beside_shop() +
             " 时反而只付 " + word.needs() + "。";
    case FindingKind::shadowed_document:
      return "折扣单 " + self + " 永远不会生效：每个条目都被更晚审核或更具体的折扣单（如 " + other +
             "）覆盖。";
    case FindingKind::unreachable_step:
      return "规则 " + self + " 的第 " + word.number(finding.step) + " 档" +
             (finding.beside ? "比低一档优惠更少：" : "永远用不到：") + "实际优惠 " + word.has() +
             (finding.beside ? "，低一档 " : "，该档写的是 ") + word.needs() + "。";
    case FindingKind::cap_hides_rate:
      return "规则 " + self + " 的折扣率 " + finding.rate.to_string() +
             " 从不起作用：达到门槛时应优惠 " + word.needs() + "，封顶只有 " + word.has() + "。";
    case FindingKind::overlapping_exclusive:
      return "促销 " + self + " 总是输给与它互斥的 " + other + "，或并不比它更优惠。";
    case FindingKind::below_cost:
      return "商品 " + word.item() + " 可能低于成本销售：" +
             (finding.rules.empty() ? "会员折扣率" : "规则 " + word.rules("、") + " 叠加") +
             (word.tells_costs() ? "后应付 " + word.has() + "，成本 " + word.needs() : "所致") +
             "；这样的商品共 " + word.number(finding.count) + " 个。";
    case FindingKind::unreachable_budget:
      return "规则 " + self + " 用一次至少要 " + word.needs() + "，预算只剩 " + word.has() +
             "，一次也用不了。";
    case FindingKind::over:
      return "规则 " + self + " 已经结束" +
             (finding.needs ? "（最后一天 " + word.number(finding.needs) + "）。" : "。");
    case FindingKind::missing_goods:
      return "规则 " + self + " 指定的" + kind_of_goods(finding.goods.kind, Language::zh) + " " +
             word.goods() + " 已没有在售商品；这样的范围共 " + word.number(finding.count) + " 个。";
    case FindingKind::missing_coupon:
      return "规则 " + self + " 赠送的券模板 " + word.coupon() + " 不存在或已结束。";
    case FindingKind::missing_gift:
      return "规则 " + self + " 的赠品 " + word.item() + " 不在售。";
    case FindingKind::never_applies:
      return "促销 " + self + " 永远不会生效：排在它前面的 " + other + " 没有给它留下余地。";
    case FindingKind::missing_name:
      return "规则 " + self + " 限定的" + kind_of_name(finding.named, Language::zh) + " " +
             word.named(finding.named, finding.item) + " 已停用或不存在；它限定的 " +
             word.number(finding.needs) + " 个" + kind_of_name(finding.named, Language::zh) +
             "中这样的有 " + word.number(finding.count) + " 个。";
  }
  return {};
}

std::string in_english(const LintWords& word, const Finding& finding) {
  const std::string self = word.rule(0), other = word.rule(1);
  switch (finding.kind) {
    case FindingKind::price_inversion:
      return "Price inversion: card type " + word.named(Named::card_type, finding.card_type) +
             " at member rate " + finding.rate.to_string() +
             (finding.rules.empty() ? "" : " (document " + self + ")") + " pays " + word.has() +
             " where the shop price is " + word.first_shop() + ", but only " + word.needs() +
             " where it is " + word.beside_shop() + ".";
    case FindingKind::shadowed_document:
      return "Document " + self + " never counts: a later or more specific one (" + other +
             ") covers each of its entries.";
    case FindingKind::unreachable_step:
      return "Step " + word.number(finding.step) + " of rule " + self +
             (finding.beside ? " gives less than the step below it: " : " never counts: ") +
             word.has() + (finding.beside ? " instead of " : " is taken off, the step says ") +
             word.needs() + ".";
    case FindingKind::cap_hides_rate:
      return "The rate " + finding.rate.to_string() + " of rule " + self +
             " never shows: at its threshold it would take off " + word.needs() +
             ", the cap allows " + word.has() + ".";
    case FindingKind::overlapping_exclusive:
      return "Promotion " + self + " always loses to " + other +
             ", which it cannot stand beside, or saves no more.";
    case FindingKind::below_cost:
      return "Item " + word.item() + " can be sold below cost: " +
             (finding.rules.empty() ? "the member rate" : "rules " + word.rules(", ") + " together"
             ) +
             (word.tells_costs() ? std::string(finding.rules.empty() ? " leaves " : " leave ") +
                                       word.has() + " of a cost of " + word.needs()
                                 : std::string(finding.rules.empty() ? " does it" : " do it")) +
             "; so can " + word.number(finding.count) + " items.";
    case FindingKind::unreachable_budget:
      return "One use of rule " + self + " costs at least " + word.needs() + ", its budget has " +
             word.has() + ": it can never be used.";
    case FindingKind::over:
      return "Rule " + self + " is over" +
             (finding.needs ? " (last day " + word.number(finding.needs) + ")." : ".");
    case FindingKind::missing_goods:
      return "Rule " + self + " names " + kind_of_goods(finding.goods.kind, Language::en) + " " +
             word.goods() + ", of which nothing is sold; so are " + word.number(finding.count) +
             " of its keys.";
    case FindingKind::missing_coupon:
      return "Rule " + self + " hands out coupon template " + word.coupon() +
             ", which does not exist or is over.";
    case FindingKind::missing_gift:
      return "Rule " + self + " gives item " + word.item() + ", which is not sold.";
    case FindingKind::never_applies:
      return "Promotion " + self + " never applies: " + other +
             ", which comes before it, leaves it nothing.";
    case FindingKind::missing_name:
      return "Rule " + self + " is for " + kind_of_name(finding.named, Language::en) + " " +
             word.named(finding.named, finding.item) + ", which is retired or not there; so are " +
             word.number(finding.count) + " of the " + word.number(finding.needs) +
             " that it names.";
  }
  return {};
}

}  // namespace

std::string lint_words(
    const Index& index, const Finding& finding, Language language, const LintNames& names
) {
  const LintWords word(index, finding, names);
  return language == Language::zh ? in_chinese(word, finding) : in_english(word, finding);
}

}  // namespace guanxi::pricing
