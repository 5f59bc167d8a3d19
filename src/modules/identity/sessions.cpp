#include "modules/identity/sessions.h"

#include <algorithm>
#include <limits>

#include "platform/log/log.h"
#include "platform/sql/enum_column.h"

namespace guanxi::identity {
namespace {

constexpr std::size_t session_token_bytes = 32;
constexpr std::size_t session_token_length = 43;  // in base64url
constexpr std::int64_t seen_every_seconds = 60;   // a write at most this often
constexpr std::size_t user_agent_bytes_max = 200;

#define SESSION_COLUMNS                                                                 \
  "session_id, actor_id, created_at, seen_at, expires_at, ended_at, lacking, address, " \
  "user_agent"
const sql::Query insert_session{
    "INSERT INTO identity_sessions (session_id, actor_id, token, created_at, seen_at, expires_at, "
    "lacking, address, user_agent) VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8)"};
const sql::Query select_session_by_token{"SELECT " SESSION_COLUMNS
                                         " FROM identity_sessions WHERE token = $1"};
const sql::Query select_session{"SELECT " SESSION_COLUMNS
                                " FROM identity_sessions WHERE session_id = $1"};
const sql::Query select_session_token{"SELECT token FROM identity_sessions WHERE session_id = $1"};
const sql::Query select_open_sessions{
    "SELECT " SESSION_COLUMNS
    " FROM identity_sessions WHERE actor_id = $1 AND ended_at IS NULL "
    "AND expires_at > $2 AND seen_at > $3 ORDER BY session_id DESC"};
#undef SESSION_COLUMNS
const sql::Query update_seen{
    "UPDATE identity_sessions SET seen_at = $2 WHERE session_id = $1 AND seen_at < $2"};
const sql::Query end_session{
    "UPDATE identity_sessions SET ended_at = $3 "
    "WHERE session_id = $2 AND actor_id = $1 AND ended_at IS NULL"};
const sql::Query end_sessions{
    "UPDATE identity_sessions SET ended_at = $3 "
    "WHERE actor_id = $1 AND session_id <> $2 AND ended_at IS NULL"};
const sql::Query end_every_session{
    "UPDATE identity_sessions SET ended_at = $1 WHERE ended_at IS NULL"};
const sql::Query end_session_of_token{
    "UPDATE identity_sessions SET ended_at = $2 WHERE token = $1 AND ended_at IS NULL"};
const sql::Query update_lacking{
    "UPDATE identity_sessions SET lacking = $3 WHERE session_id = $2 AND actor_id = $1"};
const sql::Query prune_sessions{
    "DELETE FROM identity_sessions WHERE session_id IN (SELECT session_id FROM identity_sessions "
    "WHERE expires_at < $1 LIMIT $2)"};

bool only_reads(std::string_view method) { return method == "GET" || method == "HEAD"; }

ErrorCode told_for(Lacking lacking) {
  return lacking == Lacking::password ? ErrorCode::password_change_required
                                      : ErrorCode::second_factor_setup_required;
}

/// Printable ASCII, cut off: it stands in a log and on a page.
std::string plain_agent(std::string_view text) {
  std::string plain;
  for (const char c : text.substr(0, user_agent_bytes_max)) plain += c >= ' ' && c <= '~' ? c : '?';
  return plain;
}

}  // namespace

From From::of(const api::Call& call) {
  if (call.http == nullptr) return {};
  return {call.http->remote_address, plain_agent(call.http->header("user-agent"))};
}

/// Browsers say where a request comes from; what says nothing is no browser of today.
bool Sessions::is_from_elsewhere(const http::Request& request) {
  const std::string_view site = request.header("sec-fetch-site");
  return !site.empty() && site != "same-origin" && site != "none";
}

const char* Sessions::cookie_name() const {
  return settings_.secure_cookies ? "__Host-gx_session" : "gx_session";
}

/// Empty unless the cookie is there once: of two, somebody may have planted one.
std::string_view Sessions::token_of(const http::Request& request) const {
  std::string_view token;
  int found = 0;
  for (const auto& [name, value] : request.headers) {
    if (name != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      std::string_view pair = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      const std::size_t equals = std::min(pair.find('='), pair.size());
      if (pair.substr(0, equals) != cookie_name()) continue;
      token = pair.substr(std::min(equals + 1, pair.size()));
      ++found;
    }
  }
  return found == 1 ? token : std::string_view();
}

crypto::Digest Sessions::hash_of(std::string_view token) const {
  return keys_.blind_index("identity_sessions.token", token);
}

std::string Sessions::csrf_of(const crypto::Digest& token_hash) const {
  const crypto::Digest csrf =
      keys_.blind_index("identity_sessions.csrf", crypto::bytes_of(token_hash));
  return crypto::to_base64url(crypto::bytes_of(csrf));
}

Result<std::optional<SessionOwner>> Sessions::find(const http::Request& request, Instant now) {
  const std::string_view token = token_of(request);
  if (token.empty()) return std::optional<SessionOwner>();
  if (token.size() != session_token_length) return ErrorCode::unauthenticated;
  const crypto::Digest hash = hash_of(token);
  const auto session =
      db_.read([&](sql::Tx& tx) { return tx.find<SessionInfo>(select_session_by_token, hash); });
  if (!session || session->ended_at) return ErrorCode::unauthenticated;
  const Instant idle_end = session->seen_at.plus_seconds(std::int64_t{60} * settings_.idle_minutes);
  if (now >= session->expires_at || now >= idle_end) return ErrorCode::credential_expired;
  if (!only_reads(request.method)) {
    const std::string_view given = request.header("x-csrf-token");
    if (is_from_elsewhere(request) || !crypto::equal_in_constant_time(given, csrf_of(hash)))
      return fail(ErrorCode::csrf_missing, "/headers/X-CSRF-Token");
  }
  SessionOwner owner{session->id, session->actor, session->seen_at, std::nullopt};
  if (session->lacking) owner.lacking = told_for(*session->lacking);
  return std::optional(owner);
}

void Sessions::touch(const SessionOwner& owner, Instant now) {
  if (now < owner.seen_at.plus_seconds(seen_every_seconds)) return;
  try {
    (void)db_.write([&](sql::Tx& tx) -> Outcome {
      tx.exec(update_seen, owner.session, now);
      return ok();
    });
  } catch (const sql::StorageFault& fault) {
    // Reading goes on while the writer stands still; the session ends a little early.
    log::warn("identity.session_not_touched", {{"what", fault.what()}});
  }
}

std::uint64_t Sessions::credential_of(const http::Request& request) const {
  const std::string_view token = token_of(request);
  if (token.size() != session_token_length) return 0;
  const crypto::Digest hash = hash_of(token);
  std::uint64_t number = 0;
  std::copy_n(hash.begin(), sizeof number, reinterpret_cast<std::uint8_t*>(&number));
  return number;
}

Sessions::Opened Sessions::open(
    sql::Tx& tx, ActorId actor, const From& from, std::optional<Lacking> lacking, Instant now
) const {
  const std::int64_t seconds = std::int64_t{3600} * settings_.hours;
  const std::string token = crypto::to_base64url(crypto::random_bytes(session_token_bytes));
  SessionInfo info{
      ids_.next(),
      actor,
      now,
      now,
      now.plus_seconds(seconds),
      std::nullopt,
      lacking,
      from.address,
      from.user_agent};
  tx.exec(
      insert_session,
      info.id,
      actor,
      hash_of(token),
      now,
      info.expires_at,
      lacking,
      from.address,
      from.user_agent
  );
  std::string cookie = std::string(cookie_name()) + "=" + token + "; Path=/; HttpOnly; " +
                       (settings_.secure_cookies ? "Secure; " : "") +
                       "SameSite=Strict; Max-Age=" + std::to_string(seconds);
  return {std::move(info), std::move(cookie)};
}

std::string Sessions::csrf_token(std::int64_t session) const {
  return csrf_of(db_.read([&](sql::Tx& tx) {
    return tx.get<crypto::Digest>(select_session_token, session);
  }));
}

std::string Sessions::empty_cookie() const {
  return std::string(cookie_name()) + "=; Path=/; HttpOnly; " +
         (settings_.secure_cookies ? "Secure; " : "") + "SameSite=Strict; Max-Age=0";
}

std::optional<SessionInfo> Sessions::find_in(sql::Tx& tx, std::int64_t session) {
  return tx.find<SessionInfo>(select_session, session);
}

std::optional<SessionInfo> Sessions::find(std::int64_t session) const {
  return db_.read([&](sql::Tx& tx) { return find_in(tx, session); });
}

std::vector<SessionInfo> Sessions::open_of(ActorId actor, Instant now) const {
  const Instant idle = now.plus_seconds(std::int64_t{-60} * settings_.idle_minutes);
  return db_.read([&](sql::Tx& tx) {
    return tx.list<SessionInfo>(select_open_sessions, actor, now, idle);
  });
}

bool Sessions::end(sql::Tx& tx, ActorId actor, std::int64_t session, Instant now) {
  return tx.exec(end_session, actor, session, now) == 1;
}

void Sessions::end_presented(sql::Tx& tx, const http::Request& request, Instant now) const {
  const std::string_view token = token_of(request);
  if (!token.empty()) tx.exec(end_session_of_token, hash_of(token), now);
}

std::int64_t Sessions::end_all(sql::Tx& tx, ActorId actor, std::int64_t except, Instant now) {
  return tx.exec(end_sessions, actor, except, now);
}

void Sessions::end_everybodys(sql::Tx& tx, Instant now) { tx.exec(end_every_session, now); }

void Sessions::set_lacking(
    sql::Tx& tx, ActorId actor, std::int64_t session, std::optional<Lacking> lacking
) {
  tx.exec(update_lacking, actor, session, lacking);
}

std::int64_t Sessions::prune(sql::Tx& tx, Instant before, int limit) {
  return tx.exec(prune_sessions, before, limit);
}

}  // namespace guanxi::identity
