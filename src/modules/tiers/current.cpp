#include "modules/tiers/current.h"

namespace guanxi::tiers {

VersionPtr current_version(
    sql::Tx& tx,
    const Ladders& ladders,
    LadderId ladder,
    const std::optional<Standing>& standing,
    Instant now
) {
  VersionPtr known = ladders.in_force(ladder, now);
  if (!standing || (known && known->version >= standing->version)) return known;
  const auto stored = find_ladder(tx, ladder);
  GX_CHECK_WHY(stored.has_value(), "a standing without its ladder");
  auto version = find_version(tx, *stored, standing->version);
  GX_CHECK_WHY(version.has_value(), "a standing by a version that is not there");
  return std::make_shared<const Version>(*std::move(version));
}

}  // namespace guanxi::tiers
