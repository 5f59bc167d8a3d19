#include "modules/coupons/lists.h"

#include <boost/describe/enum_to_string.hpp>
#include <set>

#include "base/naming.h"
#include "modules/coupons/refusals.h"
#include "platform/sql/enum_column.h"

namespace guanxi::coupons {
namespace {

#define GX_LIST_COLUMNS \
  "list_id, template_id, state, members, handled, refused, reason, made_at, made_by"

const sql::Query insert_list_sql{"INSERT INTO coupon_lists (" GX_LIST_COLUMNS
                                 ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
const sql::Query find_list_sql{"SELECT " GX_LIST_COLUMNS " FROM coupon_lists WHERE list_id = $1"};
const sql::Query lists_sql{
    "SELECT " GX_LIST_COLUMNS
    " FROM coupon_lists WHERE template_id = $1 AND list_id < $2 ORDER BY list_id DESC LIMIT $3"};
const sql::Query running_lists_sql{
    "SELECT list_id FROM coupon_lists WHERE state = 'running' ORDER BY list_id"};
const sql::Query update_list_sql{
    "UPDATE coupon_lists SET state = $1, handled = $2, refused = $3 "
    "WHERE list_id = $4 AND state = $5 AND handled = $6"};
const sql::Query insert_list_row_sql{
    "INSERT INTO coupon_list_rows (list_id, place, owner_id, coupon_id, refusal) "
    "VALUES ($1, $2, $3, NULL, NULL)"};
const sql::Query list_rows_sql{
    "SELECT place, owner_id, coupon_id, refusal FROM coupon_list_rows "
    "WHERE list_id = $1 AND place >= $2 ORDER BY place LIMIT $3"};
const sql::Query settle_row_sql{
    "UPDATE coupon_list_rows SET coupon_id = $1, refusal = $2 WHERE list_id = $3 AND place = $4"};

#undef GX_LIST_COLUMNS

/// Who they are now. Errors: coupon_list_twice, at each place where somebody stands again.
Result<std::vector<OwnerId>> heirs_of(sql::Tx& tx, const std::vector<OwnerId>& members) {
  std::vector<OwnerId> heirs;
  std::set<OwnerId> seen;
  Faults faults;
  for (const OwnerId member : members) {
    const OwnerId heir = members::heir_of(tx, member).value_or(member);
    if (!seen.insert(heir).second) {
      faults.add(refuse(Why::coupon_list_twice, "/members/" + std::to_string(heirs.size())));
    }
    heirs.push_back(heir);
  }
  GX_TRY_VOID(faults.outcome());
  return heirs;
}

}  // namespace

Result<MemberList> order_list(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    const std::vector<OwnerId>& members,
    const std::string& reason,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_reason(reason));
  if (terms.state != TemplateState::active) {
    const std::string word = boost::describe::enum_to_string(terms.state, "");
    return refuse(Why::coupon_template_state, "/template", {{"state", word}});
  }
  GX_TRY(who, heirs_of(tx, members));
  MemberList list;
  list.id = ids.next_id<CouponListTag>();
  list.template_id = terms.id;
  list.members = std::ssize(members);
  list.reason = reason;
  list.made_at = now;
  list.made_by = by;
  tx.exec(
      insert_list_sql,
      list.id,
      list.template_id,
      list.state,
      list.members,
      list.handled,
      list.refused,
      list.reason,
      list.made_at,
      list.made_by
  );
  std::int64_t place = 0;
  for (const OwnerId member : who) tx.exec(insert_list_row_sql, list.id, place++, member);
  return list;
}

std::optional<MemberList> find_list(sql::Tx& tx, ListId id) {
  return tx.find<MemberList>(find_list_sql, id);
}

std::vector<MemberList> lists_of(sql::Tx& tx, TemplateId id, ListId before, int limit) {
  const ListId from = before == ListId() ? ListId(INT64_MAX) : before;
  return tx.list<MemberList>(lists_sql, id, from, limit);
}

std::vector<ListRow> rows_of(sql::Tx& tx, ListId id, std::int64_t from, int limit) {
  return tx.list<ListRow>(list_rows_sql, id, from, limit);
}

Result<MemberList> cancel_list(sql::Tx& tx, ListId id) {
  const auto before = find_list(tx, id);
  if (!before) return refuse(Why::coupon_list_not_found, "/id");
  if (before->state != ListState::running) {
    const std::string word = boost::describe::enum_to_string(before->state, "");
    return refuse(Why::coupon_list_state, "/id", {{"state", word}});
  }
  MemberList after = *before;
  after.state = ListState::cancelled;
  if (!update_list(tx, *before, after)) return ErrorCode::conflict;
  return after;
}

std::vector<ListId> running_lists(sql::Tx& tx) { return tx.list<ListId>(running_lists_sql); }

void settle_row(sql::Tx& tx, ListId id, const ListRow& row) {
  tx.exec(settle_row_sql, row.coupon, row.refusal, id, row.place);
}

bool update_list(sql::Tx& tx, const MemberList& before, const MemberList& after) {
  return tx.exec(
             update_list_sql,
             after.state,
             after.handled,
             after.refused,
             after.id,
             before.state,
             before.handled
         ) == 1;
}

}  // namespace guanxi::coupons
