// Inside the engine: the coupons of one basket.
#pragma once

#include <memory>

#include "modules/pricing/engine/offers.h"

namespace guanxi::pricing {

class Coupons {
 public:
  /// Looks each up, once; all outlive it.
  Coupons(
      const Index::Tables& tables,
      const Basket& basket,
      std::span<const std::uint32_t> ordered,  // its lines (order_lines)
      int weekday
  );

  class Sink {
   public:
    virtual ~Sink() = default;
    virtual void applied(
        const PresentedCoupon& coupon,
        std::span<const std::int64_t> off,
        std::span<const Award> awards
    ) = 0;
    virtual void considered(const Considered& seen) = 0;
  };
  /// Takes them off `amounts`, what the lines cost after promotions. A coupon may say that it does
  /// not count where a promotion or the member price has reduced a line. `sink` may be null.
  void apply(
      std::span<std::int64_t> amounts,
      std::span<const std::uint8_t> promoted,
      std::span<const std::uint8_t> member_reduced,
      Sink* sink
  ) const;
  /// What they can take off together at most, whatever promotions leave of these amounts.
  std::int64_t most(std::span<const std::int64_t> amounts) const;
  bool empty() const { return offered_.empty(); }

 private:
  struct Offered {
    const PresentedCoupon* coupon = nullptr;
    const CouponTemplate* terms = nullptr;
    const Offer* offer = nullptr;  // the terms, or …
    std::unique_ptr<Offer> own;    // … what is left of a coupon that is used in parts
    std::vector<std::uint32_t> lines;
    Considered seen;
  };
  struct Used {
    const Offered* offered = nullptr;
    std::int64_t off = 0;
  };
  /// Whether it can stand beside those used already, and what they have used up of its limits.
  Why conflict(
      const Offered& offered, const std::vector<Used>& used, Considered& seen, Before& before
  ) const;

  const Basket& basket_;
  std::vector<Offered> offered_;
  // Of apply(), which the search calls for each end it reaches.
  mutable std::vector<Used> used_;
  mutable std::vector<std::int64_t> off_;
  mutable std::vector<std::uint32_t> lines_;
  mutable std::vector<std::uint8_t> closed_;
  mutable std::vector<Award> awards_;
};

/// Applies them to quote.lines (payable), after the promotions.
void price_coupons(const Coupons& coupons, Workspace::Memory& memory, Quote& quote);

}  // namespace guanxi::pricing
