// The outbox: news of what was committed, written in the transaction that made it true, read afterwards by consumers –
// each event at least once, in event order, each consumer resumable by its own cursor.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::outbox {

struct Event {
  std::int64_t event_id = 0;
  std::string kind;            // "sale.posted"
  OwnerId owner;
  std::int64_t subject_id = 0;  // the receipt …
  Instant posted_at;
  std::string facts;           // JSON, no personal data
};

void append(
    sql::Tx& tx, IdGenerator& ids, std::string_view kind, OwnerId owner, std::int64_t subject_id, Instant posted_at,
    std::string_view facts
);

}  // namespace guanxi::outbox
