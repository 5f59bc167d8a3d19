// How many points a sale earns, until when they last, and how many of them a return takes back.
// Pure.
#include <algorithm>
#include <numeric>

#include "base/allocate.h"
#include "modules/points/points.h"

namespace guanxi::points {

namespace {

Points points_for(std::int64_t base, const programmes::Parameters& parameters, Rate rate) {
  if (base <= 0) return {};
  GX_CHECK(parameters.earn_amount > 0 && parameters.earn_points >= 0);
  const Int128 product = static_cast<Int128>(base) * parameters.earn_points * rate.numerator();
  const Int128 divisor = static_cast<Int128>(parameters.earn_amount) * rate.denominator();
  if (product / divisor > receipt_points_max) return Points(receipt_points_max + 1);
  return Points(divide(product, divisor, parameters.earn_rounding));
}

// The day `month`/`day` of a year; a day the month does not have (29 February, 31 June) is its
// last.
std::optional<Date> day_in_year(int year, int month, int day) {
  for (; day > 27; --day) {
    if (const auto date = Date::of(year, month, day)) return date;
  }
  return Date::of(year, month, day);
}

}  // namespace

Earned earn(
    std::span<const Money> line_bases, const programmes::Parameters& parameters, Rate rate
) {
  Earned earned;
  if (line_bases.empty()) return earned;
  if (parameters.earn_scope == programmes::EarnScope::line) {
    for (const Money& base : line_bases) {
      earned.per_line.push_back(points_for(base.minor(), parameters, rate));
      earned.total += earned.per_line.back();
    }
    return earned;
  }
  const Money base = std::accumulate(line_bases.begin() + 1, line_bases.end(), line_bases.front());
  earned.total = points_for(base.minor(), parameters, rate);
  std::vector<std::int64_t> weights;
  weights.reserve(line_bases.size());
  for (const Money& line : line_bases) weights.push_back(std::max<std::int64_t>(line.minor(), 0));
  earned.per_line = allocate(earned.total, weights);
  return earned;
}

Points identity_points(Points a, Rate multiple) {
  GX_CHECK(!a.is_negative() && multiple.numerator() >= 0);
  const Int128 product = static_cast<Int128>(a.value()) * multiple.numerator();
  const Int128 points = product / multiple.denominator();
  return Points(static_cast<std::int64_t>(std::min<Int128>(points, receipt_points_max + 1)));
}

Points multiplied_points(Points a, Rate multiple) {
  if (multiple <= Rate::one()) return {};
  return identity_points(
      a, Rate::of(multiple.numerator() - multiple.denominator(), multiple.denominator())
  );
}

std::optional<Date> usable_date(Date earned_on, const programmes::Parameters& parameters) {
  if (parameters.points_pending_days == 0) return std::nullopt;
  return earned_on.plus_days(parameters.points_pending_days);
}

Date expiry_date(Date earned_on, const programmes::Parameters& parameters) {
  switch (parameters.expiry) {
    case programmes::ExpiryKind::never:
      return Date::never;
    case programmes::ExpiryKind::months:
      GX_CHECK(parameters.expiry_months >= 0);
      if (earned_on.year() + parameters.expiry_months / 12 + 1 >= Date::never.year()) {
        return Date::never;
      }
      return earned_on.month_end_after(parameters.expiry_months);
    case programmes::ExpiryKind::yearly: {
      // The first such date a whole year away or more, so that nobody has less than a year.
      for (int year = earned_on.year() + 1; year <= earned_on.year() + 2; ++year) {
        const auto date = day_in_year(year, parameters.expiry_month, parameters.expiry_day);
        if (!date) break;  // after 9999
        const auto whole_year =
            day_in_year(earned_on.year() + 1, earned_on.month(), earned_on.day());
        if (whole_year && *date >= *whole_year) return *date;
      }
      return Date::never;
    }
  }
  GX_CHECK_WHY(false, "no such expiry kind");
}

Points reversal_share(Points earned, Money base, Money refunded_in_all, Points reversed_before) {
  GX_CHECK(!earned.is_negative() && !reversed_before.is_negative());
  if (earned.is_zero() || reversed_before >= earned) return {};
  const Points left = earned - reversed_before;
  if (refunded_in_all >= base) return left;
  if (refunded_in_all.minor() <= 0) return {};
  const Points so_far(divide(
      static_cast<Int128>(earned.value()) * refunded_in_all.minor(), base.minor(), Rounding::floor
  ));
  return std::clamp(so_far - reversed_before, Points(0), left);
}

Money purchase_price(Points before, Points more, const programmes::Version& programme) {
  GX_CHECK(!before.is_negative() && !more.is_negative());
  const auto of = [&](Points points) {
    const Int128 price = programme.parameters.points_price;
    return divide(points.value() * price, 1000, Rounding::floor);
  };
  return {of(before + more) - of(before), programme.currency};
}

}  // namespace guanxi::points
