// Parts and rejected rows sealed anew after the keys were rotated.
#include "flows/rosters/rejected.h"
#include "flows/rosters/upload_desk.h"

namespace guanxi::rosters {

std::optional<UploadPlace> walk_upload_seals(
    sql::Database& db,
    const crypto::KeyRing& keys,
    UploadSeals which,
    const UploadPlace& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
) {
  const bool parts = which == UploadSeals::parts;
  constexpr int parts_at_once = 8;  // they are large
  const auto page = db.read([&](sql::Tx& tx) {
    return parts ? store::sealed_parts(tx, after, std::min(limit, parts_at_once))
                 : store::sealed_rejects(tx, after, limit);
  });
  if (page.empty()) return std::nullopt;
  const crypto::Sealer sealer(keys);
  const std::string_view column = parts ? parts_column : rejects_column;
  std::vector<std::pair<const store::SealedPart*, sql::Bytes>> renewed;
  for (const store::SealedPart& row : page) {
    auto fresh = sealer.renew(row.data.data, {column, row.upload}, census);
    if (fresh) renewed.emplace_back(&row, sql::Bytes{*std::move(fresh)});
  }
  if (walk == crypto::SealWalk::renew && !renewed.empty()) {
    const auto written = db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      for (const auto& [row, fresh] : renewed) {
        const bool changed =
            parts ? store::replace_part(tx, *row, fresh) : store::replace_reject(tx, *row, fresh);
        if (changed) ++values;
      }
      return values;
    });
    census.renewed += *written;
  }
  return UploadPlace{page.back().upload, page.back().part};
}

}  // namespace guanxi::rosters
