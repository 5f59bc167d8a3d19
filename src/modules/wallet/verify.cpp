#include "modules/wallet/verify.h"

#include <algorithm>

#include "base/rounding.h"
#include "modules/wallet/chain.h"
#include "modules/wallet/transfer.h"
#include "modules/wallet/verify_state.h"
#include "modules/wallet/words.h"
#include "platform/crypto/crypto.h"

namespace guanxi::wallet {

namespace {

std::string number(std::int64_t value) { return std::to_string(value); }
template <class Enum>
std::size_t index(Enum value) {
  return static_cast<std::size_t>(value);
}

class Verifier {
 public:
  Verifier(sql::Tx& tx, const VerifyOptions& options) : tx_(tx), options_(options) {}

  VerifyReport run() {
    GX_CHECK(options_.accounts_per_pass > 0);
    for (std::int64_t after = INT64_MIN; after != INT64_MAX;) after = pass(after);
    check_houses();
    return std::move(report_);
  }

 private:
  // The accounts after `after` and everything that is theirs; returns the last owner covered.
  std::int64_t pass(std::int64_t after) {
    states_.clear();
    lots_.clear();
    store::each_account(tx_, after, options_.accounts_per_pass, [&](const auto& account) {
      states_.emplace_back().owner = account.owner;
    });
    // The last pass takes in whatever claims an owner we do not know.
    const bool is_last = std::ssize(states_) < options_.accounts_per_pass;
    const store::Owners owners{after, is_last ? INT64_MAX : states_.back().owner};
    store::each_lot(tx_, owners, [&](const auto& lot) { take_lot(lot); });
    std::ranges::sort(lots_, {}, &LotState::key);
    store::each_recharge(tx_, owners, [&](const auto& recharge) { check_recharge(recharge); });
    store::each_entry(tx_, owners, [&](const auto& entry) { check_entry(entry); });
    store::each_part(tx_, owners, [&](const auto& part) { check_part(part); });
    store::each_payout(tx_, owners, [&](const auto& payout) { check_payout(payout); });
    store::each_documents(tx_, owners, [&](const auto& documents) {
      OwnerState* const state = find_state(documents.owner);
      if (state == nullptr) return fault(documents.owner, "a document belongs to no account");
      state->causes -= documents.count;
    });
    check_lots();
    std::size_t at = 0;
    store::each_account(tx_, after, options_.accounts_per_pass, [&](const auto& account) {
      check_account(account, states_[at++]);
    });
    return owners.to;
  }

  void fault(std::int64_t owner, std::string what) {
    ++report_.faults_found;
    if (report_.faults.size() < options_.faults_max) {
      report_.faults.push_back({std::move(what), OwnerId(owner)});
    }
  }
  void expect(std::int64_t owner, const std::string& what, Wrapping stored, Wrapping follows) {
    if (stored == follows) return;
    fault(
        owner,
        what + " is " + number(unwrap(stored)) + " where " + number(unwrap(follows)) + " follows"
    );
  }

  OwnerState* find_state(std::int64_t owner) {
    const auto found = std::ranges::lower_bound(states_, owner, {}, &OwnerState::owner);
    return found != states_.end() && found->owner == owner ? &*found : nullptr;
  }
  LotState* find_lot(std::int64_t owner, std::int64_t lot_id, Asset asset) {
    const auto key = std::tuple(owner, lot_id, asset);
    const auto found = std::ranges::lower_bound(lots_, key, {}, &LotState::key);
    return found != lots_.end() && found->key() == key ? &*found : nullptr;
  }
  static std::string name_of(std::int64_t lot_id, Asset asset) {
    return "the " + std::string(word(asset)) + " of recharge " + number(lot_id);
  }

  // ---- lots and recharges ----

  void take_lot(const store::RawLot& lot) {
    ++report_.lots;
    OwnerState* const state = find_state(lot.owner);
    const auto asset = parse_word<Asset>(lot.asset);
    if (state == nullptr || !asset || *asset == Asset::change) {
      return fault(lot.owner, "lot " + number(lot.lot_id) + " belongs to no account or asset");
    }
    if (lot.remaining < 0 || lot.spent < 0 || lot.paid_out < 0 || lot.kept < 0 ||
        wrap(lot.original) !=
            wrap(lot.remaining) + wrap(lot.spent) + wrap(lot.paid_out) + wrap(lot.kept)) {
      fault(lot.owner, name_of(lot.lot_id, *asset) + " is out of its bounds");
    }
    state->lots[index(*asset)] += wrap(lot.remaining);
    lots_.push_back(
        {.owner = lot.owner,
         .lot_id = lot.lot_id,
         .asset = *asset,
         .original = wrap(lot.original),
         .remaining = wrap(lot.remaining),
         .spent = wrap(lot.spent),
         .paid_out = wrap(lot.paid_out),
         .kept = wrap(lot.kept),
         .stored_original = lot.original,
         .stored_spent = lot.spent}
    );
  }

