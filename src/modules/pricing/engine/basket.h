// The facts of one sale as pricing sees it. No clock, no store: whoever asks knows them. Amounts
// are in minor units of the basket's currency. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/currency.h"
#include "base/quantity.h"
#include "base/rate.h"
#include "base/time.h"
#include "modules/pricing/engine/conditions.h"
#include "modules/pricing/engine/goods.h"

namespace guanxi::pricing {

enum class LineKind : std::uint8_t {
  goods,
  charge,  // freight and the like: no member price, no promotion, freight coupons only
};

struct BasketLine {
  Goods goods;
  Quantity quantity;  // > 0
  UnitPrice list_price;
  std::optional<UnitPrice> shop_price;  // the line's own reduced price
  LineKind kind = LineKind::goods;

  UnitPrice shop() const { return shop_price.value_or(list_price); }
  /// 0 where it is not counted in pieces (1.5 kg).
  std::int64_t pieces() const { return quantity.milli() % 1000 == 0 ? quantity.milli() / 1000 : 0; }
};

/// The member as of the sale, with what the card and the tier give. Rates of 1 give nothing.
struct MemberFacts {
  std::int64_t card_type = 0, tier = 0;  // 0: none
  Rate card_rate, tier_rate;             // of the list price: 0.90 pays 90 %
  Rate stack_start, stack_rate;  // 折上折起点折扣率, 折上折折扣率 of the card's type
  std::vector<std::int64_t> groups;  // tags and audiences, in order
  std::optional<Date> birthday;
  bool first_purchase = false;
};

/// What is left of the limits of a promotion or a coupon template for this member, day and store;
/// one that is not named has no limit that counts here. Ids of the two may be the same number.
struct Allowance {
  std::int64_t rule = 0;
  std::optional<std::int64_t> uses_left, money_left;
  bool of_coupon = false;
  std::optional<std::int64_t> points_left = {};  // of promotions that multiply points
};

/// A coupon that the member presents.
struct PresentedCoupon {
  std::int64_t id = 0;
  std::int64_t coupon_template = 0;
  std::optional<std::int64_t> balance;  // of a cash coupon that is used in parts
};

struct Basket {
  Currency currency;
  Instant at;
  Date day;        // of `at`, in the time zone of the rules
  int minute = 0;  // of the day
  std::int64_t store = 0;
  Channel channel = Channel::store;
  unsigned tenders = 0;  // a bit for each kind (Paid) the customer pays with, as far as known
  std::optional<MemberFacts> member;
  std::vector<BasketLine> lines;
  std::vector<PresentedCoupon> coupons;  // in the order in which they shall count
  std::vector<Allowance> allowances;     // by rule, in order
};

}  // namespace guanxi::pricing
