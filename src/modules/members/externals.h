// Numbers that a member has in other systems – a legacy number, WeChat's unionid and openid –,
// taken on, proved and given up while the membership lasts. Enrolment takes the first ones
// (members.h). Who was merged into a member keeps theirs, and they mean the member: for all
// functions here they count as its own, and each stays with whom it was given to.
//
// Threads: Externals holds keys only and may be used from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/members/members.h"

namespace guanxi::members {

enum class ExternalSystem { external, wechat_unionid, wechat_openid };
BOOST_DESCRIBE_ENUM(ExternalSystem, external, wechat_unionid, wechat_openid)

inline constexpr int externals_max = 20;  // of one member

/// How a number is written in the directory: "legacy:17850", "unionid:…", "openid:<app>:…" – an
/// openid is of an app. Errors: missing_field at /app (an openid without it), unknown_value at /app
/// (anything else with it), bad_format at /value (the beginning is another system's).
Result<std::string> external_text(
    ExternalSystem system, const std::string& value, const std::optional<std::string>& app
);

struct ExternalId {
  OwnerId holder;  // the member, or who was merged into it
  ExternalSystem system = ExternalSystem::external;
  std::string text;  // as external_text() writes it: personal
  sql::Bytes value;  // as in the directory
  Instant taken_at;
  bool verified = false;
};

class Externals {
 public:
  /// `keys` outlives it.
  explicit Externals(const crypto::KeyRing& keys) : keys_(keys), sealer_(keys) {}

  /// Those of one member alone, in the order of Members::identities().
  std::vector<ExternalId> held_by(sql::Tx& tx, OwnerId holder) const;
  /// Those that mean the member.
  std::vector<ExternalId> of(sql::Tx& tx, OwnerId member) const;

  /// The one of that text which means the member.
  std::optional<ExternalId> find(sql::Tx& tx, OwnerId member, std::string_view text) const;

  struct Taken {
    ExternalId id;
    bool is_new = false;
  };
  /// Takes a number on, unverified; one that means the member already stays as it is. Errors, at
  /// /value: bad_format, too_long, too_many; identity_taken with the fact `kind` (it means somebody
  /// else).
  Result<Taken> add(sql::Tx& tx, const Member& member, std::string_view text, Instant now) const;
  /// Notes that it is the member's; `why` where no code proved it. Done again it changes nothing.
  void verify(
      sql::Tx& tx,
      const ExternalId& id,
      const std::optional<std::string>& why,
      ActorId by,
      Instant now
  ) const;
  /// Frees it for others; that it was the holder's stays known.
  void release(sql::Tx& tx, const Member& member, const ExternalId& id, ActorId by, Instant now)
      const;

 private:
  const crypto::KeyRing& keys_;
  crypto::Sealer sealer_;
};

}  // namespace guanxi::members
