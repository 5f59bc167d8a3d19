#include "flows/refund/split.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

namespace guanxi::refund {
namespace {

using sales::Tender;
using sales::TenderKind;

sales::Receipt sale_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& milli_and_amount) {
  sales::Receipt sale;
  int number = 0;
  for (const auto& [milli, amount] : milli_and_amount) {
    sales::Line line;
    line.line = ++number;
    line.quantity = Quantity::from_milli(milli);
    line.list_amount = line.amount = amount;
    sale.payable += amount;
    sale.lines.push_back(line);
  }
  return sale;
}

void give_back(sales::Receipt& sale, const std::vector<Returned>& returned) {
  for (const Returned& back : returned) {
    sales::Line& line = sale.lines[static_cast<std::size_t>(back.line) - 1];
    line.refunded_quantity += back.quantity;
    line.refunded_amount += back.amount;
  }
}

TEST(ReturnedLines, three_single_returns_of_ten_fen_sum_to_ten) {
  sales::Receipt sale = sale_of({{3000, 10}});
  std::vector<std::int64_t> amounts;
  for (int i = 0; i < 3; ++i) {
    const auto returned =
        returned_lines(sale, std::vector<Wanted>{{1, Quantity::pieces(1)}}, "/lines");
    ASSERT_TRUE(returned);
    amounts.push_back(returned->front().amount);
    give_back(sale, *returned);
  }
  EXPECT_EQ(amounts, (std::vector<std::int64_t>{3, 4, 3}));  // cumulative 3.33, 6.67, 10
  EXPECT_EQ(
      returned_lines(sale, std::nullopt, "/lines").error().code, ErrorCode::nothing_left_to_refund
  );
}

TEST(ReturnedLines, refusals_name_the_field) {
  const sales::Receipt sale = sale_of({{2000, 100}});
  struct Case {
    std::vector<Wanted> wanted;
    ErrorCode code;
    std::string pointer;
    const char* reason;
  };
  const Case cases[] = {
      {{{2, Quantity::pieces(1)}}, ErrorCode::line_not_found, "/lines/0/line", "there is one line"},
      {{{1, Quantity::pieces(3)}},
       ErrorCode::refund_exceeds_sale,
       "/lines/0/quantity",
       "two were sold"},
      {{{1, Quantity::pieces(1)}, {1, Quantity::pieces(1)}},
       ErrorCode::duplicate_field,
       "/lines/1/line",
       "a line twice"},
  };
  for (const Case& one : cases) {
    const auto returned = returned_lines(sale, one.wanted, "/lines");
    ASSERT_FALSE(returned) << one.reason;
    EXPECT_EQ(returned.error().code, one.code) << one.reason;
    EXPECT_EQ(returned.error().pointer, one.pointer) << one.reason;
  }
}

RC_GTEST_PROP(ReturnedLinesProperty, any_order_of_returns_ends_where_a_full_return_ends, ()) {
  const auto milli = *rc::gen::inRange<std::int64_t>(1, 20'000);
  const auto amount = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
  sales::Receipt sale = sale_of({{milli, amount}});
  std::int64_t given = 0;
  for (std::int64_t left = milli; left > 0;) {
    const auto part = *rc::gen::inRange<std::int64_t>(1, left + 1);
    const auto returned =
        returned_lines(sale, std::vector<Wanted>{{1, Quantity::from_milli(part)}}, "/lines");
    RC_ASSERT(returned.has_value());
    RC_ASSERT(returned->front().amount >= 0);
    given += returned->front().amount;
    give_back(sale, *returned);
    left -= part;
  }
  RC_ASSERT(given == amount);
}

TEST(RestoreTenders, cash_takes_the_rounding) {
  std::vector<Tender> paid = {
      {TenderKind::wechat_pay, 6667, "w", 0}, {TenderKind::cash, 3333, "", 0}};
  const auto back = restore_tenders(paid, 100);
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[0].amount, 66);  // 66.67 down
  EXPECT_EQ(back[1].amount, 34);  // 33.33, and the rest
  EXPECT_EQ(paid[0].restored, 66);
}

TEST(RestoreTenders, an_exchange_credit_comes_back_as_cash) {
  std::vector<Tender> paid = {{TenderKind::exchange_credit, 500, "", 0}};
  const auto back = restore_tenders(paid, 500);
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].kind, TenderKind::cash);
}

RC_GTEST_PROP(RestoreTendersProperty, parts_sum_and_no_tender_gives_more_than_it_took, ()) {
  std::vector<Tender> paid;
  const auto count = *rc::gen::inRange(1, 6);
  std::int64_t left = 0;
  for (int i = 0; i < count; ++i) {
    const auto amount = *rc::gen::inRange<std::int64_t>(1, 100'000);
    paid.push_back(
        {*rc::gen::element(TenderKind::cash, TenderKind::alipay, TenderKind::voucher),
         amount,
         "",
         0}
    );
    left += amount;
  }
  while (left > 0) {
    const auto amount = *rc::gen::inRange<std::int64_t>(1, left + 1);
    std::int64_t sum = 0;
    for (const Tender& tender : restore_tenders(paid, amount)) sum += tender.amount;
    RC_ASSERT(sum == amount);
    for (const Tender& tender : paid) RC_ASSERT(tender.restored <= tender.amount);
    left -= amount;
  }
  for (const Tender& tender : paid) RC_ASSERT(tender.restored == tender.amount);
}

}  // namespace
}  // namespace guanxi::refund
