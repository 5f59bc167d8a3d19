// Periods taken apart, links between purchases, and what a receipt adds: values in, values out.
#include "modules/dashboard/links.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "modules/dashboard/ledger.h"

namespace guanxi::dashboard {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Date on(const char* text) { return *Date::parse(text); }
Period of(const char* from, const char* to) { return {on(from), on(to)}; }
const Date origin = *Date::of(2026, 1, 1);

TEST(Pieces, WholeMonthsStandForTheirDays) {
  EXPECT_THAT(
      pieces_of(of("2026-01-01", "2026-12-31")),
      ElementsAre(Piece{Span::month, on("2026-01-01"), on("2026-12-01")})
  );
  EXPECT_THAT(
      pieces_of(of("2026-01-15", "2026-04-10")),
      ElementsAre(
          Piece{Span::day, on("2026-01-15"), on("2026-01-31")},
          Piece{Span::month, on("2026-02-01"), on("2026-03-01")},
          Piece{Span::day, on("2026-04-01"), on("2026-04-10")}
      )
  );
  EXPECT_THAT(
      pieces_of(of("2026-03-02", "2026-03-02")),
      ElementsAre(Piece{Span::day, on("2026-03-02"), on("2026-03-02")})
  );
  EXPECT_THAT(
      pieces_of(of("2026-01-31", "2026-02-28")),
      ElementsAre(
          Piece{Span::day, on("2026-01-31"), on("2026-01-31")},
          Piece{Span::month, on("2026-02-01"), on("2026-02-01")}
      )
  );
}

RC_GTEST_PROP(Pieces, CoverEachDayOnce, ()) {
  const Date from = origin.plus_days(*rc::gen::inRange(0, 800));
  const Date to = from.plus_days(*rc::gen::inRange(0, 800));
  Date next = from;
  for (const Piece& piece : pieces_of({from, to})) {
    RC_ASSERT(piece.from == next);
    RC_ASSERT(piece.from <= piece.to);
    if (piece.span == Span::month) RC_ASSERT(piece.to == first_of_month(piece.to));
    const Date last = piece.span == Span::month ? piece.to.month_end_after(0) : piece.to;
    next = last.plus_days(1);
  }
  RC_ASSERT(next == to.plus_days(1));
}

TEST(Previous, HasAsManyMonthsOrDays) {
  EXPECT_EQ(previous_of(of("2026-03-01", "2026-03-31")), of("2026-02-01", "2026-02-28"));
  EXPECT_EQ(previous_of(of("2026-01-01", "2026-12-31")), of("2025-01-01", "2025-12-31"));
  EXPECT_EQ(previous_of(of("2026-04-01", "2026-06-30")), of("2026-01-01", "2026-03-31"));
  EXPECT_EQ(previous_of(of("2026-03-02", "2026-03-08")), of("2026-02-23", "2026-03-01"));
  EXPECT_EQ(previous_of(of("2026-03-02", "2026-03-02")), of("2026-03-01", "2026-03-01"));
}

/// The links of all purchases, in their order.
Links all_links(const std::vector<Date>& days) {
  Links links;
  for (std::size_t i = 0; i < days.size(); ++i) {
    for (std::size_t back = 1; back <= 2 && back <= i; ++back)
      ++links[{static_cast<int>(back), days[i], days[i - back]}];
  }
  return links;
}

RC_GTEST_PROP(MovedLinks, AreTheDifferenceThatAPurchaseMakes, ()) {
  std::vector<Date> days;
  for (const int day : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 60)))
    days.push_back(origin.plus_days(day));
  std::ranges::sort(days);
  const auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(days.size()) + 1));
  const Date low = at == 0 ? origin : days[at - 1];
  const Date high = at == days.size() ? origin.plus_days(60) : days[at];
  const Date day = low.plus_days(*rc::gen::inRange(0, low.days_until(high) + 1));
  Neighbours around;
  for (std::size_t i = at >= 2 ? at - 2 : 0; i < at; ++i) around.before.push_back(days[i]);
  for (std::size_t i = at; i < days.size() && i < at + 2; ++i) around.after.push_back(days[i]);

  Links expected = all_links(days);
  for (const auto& [key, more] : moved_links(around, day, 1)) expected[key] += more;
  std::erase_if(expected, [](const auto& one) { return one.second == 0; });
  days.insert(days.begin() + static_cast<std::ptrdiff_t>(at), day);
  RC_ASSERT(expected == all_links(days));
}

TEST(MovedLinks, LeaveOutWhatNoPeriodHolds) {
  const Date day = origin.plus_days(2000);
  EXPECT_THAT(moved_links({{day.plus_days(-link_days_max)}, {}}, day, 1), IsEmpty());
  EXPECT_EQ(moved_links({{day.plus_days(1 - link_days_max)}, {}}, day, 1).size(), 1U);
}

sales::Head receipt(sales::Kind kind, std::int64_t payable) {
  sales::Head head;
  head.id = ReceiptId(7);
  head.kind = kind;
  head.store = StoreId(11);
  head.business_date = on("2026-03-03");
  head.payable = payable;
  return head;
}

TEST(Addition, AReturnCountsOnItsDayAndAVoidOnThatOfTheSale) {
  sales::Head sale = receipt(sales::Kind::sale, 1000);
  sale.business_date = on("2026-03-02");
  sale.with_coupon = true;
  const Sums sold = addition_of(sale, std::nullopt, true)->sums;
  EXPECT_EQ(sold, (Sums{.sales = 1, .sales_amount = 1000, .coupon_sales_amount = 1000}));

  const auto back = addition_of(receipt(sales::Kind::refund, 400), sale, true);
  EXPECT_EQ(back->day, on("2026-03-03"));
  EXPECT_EQ(
      back->sums,
      (Sums{
          .returns = 1,
          .return_amount = 400,
          .member_return_amount = 400,
          .coupon_sales_amount = -400})
  );
  EXPECT_EQ(
      addition_of(receipt(sales::Kind::refund, 400), sale, false)->sums.member_return_amount, 0
  );

  const auto undone = addition_of(receipt(sales::Kind::void_, 1000), sale, true);
  EXPECT_EQ(undone->day, sale.business_date);
  Sums nothing = sold;
  nothing += undone->sums;
  EXPECT_EQ(nothing, Sums());
}

TEST(Addition, AReturnWithoutItsReceiptIsUndoneOnItsDay) {
  const sales::Head back = receipt(sales::Kind::refund_without_receipt, 300);
  sales::Head undone = receipt(sales::Kind::refund_without_receipt_void, 300);
  undone.business_date = on("2026-03-04");
  Sums nothing = addition_of(back, std::nullopt, true)->sums;
  EXPECT_EQ(nothing.member_return_amount, 300);
  const auto taken = addition_of(undone, back, true);
  EXPECT_EQ(taken->day, back.business_date);
  nothing += taken->sums;
  EXPECT_EQ(nothing, Sums());
}

}  // namespace
}  // namespace guanxi::dashboard
