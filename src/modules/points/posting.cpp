#include "modules/points/posting.h"

#include <algorithm>

#include "modules/points/days.h"
#include "modules/points/holds_store.h"
#include "modules/points/lots.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"

namespace guanxi::points {

namespace {

/// Receipts tell of themselves ("receipt.posted").
void tell_posted(sql::Tx& tx, IdGenerator& ids, const Account& account, const Cause& cause) {
  if (cause.kind == CauseKind::sale || cause.kind == CauseKind::refund ||
      cause.kind == CauseKind::void_sale || cause.kind == CauseKind::refund_without_receipt ||
      cause.kind == CauseKind::refund_without_receipt_void) {
    return;
  }
  const std::string facts = R"({"programme":)" + std::to_string(account.programme.value()) + "}";
  outbox::append(tx, ids, points_posted, account.owner, cause.id, account.posted_at, facts);
}

}  // namespace

Posting::Posting(const Account& account, const Context& context)
    : before_(account),
      now_(account),
      context_(context),
      // Never earlier than the entry before: a root says "all entries posted before", which is only
      // a place in the chain if time does not go back along it.
      posted_at_(std::max(context.posted_at, account.posted_at)) {
  GX_CHECK_WHY(context.owner == account.owner, "the context is of another owner");
  GX_CHECK_WHY(context.expected_seq == account.seq, "the context is of another plan");
}

Posting::LotAt Posting::add_lot(
    Date expires_on, std::int64_t lot_id, Class klass, std::optional<Date> usable_from
) {
  Lot lot;
  lot.expires_on = expires_on;
  lot.lot_id = lot_id;
  lot.klass = klass;
  lot.usable_from = usable_from;
  lot.cause = context_.cause.kind;
  lots_.push_back({lot, true, true});
  return lots_.size() - 1;
}

Posting::LotAt Posting::bring_lot(const Lot& theirs) {
  const LotAt at = add_lot(theirs.expires_on, theirs.lot_id, theirs.klass, theirs.usable_from);
  lots_[at].lot.cause = theirs.cause;
  note_brought(at);
  return at;
}

Posting::LotAt Posting::place(const Lot& lot) {
  const auto known = std::ranges::find_if(lots_, [&](const WorkingLot& other) {
    return store::key_of(other.lot) == store::key_of(lot);
  });
  if (known != lots_.end()) return static_cast<LotAt>(known - lots_.begin());
  lots_.push_back({lot});
  return lots_.size() - 1;
}

std::optional<Posting::LotAt> Posting::load_lot(
    sql::Tx& tx, Date expires_on, std::int64_t lot_id, Class klass
) {
  const store::LotKey key{expires_on, lot_id, klass};
  for (LotAt at = 0; at < lots_.size(); ++at) {  // one that is new as well
    if (store::key_of(lots_[at].lot) == key) return at;
  }
  const auto lot = store::find_lot(tx, now_.owner, key);
  if (!lot) return std::nullopt;
  lots_.push_back({*lot});
  return lots_.size() - 1;
}

std::vector<Posting::LotAt> Posting::load_open_lots(sql::Tx& tx) {
  const bool nothing_known = lots_.empty();
  for (const Lot& lot : store::open_lots(tx, now_.owner, context_.today)) {
    if (nothing_known)
      lots_.push_back({lot});
    else
      place(lot);
  }
  return open_places();
}

// What this posting has given back lies in lots that the store still has as empty.
std::vector<Posting::LotAt> Posting::open_places() const {
  std::vector<LotAt> places;
  for (LotAt at = 0; at < lots_.size(); ++at) {
    const Lot& known = lots_[at].lot;
    if (known.expires_on >= context_.today && !known.remaining.is_zero()) places.push_back(at);
  }
  std::ranges::sort(places, [&](LotAt a, LotAt b) { return used_before(lot(a), lot(b)); });
  return places;
}

std::vector<Posting::LotAt> Posting::load_open_lots(
    sql::Tx& tx, Points amount, const std::function<bool(const Lot&)>& fits
) {
  constexpr int first_page = 4;
  const auto fitting = [&](std::vector<LotAt> places) {
    std::erase_if(places, [&](LotAt at) { return !fits(lot(at)); });
    return places;
  };
  Points free;
  store::LotKey after{context_.today, 0, Class::a};  // before every lot of the day
  for (int page = first_page;; page *= 4) {
    const std::vector<Lot> read = store::open_lots_after(tx, now_.owner, after, page);
    for (const Lot& each : read) {
      const Lot& known = lot(place(each));
      if (fits(known)) free += free_of(known);
    }
    std::vector<LotAt> places = fitting(open_places());
    if (std::ssize(read) < page) return places;
    after = store::key_of(read.back());
    if (free < amount) continue;
    // One that was known before and comes later has to wait for those that were not read.
    std::erase_if(places, [&](LotAt at) { return used_before(read.back(), lot(at)); });
    return places;
  }
}

std::vector<Posting::LotAt> Posting::load_brought_and_expired(sql::Tx& tx) {
  for (const Lot& lot : store::brought_and_expired(tx, now_.owner)) place(lot);
  std::vector<LotAt> places;  // what expires in this posting is not in the store yet
  for (LotAt at = 0; at < lots_.size(); ++at) {
    const Lot& known = lots_[at].lot;
    if (known.expired == known.forgiven) continue;
    if (lots_[at].brought || store::is_brought(tx, now_.owner, store::key_of(known))) {
      places.push_back(at);
    }
  }
  return places;
}

void Posting::note_reversed(LotAt at, Points amount) {
  lots_[at].lot.reversed += amount;
  lots_[at].changed = true;
}

void Posting::enter(Reason reason, Sum sum, Points amount, LotAt at, Cause cause) {
  GX_CHECK(amount > Points(0));
  const auto transfer = transfer_of(reason, sum);
  GX_CHECK(transfer.has_value());
  WorkingLot& working = lots_[at];
  apply(now_, reason, sum, amount);
  apply(working.lot, reason, sum, amount);
  working.changed = true;
  if (!working.lot.remaining.is_zero()) {
    now_.next_expiry = std::min(now_.next_expiry, working.lot.expires_on);
    now_.pending_until = std::max(now_.pending_until, working.lot.usable_from);
  }
  entries_.push_back(
      {.posted_at = posted_at_,
       .occurred_at = context_.occurred_at,
       .cause = cause,
       .reason = reason,
       .sum = sum,
       .debit = transfer->debit,
       .credit = transfer->credit,
       .amount = amount,
       .balance = now_.balance,
       .expires_on = working.lot.expires_on,
       .lot_id = working.lot.lot_id,
       .lot_class = working.lot.klass,
       .actor = context_.actor}
  );
}

void Posting::enter_nothing(Reason reason, Sum sum) {
  const auto transfer = transfer_of(reason, sum);
  GX_CHECK(transfer.has_value());
  entries_.push_back(
      {.posted_at = posted_at_,
       .occurred_at = context_.occurred_at,
       .cause = context_.cause,
       .reason = reason,
       .sum = sum,
       .debit = transfer->debit,
       .credit = transfer->credit,
       .amount = {},
       .balance = now_.balance,
       .expires_on = std::nullopt,
       .lot_id = 0,
       .lot_class = std::nullopt,
       .actor = context_.actor}
  );
}

std::vector<Posting::Part> Posting::load_parts(sql::Tx& tx, HoldId hold) {
  std::vector<Part> parts;
  walk_back(tx, before_, hold.value(), [&](const Entry& entry) {
    const bool ours =
        entry.reason == Reason::held && entry.cause == Cause{CauseKind::hold, hold.value()};
    if (!ours) return parts.empty();  // one posting: its entries stand together
    const auto lot = load_lot(tx, *entry.expires_on, entry.lot_id, *entry.lot_class);
    GX_CHECK(lot.has_value());
    parts.push_back({*lot, entry.amount});
    return true;
  });
  GX_CHECK_WHY(!parts.empty(), "a hold that is not in the journal");
  std::ranges::reverse(parts);  // as they were taken: first to expire first
  return parts;
}

void Posting::release(HoldId hold, std::span<const Part> parts) {
  const Cause cause{CauseKind::hold, hold.value()};
  for (const Part& part : parts) {
    const Sum sum = sum_of(lot(part.lot).klass);
    enter(Reason::released, sum, part.points, part.lot, cause);
    const Points settled = std::min(part.points, now_.owed);
    if (!settled.is_zero()) enter(Reason::settled, sum, settled, part.lot, cause);
  }
}

void Posting::release_due(sql::Tx& tx) {
  if (now_.held.is_zero()) return;
  for (Hold& hold : store::due_holds(tx, now_.owner, context_.posted_at)) {
    release(hold.id, load_parts(tx, hold.id));
    hold.state = HoldState::expired;
    hold.settled_at = posted_at_;
    hold.settled_by = context_.actor;
    note_settled(hold);
  }
}

Points Posting::expire_due(sql::Tx& tx) {
  release_due(tx);
  Points expired;
  if (!expiry_due(now_, context_.today)) return expired;
  const Cause cause{CauseKind::expiry, context_.today.yyyymmdd()};
  Date next = store::first_open_day(tx, now_.owner, context_.today);
  for (const Lot& due : store::due_lots(tx, now_.owner, context_.today)) {
    const LotAt at = place(due);
    if (const Points part = free_of(lot(at)); !part.is_zero()) {
      enter(Reason::expired, sum_of(due.klass), part, at, cause);
      expired += part;
    }
    // A hold outlives the lot's last day: look again until it is gone.
    if (!lot(at).remaining.is_zero()) next = std::min(next, due.expires_on);
  }
  now_.next_expiry = next;
  return expired;
}

Points Posting::expire_lot(LotAt at) {
  const Lot& late = lot(at);
  const Points part = free_of(late);
  if (late.expires_on >= context_.today || part.is_zero()) return {};
  enter(Reason::expired, sum_of(late.klass), part, at);
  return part;
}

Result<Account> Posting::write(sql::Tx& tx, IdGenerator& ids) {
  GX_CHECK(!entries_.empty());
  now_.posted_at = posted_at_;
  std::vector<sql::Digest> hashes;
  hashes.reserve(entries_.size());
  for (Entry& entry : entries_) {
    // Ids grow along a chain even if the machine's clock was set back while we were down: the key
    // holds the owner as well, so the next number is free.
    entry.entry_id = std::max(ids.next(), now_.head_entry_id + 1);
    entry.prev_entry_id = now_.head_entry_id;
    entry.seq = ++now_.seq;
    now_.head_hash = store::hash_entry(now_.head_hash, now_.owner, entry);
    now_.head_entry_id = entry.entry_id;
    hashes.push_back(now_.head_hash);
  }
  if (!store::update_account(tx, before_, now_)) {
    return store::find_account(tx, now_.owner) ? ErrorCode::conflict : ErrorCode::account_not_found;
  }
  for (const WorkingLot& working : lots_) {
    if (working.is_new) {
      if (!store::insert_lot(tx, now_.owner, working.lot)) return ErrorCode::posting_repeated;
    } else if (working.changed) {
      store::update_lot(tx, now_.owner, working.lot);
    }
    if (working.brought) store::mark_brought(tx, now_.owner, store::key_of(working.lot));
  }
  for (const Hold& hold : settled_) store::settle_hold(tx, hold);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    store::insert_entry(tx, now_.owner, entries_[i], hashes[i]);
  }
  tell_posted(tx, ids, now_, context_.cause);
  return now_;
}

}  // namespace guanxi::points
