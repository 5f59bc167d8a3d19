#include "modules/pricing/engine/member_price.h"

#include <algorithm>

namespace guanxi::pricing {
namespace {

using Source = MemberPrice::Source;
using Branch = MemberPrice::Branch;

/// a × x compared with b × y, exactly.
std::strong_ordering compare(UnitPrice a, Rate x, UnitPrice b, Rate y) {
  const Int128 left = Int128{a.e4()} * x.numerator() * y.denominator();
  const Int128 right = Int128{b.e4()} * y.numerator() * x.denominator();
  return left < right   ? std::strong_ordering::less
         : left > right ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

/// d ≥ start, by cross-multiplication.
bool reaches(const BasketLine& line, Rate start) {
  return compare(line.shop(), Rate::one(), line.list_price, start) >= 0;
}

/// Below the start the shop price stands alone, and may cost more than a smaller reduction.
bool is_inverted(const BasketLine& line, Rate start, Rate stack_rate) {
  const Int128 at_start = Int128{line.list_price.e4()} * start.numerator() * stack_rate.numerator();
  const Int128 here = Int128{line.shop().e4()} * start.denominator() * stack_rate.denominator();
  return at_start < here;
}

/// Finds the document that counts for a line, and says what became of the others.
class Documents {
 public:
  Documents(const Index::Tables& tables, const Basket& basket, int weekday, Quote* trace)
      : tables_(tables), basket_(basket), weekday_(weekday), trace_(trace) {}

  const Index::Tables::EntryRef* find(const BasketLine& line, std::uint32_t number) {
    winner_ = nullptr;
    const auto& precedence = tables_.rules.parameters.precedence;
    for (auto kind = precedence.rbegin(); kind != precedence.rend(); ++kind) {
      const std::int64_t id = line.goods.of(*kind);
      if (id == 0) continue;
      const bool decided = winner_ != nullptr;
      for (const Postings::Position position : tables_.by_entry.find(key_of(*kind, id))) {
        look_at(tables_.entries[position], number, decided);
        if (winner_ && !trace_) return winner_;
      }
    }
    return winner_;
  }

 private:
  void look_at(const Index::Tables::EntryRef& entry, std::uint32_t number, bool decided) {
    const Document& document = tables_.rules.documents[entry.document];
    Considered seen{.kind = RuleKind::document, .line = number, .rule = document.id};
    seen.why = check(document, basket_, weekday_, seen);
    if (seen.why == Why::applied && winner_) {
      seen.why = decided ? Why::more_specific : Why::audited_later;
      seen.other = tables_.rules.documents[winner_->document].id;
    }
    if (seen.why == Why::applied) winner_ = &entry;
    if (trace_) trace_->considered.push_back(seen);
  }

  const Index::Tables& tables_;
  const Basket& basket_;
  int weekday_;
  Quote* trace_;
  const Index::Tables::EntryRef* winner_ = nullptr;
};

MemberTerms terms_of(
    const Index::Tables& tables, const MemberFacts& member, const Index::Tables::EntryRef* entry
) {
  MemberTerms terms;
  if (entry) {
    const Document& document = tables.rules.documents[entry->document];
    const DocumentEntry& says = document.entries[entry->entry];
    terms.source = says.price ? Source::exclusive_price : Source::document;
    terms.document = document.id;
    terms.rate = says.rate;
    terms.price = says.price;
    terms.stacks = says.stacks;
    return terms;
  }
  terms.rate = std::min(member.card_rate, member.tier_rate);
  if (terms.rate != Rate::one())
    terms.source = member.card_rate <= member.tier_rate ? Source::card : Source::tier;
  return terms;
}

void check_restrictions(
    const Index::Tables& tables,
    const Basket& basket,
    std::uint32_t number,
    int weekday,
    Detail detail,
    Quote& quote
) {
  if (tables.rules.restrictions.empty()) return;
  const BasketLine& line = basket.lines[number - 1];
  if (line.kind != LineKind::goods) return;
  std::vector<Postings::Position> found = tables.restrictions_of_all;
  for (std::size_t i = 0; i < goods_kinds; ++i) {
    if (line.goods.ids[i] == 0) continue;
    const auto kind = static_cast<GoodsKind>(i);
    const auto named = tables.restrictions.find(key_of(kind, line.goods.ids[i]));
    found.insert(found.end(), named.begin(), named.end());
  }
  std::ranges::sort(found);  // one that names a line's item and its brand is one
  found.erase(std::ranges::unique(found).begin(), found.end());
  for (const auto position : found) {
    const Restriction& restriction = tables.rules.restrictions[position];
    if (!restriction.scope.contains(line.goods)) continue;
    Considered seen{.kind = RuleKind::restriction, .line = number, .rule = restriction.id};
    seen.why = check_time_and_place(restriction, basket, weekday, seen);
    if (seen.why == Why::applied && check_customer(restriction, basket, seen) != Why::applied) {
      seen.why = Why::restricted;
      quote.restricted = true;
    }
    if (detail == Detail::trace || seen.why == Why::restricted) quote.considered.push_back(seen);
  }
}

/// The trace says what the document that counts has saved on its line.
void note_saving(std::size_t first, std::int64_t saved, Quote& quote) {
  for (std::size_t i = first; i < quote.considered.size(); ++i) {
    Considered& seen = quote.considered[i];
    if (seen.kind == RuleKind::document && seen.why == Why::applied) seen.amount = saved;
  }
}

}  // namespace

std::int64_t amount_at(UnitPrice price, Quantity quantity, Rate rate, Currency currency) {
  // ten-thousandths × thousandths of the major unit; the minor unit has 10^-exponent of it.
  std::int64_t of_one = 10'000'000;
  for (int i = 0; i < currency.minor_digits(); ++i) of_one /= 10;
  const Int128 denominator = Int128{of_one} * rate.denominator();
  return divide(
      Int128{price.e4()} * quantity.milli() * rate.numerator(), denominator, Rounding::half_up
  );
}

MemberAmount member_amount(
    const BasketLine& line,
    Currency currency,
    Stacking stacking,
    const MemberTerms& terms,
    Rate start,
    Rate stack_rate
) {
  MemberAmount out;
  out.how.source = terms.source;
  out.how.document = terms.document;
  out.how.rate = terms.rate;
  out.how.price = terms.price;
  out.how.stacks = terms.stacks && !terms.price;

  Rate on_shop;  // what the shop price is multiplied with
  if (out.how.stacks && stacking == Stacking::product) {
    out.how.branch = terms.rate == Rate::one() ? Branch::shop : Branch::stacked;
    out.amount = amount_at(line.shop(), line.quantity, terms.rate, currency);
    return out;
  }
  if (out.how.stacks && stacking == Stacking::stepped) {
    if (reaches(line, start)) {
      on_shop = stack_rate;
    } else {
      out.how.inversion = is_inverted(line, start, stack_rate);
    }
  }
  const UnitPrice member_price = terms.price.value_or(line.list_price);
  const Rate member_rate = terms.price ? Rate::one() : terms.rate;
  if (compare(line.shop(), on_shop, member_price, member_rate) <= 0) {
    out.how.branch = on_shop == Rate::one() ? Branch::shop : Branch::stacked;
    out.amount = amount_at(line.shop(), line.quantity, on_shop, currency);
  } else {
    out.how.branch = Branch::member;
    // It may be less than the shop price and still more than at the start.
    out.how.inversion = out.how.inversion &&
                        compare(line.list_price, start * stack_rate, member_price, member_rate) < 0;
    out.amount = amount_at(member_price, line.quantity, member_rate, currency);
  }
  return out;
}

void price_members(
    const Index::Tables& tables, const Basket& basket, Detail detail, int weekday, Quote& quote
) {
  const Currency currency = basket.currency;
  Documents documents(tables, basket, weekday, detail == Detail::trace ? &quote : nullptr);
  quote.lines.resize(basket.lines.size());
  for (std::uint32_t i = 0; i < basket.lines.size(); ++i) {
    const BasketLine& line = basket.lines[i];
    PricedLine& priced = quote.lines[i] = {};
    priced.list = amount_at(line.list_price, line.quantity, Rate::one(), currency);
    priced.shop = amount_at(line.shop(), line.quantity, Rate::one(), currency);
    priced.member = priced.shop;
    check_restrictions(tables, basket, i + 1, weekday, detail, quote);
    if (basket.member && line.kind == LineKind::goods) {
      const std::size_t first = quote.considered.size();
      const auto* entry = documents.find(line, i + 1);
      const MemberTerms terms = terms_of(tables, *basket.member, entry);
      const MemberAmount found = member_amount(
          line,
          currency,
          tables.rules.parameters.stacking,
          terms,
          basket.member->stack_start,
          basket.member->stack_rate
      );
      priced.member = found.amount;
      priced.how = found.how;
      if (priced.member != priced.shop) {
        if (terms.document) note_saving(first, priced.shop - priced.member, quote);
        quote.concessions.push_back(
            {terms.document ? RuleKind::document : RuleKind::member_rate,
             i + 1,
             terms.document,
             0,
             priced.shop - priced.member}
        );
      }
    }
    priced.promoted = priced.payable = priced.member;
    quote.list_total += priced.list;
    quote.shop_total += priced.shop;
    quote.member_total += priced.member;
  }
}

}  // namespace guanxi::pricing
