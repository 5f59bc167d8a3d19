#include "modules/points/verify.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "modules/payments/payments.h"
#include "modules/points/chain.h"
#include "modules/points/documents_store.h"
#include "modules/points/gifts_store.h"
#include "modules/points/holds_store.h"
#include "modules/points/point_sales_store.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"
#include "modules/points/transfers_store.h"
#include "modules/points/verify_lots.h"
#include "modules/points/verify_state.h"
#include "modules/points/words.h"
#include "platform/crypto/crypto.h"

namespace guanxi::points {

namespace {

std::string number(std::int64_t value) { return std::to_string(value); }

class Verifier {
 public:
  Verifier(sql::Tx& tx, const VerifyOptions& options) : tx_(tx), options_(options) {
    root_ = store::last_root(tx);
  }

  VerifyReport run() {
    GX_CHECK(options_.accounts_per_pass > 0);
    for (std::int64_t after = INT64_MIN; after != INT64_MAX;) after = pass(after);
    check_houses();
    check_roots();
    check_payments();
    return std::move(report_);
  }

 private:
  // The accounts after `after` and everything that is theirs; returns the last owner covered.
  std::int64_t pass(std::int64_t after) {
    states_.clear();
    lots_to_name_.clear();
    store::each_account(tx_, after, options_.accounts_per_pass, [&](const auto& account) {
      states_.push_back({.owner = account.owner});
    });
    // The last pass takes in whatever claims an owner we do not know.
    const bool is_last = std::ssize(states_) < options_.accounts_per_pass;
    const std::int64_t to = is_last ? INT64_MAX : states_.back().owner;
    store::each_entry(tx_, after, to, [&](const auto& entry) { check_entry(entry); });
    store::each_lot(tx_, after, to, [&](const auto& lot) { check_lot(lot); });
    store::each_owner_holding(tx_, after, to, [&](const store::RawHolds& holds) {
      OwnerState* state = find_state(holds.owner);
      if (state == nullptr) return fault(holds.owner, "open holds belong to no account");
      state->open_holds = wrap(holds.points);
    });
    store::each_owner_documented(tx_, after, to, [&](const store::RawPosted& posted) {
      OwnerState* state = find_state(posted.owner);
      if (state == nullptr) return fault(posted.owner, "posted documents belong to no account");
      state->documents = wrap(posted.points);
    });
    store::each_owner_gifted(tx_, after, to, [&](const store::RawGifted& given) {
      OwnerState* state = find_state(given.owner);
      if (state == nullptr) return fault(given.owner, "gifts belong to no account");
      state->gifts = wrap(given.points);
    });
    store::each_owner_sold(tx_, after, to, [&](const store::RawSold& sold) {
      OwnerState* state = find_state(sold.owner);
      if (state == nullptr) return fault(sold.owner, "points sold belong to no account");
      state->sold = wrap(sold.points);
    });
    std::size_t at = 0;
    store::each_account(tx_, after, options_.accounts_per_pass, [&](const auto& account) {
      check_account(account, states_[at++]);
    });
    if (!lots_to_name_.empty()) name_lots(after, to);
    return to;
  }

  /// A sale of points that stands has its payment, and the reverse.
  void check_payments() {
    std::set<payments::Paid> sold;
    each_points_sale(tx_, [&](const PointsSale& sale) {
      if (!sale.voided_at) sold.insert({sale.owner.value(), sale.id.value(), sale.reference});
    });
    for (const auto& one : payments::differences(tx_, payments::Pays::points, std::move(sold))) {
      fault(
          one.owner.value(),
          one.noted ? "a payment is noted for points that were not sold"
                    : "points were sold without noting the payment"
      );
    }
  }

  void fault(std::int64_t owner, std::string what) {
    ++report_.faults_found;
    if (report_.faults.size() < options_.faults_max) {
      report_.faults.push_back({std::move(what), OwnerId(owner)});
    }
  }

  OwnerState* find_state(std::int64_t owner) {
    const auto found = std::ranges::lower_bound(states_, owner, {}, &OwnerState::owner);
    return found != states_.end() && found->owner == owner ? &*found : nullptr;
  }

  // ---- the journal ----

