#include "flows/overview/timeline.h"

#include <fmt/format.h>

#include <algorithm>

#include "modules/sales/sales.h"
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
    case merge:
      return Happening::merged;
    case merge_undo:
      return Happening::merge_undone;
    case late_return:
      return Happening::points_corrected;
  }
  GX_CHECK_WHY(false, "no such cause");
}

bool is_receipt(Happening kind) {
  return kind == Happening::sale || kind == Happening::refund || kind == Happening::void_sale;
}

/// What is no receipt; those have their points.
std::optional<Happening> kind_of(wallet::CauseKind kind) {
  using enum wallet::CauseKind;
  switch (kind) {
    case sale:
    case refund:
    case void_sale:
    case change:
      return std::nullopt;
    case recharge:
      return Happening::recharge;
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

/// What the member has more by a wallet's entry.
Money gained(const wallet::Entry& entry) {
  if (entry.debit == entry.credit) return Money::zero(entry.amount.currency());
  return entry.credit == wallet::House::member ? entry.amount : -entry.amount;
}

}  // namespace

Timeline::Timeline(
    sql::Tx& tx,
    const api::Call& call,
    const members::Member& member,
    const programmes::Version& programme,
    const org::Snapshot& organisation,
    const TimelinePlace& place
)
    : tx_(tx),
      call_(call),
      member_(member),
      organisation_(organisation),
      shown_(place),
      points_(
          [this](std::int64_t from, int limit) {
            return points::journal(tx_, member_.id, from, limit);
          },
          call.actor.may("points:read") ? place.points : -1
      ),
      wallet_(
          [this](std::int64_t from, int limit) {
            const auto account = wallet::find_account(tx_, member_.id);
            return account ? wallet::journal(tx_, *account, from, limit)
                           : std::vector<wallet::Entry>();
          },
          call.actor.may("wallet:read") ? place.wallet : -1
      ),
      trail_(tx, member.id, place.trail, call.actor.may("audit:read")) {
  add_events(programme, place);
  skip_receipts();
}

void Timeline::add_events(const programmes::Version& programme, const TimelinePlace& after) {
  Event joined;
  joined.item.at = programme.zone.start_of(member_.joined_on);
  joined.item.kind = Happening::joined;
  joined.item.text = api::words_of(Happening::joined, call_.language);
  if (member_.joined_store) joined.item.store = store_of(*member_.joined_store);
  events_.push_back(std::move(joined));
  for (const cards::Card& card : cards::cards_of(tx_, member_.id)) add_card(card);
  if (call_.actor.may("tiers:read")) add_tiers();
  std::ranges::sort(events_, {}, &Event::key);
  const auto key = std::tuple(after.at, after.object, after.version);
  std::erase_if(events_, [&](const Event& event) { return event.key() >= key; });
}

void Timeline::add_card(const cards::Card& card) {
  Event issued;
  issued.object = card.id.value();
  issued.item.at = card.issued_at;
  issued.item.kind = Happening::card_issued;
  issued.item.card = card.id;
  issued.item.text =
      fmt::format(fmt::runtime(zh() ? "发卡 {}" : "Card {} was issued"), card.number);
  events_.push_back(std::move(issued));
  for (const cards::StateChange& change : cards::state_changes(tx_, member_.id, card.id)) {
    Event changed;
    changed.object = card.id.value();
    changed.version = change.version;
    changed.item.at = change.changed_at;
    changed.item.kind = Happening::card_changed;
    changed.item.card = card.id;
    changed.item.actor = change.changed_by;
    changed.item.text = fmt::format(
        fmt::runtime(zh() ? "会员卡 {}：{} → {}" : "Card {}: {} → {}"),
        card.number,
        api::words_of(change.before, call_.language),
        api::words_of(change.after, call_.language)
    );
    if (!change.reason.empty()) changed.item.text += (zh() ? "。" : ". ") + change.reason;
    events_.push_back(std::move(changed));
  }
}

void Timeline::add_tiers() {
  for (const tiers::TierMove& move : tiers::moves_of(tx_, member_.id)) {
    Event moved;
    moved.object = move.ladder.value();
    moved.version = move.seq;
    moved.item.at = move.posted_at;
    moved.item.kind = Happening::tier_changed;
    moved.item.actor = move.actor;
    moved.item.text = fmt::format(
        fmt::runtime(zh() ? "等级：{} → {}" : "Tier: {} → {}"), move.tier_before, move.tier_after
    );
    events_.push_back(std::move(moved));
  }
}

void Timeline::skip_receipts() {
  while (!wallet_.look().empty() && !kind_of(wallet_.look().front().cause.kind)) wallet_.drop();
}

std::optional<std::string> Timeline::store_of(StoreId store) const {
  if (!store || !call_.actor.in_scope(store)) return std::nullopt;
  const org::Store* const found = organisation_.find_store(store);
  return found == nullptr ? std::nullopt : std::optional(found->code);
}

void Timeline::add_receipt(TimelineItem& item, ReceiptId receipt) const {
  const auto summary = sales::find_summary(tx_, receipt, member_.id);
  if (!summary || !call_.actor.may("sales:read")) return;
  item.store = store_of(summary->store);
  if (!item.store) return;
  item.receipt = receipt;
  item.amount = Money(summary->payable, summary->currency);
  item.text += fmt::format(
      fmt::runtime(zh() ? " {}（门店 {}）" : " of {} at {}"), item.amount->to_string(), *item.store
  );
}

TimelineItem Timeline::of_points(const std::vector<points::Entry>& entries) {
  const points::Entry& newest = entries.front();
  const points::Entry* const before = points_.before();
  TimelineItem item;
  item.at = newest.posted_at;
  item.kind = kind_of(newest.cause.kind);
  item.text = api::words_of(item.kind, call_.language);
  item.actor = newest.actor;
  if (is_receipt(item.kind)) add_receipt(item, ReceiptId(newest.cause.id));
  item.points = before == nullptr ? newest.balance : newest.balance - before->balance;
  if (!item.points->is_zero()) {
    item.text +=
        fmt::format(fmt::runtime(zh() ? "，积分 {:+}" : ", {:+} points"), item.points->value());
  }
  return item;
}

TimelineItem Timeline::of_wallet(const std::vector<wallet::Entry>& entries) const {
  const wallet::Entry& newest = entries.front();
  TimelineItem item;
  item.at = newest.posted_at;
  item.kind = *kind_of(newest.cause.kind);
  item.text = api::words_of(item.kind, call_.language);
  item.actor = newest.actor;
  item.store = store_of(newest.store);
  if (item.kind != Happening::recharge && item.kind != Happening::payout) return item;
  Money paid = Money::zero(newest.amount.currency()), bonus = paid;
  for (const wallet::Entry& entry : entries) {
    if (entry.reason == wallet::Reason::recharged) paid += entry.amount;
    if (entry.reason == wallet::Reason::granted) bonus += entry.amount;
    if (entry.reason == wallet::Reason::paid_out) paid += gained(entry);
  }
  item.amount = paid;
  item.text += ' ' + (item.kind == Happening::payout ? -paid : paid).to_string();
  if (!bonus.is_zero()) {
    item.text += fmt::format(fmt::runtime(zh() ? "，赠送 {}" : ", {} on top"), bonus.to_string());
  }
  return item;
}

TimelineItem Timeline::take_event() {
  Event event = std::move(events_.back());
  events_.pop_back();
  std::tie(shown_.at, shown_.object, shown_.version) = event.key();
  return std::move(event.item);
}

std::optional<TimelineItem> Timeline::next() {
  constexpr Instant never = Instant::from_micros(INT64_MIN);
  const auto& of_points_now = points_.look();
  const auto& of_wallet_now = wallet_.look();
  const audit::Recorded* const of_trail_now = trail_.look();
  const Instant newest[] = {
      events_.empty() ? never : events_.back().item.at,
      of_points_now.empty() ? never : of_points_now.front().posted_at,
      of_wallet_now.empty() ? never : of_wallet_now.front().posted_at,
      of_trail_now == nullptr ? never : of_trail_now->at};
  const auto* const next = std::ranges::max_element(newest);
  if (*next == never) return std::nullopt;
  switch (next - std::begin(newest)) {
    case 0:
      return take_event();
    case 1: {
      TimelineItem item = of_points(of_points_now);
      points_.drop();
      return item;
    }
    case 2: {
      TimelineItem item = of_wallet(of_wallet_now);
      wallet_.drop();
      skip_receipts();
      return item;
    }
    default: {
      TimelineItem item = item_of(*of_trail_now, call_.language);
      trail_.drop();
      return item;
    }
  }
}

std::optional<TimelinePlace> Timeline::place() {
  TimelinePlace place = shown_;
  place.points = points_.place();
  place.wallet = wallet_.place();
  place.trail = trail_.place();
  if (place.points < 0 && place.wallet < 0 && place.trail.at < 0 && events_.empty()) {
    return std::nullopt;
  }
  return place;
}

}  // namespace guanxi::overview
