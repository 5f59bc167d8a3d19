#include "flows/verify/gifts.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "flows/merge/verify.h"
#include "flows/verify/blame.h"
#include "modules/points/gifts.h"

namespace guanxi::verify {

void compare_gifts(sql::Tx& tx, Report& report) {
  // One side is kept, by gift, while the other streams by: a gift is a few dozen bytes.
  std::vector<registrations::Given> given;
  registrations::each_given(tx, [&](const registrations::Given& one) { given.push_back(one); });
  std::ranges::sort(given, {}, &registrations::Given::gift_id);
  std::vector<bool> found(given.size());
  const auto blame = [&](std::int64_t owner, std::string_view what) {
    verify::blame(report, fmt::format("gift to member {}: {}", owner, what));
  };
  points::each_gift(tx, [&](const points::Gift& gift) {
    const auto at =
        std::ranges::lower_bound(given, gift.id.value(), {}, &registrations::Given::gift_id);
    if (at == given.end() || at->gift_id != gift.id.value()) {
      return blame(gift.owner.value(), "nobody joined or was recommended for it");
    }
    found[static_cast<std::size_t>(at - given.begin())] = true;
    // A reward may have gone to whom the referrer was merged into.
    const bool theirs = at->owner == gift.owner || (gift.source == points::GiftSource::referral &&
                                                    merge::was_merged(tx, at->owner, gift.owner));
    if (!theirs || at->points != gift.points || at->newcomer != gift.subject) {
      blame(gift.owner.value(), "it differs from what was promised");
    }
  });
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!found[i]) blame(given[i].owner.value(), "the points do not know it");
  }
}

}  // namespace guanxi::verify
