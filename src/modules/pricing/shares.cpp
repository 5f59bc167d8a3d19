#include "modules/pricing/shares.h"

#include <algorithm>
#include <cstdlib>

#include "base/allocate.h"
#include "base/rounding.h"

namespace guanxi::pricing {

std::string bearer_of(const ShareTerms& share, const LineBearers& goods) {
  if (share.party) return "party:" + *share.party;
  const auto or_mall = [](const std::string& found) {
    return found.empty() ? std::string(mall_bearer) : found;
  };
  switch (share.of.value_or(ShareOf::mall)) {
    case ShareOf::mall:
      break;
    case ShareOf::counter:
      return or_mall(goods.counter);
    case ShareOf::counter_group:
      return or_mall(goods.counter_group);
    case ShareOf::brand:
      return or_mall(goods.brand);
  }
  return mall_bearer;
}

namespace {

/// One of a cause, a rule and a bearer: two coupons of a template are one part.
void add_part(std::vector<SharePart>& parts, SharePart more) {
  if (more.amount == 0) return;
  const auto same = std::ranges::find_if(parts, [&](const SharePart& part) {
    return part.cause == more.cause && part.rule == more.rule && part.bearer == more.bearer;
  });
  if (same == parts.end()) {
    parts.push_back(std::move(more));
  } else {
    same->amount += more.amount;
  }
}

}  // namespace

std::vector<SharePart> share_line(
    int line, const std::vector<Conceded>& conceded, const LineBearers& bearers
) {
  std::vector<SharePart> parts;
  for (const Conceded& one : conceded) {
    if (!one.shares || one.shares->empty()) {
      add_part(parts, {line, one.cause, one.rule, mall_bearer, one.amount});
      continue;
    }
    std::vector<std::int64_t> weights;
    for (const ShareTerms& share : *one.shares) weights.push_back(share.weight);
    const auto amounts = allocate(one.amount, weights);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      add_part(
          parts, {line, one.cause, one.rule, bearer_of((*one.shares)[i], bearers), amounts[i]}
      );
    }
  }
  std::erase_if(parts, [](const SharePart& part) { return part.amount == 0; });
  return parts;
}

std::vector<std::int64_t> returned_parts(
    std::span<const SharePart> parts, const LineSums& sold, const LineSums& back
) {
  // Where rounding adds, some parts are below 0: these come back in the proportion of the whole,
  // the others take what is then missing to the amount.
  std::vector<std::int64_t> off, added;
  std::int64_t all_added = 0;
  for (const SharePart& part : parts) {
    off.push_back(std::max<std::int64_t>(part.amount, 0));
    added.push_back(std::max<std::int64_t>(-part.amount, 0));
    all_added += added.back();
  }
  const std::int64_t whole = sold.list - sold.amount, so_far = back.list - back.amount;
  std::int64_t added_back = 0;
  if (all_added != 0) {
    const std::int64_t of = whole != 0 ? std::abs(whole) : sold.list;
    const std::int64_t so = whole != 0 ? std::abs(so_far) : back.list;
    added_back = of == 0 ? all_added : divide(Int128{all_added} * so, of, Rounding::half_up);
  }
  std::vector<std::int64_t> out(parts.size(), 0);
  const auto spread = [&](std::int64_t amount, const std::vector<std::int64_t>& weights, int sign) {
    if (amount == 0) return;
    const auto shares = allocate(amount, weights);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += sign * shares[i];
  };
  spread(so_far + added_back, off, 1);
  spread(added_back, added, -1);
  return out;
}

}  // namespace guanxi::pricing
