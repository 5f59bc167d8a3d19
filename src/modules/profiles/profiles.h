// Profiles: what is known of a member besides the standard fields – fields that a programme defines
// (text, number, date, choice, choices, yes or no; preferences among them), addresses by
// administrative division, and the family. Personal values are sealed; fields that are searchable
// are found by their value.
//
// Threads: Profiles holds keys only and may be used from any thread; the rest are functions of
// values.
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
#include "modules/audit/audit.h"
#include "modules/members/members.h"
#include "platform/crypto/keys.h"
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

namespace guanxi::profiles {

struct AddressTag;
using AddressId = Id<AddressTag>;
struct RelativeTag;
using RelativeId = Id<RelativeTag>;

enum class FieldKind { text, number, date, choice, choices, boolean };
BOOST_DESCRIBE_ENUM(FieldKind, text, number, date, choice, choices, boolean)
enum class FieldUse { profile, preference };
BOOST_DESCRIBE_ENUM(FieldUse, profile, preference)
enum class FieldState { active, retired };
BOOST_DESCRIBE_ENUM(FieldState, active, retired)
enum class Relation { spouse, child, parent, guardian, other };
BOOST_DESCRIBE_ENUM(Relation, spouse, child, parent, guardian, other)

inline constexpr int decimals_max = 6;
inline constexpr std::int64_t text_length_max = 500;
inline constexpr std::size_t choices_max = 100;
inline constexpr int addresses_max = 20;
inline constexpr int relatives_max = 20;

struct Choice {
  std::string code, zh, en;
  bool operator==(const Choice&) const = default;
};

struct Field {
  ProgrammeId programme;
  std::string code;
  FieldKind kind = FieldKind::text;
  FieldUse use = FieldUse::profile;
  std::string label_zh, label_en;
  bool required = false;                 // a profile that is changed must have it
  bool personal = false;                 // sealed
  bool searchable = false;               // found by its value
  int decimals = 0;                      // numbers: "42.5" has one
  std::optional<std::int64_t> min, max;  // numbers, in units of the last decimal; max also of texts
  std::vector<Choice> choices;
  FieldState state = FieldState::active;
  std::int64_t version = 0;  // 0: not stored yet
};

/// Adds the field, or makes it what `field` says if it has version `field.version`. Kind, use,
/// decimals, and whether it is personal or searchable stay what they are, for values are stored by
/// them; choices may be added and renamed, not removed. Errors with the pointer of the field:
/// missing_field, too_long, bad_format, out_of_range, too_many, too_few, unknown_value (what may
/// not change, and a choice that is gone), code_taken (a choice twice); stale_version.
Result<Field> put_field(sql::Tx& tx, const Field& field, ActorId by, Instant now);
std::optional<Field> find_field(sql::Tx& tx, ProgrammeId programme, std::string_view code);
std::vector<Field> fields_of(sql::Tx& tx, ProgrammeId programme);  // by code

/// What somebody wrote, in the form that is stored and compared: numbers with exactly the field's
/// decimals, choices sorted and divided by blanks. Errors at `pointer`: bad_format, too_long,
/// out_of_range (numbers, and dates outside 1900 … 2100), unknown_value (choice), too_few.
Result<std::string> read_value(
    const Field& field, const std::vector<std::string>& written, const std::string& pointer
);

struct Value {
  std::string field;
  std::string value;  // in stored form
  bool personal = false;
};
struct Edit {
  std::string field;
  std::vector<std::string> written;  // empty: clear
};

struct Address {
  AddressId id;
  std::string division;  // GB/T 2260: "310101"
  std::string street = {}, recipient = {}, phone = {}, postcode = {};
  bool is_default = false;
};
struct Relative {
  RelativeId id;
  Relation relation = Relation::other;
  std::string name = {};
  std::optional<Date> birthday = {};
};

/// Shape and province of an administrative division: six digits of GB/T 2260, the first two one of
/// the provinces, and no district without its city. Errors at `pointer`: bad_format.
Outcome check_division(std::string_view division, const std::string& pointer);
/// Tidies an address and judges each of its fields, as put_address does.
Outcome check(Address& address);

class Profiles {
 public:
  /// `keys` outlives it.
  explicit Profiles(const crypto::KeyRing& keys) : keys_(keys), sealer_(keys) {}

  /// By field; those of retired fields too.
  std::vector<Value> values(sql::Tx& tx, const members::Member& member) const;
  /// Sets and clears; returns what changed. Refuses before its first write. Errors, at
  /// /values/<place>: those of read_value, profile_field_not_found (unknown or retired);
  /// missing_field at /values (fact field) where a required one would not be there.
  Result<audit::Changes> set(
      sql::Tx& tx,
      const members::Member& member,
      const std::vector<Edit>& edits,
      ActorId by,
      Instant now
  ) const;
  /// Members with that value in a searchable field, by id, behind `after`. Errors:
  /// profile_field_not_found at /field (unknown, or not searchable), those of read_value at /value.
  Result<std::vector<OwnerId>> find(
      sql::Tx& tx,
      ProgrammeId programme,
      std::string_view field,
      const std::string& value,
      OwnerId after,
      int limit
  ) const;

  /// The default first, then by id.
  std::vector<Address> addresses(sql::Tx& tx, OwnerId member) const;
  /// Adds (id 0, given one then) or changes. The first is the default; a new default takes the old
  /// one's place. Errors: bad_format (division, phone, postcode), missing_field, too_long,
  /// too_many; address_not_found.
  Result<Address> put_address(
      sql::Tx& tx, IdGenerator& ids, OwnerId member, Address address, ActorId by, Instant now
  ) const;
  /// The oldest of the rest becomes the default if the default went. Errors: address_not_found.
  Outcome remove_address(sql::Tx& tx, OwnerId member, AddressId id, ActorId by, Instant now) const;

  std::vector<Relative> relatives(sql::Tx& tx, OwnerId member) const;
  /// A child under members::guardian_age needs `guardian_consents`. Errors: missing_field,
  /// too_long, bad_format (name), out_of_range (birthday), too_many, guardian_consent_required.
  Result<Relative> add_relative(
      sql::Tx& tx,
      IdGenerator& ids,
      OwnerId member,
      Relative relative,
      bool guardian_consents,
      ActorId by,
      Instant now
  ) const;
  /// Errors: relative_not_found.
  Outcome remove_relative(sql::Tx& tx, OwnerId member, RelativeId id) const;

  /// Takes away everything of a member: values, what finds them, addresses and family. Repeatable.
  void erase(sql::Tx& tx, OwnerId member) const;

  /// Walks over the seals of up to `limit` members behind `after`, counting them in `census`;
  /// `renew` seals anew, in one short transaction, what older keys sealed. Returns where the next
  /// walk begins, or nullopt behind the last. May be repeated, from any point.
  std::optional<OwnerId> walk_seals(
      sql::Database& db, OwnerId after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
  ) const;

 private:
  const crypto::KeyRing& keys_;
  crypto::Sealer sealer_;
};

/// What its endpoints work with. All outlive the Api.
struct Office {
  sql::Database& db;
  IdGenerator& ids;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const crypto::KeyRing& keys;
  const api::FirstAnswers& answers;
};
/// /v1/programmes/{programme}/profile-fields, /v1/members/{id}/profile, addresses and family.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::profiles
