// Inside modules/points: what verify keeps of one owner while the journal streams by.
#pragma once

#include <array>

#include "modules/points/verify_lots.h"

namespace guanxi::points {

struct OwnerState {
  std::int64_t owner = 0, head_entry_id = 0, seq = 0, posted_at = 0;
  std::int64_t noted_balance = 0;  // as the last entry says
  sql::Digest hash{};
  std::array<Wrapping, 7> sums{};  // by Sum, from the entries
  Wrapping owed = 0, reversed = 0;
  Wrapping held = 0, open_holds = 0;       // by the entries, by the holds
  Wrapping documented = 0, documents = 0;  // by the entries, by the posted documents
  Wrapping gifted = 0, gifts = 0;          // by the entries, by the gifts
  Wrapping bought = 0, sold = 0;           // by the entries, by the sales of points
  Wrapping lots_sketch = 0;                // entries − lots: 0 if each lot is as its entries say
  Wrapping remaining = 0, lots_held = 0, lots_reversed = 0;
  std::int64_t first_open_day = Date::never.yyyymmdd();
  std::int64_t last_usable_day = 0;             // of what is left
  std::int64_t root_seq = 0, root_balance = 0;  // the last entry under the newest root
  sql::Digest root_hash{};
};

}  // namespace guanxi::points
