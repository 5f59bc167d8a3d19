// Who buys: the member that a request names, by whatever it names, and the card that decides.
#include "flows/checkout/checkout.h"

namespace guanxi::checkout {
namespace {

/// Neither a frozen or lost card nor one whose last day is over earns, pays or has a member's
/// price. What comes in late asks for the card as it was.
Outcome check_usable(sql::Tx& tx, const cards::Card& card, const Moment& moment) {
  cards::State state = cards::state_on(card, moment.day);
  if (state != cards::State::active && moment.after_the_fact) {
    state = cards::state_at(tx, card, moment.occurred_at, moment.day);
  }
  if (state == cards::State::active) return ok();
  return cards::not_usable(state, "/member/value");
}

/// The card itself, by its number or its track. Errors at /member/value.
Result<cards::Card> find_presented(
    const House& house, sql::Tx& tx, const MemberRef& who, const Moment& moment
) {
  std::optional<cards::Card> card;
  if (who.kind == MemberKey::track) {
    auto found = cards::find_by_track(tx, house.keys, who.value);
    if (!found) return fail(found.error().code, "/member/value");
    card = *std::move(found);
  } else {
    card = cards::find_by_number(tx, who.value);
  }
  if (!card) return fail(ErrorCode::card_not_found, "/member/value");
  GX_TRY_VOID(check_usable(tx, *card, moment));
  return *std::move(card);
}

}  // namespace

std::optional<OwnerId> find_owner(
    const House& house, sql::Tx& tx, ProgrammeId programme, const MemberRef& who
) {
  using members::IdentityKind;
  switch (who.kind) {
    case MemberKey::member_id: {
      const auto id = parse_id(who.value);
      return id ? std::optional(OwnerId(*id)) : std::nullopt;
    }
    case MemberKey::card: {
      const auto card = cards::find_by_number(tx, who.value);
      return card ? std::optional(card->owner) : std::nullopt;
    }
    case MemberKey::track: {
      const auto card = cards::find_by_track(tx, house.keys, who.value);
      return card ? std::optional(card->owner) : std::nullopt;
    }
    case MemberKey::rotating_code: {  // whether it is right: judge_proof
      const auto code = proofs::member_code_of(who.value);
      if (!code) return std::nullopt;
      return house.members.find_owner(tx, programme, IdentityKind::member_code, *code);
    }
    case MemberKey::member_code:
      return house.members.find_owner(tx, programme, IdentityKind::member_code, who.value);
    case MemberKey::phone:
      return house.members.find_owner(tx, programme, IdentityKind::phone, who.value);
    case MemberKey::email:
      return house.members.find_owner(tx, programme, IdentityKind::email, who.value);
    case MemberKey::external:
      return house.members.find_owner(tx, programme, IdentityKind::external, who.value);
  }
  return std::nullopt;
}

Result<Buyer> find_buyer(
    const House& house,
    sql::Tx& tx,
    ProgrammeId programme,
    const MemberRef& who,
    const Moment& moment
) {
  std::optional<OwnerId> owner;
  std::optional<cards::Card> card;
  if (who.kind == MemberKey::card || who.kind == MemberKey::track) {
    GX_TRY(presented, find_presented(house, tx, who, moment));
    owner = presented.owner;
    card = std::move(presented);
  } else {
    owner = find_owner(house, tx, programme, who);
    if (!owner && who.kind == MemberKey::phone &&
        !house.members.sharers(tx, programme, who.value).empty()) {
      return fail(ErrorCode::phone_is_shared, "/member/value");
    }
  }
  if (owner) {
    tx.ahead([&](sql::Tx& soon) {
      house.members.find(soon, *owner);
      if (!card) cards::primary_card(soon, *owner);
      if (card && card->type) cards::find_type(soon, *card->type);
      points::find_account(soon, *owner);
      if (!house.ladders.in_force(programme, moment.now).empty()) tiers::standings_of(soon, *owner);
    });
  }
  Buyer buyer;
  auto member = owner ? house.members.find(tx, *owner) : std::nullopt;
  if (member && member->merged_into) {  // phone and card of whom was merged are the heir's
    owner = members::heir_of(tx, *owner);
    if (!owner) return ErrorCode::conflict;  // undone between the two reads: plan again
    member = house.members.find(tx, *owner);
  }
  if (!member || member->programme != programme)
    return fail(ErrorCode::member_not_found, "/member/value");
  if (member->state == members::State::closed)
    return fail(ErrorCode::member_closed, "/member/value");
  if (member->state == members::State::frozen)
    return fail(ErrorCode::member_frozen, "/member/value");
  buyer.member = std::move(*member);
  if (!card) card = cards::primary_card(tx, *owner);
  GX_CHECK_WHY(card.has_value(), "a member without a primary card");
  GX_TRY_VOID(check_usable(tx, *card, moment));
  buyer.terms = cards::terms_at(tx, *card, moment.occurred_at);
  if (buyer.terms.use == cards::CardUse::rebate_voucher) {
    return fail(
        ErrorCode::card_not_usable, "/member/value", {{"state", "active"}, {"why", "@card_voucher"}}
    );
  }
  buyer.card = std::move(*card);
  const auto account = points::find_account(tx, *owner);
  GX_CHECK_WHY(account.has_value(), "a member without a points account");
  // Read at different moments on either side of a merge: plan again.
  if (account->state == points::AccountState::closed) return ErrorCode::conflict;
  buyer.account = *account;
  buyer.usable = points::usable_of(tx, buyer.account, moment.today, moment.now);
  return buyer;
}

}  // namespace guanxi::checkout
