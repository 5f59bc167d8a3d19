#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const CouponGift& reward, Pool& pool) {
  if (pool.awards) {
    Award award;
    award.rule = pool.offer.id;
    award.coupon_template = reward.coupon_template;
    award.count = reward.count * pool.times;
    pool.awards->push_back(award);
  }
  return Why::applied;
}

}  // namespace guanxi::pricing
