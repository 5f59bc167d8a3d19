#include "modules/payments/payments.h"

#include "base/naming.h"
#include "platform/sql/enum_column.h"

namespace guanxi::payments {
namespace {

const sql::Query insert_reference{
    "INSERT INTO payment_references (reference, programme_id, owner_id, pays, subject_id) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (reference, programme_id) DO NOTHING"};
const sql::Query delete_reference{
    "DELETE FROM payment_references WHERE reference = $1 AND programme_id = $2"};
const sql::Query update_owner{
    "UPDATE payment_references SET owner_id = $2 "
    "WHERE owner_id = $1 AND pays = $3 AND subject_id = $4"};
const sql::Query select_references{
    "SELECT programme_id, reference, owner_id, pays, subject_id FROM payment_references "
    "WHERE pays = $1 ORDER BY owner_id, subject_id, reference"};

}  // namespace

Outcome take(sql::Tx& tx, const Reference& reference) {
  GX_TRY_VOID(check_name(reference.number, "/reference", number_length_max));
  const auto rows = tx.exec(
      insert_reference,
      reference.number,
      reference.programme,
      reference.owner,
      reference.pays,
      reference.subject
  );
  if (rows == 1) return ok();
  return fail(ErrorCode::code_taken, "/reference", {{"code", reference.number}});
}

void release(sql::Tx& tx, ProgrammeId programme, std::string_view number) {
  tx.exec(delete_reference, number, programme);
}

void pass(sql::Tx& tx, OwnerId from, OwnerId to, Pays pays, std::int64_t subject) {
  tx.exec(update_owner, from, to, pays, subject);
}

void each(sql::Tx& tx, Pays pays, const std::function<void(const Reference&)>& visit) {
  tx.each<Reference>(select_references, visit, pays);
}

std::vector<Difference> differences(sql::Tx& tx, Pays pays, std::set<Paid> paid) {
  std::vector<Difference> found;
  each(tx, pays, [&](const Reference& one) {
    if (paid.erase({one.owner.value(), one.subject, one.number}) == 0) {
      found.push_back({one.owner, true});
    }
  });
  for (const Paid& one : paid) found.push_back({OwnerId(one.owner), false});
  return found;
}

}  // namespace guanxi::payments
