// What points are worth at the till. Pure.
#include <algorithm>

#include "modules/points/points.h"

namespace guanxi::points {

namespace {

/// The money that `points` pay, rounded down.
std::int64_t worth(Int128 points, const programmes::Parameters& parameters) {
  const Int128 amount = points * parameters.pay_amount / parameters.pay_points;
  return static_cast<std::int64_t>(std::min<Int128>(amount, INT64_MAX));
}

/// The fewest whole steps of points that are worth `amount`.
Int128 cost(std::int64_t amount, const programmes::Parameters& parameters) {
  const Int128 whole =
      (static_cast<Int128>(amount) * parameters.pay_points + parameters.pay_amount - 1) /
      parameters.pay_amount;
  const Int128 step = parameters.pay_points_step;
  return (whole + step - 1) / step * step;
}

std::int64_t share_max(Money payable, const programmes::Parameters& parameters) {
  return divide(Int128{payable.minor()} * parameters.pay_percent_max, 100, Rounding::floor);
}

Error refused(const char* limit, std::int64_t allowed, Currency currency) {
  const std::string name = limit;
  Error error = fail(ErrorCode::points_payment_limit, {}, {{"limit", name}, {"why", "@" + name}});
  if (allowed > 0) error.facts.push_back({"allowed", Money(allowed, currency).to_string()});
  return error;
}

}  // namespace

Result<Points> points_to_pay(
    Money amount, Money payable, const programmes::Parameters& parameters
) {
  if (parameters.pay_points == 0) return ErrorCode::points_not_accepted;
  const Currency currency = amount.currency();
  const std::int64_t most = share_max(payable, parameters);
  if (amount.minor() > most) return refused("pay_percent_max", most, currency);
  const Int128 points = cost(amount.minor(), parameters);
  if (worth(points, parameters) != amount.minor()) {
    const std::int64_t less = worth(points - parameters.pay_points_step, parameters);
    return refused("pay_points_step", less, currency);
  }
  if (points < parameters.pay_points_min) {
    const Int128 step = parameters.pay_points_step;
    const Int128 fewest = (parameters.pay_points_min + step - 1) / step * step;
    return refused("pay_points_min", worth(fewest, parameters), currency);
  }
  return Points(static_cast<std::int64_t>(points));
}

std::optional<Price> most_to_pay(
    Points usable, Money payable, const programmes::Parameters& parameters
) {
  if (parameters.pay_points == 0 || usable <= Points(0)) return std::nullopt;
  const std::int64_t step = parameters.pay_points_step;
  const std::int64_t most = share_max(payable, parameters);
  // Points that may be worth a part of a minor unit more than the share: so many are too many.
  const Int128 within = static_cast<Int128>(most) * parameters.pay_points / parameters.pay_amount;
  const Int128 points = std::min<Int128>(usable.value(), within) / step * step;
  const Money amount(worth(points, parameters), payable.currency());
  if (amount.is_zero()) return std::nullopt;
  const auto price = points_to_pay(amount, payable, parameters);
  if (!price) return std::nullopt;
  return Price{*price, amount};
}

Points points_returned(Points paid, Money amount, Money returned) {
  GX_CHECK(!paid.is_negative() && !returned.is_negative() && returned <= amount);
  if (returned == amount) return paid;
  return Points(divide(Int128{paid.value()} * returned.minor(), amount.minor(), Rounding::floor));
}

}  // namespace guanxi::points
