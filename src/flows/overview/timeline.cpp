#include "flows/overview/timeline.h"

#include <fmt/format.h>

#include <algorithm>

#include "modules/sales/attribution.h"
#include "modules/wallet/wallet.h"
#include "platform/api/words.h"

namespace guanxi::overview {
namespace {

Happening kind_of(points::CauseKind kind) {
  using enum points::CauseKind;
  switch (kind) {
    case sale:
      return Happening::sale;
    case refund:
      return Happening::refund;
    case void_sale:
      return Happening::void_sale;
    case points::CauseKind::refund_without_receipt:
      return Happening::refund_without_receipt;
    case points::CauseKind::refund_without_receipt_void:
      return Happening::refund_without_receipt_void;
    case redemption:
    case redemption_reversal:
      return Happening::points_redeemed;
    case expiry:
      return Happening::points_expired;
    case correction:
      return Happening::points_corrected;
    case hold:
      return Happening::points_held;
    case document:
      return Happening::points_document;
    case transfer:
    case transfer_return:
      return Happening::points_transferred;
    case gift:
      return Happening::points_gift;
    case points_sale:
      return Happening::points_bought;
    case points_sale_void:
      return Happening::points_sale_voided;
    case merge:
      return Happening::merged;
    case merge_undo:
      return Happening::merge_undone;
    case late_return:
      return Happening::points_corrected;
  }
  GX_CHECK_WHY(false, "no such cause");
}

bool is_receipt(points::CauseKind kind) {
  using enum points::CauseKind;
  return kind == sale || kind == refund || kind == void_sale || kind == refund_without_receipt ||
         kind == refund_without_receipt_void;
}

/// What is no receipt; those have their points.
std::optional<Happening> kind_of(wallet::CauseKind kind) {
  using enum wallet::CauseKind;
  switch (kind) {
    case sale:
    case refund:
    case void_sale:
    case change:
    case merge:  // told by the points' journal
    case merge_undo:
      return std::nullopt;
    case recharge:
      return Happening::recharge;
    case opening:
      return Happening::small_change_opened;
    case payout:
      return Happening::payout;
    case freeze:
      return Happening::wallet_frozen;
    case release:
      return Happening::wallet_released;
    case buyer:
      return Happening::buyer_registered;
  }
  GX_CHECK_WHY(false, "no such cause");
}

bool moves_money(Happening kind) {
  using enum Happening;
  return kind == recharge || kind == recharge_voided || kind == small_change_opened ||
         kind == payout;
}

/// What the member has more by a wallet's entry.
Money gained(const wallet::Entry& entry) {
  if (entry.debit == entry.credit) return Money::zero(entry.amount.currency());
  return entry.credit == wallet::House::member ? entry.amount : -entry.amount;
}

}  // namespace

Timeline::Source::Source(sql::Tx& tx, const api::Call& call, const SourcePlace& place)
    : member(place.member),
      points(
          [&tx, member = place.member](std::int64_t from, int limit) {
            return points::journal(tx, member, from, limit);
          },
          call.actor.may("points:read") ? place.points : -1
      ),
      wallet(
          [&tx, member = place.member](std::int64_t from, int limit) {
            const auto account = wallet::find_account(tx, member);
            return account ? wallet::journal(tx, *account, from, limit)
                           : std::vector<wallet::Entry>();
          },
          call.actor.may("wallet:read") ? place.wallet : -1
      ),
      trail(
          tx,
          place.member,
          place.trail,
          {.looks = call.actor.may("audit:read"),
           .journal = !call.actor.may("points:read"),
           .consents = call.actor.may("consents:read"),
           .requests = call.actor.may("person:read"),
           .households = call.actor.may("households:read")}
      ) {
  skip_receipts();
}

void Timeline::Source::skip_receipts() {
  while (!wallet.look().empty() && !kind_of(wallet.look().front().cause.kind)) wallet.drop();
}

Timeline::Timeline(
    sql::Tx& tx,
    const api::Call& call,
    const std::vector<members::Member>& people,
    const programmes::Version& programme,
    const org::Snapshot& organisation,
    const TimelinePlace& place
)
    : tx_(tx), call_(call), organisation_(organisation), shown_(place.shown) {
  for (const members::Member& one : people) {
    for (Event& event : events_of(tx, call, one, programme, organisation)) {
      if (event.key() < shown_) events_.push_back(std::move(event));
    }
    SourcePlace from{.member = one.id, .points = 0, .wallet = 0, .trail = {}};
    if (place.sources) {
      const auto named = std::ranges::find(*place.sources, one.id, &SourcePlace::member);
      if (named == place.sources->end()) continue;  // nothing of it was left
      from = *named;
    }
    sources_.push_back(std::make_unique<Source>(tx, call, from));
  }
  std::ranges::sort(events_, {}, &Event::key);
}

std::optional<std::string> Timeline::store_of(StoreId store) const {
  return shown_store(call_, organisation_, store);
}

void Timeline::add_receipt(TimelineItem& item, OwnerId member, ReceiptId receipt) const {
  const auto summary = sales::find_summary(tx_, receipt, member);
  if (!summary || !call_.actor.may("sales:read")) return;
  item.store = store_of(summary->store);
  if (!item.store) return;
  item.receipt = receipt;
  item.amount = Money(summary->payable, summary->currency);
  item.text += fmt::format(
      fmt::runtime(zh() ? " {}（门店 {}）" : " of {} at {}"), item.amount->to_string(), *item.store
  );
}

TimelineItem Timeline::take_event() {
  Event event = std::move(events_.back());
  events_.pop_back();
  shown_ = event.key();
  return std::move(event.item);
}

TimelineItem Timeline::take_points(Source& source) {
  const points::Entry newest = source.points.look().front();
  const points::Entry* const before = source.points.before();
  TimelineItem item;
  item.at = newest.posted_at;
  item.kind = kind_of(newest.cause.kind);
  const ReceiptId receipt(is_receipt(newest.cause.kind) ? newest.cause.id : 0);
  if (item.kind == Happening::sale && sales::find_attribution(tx_, receipt, source.member)) {
    item.kind = Happening::receipt_attributed;
  }
  item.text = api::words_of(item.kind, call_.language);
  item.actor = newest.actor;
  item.member = source.member;
  if (receipt) add_receipt(item, source.member, receipt);
  item.points = before == nullptr ? newest.balance : newest.balance - before->balance;
  if (!item.points->is_zero()) {
    item.text +=
        fmt::format(fmt::runtime(zh() ? "，积分 {:+}" : ", {:+} points"), item.points->value());
  }
  source.points.drop();
  return item;
}

TimelineItem Timeline::take_wallet(Source& source) const {
  const auto& entries = source.wallet.look();
  const wallet::Entry& newest = entries.front();
  TimelineItem item;
  item.at = newest.posted_at;
  item.kind = *kind_of(newest.cause.kind);
  if (newest.reason == wallet::Reason::voided) item.kind = Happening::recharge_voided;
  item.text = api::words_of(item.kind, call_.language);
  item.actor = newest.actor;
  item.member = source.member;
  item.store = store_of(newest.store);
  if (moves_money(item.kind)) {
    Money paid = Money::zero(newest.amount.currency()), bonus = paid;
    for (const wallet::Entry& entry : entries) {
      using Reason = wallet::Reason;
      const bool given = entry.asset == wallet::Asset::bonus;
      if (entry.reason == Reason::granted) bonus += entry.amount;
      if (entry.reason == Reason::recharged || entry.reason == Reason::paid_out ||
          entry.reason == Reason::saved || (entry.reason == Reason::voided && !given)) {
        paid += gained(entry);
      }
    }
    item.amount = paid;
    item.text += ' ' + (paid.is_negative() ? -paid : paid).to_string();
    if (!bonus.is_zero()) {
      item.text += fmt::format(fmt::runtime(zh() ? "，赠送 {}" : ", {} on top"), bonus.to_string());
    }
  }
  source.wallet.drop();
  source.skip_receipts();
  return item;
}

std::optional<TimelineItem> Timeline::next() {
  enum class From { nothing, events, points, wallet, trail };
  From from = From::nothing;
  Source* of = nullptr;
  Instant newest;
  // Of the same instant what was offered first stands first, whatever page it is on.
  const auto offer = [&](From what, Source* source, Instant at) {
    if (from != From::nothing && at <= newest) return;
    from = what;
    of = source;
    newest = at;
  };
  if (!events_.empty()) offer(From::events, nullptr, events_.back().item.at);
  for (const auto& source : sources_) {
    const auto& points = source->points.look();
    if (!points.empty()) offer(From::points, source.get(), points.front().posted_at);
    const auto& wallet = source->wallet.look();
    if (!wallet.empty()) offer(From::wallet, source.get(), wallet.front().posted_at);
    const audit::Recorded* const trail = source->trail.look();
    if (trail != nullptr) offer(From::trail, source.get(), trail->at);
  }
  switch (from) {
    case From::nothing:
      return std::nullopt;
    case From::events:
      return take_event();
    case From::points:
      return take_points(*of);
    case From::wallet:
      return take_wallet(*of);
    case From::trail:
      break;
  }
  TimelineItem item = item_of(*of->trail.look(), call_.language);
  item.member = of->member;
  of->trail.drop();
  return item;
}

std::optional<TimelinePlace> Timeline::place() {
  TimelinePlace place{shown_, std::vector<SourcePlace>()};
  for (const auto& source : sources_) {
    const SourcePlace left{
        source->member, source->points.place(), source->wallet.place(), source->trail.place()};
    if (left.points < 0 && left.wallet < 0 && left.trail.at < 0) continue;
    place.sources->push_back(left);
  }
  if (place.sources->empty() && events_.empty()) return std::nullopt;
  return place;
}

}  // namespace guanxi::overview
