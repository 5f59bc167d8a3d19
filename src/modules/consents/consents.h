// Consents: the texts people agree to, in every version there was, and a ledger of who gave or
// withdrew what, for which purpose and channel, when, where, and having been shown which words.
// The ledger is append-only and chained per member; where each consent stands is derived and read
// by its key.
//
// Whoever wants to send, profile or share asks may() first. Registration calls accept() for the
// members' charter and give() for what the person ticked. Wishes of a person – restriction, no
// personalisation – stand in the same ledger and bind may().
//
//   [PIPL] 个人信息保护法 art. 13–17 (consent is voluntary, explicit, informed; a new purpose needs
//   a new one; withdrawing is as easy as giving), 23 (sharing: separate consent), 24 (an offer
//   without personalisation), 28–31 (sensitive data and children: separate consent), 44
//   (restriction).
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/members/members.h"
#include "platform/crypto/crypto.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::org {
class Org;
}
namespace guanxi::programmes {
class Programmes;
}

namespace guanxi::consents {

enum class Purpose {
  membership,  // the charter and the privacy policy: agreements rather than permissions
  marketing,   // per channel
  profiling,
  sharing,           // per recipient, named as the topic
  sensitive,         // sensitive personal data
  guardian,          // a guardian's, for a member under 14
  non_personalised,  // a wish: no personalised offers
  restriction        // a wish: keep the data and do nothing else with it
};
BOOST_DESCRIBE_ENUM(
    Purpose,
    membership,
    marketing,
    profiling,
    sharing,
    sensitive,
    guardian,
    non_personalised,
    restriction
)
/// What the person wants, without a text to agree to.
bool is_wish(Purpose purpose);
enum class Channel { none, sms, wechat, wecom, email, phone, post, app };
BOOST_DESCRIBE_ENUM(Channel, none, sms, wechat, wecom, email, phone, post, app)
enum class Decision { given, withdrawn };
BOOST_DESCRIBE_ENUM(Decision, given, withdrawn)

inline constexpr std::size_t title_length_max = 100, body_length_max = 50'000;
inline constexpr std::size_t evidence_length_max = 200;

struct Wording {
  std::string zh, en;
  bool operator==(const Wording&) const = default;
};

/// A version of a text. The highest version in force is the one shown.
struct Text {
  ProgrammeId programme;
  std::string code;  // "charter", "privacy", "sms-marketing"
  std::int64_t version = 1;
  Purpose purpose = Purpose::membership;
  Wording title, body;
  crypto::Digest digest{};  // over titles and bodies
  bool renews = false;      // who agreed to an earlier version has to agree anew
  Instant effective_from;
  std::string reason;
  Instant published_at;
  ActorId published_by;
};
struct NewText {
  ProgrammeId programme;
  std::string code;
  Purpose purpose = Purpose::membership;
  Wording title, body;
  bool renews = false;
  Instant effective_from;
  std::string reason;
};
/// The next version of a text. Errors, each with its pointer: missing_field, too_long, bad_format
/// (code, title, body, reason); out_of_range at /effective_from unless it is after the version
/// before and not in the past; unknown_value at /purpose where an earlier version has another one,
/// and for wishes, which have no text.
Result<Text> publish(sql::Tx& tx, const NewText& text, ActorId by, Instant now);
/// In force at `when`: that version, or the highest one. Errors: consent_text_not_found at /text.
Result<Text> find_text(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view code,
    std::optional<std::int64_t> version,
    Instant when
);
/// The highest versions in force, by code.
std::vector<Text> texts_in_force(sql::Tx& tx, ProgrammeId programme, Instant when);

/// Where and by whom a decision was taken down.
struct Place {
  ActorId actor;
  std::optional<StoreId> store = {};
  std::string source = "store";  // a code: store, web, wechat, call_centre …
  std::string evidence = {};     // the number of a form or a recording; no personal data
};

/// What is decided about.
struct Subject {
  Purpose purpose = Purpose::membership;
  Channel channel = Channel::none;  // of marketing
  std::string topic = {};           // membership: the text's code; sharing: the recipient's
  bool operator==(const Subject&) const = default;
};

/// An agreement to a text of membership: the charter, the privacy policy. Accepting the same
/// version again changes nothing. Errors: consent_text_not_found at /text (no such version, or not
/// in force at `at`), unknown_value at /text (it is of another purpose), bad_format, too_long
/// (source, evidence), out_of_range (`at` is after `now`).
Outcome accept(
    sql::Tx& tx,
    const members::Member& member,
    std::string_view document,
    std::int64_t version,
    const Place& place,
    Instant at,
    Instant now
);
/// Gives consent, having been shown that version of that text; wishes need no text (empty). What
/// stands so already changes nothing. Errors: those of accept; missing_field at /channel
/// (marketing), /topic (sharing), /text; unknown_value at /channel or /topic where there must be
/// none.
Outcome give(
    sql::Tx& tx,
    const members::Member& member,
    const Subject& subject,
    std::string_view text,
    std::int64_t version,
    const Place& place,
    Instant at,
    Instant now
);
/// Withdraws, also what was never given: a refusal. Membership is not withdrawn here but closed:
/// unknown_value at /purpose. Errors otherwise: as give, without those of the text.
Outcome withdraw(
    sql::Tx& tx,
    const members::Member& member,
    const Subject& subject,
    const Place& place,
    Instant at,
    Instant now
);

/// A decision that another system took down. Its text has to be in force by now, for ours begin
/// with us: whoever brings it says that it has the words that were shown then.
struct Brought {
  Subject subject;
  Decision decision = Decision::given;
  std::string text;  // empty of a wish, and of what was withdrawn
  std::int64_t version = 0;
  Place place;
  Instant at;
};
/// What bring() would refuse, of somebody who need not be a member yet. Errors: those of give and
/// withdraw.
Outcome check_brought(sql::Tx& tx, ProgrammeId programme, const Brought& brought, Instant now);
/// Takes it into the ledger, unless what stands was decided at the same time or later. The entry's
/// number, or nullopt: nothing changed. Errors: those of check_brought; conflict.
Result<std::optional<std::int64_t>> bring(
    sql::Tx& tx, const members::Member& member, const Brought& brought, Instant now
);
/// Entries of bring() about one subject, one behind the other.
struct BroughtEntries {
  std::int64_t first = 0, last = 0;
};
/// Undoes them by a further entry: what stood before the first stands again, or else it is
/// withdrawn. Errors: conflict (something was decided since, other than to take back what came
/// later).
Outcome take_back(
    sql::Tx& tx,
    const members::Member& member,
    const Subject& subject,
    const BroughtEntries& entries,
    const Place& place,
    Instant now
);

/// Whether what `subject` says may be done with the member's data at `now`: it was given, not
/// withdrawn, no later version of its text asks for a new consent, and no wish of the person
/// forbids it – restriction forbids all but membership, non_personalised forbids profiling. For a
/// wish: whether it stands. A few look-ups by primary key.
bool may(sql::Tx& tx, const members::Member& member, const Subject& subject, Instant now);

/// Where a consent stands.
struct Standing {
  Subject subject;
  Decision decision = Decision::given;
  Instant decided_at;
  std::string text;  // empty: none was shown
  std::int64_t text_version = 0;
  std::int64_t seq = 0;
};
/// All that were ever decided, by purpose, channel and topic.
std::vector<Standing> standings(sql::Tx& tx, OwnerId member);

struct Entry {
  OwnerId owner;
  std::int64_t seq = 0;
  Subject subject;
  Decision decision = Decision::given;
  Instant decided_at, recorded_at;
  std::string text;
  std::int64_t text_version = 0;
  std::optional<crypto::Digest> text_digest;
  Place place;
};
/// The newest first, those before `before` (0: from the newest).
std::vector<Entry> history(sql::Tx& tx, OwnerId member, std::int64_t before, int limit);

/// What its endpoints work with. All outlive the Api.
struct Office {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const api::FirstAnswers& answers;
};
/// /v1/programmes/{programme}/texts and /v1/members/{id}/consents.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::consents
