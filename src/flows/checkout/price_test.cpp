#include "flows/checkout/price.h"

#include <gtest/gtest.h>

#include "flows/checkout/quote_token.h"

namespace guanxi::checkout {
namespace {

using sales::Pricing;

LineFacts facts(const char* quantity, const char* list, const char* shop = nullptr) {
  LineFacts line;
  line.quantity = *Quantity::parse(quantity);
  line.list_price = *UnitPrice::parse(list);
  if (shop) line.shop_price = UnitPrice::parse(shop);
  return line;
}

TEST(Price, lines_are_rounded_half_up_each) {
  struct Case {
    LineFacts line;
    std::int64_t list, amount;
    const char* reason;
  };
  const Case cases[] = {
      {facts("2", "100.00"), 20000, 20000, "the first line of the worked receipt"},
      {facts("1.5", "59.90", "49.90"), 8985, 7485, "the second: list 89.85, shop 74.85"},
      {facts("1", "0.335"), 34, 34, "half a fen goes up"},
      {facts("3", "0"), 0, 0, "a gift costs nothing"},
      {facts("1", "10.00", "0"), 1000, 0, "a shop price of 0 is a price"},
      {facts("0.001", "0.0001"), 0, 0, "below half a fen"},
  };
  for (const Case& one : cases) {
    const Priced priced = price({one.line}, Pricing::engine, Currency::cny);
    EXPECT_EQ(priced.lines[0].list_amount, one.list) << one.reason;
    EXPECT_EQ(priced.lines[0].amount, one.amount) << one.reason;
    EXPECT_EQ(priced.payable, one.amount) << one.reason;
  }
}

TEST(Price, as_sold_keeps_the_tills_amount_and_reports_the_difference) {
  LineFacts line = facts("1", "10.00");
  line.till_amount = 950;
  const Priced priced = price({line}, Pricing::as_sold, Currency::cny);
  EXPECT_EQ(priced.payable, 950);
  EXPECT_EQ(priced.engine_payable, 1000);
  ASSERT_EQ(priced.notes.size(), 1u);
  EXPECT_EQ(priced.notes[0], (sales::Note{"sold_differently", 1, -50}));
}

TEST(Price, three_lines_of_a_third_of_a_fen_round_line_by_line) {
  const Priced priced = price(
      {facts("1", "0.335"), facts("1", "0.335"), facts("1", "0.335")},
      Pricing::engine,
      Currency::cny
  );
  EXPECT_EQ(priced.payable, 102);  // as the till prints it, not 101 of the sum
}

class QuoteTokenTest : public testing::Test {
 protected:
  crypto::KeyRing keys_ = crypto::KeyRing::for_tests("quotes");
  QuoteTokens tokens_{keys_};
  Instant now_ = Instant::from_seconds(1'767'225'600);
  QuoteToken token_{now_, 7, std::string(16, 'b')};
};

TEST_F(QuoteTokenTest, comes_back_as_it_was) {
  const auto read = tokens_.decode(tokens_.encode(token_), now_);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->programme_version, 7);
  EXPECT_EQ(read->issued_at, now_);
  EXPECT_EQ(read->basket, token_.basket);
}

TEST_F(QuoteTokenTest, lives_for_five_minutes) {
  const std::string text = tokens_.encode(token_);
  EXPECT_TRUE(tokens_.decode(text, now_.plus_seconds(300)));
  EXPECT_EQ(tokens_.decode(text, now_.plus_seconds(301)).error().code, ErrorCode::quote_expired);
}

TEST_F(QuoteTokenTest, every_altered_character_is_noticed) {
  const std::string text = tokens_.encode(token_);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string altered = text;
    altered[at] = altered[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(tokens_.decode(altered, now_).error().code, ErrorCode::quote_not_found) << at;
  }
  EXPECT_FALSE(tokens_.decode("", now_));
  EXPECT_FALSE(QuoteTokens(crypto::KeyRing::for_tests("others")).decode(text, now_));
}

}  // namespace
}  // namespace guanxi::checkout
