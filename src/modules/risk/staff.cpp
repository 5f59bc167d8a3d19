#include "modules/risk/staff.h"

#include "modules/risk/store.h"

namespace guanxi::risk {

std::optional<StaffNote> staff_note(sql::Tx& tx, OwnerId member) {
  auto found = store::find_staff(tx, member);
  if (!found) return std::nullopt;
  return StaffNote{std::move(found->employee), std::move(found->reason), found->since};
}

bool pass_staff_note(sql::Tx& tx, OwnerId from, OwnerId to) {
  auto note = store::find_staff(tx, from);
  if (!note || store::find_staff(tx, to)) return false;
  store::remove_staff(tx, from);
  note->member = to;
  store::put_staff(tx, *note);
  return true;
}

}  // namespace guanxi::risk
