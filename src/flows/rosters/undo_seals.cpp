// What imports keep of what was there before: forgotten in time, and sealed anew after the keys
// were rotated.
#include "flows/rosters/prior.h"
#include "flows/rosters/undo.h"
#include "flows/rosters/undo_store.h"
#include "flows/rosters/upload_store.h"
#include "platform/crypto/keys.h"

namespace guanxi::rosters {

std::int64_t forget_prior(sql::Tx& tx, Instant now, int limit) {
  // Twice as long as an undo may begin: one that has begun goes on.
  return store::forget_prior(tx, now.plus_seconds(-86400LL * (2 * undo_days)), limit);
}

void forget_person(sql::Tx& tx, OwnerId member) {
  store::forget_prior_of(tx, member);
  store::forget_rejects_of(tx, member);
}

std::optional<PriorPlace> walk_seals(
    sql::Database& db,
    const crypto::KeyRing& keys,
    const PriorPlace& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
) {
  const auto page = db.read([&](sql::Tx& tx) { return store::sealed_priors(tx, after, limit); });
  if (page.empty()) return std::nullopt;
  // Sealed outside the transaction: the writer is everybody's.
  const crypto::Sealer sealer(keys);
  std::vector<std::pair<const store::SealedPrior*, sql::Bytes>> renewed;
  for (const store::SealedPrior& row : page) {
    auto fresh = sealer.renew(row.prior.data, {prior_column, row.owner.value()}, census);
    if (fresh) renewed.emplace_back(&row, sql::Bytes{*std::move(fresh)});
  }
  if (walk == crypto::SealWalk::renew && !renewed.empty()) {
    const auto written = db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      for (const auto& [row, fresh] : renewed) {
        if (store::replace_prior(tx, *row, fresh)) ++values;
      }
      return values;
    });
    census.renewed += *written;
  }
  return PriorPlace{page.back().owner, page.back().import, page.back().row_no};
}

}  // namespace guanxi::rosters
