#include "flows/checkout/price_view.h"

#include "flows/checkout/reading.h"
#include "modules/pricing/shares.h"
#include "modules/pricing/traces.h"

namespace guanxi::checkout {
namespace {

/// Lines are labelled by their place, for an item that only the till knows has no number; what else
/// is named, a gift, by its number.
class LineLabels : public pricing::Labels {
 public:
  LineLabels(
      const std::vector<sales::Line>& lines,
      const pricing::Snapshot& rules,
      const std::optional<std::string>& cost_group,
      Instant at
  )
      : lines_(lines), rules_(rules), cost_group_(cost_group), at_(at) {}

  std::string item(std::int64_t number) const override {
    if (number >= 1 && number <= std::ssize(lines_))
      return lines_[static_cast<std::size_t>(number) - 1].item_code;
    for (const sales::Line& line : lines_) {
      if (line.item && line.item->value() == number) return line.item_code;
    }
    return std::to_string(number);
  }
  std::string party(std::int64_t number) const override {
    return std::string(rules_.party_code(number));
  }
  const std::vector<pricing::ShareTerms>* agreed(pricing::RuleKind kind) const override {
    return rules_.agreed(kind, cost_group_, at_);
  }

 private:
  const std::vector<sales::Line>& lines_;
  const pricing::Snapshot& rules_;
  const std::optional<std::string> cost_group_;
  const Instant at_;
};

struct OfReceipt {
  pricing::Basket basket;
  std::optional<std::string> cost_group;
};

/// The basket as far as words are made of it: prices, and what the card's type gave.
OfReceipt basket_of(sql::Tx& tx, const sales::Receipt& receipt) {
  OfReceipt made;
  pricing::Basket& basket = made.basket;
  basket.currency = receipt.currency;
  basket.at = receipt.occurred_at;
  for (const sales::Line& line : receipt.lines) {
    pricing::BasketLine& sold = basket.lines.emplace_back();
    sold.quantity = line.quantity;
    sold.list_price = line.list_price;
    sold.shop_price = line.shop_price;
  }
  if (!receipt.card) return made;
  pricing::MemberFacts& member = basket.member.emplace();
  const auto card = cards::find(tx, receipt.owner, *receipt.card);
  if (!card) return made;
  const cards::CardTerms terms = cards::terms_at(tx, *card, receipt.occurred_at);
  member.stack_start = terms.stack_start;
  member.stack_rate = terms.stack_rate;
  made.cost_group = terms.cost_group;
  return made;
}

pricing::Quote shop_prices(pricing::Basket basket) {
  basket.member.reset();
  return pricing::price(pricing::Index({}), basket);
}

Result<ReceiptPrice> view_price(
    const House& house, const api::Call& call, const ReceiptById& request
) {
  struct Kept {
    sales::Receipt receipt;
    OfReceipt of;
    std::optional<pricing::Trace> trace;
  };
  const auto kept = house.db.read([&](sql::Tx& tx) -> std::optional<Kept> {
    auto receipt = sales::find(tx, request.receipt);
    if (!receipt || !call.actor.in_scope(receipt->store)) return std::nullopt;
    Kept found{std::move(*receipt), {}, {}};
    found.of = basket_of(tx, found.receipt);
    found.trace = pricing::find_trace(tx, found.receipt.owner, found.receipt.id);
    // The group as the books have it: the card's type may have another one by now.
    const auto shares = pricing::shares_of(tx, found.receipt.owner, found.receipt.id);
    if (!shares.empty()) {
      const std::string& group = shares.front().cost_group;
      found.of.cost_group = group.empty() ? std::nullopt : std::optional(group);
    }
    return found;
  });
  if (!kept) return ErrorCode::receipt_not_found;
  if (kept->receipt.kind != sales::Kind::sale) return ErrorCode::not_a_sale;
  const sales::Receipt& receipt = kept->receipt;
  const auto rules = house.rules.snapshot_at(receipt.programme, receipt.occurred_at);
  // Where no rule had to do with it, it cost what the shop asked.
  const pricing::Quote quote = kept->trace ? kept->trace->quote : shop_prices(kept->of.basket);
  return ReceiptPrice{
      !kept->trace || kept->trace->complete,
      price_view(
          quote, kept->of.basket, receipt.lines, *rules, kept->of.cost_group, call.language
      )};
}

}  // namespace

pricing::QuoteView price_view(
    const pricing::Quote& quote,
    const pricing::Basket& basket,
    const std::vector<sales::Line>& lines,
    const pricing::Snapshot& rules,
    const std::optional<std::string>& cost_group,
    api::Language language
) {
  pricing::Basket labelled = basket;
  for (std::size_t i = 0; i < labelled.lines.size(); ++i)
    labelled.lines[i].goods.of(pricing::GoodsKind::item) = static_cast<std::int64_t>(i) + 1;
  const LineLabels labels(lines, rules, cost_group, basket.at);
  const bool zh = language == api::Language::zh_cn;
  return pricing::view_of(quote, labelled, rules.index(), labels, zh);
}

void add_price_endpoints(api::Api& api, const House& house) {
  using enum ErrorCode;
  api.add<ReceiptById, ReceiptPrice>(
      {.path = "/v1/receipts/{receipt}/price",
       .operation = "get_receipt_price",
       .tag = "sales",
       .permission = "sales:read",
       .summary = {"说明一张小票的价格", "Why a receipt cost what it cost"},
       .description =
           {"小票成交时保存的价格说明：逐行的原价、店价、会员价、促销、券与抹零，每一分优惠由谁承担"
            "，"
            "以及每条看过的规则采用与否和原因。收银机定价（as_sold）的小票给出本系统会怎样计价。",
            "As it was kept with the sale: list, shop and member price, promotions, coupons and "
            "rounding of each line, who bears each concession, and every rule that was looked at "
            "with the reason. Of a sale that the till priced (as_sold): what we would have asked."},
       .errors = {receipt_not_found, not_a_sale}},
      [house](const api::Call& call, const ReceiptById& request) {
        return view_price(house, call, request);
      }
  );
}

}  // namespace guanxi::checkout
