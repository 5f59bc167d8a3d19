#include "modules/identity/guards.h"

#include <algorithm>

#include "base/text.h"
#include "platform/api/api.h"

namespace guanxi::identity {
namespace {

constexpr std::int64_t free_of_account = 5, free_of_address = 30;
constexpr std::int64_t first_wait_seconds = 15, longest_wait_seconds = 900;
constexpr std::int64_t account_forgets_seconds = 86'400;  // attempts of yesterday count no more
constexpr std::int64_t address_forgets_seconds = 3'600;   // many people may come from one
constexpr std::int64_t known_seconds = 30 * std::int64_t{86'400};

const sql::Query select_guard{
    "SELECT locked_until, noted_until, succeeded_at FROM identity_guards WHERE guard = $1"};
const sql::Query count_failure{
    "INSERT INTO identity_guards (guard, failures, failed_at, locked_until) VALUES ($1, 1, $2, 0) "
    "ON CONFLICT (guard) DO UPDATE SET failures = CASE WHEN identity_guards.failed_at < $3 THEN 1 "
    "ELSE identity_guards.failures + 1 END, failed_at = $2 "
    "WHERE identity_guards.locked_until <= $2 RETURNING failures"};
const sql::Query lock_guard_until{"UPDATE identity_guards SET locked_until = $2 WHERE guard = $1"};
const sql::Query note_refusal{
    "UPDATE identity_guards SET noted_until = locked_until WHERE guard = $1 AND locked_until = $2 "
    "AND noted_until <> locked_until"};
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
  Instant locked_until, noted_until;
  std::optional<Instant> succeeded_at;
};

Outcome count_one(
    sql::Tx& tx,
    const crypto::Digest& guard,
    std::int64_t free,
    std::int64_t forgets_seconds,
    Instant now
) {
  const Instant forgotten = now.plus_seconds(-forgets_seconds);
  const auto failures = tx.find<std::int64_t>(count_failure, guard, now, forgotten);
  if (!failures) return ErrorCode::conflict;  // locked since it was read
  const std::int64_t wait = wait_after(*failures, free);
  if (wait > 0) tx.exec(lock_guard_until, guard, now.plus_seconds(wait));
  return ok();
}

std::optional<Guards::Wait> longest_wait(sql::Tx& tx, const Guards::Attempt& attempt, Instant now) {
  std::optional<Guards::Wait> longest;
  const auto look_at = [&](const crypto::Digest& guard) {
    const auto row = tx.find<GuardRow>(select_guard, guard);
    if (!row || row->locked_until <= now) return;
    if (longest && longest->until >= row->locked_until) return;
    longest = Guards::Wait{guard, row->locked_until, row->noted_until == row->locked_until};
  };
  look_at(attempt.own);
  if (attempt.address) look_at(*attempt.address);
  return longest;
}

}  // namespace

std::int64_t wait_after(std::int64_t failures, std::int64_t free) {
  if (failures < free) return 0;
  const std::int64_t doublings = std::min<std::int64_t>(failures - free, 10);
  return std::min(first_wait_seconds << doublings, longest_wait_seconds);
}

Error Guards::Wait::refusal(Instant now) const {
  const std::int64_t seconds = (until.micros() - now.micros() + 999'999) / 1'000'000;
  return fail(
      ErrorCode::sign_in_locked,
      "",
      {{"until", until.to_string()}, {"retry_after", std::to_string(seconds)}}
  );
}

Guards::Attempt Guards::attempt_of(
    sql::Tx& tx, std::string_view name, std::string_view address, Instant now
) const {
  const std::string client = std::to_string(api::client_of_address(address));
  const std::string who = nfkc(name);
  Attempt attempt;
  attempt.pair = keys_.blind_index("identity_guards.pair", client + " " + who);
  const auto pair = tx.find<GuardRow>(select_guard, attempt.pair);
  const bool known =
      pair && pair->succeeded_at && now < pair->succeeded_at->plus_seconds(known_seconds);
  if (known) {
    attempt.own = attempt.pair;
    return attempt;
  }
  attempt.own = keys_.blind_index("identity_guards.account", who);
  if (by_address_) attempt.address = keys_.blind_index("identity_guards.address", client);
  return attempt;
}

std::optional<Guards::Wait> Guards::find_wait(
    sql::Tx& tx, std::string_view name, std::string_view address, Instant now
) const {
  return longest_wait(tx, attempt_of(tx, name, address, now), now);
}

bool Guards::note(sql::Tx& tx, const Wait& wait) {
  return tx.exec(note_refusal, wait.guard, wait.until) == 1;
}

Result<Guards::Attempt> Guards::begin(
    sql::Tx& tx, std::string_view name, std::string_view address, Instant now
) const {
  const Attempt attempt = attempt_of(tx, name, address, now);
  if (const auto wait = longest_wait(tx, attempt, now)) return wait->refusal(now);
  GX_TRY_VOID(count_one(tx, attempt.own, free_of_account, account_forgets_seconds, now));
  if (attempt.address) {
    GX_TRY_VOID(count_one(tx, *attempt.address, free_of_address, address_forgets_seconds, now));
  }
  return attempt;
}

void Guards::succeed(sql::Tx& tx, const Attempt& attempt, Instant now) {
  tx.exec(forget_failures, attempt.own);
  if (attempt.address) tx.exec(take_failure_back, *attempt.address);
  tx.exec(note_success, attempt.pair, now);
}

void Guards::take_back(sql::Tx& tx, const Attempt& attempt) {
  tx.exec(take_failure_back, attempt.own);
  if (attempt.address) tx.exec(take_failure_back, *attempt.address);
}

std::int64_t Guards::prune(sql::Tx& tx, Instant now, int limit) {
  return tx.exec(prune_guards, now.plus_seconds(-known_seconds), limit);
}

}  // namespace guanxi::identity
