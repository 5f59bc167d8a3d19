// Enrolment: how a person becomes a member – profile, card and open points account in one
// transaction – and the desk where a member is found, changed, given cards and let go.
//
// enrol() is for other flows, imports and simulations inside their own transaction; class Enrol
// answers the endpoints of /v1/members. Members belong to a programme; an actor limited to stores
// sees the members of those stores' programmes only, and others do not exist for him.
//
// Threads: Enrol may be used from any thread; enrol() is a function of values and the caller's Tx.
#pragma once

#include "flows/enrol/types.h"
#include "modules/cards/card_types.h"
#include "modules/cards/cards.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "platform/api/api.h"
#include "platform/api/idempotency.h"

namespace guanxi::proofs {
class Proofs;
}  // namespace guanxi::proofs
namespace guanxi::registrations {
class PhoneCodes;
}  // namespace guanxi::registrations

namespace guanxi::enrol {

/// The permission to give somebody a phone that another member has, knowingly. No endpoint needs
/// it.
inline constexpr const char* share_phone = "members:share_phone";

/// The permission to issue cards without the receipt that their type asks for. No endpoint needs
/// it.
inline constexpr const char* cards_grant = "cards:grant";

struct Enrolled {
  members::Member member;
  cards::Card card;
};

/// Enrols in one go. An empty `card_number` makes a virtual card; `card_code` is the hash of what
/// is printed beside the number. `random` (member code and virtual number) is given by simulations;
/// null: unpredictable numbers. Writes the outbox event "member.enrolled" with the facts programme,
/// store and channel. Refuses before its first write. Errors: those of members::Members::add, and
/// of cards::issue (at /card_number and /verification_code).
Result<Enrolled> enrol(
    sql::Tx& tx,
    IdGenerator& ids,
    const members::Members& members,
    const members::NewMember& input,
    std::string_view card_number,
    ActorId by,
    Instant now,
    Random* random = nullptr,
    std::optional<crypto::Digest> card_code = std::nullopt
);

/// The same for somebody who was made ready before.
Result<Enrolled> enrol(
    sql::Tx& tx,
    IdGenerator& ids,
    const members::Members& members,
    const members::Prepared& prepared,
    std::string_view card_number,
    ActorId by,
    Instant now
);

/// What the desk works with. All outlive it.
struct House {
  sql::Database& db;
  org::Org& org;
  programmes::Programmes& programmes;
  members::Members& members;
  const crypto::KeyRing& keys;
  IdGenerator& ids;
  const tiers::Ladders& ladders;
  const registrations::PhoneCodes& codes;
};

class Enrol {
 public:
  explicit Enrol(const House& house);

  // Every function answers with the errors of its parts and these of its own: programme_not_found
  // (/programme), store_not_found and store_out_of_scope (/store), missing_field (/programme, where
  // several could be meant), member_not_found (also for members the actor may not see).

  /// Once per idempotency key. Members who may be the same person stand in the answer and wait to
  /// be looked at; enrolment does not wait for it. Under the programme's terms of registration, if
  /// it has some. Errors: identity_required; identity_taken – look the member up then –; bad_format
  /// at /phone, /email, /id_number; forbidden at /phone_shared; those of joining.h.
  Result<api::Reply<MemberView>> enrol(const api::Call& call, const EnrolRequest& request) const;

  /// With an ETag that changes with anything shown; If-Match reads of it only the profile's
  /// version.
  Result<api::Reply<MemberView>> get(const api::Call& call, const MemberPath& request) const;
  Result<api::Reply<MemberView>> look_up(const api::Call& call, const LookupRequest& request) const;
  /// At most 20, masked for everybody. Errors: invalid_request unless exactly one of the three is
  /// given.
  Result<FoundMembers> search(const api::Call& call, const SearchRequest& request) const;
  /// Leaves a line "audit.member_revealed" in the log: who saw which fields of whom, no values.
  Result<ContactView> contact(const api::Call& call, const MemberPath& request) const;

  /// Errors: stale_version, member_closed, identity_taken.
  Result<api::Reply<MemberView>> change(const api::Call& call, const ChangeMember& request) const;
  /// Closes the membership and cancels its cards; the points account stays for returns of what was
  /// bought. Errors: stale_version, member_closed.
  Result<api::Reply<MemberView>> close(const api::Call& call, const MemberPath& request) const;

  /// Once per idempotency key. Errors: member_closed, card_number_taken.
  Result<api::Reply<CardView>> issue_card(const api::Call& call, const IssueCard& request) const;
  /// Errors of what changes a card: card_not_found, stale_version, card_not_usable (replaced,
  /// cancelled), card_state_forbidden.
  Result<api::Reply<CardView>> change_card(const api::Call& call, const ChangeCard& request) const;
  /// What became of a card so far. Errors: member_not_found, card_not_found.
  Result<CardChangeList> card_changes(const api::Call& call, const CardPath& request) const;
  /// Errors: out_of_range at /valid_to.
  Result<api::Reply<CardView>> renew_card(const api::Call& call, const RenewCard& request) const;
  /// Once per idempotency key; answers the new card. Errors: those of issuing.
  Result<api::Reply<CardView>> replace_card(const api::Call& call, const ReplaceCard& request)
      const;
  /// A new track, shown this once; the one before is superseded.
  Result<api::Reply<TrackView>> write_track(const api::Call& call, const CardPath& request) const;

 private:
  Result<members::Member> load(sql::Tx& tx, const api::Call& call, OwnerId id) const;
  Date today_of(ProgrammeId programme, Instant now) const;
  /// The change of a card that the call asks for. Errors: member_not_found, card_not_found,
  /// stale_version unless If-Match names its version.
  Result<cards::Change> change_of(sql::Tx& tx, const api::Call& call, OwnerId id, CardId card)
      const;
  api::Reply<CardView> reply(sql::Tx& tx, const cards::Card& card, Date today) const;
  Result<members::Member> find(sql::Tx& tx, const api::Call& call, const LookupRequest& request)
      const;
  /// As a search shows a member.
  FoundMember brief(sql::Tx& tx, const members::Member& member) const;
  FoundMembers search_cards(sql::Tx& tx, ProgrammeId programme, const std::string& end, Instant now)
      const;
  /// `clear`: not masked; without it as the actor's permissions say.
  MemberView view(sql::Tx& tx, const api::Call& call, const members::Member& member, bool clear)
      const;
  MemberView view(sql::Tx& tx, const api::Call& call, const members::Member& member) const;
  /// Fills in the ETag; a view in the clear leaves its line in the log.
  api::Reply<MemberView> reply(const api::Call& call, MemberView view) const;

  House house_;
  api::FirstAnswers answers_;
};

CardView view_of(sql::Tx& tx, const cards::Card& card, Date today);

/// Below /v1/members. `enrol` outlives `api`.
void add_endpoints(api::Api& api, const Enrol& enrol);
/// /v1/members/{id}/identities. What `house` names and `proofs` outlive `api`.
void add_identity_endpoints(api::Api& api, const House& house, const proofs::Proofs& proofs);

}  // namespace guanxi::enrol
