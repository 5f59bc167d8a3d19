// What an earlier return takes of a sale that a member is given now: as if the member had been
// there all the time, posted today.
#include "flows/refund/refund.h"

namespace guanxi::refund {
namespace {

/// What has come back of the sale, with this return.
void move_counters(sales::Receipt& sale, const sales::Receipt& refund) {
  ++sale.refunds;
  sale.refunded += refund.payable;
  sale.points_reversed += refund.points_earned;
  sale.multiplied_reversed += refund.multiplied_points;
  sale.gift_reversed += refund.gift_points;
  sale.identity_reversed += refund.identity_points;
  for (const sales::Line& line : refund.lines) {
    sales::Line& sold = sale.lines.at(static_cast<std::size_t>(*line.original_line) - 1);
    sold.refunded_quantity = sold.refunded_quantity + line.quantity;
    sold.refunded_amount += line.amount;
    sold.refunded_points += line.points;
  }
}

}  // namespace

Points Refund::taken_again(sales::Receipt& sale, sales::Receipt refund) const {
  const auto sold_under = house_.programmes.version(sale.programme, sale.programme_version);
  GX_CHECK(sold_under != nullptr);
  reverse_points(refund, sale, sold_under->parameters.earn_scope);
  move_counters(sale, refund);
  return refund.points_of_all_classes();
}

Result<points::Account> Refund::replay(
    sql::Tx& tx,
    sales::Receipt& sale,
    sales::Receipt& refund,
    const points::Account& account,
    const Replay& replay
) const {
  const auto sold_under = house_.programmes.version(sale.programme, sale.programme_version);
  GX_CHECK(sold_under != nullptr);
  refund.owner = sale.owner;
  refund.card = sale.card;
  refund.notes.push_back({sales::notes::attributed, 0, 0});
  reverse_points(refund, sale, sold_under->parameters.earn_scope);
  const points::Return back{
      .sale = sale.id.value(),
      .expires_on =
          points::expiry_date(sold_under->zone.date_of(sale.occurred_at), sold_under->parameters),
      .a = refund.points_earned,
      .b = refund.multiplied_points,
      .c = refund.gift_points,
      .e = refund.identity_points};
  const points::Context context{
      .owner = sale.owner,
      .cause = {points::CauseKind::refund, refund.id.value()},
      .occurred_at = refund.occurred_at,
      .posted_at = replay.now,
      .actor = replay.actor,
      .expected_seq = account.seq,
      .today = replay.today,
  };
  programmes::Version owing = *replay.policy;
  owing.parameters.shortfall = programmes::ShortfallPolicy::debt;
  GX_TRY(reversal, points::post_reversal(tx, house_.ids, context, back, owing));
  const auto note = [&](const char* code, Points value) {
    if (!value.is_zero()) refund.notes.push_back({code, 0, value.value()});
  };
  note("points_forgiven", reversal.forgiven);
  note(sales::notes::points_owed, reversal.shortfall.owed);
  refund.points_balance = reversal.account.balance;

  sales::Receipt posted = refund;  // the books say when they were written, and by whom
  posted.posted_at = replay.now;
  posted.actor = replay.actor;
  GX_TRY_VOID(take_growth_back(tx, sale, posted, replay.today));
  refund.notes = std::move(posted.notes);
  move_counters(sale, refund);
  return reversal.account;
}

}  // namespace guanxi::refund
