// What is sent to and answered by the endpoints of members and their cards, with its documentation.
// The words and limits of the fields stand in docs.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/duplicates/types.h"
#include "modules/cards/cards.h"
#include "modules/members/members.h"
#include "modules/memberships/memberships.h"
#include "platform/api/api.h"

namespace guanxi::enrol {

struct CharterAcceptance {
  std::string text;
  std::int64_t version = 1;
  std::optional<Instant> accepted_at;
  std::optional<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(CharterAcceptance, (), (text, version, accepted_at, evidence))

struct GuardianConsent {
  std::string name, text;
  std::int64_t version = 1;
  std::optional<Instant> consented_at;
  std::optional<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(GuardianConsent, (), (name, text, version, consented_at, evidence))

enum class ReferrerKey { member_code, card, phone };
BOOST_DESCRIBE_ENUM(ReferrerKey, member_code, card, phone)
struct Referrer {
  ReferrerKey kind = ReferrerKey::member_code;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(Referrer, (), (kind, value))

struct WechatIds {
  std::optional<std::string> unionid, app, openid;
};
BOOST_DESCRIBE_STRUCT(WechatIds, (), (unionid, app, openid))

struct BoughtOnJoining {
  std::string plan;
  Money paid;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(BoughtOnJoining, (), (plan, paid, reference))

struct EnrolRequest {
  std::optional<std::string> programme, store;
  std::optional<std::string> name;
  members::Gender gender = members::Gender::unknown;
  std::optional<Date> birthday;
  std::optional<std::string> phone, email, id_number, address, external_id, card_number;
  std::optional<std::string> verification_code;
  std::optional<ReceiptId> receipt;
  std::string language = "zh-CN";
  std::string channel = "store";
  std::optional<CharterAcceptance> charter;
  std::optional<GuardianConsent> guardian;
  std::optional<Referrer> referrer;
  std::optional<std::string> phone_code;
  bool phone_shared = false;
  std::optional<WechatIds> wechat;
  std::optional<BoughtOnJoining> membership;
};
BOOST_DESCRIBE_STRUCT(
    EnrolRequest,
    (),
    (programme,
     store,
     name,
     gender,
     birthday,
     phone,
     email,
     id_number,
     address,
     external_id,
     card_number,
     verification_code,
     receipt,
     language,
     channel,
     charter,
     guardian,
     referrer,
     phone_code,
     phone_shared,
     wechat,
     membership)
)

struct MemberPath {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(MemberPath, (), (id))

enum class LookupKind {
  member_id,
  member_code,
  phone,
  card,
  track,
  email,
  external,
  wechat_unionid,
  wechat_openid
};
BOOST_DESCRIBE_ENUM(
    LookupKind,
    member_id,
    member_code,
    phone,
    card,
    track,
    email,
    external,
    wechat_unionid,
    wechat_openid
)

struct LookupRequest {
  LookupKind kind = LookupKind::phone;
  std::string value;
  std::optional<std::string> programme;
};
BOOST_DESCRIBE_STRUCT(LookupRequest, (), (kind, value, programme))

struct SearchRequest {
  std::optional<std::string> phone_last4, card_end, name, name_prefix, programme;
};
BOOST_DESCRIBE_STRUCT(SearchRequest, (), (phone_last4, card_end, name, name_prefix, programme))

struct ChangeMember {
  OwnerId id;
  std::optional<members::State> state;
  api::Patch<std::string> name;
  std::optional<members::Gender> gender;
  api::Patch<Date> birthday;
  api::Patch<std::string> phone, email, id_number, address;
  std::optional<std::string> language;
  bool phone_shared = false;
};
BOOST_DESCRIBE_STRUCT(
    ChangeMember,
    (),
    (id, state, name, gender, birthday, phone, email, id_number, address, language, phone_shared)
)

struct IssueCard {
  OwnerId id;
  std::optional<std::string> card_number, verification_code, store;
  std::optional<ReceiptId> receipt;
  bool activate = true;
};
BOOST_DESCRIBE_STRUCT(IssueCard, (), (id, card_number, verification_code, store, receipt, activate))

struct ChangeCard {
  OwnerId id;
  CardId card;
  cards::State state = cards::State::active;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(ChangeCard, (), (id, card, state, reason))

struct ReplaceCard {
  OwnerId id;
  CardId card;
  std::optional<std::string> card_number, verification_code, store;
  std::optional<ReceiptId> receipt;
};
BOOST_DESCRIBE_STRUCT(ReplaceCard, (), (id, card, card_number, verification_code, store, receipt))

struct RenewCard {
  OwnerId id;
  CardId card;
  std::optional<Date> valid_to;
};
BOOST_DESCRIBE_STRUCT(RenewCard, (), (id, card, valid_to))

struct CardPath {
  OwnerId id;
  CardId card;
};
BOOST_DESCRIBE_STRUCT(CardPath, (), (id, card))

struct CardChangeView {
  cards::State before = cards::State::active, after = cards::State::active;
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};
BOOST_DESCRIBE_STRUCT(CardChangeView, (), (before, after, reason, changed_at, changed_by))

struct CardChangeList {
  std::vector<CardChangeView> items;
};
BOOST_DESCRIBE_STRUCT(CardChangeList, (), (items))

struct CardView {
  CardId id;
  std::string number, form;
  std::optional<std::string> card_type;
  cards::State state = cards::State::active;
  bool primary = false;
  Instant issued_at;
  std::optional<Date> valid_to;
  std::optional<CardId> replaced_by;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(
    CardView,
    (),
    (id, number, form, card_type, state, primary, issued_at, valid_to, replaced_by, version)
)

struct TrackView {
  std::string track;
  CardView card;
};
BOOST_DESCRIBE_STRUCT(TrackView, (), (track, card))

struct PointsView {
  Points balance, held, owed;
};
BOOST_DESCRIBE_STRUCT(PointsView, (), (balance, held, owed))

struct MemberView {
  OwnerId id;
  std::string member_code, programme;
  members::State state = members::State::active;
  bool masked = true;
  std::optional<std::string> name;
  members::Gender gender = members::Gender::unknown;
  std::optional<Date> birthday;
  std::optional<std::string> phone, email;
  std::string language;
  Date joined_on;
  std::optional<std::string> joined_store;
  std::string channel;
  std::int64_t version = 0;
  std::vector<CardView> cards;
  PointsView points;
  std::optional<OwnerId> merged_into;
  std::optional<std::vector<duplicates::PossibleDuplicate>> possible_duplicates;
};
BOOST_DESCRIBE_STRUCT(
    MemberView,
    (),
    (id,
     member_code,
     programme,
     state,
     masked,
     name,
     gender,
     birthday,
     phone,
     email,
     language,
     joined_on,
     joined_store,
     channel,
     version,
     cards,
     points,
     merged_into,
     possible_duplicates)
)

struct FoundCard {
  CardId id;
  std::string number, form;
  cards::State state = cards::State::active;
};
BOOST_DESCRIBE_STRUCT(FoundCard, (), (id, number, form, state))

struct FoundMember {
  OwnerId id;
  std::string member_code;
  members::State state = members::State::active;
  std::optional<std::string> name, phone;
  Date joined_on;
  std::optional<FoundCard> card;
};
BOOST_DESCRIBE_STRUCT(FoundMember, (), (id, member_code, state, name, phone, joined_on, card))

struct FoundMembers {
  std::vector<FoundMember> items;
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(FoundMembers, (), (items, more))

struct ContactView {
  std::optional<std::string> name, phone, email, id_number, address;
  std::vector<std::string> external_ids;
};
BOOST_DESCRIBE_STRUCT(ContactView, (), (name, phone, email, id_number, address, external_ids))

}  // namespace guanxi::enrol

#include "flows/enrol/docs.h"  // IWYU pragma: export

#include "flows/enrol/card_docs.h"  // IWYU pragma: export
