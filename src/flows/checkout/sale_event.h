// The news of a posted receipt: outbox event "receipt.posted". Facts for consumers that sum; no
// personal data.
#pragma once

#include "modules/sales/sales.h"
#include "platform/outbox/outbox.h"

namespace guanxi::checkout {

inline constexpr std::string_view receipt_posted = "receipt.posted";

/// {"kind":"sale","store":…,"date":20261121,"payable":…,"points":…,"member":0|1}
inline void append_event(
    sql::Tx& tx,
    IdGenerator& ids,
    const sales::Receipt& receipt,
    std::string_view event,
    Instant posted_at
) {
  std::string facts = R"({"kind":")";
  facts += sales::word(receipt.kind);
  facts += R"(","store":)" + std::to_string(receipt.store.value());
  facts += R"(,"date":)" + std::to_string(receipt.business_date.yyyymmdd());
  facts += R"(,"payable":)" + std::to_string(receipt.payable);
  facts += R"(,"points":)" + std::to_string(receipt.points_of_all_classes().value());
  facts += receipt.is_anonymous() ? R"(,"member":0})" : R"(,"member":1})";
  outbox::append(tx, ids, event, receipt.owner, receipt.id.value(), posted_at, facts);
}

inline void append_event(sql::Tx& tx, IdGenerator& ids, const sales::Receipt& receipt) {
  append_event(tx, ids, receipt, receipt_posted, receipt.posted_at);
}

}  // namespace guanxi::checkout
