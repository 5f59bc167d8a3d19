// The requests and answers of registrations, with their documentation. Private to the module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "modules/registrations/codes.h"
#include "modules/registrations/registrations.h"
#include "platform/api/api.h"

namespace guanxi::registrations {

struct TermsBody {
  std::vector<Channel> channels, proved_channels;
  std::vector<Required> required;
  int age_min = 0;
  Under14 under_14 = Under14::guardian;
  std::optional<std::string> charter;
  Entry entry = Entry::free;
  std::optional<Money> entry_amount;
  std::vector<std::string> plans;
  Points newcomer_points, referrer_points;
  RewardAt referrer_when = RewardAt::registration;
  std::optional<int> referrer_month_max;
};
BOOST_DESCRIBE_STRUCT(
    TermsBody,
    (),
    (channels,
     proved_channels,
     required,
     age_min,
     under_14,
     charter,
     entry,
     entry_amount,
     plans,
     newcomer_points,
     referrer_points,
     referrer_when,
     referrer_month_max)
)

struct GetTerms {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(GetTerms, (), (programme))

struct PutTerms {
  std::string programme;
  TermsBody terms;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PutTerms, (), (programme, terms, reason))

struct TermsView {
  std::string programme;
  std::int64_t version = 0;
  TermsBody terms;
  std::optional<std::string> reason;
  std::optional<Instant> created_at;
  std::optional<ActorId> created_by;
};
BOOST_DESCRIBE_STRUCT(TermsView, (), (programme, version, terms, reason, created_at, created_by))
struct TermsList {
  std::vector<TermsView> items;
};
BOOST_DESCRIBE_STRUCT(TermsList, (), (items))

struct IssuePhoneCode {
  std::string programme, phone;
};
BOOST_DESCRIBE_STRUCT(IssuePhoneCode, (), (programme, phone))
struct PhoneCodeView {
  PhoneCodeId id;
  Instant issued_at, expires_at;
};
BOOST_DESCRIBE_STRUCT(PhoneCodeView, (), (id, issued_at, expires_at))
struct ReadPhoneCode {
  PhoneCodeId id;
};
BOOST_DESCRIBE_STRUCT(ReadPhoneCode, (), (id))
struct PhoneCodeDigits {
  PhoneCodeId id;
  std::string digits;
};
BOOST_DESCRIBE_STRUCT(PhoneCodeDigits, (), (id, digits))

struct GetRegistration {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(GetRegistration, (), (id))
struct RegistrationView {
  OwnerId id;
  std::string programme, channel;
  Date joined_on;
  bool recorded = false;
  std::optional<std::string> store;
  std::int64_t terms_version = 0;
  std::optional<std::string> charter;
  std::optional<std::int64_t> charter_version;
  bool guardian = false, phone_proved = false;
  std::optional<OwnerId> referrer;
  std::optional<ReceiptId> receipt;
  std::optional<std::string> membership;
  Points gift_points;
  std::optional<Instant> registered_at;
  std::optional<ActorId> registered_by;
};
BOOST_DESCRIBE_STRUCT(
    RegistrationView,
    (),
    (id,
     programme,
     channel,
     joined_on,
     recorded,
     store,
     terms_version,
     charter,
     charter_version,
     guardian,
     phone_proved,
     referrer,
     receipt,
     membership,
     gift_points,
     registered_at,
     registered_by)
)

struct ListReferrals {
  OwnerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListReferrals, (), (id, limit, cursor))
struct ReferralView {
  OwnerId member;
  RewardState state = RewardState::none;
  Points points;
  Instant registered_at;
  std::optional<Instant> decided_at;
};
BOOST_DESCRIBE_STRUCT(ReferralView, (), (member, state, points, registered_at, decided_at))

}  // namespace guanxi::registrations

#include "modules/registrations/api_docs.h"  // IWYU pragma: export
