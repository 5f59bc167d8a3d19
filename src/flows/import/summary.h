// What an import counted: the summary a person reads, and the progress that is stored with every
// batch so that a resumed import ends with the same numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "flows/import/unit.h"
#include "platform/api/api.h"

namespace guanxi::import {

struct Counters {
  std::array<std::int64_t, outcome_count> lines{};    // by Outcome; they sum to every line read
  std::int64_t free_lines = 0;                        // of the sold ones: price 0, earn nothing
  std::int64_t sales = 0, returns = 0;                // receipts posted
  std::int64_t sales_amount = 0, returns_amount = 0;  // minor units, as posted
  std::int64_t points_earned = 0, points_reversed = 0;
  std::int64_t members_enrolled = 0, items_added = 0;
  // Sales lines with a member, quantity > 0 and price > 0: the figures usually quoted for a data
  // set.
  std::int64_t identified_lines = 0, identified_invoices = 0, identified_customers = 0;
  std::int64_t identified_revenue_e7 = 0;  // exact: Σ price paid (1/10000) × quantity (1/1000)
  std::int64_t identified_amount = 0;      // the same, rounded per line as posted
  std::int64_t rejects_bytes = 0;          // length of the rejects file so far

  std::int64_t& of(Outcome outcome) { return lines[static_cast<std::size_t>(outcome)]; }
  std::int64_t of(Outcome outcome) const { return lines[static_cast<std::size_t>(outcome)]; }
  std::int64_t lines_read() const;
  std::int64_t lines_rejected() const;
};

std::string to_text(const Counters& counters);  // for the progress column
Counters counters_of(std::string_view text);
/// The table printed at the end.
std::string summary_table(const Counters& counters, Currency currency, api::Language language);

}  // namespace guanxi::import
