#include "modules/wallet/merging.h"

#include <algorithm>
#include <functional>
#include <set>

#include "modules/wallet/lots.h"
#include "modules/wallet/posting.h"
#include "modules/wallet/store.h"

namespace guanxi::wallet {
namespace {

constexpr int merge_page = 200;

/// The account's journal from its head on, until `visit` says no.
void walk_journal(
    sql::Tx& tx, const Account& account, const std::function<bool(const Entry&)>& visit
) {
  for (std::int64_t from = 0; account.seq > 0;) {
    const std::vector<Entry> page = journal(tx, account, from, merge_page);
    for (const Entry& entry : page) {
      if (!visit(entry)) return;
    }
    if (std::ssize(page) < merge_page) return;
    from = page.back().prev_entry_id;
    if (from == 0) return;
  }
}

/// What the merge's own entries on the survivor's account say.
struct Brought {
  std::set<std::int64_t> recharges;
  Money change, change_spent;
  bool frozen = false, named = false;
  bool any = false;
  bool has_change() const { return !change.is_zero() || !change_spent.is_zero(); }
};
Brought brought_by(sql::Tx& tx, const Account& survivor, const Merge& merge) {
  const Money zero = Money::zero(survivor.currency);
  Brought brought{{}, zero, zero};
  walk_journal(tx, survivor, [&](const Entry& entry) {
    const bool ours = entry.cause == Cause{CauseKind::merge, merge.id};
    if (!ours) return !brought.any;
    brought.any = true;
    if (entry.lot_id != 0) brought.recharges.insert(entry.lot_id);
    if (entry.asset == Asset::change) {
      if (entry.reason == Reason::merged_in) brought.change += entry.amount;
      if (entry.reason == Reason::spent_in) brought.change_spent += entry.amount;
    }
    if (entry.reason == Reason::frozen) brought.frozen = true;
    if (entry.reason == Reason::registered) brought.named = true;
    return true;
  });
  return brought;
}

/// Entries of the survivor since the merge, the newest first.
void walk_since(
    sql::Tx& tx,
    const Account& survivor,
    const Merge& merge,
    const std::function<void(const Entry&)>& visit
) {
  walk_journal(tx, survivor, [&](const Entry& entry) {
    if (entry.cause == Cause{CauseKind::merge, merge.id}) return false;
    visit(entry);
    return true;
  });
}

/// A posting on each of two accounts.
class Move {
 public:
  Move(const Account& from, const Account& to, const Merge& merge, CauseKind kind)
      : from_before_(from),
        to_before_(to),
        from_context_(context_of(from, merge, kind)),
        to_context_(context_of(to, merge, kind)),
        from_(from_before_, from_context_),
        to_(to_before_, to_context_) {}
  Move(const Move&) = delete;
  Move& operator=(const Move&) = delete;

  Posting& to() { return to_; }
  Posting& from() { return from_; }

  void carry(const Recharge& recharge, const std::vector<Recharge>& there) {
    const auto at = from_.place(recharge);
    const auto same = std::ranges::find(there, recharge.id, &Recharge::id);
    Recharge fresh = recharge;
    const Money zero = Money::zero(from_before_.currency);
    fresh.principal = fresh.bonus = {zero, zero, zero, zero, zero};
    const auto target = same == there.end() ? to_.add(fresh) : to_.place(*same);
    for (const Asset asset : {Asset::principal, Asset::bonus}) {
      const Lot lot = asset == Asset::principal ? recharge.principal : recharge.bonus;
      from_.enter(Reason::merged_out, asset, lot.remaining, at);
      to_.enter(Reason::merged_in, asset, lot.remaining, target);
      from_.enter(Reason::spent_out, asset, lot.spent, at);
      to_.enter(Reason::spent_in, asset, lot.spent, target);
      from_.enter(Reason::repaid_out, asset, lot.paid_out, at);
      to_.enter(Reason::repaid_in, asset, lot.paid_out, target);
      from_.enter(Reason::kept_out, asset, lot.kept, at);
      to_.enter(Reason::kept_in, asset, lot.kept, target);
    }
    moved_.push_back(recharge.id);
  }
  void carry_change(Money amount, Money spent) {
    from_.enter_change(Reason::merged_out, amount);
    to_.enter_change(Reason::merged_in, amount);
    from_.enter_change(Reason::spent_out, spent);
    to_.enter_change(Reason::spent_in, spent);
  }

  /// Both accounts post, if only that they did.
  Outcome write(sql::Tx& tx, IdGenerator& ids) {
    for (const std::int64_t recharge : moved_) {
      store::copy_recharge(tx, from_before_.owner, to_before_.owner, recharge);
      store::move_parts(tx, from_before_.owner, to_before_.owner, recharge);
    }
    for (Posting* const one : {&from_, &to_}) {
      one->note(Reason::merged);
      GX_TRY_VOID(one->write(tx, ids));
    }
    return ok();
  }

 private:
  static Context context_of(const Account& account, const Merge& merge, CauseKind kind) {
    return {
        .owner = account.owner,
        .cause = {kind, merge.id},
        .occurred_at = merge.now,
        .posted_at = merge.now,
        .actor = merge.actor,
        .store = {},
        .expected_seq = account.seq};
  }

