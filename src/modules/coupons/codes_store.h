// The SQL of codes and batches. Inside modules/coupons only. Functions of the caller's Tx.
#pragma once

#include <span>

#include "modules/coupons/codes.h"

namespace guanxi::coupons::store {

void insert_batch(sql::Tx& tx, const Batch& batch);
std::optional<Batch> find_batch(sql::Tx& tx, BatchId id);
std::vector<Batch> batches_before(sql::Tx& tx, TemplateId id, BatchId before, int limit);
std::vector<BatchId> batches_making(sql::Tx& tx);
/// Where `before` still stands. False: it does not.
bool update_batch(sql::Tx& tx, const Batch& before, const Batch& after);

enum class PlaceState { open, claimed };
BOOST_DESCRIBE_ENUM(PlaceState, open, claimed)
/// What a code stands for.
struct Place {
  BatchId batch;
  std::int64_t number = 0;
  std::optional<OwnerId> owner;
  std::optional<CouponId> coupon;
  PlaceState state = PlaceState::open;
};
/// So many rows travel in one statement.
inline constexpr std::size_t places_at_once = 32;
/// Hashes of the codes first, first + 1, …; at most places_at_once.
void insert_places(
    sql::Tx& tx, BatchId batch, std::int64_t first, std::span<const crypto::Digest> hashes
);
void insert_offer(
    sql::Tx& tx, const crypto::Digest& hash, std::int64_t number, OwnerId owner, CouponId coupon
);
std::optional<Place> find_place(sql::Tx& tx, const crypto::Digest& hash);
/// False: it is not open any more.
bool claim_place(sql::Tx& tx, const crypto::Digest& hash, OwnerId owner, CouponId coupon);
std::int64_t count_claimed(sql::Tx& tx, BatchId batch);
/// The owner's coupon that a merge put in the place of that one, the last time.
std::optional<CouponId> find_carried(sql::Tx& tx, OwnerId owner, CouponId of);

std::optional<std::int64_t> wrong_today(sql::Tx& tx, OwnerId owner, Date today);
void set_wrong(sql::Tx& tx, OwnerId owner, Date today, std::int64_t wrong);

}  // namespace guanxi::coupons::store
