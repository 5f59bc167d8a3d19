// Whether a member is known as staff, for a copy of what is held about them. A function of the
// caller's Tx; any thread.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::risk {

struct StaffNote {
  std::string employee, reason;
  Instant since;
};
std::optional<StaffNote> staff_note(sql::Tx& tx, OwnerId member);
/// The note of somebody who is another member by now is that one's, unless there is one. Also the
/// way back. False: there was none, or nowhere to put it.
bool pass_staff_note(sql::Tx& tx, OwnerId from, OwnerId to);

}  // namespace guanxi::risk