  void check_entry(const store::RawEntry& raw) {
    ++report_.entries;
    OwnerState* state = find_state(raw.owner);
    const auto name = [&] { return "entry " + number(raw.entry_id); };
    if (state == nullptr) return fault(raw.owner, name() + " belongs to no account");
    const auto parsed = parse(raw);
    if (!parsed) {
      fault(raw.owner, name() + " is no transfer that its reason allows");
    } else {
      check_amount(raw, *parsed, *state);
    }
    check_link(raw, parsed.has_value(), *state);
    // Go on from what is stored, so that one fault is not reported once per later entry.
    state->head_entry_id = raw.entry_id;
    state->seq = raw.seq;
    state->posted_at = raw.posted_at;
    state->noted_balance = raw.balance;
    state->hash = crypto::digest_of(raw.hash.data).value_or(sql::Digest{});
    if (root_ && raw.posted_at < root_->covers_to) {
      state->root_seq = raw.seq;
      state->root_balance = raw.balance;
      state->root_hash = state->hash;
    }
  }

  void check_link(const store::RawEntry& raw, bool is_parsed, const OwnerState& state) {
    const auto name = [&] { return "entry " + number(raw.entry_id); };
    if (raw.seq != state.seq + 1) {
      return fault(
          raw.owner,
          name() + " has seq " + number(raw.seq) + " where " + number(state.seq + 1) +
              " was expected: entries are missing or out of order"
      );
    }
    if (raw.prev_entry_id != state.head_entry_id) {
      return fault(raw.owner, name() + " does not name the entry before it");
    }
    if (raw.posted_at < state.posted_at) {
      fault(raw.owner, name() + " was posted before the entry before it");
    }
    // Words that are none of ours may be too long to be hashed; they are a fault already.
    if (is_parsed && crypto::digest_of(raw.hash.data) != hash_of(raw, state.hash)) {
      fault(raw.owner, name() + " does not have the hash of its fields and the entry before it");
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
         .klass = raw.klass,
         .debit = raw.debit,
         .credit = raw.credit,
         .amount = raw.amount,
         .expires_on = raw.expires_on,
         .lot_id = raw.lot_id,
         .lot_class = raw.lot_class,
         .balance = raw.balance,
         .actor = raw.actor}
    );
  }

  void check_amount(const store::RawEntry& raw, const ParsedEntry& entry, OwnerState& state) {
    const Wrapping amount = wrap(raw.amount);
    const bool moves = entry.transfer.debit != entry.transfer.credit;
    Wrapping moved = 0;
    if (moves) moved = entry.transfer.to_member() ? amount : Wrapping{0} - amount;
    if (wrap(raw.balance) != wrap(state.noted_balance) + moved) {
      fault(
          raw.owner,
          "entry " + number(raw.entry_id) + " notes the balance " + number(raw.balance) +
              " where " + number(unwrap(wrap(state.noted_balance) + moved)) + " follows"
      );
    }
    state.sums[static_cast<std::size_t>(entry.sum)] +=
        entry.sum == Sum::redeemed ? Wrapping{0} - moved : moved;
    // By sign only: the amount may be any planted number.
    const Points direction = owed_by(entry.reason, Points(1));
    if (direction > Points(0)) state.owed += amount;
    if (direction < Points(0)) state.owed -= amount;
    if (raw.cause_kind == word(CauseKind::document) && entry.sum == Sum::d) {
      state.documented += moved;
    }
    if (raw.cause_kind == word(CauseKind::gift) && entry.sum == Sum::c) state.gifted += moved;
    const bool sale_of_points = raw.cause_kind == word(CauseKind::points_sale) ||
                                raw.cause_kind == word(CauseKind::points_sale_void);
    if (sale_of_points && entry.sum == Sum::f) state.bought += moved;
    if (entry.reason == Reason::held) state.held += amount;
    if (entry.reason == Reason::released) state.held -= amount;
    // A reversal of forgiven points counts as well: they are part of what the return took back.
    // What goes back without a receipt was earned by no lot that could note it.
    const bool of_a_lot = raw.cause_kind != word(CauseKind::refund_without_receipt);
    if (of_a_lot && (entry.reason == Reason::owed || entry.reason == Reason::reversed)) {
      state.reversed += amount;
    }
    const bool merges =
        entry.transfer.debit == House::merged || entry.transfer.credit == House::merged;
    if (merges) merged_[{raw.cause_id, entry.sum}] += moved;
    if (moves) {
      house(entry.transfer.to_member() ? entry.transfer.debit : entry.transfer.credit) -= moved;
    }
    if (entry.lot_class) {
      state.lots_sketch += lot_sketch_.of(
          raw.expires_on, raw.lot_id, *entry.lot_class, lot_effect(entry, raw.amount)
      );
    }
  }

  Wrapping& house(House which) { return houses_[static_cast<std::size_t>(which)]; }

  // ---- lots ----

  static std::string name_of(std::int64_t lot_id, std::int64_t day, std::string_view klass) {
    return "lot " + number(lot_id) + " of class " + std::string(klass) + " until " + number(day);
  }

