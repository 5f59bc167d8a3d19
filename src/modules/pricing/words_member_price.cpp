// How a line came to its member price.
#include <fmt/format.h>

#include "base/check.h"
#include "modules/pricing/engine/member_price.h"
#include "modules/pricing/wording.h"

namespace guanxi::pricing {
namespace {

/// Hundredths of a per cent, cut off; `exact` says whether that is all of it.
std::int64_t hundredths_of(Int128 numerator, Int128 denominator, bool& exact) {
  const Int128 scaled = numerator * 10'000;
  const auto hundredths = static_cast<std::int64_t>(scaled / denominator);
  exact = Int128{hundredths} * denominator == scaled;
  return hundredths;
}

/// "79 折", "0.5 折" for 5 %, which is not "5 折"; "79 %".
std::string discount_text(std::int64_t hundredths, bool exact, bool zh) {
  if (!zh) return (exact ? "" : "about ") + format_decimal(hundredths, 2) + " %";
  return (exact ? "" : "约 ") + format_decimal(hundredths, hundredths < 1'000 ? 3 : 2) + " 折";
}

/// 0.8 is "80 折" here: two of them are compared.
std::string on_one_scale(Int128 numerator, Int128 denominator, bool zh) {
  bool exact = true;
  const std::int64_t hundredths = hundredths_of(numerator, denominator, exact);
  return discount_text(hundredths, exact, zh);
}
std::string on_one_scale(Rate rate, bool zh) {
  return on_one_scale(rate.numerator(), rate.denominator(), zh);
}

/// "卡类型 9 折", "折扣单“化妆品”98 折", "折扣单“…”专享价 59.90 元".
std::string source_words(const MemberPrice& how, const Index& index, Currency currency, bool zh) {
  using Source = MemberPrice::Source;
  const std::string rate = rate_words(how.rate, zh);
  const std::string document =
      how.document ? quoted(name_of(RuleKind::document, how.document, index, zh), zh) : "";
  switch (how.source) {
    case Source::none:
      return zh ? "无会员折扣" : "no member rate";
    case Source::card:
      return zh ? "卡类型 " + rate : rate + " by the type of card";
    case Source::tier:
      return zh ? "会员等级 " + rate : rate + " by the tier";
    case Source::document:
      return zh ? "折扣单" + document + " " + rate : rate + " by document " + document;
    case Source::exclusive_price:
      return zh ? "折扣单" + document + "专享价 " + price_words(*how.price, currency, zh)
                : "exclusive price " + price_words(*how.price, currency, zh) + " by document " +
                      document;
  }
  return {};
}

/// The shop's own discount: "79 折".
std::string shop_words(const BasketLine& line, bool zh) {
  if (line.list_price.e4() == 0) return zh ? "0 折" : "0 %";
  return on_one_scale(line.shop().e4(), line.list_price.e4(), zh);
}

/// "店价 79 折", "店价未降".
std::string shop_price_zh(const BasketLine& line) {
  return line.shop() == line.list_price ? "店价未降" : "店价 " + shop_words(line, true);
}

std::string inversion_words(
    const BasketLine& line, const MemberFacts& member, std::int64_t paid, Currency currency, bool zh
) {
  const std::int64_t at_start =
      amount_at(line.list_price, line.quantity, member.stack_start * member.stack_rate, currency);
  const std::string start = on_one_scale(member.stack_start, zh);
  if (zh)
    return fmt::format(
        "。注意：{}的店价比 {}更贵：低于折上折起点就不再打折，付 {}；{}时再打 {}，只付 {}",
        shop_words(line, zh),
        start,
        amount_words(paid, currency, zh),
        start,
        rate_words(member.stack_rate, zh),
        amount_words(at_start, currency, zh)
    );
  return fmt::format(
      ". Note: a shop price of {} costs more than one of {}: below the start nothing comes on top, "
      "{}; at {} it is {} of that, {}",
      shop_words(line, zh),
      start,
      amount_words(paid, currency, zh),
      start,
      rate_words(member.stack_rate, zh),
      amount_words(at_start, currency, zh)
  );
}

std::string stacked_words(
    const BasketLine& line,
    const MemberFacts& member,
    const MemberPrice& how,
    Stacking stacking,
    bool zh
) {
  if (stacking == Stacking::product)
    return zh ? shop_price_zh(line) + "，再打 " + rate_words(how.rate, zh)
              : rate_words(how.rate, zh) + " of the shop price of " + shop_words(line, zh);
  const std::string start = on_one_scale(member.stack_start, zh);
  const std::string rate = rate_words(member.stack_rate, zh);
  if (zh)
    return fmt::format("折上折：{}，不低于起点 {}，再打 {}", shop_price_zh(line), start, rate);
  return fmt::format(
      "discount on discount: the shop price of {} is not below the start of {}, {} of it",
      shop_words(line, zh),
      start,
      rate
  );
}

}  // namespace

std::string rate_words(Rate rate, bool zh) {
  if (rate == Rate::one()) return zh ? "不打折" : "in full";
  bool exact = true;
  const std::int64_t hundredths = hundredths_of(rate.numerator(), rate.denominator(), exact);
  // 0.80 is "8 折", 0.85 "85 折".
  if (zh && exact && hundredths % 1'000 == 0) return std::to_string(hundredths / 1'000) + " 折";
  return discount_text(hundredths, exact, zh);
}

std::string member_price_words(
    const Basket& basket, const Quote& quote, std::size_t line, const Index& index, bool zh
) {
  GX_CHECK(line < basket.lines.size() && line < quote.lines.size());
  const BasketLine& sold = basket.lines[line];
  const MemberPrice& how = quote.lines[line].how;
  if (sold.kind == LineKind::charge)
    return zh ? "费用，没有会员价" : "a charge has no member price";
  if (!basket.member) return zh ? "非会员，按店价" : "no member: the shop price";
  const std::string source = source_words(how, index, basket.currency, zh);
  switch (how.branch) {
    case MemberPrice::Branch::member:
      return zh ? "按" + source : source;
    case MemberPrice::Branch::stacked:
      return stacked_words(sold, *basket.member, how, index.rules().parameters.stacking, zh) +
             (zh ? "（" + source + "）" : " (" + source + ")");
    case MemberPrice::Branch::shop:
      break;
  }
  std::string text = how.source == MemberPrice::Source::none
                         ? (zh ? "按店价（无会员折扣）" : "the shop price (no member rate)")
                     : zh ? "店价不高于会员价，按店价（" + source + "）"
                          : "the shop price, which is no more (" + source + ")";
  if (how.inversion)
    text += inversion_words(sold, *basket.member, quote.lines[line].member, basket.currency, zh);
  return text;
}

}  // namespace guanxi::pricing
