// Why a basket costs what it costs, for people: each step of each line, each concession with who
// bears it, and every rule that was looked at, applied or not, with the reason.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/api/api.h"

namespace guanxi::checkout {

enum class RuleOf { member_rate, document, restriction, promotion, coupon, rounding };
BOOST_DESCRIBE_ENUM(RuleOf, member_rate, document, restriction, promotion, coupon, rounding)

struct PriceStep {
  int line = 0;
  std::string item;
  Money list, shop, member, promoted, payable;
  std::optional<std::string> member_price;
};
BOOST_DESCRIBE_STRUCT(
    PriceStep, (), (line, item, list, shop, member, promoted, payable, member_price)
)

struct BornePart {
  std::string party;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(BornePart, (), (party, amount))

struct ConcessionView {
  RuleOf kind = RuleOf::promotion;
  std::optional<std::string> code, name;
  int line = 0;
  Money amount;
  std::vector<BornePart> borne_by;
};
BOOST_DESCRIBE_STRUCT(ConcessionView, (), (kind, code, name, line, amount, borne_by))

struct AwardView {
  std::optional<std::string> code, name;
  std::optional<ItemId> item;
  std::optional<std::string> coupon;
  std::int64_t count = 0, on_receipt = 0;
};
BOOST_DESCRIBE_STRUCT(AwardView, (), (code, name, item, coupon, count, on_receipt))

struct ConsideredView {
  RuleOf kind = RuleOf::promotion;
  std::optional<std::string> code, name;
  std::optional<int> line;
  bool applied = false;
  std::string why, text;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(ConsideredView, (), (kind, code, name, line, applied, why, text, amount))

struct PriceView {
  bool complete = true, exact = true;
  std::vector<PriceStep> lines;
  std::vector<ConcessionView> concessions;
  std::vector<AwardView> awards;
  std::vector<ConsideredView> considered;
};
BOOST_DESCRIBE_STRUCT(PriceView, (), (complete, exact, lines, concessions, awards, considered))

}  // namespace guanxi::checkout

namespace guanxi::api {

template <>
struct Doc<checkout::PriceStep> {
  static constexpr Text text{"一行商品逐步的金额", "A line's amount step by step"};
  static constexpr Field fields[] = {
      {.name = "line", .text = {"行号，从 1 起", "Line number from 1"}},
      {.name = "item", .text = {"货品编码", "Item code"}},
      {.name = "list", .text = {"原价金额", "At the list price"}},
      {.name = "shop", .text = {"店价金额", "At the shop price"}},
      {.name = "member", .text = {"会员价金额", "After the member price"}},
      {.name = "promoted", .text = {"促销之后", "After promotions"}},
      {.name = "payable", .text = {"应付（券与抹零之后）", "Payable, after coupons and rounding"}},
      {.name = "member_price",
       .text =
           {"会员价如何得出；没有会员价则无",
            "How the member price came about; absent without one"}},
  };
};

template <>
struct Doc<checkout::BornePart> {
  static constexpr Text text{"由谁承担多少", "Who bears how much"};
  static constexpr Field fields[] = {
      {.name = "party", .text = {"承担方编码", "Code of the party"}},
      {.name = "amount", .text = {"金额", "Amount"}},
  };
};

template <>
struct Doc<checkout::ConcessionView> {
  static constexpr Text text{"一条规则对一行的优惠", "What a rule took off a line"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"规则种类", "Kind of rule"}},
      {.name = "code", .text = {"规则编码", "The rule's code"}},
      {.name = "name", .text = {"规则名称", "The rule's name"}},
      {.name = "line", .text = {"行号", "Line"}},
      {.name = "amount",
       .text = {"优惠金额；抹零进位为负", "Amount; negative where rounding adds"}},
      {.name = "borne_by",
       .text = {"承担方；空为商场全额承担", "Who bears it; empty: the mall alone"}},
  };
};

template <>
struct Doc<checkout::AwardView> {
  static constexpr Text text{"赠品或返券", "A gift, or a coupon as one"};
  static constexpr Field fields[] = {
      {.name = "code", .text = {"规则编码", "The rule's code"}},
      {.name = "name", .text = {"规则名称", "The rule's name"}},
      {.name = "item", .text = {"赠品货品", "The item of a gift"}},
      {.name = "coupon", .text = {"返券的券规则编码", "Code of the coupon's rule"}},
      {.name = "count", .text = {"数量", "How many"}},
      {.name = "on_receipt",
       .text = {"其中已在小票上免费的件数", "Of them free on the receipt already"}},
  };
};

template <>
struct Doc<checkout::ConsideredView> {
  static constexpr Text text{"一条看过的规则", "A rule that was looked at"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"规则种类", "Kind of rule"}},
      {.name = "code", .text = {"规则编码", "The rule's code"}},
      {.name = "name", .text = {"规则名称", "The rule's name"}},
      {.name = "line", .text = {"行号；不填为整单", "Line; absent for the whole receipt"}},
      {.name = "applied", .text = {"是否采用", "Whether it applied"}},
      {.name = "why", .text = {"原因代码", "Code of the reason"}},
      {.name = "text", .text = {"原因", "The reason in words"}},
      {.name = "amount", .text = {"优惠金额", "What it saved"}},
  };
};

template <>
struct Doc<checkout::PriceView> {
  static constexpr Text text{
      "价格说明：逐行逐步，每一分都有出处", "The price explained, to the fen"};
  static constexpr Field fields[] = {
      {.name = "complete",
       .text =
           {"false：未采用的规则太多，只保存了一部分",
            "false: of the rules that did not apply only some were kept"}},
      {.name = "exact",
       .text =
           {"false：互相竞争的促销太多，取已比较组合中最省的",
            "false: too many promotions compete; the best of the combinations weighed"}},
      {.name = "lines", .text = {"商品行", "Lines"}},
      {.name = "concessions", .text = {"优惠明细", "What was taken off"}},
      {.name = "awards", .text = {"赠品与返券", "Gifts and coupons as gifts"}},
      {.name = "considered", .text = {"看过的规则", "Rules that were looked at"}},
  };
};

}  // namespace guanxi::api
