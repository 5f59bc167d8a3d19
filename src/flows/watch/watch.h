// Watch: the way from what was posted to the rules of risk. A consumer of the outbox, with its own
// cursor, reads each new receipt, points document and recharge once, by its key, and hands what the
// rules look at to modules/risk: what it costs follows what is new.
//
// Threads: as the outbox runs consumers.
#pragma once

#include "modules/programmes/programmes.h"
#include "modules/risk/risk.h"
#include "platform/outbox/outbox.h"

namespace guanxi::watch {

/// What the consumer works with. All of it outlives the outbox.
struct House {
  sql::Database& db;
  const programmes::Programmes& programmes;
  risk::Risk& risk;
};

/// "risk_deeds". What occurred more than risk::days_kept ago (an import of history) is passed by.
outbox::Consumer consumer(const House& house);

}  // namespace guanxi::watch
