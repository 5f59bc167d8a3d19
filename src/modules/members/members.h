// Members: who they are and how they are recognised. Personal data is sealed; phone, e-mail and external ids are found
// through a directory of keyed hashes. A member's id is the owner its sales and points are booked to.
// Functions take the caller's transaction. Threads: Members holds keys only and may be used from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "platform/crypto/crypto.h"
#include "platform/sql/sql.h"

namespace guanxi::members {

enum class State { active, frozen, closed };
enum class Gender { female, male, unknown };
enum class IdentityKind { member_code, phone, email, external };

struct Member {
  OwnerId id;
  ProgrammeId programme;
  std::string member_code;  // "M" + 11 digits with a Luhn check digit; unique in its programme
  State state = State::active;
  std::string name;
  Gender gender = Gender::unknown;
  std::optional<Date> birthday;
  std::string language = "zh-CN";
  Date joined_on;
  std::optional<StoreId> joined_store;
  std::string channel;
  std::int64_t version = 1;
};

struct Contact {  // opened from its seal on purpose only
  std::optional<Phone> phone;
  std::optional<Email> email;
  std::string address;
};

struct NewMember {
  ProgrammeId programme;
  std::string name;
  Gender gender = Gender::unknown;
  std::optional<Date> birthday;
  std::optional<Phone> phone;
  std::optional<Email> email;
  std::optional<IdNumber> id_number;
  std::string address;
  std::string external_id;  // a number in another system, e.g. "legacy:17850"; empty: none
  std::string language = "zh-CN";
  std::string channel = "store";
  std::optional<StoreId> store;
  Date joined_on;
};

class Members {
 public:
  explicit Members(const crypto::KeyRing& keys);

  /// Errors: identity_taken with the pointer of the identity that another member has.
  Result<Member> add(sql::Tx& tx, IdGenerator& ids, const NewMember& input, ActorId by, Instant now) const;
  std::optional<Member> find(sql::Tx& tx, OwnerId id) const;
  std::optional<OwnerId> find_owner(
      sql::Tx& tx, ProgrammeId programme, IdentityKind kind, std::string_view value
  ) const;  // value: E.164 for phones; an unparsable value finds nobody
  Contact contact(sql::Tx& tx, OwnerId id) const;

 private:
  const crypto::KeyRing& keys_;
};

}  // namespace guanxi::members
