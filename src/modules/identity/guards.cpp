#include "modules/identity/guards.h"

#include <algorithm>

#include "base/text.h"
#include "platform/api/api.h"

namespace guanxi::identity {
namespace {

constexpr std::int64_t free_of_account = 5, free_of_address = 30;
constexpr std::int64_t first_wait_seconds = 15, longest_wait_seconds = 900;
constexpr std::int64_t forgotten_after_seconds = 86'400;  // attempts of yesterday count no more
constexpr std::int64_t known_seconds = 30 * std::int64_t{86'400};

const sql::Query select_guard{
    "SELECT locked_until, succeeded_at FROM identity_guards WHERE guard = $1"};
const sql::Query count_failure{
    "INSERT INTO identity_guards (guard, failures, failed_at, locked_until) VALUES ($1, 1, $2, 0) "
    "ON CONFLICT (guard) DO UPDATE SET failures = CASE WHEN identity_guards.failed_at < $3 THEN 1 "
    "ELSE identity_guards.failures + 1 END, failed_at = $2 "
    "WHERE identity_guards.locked_until <= $2 RETURNING failures"};
const sql::Query lock_guard_until{"UPDATE identity_guards SET locked_until = $2 WHERE guard = $1"};
const sql::Query forget_failures{
    "UPDATE identity_guards SET failures = 0, locked_until = 0 WHERE guard = $1"};
const sql::Query take_failure_back{
    "UPDATE identity_guards SET failures = CASE WHEN failures > 0 THEN failures - 1 ELSE 0 END, "
    "locked_until = 0 WHERE guard = $1"};
const sql::Query note_success{
    "INSERT INTO identity_guards (guard, failures, failed_at, locked_until, succeeded_at) "
    "VALUES ($1, 0, $2, 0, $2) ON CONFLICT (guard) DO UPDATE SET failures = 0, locked_until = 0, "
    "succeeded_at = $2"};
const sql::Query prune_guards{
    "DELETE FROM identity_guards WHERE guard IN (SELECT guard FROM identity_guards "
    "WHERE failed_at < $1 AND locked_until < $1 AND (succeeded_at IS NULL OR succeeded_at < $1) "
    "LIMIT $2)"};

struct GuardRow {
  Instant locked_until;
  std::optional<Instant> succeeded_at;
};

Error locked_out(Instant until, Instant now) {
  const std::int64_t seconds = (until.micros() - now.micros() + 999'999) / 1'000'000;
  return fail(
      ErrorCode::sign_in_locked,
      "",
      {{"until", until.to_string()}, {"retry_after", std::to_string(seconds)}}
  );
}

Outcome count_one(sql::Tx& tx, const crypto::Digest& guard, std::int64_t free, Instant now) {
  const Instant forgotten = now.plus_seconds(-forgotten_after_seconds);
  const auto failures = tx.find<std::int64_t>(count_failure, guard, now, forgotten);
  if (!failures) return ErrorCode::conflict;  // locked since it was read
  const std::int64_t wait = wait_after(*failures, free);
  if (wait > 0) tx.exec(lock_guard_until, guard, now.plus_seconds(wait));
  return ok();
}

}  // namespace

std::int64_t wait_after(std::int64_t failures, std::int64_t free) {
  if (failures < free) return 0;
  const std::int64_t doublings = std::min<std::int64_t>(failures - free, 10);
  return std::min(first_wait_seconds << doublings, longest_wait_seconds);
}

Result<Guards::Attempt> Guards::begin(
    sql::Tx& tx, std::string_view name, std::string_view address, Instant now
) const {
  const std::string client = std::to_string(api::client_of_address(address));
  const std::string who = nfkc(name);
  Attempt attempt;
  const crypto::Digest account = keys_.blind_index("identity_guards.account", who);
  attempt.pair = keys_.blind_index("identity_guards.pair", client + " " + who);
  attempt.address = keys_.blind_index("identity_guards.address", client);
  const auto pair = tx.find<GuardRow>(select_guard, attempt.pair);
  const bool known =
      pair && pair->succeeded_at && now < pair->succeeded_at->plus_seconds(known_seconds);
  attempt.own = known ? attempt.pair : account;
  Instant until;
  for (const crypto::Digest& guard : {attempt.own, attempt.address}) {
    if (const auto row = tx.find<GuardRow>(select_guard, guard))
      until = std::max(until, row->locked_until);
  }
  if (until > now) return locked_out(until, now);
  GX_TRY_VOID(count_one(tx, attempt.own, free_of_account, now));
  GX_TRY_VOID(count_one(tx, attempt.address, free_of_address, now));
  return attempt;
}

void Guards::succeed(sql::Tx& tx, const Attempt& attempt, Instant now) {
  tx.exec(forget_failures, attempt.own);
  tx.exec(take_failure_back, attempt.address);
  tx.exec(note_success, attempt.pair, now);
}

void Guards::take_back(sql::Tx& tx, const Attempt& attempt) {
  tx.exec(take_failure_back, attempt.own);
  tx.exec(take_failure_back, attempt.address);
}

std::int64_t Guards::prune(sql::Tx& tx, Instant now, int limit) {
  return tx.exec(prune_guards, now.plus_seconds(-known_seconds), limit);
}

}  // namespace guanxi::identity
