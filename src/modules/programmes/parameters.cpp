#include "modules/programmes/parameters.h"

#include <algorithm>
#include <climits>

#include "base/naming.h"

namespace guanxi::programmes {
namespace {

/// The last day of a month in a year without a leap day: a yearly date has to exist every year.
int days_of_month(int month) {
  if (month == 2) return 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// What `amount` may earn at most; see limits::earn_points_per_unit_max.
std::int64_t earn_points_max(std::int64_t earn_amount) {
  if (earn_amount >= limits::earn_points_max / limits::earn_points_per_unit_max)
    return limits::earn_points_max;
  return std::max<std::int64_t>(earn_amount, 1) * limits::earn_points_per_unit_max;
}

/// What `pay_amount` may cost at most; see limits::pay_points_per_unit_max.
std::int64_t pay_points_max(std::int64_t pay_amount) {
  if (pay_amount >= limits::pay_points_max / limits::pay_points_per_unit_max)
    return limits::pay_points_max;
  return std::max<std::int64_t>(pay_amount, 1) * limits::pay_points_per_unit_max;
}

}  // namespace

Outcome check(const Parameters& p, std::string_view pointer) {
  Faults faults;
  const auto range = [&](const char* name, std::int64_t value, std::int64_t min, std::int64_t max) {
    faults.add(check_range(value, min, max, std::string(pointer) + "/" + name));
  };
  range("earn_amount", p.earn_amount, 1, limits::earn_amount_max);
  range("earn_points", p.earn_points, 0, earn_points_max(p.earn_amount));
  range("expiry_months", p.expiry_months, 1, limits::expiry_months_max);
  range("expiry_month", p.expiry_month, 1, 12);
  if (p.expiry_month >= 1 && p.expiry_month <= 12) {
    range("expiry_day", p.expiry_day, 1, days_of_month(p.expiry_month));
  }
  // Selling points for nothing would make every return with a shortfall a gift.
  const std::int64_t price_min = p.shortfall == ShortfallPolicy::purchase ? 1 : 0;
  range("points_price", p.points_price, price_min, limits::points_price_max);
  range("duplicate_review_score", p.duplicate_review_score, 1, limits::duplicate_score_max);
  const int automatic_min = p.duplicate_automatic_score == 0 ? 0 : p.duplicate_review_score;
  range(
      "duplicate_automatic_score",
      p.duplicate_automatic_score,
      automatic_min,
      limits::duplicate_score_max
  );
  range("hold_minutes", p.hold_minutes, 1, limits::hold_minutes_max);
  range("document_points_max", p.document_points_max, 0, limits::document_points_max);
  range("document_actor_day_max", p.document_actor_day_max, 0, limits::document_day_max);
  range("document_programme_day_max", p.document_programme_day_max, 0, limits::document_day_max);
  range("notice_days", p.notice_days, limits::notice_days_min, limits::notice_days_max);
  range("pay_amount", p.pay_amount, 1, limits::pay_amount_max);
  range("pay_points", p.pay_points, 0, pay_points_max(p.pay_amount));
  range("pay_points_min", p.pay_points_min, 1, limits::pay_points_max);
  range("pay_points_step", p.pay_points_step, 1, limits::pay_points_step_max);
  range("pay_percent_max", p.pay_percent_max, 1, 100);
  range("member_day_points_max", p.member_day_points_max, 0, limits::member_day_points_max);
  // Points end no sooner than they can be spent.
  const int months = std::clamp(p.expiry_months, 0, limits::expiry_months_max);
  const int pending_max = std::min(
      p.expiry == ExpiryKind::months ? months * limits::points_pending_days_per_month : INT_MAX,
      limits::points_pending_days_max
  );
  range("points_pending_days", p.points_pending_days, 0, pending_max);
  range(
      "programme_day_points_max", p.programme_day_points_max, 0, limits::programme_day_points_max
  );
  range("proof_points_cashier_max", p.proof_points_cashier_max, 0, limits::proof_cashier_max);
  range(
      "proof_stored_value_cashier_max",
      p.proof_stored_value_cashier_max,
      0,
      limits::proof_cashier_max
  );
  range(
      "proof_small_change_cashier_max",
      p.proof_small_change_cashier_max,
      0,
      limits::proof_cashier_max
  );
  range("proof_coupons_free_max", p.proof_coupons_free_max, 0, limits::proof_cashier_max);
  range(
      "proof_attempts_max",
      p.proof_attempts_max,
      limits::proof_attempts_min,
      limits::proof_attempts_max
  );
  range("proof_lock_minutes", p.proof_lock_minutes, 1, limits::proof_lock_minutes_max);
  range("one_time_code_minutes", p.one_time_code_minutes, 1, limits::one_time_code_minutes_max);
  range("one_time_codes_hour_max", p.one_time_codes_hour_max, 1, limits::one_time_codes_hour_max);
  range("late_attribution_days", p.late_attribution_days, 0, limits::late_attribution_days_max);
  range(
      "late_attribution_unapproved_points",
      p.late_attribution_unapproved_points,
      0,
      limits::late_attribution_points_max
  );
  range(
      "late_attribution_points_max",
      p.late_attribution_points_max,
      0,
      limits::late_attribution_points_max
  );
  range(
      "late_attributions_member_month_max",
      p.late_attributions_member_month_max,
      0,
      limits::late_attributions_max
  );
  range(
      "late_attributions_actor_day_max",
      p.late_attributions_actor_day_max,
      0,
      limits::late_attributions_max
  );
  range(
      "refund_without_receipt_max",
      p.refund_without_receipt_max,
      0,
      limits::refund_without_receipt_max
  );
  range(
      "refunds_without_receipt_year_max",
      p.refunds_without_receipt_year_max,
      0,
      limits::refunds_without_receipt_max
  );
  range("points_sale_price", p.points_sale_price, 0, limits::points_price_max);
  range("points_sale_step", p.points_sale_step, 1, limits::points_sale_max);
  range("points_sale_member_year_max", p.points_sale_member_year_max, 0, limits::points_sale_max);
  return faults.outcome();
}

}  // namespace guanxi::programmes
