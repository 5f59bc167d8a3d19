// Registrations: under which terms people join a programme, and what is kept of how each of them
// did. Terms come in versions that are never edited: a change is the next one, in force at once,
// with its reason. A programme without terms is open to everybody, as it was before there were any.
//
// Whether somebody fits the terms is decided by pure rules from facts; flows/enrol asks them and
// writes what came of it. A referrer's reward is promised when the newcomer joins and decided then
// or at the newcomer's first purchase; what was promised does not change with the terms.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/points.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::members {
class Members;
}
namespace guanxi::org {
class Org;
}
namespace guanxi::programmes {
class Programmes;
}

namespace guanxi::registrations {

class PhoneCodes;

enum class Channel { store, web, wechat, call_centre, batch };
BOOST_DESCRIBE_ENUM(Channel, store, web, wechat, call_centre, batch)
enum class Required { name, gender, birthday, phone, email, id_number, address };
BOOST_DESCRIBE_ENUM(Required, name, gender, birthday, phone, email, id_number, address)
enum class Under14 { guardian, refused };
BOOST_DESCRIBE_ENUM(Under14, guardian, refused)
enum class Entry { free, receipt, paid };
BOOST_DESCRIBE_ENUM(Entry, free, receipt, paid)
enum class RewardAt { registration, first_purchase };
BOOST_DESCRIBE_ENUM(RewardAt, registration, first_purchase)

struct Terms {
  std::vector<Channel> channels;         // open; each once
  std::vector<Channel> proved_channels;  // where a one-time code proves the phone; open ones
  std::vector<Required> required;
  int age_min = 0;  // years; more than 0 makes the birthday necessary
  Under14 under_14 = Under14::guardian;
  std::string charter;  // code of a text of the consents; empty: none
  Entry entry = Entry::free;
  std::int64_t entry_amount = 0;   // minor units, of entry by receipt
  std::vector<std::string> plans;  // of a paid entry; empty: any of the programme
  Points newcomer_points, referrer_points;
  RewardAt referrer_when = RewardAt::registration;
  std::optional<int> referrer_month_max;  // rewards of one referrer in a month; none: no limit

  bool operator==(const Terms&) const = default;
};

namespace limits {
inline constexpr int age_max = 120, rewards_month_max = 1000, plans_max = 20;
inline constexpr std::int64_t gift_points_max = 1'000'000;
inline constexpr std::int64_t entry_amount_max = 100'000'000;
}  // namespace limits

struct Version {
  ProgrammeId programme;
  std::int64_t version = 0;  // 0: the programme has no terms
  Terms terms;
  std::string reason;
  Instant created_at;
  ActorId created_by;
};

/// Those in force; version 0, with every channel open and nothing asked for, where there are none.
Version terms_of(sql::Tx& tx, ProgrammeId programme);
/// The newest first.
std::vector<Version> versions_of(sql::Tx& tx, ProgrammeId programme);
/// The next version, if `seen` is the one in force; the same terms make none. Errors:
/// stale_version; each with its pointer below /terms: out_of_range, too_few (no channel open),
/// unknown_value (a channel twice or to be proved that is not open), missing_field and the like
/// (entry_amount, charter, plans); those of check_reason.
Result<Version> publish(
    sql::Tx& tx,
    ProgrammeId programme,
    std::int64_t seen,
    const Terms& terms,
    const std::string& reason,
    ActorId by,
    Instant now
);

// ---- the pure rules ----

/// What a newcomer brings, as far as terms ask for it.
struct Facts {
  std::string channel;
  std::vector<Required> given;
  std::optional<Date> birthday;
  Date today;
  bool has_guardian = false;
  bool has_code = false;  // a one-time code for the phone
  bool has_receipt = false;
  std::optional<std::string> plan;  // of a membership that is bought with it
};
/// Who is younger needs a guardian's consent: PIPL art. 31.
inline constexpr int guardian_years = 14;
/// Full years on `day`. Who was born on 29 February has a birthday on the 28th in other years.
int age_on(Date birthday, Date day);
/// Whether the newcomer fits, all faults at once. Errors: registration_channel_closed at /channel
/// with the fact channel; missing_field at what is required; not_eligible at /birthday with the
/// fact reason (too young, or under 14 where that is refused); guardian_consent_required at
/// /guardian; proof_required at /phone_code; missing_field at /receipt or /membership;
/// not_eligible at /membership/plan.
Outcome check_fits(const Version& terms, const Facts& facts);

// ---- what is kept ----

struct Registration {
  OwnerId owner;
  ProgrammeId programme;
  std::string channel;
  std::optional<StoreId> store = {};
  std::int64_t terms_version = 0;
  std::string charter = {};
  std::int64_t charter_version = 0;
  bool guardian = false, phone_proved = false;
  std::optional<OwnerId> referrer = {};
  std::optional<ReceiptId> receipt = {};
  std::string membership = {};
  Points gift_points = {};
  std::optional<std::int64_t> gift_id = {};
  Instant registered_at = {};
  ActorId registered_by = {};
};
void insert(sql::Tx& tx, const Registration& registration);
/// Nothing for members who joined before there were such records, or were imported without a
/// referrer.
std::optional<Registration> find(sql::Tx& tx, OwnerId member);

/// Who joined by this receipt.
std::optional<OwnerId> joined_by(sql::Tx& tx, ReceiptId receipt);
/// False if somebody else was first.
bool use_receipt(sql::Tx& tx, ReceiptId receipt, OwnerId newcomer, Instant now);

enum class RewardState {
  none,  // nothing was promised
  due,   // at the newcomer's first purchase
  given,
  over_limit,  // the referrer had as many that month as the terms give
  lapsed       // the referrer was no active member any more
};
BOOST_DESCRIBE_ENUM(RewardState, none, due, given, over_limit, lapsed)

struct Referral {
  OwnerId referrer, newcomer;
  ProgrammeId programme;
  RewardState state = RewardState::none;
  Points points;
  std::optional<int> month_max;
  std::optional<std::int64_t> gift_id;
  std::int64_t month = 0;  // yyyymm in which it was given
  Instant registered_at;
  std::optional<Instant> decided_at;
};
/// In state due it waits for the newcomer's first purchase.
void insert(sql::Tx& tx, const Referral& referral);
/// An import that brought the newcomer is undone: nobody recommended them. Of a referral without a
/// reward only.
void forget_recommendation(sql::Tx& tx, OwnerId newcomer);
/// Writes what was decided of a referral that was due; false: it is not any more.
bool decide(sql::Tx& tx, const Referral& referral);
/// The referral that waits for that newcomer's first purchase. One look-up by primary key where
/// there is none.
std::optional<Referral> find_due(sql::Tx& tx, OwnerId newcomer);
/// How many rewards the referrer was given in that month.
int given_in(sql::Tx& tx, OwnerId referrer, std::int64_t month);
/// Whom a member recommended, the newest newcomers first, before `before` (0: from the newest).
std::vector<Referral> referrals_of(sql::Tx& tx, OwnerId referrer, OwnerId before, int limit);

/// What its endpoints work with. All outlive the Api.
struct Office {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const PhoneCodes& codes;
  const api::FirstAnswers& answers;
};
/// /v1/programmes/{programme}/registration-terms and registration-codes, /v1/registration-codes,
/// /v1/members/{id}/registration and referrals.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::registrations