  void check_recharge(const store::RawRecharge& recharge) {
    for (const Asset asset : {Asset::principal, Asset::bonus}) {
      LotState* const lot = find_lot(recharge.owner, recharge.recharge_id, asset);
      const std::int64_t paid = asset == Asset::principal ? recharge.principal : recharge.bonus;
      // Of a contract that went to somebody else nothing is left: check_lots() looks again.
      const bool gone = lot != nullptr && lot->stored_original == 0;
      if (gone && paid != 0) lot->gone = true;
      if (lot == nullptr || (lot->stored_original != paid && !gone)) {
        fault(recharge.owner, name_of(recharge.recharge_id, asset) + " is not what was recharged");
      }
      if (lot == nullptr) continue;
      lot->is_named = true;
      lot->paid_in = wrap(paid);
    }
  }

  // What entries and payments say was taken off on the way: nothing may be left.
  void check_lots() {
    for (const LotState& lot : lots_) {
      const std::string name = name_of(lot.lot_id, lot.asset);
      if (!lot.is_named) fault(lot.owner, name + " has no recharge");
      if (lot.recharged != 0 && lot.recharged != lot.paid_in) {
        fault(lot.owner, name + " is not what its entries recharged");
      }
      if (lot.gone && !lot.left) fault(lot.owner, name + " is not what was recharged");
      if (lot.original != 0 || lot.remaining != 0 || lot.spent != 0 || lot.paid_out != 0 ||
          lot.kept != 0) {
        fault(lot.owner, name + " is not what its entries say");
      }
      if (lot.asset == Asset::principal) check_pair(lot, name);
    }
  }

  void check_pair(const LotState& principal, const std::string& name) {
    const LotState* const bonus = find_lot(principal.owner, principal.lot_id, Asset::bonus);
    if (bonus == nullptr) return fault(principal.owner, name + " has no bonus beside it");
    // Both lots whole, or neither.
    if ((principal.voided != 0 || bonus->voided != 0) &&
        (principal.voided != wrap(principal.stored_original) ||
         bonus->voided != wrap(bonus->stored_original))) {
      fault(principal.owner, name + " and its bonus are void in part");
    }
    const Int128 total = Int128{principal.stored_original} + bonus->stored_original;
    const Int128 spent = Int128{principal.stored_spent} + bonus->stored_spent;
    if (total <= 0 || spent < 0 || spent > total) return;  // out of bounds: named already
    expect(
        principal.owner,
        name + ": spent",
        wrap(principal.stored_spent),
        wrap(divide(Int128{principal.stored_original} * spent, total, Rounding::floor))
    );
    expect(
        principal.owner,
        "what payments took of recharge " + number(principal.lot_id),
        principal.by_payments,
        wrap(principal.stored_spent) + wrap(bonus->stored_spent)
    );
  }

  // ---- the journal ----

  void check_entry(const store::RawEntry& raw) {
    ++report_.entries;
    OwnerState* const state = find_state(raw.owner);
    const std::string name = "entry " + number(raw.entry_id);
    if (state == nullptr) return fault(raw.owner, name + " belongs to no account");
    const auto parsed = parse(raw);
    if (!parsed) {
      fault(raw.owner, name + " is no transfer that its reason allows");
    } else {
      check_amount(raw, *parsed, *state);
    }
    check_link(raw, parsed.has_value(), *state);
    if (state->seq == 0 || raw.cause_kind != state->cause_kind || raw.cause_id != state->cause_id) {
      ++state->causes;
    }
    // Go on from what is stored, so that one fault is not reported once per later entry.
    state->head_entry_id = raw.entry_id;
    state->seq = raw.seq;
    state->posted_at = raw.posted_at;
    state->hash = crypto::digest_of(raw.hash.data).value_or(sql::Digest{});
    state->cause_kind = raw.cause_kind;
    state->cause_id = raw.cause_id;
    if (parsed) state->noted[index(parsed->asset)] = raw.balance;
  }