  void check_lot(const store::RawLot& lot) {
    ++report_.lots;
    const auto name = [&] { return name_of(lot.lot_id, lot.expires_on, lot.klass.substr(0, 16)); };
    OwnerState* state = find_state(lot.owner);
    if (state == nullptr) return fault(lot.owner, name() + " belongs to no account");
    const auto klass = parse_word<Class>(lot.klass);
    if (!klass || !Date::from_yyyymmdd(lot.expires_on)) {
      return fault(lot.owner, name() + " has no such class or day");
    }
    if (!in_bounds(lot)) fault(lot.owner, name() + " is out of its bounds");
    state->lots_sketch -= lot_sketch_.of(lot.expires_on, lot.lot_id, *klass, sums_of(lot));
    state->remaining += wrap(lot.remaining);
    state->lots_held += wrap(lot.held);
    state->lots_reversed += wrap(lot.reversed);
    if (lot.remaining > 0) {
      state->first_open_day = std::min(state->first_open_day, lot.expires_on);
      state->last_usable_day = std::max(state->last_usable_day, lot.usable_from.value_or(0));
    }
  }

  // The slow way, for the few owners whose sketch differs.
  void name_lots(std::int64_t after, std::int64_t to) {
    using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, Class>;
    std::map<Key, std::pair<LotSums, LotSums>> lots;  // by the entries, by the lot
    store::each_entry(tx_, after, to, [&](const store::RawEntry& raw) {
      if (!std::ranges::binary_search(lots_to_name_, raw.owner)) return;
      const auto entry = parse(raw);
      if (!entry || !entry->lot_class) return;
      LotSums& sums = lots[{raw.owner, raw.expires_on, raw.lot_id, *entry->lot_class}].first;
      sums += lot_effect(*entry, raw.amount);
    });
    store::each_lot(tx_, after, to, [&](const store::RawLot& lot) {
      const auto klass = parse_word<Class>(lot.klass);
      if (!klass || !std::ranges::binary_search(lots_to_name_, lot.owner)) return;
      lots[{lot.owner, lot.expires_on, lot.lot_id, *klass}].second = sums_of(lot);
    });
    for (const auto& [key, sums] : lots) {
      if (sums.first == sums.second) continue;
      const auto& [owner, day, lot_id, klass] = key;
      if (sums.first.original == sums.second.original && sums.first.caused != sums.second.caused) {
        fault(owner, name_of(lot_id, day, word(klass)) + " names another cause than its entries");
        continue;
      }
      fault(
          owner,
          name_of(lot_id, day, word(klass)) + " has " + number(unwrap(sums.second.remaining)) +
              " of " + number(unwrap(sums.second.original)) + " left where its entries say " +
              number(unwrap(sums.first.remaining)) + " of " + number(unwrap(sums.first.original))
      );
    }
  }

  // ---- accounts ----

  void check_account(const store::RawAccount& account, const OwnerState& state) {
    ++report_.accounts;
    balance_ += wrap(account.balance);
    owed_ += wrap(account.owed);
    if (state.seq > 0)
      report_.digest = fold_head(report_.digest, OwnerId(state.owner), state.seq, state.hash);
    if (state.root_seq > 0) {
      ++root_heads_accounts_;
      root_heads_entries_ += wrap(state.root_seq);
      root_heads_balance_ += wrap(state.root_balance);
      root_digest_ = fold_head(root_digest_, OwnerId(state.owner), state.root_seq, state.root_hash);
    }
    check_head(account, state);
    check_sums(account, state);
    if (state.lots_sketch != 0) {
      fault(account.owner, "the lots are not what their entries say");
      if (lots_to_name_.size() < options_.faults_max) lots_to_name_.push_back(account.owner);
    }
    if (state.reversed != state.lots_reversed) {
      fault(account.owner, "the lots note other returns than the journal");
    }
    if (account.next_expiry > state.first_open_day) {
      fault(account.owner, "a lot ends before the account's next expiry");
    }
    if (account.pending_until.value_or(0) < state.last_usable_day) {
      fault(account.owner, "a lot becomes usable after the account's last such day");
    }
  }

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

