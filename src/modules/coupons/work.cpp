#include "modules/coupons/work.h"

#include "modules/coupons/changing.h"
#include "modules/coupons/codes_store.h"
#include "modules/coupons/write_again.h"
#include "platform/log/log.h"

namespace guanxi::coupons {
namespace {

// Many in one transaction, few enough that a checkout does not wait long behind them.
constexpr int coupons_in_one_go = 200;
constexpr int codes_in_one_go = 4'096;

/// The calendar of a coupon's programme; nullopt: there is none in force.
class Calendars {
 public:
  Calendars(const programmes::Programmes& programmes, Instant now)
      : programmes_(programmes), now_(now) {}
  std::optional<Date> today_of(ProgrammeId programme) const {
    const auto version = programmes_.in_force(programme, now_);
    if (!version) return std::nullopt;
    return version->zone.date_of(now_);
  }

 private:
  const programmes::Programmes& programmes_;
  Instant now_;
};

/// Writes one down as expired if it is. 1: it was.
Result<std::int64_t> expire_one(
    sql::Tx& tx, const Work& work, const Calendars& calendars, const Ending& key, Instant now
) {
  const auto before = store::find(tx, key.owner, key.coupon);
  if (!before) return std::int64_t{0};
  const auto terms = store::find_template(tx, before->template_id);
  GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
  const auto today = calendars.today_of(terms->programme);
  if (!today) return std::int64_t{0};
  const Coupon seen = seen_at(*before, *today, now);
  if (seen.state != CouponState::expired || before->state == CouponState::expired) {
    return std::int64_t{0};
  }
  GX_TRY(written, write_coupon(tx, seen));
  const std::int64_t lost = written.gone - before->gone;
  tell(tx, work.ids, "coupon.expired", written, now, R"(,"amount":)" + std::to_string(lost));
  return std::int64_t{1};
}

}  // namespace

Outcome expire_due(const Work& work, jobs::Context& context) {
  const Instant now = context.now();
  const Calendars calendars(work.programmes, now);
  // Programmes may live in several zones: the earliest calendar finds candidates, each one's own
  // decides.
  const Date latest = TimeZone().date_of(now).plus_days(1);
  std::int64_t expired = 0;
  for (Ending after;;) {
    if (context.should_stop()) break;
    const auto page =
        work.db.read([&](sql::Tx& tx) { return store::due(tx, after, latest, coupons_in_one_go); });
    if (page.empty()) break;
    GX_TRY(some, write_again(work.db, [&](sql::Tx& tx) -> Result<std::int64_t> {
             std::int64_t count = 0;
             for (const Ending& key : page) {
               GX_TRY(one, expire_one(tx, work, calendars, key, now));
               count += one;
             }
             return count;
           }));
    expired += some;
    after = page.back();
  }
  if (expired > 0) log::info("coupons.expired", {{"coupons", expired}});
  return ok();
}

namespace {

/// Tells the member of one that ends; 1: they had not been told.
Result<std::int64_t> tell_one(
    sql::Tx& tx, const Work& work, const Ending& key, Date today, Instant now
) {
  const auto before = store::find(tx, key.owner, key.coupon);
  if (!before || before->told) return std::int64_t{0};
  const Coupon seen = seen_at(*before, today, now);
  const bool open = seen.state == CouponState::issued || seen.state == CouponState::held ||
                    seen.state == CouponState::offered;
  if (!open) return std::int64_t{0};
  Coupon after = *before;
  after.told = true;
  GX_TRY(written, write_coupon(tx, after));
  tell(
      tx, work.ids, "coupon.ending", written, now, R"(,"amount":)" + std::to_string(written.balance)
  );
  return std::int64_t{1};
}

}  // namespace

Outcome tell_endings(const Work& work, jobs::Context& context) {
  const Instant now = context.now();
  std::int64_t told = 0;
  for (const auto& programme : work.programmes.list(now)) {
    const Date today = programme->zone.date_of(now);
    const Date until = today.plus_days(programme->parameters.notice_days);
    for (Ending after;;) {
      if (context.should_stop()) return ok();
      const auto page = work.db.read([&](sql::Tx& tx) {
        return store::untold(tx, programme->programme, today, until, after, coupons_in_one_go);
      });
      if (page.empty()) break;
      GX_TRY(some, write_again(work.db, [&](sql::Tx& tx) -> Result<std::int64_t> {
               std::int64_t count = 0;
               for (const Ending& key : page) {
                 GX_TRY(one, tell_one(tx, work, key, today, now));
                 count += one;
               }
               return count;
             }));
      told += some;
      after = page.back();
    }
  }
  if (told > 0) log::info("coupons.endings_told", {{"notices", told}});
  return ok();
}

namespace {

/// Makes the next codes of a batch; 0: there is nothing more to make.
Result<std::int64_t> make_some(
    sql::Tx& tx, const Work& work, const crypto::SecretKey& key, BatchId id
) {
  const auto before = store::find_batch(tx, id);
  if (!before || before->state != BatchState::making) return std::int64_t{0};
  Batch after = *before;
  const std::int64_t count = std::min<std::int64_t>(codes_in_one_go, before->codes - before->made);
  std::vector<crypto::Digest> hashes;
  for (std::int64_t i = 1; i <= count; ++i) {
    const std::string code = code_at(key, before->salt->data, before->made + i);
    hashes.push_back(hash_of_code(work.keys, code));
  }
  const std::span<const crypto::Digest> all(hashes);
  for (std::size_t at = 0; at < all.size(); at += store::places_at_once) {
    const std::size_t some = std::min(store::places_at_once, all.size() - at);
    const std::int64_t first = before->made + 1 + static_cast<std::int64_t>(at);
    store::insert_places(tx, id, first, all.subspan(at, some));
  }
  after.made += count;
  if (after.made == after.codes) after.state = BatchState::made;
  if (!store::update_batch(tx, *before, after)) return ErrorCode::conflict;
  return count;
}

}  // namespace

Outcome make_codes(const Work& work, jobs::Context& context) {
  const crypto::SecretKey key = work.keys.derive("coupons.codes");
  const auto making = work.db.read([](sql::Tx& tx) { return store::batches_making(tx); });
  for (const BatchId id : making) {
    for (std::int64_t made = 1; made > 0;) {
      if (context.should_stop()) return ok();
      GX_TRY(some, write_again(work.db, [&](sql::Tx& tx) { return make_some(tx, work, key, id); }));
      made = some;
    }
    log::info("coupons.codes_made", {{"batch", id.value()}});
  }
  return ok();
}

}  // namespace guanxi::coupons
