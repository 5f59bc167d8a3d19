#include "flows/checkout/price.h"

namespace guanxi::checkout {

Priced price(const std::vector<LineFacts>& lines, sales::Pricing pricing, Currency currency) {
  Priced priced;
  priced.lines.reserve(lines.size());
  int number = 0;
  for (const LineFacts& facts : lines) {
    ++number;
    PricedLine line;
    line.list_amount = line_amount(facts.list_price, facts.quantity, currency).minor();
    line.engine_amount = facts.shop_price
                             ? line_amount(*facts.shop_price, facts.quantity, currency).minor()
                             : line.list_amount;
    line.amount = line.engine_amount;
    if (facts.from_catalogue)
      priced.notes.push_back({"catalogue_price", number, facts.list_price.e4()});
    if (facts.shop_price) priced.notes.push_back({"shop_price", number, facts.shop_price->e4()});
    if (pricing == sales::Pricing::as_sold && facts.till_amount) {
      line.amount = *facts.till_amount;
      if (line.amount != line.engine_amount) {
        priced.notes.push_back({"sold_differently", number, line.amount - line.engine_amount});
      }
    }
    priced.list_total += line.list_amount;
    priced.engine_payable += line.engine_amount;
    priced.payable += line.amount;
    priced.lines.push_back(line);
  }
  return priced;
}

}  // namespace guanxi::checkout
