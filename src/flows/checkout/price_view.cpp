#include "flows/checkout/price_view.h"

#include "flows/checkout/reading.h"
#include "modules/pricing/traces.h"
#include "modules/pricing/words.h"

namespace guanxi::checkout {
namespace {

using pricing::RuleKind;

RuleOf kind_of(RuleKind kind) { return static_cast<RuleOf>(kind); }
static_assert(static_cast<int>(RuleOf::rounding) == static_cast<int>(RuleKind::rounding));

class Viewing {
 public:
  Viewing(
      const pricing::Quote& quote,
      const pricing::Basket& basket,
      const pricing::Snapshot& rules,
      bool zh
  )
      : quote_(quote), basket_(basket), rules_(rules), zh_(zh) {}

  PriceStep step(std::size_t line, const std::string& item) const {
    const pricing::PricedLine& priced = quote_.lines[line];
    PriceStep step{
        static_cast<int>(line) + 1,
        item,
        money(priced.list),
        money(priced.shop),
        money(priced.member),
        money(priced.promoted),
        money(priced.payable),
        std::nullopt};
    if (basket_.member && priced.how.source != pricing::MemberPrice::Source::none) {
      step.member_price = pricing::member_price_words(basket_, quote_, line, rules_.index(), zh_);
    }
    return step;
  }

  ConcessionView concession(const pricing::Concession& one) const {
    ConcessionView view{
        kind_of(one.kind),
        code_of(one.kind, one.rule),
        name_of(one.kind, one.rule),
        static_cast<int>(one.line),
        money(one.amount),
        {}};
    if (const pricing::Rule* rule = rules_.index().find(one.kind, one.rule)) {
      for (const pricing::Borne& part : pricing::borne(one, rule->shares)) {
        view.borne_by.push_back({std::string(rules_.party_code(part.party)), money(part.amount)});
      }
    }
    return view;
  }

  AwardView award(const pricing::Award& one) const {
    AwardView view;
    const RuleKind kind = one.coupon != 0 ? RuleKind::coupon : RuleKind::promotion;
    view.code = code_of(kind, one.rule);
    view.name = name_of(kind, one.rule);
    if (one.item != 0) view.item = ItemId(one.item);
    if (one.coupon_template != 0) view.coupon = code_of(RuleKind::coupon, one.coupon_template);
    view.count = one.count;
    view.on_receipt = one.on_receipt;
    return view;
  }

  ConsideredView considered(const pricing::Considered& seen) const {
    return {
        kind_of(seen.kind),
        code_of(seen.kind, seen.rule),
        name_of(seen.kind, seen.rule),
        seen.line == 0 ? std::nullopt : std::optional(static_cast<int>(seen.line)),
        seen.why == pricing::Why::applied,
        std::string(word(seen.why)),
        pricing::words(seen, rules_.index(), basket_.currency, zh_),
        money(seen.amount)};
  }

 private:
  Money money(std::int64_t minor) const { return {minor, basket_.currency}; }
  std::optional<std::string> code_of(RuleKind kind, std::int64_t id) const {
    const pricing::Rule* rule = rules_.index().find(kind, id);
    return rule ? std::optional(rule->code) : std::nullopt;
  }
  std::optional<std::string> name_of(RuleKind kind, std::int64_t id) const {
    return pricing::name_of(kind, id, rules_.index(), zh_);
  }

  const pricing::Quote& quote_;
  const pricing::Basket& basket_;
  const pricing::Snapshot& rules_;
  const bool zh_;
};

}  // namespace

std::string_view word(pricing::Why why) {
  constexpr std::string_view words[] = {
      "applied",       "not_yet",
      "over",          "weekday",
      "hour",          "store",
      "channel",       "no_member",
      "card_type",     "tier",
      "group",         "group_excluded",
      "birthday",      "not_first_purchase",
      "tender",        "no_goods",
      "below_amount",  "below_pieces",
      "saves_nothing", "more_specific",
      "audited_later", "exclusive",
      "not_beside",    "line_taken",
      "dearer",        "used_up",
      "budget",        "unknown_coupon",
      "too_many",      "restricted",
  };
  static_assert(std::size(words) == static_cast<std::size_t>(pricing::Why::restricted) + 1);
  return words[static_cast<std::size_t>(why)];
}

PriceView price_view(
    const pricing::Quote& quote,
    const pricing::Basket& basket,
    const std::vector<std::string>& items,
    const pricing::Snapshot& rules,
    api::Language language
) {
  const Viewing viewing(quote, basket, rules, language == api::Language::zh_cn);
  PriceView view;
  view.exact = quote.exact;
  for (std::size_t i = 0; i < quote.lines.size(); ++i)
    view.lines.push_back(viewing.step(i, items[i]));
  for (const pricing::Concession& one : quote.concessions)
    view.concessions.push_back(viewing.concession(one));
  for (const pricing::Award& one : quote.awards) view.awards.push_back(viewing.award(one));
  for (const pricing::Considered& seen : quote.considered)
    view.considered.push_back(viewing.considered(seen));
  return view;
}

namespace {

/// The basket as far as words are made of it: prices, and what the card's type gave.
pricing::Basket basket_of(sql::Tx& tx, const sales::Receipt& receipt) {
  pricing::Basket basket;
  basket.currency = receipt.currency;
  basket.at = receipt.occurred_at;
  for (const sales::Line& line : receipt.lines) {
    pricing::BasketLine& sold = basket.lines.emplace_back();
    sold.quantity = line.quantity;
    sold.list_price = line.list_price;
    sold.shop_price = line.shop_price;
  }
  if (!receipt.card) return basket;
  pricing::MemberFacts& member = basket.member.emplace();
  const auto card = cards::find(tx, receipt.owner, *receipt.card);
  if (!card) return basket;
  const cards::CardTerms terms = cards::terms_at(tx, *card, receipt.occurred_at);
  member.stack_start = terms.stack_start;
  member.stack_rate = terms.stack_rate;
  return basket;
}

pricing::Quote shop_prices(pricing::Basket basket) {
  basket.member.reset();
  return pricing::price(pricing::Index({}), basket);
}

Result<PriceView> view_price(
    const House& house, const api::Call& call, const ReceiptById& request
) {
  struct Kept {
    sales::Receipt receipt;
    pricing::Basket basket;
    std::optional<pricing::Trace> trace;
  };
  const auto kept = house.db.read([&](sql::Tx& tx) -> std::optional<Kept> {
    auto receipt = sales::find(tx, request.receipt);
    if (!receipt || !call.actor.in_scope(receipt->store)) return std::nullopt;
    Kept found{std::move(*receipt), {}, {}};
    found.basket = basket_of(tx, found.receipt);
    found.trace = pricing::find_trace(tx, found.receipt.owner, found.receipt.id);
    return found;
  });
  if (!kept) return ErrorCode::receipt_not_found;
  if (kept->receipt.kind != sales::Kind::sale) return ErrorCode::not_a_sale;
  std::vector<std::string> items;
  for (const sales::Line& line : kept->receipt.lines) items.push_back(line.item_code);
  const auto rules = house.rules.snapshot_at(kept->receipt.programme, kept->receipt.occurred_at);
  // Where no rule had to do with it, it cost what the shop asked.
  const pricing::Quote quote = kept->trace ? kept->trace->quote : shop_prices(kept->basket);
  PriceView view = price_view(quote, kept->basket, items, *rules, call.language);
  view.complete = !kept->trace || kept->trace->complete;
  return view;
}

}  // namespace

void add_price_endpoints(api::Api& api, const House& house) {
  using enum ErrorCode;
  api.add<ReceiptById, PriceView>(
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
