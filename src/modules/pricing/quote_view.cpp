#include "modules/pricing/quote_view.h"

#include "base/allocate.h"
#include "modules/pricing/words.h"

namespace guanxi::pricing {
namespace {

std::optional<std::string> code_of(RuleKind kind, std::int64_t rule, const Index& index) {
  const Rule* found = index.find(kind, rule);
  if (!found) return std::nullopt;
  return found->code;
}

std::optional<std::int64_t> unless_zero(std::int64_t number) {
  if (number == 0) return std::nullopt;
  return number;
}

class Viewing {
 public:
  Viewing(
      const Quote& quote, const Basket& basket, const Index& index, const Labels& labels, bool zh
  )
      : quote_(quote), basket_(basket), index_(index), labels_(labels), zh_(zh) {}

  Money money(std::int64_t minor) const { return {minor, basket_.currency}; }

  QuotedLine line(std::size_t i) const {
    const PricedLine& priced = quote_.lines[i];
    QuotedLine made;
    made.line = static_cast<std::int64_t>(i) + 1;
    made.item = labels_.item(basket_.lines[i].goods.of(GoodsKind::item));
    made.quantity = basket_.lines[i].quantity;
    made.list = money(priced.list);
    made.shop = money(priced.shop);
    made.member = money(priced.member);
    made.promoted = money(priced.promoted);
    made.payable = money(priced.payable);
    made.how = {
        priced.how.source,
        priced.how.branch,
        code_of(RuleKind::document, priced.how.document, index_),
        priced.how.rate,
        priced.how.price,
        priced.how.stacks,
        priced.how.inversion,
        member_price_words(basket_, quote_, i, index_, zh_)};
    made.multiple = priced.multiple;
    made.multiple_of = code_of(RuleKind::promotion, priced.multiple_of, index_);
    return made;
  }

  ConcessionView concession(const Concession& one) const {
    ConcessionView made;
    made.line = one.line;
    made.kind = one.kind;
    made.rule = code_of(one.kind, one.rule, index_);
    made.name = name_of(one.kind, one.rule, index_, zh_);
    made.coupon = unless_zero(one.coupon);
    made.amount = money(one.amount);
    const Rule* rule = index_.find(one.kind, one.rule);
    if (rule && !rule->shares.empty()) {
      for (const Borne& part : borne(one, rule->shares)) made.borne.push_back(view(part));
    } else if (const auto* agreed = labels_.agreed(one.kind)) {
      made.borne = agreed_parts(one.amount, *agreed);
    }
    return made;
  }

  BorneView view(const Borne& part) const {
    if (part.party > mall_party) return {labels_.party(part.party), money(part.amount)};
    return {std::nullopt, money(part.amount), static_cast<ShareOf>(-part.party)};
  }
  std::vector<BorneView> agreed_parts(std::int64_t amount, const std::vector<ShareTerms>& agreed)
      const {
    std::vector<std::int64_t> weights;
    for (const ShareTerms& share : agreed) weights.push_back(share.weight);
    const auto parts = allocate(amount, weights);
    std::vector<BorneView> made;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i] != 0) made.push_back({agreed[i].party, money(parts[i]), agreed[i].of});
    }
    return made;
  }

  AwardView award(const Award& one) const {
    const RuleKind kind = one.coupon ? RuleKind::coupon : RuleKind::promotion;
    AwardView made;
    made.rule = code_of(kind, one.rule, index_).value_or("");
    made.name = name_of(kind, one.rule, index_, zh_);
    made.presented = unless_zero(one.coupon);
    made.count = one.count;
    if (one.item) {
      made.item = labels_.item(one.item);
      made.on_receipt = one.on_receipt;
      made.declared_value = money(one.declared_value);
    } else {
      made.coupon = code_of(RuleKind::coupon, one.coupon_template, index_);
    }
    made.words = words(one, made.item.value_or(""), index_, zh_);
    return made;
  }

 private:
  const Quote& quote_;
  const Basket& basket_;
  const Index& index_;
  const Labels& labels_;
  bool zh_;
};

}  // namespace

ConsideredView view_of(const Considered& seen, const Index& index, Currency currency, bool zh) {
  ConsideredView made;
  made.kind = seen.kind;
  made.rule = code_of(seen.kind, seen.rule, index);
  made.name = name_of(seen.kind, seen.rule, index, zh);
  made.line = unless_zero(seen.line);
  made.coupon = unless_zero(seen.coupon);
  made.why = seen.why;
  made.words = words(seen, index, currency, zh);
  made.amount = Money(seen.amount, currency);
  made.other = code_of(seen.kind, seen.other, index);
  return made;
}

QuoteView view_of(
    const Quote& quote, const Basket& basket, const Index& index, const Labels& labels, bool zh
) {
  const Viewing viewing(quote, basket, index, labels, zh);
  QuoteView made;
  made.list_total = viewing.money(quote.list_total);
  made.shop_total = viewing.money(quote.shop_total);
  made.member_total = viewing.money(quote.member_total);
  made.promoted_total = viewing.money(quote.promoted_total);
  made.coupon_total = viewing.money(quote.coupon_total);
  made.rounded_off = viewing.money(quote.rounded_off);
  made.payable = viewing.money(quote.payable);
  for (std::size_t i = 0; i < quote.lines.size(); ++i) made.lines.push_back(viewing.line(i));
  for (const Concession& one : quote.concessions)
    made.concessions.push_back(viewing.concession(one));
  for (const Award& one : quote.awards) made.awards.push_back(viewing.award(one));
  for (const Considered& one : quote.considered)
    made.considered.push_back(view_of(one, index, basket.currency, zh));
  made.exact = quote.exact;
  made.restricted = quote.restricted;
  return made;
}

}  // namespace guanxi::pricing
