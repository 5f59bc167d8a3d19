#include "modules/points/shortfall.h"

namespace guanxi::points {

Outcome Shortfalls::enter(Sum sum, Points amount, const std::function<Posting::LotAt()>& own) {
  const auto& parameters = programme_.parameters;
  switch (parameters.shortfall) {
    case programmes::ShortfallPolicy::refuse:
      return fail(ErrorCode::refund_needs_points, {}, {{"short", std::to_string(amount.value())}});
    case programmes::ShortfallPolicy::debt:
      posting_.enter(Reason::owed, sum, amount, own());
      all_.owed += amount;
      break;
    case programmes::ShortfallPolicy::purchase:
      if (!bought_) {
        const Context& context = posting_.context();
        const Date end = expiry_date(context.today, parameters);
        bought_ = posting_.add_lot(end, context.cause.id, Class::f);
      }
      posting_.enter(Reason::purchased, Sum::f, amount, *bought_);
      posting_.enter(Reason::reversed, sum, amount, *bought_);
      all_.purchased += amount;
      break;
  }
  return ok();
}

}  // namespace guanxi::points
