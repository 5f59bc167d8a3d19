#include "flows/rosters/undo.h"

#include <algorithm>
#include <ranges>

#include "flows/enrol/events.h"
#include "flows/rosters/prior.h"
#include "flows/rosters/undo_store.h"
#include "modules/audit/audit.h"
#include "modules/cards/take_back.h"
#include "modules/households/households.h"
#include "modules/matching/pairs.h"
#include "modules/members/externals.h"
#include "modules/points/documents.h"
#include "modules/profiles/profiles.h"
#include "modules/registrations/registrations.h"
#include "modules/tiers/current.h"
#include "modules/wallet/offers.h"
#include "modules/wallet/wallet.h"

namespace guanxi::rosters {
namespace {

constexpr const char* undo_reason = "撤销导入 import undone";
constexpr std::int64_t day_seconds = 86400;
constexpr int kept_shown_max = 1000;

using store::UndoRow;

/// A stored value as it would be written: several choices are divided by blanks.
std::vector<std::string> written_of(const profiles::Field& field, const std::string& value) {
  if (value.empty()) return {};
  if (field.kind != profiles::FieldKind::choices) return {value};
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find(' ', at), value.size());
    parts.push_back(value.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

/// Takes rows back inside one transaction. What stays is told in why().
class RowUndo {
 public:
  RowUndo(const House& house, const store::UndoImport& import, const api::Actor& actor, Instant now)
      : house_(house),
        import_(import),
        actor_(actor),
        now_(now),
        programme_(house.programmes.shown(import.programme, now)) {}

  Kept why() const { return why_; }

  /// Errors: conflict, after which the transaction has to end, and why() says what is in the way.
  Outcome take_back(sql::Tx& tx, const UndoRow& row) {
    GX_TRY_VOID(take_all(tx, row));
    audit::record(
        tx,
        actor_.id,
        {.action = "import_row_undone",
         .object_kind = "member",
         .object_id = row.owner.to_string(),
         .member = row.owner,
         .changes = audit::Changes().add("import", row.import.to_string(), {}),
         .reason = undo_reason},
        now_
    );
    return ok();
  }

 private:
  Outcome take_all(sql::Tx& tx, const UndoRow& row) {
    const auto member = house_.members.find(tx, row.owner);
    GX_CHECK_WHY(member.has_value(), "an import knows a member who is not there");
    if (member->state == members::State::closed) return keep(Kept::closed);
    if (member->version != row.version) return keep(Kept::changed);
    Left left{row.version, row.points_seq, row.wallet_seq};
    const bool created = row.deed == store::Deed::created;
    if (created) {
      GX_TRY_VOID(check_untouched(tx, row));
    }
    GX_TRY_VOID(take_points(tx, row, left));
    GX_TRY_VOID(take_money(tx, row, left));
    GX_TRY_VOID(take_growth(tx, row, *member));
    if (created) return close(tx, row, *member);
    if (row.card) {
      GX_TRY_VOID(take_card(tx, row.owner, *row.card));
    }
    GX_TRY_VOID(put_back(tx, row, *member, left));
    store::set_left(tx, row, left.version, left.points_seq, left.wallet_seq);
    return ok();
  }

  struct Left {
    std::int64_t version = 0, points_seq = 0, wallet_seq = 0;
  };

  Outcome keep(Kept why) {
    why_ = why;
    return ErrorCode::conflict;
  }

  Date today() const { return programme_->zone.date_of(now_); }

  cards::Change change_of(const cards::Card& card) const {
    return {card.owner, card.id, card.version, actor_.id, now_, today(), undo_reason};
  }

  /// Whether all that happened to somebody new was this import.
  Outcome check_untouched(sql::Tx& tx, const UndoRow& row) {
    const auto account = points::find_account(tx, row.owner);
    GX_CHECK(account.has_value());
    if (account->seq != row.points_seq) return keep(Kept::points_moved);
    const auto wallet = wallet::find_account(tx, row.owner);
    if ((wallet ? wallet->seq : 0) != row.wallet_seq) return keep(Kept::wallet_moved);
    for (const cards::Card& card : cards::cards_of(tx, row.owner)) {
      if (card.issued_at > import_.updated_at) return keep(Kept::cards_changed);
      for (const cards::StateChange& change : cards::state_changes(tx, row.owner, card.id)) {
        const Instant touched_at = row.touched_at.value_or(row.posted_at);
        if (change.reason != undo_reason && change.changed_at > touched_at) {
          return keep(Kept::cards_changed);
        }
      }
    }
    return ok();
  }

  /// What the row booked for the member, or for who was merged into them.
  static std::optional<store::Opening> opening_of(
      sql::Tx& tx, const UndoRow& row, store::Asset asset
  ) {
    auto found = store::opening_by(tx, row, row.owner, asset);
    if (found) return found;
    for (const OwnerId merged : members::merged_into(tx, row.owner)) {
      if ((found = store::opening_by(tx, row, merged, asset))) return found;
    }
    return std::nullopt;
  }

  Outcome take_points(sql::Tx& tx, const UndoRow& row, Left& left) {
    const auto opening = opening_of(tx, row, store::Asset::points);
    if (!opening) return ok();
    const auto account = points::find_account(tx, row.owner);
    GX_CHECK(account.has_value());
    const points::DocumentId booked(opening->cause);
    const Points rest =
        points::opening_left(tx, *account, booked, Points(opening->amount), today());
    if (rest.is_zero()) {  // it has all expired
      store::delete_opening(tx, opening->owner, store::Asset::points);
      return ok();
    }
    points::Document document;
    document.id = house_.ids.next_id<points::DocumentTag>();
    document.owner = row.owner;
    document.programme = import_.programme;
    document.points = -rest;
    document.reason = undo_reason;
    document.created_at = now_;
    document.created_by = actor_.id;
    const points::Context context{
        .owner = row.owner,
        .cause = {points::CauseKind::document, document.id.value()},
        .occurred_at = now_,
        .posted_at = now_,
        .actor = actor_.id,
        .expected_seq = account->seq,
        .today = today()};
    const auto posted = points::post_opening_back(
        tx, house_.ids, context, std::move(document), booked, programme_->parameters
    );
    if (!posted) return keep(Kept::points_moved);
    left.points_seq = posted->account.seq;
    store::delete_opening(tx, opening->owner, store::Asset::points);
    return ok();
  }

  /// What the row booked goes back, and nothing else of the wallet.
  Outcome take_money(sql::Tx& tx, const UndoRow& row, Left& left) {
    const auto stored = opening_of(tx, row, store::Asset::stored);
    const auto change = opening_of(tx, row, store::Asset::change);
    if (!stored && !change) return ok();
    const auto account = wallet::find_account(tx, row.owner);
    GX_CHECK(account.has_value());
    if (account->seq != row.wallet_seq) return keep(Kept::wallet_moved);
    wallet::BookedOpening opening{{}, Money::zero(account->currency)};
    if (change) opening.change = Money(change->amount, account->currency);
    StoreId store = change ? change->store : StoreId();
    if (stored) {
      const auto recharge = wallet::find_recharge(tx, *account, stored->cause);
      GX_CHECK_WHY(recharge.has_value(), "opening stored value without its recharge");
      opening.recharge = recharge->id;
      store = recharge->store;
    }
    const wallet::Context context{
        .owner = row.owner,
        .cause = {wallet::CauseKind::payout, house_.ids.next()},
        .occurred_at = now_,
        .posted_at = now_,
        .actor = actor_.id,
        .store = store,
        .expected_seq = account->seq,
        .note = undo_reason};
    const auto posted = wallet::post_opening_payout(tx, house_.ids, context, opening, undo_reason);
    if (!posted) return keep(Kept::wallet_moved);
    left.wallet_seq = posted->account.seq;
    if (stored) store::delete_opening(tx, stored->owner, store::Asset::stored);
    if (change) store::delete_opening(tx, change->owner, store::Asset::change);
    return ok();
  }

  /// Growth is taken back on the day it counted for; a grant that ran out stays what it was.
  Outcome take_growth(sql::Tx& tx, const UndoRow& row, const members::Member& member) {
    const auto opening = opening_of(tx, row, store::Asset::growth);
    if (!opening && !row.ladder) return ok();
    const tiers::LadderId ladder = row.ladder ? *row.ladder : tiers::LadderId(opening->cause);
    const auto standing = tiers::find_standing(tx, row.owner, ladder);
    GX_CHECK_WHY(standing.has_value(), "opening growth without a standing");
    tiers::Progress progress(
        tiers::current_version(tx, house_.ladders, ladder, standing, now_),
        {row.owner, member.joined_on},
        standing,
        {now_, today()},
        tiers::sums_of(tx, row.owner, ladder)
    );
    if (row.ladder) {
      progress.end_grant(
          {.kind = tiers::EntryKind::grant_ended, .note = undo_reason},
          {row.tier.value_or(""), row.tier_until.value_or(Date())}
      );
    }
    if (opening) {
      progress.enter(
          {.counts_on = programme_->zone.date_of(row.posted_at),
           .kind = tiers::EntryKind::opening,
           .growth = -opening->amount,
           .note = undo_reason}
      );
      store::delete_opening(tx, opening->owner, store::Asset::growth);
    }
    if (const auto tier = opening_of(tx, row, store::Asset::tier)) {
      store::delete_opening(tx, tier->owner, store::Asset::tier);
    }
    if (!progress.has_news()) return ok();
    return tiers::write(
        tx, house_.ids, progress, row.import.value(), now_, actor_.id, tiers::Origin::import
    );
  }

  Outcome take_card(sql::Tx& tx, OwnerId owner, CardId id) {
    const auto card = cards::find(tx, owner, id);
    if (!card || card->state == cards::State::replaced || card->state == cards::State::cancelled) {
      return keep(Kept::cards_changed);
    }
    if (!cards::take_back(tx, change_of(*card))) return keep(Kept::cards_changed);
    return ok();
  }

  Outcome close(sql::Tx& tx, const UndoRow& row, const members::Member& member) {
    const auto closed = house_.members.close(tx, row.owner, member.version, actor_.id, now_);
    GX_CHECK_WHY(closed.has_value(), "a member who was looked at cannot be closed");
    for (const cards::Card& card : cards::cards_of(tx, row.owner)) {
      if (card.state == cards::State::cancelled) continue;
      if (!cards::take_back(tx, change_of(card))) return keep(Kept::cards_changed);
    }
    matching::forget_open_pairs(tx, row.owner);
    registrations::forget_recommendation(tx, row.owner);
    households::leave(tx, row.owner, households::Ending::closed, "", actor_.id, now_);
    GX_TRY_VOID(points::set_account_state(tx, row.owner, points::AccountState::closed));
    enrol::append_member_event(tx, house_.ids, enrol::member_closed, *closed, now_);
    return ok();
  }

  Outcome put_back(sql::Tx& tx, const UndoRow& row, const members::Member& member, Left& left) {
    if (!row.prior) return ok();
    const crypto::Sealer sealer(house_.keys);
    const Prior prior =
        prior_of_text(sealer.open(row.prior->data, {prior_column, row.owner.value()}));
    GX_TRY_VOID(put_values_back(tx, member, prior));
    release_externals(tx, member, prior);
    GX_TRY_VOID(put_consents_back(tx, member, prior));
    if (prior.address) {
      GX_TRY_VOID(remove_place(tx, row.owner, *prior.address));
    }
    if (is_empty(prior.change)) return ok();
    members::Change back = prior.change;
    back.correction = back.guardian_consents = true;  // it was there before
    const auto after = house_.members.change(tx, row.owner, member.version, back, actor_.id, now_);
    if (!after) {
      const bool taken = after.error().code == ErrorCode::identity_taken;
      return keep(taken ? Kept::identity_taken : Kept::changed);
    }
    enrol::append_member_event(tx, house_.ids, enrol::member_changed, *after, now_);
    left.version = after->version;
    return ok();
  }

  Outcome put_values_back(sql::Tx& tx, const members::Member& member, const Prior& prior) {
    if (prior.values.empty()) return ok();
    const profiles::Profiles profiles(house_.keys);
    const auto there = profiles.values(tx, member);
    std::vector<profiles::Edit> edits;
    for (const PriorValue& value : prior.values) {
      const auto now = std::ranges::find(there, value.field, &profiles::Value::field);
      if ((now == there.end() ? "" : now->value) != value.after) return keep(Kept::changed);
      const auto field = profiles::find_field(tx, member.programme, value.field);
      profiles::Edit edit{value.field, {}};
      if (field) edit.written = written_of(*field, value.before);
      edits.push_back(std::move(edit));
    }
    // Retired since, or required and empty before.
    if (!profiles.set(tx, member, edits, actor_.id, now_)) return keep(Kept::changed);
    return ok();
  }

  /// One that is gone already is as it shall be; one that somebody has completed or put right since
  /// is theirs.
  Outcome remove_place(sql::Tx& tx, OwnerId owner, const profiles::Address& added) {
    const profiles::Profiles profiles(house_.keys);
    const auto there = profiles.addresses(tx, owner);
    const auto now = std::ranges::find(there, added.id, &profiles::Address::id);
    if (now == there.end()) return ok();
    const bool same = now->division == added.division && now->street == added.street &&
                      now->postcode == added.postcode && now->recipient.empty() &&
                      now->phone.empty();
    if (!same) return keep(Kept::changed);
    (void)profiles.remove_address(tx, owner, added.id, actor_.id, now_);
    return ok();
  }

  Outcome put_consents_back(sql::Tx& tx, const members::Member& member, const Prior& prior) {
    const consents::Place place{actor_.id, {}, "import", undo_reason};
    for (auto one = prior.consents.begin(); one != prior.consents.end(); ++one) {
      const auto same = [&](const PriorConsent& other) { return other.subject == one->subject; };
      if (std::any_of(prior.consents.begin(), one, same)) continue;  // done with the first of them
      const auto last = std::ranges::find_if(std::views::reverse(prior.consents), same);
      if (!consents::take_back(tx, member, one->subject, {one->seq, last->seq}, place, now_)) {
        return keep(Kept::changed);
      }
    }
    return ok();
  }

  void release_externals(sql::Tx& tx, const members::Member& member, const Prior& prior) {
    const members::Externals externals(house_.keys);
    for (const std::string& text : prior.externals) {
      const auto held = externals.find(tx, member.id, text);
      if (!held) continue;  // given up since
      externals.release(tx, member, *held, actor_.id, now_);
      enrol::append_member_event(tx, house_.ids, enrol::identity_released, member, now_);
    }
  }

  const House& house_;
  const store::UndoImport& import_;
  const api::Actor& actor_;
  Instant now_;
  std::shared_ptr<const programmes::Version> programme_;
  Kept why_ = Kept::changed;
};

/// The whole batch, unless a row stays: nothing of it is written then.
bool take_batch(
    const House& house,
    store::UndoImport& import,
    const std::vector<UndoRow>& rows,
    const api::Actor& actor
) {
  const Instant now = house.clock.now();
  const auto after = house.db.write([&](sql::Tx& tx) -> Result<store::UndoImport> {
    store::UndoImport moved = import;
    RowUndo undo(house, import, actor, now);
    for (const UndoRow& row : rows) {
      // Rows before it may have moved what this one left.
      const auto fresh = store::find_row(tx, row);
      GX_CHECK(fresh.has_value());
      GX_TRY_VOID(undo.take_back(tx, *fresh));
      ++moved.undone;
    }
    moved.undo_next = rows.back().row_no - 1;
    if (!store::move_undo(tx, moved, import.undo_next)) return ErrorCode::conflict;
    return moved;
  });
  if (after) import = *after;
  return after.has_value();
}

/// One row, or a word why it stays. Errors: conflict (another process undoes the same).
Outcome take_one(
    const House& house, store::UndoImport& import, const UndoRow& row, const api::Actor& actor
) {
  const Instant now = house.clock.now();
  std::optional<Kept> kept;
  const auto moved = [&](bool taken) {
    store::UndoImport after = import;
    after.undo_next = row.row_no - 1;
    ++(taken ? after.undone : after.kept);
    return after;
  };
  const auto taken = house.db.write([&](sql::Tx& tx) -> Outcome {
    kept.reset();
    RowUndo undo(house, import, actor, now);
    const auto fresh = store::find_row(tx, row);
    GX_CHECK(fresh.has_value());
    if (const auto done = undo.take_back(tx, *fresh); !done) {
      kept = undo.why();
      return done;
    }
    return store::move_undo(tx, moved(true), import.undo_next) ? ok() : ErrorCode::conflict;
  });
  if (taken) {
    import = moved(true);
    return ok();
  }
  if (!kept) return taken;
  GX_TRY_VOID(house.db.write([&](sql::Tx& tx) -> Outcome {
    store::set_kept(tx, row, *kept);
    return store::move_undo(tx, moved(false), import.undo_next) ? ok() : ErrorCode::conflict;
  }));
  import = moved(false);
  return ok();
}

}  // namespace

Result<UndoReport> Undo::run(const UndoOptions& options, const api::Actor& actor) const {
  auto found = house_.db.read([&](sql::Tx& tx) { return store::find_undo(tx, options.import); });
  if (!found || !org::sees_programme(*house_.org.snapshot(), actor, found->programme)) {
    return fail(ErrorCode::not_found, "/id");
  }
  store::UndoImport import = *found;
  using State = UndoReport::State;
  UndoReport report;
  report.file_name = import.file_name;
  const auto finish = [&](State state) {
    report.state = state;
    report.undone = import.undone;
    report.kept = import.kept;
    report.rows = house_.db.read([&](sql::Tx& tx) {
      return store::kept_rows(tx, options.import, kept_shown_max);
    });
    return report;
  };
  if (import.state == ImportState::undone) return finish(State::already_undone);
  const Instant last = import.updated_at.plus_seconds(undo_days * day_seconds);
  const bool begun = import.state == ImportState::undoing;
  if (!begun && house_.clock.now() > last) return finish(State::too_late);
  if (!begun) {
    GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
      if (!store::begin_undo(tx, import)) return ErrorCode::conflict;
      // Over HTTP it was recorded when it was asked for.
      audit::record(
          tx,
          actor.id,
          {"roster_import_undone", "roster_import", import.id.to_string()},
          house_.clock.now()
      );
      return ok();
    }));
  }
  for (;;) {
    const auto rows = house_.db.read([&](sql::Tx& tx) {
      return store::rows_back_from(tx, options.import, import.undo_next, options.batch_rows);
    });
    if (rows.empty()) break;
    if (!take_batch(house_, import, rows, actor)) {
      for (const UndoRow& row : rows) {
        GX_TRY_VOID(take_one(house_, import, row, actor));
      }
    }
    if (options.on_progress) options.on_progress({import.undone + import.kept, 0, 0});
    if (options.stop && options.stop()) return finish(State::stopped);
  }
  GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
    store::end_undo(tx, options.import);
    return ok();
  }));
  return finish(State::undone);
}

}  // namespace guanxi::rosters
