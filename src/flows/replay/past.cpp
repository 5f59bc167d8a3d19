#include "flows/replay/past.h"

#include <algorithm>

#include "flows/checkout/basket.h"

namespace guanxi::replay {
namespace {

using pricing::RuleKind;

unsigned paid_with(const std::vector<sales::Tender>& tenders, Currency currency) {
  std::vector<checkout::SaleTender> all;
  all.reserve(tenders.size());
  for (const sales::Tender& tender : tenders)
    all.push_back({tender.kind, Money(tender.amount, currency), std::nullopt});
  return checkout::tenders_of(all);
}

/// What was paid otherwise than in money, and was not given back: it makes no growth.
std::int64_t not_money(const std::vector<sales::Tender>& tenders) {
  std::int64_t sum = 0;
  for (const sales::Tender& tender : tenders) {
    const bool voucher = tender.kind == sales::TenderKind::voucher ||
                         (tender.kind == sales::TenderKind::exchange_credit &&
                          tender.reference == sales::word(sales::TenderKind::voucher));
    if (voucher || tender.kind == sales::TenderKind::points) sum += tender.amount - tender.restored;
  }
  return sum;
}

}  // namespace

Past::Past(const House& house, Rules& rules, const Order& order, Instant now)
    : house_(house),
      rules_(rules),
      bearers_(house),
      programme_(house.programmes.shown(order.programme, now)) {
  GX_CHECK(programme_ != nullptr);
  span_.programme = order.programme;
  span_.from = programme_->zone.start_of(order.from);
  span_.until = programme_->zone.start_of(order.to.plus_days(1));
  for (const tiers::VersionPtr& ladder : house.ladders.in_force(order.programme, now)) {
    if (ladder->terms.decides_rates) ladder_ = ladder;
  }
}

void Past::begin(sql::Tx& tx) {
  bearers_.begin(tx, span_.programme);
  if (rules_.index().asks_first_purchase()) first_sales_ = sales::first_sales(tx, span_.programme);
}

std::string Past::item_of_category(std::int64_t category) const {
  const auto found = items_of_categories_.find(category);
  return found == items_of_categories_.end() ? std::string() : found->second;
}

std::vector<audiences::Stay> Past::stays_of(
    sql::Tx& tx, OwnerId owner, const std::vector<OwnerId>& merged
) {
  std::vector<audiences::Stay> stays = audiences::stays_of(tx, owner);
  for (const OwnerId other : merged) {
    for (audiences::Stay& one : audiences::stays_of(tx, other)) stays.push_back(std::move(one));
  }
  return stays;
}

const Past::Member& Past::member(sql::Tx& tx, OwnerId owner) {
  const auto [at, fresh] = members_.try_emplace(owner);
  Member& member = at->second;
  if (!fresh) return member;
  if (const auto found = house_.members.find(tx, owner)) member.birthday = found->birthday;
  member.card_holder = members::heir_of(tx, owner).value_or(owner);
  const bool asks_groups = rules_.index().asks_groups();
  if (!first_sales_.empty() || asks_groups) member.merged = members::merged_into(tx, owner);
  if (asks_groups) member.stays = stays_of(tx, owner, member.merged);
  if (ladder_) member.tiers = tiers::past_tiers(tx, owner, ladder_->ladder);
  return member;
}

std::optional<cards::Card> Past::card(sql::Tx& tx, const Member& member, CardId id) {
  const auto known = cards_.find(id);
  if (known != cards_.end()) return known->second;
  auto found = cards::find(tx, member.card_holder, id);
  if (found) cards_.emplace(id, *found);
  return found;
}

/// The rates that the type had then; asked once for each time it was changed.
const cards::CardTerms& Past::terms(sql::Tx& tx, const cards::Card& card, Instant at) {
  const auto [entry, fresh] = card_types_.try_emplace(card.type->value());
  CardType& type = entry->second;
  if (fresh) {
    constexpr int all = 1'000'000;
    for (const cards::TypeChange& change : cards::changes_of(tx, *card.type, std::nullopt, all))
      type.changes.push_back(change.changed_at);
    std::ranges::sort(type.changes);
  }
  const auto after = std::ranges::upper_bound(type.changes, at);
  const auto happened = static_cast<std::size_t>(after - type.changes.begin());
  const auto known = type.terms.find(happened);
  if (known != type.terms.end()) return known->second;
  return type.terms.emplace(happened, cards::terms_at(tx, card, at)).first->second;
}

const pricing::BasketLine& Past::goods(sql::Tx& tx, ItemId item) {
  const auto [at, fresh] = goods_.try_emplace(item);
  if (!fresh) return at->second;
  const auto found = catalog::load_item(tx, item);
  at->second = checkout::sold_of(found ? &*found : nullptr);
  if (found && found->large_category)
    items_of_categories_.try_emplace(found->large_category->value(), found->code);
  return at->second;
}

/// Under any name that the member has now.
bool Past::is_first(const sales::PastSale& sale, const Member& member) const {
  const auto bought_before = [&](OwnerId owner) {
    const auto first = first_sales_.find(owner);
    return first != first_sales_.end() && first->second < sale.id;
  };
  return !bought_before(sale.owner) && std::ranges::none_of(member.merged, bought_before);
}

void Past::set_member(sql::Tx& tx, const sales::PastSale& sale, PastSale& past) {
  const Member& member = this->member(tx, sale.owner);
  pricing::MemberFacts facts;
  facts.birthday = member.birthday;
  if (!first_sales_.empty()) facts.first_purchase = is_first(sale, member);
  for (const audiences::Stay& stay : member.stays) {
    const std::int64_t group = stay.is_at(sale.occurred_at) ? rules_.group(stay.code) : 0;
    if (group != 0) facts.groups.push_back(group);
  }
  std::ranges::sort(facts.groups);
  const auto card = this->card(tx, member, *sale.card);
  if (card && card->type) {
    const cards::CardTerms& terms = this->terms(tx, *card, sale.occurred_at);
    facts.card_type = card->type->value();
    facts.card_rate = terms.discount_rate;
    facts.stack_start = terms.stack_start;
    facts.stack_rate = terms.stack_rate;
    past.points_rate = terms.points_rate;
    past.conceded.cost_group = terms.cost_group;
  }
  const auto then = ladder_ ? house_.ladders.in_force(ladder_->ladder, sale.occurred_at) : nullptr;
  if (then && then->terms.decides_rates) {
    const std::string* had = tiers::tier_at_sale(
        member.tiers, {sale.id.value(), sale.occurred_at, sale.posted_at, past.day}
    );
    const std::string& code = had ? *had : then->at(0).code;
    const tiers::Version& says = then->rank(code) ? *then : *ladder_;
    facts.tier = rules_.tier(code);
    if (const auto rank = says.rank(code)) facts.tier_rate = says.at(*rank).discount_rate;
  }
  past.basket.member = std::move(facts);
  past.buyer = member.card_holder;
  past.of_member = true;
}

void Past::set_lines(sql::Tx& tx, const sales::PastSale& sale, PastSale& past) {
  for (const sales::SoldLine& sold : sale.lines) {
    pricing::BasketLine line = sold.item ? goods(tx, *sold.item) : pricing::BasketLine();
    line.quantity = sold.quantity;
    line.list_price = sold.list_price;
    line.shop_price = sold.shop_price;
    past.parties.push_back(bearers_.line(tx, sale.store, sold.counter, line.goods));
    past.basket.lines.push_back(std::move(line));
    past.receipt.lines.push_back({sold.amount, sold.refunded_amount, sold.refunded_quantity, 0});
  }
}

std::span<const pricing::Share> Past::shares_of(
    const PastSale& sale, const pricing::Concession& made
) {
  const auto* of_rule = made.rule != 0 ? &rules_.revision(made.rule).shares : nullptr;
  return bearers_.of(made.kind, of_rule, sale.conceded, sale.parties[made.line - 1]);
}

/// What our own rules took off then; of what a till priced they took nothing.
void Past::set_price(sql::Tx& tx, const sales::PastSale& sale, PastSale& past) {
  past.receipt.by_till = sale.pricing == sales::Pricing::as_sold;
  auto trace = pricing::find_trace(tx, sale.owner, sale.id);
  if (!trace) return;
  GX_CHECK(trace->quote.lines.size() == sale.lines.size());
  past.priced = std::move(trace->quote.lines);
  for (const pricing::Considered& seen : trace->quote.considered) {
    const bool is_cut = seen.kind == RuleKind::promotion && seen.why == pricing::Why::applied &&
                        seen.has < seen.needs;
    if (is_cut) past.allowances.push_back({seen.rule, std::nullopt, std::nullopt, false, seen.has});
  }
  if (past.receipt.by_till) return;
  for (pricing::Concession made : trace->quote.concessions) {
    if (made.kind == RuleKind::coupon) {
      past.receipt.lines[made.line - 1].coupons += made.amount;
      continue;
    }
    if (made.rule != 0) made.rule = rules_.number_of(made.rule);
    past.receipt.concessions.push_back({made, shares_of(past, made)});
  }
  past.receipt.awards = std::move(trace->quote.awards);
}

PastSale Past::past_of(sql::Tx& tx, const sales::PastSale& sale) {
  PastSale past;
  past.owner = sale.owner;
  past.occurred_at = past.conceded.when = sale.occurred_at;
  past.day = programme_->zone.date_of(sale.occurred_at);
  past.programme = house_.programmes.version(span_.programme, sale.programme_version);
  GX_CHECK(past.programme != nullptr);
  past.receipt.id = sale.id.value();
  past.basket.currency = programme_->currency;
  past.basket.at = sale.occurred_at;
  past.basket.day = past.day;
  past.basket.minute = programme_->zone.minute_of_day(sale.occurred_at);
  past.basket.store = sale.store.value();
  past.basket.channel = checkout::channel_of(sale.channel);
  past.basket.tenders = paid_with(sale.tenders, programme_->currency);
  if (sale.card) set_member(tx, sale, past);
  set_lines(tx, sale, past);
  set_price(tx, sale, past);
  const std::int64_t kept = sale.payable - sale.refunded;
  past.base_points = (sale.points_earned - sale.points_reversed).value();
  past.earns_nothing = pricing::in_proportion(sale.payable - sale.earning_base, kept, sale.payable);
  past.grows_nothing = not_money(sale.tenders);
  return past;
}

Past::Chunk Past::read(sql::Tx& tx, ReceiptId after, int limit) {
  Chunk chunk;
  for (const sales::PastSale& sale : sales::past_sales(tx, span_, after, limit)) {
    chunk.last = sale.id;
    ++chunk.looked_at;
    if (sale.is_left()) chunk.sales.push_back(past_of(tx, sale));
  }
  return chunk;
}

}  // namespace guanxi::replay
