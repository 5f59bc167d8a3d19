// What people and tills prove themselves with: tokens and signing keys. Values; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace guanxi::identity {

enum class CredentialKind { token, signing_key };
BOOST_DESCRIBE_ENUM(CredentialKind, token, signing_key)

struct CredentialInfo {
  std::string key;  // "tok_…", "key_…": public
  ActorId actor;
  CredentialKind kind = CredentialKind::token;
  std::string label;
  Instant created_at;
  std::optional<Instant> expires_at = {}, revoked_at = {};
  std::vector<std::string> permissions = {};  // tokens: only these of their owner's; none: all
  std::optional<Instant> used_at = {};        // to some minutes
};

struct IssuedToken {
  std::string key;
  std::string text;  // "gx_…": shown once, kept nowhere
  std::optional<Instant> expires_at;
};
struct IssuedKey {
  std::string key;
  std::string secret;  // 43 characters: shown once, kept sealed
};

/// For a till, whose account is made if it has none yet.
struct NewTillKey {
  TillId till;
  std::string label;
  std::vector<std::string> permissions = {};  // of a new account; none: till_permissions
};
struct IssuedTillKey {
  ActorId actor;
  IssuedKey key;
};
/// What a till may do unless it is said otherwise.
inline const std::vector<std::string> till_permissions{
    "members:read", "sales:read", "sales:refund", "sales:write"};

}  // namespace guanxi::identity
