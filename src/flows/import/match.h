// Returns that name no sale: which of the customer's sales they undo.
#pragma once

#include <vector>

#include "flows/import/unit.h"
#include "flows/refund/split.h"
#include "modules/points/points.h"

namespace guanxi::import {

struct Match {
  struct Part {
    std::size_t line = 0;  // of the unit's lines
    Quantity quantity;
  };
  ReceiptId sale;
  std::vector<refund::Wanted> lines;  // of the sale
  std::vector<Part> parts;            // the same from the return's side
};
struct Matched {
  std::vector<Match> sales;     // newest first
  std::vector<Quantity> found;  // per line of the unit, in its order
};

/// The latest sales of the same item that happened before the return, newest first, until the
/// quantity is found.
Matched match_sales(
    sql::Tx& tx, OwnerId owner, const Unit& unit, const std::vector<const UnitLine*>& lines
);
/// The same against one named sale.
Matched match_sale(const sales::Receipt& sale, const std::vector<const UnitLine*>& lines);

}  // namespace guanxi::import
