#include "modules/programmes/parameters.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace guanxi::programmes {
namespace {

const std::string default_json =
    R"({"format":6,"earn_amount":1000,"earn_points":1,"earn_scope":"receipt","earn_rounding":"floor","expiry":"months",)"
    R"("expiry_months":24,"expiry_month":12,"expiry_day":31,"shortfall":"purchase","points_price":1000,)"
    R"("stored_value_earns":"principal",)"
    R"("duplicate_review_score":3000,"duplicate_automatic_score":0,)"
    R"("hold_minutes":15,"document_points_max":10000,"document_actor_day_max":50000,)"
    R"("document_programme_day_max":500000,"notice_days":30,)"
    R"("pay_points":1000,"pay_amount":100,"pay_points_min":1,"pay_points_step":1,)"
    R"("pay_percent_max":100,"paid_points_earn":"nothing","member_day_points_max":0,)"
    R"("proof_points_cashier_max":5000,"proof_stored_value_cashier_max":20000,)"
    R"("proof_small_change_cashier_max":5000,"proof_attempts_max":5,"proof_lock_minutes":30,)"
    R"("one_time_code_minutes":5,"one_time_codes_hour_max":5,)"
    R"("points_pending_days":0,"programme_day_points_max":0,"programme_day_points_of":"extras",)"
    R"("late_attribution_days":7,"late_attribution_unapproved_points":0,"late_attribution_points_max":100000,"late_attributions_member_month_max":5,"late_attributions_actor_day_max":50,"refund_without_receipt_max":0,"refunds_without_receipt_year_max":3,"points_sale_price":0,"points_sale_step":100,"points_sale_member_year_max":100000,)"
    R"("proof_coupons_free_max":10000})";
const std::string first_format =
    R"({"format":1,"earn_amount":500,"earn_points":2,"earn_scope":"line","earn_rounding":"ceil","expiry":"never",)"
    R"("expiry_months":12,"expiry_month":6,"expiry_day":30,"shortfall":"debt","points_price":900})";

TEST(Parameters, the_stored_form_is_fixed) {
  // Versions of years ago are read for ever: a change of this text needs a new format number.
  EXPECT_EQ(to_json({}), default_json);
  EXPECT_EQ(from_json(default_json).value(), Parameters{});
}

TEST(Parameters, the_first_format_still_means_what_it_meant) {
  const auto read = from_json(first_format);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->earn_amount, 500);
  EXPECT_EQ(read->shortfall, ShortfallPolicy::debt);
  EXPECT_EQ(read->points_price, 900);
  EXPECT_EQ(read->hold_minutes, Parameters{}.hold_minutes);
  EXPECT_EQ(read->notice_days, Parameters{}.notice_days);
  EXPECT_EQ(read->pay_points, 0) << "points did not pay then";
  std::string mixed = first_format;
  mixed.back() = ',';
  EXPECT_FALSE(from_json(mixed + R"("hold_minutes":15})")) << "the first format had no holds";
}