  void check_sums(const store::RawAccount& account, const OwnerState& state) {
    const std::array<std::int64_t, 7> sums{
        account.a, account.b, account.c, account.d, account.e, account.f, account.redeemed};
    Wrapping by_class = 0;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const Sum sum = static_cast<Sum>(i);
      by_class += sum == Sum::redeemed ? Wrapping{0} - wrap(sums[i]) : wrap(sums[i]);
      expect(account.owner, word(sum), sums[i], state.sums[i], "its entries say");
    }
    expect(account.owner, "balance", account.balance, by_class, "its sums say");
    expect(account.owner, "owed", account.owed, state.owed, "its entries say");
    expect(
        account.owner,
        "balance",
        account.balance,
        state.remaining - wrap(account.owed),
        "its lots less what is owed say"
    );
    expect(account.owner, "held", account.held, state.held, "its entries say");
    expect(account.owner, "held", account.held, state.lots_held, "its lots say");
    expect(account.owner, "held", account.held, state.open_holds, "its open holds say");
    if (state.documented != state.documents) {
      fault(account.owner, "the posted documents say another sum than their entries");
    }
    if (state.bought != state.sold) {
      fault(account.owner, "the sales of points say another sum than their entries");
    }
    if (state.gifted != state.gifts) {
      fault(account.owner, "the gifts say another sum than their entries");
    }
    if (account.owed < 0 || account.held < 0) fault(account.owner, "owed or held is negative");
  }

  void expect(
      std::int64_t owner,
      std::string_view what,
      std::int64_t stored,
      Wrapping follows,
      std::string_view why
  ) {
    if (wrap(stored) == follows) return;
    fault(
        owner,
        "the account's " + std::string(what) + " is " + number(stored) + " where " +
            std::string(why) + " " + number(unwrap(follows))
    );
  }

  // ---- the whole ----

  void check_houses() {
    Wrapping all = balance_;
    for (const Wrapping sum : houses_) all += sum;
    if (all != 0) fault(0, "debits and credits do not balance over all accounts");
    if (house(House::transferred) != 0) {
      fault(0, "members received from one another other points than they gave");
    }
    check_transfers(tx_, [&](std::int64_t owner, std::string what) { fault(owner, what); });
    for (const auto& [cause, moved] : merged_) {
      if (moved == 0) continue;
      fault(
          0,
          "what cause " + number(cause.first) + " took from an account in " +
              std::string(word(cause.second)) + " is not what it brought to the other"
      );
    }
    report_.balance = Points(unwrap(balance_));
    report_.owed = Points(unwrap(owed_));
    report_.issued = Points(unwrap(house(House::issued)));
    report_.redeemed = Points(unwrap(house(House::redeemed)));
    report_.expired = Points(unwrap(house(House::expired)));
    report_.sold = Points(unwrap(house(House::sold)));
  }

  void check_roots() {
    sql::Digest before{};
    std::int64_t covered = INT64_MIN;
    store::each_root(tx_, [&](const store::RawRoot& root) {
      ++report_.roots;
      const std::string name = "root " + number(root.root_id);
      const auto digest = crypto::digest_of(root.digest.data);
      const sql::Digest expected = root_hash(
          before,
          {root.root_id,
           root.covers_to,
           root.accounts,
           root.entries,
           root.balance,
           digest.value_or(sql::Digest{}),
           root.created_at}
      );
      if (!digest || crypto::bytes_of(expected) != root.hash.data) {
        fault(0, name + " does not have the hash of its fields and the root before it");
      }
      if (root.covers_to <= covered) fault(0, name + " covers no more than the root before it");
      covered = root.covers_to;
      before = crypto::digest_of(root.hash.data).value_or(sql::Digest{});
    });
    if (!root_) return;
    if (root_->accounts != root_heads_accounts_ || wrap(root_->entries) != root_heads_entries_ ||
        wrap(root_->balance) != root_heads_balance_ ||
        root_->digest.data != crypto::bytes_of(root_digest_)) {
      fault(0, "root " + number(root_->root_id) + " is not what the journal before it gives");
    }
  }

  sql::Tx& tx_;
  const VerifyOptions& options_;
  const LotSketch lot_sketch_;
  std::optional<store::RawRoot> root_;  // the newest
  std::vector<OwnerState> states_;      // of this pass, by owner
  std::vector<std::int64_t> lots_to_name_;
  std::array<Wrapping, 7> houses_{};                         // by House, credits − debits
  std::map<std::pair<std::int64_t, Sum>, Wrapping> merged_;  // by cause: the one's and the other's
  Wrapping balance_ = 0, owed_ = 0;
  std::int64_t root_heads_accounts_ = 0;
  Wrapping root_heads_entries_ = 0, root_heads_balance_ = 0;
  sql::Digest root_digest_{};
  VerifyReport report_;
};

}  // namespace

VerifyReport verify(sql::Tx& tx, const VerifyOptions& options) {
  return Verifier(tx, options).run();
}

}  // namespace guanxi::points
