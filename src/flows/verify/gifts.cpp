#include "flows/verify/gifts.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "modules/points/gifts.h"

namespace guanxi::verify {
namespace {

constexpr std::size_t gift_faults_named_max = 100;

using GiftKey = std::pair<std::int64_t, std::int64_t>;

}  // namespace

void compare_gifts(sql::Tx& tx, Report& report) {
  // Both come by owner and gift. One side is kept while the other streams by: a gift is a few
  // dozen bytes.
  std::vector<registrations::Given> given;
  registrations::each_given(tx, [&](const registrations::Given& one) { given.push_back(one); });
  std::size_t at = 0;
  const auto blame = [&](std::int64_t owner, std::string_view what) {
    ++report.between_found;
    if (report.between.size() < gift_faults_named_max)
      report.between.push_back(fmt::format("gift to member {}: {}", owner, what));
  };
  const auto key_at = [&] { return GiftKey{given[at].owner.value(), given[at].gift_id}; };
  points::each_gift(tx, [&](const points::Gift& gift) {
    const GiftKey key{gift.owner.value(), gift.id.value()};
    for (; at < given.size() && key_at() < key; ++at) {
      blame(given[at].owner.value(), "the points do not know it");
    }
    if (at == given.size() || key_at() != key) {
      return blame(gift.owner.value(), "nobody joined or was recommended for it");
    }
    if (given[at].points != gift.points || given[at].newcomer != gift.subject) {
      blame(gift.owner.value(), "it differs from what was promised");
    }
    ++at;
  });
  for (; at < given.size(); ++at) blame(given[at].owner.value(), "the points do not know it");
}

}  // namespace guanxi::verify
