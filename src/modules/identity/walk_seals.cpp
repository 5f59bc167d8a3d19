// Counting and renewing the seals of the signing keys, page by page.
#include "modules/identity/impl.h"

namespace guanxi::identity {

std::optional<std::string> Identity::Impl::walk_seals(
    std::string_view after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
) {
  const auto page = db_.read([&](sql::Tx& tx) { return store::sealed_keys(tx, after, limit); });
  if (page.empty()) return std::nullopt;
  std::vector<std::pair<store::SealedKey, sql::Bytes>> renewed;
  for (const store::SealedKey& row : page) {
    if (auto fresh = sealer_.renew(row.secret.data, secret_place(row.actor), census))
      renewed.emplace_back(row, sql::Bytes{*std::move(fresh)});
  }
  if (walk == crypto::SealWalk::renew && !renewed.empty()) {
    const auto written = db_.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      for (const auto& [before, fresh] : renewed) {
        if (store::replace_secret(tx, before, fresh)) ++values;
      }
      return values;
    });
    census.renewed += *written;
  }
  return page.back().key;
}

std::optional<std::string> Identity::walk_seals(
    std::string_view after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
) {
  return impl_->walk_seals(after, limit, walk, census);
}

}  // namespace guanxi::identity
