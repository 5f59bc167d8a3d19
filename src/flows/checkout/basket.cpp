#include "flows/checkout/basket.h"

#include <fmt/format.h>

#include <algorithm>

#include "flows/checkout/bought.h"
#include "flows/checkout/promotions.h"
#include "modules/audiences/lookup.h"

namespace guanxi::checkout {
namespace {

using pricing::GoodsKind;

template <class Tag>
std::int64_t number_of(const std::optional<Id<Tag>>& id) {
  return id ? id->value() : 0;
}

std::optional<pricing::Paid> paid_of(sales::TenderKind kind) {
  using sales::TenderKind;
  switch (kind) {
    case TenderKind::cash:
      return pricing::Paid::cash;
    case TenderKind::bank_card:
      return pricing::Paid::bank_card;
    case TenderKind::wechat_pay:
      return pricing::Paid::wechat_pay;
    case TenderKind::alipay:
      return pricing::Paid::alipay;
    case TenderKind::unionpay:
      return pricing::Paid::unionpay;
    case TenderKind::voucher:
      return pricing::Paid::voucher;
    case TenderKind::stored_value:
      return pricing::Paid::stored_value;
    case TenderKind::small_change:
      return pricing::Paid::small_change;
    case TenderKind::points:
      return pricing::Paid::points;
    case TenderKind::other:
      return pricing::Paid::other;
    case TenderKind::exchange_credit:
    case TenderKind::points_purchase:
    case TenderKind::gift_purchase:
      return std::nullopt;
  }
  return std::nullopt;
}

constexpr std::int64_t receipt_total_max =
    1'000'000'000'000;  // 10 billion yuan: beyond it is a typing error

/// Exclusive goods are not sold to others. Errors: not_eligible at the line's item.
Outcome check_restrictions(const SalePlan& plan) {
  if (!plan.priced.restricted) return ok();
  const auto refused = std::ranges::find(
      plan.priced.considered, pricing::Why::restricted, &pricing::Considered::why
  );
  GX_CHECK(refused != plan.priced.considered.end());
  return fail(
      ErrorCode::not_eligible,
      fmt::format("/lines/{}/item", refused->line - 1),
      {{"reason", "@exclusive_goods"}}
  );
}

/// The audiences of the buyer at that moment, under any name they have now, that rules name.
std::vector<std::int64_t> groups_of(sql::Tx& tx, const SalePlan& plan, Instant at) {
  std::vector<OwnerId> selves = members::merged_into(tx, plan.buyer->member.id);
  selves.push_back(plan.buyer->member.id);
  std::vector<std::int64_t> groups;
  for (const std::string& code : audiences::codes_at(tx, selves, at)) {
    if (const std::int64_t group = plan.rules->group(code)) groups.push_back(group);
  }
  std::ranges::sort(groups);
  const auto again = std::ranges::unique(groups);
  groups.erase(again.begin(), again.end());
  return groups;
}

pricing::MemberFacts member_of(sql::Tx& tx, const SalePlan& plan, Instant at) {
  const Buyer& buyer = *plan.buyer;
  pricing::MemberFacts member;
  member.card_type = number_of(buyer.card.type);
  member.card_rate = buyer.terms.discount_rate;
  member.stack_start = buyer.terms.stack_start;
  member.stack_rate = buyer.terms.stack_rate;
  member.tier = plan.rules->tier(plan.tier);
  member.tier_rate = plan.tier_rate;
  member.birthday = buyer.member.birthday;
  if (plan.rules->index().asks_first_purchase())
    member.first_purchase = !has_bought(tx, buyer.member.id);
  if (plan.rules->index().asks_groups()) member.groups = groups_of(tx, plan, at);
  return member;
}

}  // namespace

pricing::BasketLine sold_of(const catalog::Item* item) {
  pricing::BasketLine line;
  if (!item) return line;
  line.goods.of(GoodsKind::item) = item->id.value();
  line.goods.of(GoodsKind::brand) = number_of(item->brand);
  line.goods.of(GoodsKind::counter_group) = number_of(item->counter_group);
  line.goods.of(GoodsKind::small_category) = number_of(item->small_category);
  line.goods.of(GoodsKind::middle_category) = number_of(item->middle_category);
  line.goods.of(GoodsKind::large_category) = number_of(item->large_category);
  if (!item->is_goods) line.kind = pricing::LineKind::charge;
  return line;
}

pricing::Channel channel_of(sales::Channel channel) {
  switch (channel) {
    case sales::Channel::store:
      return pricing::Channel::store;
    case sales::Channel::online:
      return pricing::Channel::online;
    case sales::Channel::phone:
      return pricing::Channel::phone;
    case sales::Channel::import:
      return pricing::Channel::import;
  }
  GX_CHECK_WHY(false, "no such channel");
}

unsigned tender_bit(sales::TenderKind kind) {
  const auto paid = paid_of(kind);
  return paid ? 1U << static_cast<unsigned>(*paid) : 0;
}

unsigned tenders_of(const std::vector<SaleTender>& tenders) {
  unsigned bits = 0;
  for (const SaleTender& tender : tenders) bits |= tender_bit(tender.kind);
  return bits;
}

pricing::Basket basket_of(
    sql::Tx& tx,
    const SalePlan& plan,
    const std::vector<LineFacts>& lines,
    unsigned tenders,
    Instant priced_at
) {
  const TimeZone& zone = plan.programme->zone;
  pricing::Basket basket;
  basket.currency = plan.programme->currency;
  basket.at = priced_at;
  basket.day = zone.date_of(priced_at);
  basket.minute = zone.minute_of_day(priced_at);
  basket.store = plan.receipt.store.value();
  basket.channel = channel_of(plan.receipt.channel);
  basket.tenders = tenders;
  if (plan.buyer) basket.member = member_of(tx, plan, priced_at);
  basket.lines.reserve(lines.size());
  for (const LineFacts& line : lines) basket.lines.push_back(line.sold);
  return basket;
}

Outcome Checkout::price_basket(
    sql::Tx& tx,
    const std::vector<LineFacts>& facts,
    const std::vector<ShownCoupon>& shown,
    unsigned tenders,
    Instant priced_at,
    ReceiptId returned,
    SalePlan& plan
) const {
  sales::Receipt& receipt = plan.receipt;
  plan.rules = house_.rules.snapshot_at(tx, receipt.programme, priced_at);
  plan.sold = basket_of(tx, plan, facts, tenders, priced_at);
  GX_TRY_VOID(plan_coupons(tx, shown, priced_at, plan));
  price_within_limits(tx, plan, returned);
  if (receipt.pricing == sales::Pricing::engine) {
    GX_TRY_VOID(check_restrictions(plan));
  }
  set_prices(receipt, facts, plan.priced, plan.rules->index());
  if (receipt.list_total > receipt_total_max || receipt.payable > receipt_total_max) {
    return fail(ErrorCode::out_of_range, "/lines", {{"max", std::to_string(receipt_total_max)}});
  }
  return ok();
}

}  // namespace guanxi::checkout
