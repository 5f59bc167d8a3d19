#include "modules/pricing/engine/engine.h"

#include "base/allocate.h"
#include "base/calendar.h"
#include "modules/pricing/engine/coupons.h"
#include "modules/pricing/engine/member_price.h"
#include "modules/pricing/engine/offers.h"

namespace guanxi::pricing {
namespace {

void start_anew(Quote& quote) {
  quote.lines.clear();
  quote.concessions.clear();
  quote.awards.clear();
  quote.considered.clear();
  quote.list_total = quote.shop_total = quote.member_total = quote.promoted_total = 0;
  quote.coupon_total = quote.rounded_off = quote.payable = 0;
  quote.exact = true;
  quote.restricted = false;
}

/// Step 6: what is rounded off comes off the lines in proportion to what they cost.
void round_off(const Parameters& parameters, Workspace::Memory& memory, Quote& quote) {
  std::int64_t total = 0;
  for (const PricedLine& line : quote.lines) total += line.payable;
  quote.rounded_off = rounded_off(total, parameters);
  quote.payable = total - quote.rounded_off;
  if (quote.rounded_off == 0) return;
  memory.amounts.clear();
  for (const PricedLine& line : quote.lines) memory.amounts.push_back(line.payable);
  auto& parts = memory.off;
  parts.resize(memory.amounts.size());
  allocate_into(quote.rounded_off, memory.amounts, parts);
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == 0) continue;
    quote.lines[i].payable -= parts[i];
    quote.concessions.push_back({RuleKind::rounding, i + 1, 0, 0, parts[i]});
  }
}

}  // namespace

Workspace::Workspace() : memory_(std::make_unique<Memory>()) {}
Workspace::~Workspace() = default;

void price(
    const Index& index, const Basket& basket, Detail detail, Workspace& workspace, Quote& quote
) {
  const Index::Tables& tables = index.tables();
  Workspace::Memory& memory = workspace.memory();
  const int weekday = weekday_of(basket.day);
  start_anew(quote);
  price_members(tables, basket, detail, weekday, quote);
  order_lines(basket, memory.ordered);
  const Coupons coupons(tables, basket, memory.ordered, weekday);
  price_promotions(tables, basket, coupons, detail, weekday, memory, quote);
  price_coupons(coupons, memory, quote);
  round_off(tables.rules.parameters, memory, quote);
}

Quote price(const Index& index, const Basket& basket, Detail detail) {
  Workspace workspace;
  Quote quote;
  price(index, basket, detail, workspace, quote);
  return quote;
}

Quote multiples(
    const Index& index, const Basket& basket, std::span<const std::int64_t> paid, const Quote& had
) {
  Workspace workspace;
  Quote quote;
  quote.lines.resize(basket.lines.size());
  for (std::size_t i = 0; i < quote.lines.size(); ++i) quote.lines[i].member = paid[i];
  order_lines(basket, workspace.memory().ordered);
  multiply_points(index.tables(), basket, had, weekday_of(basket.day), workspace.memory(), quote);
  return quote;
}

std::vector<Borne> borne(const Concession& concession, std::span<const Share> shares) {
  if (shares.empty()) return {};
  std::vector<std::int64_t> weights;
  weights.reserve(shares.size());
  for (const Share& share : shares) weights.push_back(share.weight);
  const auto parts = allocate(concession.amount, weights);
  std::vector<Borne> all;
  all.reserve(shares.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] != 0) all.push_back({shares[i].party, parts[i]});
  }
  return all;
}

}  // namespace guanxi::pricing
