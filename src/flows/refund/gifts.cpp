// What came with a sale besides its goods, when the goods come back: gifts that are due come back,
// or their declared value is kept back of the money; coupons that are due are withdrawn, or what
// they took off is. Of both as much is due as is the part of the sale's money that has come back,
// rounded down, and all of it with the last goods.
#include <fmt/format.h>

#include <algorithm>

#include "base/rounding.h"
#include "flows/refund/refund.h"

namespace guanxi::refund {
namespace {

bool has_note(const sales::Receipt& receipt, std::string_view code) {
  return std::ranges::any_of(receipt.notes, [&](const sales::Note& note) {
    return note.code == code;
  });
}

/// Of a gift, before this return and with it.
struct Moved {
  std::int64_t before = 0, after = 0;
};

/// Of `free` pieces of an item that are lines of the sale: in proportion, for what comes back of
/// the item pays back its part of what others of it cost.
Moved free_back(
    const sales::Receipt& sale, const sales::Receipt& refund, ItemId item, std::int64_t free
) {
  std::int64_t sold = 0, before = 0, now = 0;
  for (const sales::Line& line : sale.lines) {
    if (line.item != item) continue;
    sold += line.quantity.milli();
    before += line.refunded_quantity.milli();
  }
  for (const sales::Line& line : refund.lines) {
    if (line.item == item) now += line.quantity.milli();
  }
  const auto part = [&](std::int64_t back) {
    return sold == 0 ? 0 : divide(Int128{free} * back, sold, Rounding::floor);
  };
  return {part(before), part(before + now)};
}

/// The free pieces that are back, gift by gift: those of one item in the order of its gifts.
std::vector<Moved> frees_back(
    const std::vector<sales::Gift>& gifts, const sales::Receipt& sale, const sales::Receipt& refund
) {
  std::vector<Moved> moved(gifts.size());
  for (std::size_t i = 0; i < gifts.size(); ++i) {
    std::int64_t earlier = 0, all = 0;
    for (std::size_t j = 0; j < gifts.size(); ++j) {
      if (gifts[j].item != gifts[i].item) continue;
      all += gifts[j].on_receipt;
      if (j < i) earlier += gifts[j].on_receipt;
    }
    const Moved together = free_back(sale, refund, gifts[i].item, all);
    const auto mine = [&](std::int64_t back) {
      return std::clamp<std::int64_t>(back - earlier, 0, gifts[i].on_receipt);
    };
    moved[i] = {mine(together.before), mine(together.after)};
  }
  return moved;
}

/// What of `gifts` comes back with this return besides lines, by place. Errors: item_not_found,
/// duplicate_field, out_of_range (fact max) at the order's gifts.
Result<std::vector<std::int64_t>> handed_back(
    const std::vector<sales::Gift>& gifts, const Order& order
) {
  std::vector<std::int64_t> back(gifts.size(), 0);
  if (is_void(order.kind)) {
    for (std::size_t i = 0; i < gifts.size(); ++i) back[i] = gifts[i].beside() - gifts[i].returned;
    return back;
  }
  if (order.gifts == nullptr) return back;
  for (std::size_t i = 0; i < order.gifts->size(); ++i) {
    const ReturnedGift& one = (*order.gifts)[i];
    const std::string place = fmt::format("{}/{}", order.gifts_at, i);
    std::int64_t left = 0, wanted = one.pieces;
    bool known = false;
    for (std::size_t j = 0; j < gifts.size(); ++j) {
      if (gifts[j].item_code != one.item) continue;
      if (back[j] > 0) return fail(ErrorCode::duplicate_field, place + "/item");
      known = true;
      left += gifts[j].beside() - gifts[j].returned;
    }
    if (!known) return fail(ErrorCode::item_not_found, place + "/item", {{"item", one.item}});
    if (wanted > left) {
      return fail(ErrorCode::out_of_range, place + "/pieces", {{"max", std::to_string(left)}});
    }
    for (std::size_t j = 0; j < gifts.size() && wanted > 0; ++j) {
      if (gifts[j].item_code != one.item) continue;
      back[j] = std::min(wanted, gifts[j].beside() - gifts[j].returned);
      wanted -= back[j];
    }
  }
  return back;
}

/// What is kept back of a gift altogether, once so much is due and so much is back.
std::int64_t value_of(const sales::Gift& gift, std::int64_t due, std::int64_t back) {
  const Int128 value = Int128{std::max<std::int64_t>(due - back, 0)} * gift.declared_value;
  return static_cast<std::int64_t>(std::min(value, Int128{INT64_MAX / 4}));
}

}  // namespace

Outcome Refund::plan_gifts(sql::Tx& tx, RefundPlan& plan, const Order& order) {
  const sales::Receipt& sale = plan.sale;
  sales::Receipt& refund = plan.refund;
  const auto gifts = sales::gifts_of(tx, sale.owner, sale.id);
  GX_TRY(handed, handed_back(gifts, order));
  const auto free = frees_back(gifts, sale, refund);
  const std::int64_t refunded = sale.refunded + refund.payable;
  for (std::size_t i = 0; i < gifts.size(); ++i) {
    const sales::Gift& gift = gifts[i];
    const auto due = [&](bool whole, std::int64_t money) {
      return coupons::part_due(gift.pieces, whole, money, sale.payable);
    };
    const std::int64_t before =
        value_of(gift, due(false, sale.refunded), gift.returned + free[i].before);
    const std::int64_t after =
        value_of(gift, due(plan.whole, refunded), gift.returned + handed[i] + free[i].after);
    if (handed[i] > 0) {
      plan.gifts.push_back({gift.number, handed[i]});
      refund.notes.push_back({sales::notes::gift_back, 0, handed[i], gift.item_code});
    }
    if (after == before) continue;
    refund.notes.push_back({sales::notes::gift_charged, 0, after - before, gift.item_code});
    plan.gifts_price += after - before;
  }
  return ok();
}

void Refund::plan_promised(sql::Tx& tx, RefundPlan& plan, Instant now) {
  const sales::Receipt& sale = plan.sale;
  sales::Receipt& refund = plan.refund;
  plan.coming_back = {
      sale.owner, sale.id, plan.whole, sale.refunded + refund.payable, sale.payable};
  plan.coupons_back = coupons::due_back(tx, plan.coming_back, plan.today, now);
  for (const coupons::Settling& one : plan.coupons_back) {
    const std::string text = one.coupon.to_string() + " " + one.template_code;
    if (one.what == coupons::AwardState::charged) {
      refund.notes.push_back({sales::notes::coupon_charged, 0, one.amount, text});
      plan.gifts_price += one.amount;
    } else if (one.what == coupons::AwardState::withdrawn) {
      refund.notes.push_back({sales::notes::coupon_withdrawn, 0, 0, text});
    }
  }
}

Outcome Refund::plan_what_came_with_it(
    sql::Tx& tx, RefundPlan& plan, const Order& order, Instant now
) {
  if (sales::is_without_receipt(order.kind)) return ok();
  const bool named = order.gifts != nullptr && !order.gifts->empty();
  if (named || has_note(plan.sale, sales::notes::gift_given) ||
      has_note(plan.sale, sales::notes::gift_on_receipt)) {
    GX_TRY_VOID(plan_gifts(tx, plan, order));
  }
  if (has_note(plan.sale, sales::notes::coupon_given)) plan_promised(tx, plan, now);
  if (plan.gifts_price >= 0) return ok();
  // It is paid out again the way it was kept back.
  for (const ReceiptId id : sales::refunds_of(tx, plan.sale)) {
    const auto before = sales::find(tx, id, plan.sale.owner);
    GX_CHECK_WHY(before.has_value(), "a sale's refund that is not there");
    for (const sales::Tender& tender : before->tenders) {
      if (tender.kind != sales::TenderKind::gift_purchase) continue;
      const auto kind = sales::find_tender_kind(tender.reference).value_or(sales::TenderKind::cash);
      const auto known = std::ranges::find(plan.kept_before, kind, &sales::Tender::kind);
      if (known != plan.kept_before.end()) {
        known->amount += tender.amount;
      } else {
        plan.kept_before.push_back({kind, tender.amount, "", 0});
      }
    }
  }
  return ok();
}

void keep_back(sales::Receipt& refund, const std::vector<sales::Tender>& parts) {
  for (const sales::Tender& part : parts) {
    refund.tenders.push_back(
        {sales::TenderKind::gift_purchase, part.amount, std::string(sales::word(part.kind)), 0}
    );
  }
}

void pay_out_again(
    sales::Receipt& refund, const std::vector<sales::Tender>& kept_before, std::int64_t amount
) {
  std::vector<sales::Tender> given_up;
  for (const sales::Tender& kept : kept_before) {
    const std::int64_t part = std::min(amount, kept.amount);
    if (part <= 0) continue;
    refund.tenders.push_back({kept.kind, part, "", 0});
    given_up.push_back({kept.kind, -part, "", 0});
    amount -= part;
  }
  GX_CHECK_WHY(amount == 0, "more is paid out for gifts than was kept back");
  keep_back(refund, given_up);
}

Outcome Refund::take_gifts_back(sql::Tx& tx, const RefundPlan& plan, const sales::Receipt& refund)
    const {
  const coupons::Act act{refund.actor, refund.posted_at, plan.today, refund.store};
  if (plan.coming_back.receipt) {
    GX_TRY_VOID(coupons::settle_promised(
        tx, house_.ids, plan.coming_back, refund.id.value(), plan.coupons_back, act
    ));
  }
  for (const GiftBack& gift : plan.gifts) {
    GX_TRY_VOID(sales::return_gift(tx, plan.sale.owner, plan.sale.id, gift.number, gift.pieces));
  }
  return ok();
}

}  // namespace guanxi::refund
