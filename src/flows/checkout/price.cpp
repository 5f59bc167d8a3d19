#include "flows/checkout/price.h"

#include <fmt/format.h>

#include <algorithm>

namespace guanxi::checkout {
namespace {

using pricing::RuleKind;

// The rule's code is the note's text: its words may be read from the rule book.
constexpr const char* catalogue_price = "catalogue_price";
constexpr const char* shop_price = "shop_price";
constexpr const char* sold_differently = "sold_differently";
constexpr const char* of_card = "member_price_of_card";
constexpr const char* of_tier = "member_price_of_tier";
constexpr const char* of_document = "member_price_of_document";
constexpr const char* promotion = "promotion";
constexpr const char* coupon = "coupon";
constexpr const char* rounded_off = "rounded_off";
constexpr const char* more_points = "promotion_multiple";
constexpr const char* goods_restricted = "goods_restricted";

const char* code_of(const pricing::Concession& concession, const pricing::Quote& quote) {
  switch (concession.kind) {
    case RuleKind::document:
      return of_document;
    case RuleKind::member_rate: {
      const auto source = quote.lines[concession.line - 1].how.source;
      return source == pricing::MemberPrice::Source::tier ? of_tier : of_card;
    }
    case RuleKind::promotion:
      return promotion;
    case RuleKind::coupon:
      return coupon;
    case RuleKind::rounding:
      return rounded_off;
    case RuleKind::restriction:
      break;
  }
  GX_CHECK_WHY(false, "a restriction takes nothing off");
}

/// One note for each rule: member prices by line, what spreads over lines once with its sum.
void note_concessions(
    sales::Receipt& receipt, const pricing::Quote& quote, const pricing::Index& rules
) {
  for (const pricing::Concession& concession : quote.concessions) {
    const char* code = code_of(concession, quote);
    const pricing::Rule* rule = rules.find(concession.kind, concession.rule);
    const std::string text = rule ? rule->code : std::string();
    const bool by_line =
        concession.kind == RuleKind::document || concession.kind == RuleKind::member_rate;
    const int line = by_line ? static_cast<int>(concession.line) : 0;
    const auto same = std::ranges::find_if(receipt.notes, [&](const sales::Note& note) {
      return note.line == line && note.code == code && note.text == text;
    });
    if (!by_line && same != receipt.notes.end()) {
      same->value += concession.amount;
    } else {
      receipt.notes.push_back({code, line, concession.amount, text});
    }
  }
}

}  // namespace

void note_multiples(
    sales::Receipt& receipt, const pricing::Quote& quote, const pricing::Index& rules
) {
  constexpr std::int64_t billion = 1'000'000'000;
  std::erase_if(receipt.notes, [](const sales::Note& note) { return note.code == more_points; });
  for (std::size_t i = 0; i < quote.lines.size(); ++i) {
    const pricing::PricedLine& line = quote.lines[i];
    if (line.multiple_of == 0) continue;
    receipt.notes.push_back(
        {more_points,
         static_cast<int>(i) + 1,
         line.multiple.apply(billion, Rounding::floor),
         rules.find_promotion(line.multiple_of)->code}
    );
  }
}

void set_prices(
    sales::Receipt& receipt,
    const std::vector<LineFacts>& lines,
    const pricing::Quote& quote,
    const pricing::Index& rules
) {
  const bool as_sold = receipt.pricing == sales::Pricing::as_sold;
  receipt.list_total = receipt.payable = receipt.engine_payable = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    const LineFacts& facts = lines[i];
    const pricing::PricedLine& priced = quote.lines[i];
    sales::Line& line = receipt.lines[i];
    line.list_amount = priced.list;
    line.amount = as_sold ? facts.till_amount.value_or(priced.shop) : priced.payable;
    if (facts.from_catalogue)
      receipt.notes.push_back({catalogue_price, number, facts.sold.list_price.e4()});
    if (facts.sold.shop_price)
      receipt.notes.push_back({shop_price, number, facts.sold.shop_price->e4()});
    if (as_sold && line.amount != priced.payable)
      receipt.notes.push_back({sold_differently, number, line.amount - priced.payable});
    receipt.list_total += priced.list;
    receipt.engine_payable += priced.payable;
    receipt.payable += line.amount;
  }
  if (!as_sold) note_concessions(receipt, quote, rules);
  if (as_sold && quote.restricted) receipt.notes.push_back({goods_restricted, 0, 0});
  note_multiples(receipt, quote, rules);
}

std::optional<std::string> price_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
) {
  if (note.code == catalogue_price || note.code == shop_price) {
    const char* words = note.code == shop_price
                            ? zh ? "按折后单价 {} 计价" : "Priced at the shop price {}"
                        : zh ? "原价 {} 取自货品资料"
                             : "List price {} from the catalogue";
    return fmt::format(fmt::runtime(words), UnitPrice::from_e4(note.value).to_string());
  }
  if (note.code == more_points) {
    return fmt::format(
        fmt::runtime(zh ? "促销 {}：积分 {} 倍" : "Promotion {}: points {} times"),
        note.text,
        Rate::of(note.value, 1'000'000'000).to_string()
    );
  }
  if (note.code == goods_restricted) {
    return zh ? "含专享商品，本系统不会售予该顾客；以收银机为准"
              : "Exclusive goods that we would not sell to this customer; the till's sale stands";
  }
  struct Words {
    const char* code;
    const char* chinese;
    const char* english;
  };
  constexpr Words all[] = {
      {sold_differently,
       "收银机成交价与本系统计价相差 {0}，以收银机为准",
       "The till's price differs from ours by {0}; the till's stands"},
      {of_card, "会员价（卡类型折扣）优惠 {0}", "Member price of the card's type saves {0}"},
      {of_tier, "会员价（等级折扣）优惠 {0}", "Member price of the tier saves {0}"},
      {of_document, "会员价（折扣单 {1}）优惠 {0}", "Member price of document {1} saves {0}"},
      {promotion, "促销 {1} 优惠 {0}", "Promotion {1} saves {0}"},
      {coupon, "优惠券 {1} 抵扣 {0}", "Coupon {1} takes off {0}"},
      {rounded_off, "抹零 {0}", "Rounded off: {0}"}};
  for (const Words& words : all) {
    if (note.code != words.code) continue;
    const std::string amount = receipt.money(note.value).to_string();
    return fmt::format(fmt::runtime(zh ? words.chinese : words.english), amount, note.text);
  }
  return std::nullopt;
}

}  // namespace guanxi::checkout
