// Pricing of a receipt, pure: facts in, amounts and the notes that explain them out. Steps 1, 2 and
// 7 of the order of computation; member price, promotions and coupons will come between them.
#pragma once

#include <optional>
#include <vector>

#include "base/money.h"
#include "base/quantity.h"
#include "modules/sales/sales.h"

namespace guanxi::checkout {

struct LineFacts {
  Quantity quantity;
  UnitPrice list_price;
  std::optional<UnitPrice> shop_price;      // the line's own reduced price
  std::optional<std::int64_t> till_amount;  // as sold: what the till charged, minor units
  bool from_catalogue = false;              // the prices are the catalogue's, not the till's
};

struct PricedLine {
  std::int64_t list_amount = 0;    // list price × quantity, half-up
  std::int64_t engine_amount = 0;  // what we ask
  std::int64_t amount = 0;         // what counts: the till's amount as sold, else engine_amount
};

struct Priced {
  std::vector<PricedLine> lines;
  std::int64_t list_total = 0, engine_payable = 0, payable = 0;
  std::vector<sales::Note> notes;
};

Priced price(const std::vector<LineFacts>& lines, sales::Pricing pricing, Currency currency);

}  // namespace guanxi::checkout