  void check_link(const store::RawEntry& raw, bool is_parsed, const OwnerState& state) {
    const std::string name = "entry " + number(raw.entry_id);
    if (raw.seq != state.seq + 1) {
      return fault(
          raw.owner,
          name + " has seq " + number(raw.seq) + " where " + number(state.seq + 1) +
              " was expected: entries are missing or out of order"
      );
    }
    if (raw.prev_entry_id != state.head_entry_id) {
      return fault(raw.owner, name + " does not name the entry before it");
    }
    if (raw.posted_at < state.posted_at) {
      fault(raw.owner, name + " was posted before the entry before it");
    }
    // Words that are none of ours may be too long to be hashed; they are a fault already.
    if (is_parsed && crypto::digest_of(raw.hash.data) != hash_of(raw, state.hash)) {
      fault(raw.owner, name + " does not have the hash of its fields and the entry before it");
    }
  }

  static sql::Digest hash_of(const store::RawEntry& raw, const sql::Digest& before) {
    return entry_hash(
        before,
        {.owner = raw.owner,
         .entry_id = raw.entry_id,
         .seq = raw.seq,
         .prev_entry_id = raw.prev_entry_id,
         .posted_at = raw.posted_at,
         .occurred_at = raw.occurred_at,
         .cause_kind = raw.cause_kind,
         .cause_id = raw.cause_id,
         .reason = raw.reason,
         .asset = raw.asset,
         .debit = raw.debit,
         .credit = raw.credit,
         .amount = raw.amount,
         .lot_id = raw.lot_id,
         .balance = raw.balance,
         .store = raw.store,
         .actor = raw.actor}
    );
  }

  void check_amount(const store::RawEntry& raw, const ParsedEntry& entry, OwnerState& state) {
    const Wrapping moved = wrap(wallet::moved(entry.transfer, {raw.amount, {}}).minor());
    expect(
        raw.owner,
        "the balance noted in entry " + number(raw.entry_id),
        wrap(raw.balance),
        wrap(state.noted[index(entry.asset)]) + moved
    );
    state.sums[index(entry.asset)] += moved;
    const bool to_member = entry.transfer.credit == House::member;
    houses_[index(to_member ? entry.transfer.debit : entry.transfer.credit)] -= moved;
    if (entry.reason == Reason::frozen) state.frozen = true;
    if (entry.reason == Reason::released) state.frozen = false;
    if (entry.reason == Reason::registered) state.named = true;
    if (entry.reason == Reason::unregistered) state.named = false;
    carried_.take(entry, wrap(raw.amount));
    check_documents(raw, entry, state);
    if (raw.lot_id == 0) return;
    LotState* const lot = find_lot(raw.owner, raw.lot_id, entry.asset);
    if (lot == nullptr) {
      return fault(raw.owner, "entry " + number(raw.entry_id) + " moves a lot that is not there");
    }
    if (is_leaving(entry.reason)) lot->left = true;
    if (entry.reason == Reason::recharged || entry.reason == Reason::granted) {
      lot->recharged += wrap(raw.amount);
    }
    if (entry.reason == Reason::voided) {
      lot->voided += wrap(raw.amount);
      if (raw.cause_kind != word(CauseKind::recharge) || raw.cause_id == raw.lot_id) {
        fault(raw.owner, "entry " + number(raw.entry_id) + " is no void of a recharge");
      }
    }
    Lot effect;
    apply(effect, entry.reason, {raw.amount, {}});
    lot->original -= wrap(effect.original.minor());
    lot->remaining -= wrap(effect.remaining.minor());
    lot->spent -= wrap(effect.spent.minor());
    lot->paid_out -= wrap(effect.paid_out.minor());
    lot->kept -= wrap(effect.kept.minor());
  }

  // ---- payments and payouts ----

  static void check_documents(
      const store::RawEntry& raw, const ParsedEntry& entry, OwnerState& state
  ) {
    const Wrapping amount = wrap(raw.amount);
    const bool change = entry.asset == Asset::change;
    switch (entry.reason) {
      case Reason::paid:
        if (change) state.change_spent += amount;
        return;
      case Reason::restored:
        if (change) state.change_spent -= amount;
        return;
      case Reason::spent_out:  // the payments went along
        if (change) state.change_spent -= amount;
        return;
      case Reason::spent_in:
        if (change) state.change_spent += amount;
        return;
      case Reason::paid_out:
        (change ? state.change_paid_out : state.paid_out) += amount;
        return;
      case Reason::kept:
        state.kept += amount;
        return;
      case Reason::forfeited:
        state.forfeited += amount;
        return;
      default:
        return;
    }
  }

