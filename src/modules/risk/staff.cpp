#include "modules/risk/staff.h"

#include "modules/risk/store.h"

namespace guanxi::risk {

std::optional<StaffNote> staff_note(sql::Tx& tx, OwnerId member) {
  auto found = store::find_staff(tx, member);
  if (!found) return std::nullopt;
  return StaffNote{std::move(found->employee), std::move(found->reason), found->since};
}

}  // namespace guanxi::risk
