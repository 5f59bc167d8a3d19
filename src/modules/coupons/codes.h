// Codes 券码 that nobody can guess, the batches they are made in, and claiming one. A code is made
// from the installation's key, its batch's salt and its number, so that none is stored: the
// directory keeps keyed hashes, and the salt goes when the codes have been exported.
//
// A code: 16 characters of Crockford's base32 (80 bits) and one that catches what was mistyped
// (Luhn over 32). Written in groups of four; case, blanks and dashes do not matter, O reads as 0, I
// and L as 1.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <array>

#include "modules/coupons/coupons.h"
#include "platform/jobs/jobs.h"

namespace guanxi::coupons {

struct CouponBatchTag;
using BatchId = Id<CouponBatchTag>;

enum class BatchState { making, made, exported, cancelled };
BOOST_DESCRIBE_ENUM(BatchState, making, made, exported, cancelled)

struct Batch {
  BatchId id;
  TemplateId template_id;
  BatchState state = BatchState::making;
  std::int64_t codes = 0, made = 0;
  std::int64_t claimed = 0;  // when it was cancelled
  std::optional<sql::Bytes> salt;
  std::string note;
  Instant made_at;
  ActorId made_by;
  std::optional<Instant> exported_at = {};
  std::optional<ActorId> exported_by = {};
};

/// 80 bits as a code, without dashes.
std::string code_of(const std::array<std::uint8_t, 10>& bits);
/// "7KQ2-9F3M-…"
std::string grouped(std::string_view code);
/// What somebody wrote, as code_of() makes it; nullopt: no code of ours could be written so.
std::optional<std::string> canonical_code(std::string_view written);
/// The code of a place in a batch.
std::string code_at(const crypto::SecretKey& key, std::string_view salt, std::int64_t number);
/// A code for one coupon.
std::string random_code();
crypto::Digest hash_of_code(const crypto::KeyRing& keys, std::string_view canonical);

/// Sets the codes' places in the stock aside; a job makes them. Errors: coupon_template_state,
/// coupons_used_up (fact left); conflict.
Result<Batch> order_batch(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    std::int64_t codes,
    std::string_view note,
    ActorId by,
    Instant now
);
std::optional<Batch> find_batch(sql::Tx& tx, BatchId id);
/// The newest first, behind `before` (none: all).
std::vector<Batch> batches_of(sql::Tx& tx, TemplateId id, std::optional<BatchId> before, int limit);
std::int64_t claimed_of(sql::Tx& tx, const Batch& batch);
/// Codes that are not claimed are good for nothing from now on, and their places are free again.
/// Errors: coupon_batch_not_found, coupon_batch_state; conflict.
Result<Batch> cancel_batch(sql::Tx& tx, BatchId id);
/// Marks it exported, which happens once, and gives the batch with its salt, for codes_csv().
/// Errors: coupon_batch_not_found, coupon_batch_state (not made, or exported already); conflict.
Result<Batch> export_batch(sql::Tx& tx, BatchId id, ActorId by, Instant now);
/// number,code – with a header, a code a line.
std::string codes_csv(const crypto::KeyRing& keys, const Batch& batch);

struct Claimed {
  Coupon coupon;
  std::optional<OwnerId> given_by;  // a friend's coupon
};
struct Claimant {
  OwnerId owner;
  ProgrammeId programme;  // codes of others are wrong
  std::optional<Date> birthday;
};
/// A code of a batch issues a coupon to the member; that of a friend's offer passes the friend's
/// on. Errors, at /code: coupon_code_wrong, coupon_code_used, coupon_own_gift; those of issue.
Result<Claimed> claim(
    sql::Tx& tx,
    IdGenerator& ids,
    const crypto::KeyRing& keys,
    const Claimant& who,
    std::string_view code,
    const Act& act
);
/// The coupon that the member claimed with it, or somebody who is this member now: then the one
/// that took its place.
std::optional<CouponId> claimed_by(
    sql::Tx& tx, const crypto::KeyRing& keys, OwnerId owner, std::string_view code
);
/// Before a code is tried, in a transaction of its own, so that it counts whatever becomes of it.
/// Errors: coupon_attempts_exceeded (fact max), until the day is over.
Outcome count_attempt(sql::Tx& tx, OwnerId owner, Date today);
/// The code was right: the attempt does not count.
void forget_attempt(sql::Tx& tx, OwnerId owner, Date today);

}  // namespace guanxi::coupons
