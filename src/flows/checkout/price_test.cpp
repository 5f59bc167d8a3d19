#include "flows/checkout/price.h"

#include <gtest/gtest.h>

#include "flows/checkout/quote_token.h"

namespace guanxi::checkout {
namespace {

using sales::Pricing;

LineFacts facts(const char* quantity, const char* list, const char* shop = nullptr) {
  LineFacts line;
  line.sold.quantity = *Quantity::parse(quantity);
  line.sold.list_price = *UnitPrice::parse(list);
  if (shop) line.sold.shop_price = UnitPrice::parse(shop);
  return line;
}

/// The receipt of these lines where there are no rules.
sales::Receipt priced(const std::vector<LineFacts>& lines, Pricing pricing) {
  pricing::Basket basket;
  basket.currency = Currency::cny;
  for (const LineFacts& line : lines) basket.lines.push_back(line.sold);
  sales::Receipt receipt;
  receipt.currency = basket.currency;
  receipt.pricing = pricing;
  receipt.lines.resize(lines.size());
  const pricing::Index rules({});
  set_prices(receipt, lines, pricing::price(rules, basket), rules);
  return receipt;
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
    const sales::Receipt receipt = priced({one.line}, Pricing::engine);
    EXPECT_EQ(receipt.lines[0].list_amount, one.list) << one.reason;
    EXPECT_EQ(receipt.lines[0].amount, one.amount) << one.reason;
    EXPECT_EQ(receipt.payable, one.amount) << one.reason;
  }
}

TEST(Price, as_sold_keeps_the_tills_amount_and_reports_the_difference) {
  LineFacts line = facts("1", "10.00");
  line.till_amount = 950;
  const sales::Receipt receipt = priced({line}, Pricing::as_sold);
  EXPECT_EQ(receipt.payable, 950);
  EXPECT_EQ(receipt.engine_payable, 1000);
  ASSERT_EQ(receipt.notes.size(), 1u);
  EXPECT_EQ(receipt.notes[0], (sales::Note{"sold_differently", 1, -50}));
}

TEST(Price, three_lines_of_a_third_of_a_fen_round_line_by_line) {
  const sales::Receipt receipt =
      priced({facts("1", "0.335"), facts("1", "0.335"), facts("1", "0.335")}, Pricing::engine);
  EXPECT_EQ(receipt.payable, 102);  // as the till prints it, not 101 of the sum
}

class QuoteTokenTest : public testing::Test {
 protected:
  crypto::KeyRing keys_ = crypto::KeyRing::for_tests("quotes");
  QuoteTokens tokens_{keys_};
  Instant now_ = Instant::from_seconds(1'767'225'600);
  QuoteToken token_{now_, now_.plus_seconds(-5), 7, std::string(16, 'b')};
};

TEST_F(QuoteTokenTest, comes_back_as_it_was) {
  const auto read = tokens_.decode(tokens_.encode(token_), now_);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->programme_version, 7);
  EXPECT_EQ(read->issued_at, now_);
  EXPECT_EQ(read->priced_at, now_.plus_seconds(-5));
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
