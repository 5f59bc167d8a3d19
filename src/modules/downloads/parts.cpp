#include "modules/downloads/parts.h"

#include "modules/downloads/downloads.h"

namespace guanxi::downloads {

void PartWriter::add(std::string_view bytes) {
  row_.bytes += std::ssize(bytes);
  while (!bytes.empty() && !over_) {
    const std::string_view some = bytes.substr(0, part_bytes - waiting_.size());
    waiting_ += some;
    bytes.remove_prefix(some.size());
    if (waiting_.size() < part_bytes) continue;
    put(waiting_);
    waiting_.clear();
  }
}

void PartWriter::finish() {
  if (!waiting_.empty() && !over_) put(waiting_);
  waiting_.clear();
}

void PartWriter::put(std::string_view part) {
  ++row_.parts;
  // Sealed outside the transaction: the writer is everybody's.
  const sql::Bytes sealed{sealer_.seal(part, place_of(row_.id.value()))};
  const auto written =
      db_.write([&](sql::Tx& tx) -> Result<bool> { return store::put_part(tx, row_, sealed); });
  over_ = !*written;
}

std::optional<PartPlace> walk_seals(
    sql::Database& db,
    const crypto::KeyRing& keys,
    const PartPlace& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
) {
  constexpr int at_once = 8;  // they are large
  const auto page = db.read([&](sql::Tx& tx) {
    return store::sealed_after(tx, after.download, after.part, std::min(limit, at_once));
  });
  if (page.empty()) return std::nullopt;
  const crypto::Sealer sealer(keys);
  for (const store::SealedPart& part : page) {
    const auto fresh = sealer.renew(part.data.data, place_of(part.download), census);
    if (walk != crypto::SealWalk::renew || !fresh) continue;
    const auto written = db.write([&](sql::Tx& tx) -> Result<bool> {
      return store::replace(tx, part, sql::Bytes{*fresh});
    });
    if (*written) ++census.renewed;
  }
  return PartPlace{page.back().download, page.back().part};
}

}  // namespace guanxi::downloads