  const Account from_before_, to_before_;
  const Context from_context_, to_context_;
  Posting from_, to_;
  std::vector<std::int64_t> moved_;
};

/// Contracts that are here; one that is void stays where it was made and undone.
bool goes_along(const Recharge& recharge) {
  return !recharge.principal.original.is_zero() && !recharge.is_void();
}

Money spent_of(const std::vector<store::ChangePart>& parts, Currency currency) {
  Money spent = Money::zero(currency);
  for (const store::ChangePart& part : parts) spent += Money(part.left, currency);
  return spent;
}

}  // namespace

namespace {

/// Small change that somebody has, or that comes back to them with goods they paid with it.
bool has_change(sql::Tx& tx, const Account& account) {
  if (!account.change.is_zero()) return true;
  const auto parts = store::change_parts(tx, account.owner);
  return std::ranges::any_of(parts, [](const store::ChangePart& part) { return part.left > 0; });
}

}  // namespace

bool may_merge(sql::Tx& tx, OwnerId absorbed, OwnerId survivor) {
  const auto one = store::find_account(tx, absorbed);
  const auto other = store::find_account(tx, survivor);
  if (!one || !other) return true;
  if (one->currency != other->currency) return false;
  return one->change_company == other->change_company || !has_change(tx, *one) ||
         !has_change(tx, *other);
}

std::optional<Carried> plan_merge(sql::Tx& tx, const Merge& merge) {
  const auto account = store::find_account(tx, merge.absorbed);
  if (!account) return std::nullopt;
  const auto all = store::all_recharges(tx, *account);
  return Carried{
      account->stored(),
      account->change,
      static_cast<std::size_t>(std::ranges::count_if(all, goes_along))};
}

Result<std::optional<Carried>> post_merge(sql::Tx& tx, IdGenerator& ids, const Merge& merge) {
  const auto from = store::find_account(tx, merge.absorbed);
  if (!from) return std::optional<Carried>();
  open_account(tx, merge.survivor, from->programme, from->currency, merge.now);
  const auto to = store::find_account(tx, merge.survivor);
  GX_CHECK_WHY(to.has_value() && may_merge(tx, merge.absorbed, merge.survivor), "not asked before");
  Move move(*from, *to, merge, CauseKind::merge);
  Carried carried{from->stored(), from->change, 0};
  const auto there = store::all_recharges(tx, *to);
  for (const Recharge& recharge : store::all_recharges(tx, *from)) {
    if (!goes_along(recharge)) continue;
    move.carry(recharge, there);
    ++carried.recharges;
  }
  const auto parts = store::change_parts(tx, merge.absorbed);
  const Money spent = spent_of(parts, from->currency);
  // Also where all of it was spent: goods that come back bring it back. An undo needs nothing of
  // the kind, the merged member's account kept its company.
  if (to->change.is_zero() && !(from->change.is_zero() && spent.is_zero())) {
    move.to().owe_change(from->change_company);
  }
  move.carry_change(from->change, spent);
  if (from->named && !to->named) move.to().note(Reason::registered);
  if (from->state == AccountState::frozen && to->state == AccountState::open) {
    move.to().note(Reason::frozen);
  }
  GX_TRY_VOID(move.write(tx, ids));
  for (const store::ChangePart& part : parts) {
    store::move_change_part(tx, merge.absorbed, merge.survivor, part.payment);
  }
  return std::optional(carried);
}

bool may_undo_merge(sql::Tx& tx, const Merge& merge) {
  const auto survivor = store::find_account(tx, merge.survivor);
  if (!survivor) return true;
  const Brought brought = brought_by(tx, *survivor, merge);
  if (!brought.any) return true;
  bool apart = true;
  walk_since(tx, *survivor, merge, [&](const Entry& entry) {
    // What a later merge brought went back with its undo.
    if (entry.cause.kind == CauseKind::merge || entry.cause.kind == CauseKind::merge_undo) return;
    if (brought.recharges.contains(entry.lot_id)) apart = false;
    const bool change = entry.asset == Asset::change && entry.reason != Reason::saved;
    if (change && brought.has_change()) apart = false;
  });
  return apart;
}

Result<std::optional<Carried>> post_merge_undo(
    sql::Tx& tx, IdGenerator& ids, const Merge& merge, const std::vector<OwnerId>& selves
) {
  const auto from = store::find_account(tx, merge.survivor);
  const auto to = store::find_account(tx, merge.absorbed);
  if (!from || !to) return std::optional<Carried>();
  const Brought brought = brought_by(tx, *from, merge);
  if (!brought.any) return std::optional<Carried>();
  GX_CHECK_WHY(may_undo_merge(tx, merge), "not asked before");
  bool freeze_stands = brought.frozen, name_stands = brought.named;
  bool changed_since = false;
  walk_since(tx, *from, merge, [&](const Entry& entry) {
    changed_since |= entry.reason == Reason::frozen || entry.reason == Reason::released;
    name_stands &= entry.reason != Reason::registered;
  });
  freeze_stands &= !changed_since;

  Move move(*from, *to, merge, CauseKind::merge_undo);
  const Money zero = Money::zero(from->currency);
  Carried carried{zero, brought.change, 0};
  const auto there = store::all_recharges(tx, *to);
  for (const Recharge& recharge : store::all_recharges(tx, *from)) {
    if (!brought.recharges.contains(recharge.id)) continue;
    move.carry(recharge, there);
    carried.stored += recharge.remaining();
    ++carried.recharges;
  }
  move.carry_change(brought.change, brought.change_spent);
  if (freeze_stands) move.from().note(Reason::released);
  if (name_stands) move.from().note(Reason::unregistered);
  std::set<std::int64_t> payments;
  for (const OwnerId self : selves) {
    const auto account = store::find_account(tx, self);
    if (!account) continue;
    walk_journal(tx, *account, [&](const Entry& entry) {
      if (entry.asset == Asset::change && entry.reason == Reason::paid) {
        payments.insert(entry.cause.id);
      }
      return true;
    });
  }
  GX_TRY_VOID(move.write(tx, ids));
  if (brought.has_change()) {
    for (const std::int64_t payment : payments) {
      store::move_change_part(tx, merge.survivor, merge.absorbed, payment);
    }
  }
  return std::optional(carried);
}

}  // namespace guanxi::wallet