Parameters random_parameters(SeededRandom& random) {
  Parameters p;
  p.earn_amount = random.between(1, limits::earn_amount_max);
  if (random.chance(1, 3)) p.earn_amount = random.between(1, 5);
  p.earn_points = random.between(0, std::min(p.earn_amount * 1000, limits::earn_points_max));
  if (p.earn_amount > 2'000'000'000) p.earn_points = random.between(0, limits::earn_points_max);
  p.earn_scope = static_cast<EarnScope>(random.below(2));
  p.earn_rounding = static_cast<Rounding>(random.below(3));
  p.expiry = static_cast<ExpiryKind>(random.below(3));
  p.expiry_months = static_cast<int>(random.between(1, limits::expiry_months_max));
  p.expiry_month = static_cast<int>(random.between(1, 12));
  p.expiry_day = static_cast<int>(random.between(1, 28));
  p.shortfall = static_cast<ShortfallPolicy>(random.below(3));
  p.points_price = random.between(1, limits::points_price_max);
  p.stored_value_earns = static_cast<StoredValueEarns>(random.below(3));
  p.duplicate_review_score = static_cast<int>(random.between(1, limits::duplicate_score_max));
  if (random.chance(1, 2)) {
    p.duplicate_automatic_score =
        static_cast<int>(random.between(p.duplicate_review_score, limits::duplicate_score_max));
  }
  p.hold_minutes = static_cast<int>(random.between(1, limits::hold_minutes_max));
  p.document_points_max = random.between(0, limits::document_points_max);
  p.document_actor_day_max = random.between(0, limits::document_day_max);
  p.document_programme_day_max = random.between(0, limits::document_day_max);
  p.notice_days =
      static_cast<int>(random.between(limits::notice_days_min, limits::notice_days_max));
  p.pay_amount = random.between(1, limits::pay_amount_max);
  if (random.chance(1, 3)) p.pay_amount = random.between(1, 5);
  const std::int64_t costs_max =
      p.pay_amount < 1'000'000 ? p.pay_amount * 1'000'000 : limits::pay_points_max;
  p.pay_points = random.between(0, costs_max);
  p.pay_points_min = random.between(1, limits::pay_points_max);
  p.pay_points_step = random.between(1, limits::pay_points_step_max);
  p.pay_percent_max = static_cast<int>(random.between(1, 100));
  p.paid_points_earn = static_cast<PaidPointsEarn>(random.below(2));
  p.member_day_points_max = random.between(0, limits::member_day_points_max);
  p.proof_points_cashier_max = random.between(0, limits::proof_cashier_max);
  p.proof_stored_value_cashier_max = random.between(0, limits::proof_cashier_max);
  p.proof_small_change_cashier_max = random.between(0, limits::proof_cashier_max);
  p.proof_coupons_free_max = random.between(0, limits::proof_cashier_max);
  p.proof_attempts_max =
      static_cast<int>(random.between(limits::proof_attempts_min, limits::proof_attempts_max));
  p.proof_lock_minutes = static_cast<int>(random.between(1, limits::proof_lock_minutes_max));
  p.one_time_code_minutes = static_cast<int>(random.between(1, limits::one_time_code_minutes_max));
  p.one_time_codes_hour_max = static_cast<int>(random.between(1, limits::one_time_codes_hour_max));
  const int pending_max = p.expiry == ExpiryKind::months ? 28 * p.expiry_months : 365;
  p.points_pending_days = static_cast<int>(random.between(0, std::min(365, pending_max)));
  p.programme_day_points_max = random.between(0, limits::programme_day_points_max);
  p.programme_day_points_of = static_cast<DayPointsOf>(random.below(2));
  p.late_attribution_days = static_cast<int>(random.between(0, limits::late_attribution_days_max));
  p.late_attribution_unapproved_points = random.between(0, limits::late_attribution_points_max);
  p.late_attribution_points_max = random.between(0, limits::late_attribution_points_max);
  p.late_attributions_member_month_max =
      static_cast<int>(random.between(0, limits::late_attributions_max));
  p.late_attributions_actor_day_max =
      static_cast<int>(random.between(0, limits::late_attributions_max));
  p.refund_without_receipt_max = random.between(0, limits::refund_without_receipt_max);
  p.refunds_without_receipt_year_max =
      static_cast<int>(random.between(0, limits::refunds_without_receipt_max));
  p.points_sale_price = random.between(0, limits::points_price_max);
  p.points_sale_step = random.between(1, limits::points_sale_max);
  p.points_sale_member_year_max = random.between(0, limits::points_sale_max);
  return p;
}

TEST(Parameters, whatever_is_allowed_reads_back_equal) {
  SeededRandom random(5);
  for (int i = 0; i < 3000; ++i) {
    const Parameters p = random_parameters(random);
    ASSERT_TRUE(check(p, "")) << to_json(p);
    const auto back = from_json(to_json(p));
    ASSERT_TRUE(back) << to_json(p);
    ASSERT_EQ(*back, p);
  }
}

std::string outcome(const Outcome& outcome) {
  return outcome ? "accepted"
                 : std::string(code_name(outcome.error().code)) + " " + outcome.error().pointer;
}

TEST(Parameters, every_range) {
  const auto with = [](auto change) {
    Parameters p;
    change(p);
    return outcome(check(p, "/parameters"));
  };
  EXPECT_EQ(with([](auto& p) { p.earn_amount = 0; }), "out_of_range /parameters/earn_amount");
  EXPECT_EQ(with([](auto& p) { p.earn_amount = -1; }), "out_of_range /parameters/earn_amount");
  EXPECT_EQ(with([](auto& p) { p.earn_amount = limits::earn_amount_max; }), "accepted");
  EXPECT_EQ(
      with([](auto& p) { p.earn_amount = limits::earn_amount_max + 1; }),
      "out_of_range /parameters/earn_amount"
  );
  EXPECT_EQ(
      with([](auto& p) { p.earn_amount = INT64_MAX; }), "out_of_range /parameters/earn_amount"
  );
  EXPECT_EQ(with([](auto& p) { p.earn_points = -1; }), "out_of_range /parameters/earn_points");
  EXPECT_EQ(with([](auto& p) { p.earn_points = 0; }), "accepted");  // a programme without points
  EXPECT_EQ(
      with([](auto& p) {
        p.earn_amount = 3;
        p.earn_points = 3000;
      }),
      "accepted"
  );
  EXPECT_EQ(
      with([](auto& p) {
        p.earn_amount = 3;
        p.earn_points = 3001;
      }),
      "out_of_range /parameters/earn_points"
  );
  EXPECT_EQ(
      with([](auto& p) {
        p.earn_amount = limits::earn_amount_max;
        p.earn_points = limits::earn_points_max;
      }),
      "accepted"
  );
  EXPECT_EQ(
      with([](auto& p) {
        p.earn_amount = limits::earn_amount_max;
        p.earn_points = limits::earn_points_max + 1;
      }),
      "out_of_range /parameters/earn_points"
  );
  EXPECT_EQ(with([](auto& p) { p.expiry_months = 0; }), "out_of_range /parameters/expiry_months");
  EXPECT_EQ(with([](auto& p) { p.expiry_months = 1; }), "accepted");
  EXPECT_EQ(with([](auto& p) { p.expiry_months = 600; }), "accepted");
  EXPECT_EQ(with([](auto& p) { p.expiry_months = 601; }), "out_of_range /parameters/expiry_months");
  EXPECT_EQ(with([](auto& p) { p.expiry_month = 0; }), "out_of_range /parameters/expiry_month");
  EXPECT_EQ(with([](auto& p) { p.expiry_month = 13; }), "out_of_range /parameters/expiry_month");
  EXPECT_EQ(with([](auto& p) { p.expiry_day = 0; }), "out_of_range /parameters/expiry_day");
  EXPECT_EQ(with([](auto& p) { p.expiry_day = 32; }), "out_of_range /parameters/expiry_day");
  EXPECT_EQ(
      with([](auto& p) {
        p.expiry_month = 6;
        p.expiry_day = 31;
      }),
      "out_of_range /parameters/expiry_day"
  );
  EXPECT_EQ(
      with([](auto& p) {
        p.expiry_month = 2;
        p.expiry_day = 28;
      }),
      "accepted"
  );
  // 29 February does not come every year.
  EXPECT_EQ(
      with([](auto& p) {
        p.expiry_month = 2;
        p.expiry_day = 29;
      }),
      "out_of_range /parameters/expiry_day"
  );
  EXPECT_EQ(with([](auto& p) { p.points_price = 0; }), "out_of_range /parameters/points_price");
  EXPECT_EQ(
      with([](auto& p) {
        p.points_price = 0;
        p.shortfall = ShortfallPolicy::debt;
      }),
      "accepted"
  );
  EXPECT_EQ(
      with([](auto& p) {
        p.points_price = -1;
        p.shortfall = ShortfallPolicy::debt;
      }),
      "out_of_range /parameters/points_price"
  );
  EXPECT_EQ(
      with([](auto& p) { p.points_price = limits::points_price_max + 1; }),
      "out_of_range /parameters/points_price"
  );
  EXPECT_EQ(with([](auto& p) { p.hold_minutes = 0; }), "out_of_range /parameters/hold_minutes");
  EXPECT_EQ(with([](auto& p) { p.hold_minutes = 1441; }), "out_of_range /parameters/hold_minutes");
  EXPECT_EQ(with([](auto& p) { p.document_points_max = 0; }), "accepted");  // no documents
  EXPECT_EQ(
      with([](auto& p) { p.document_points_max = -1; }),
      "out_of_range /parameters/document_points_max"
  );
  EXPECT_EQ(
      with([](auto& p) { p.document_actor_day_max = -1; }),
      "out_of_range /parameters/document_actor_day_max"
  );
  EXPECT_EQ(
      with([](auto& p) { p.document_programme_day_max = limits::document_day_max + 1; }),
      "out_of_range /parameters/document_programme_day_max"
  );
  EXPECT_EQ(with([](auto& p) { p.notice_days = 29; }), "out_of_range /parameters/notice_days");
  EXPECT_EQ(with([](auto& p) { p.notice_days = 366; }), "out_of_range /parameters/notice_days");
  EXPECT_EQ(
      with([](auto& p) { p.proof_points_cashier_max = -1; }),
      "out_of_range /parameters/proof_points_cashier_max"
  );
  EXPECT_EQ(with([](auto& p) { p.proof_stored_value_cashier_max = 0; }), "accepted")
      << "always the member's own proof";
  EXPECT_EQ(
      with([](auto& p) { p.proof_attempts_max = 11; }),
      "out_of_range /parameters/proof_attempts_max"
  ) << "a PIN has six digits";
  EXPECT_EQ(
      with([](auto& p) { p.proof_lock_minutes = 0; }), "out_of_range /parameters/proof_lock_minutes"
  );
  EXPECT_EQ(
      with([](auto& p) { p.one_time_code_minutes = 6; }),
      "out_of_range /parameters/one_time_code_minutes"
  );
  EXPECT_EQ(
      with([](auto& p) { p.one_time_codes_hour_max = 21; }),
      "out_of_range /parameters/one_time_codes_hour_max"
  );
  EXPECT_EQ(
      with([](auto& p) { p.duplicate_review_score = 0; }),
      "out_of_range /parameters/duplicate_review_score"
  );
  EXPECT_EQ(
      with([](auto& p) { p.duplicate_review_score = limits::duplicate_score_max + 1; }),
      "out_of_range /parameters/duplicate_review_score"
  );
  EXPECT_EQ(
      with([](auto& p) { p.duplicate_automatic_score = 2'999; }),
      "out_of_range /parameters/duplicate_automatic_score"
  ) << "what is not worth a look is not done without one";
  EXPECT_EQ(with([](auto& p) { p.duplicate_automatic_score = 3'000; }), "accepted");
  EXPECT_EQ(
      with([](auto& p) { p.duplicate_automatic_score = -1; }),
      "out_of_range /parameters/duplicate_automatic_score"
  );
  EXPECT_EQ(with([](auto& p) { p.pay_points = 0; }), "accepted") << "points do not pay";
  EXPECT_EQ(with([](auto& p) { p.pay_points = -1; }), "out_of_range /parameters/pay_points");
  EXPECT_EQ(with([](auto& p) { p.pay_points = 100'000'000; }), "accepted");
  EXPECT_EQ(
      with([](auto& p) { p.pay_points = 100'000'001; }), "out_of_range /parameters/pay_points"
  ) << "100 fen may cost a million points each";
  EXPECT_EQ(with([](auto& p) { p.pay_amount = 0; }), "out_of_range /parameters/pay_amount");
  EXPECT_EQ(with([](auto& p) { p.pay_points_min = 0; }), "out_of_range /parameters/pay_points_min");
  EXPECT_EQ(
      with([](auto& p) { p.pay_points_step = 0; }), "out_of_range /parameters/pay_points_step"
  );
  EXPECT_EQ(
      with([](auto& p) { p.pay_percent_max = 101; }), "out_of_range /parameters/pay_percent_max"
  );
  EXPECT_EQ(
      with([](auto& p) {
        p.earn_amount = 0;
        p.expiry_day = 0;
      }),
      "invalid_request "
  );  // both are told
}

TEST(Parameters, the_greatest_rate_on_the_greatest_amount_fits_64_bits) {
  constexpr std::int64_t greatest_amount = (std::int64_t{1} << 53) - 1;
  EXPECT_NO_THROW(
      divide(Int128{greatest_amount} * limits::earn_points_per_unit_max, 1, Rounding::ceil)
  );
}

TEST(Parameters, only_the_exact_form_is_read) {
  const auto with = [](std::string_view old, std::string_view replacement) {
    std::string text = default_json;
    const auto at = text.find(old);
    GX_CHECK(at != std::string::npos);
    text.replace(at, old.size(), replacement);
    const auto read = from_json(text);
    return read ? "accepted"
                : std::string(code_name(read.error().code)) + " " + read.error().pointer;
  };
  EXPECT_EQ(with(R"("format":6,)", ""), "missing_field /format");
  EXPECT_EQ(with(R"("format":6)", R"("format":7)"), "unknown_value /format")
      << "a newer program wrote it";
  EXPECT_EQ(with(R"("format":6)", R"("format":0)"), "unknown_value /format");
  EXPECT_EQ(with(R"("format":6)", R"("format":1)"), "unknown_field /stored_value_earns")
      << "format 1 had none";
  EXPECT_EQ(with(R"("format":6)", R"("format":5)"), "unknown_field /proof_coupons_free_max")
      << "format 5 asked for no proof of coupons";
  EXPECT_EQ(with(R"("format":6)", R"("format":4)"), "unknown_field /late_attribution_days")
      << "format 4 knew no attribution";
  EXPECT_EQ(with(R"("format":6)", R"("format":3)"), "unknown_field /points_pending_days")
      << "format 3 knew no pending time";
  EXPECT_EQ(with(R"("format":6)", R"("format":2)"), "unknown_field /pay_points")
      << "nor had format 2 points as money";
  EXPECT_EQ(with(R"("hold_minutes":15,)", ""), "missing_field /hold_minutes");
  EXPECT_EQ(with(R"("earn_points":1,)", ""), "missing_field /earn_points");
  EXPECT_EQ(
      with(R"("earn_points":1,)", R"("earn_points":1,"earn_points":2,)"),
      "duplicate_field /earn_points"
  );
  EXPECT_EQ(with(R"("earn_points":1,)", R"("earn_points":1,"bonus":2,)"), "unknown_field /bonus");
  EXPECT_EQ(with(R"("earn_points":1)", R"("earn_points":"1")"), "wrong_type /earn_points");
  EXPECT_EQ(with(R"("earn_points":1)", R"("earn_points":1.5)"), "wrong_type /earn_points");
  EXPECT_EQ(with(R"("earn_points":1)", R"("earn_points":1e3)"), "wrong_type /earn_points");
  EXPECT_EQ(
      with(R"("earn_points":1)", R"("earn_points":18446744073709551615)"), "wrong_type /earn_points"
  );
  EXPECT_EQ(with(R"("earn_points":1)", R"("earn_points":null)"), "wrong_type /earn_points");
  EXPECT_EQ(with(R"("earn_points":1)", R"("earn_points":true)"), "wrong_type /earn_points");
  EXPECT_EQ(with(R"("earn_points":1)", R"("earn_points":[1])"), "wrong_type /earn_points");
  EXPECT_EQ(with(R"("earn_points":1)", R"("earn_points":{"a":1})"), "wrong_type /earn_points");
  EXPECT_EQ(with(R"("earn_points":1)", R"("earn_points":-1)"), "out_of_range /earn_points");
  EXPECT_EQ(
      with(R"("expiry_months":24)", R"("expiry_months":4294967320)"), "out_of_range /expiry_months"
  ) << "2^32 + 24";
  EXPECT_EQ(with(R"("floor")", R"("down")"), "unknown_value /earn_rounding");
  EXPECT_EQ(with(R"("floor")", "3"), "wrong_type /earn_rounding");
  EXPECT_EQ(with("}", ""), "malformed_json ");
  EXPECT_EQ(with("}", "}}"), "malformed_json ");
  EXPECT_EQ(with("}", "} "), "accepted");
  for (const char* text : {"", "1", "null", "[]", "\"x\"", "{", "{\"format\":2,}"}) {
    EXPECT_FALSE(from_json(text)) << text;
  }
}

TEST(Parameters, cut_or_changed_text_never_passes_for_other_parameters) {
  for (std::size_t cut = 0; cut < default_json.size(); ++cut)
    EXPECT_FALSE(from_json(default_json.substr(0, cut))) << cut;
  SeededRandom random(9);
  for (int i = 0; i < 3000; ++i) {
    std::string text = default_json;
    text[random.below(text.size())] = static_cast<char>(random.below(256));
    const auto read = from_json(text);
    EXPECT_TRUE(!read || check(*read, "")) << text;
  }
}

}  // namespace
}  // namespace guanxi::programmes
