// Counting and renewing the seals of all members, page by page.
#include "modules/members/store.h"
#include "modules/members/vault.h"

namespace guanxi::members {
namespace {

struct Page {
  std::vector<store::SealedRow> rows;
  std::vector<store::SealedExternal> externals;
};

struct Renewed {
  std::vector<std::pair<store::SealedRow, int>> rows;  // and how many of its values changed
  std::vector<std::pair<store::SealedExternal, sql::Bytes>> externals;
};

}  // namespace

std::optional<OwnerId> Members::walk_seals(
    sql::Database& db, OwnerId after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
) const {
  const Page page = db.read([&](sql::Tx& tx) {
    Page read;
    read.rows = store::sealed_rows(tx, after, limit);
    if (!read.rows.empty())
      read.externals = store::sealed_externals_between(tx, after, read.rows.back().owner);
    return read;
  });
  if (page.rows.empty()) return std::nullopt;

  // Sealed outside the transaction: the writer is everybody's.
  const Vault vault(keys_, sealer_);
  Renewed renewed;
  for (store::SealedRow row : page.rows) {
    if (const int changed = vault.renew(row, census); changed > 0)
      renewed.rows.emplace_back(std::move(row), changed);
  }
  for (const store::SealedExternal& external : page.externals) {
    if (auto fresh = vault.renew_external(external, census))
      renewed.externals.emplace_back(external, *std::move(fresh));
  }
  const bool any = !renewed.rows.empty() || !renewed.externals.empty();
  if (walk == crypto::SealWalk::renew && any) {
    const auto written = db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      for (const auto& [row, changed] : renewed.rows) {
        if (store::replace_seals(tx, row)) values += changed;
      }
      for (const auto& [external, fresh] : renewed.externals) {
        if (store::replace_external(tx, external, fresh)) ++values;
      }
      return values;
    });
    census.renewed += *written;
  }
  return page.rows.back().owner;
}

}  // namespace guanxi::members
