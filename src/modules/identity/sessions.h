// Sessions of people in a browser: an opaque token of 256 random bits in a cookie that no script
// can read, its keyed hash in the store. A session is looked up at each request, so that one ended
// anywhere is over everywhere at once. What changes something needs the session's CSRF token in a
// header, which only our own pages can read and set. See docs/adr/0018. Any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/identity/identity.h"

namespace guanxi::identity {

/// What somebody has to set up before anything else.
enum class Lacking { password, second_factor };
BOOST_DESCRIBE_ENUM(Lacking, password, second_factor)

struct SessionInfo {
  std::int64_t id = 0;
  ActorId actor;
  Instant created_at, seen_at, expires_at;
  std::optional<Instant> ended_at;
  std::optional<Lacking> lacking;
  std::string address, user_agent;
};

/// From where a request came, as it is written down.
struct From {
  std::string address, user_agent;
  static From of(const api::Call& call);
};

class Sessions final : public SessionReader {
 public:
  struct Settings {
    int idle_minutes = 30;
    int hours = 12;
    bool secure_cookies = false;  // behind TLS: __Host- and Secure
  };
  /// All must outlive it.
  Sessions(sql::Database& db, IdGenerator& ids, const crypto::KeyRing& keys, Settings settings)
      : db_(db), ids_(ids), keys_(keys), settings_(settings) {}

  // Who a request's cookie stands for.
  Result<std::optional<SessionOwner>> find(const http::Request& request, Instant now) override;
  void touch(const SessionOwner& owner, Instant now) override;
  std::uint64_t credential_of(const http::Request& request) const override;

  /// A page of another site had the browser send it.
  static bool is_from_elsewhere(const http::Request& request);

  struct Opened {
    SessionInfo info;
    std::string cookie;  // "__Host-gx_session=…; Path=/; HttpOnly …"
  };
  Opened open(
      sql::Tx& tx, ActorId actor, const From& from, std::optional<Lacking> lacking, Instant now
  ) const;
  /// What the header X-CSRF-Token has to say in this session.
  std::string csrf_token(std::int64_t session) const;
  /// Takes the cookie away.
  std::string empty_cookie() const;

  static std::optional<SessionInfo> find_in(sql::Tx& tx, std::int64_t session);
  std::optional<SessionInfo> find(std::int64_t session) const;
  /// Those that have not ended, newest first.
  std::vector<SessionInfo> open_of(ActorId actor, Instant now) const;
  /// False: the actor has no such open session.
  static bool end(sql::Tx& tx, ActorId actor, std::int64_t session, Instant now);
  /// The one that `request` brings, whosever it is: another takes its place.
  void end_presented(sql::Tx& tx, const http::Request& request, Instant now) const;
  /// All of the actor's but `except`; returns how many.
  static std::int64_t end_all(sql::Tx& tx, ActorId actor, std::int64_t except, Instant now);
  static void end_everybodys(sql::Tx& tx, Instant now);
  static void set_lacking(
      sql::Tx& tx, ActorId actor, std::int64_t session, std::optional<Lacking> lacking
  );
  /// Forgets sessions that are long over; returns how many.
  static std::int64_t prune(sql::Tx& tx, Instant before, int limit);

 private:
  const char* cookie_name() const;
  std::string_view token_of(const http::Request& request) const;
  crypto::Digest hash_of(std::string_view token) const;
  std::string csrf_of(const crypto::Digest& token_hash) const;

  sql::Database& db_;
  IdGenerator& ids_;
  const crypto::KeyRing& keys_;
  const Settings settings_;
};

}  // namespace guanxi::identity