  void check_part(const store::RawPart& part) {
    OwnerState* const state = find_state(part.owner);
    const std::string name = "payment " + number(part.payment_id);
    if (state == nullptr) return fault(part.owner, name + " belongs to no account");
    if (part.restored < 0 || part.restored > part.amount || part.undiscounted < part.amount ||
        part.undiscounted_restored < 0 || part.undiscounted_restored > part.undiscounted) {
      fault(part.owner, name + " is out of its bounds");
    }
    const Wrapping net = wrap(part.amount) - wrap(part.restored);
    if (part.lot_id == 0) {
      state->change_spent -= net;
      return;
    }
    LotState* const lot = find_lot(part.owner, part.lot_id, Asset::principal);
    if (lot == nullptr) return fault(part.owner, name + " took of a recharge that is not there");
    lot->by_payments += net;
  }

  void check_payout(const store::RawPayout& payout) {
    OwnerState* const state = find_state(payout.owner);
    if (state == nullptr) {
      return fault(payout.owner, "payout " + number(payout.payout_id) + " belongs to no account");
    }
    state->paid_out -= wrap(payout.principal);
    state->change_paid_out -= wrap(payout.change);
    state->kept -= wrap(payout.kept);
    state->forfeited -= wrap(payout.forfeited);
  }

  // ---- accounts ----

  void check_account(const store::RawAccount& account, const OwnerState& state) {
    ++report_.accounts;
    const std::array<std::int64_t, 3> sums{account.principal, account.bonus, account.change};
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const std::string name = "the account's " + std::string(word(static_cast<Asset>(i)));
      expect(account.owner, name, wrap(sums[i]), state.sums[i]);
      if (i < state.lots.size()) {
        expect(account.owner, name + " beside its lots", wrap(sums[i]), state.lots[i]);
      }
      if (sums[i] < 0) fault(account.owner, name + " is negative");
      balances_[i] += wrap(sums[i]);
    }
    if (account.state != word_of(state.frozen) || (account.named != 0) != state.named) {
      fault(account.owner, "the account's state is not what its entries say");
    }
    if (state.change_spent != 0)
      fault(account.owner, "payments took other change than the journal");
    if (state.paid_out != 0 || state.change_paid_out != 0 || state.kept != 0 ||
        state.forfeited != 0) {
      fault(account.owner, "the payouts are not what their entries say");
    }
    if (state.causes != 0) fault(account.owner, "there is not one document for each cause");
    check_head(account, state);
    if (state.seq > 0) {
      report_.digest = fold_head(report_.digest, OwnerId(state.owner), state.seq, state.hash);
    }
  }

  static std::string_view word_of(bool frozen) { return frozen ? "frozen" : "open"; }

  void check_head(const store::RawAccount& account, const OwnerState& state) {
    if (account.seq != state.seq || account.head_entry_id != state.head_entry_id) {
      fault(
          account.owner,
          "the account's head is entry " + number(account.head_entry_id) + " (seq " +
              number(account.seq) + "), the journal's last is entry " +
              number(state.head_entry_id) + " (seq " + number(state.seq) + ")"
      );
    } else if (account.head_hash.data != crypto::bytes_of(state.hash)) {
      fault(account.owner, "the account's head hash is not that of the journal's last entry");
    }
    if (account.posted_at != state.posted_at) {
      fault(account.owner, "the account was not posted when its last entry was");
    }
  }

  // ---- the whole ----

  void check_houses() {
    Wrapping all = 0;
    for (const Wrapping sum : balances_) all += sum;
    for (const Wrapping sum : houses_) all += sum;
    if (all != 0) fault(0, "debits and credits of the wallets do not balance over all accounts");
    if (!carried_.is_even()) {
      fault(0, "what merges took from wallets is not what they brought to others");
    }
    report_.principal = unwrap(balances_[index(Asset::principal)]);
    report_.bonus = unwrap(balances_[index(Asset::bonus)]);
    report_.change = unwrap(balances_[index(Asset::change)]);
    report_.cash = unwrap(houses_[index(House::cash)]);
    report_.granted = unwrap(houses_[index(House::granted)]);
    report_.sales = unwrap(houses_[index(House::sales)]);
    report_.kept = unwrap(houses_[index(House::kept)]);
  }

  sql::Tx& tx_;
  const VerifyOptions& options_;
  std::vector<OwnerState> states_;    // of this pass, by owner
  std::vector<LotState> lots_;        // of this pass, by owner, recharge and asset
  std::array<Wrapping, 6> houses_{};  // by House, credits − debits
  CarriedSums carried_;
  std::array<Wrapping, 3> balances_{};  // by Asset
  VerifyReport report_;
};

}  // namespace

VerifyReport verify(sql::Tx& tx, const VerifyOptions& options) {
  return Verifier(tx, options).run();
}

}  // namespace guanxi::wallet
