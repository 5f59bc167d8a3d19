// The time zone of every programme, for whoever has a snapshot of the store and nothing else.
#pragma once

#include <map>

#include "base/id.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::programmes {

std::map<ProgrammeId, TimeZone> zones(sql::Tx& tx);

}  // namespace guanxi::programmes
