// The commands of the desk about cards: issue, change, renew, replace, write the track.
#include "flows/enrol/enrol.h"
#include "flows/enrol/entitled.h"
#include "flows/enrol/events.h"
#include "flows/enrol/presented.h"
#include "flows/enrol/recording.h"
#include "flows/enrol/scope.h"
#include "platform/log/log.h"

namespace guanxi::enrol {

using api::Reply;

namespace {

/// Nowhere, where the request names no store.
Result<Counter> counter_of(
    const House& house, const api::Call& call, const std::optional<std::string>& store
) {
  if (!store) return Counter{};
  return find_counter(house, call, std::nullopt, store);
}

}  // namespace

Date Enrol::today_of(ProgrammeId programme, Instant now) const {
  const auto shown = house_.programmes.shown(programme, now);
  GX_CHECK_WHY(shown != nullptr, "a member of a programme that is not there");
  return shown->zone.date_of(now);
}

Result<cards::Change> Enrol::change_of(
    sql::Tx& tx, const api::Call& call, OwnerId id, CardId card_id
) const {
  GX_TRY(member, load(tx, call, id));
  OwnerId owner = member.id;
  auto card = cards::find(tx, owner, card_id);
  for (const OwnerId merged : members::merged_into(tx, member.id)) {
    if (card) break;
    owner = merged;
    card = cards::find(tx, owner, card_id);
  }
  if (!card) return ErrorCode::card_not_found;
  GX_TRY_VOID(api::check_if_match(call, api::etag_of(card->version)));
  return cards::Change{
      owner, card_id, card->version, call.actor.id, call.now, today_of(member.programme, call.now)};
}

Reply<CardView> Enrol::reply(sql::Tx& tx, const cards::Card& card, Date today) const {
  return {.body = view_of(tx, card, today), .etag = api::etag_of(card.version)};
}

Result<Reply<CardView>> Enrol::issue_card(const api::Call& call, const IssueCard& request) const {
  GX_TRY(counter, counter_of(house_, call, request.store));
  const std::string number = request.card_number.value_or("");
  const auto command = [&](sql::Tx& tx) -> Result<Reply<CardView>> {
    GX_TRY(member, load(tx, call, request.id));
    if (counter.store && counter.programme != member.programme) {
      return fail(ErrorCode::member_not_found, "/id");  // of another programme than the store's
    }
    if (member.state == members::State::closed) return ErrorCode::member_closed;
    const cards::NewCard wanted{
        .number = number,
        .programme = member.programme,
        .today = today_of(member.programme, call.now),
        .code_hash = hash_of(house_.keys, request.card_number, request.verification_code),
        .activate = request.activate};
    GX_TRY_VOID(check_entitled(
        tx, call, {member.programme, member.id, request.card_number, request.receipt}
    ));
    GX_TRY(
        card,
        cards::issue(tx, house_.ids, member.id, wanted, counter.store, call.actor.id, call.now)
    );
    GX_TRY_VOID(use_receipt(tx, call, request.receipt, card));
    append_card_event(tx, house_.ids, card_issued, card, call.now);
    record_card(tx, house_.keys, call, "card_issued", nullptr, card);
    return reply(tx, card, wanted.today);
  };
  return answers_.once<CardView>(house_.db, call, "issue_card", 201, command);
}

Result<Reply<CardView>> Enrol::change_card(const api::Call& call, const ChangeCard& request) const {
  return house_.db.write([&](sql::Tx& tx) -> Result<Reply<CardView>> {
    GX_TRY(change, change_of(tx, call, request.id, request.card));
    change.reason = request.reason.value_or("");
    const auto before = cards::find(tx, change.owner, request.card);
    GX_TRY(card, cards::set_state(tx, change, request.state));
    if (card.version != change.version) {
      record_card(tx, house_.keys, call, "card_changed", &*before, card);
      append_card_event(tx, house_.ids, card_changed, card, call.now);
    }
    return reply(tx, card, change.today);
  });
}

Result<CardChangeList> Enrol::card_changes(const api::Call& call, const CardPath& request) const {
  return house_.db.read([&](sql::Tx& tx) -> Result<CardChangeList> {
    GX_TRY(member, load(tx, call, request.id));
    if (!cards::find(tx, member.id, request.card)) return ErrorCode::card_not_found;
    CardChangeList list;
    for (auto& change : cards::state_changes(tx, member.id, request.card)) {
      list.items.push_back(
          {change.before,
           change.after,
           std::move(change.reason),
           change.changed_at,
           change.changed_by}
      );
    }
    return list;
  });
}

Result<Reply<CardView>> Enrol::renew_card(const api::Call& call, const RenewCard& request) const {
  return house_.db.write([&](sql::Tx& tx) -> Result<Reply<CardView>> {
    GX_TRY(change, change_of(tx, call, request.id, request.card));
    const auto before = cards::find(tx, change.owner, request.card);
    GX_TRY(card, cards::renew(tx, change, request.valid_to));
    if (card.version != change.version) {
      record_card(tx, house_.keys, call, "card_renewed", &*before, card);
      append_card_event(tx, house_.ids, card_changed, card, call.now);
    }
    return reply(tx, card, change.today);
  });
}

Result<Reply<CardView>> Enrol::replace_card(const api::Call& call, const ReplaceCard& request)
    const {
  GX_TRY(counter, counter_of(house_, call, request.store));
  const std::string number = request.card_number.value_or("");
  const auto command = [&](sql::Tx& tx) -> Result<Reply<CardView>> {
    GX_TRY(member, load(tx, call, request.id));
    if (counter.store && counter.programme != member.programme) {
      return fail(ErrorCode::member_not_found, "/id");  // of another programme than the store's
    }
    if (member.state == members::State::closed) return ErrorCode::member_closed;
    GX_TRY(change, change_of(tx, call, request.id, request.card));
    const cards::NewCard wanted{
        .number = number,
        .programme = member.programme,
        .today = change.today,
        .code_hash = hash_of(house_.keys, request.card_number, request.verification_code)};
    // A card of the same type only takes the place of the one that was earned.
    const auto type = cards::type_of_number(tx, number);
    if (!type || type->id != cards::find(tx, change.owner, request.card)->type || request.receipt) {
      GX_TRY_VOID(check_entitled(
          tx, call, {member.programme, member.id, request.card_number, request.receipt}
      ));
    }
    const auto before = cards::find(tx, change.owner, request.card);
    crypto::SecureRandom random;
    GX_TRY(done, cards::replace(tx, house_.ids, random, change, wanted, counter.store));
    GX_TRY_VOID(use_receipt(tx, call, request.receipt, done.fresh));
    record_card(tx, house_.keys, call, "card_replaced", &*before, done.old);
    record_card(tx, house_.keys, call, "card_issued", nullptr, done.fresh);
    append_card_event(tx, house_.ids, card_changed, done.old, call.now);
    append_card_event(tx, house_.ids, card_issued, done.fresh, call.now);
    return reply(tx, done.fresh, change.today);
  };
  return answers_.once<CardView>(house_.db, call, "replace_card", 201, command);
}

Result<Reply<TrackView>> Enrol::write_track(const api::Call& call, const CardPath& request) const {
  auto reply = house_.db.write([&](sql::Tx& tx) -> Result<Reply<TrackView>> {
    GX_TRY(change, change_of(tx, call, request.id, request.card));
    GX_TRY(written, cards::write_track(tx, house_.keys, change));
    append_card_event(tx, house_.ids, card_changed, written.card, call.now);
    record_card(tx, house_.keys, call, "card_track_written", &written.card, written.card);
    Reply<TrackView> made;
    made.body = {std::move(written.track), view_of(tx, written.card, change.today)};
    made.etag = api::etag_of(written.card.version);
    return made;
  });
  if (reply) {
    log::write(
        log::Level::info,
        "audit.card_track_written",
        {{"actor", call.actor.id}, {"member", request.id}, {"card", request.card}}
    );
  }
  return reply;
}

}  // namespace guanxi::enrol
