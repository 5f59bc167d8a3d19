#include "modules/coupons/lists.h"

#include <boost/describe/enum_to_string.hpp>
#include <set>

#include "base/naming.h"
#include "modules/coupons/refusals.h"
#include "platform/sql/enum_column.h"

namespace guanxi::coupons {
namespace {

#define GX_LIST_COLUMNS                                                                         \
  "list_id, template_id, audience_id, state, members, handled, refused, eligible, over_limit, " \
  "after_owner, reason, made_at, made_by"

const sql::Query insert_list_sql{
    "INSERT INTO coupon_lists (" GX_LIST_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
const sql::Query find_list_sql{"SELECT " GX_LIST_COLUMNS " FROM coupon_lists WHERE list_id = $1"};
const sql::Query lists_sql{
    "SELECT " GX_LIST_COLUMNS
    " FROM coupon_lists WHERE template_id = $1 AND list_id < $2 ORDER BY list_id DESC LIMIT $3"};
const sql::Query open_lists_sql{
    "SELECT list_id FROM coupon_lists WHERE state IN ('counting', 'running') ORDER BY list_id"};
const sql::Query update_list_sql{
    "UPDATE coupon_lists SET state = $1, members = $2, handled = $3, refused = $4, eligible = $5, "
    "over_limit = $6, after_owner = $7 "
    "WHERE list_id = $8 AND state = $9 AND handled = $10 AND after_owner = $11"};
const sql::Query insert_list_row_sql{
    "INSERT INTO coupon_list_rows (list_id, place, owner_id, coupon_id, refusal) "
    "VALUES ($1, $2, $3, $4, $5)"};
const sql::Query count_refusals_sql{
    "INSERT INTO coupon_list_refusals (list_id, refusal, members) VALUES ($1, $2, $3) "
    "ON CONFLICT (list_id, refusal) DO UPDATE SET "
    "members = coupon_list_refusals.members + excluded.members"};
const sql::Query refusals_sql{
    "SELECT refusal, members FROM coupon_list_refusals WHERE list_id = $1 "
    "ORDER BY members DESC, refusal"};
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

Outcome check_order(const Template& terms, const std::string& reason) {
  GX_TRY_VOID(check_reason(reason));
  if (terms.state == TemplateState::active) return ok();
  const std::string word = boost::describe::enum_to_string(terms.state, "");
  return refuse(Why::coupon_template_state, "/template", {{"state", word}});
}

void insert_list(sql::Tx& tx, const MemberList& list) {
  tx.exec(
      insert_list_sql,
      list.id,
      list.template_id,
      list.audience,
      list.state,
      list.members,
      list.handled,
      list.refused,
      list.eligible,
      list.over_limit,
      list.after,
      list.reason,
      list.made_at,
      list.made_by
  );
}

Error wrong_list_state(ListState state) {
  const std::string word = boost::describe::enum_to_string(state, "");
  return refuse(Why::coupon_list_state, "/id", {{"state", word}});
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
  GX_TRY_VOID(check_order(terms, reason));
  GX_TRY(who, heirs_of(tx, members));
  MemberList list;
  list.id = ids.next_id<CouponListTag>();
  list.template_id = terms.id;
  list.members = std::ssize(members);
  list.reason = reason;
  list.made_at = now;
  list.made_by = by;
  insert_list(tx, list);
  std::int64_t place = 0;
  for (const OwnerId member : who) insert_row(tx, list.id, {.place = place++, .owner = member});
  return list;
}

Result<MemberList> order_audience(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    const audiences::Audience& audience,
    const std::string& reason,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_order(terms, reason));
  if (audience.state == audiences::State::retired) {
    return fail(ErrorCode::audience_retired, "/audience");
  }
  MemberList list;
  list.id = ids.next_id<CouponListTag>();
  list.template_id = terms.id;
  list.audience = audience.id;
  list.state = ListState::counting;
  list.reason = reason;
  list.made_at = now;
  list.made_by = by;
  insert_list(tx, list);
  return list;
}

Result<MemberList> release_list(sql::Tx& tx, ListId id) {
  const auto before = find_list(tx, id);
  if (!before) return refuse(Why::coupon_list_not_found, "/id");
  if (before->state != ListState::counted) return wrong_list_state(before->state);
  MemberList after = *before;
  after.state = ListState::running;
  after.after = OwnerId();
  if (!update_list(tx, *before, after)) return ErrorCode::conflict;
  return after;
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
  const bool is_over = before->state == ListState::done || before->state == ListState::cancelled;
  if (is_over) return wrong_list_state(before->state);
  MemberList after = *before;
  after.state = ListState::cancelled;
  if (!update_list(tx, *before, after)) return ErrorCode::conflict;
  return after;
}

std::vector<RefusalCount> refusals_of(sql::Tx& tx, ListId id) {
  return tx.list<RefusalCount>(refusals_sql, id);
}

void count_refusals(sql::Tx& tx, ListId id, const RefusalCount& more) {
  tx.exec(count_refusals_sql, id, more.refusal, more.members);
}

std::vector<ListId> open_lists(sql::Tx& tx) { return tx.list<ListId>(open_lists_sql); }

void insert_row(sql::Tx& tx, ListId id, const ListRow& row) {
  tx.exec(insert_list_row_sql, id, row.place, row.owner, row.coupon, row.refusal);
}

void settle_row(sql::Tx& tx, ListId id, const ListRow& row) {
  tx.exec(settle_row_sql, row.coupon, row.refusal, id, row.place);
}

bool update_list(sql::Tx& tx, const MemberList& before, const MemberList& after) {
  return tx.exec(
             update_list_sql,
             after.state,
             after.members,
             after.handled,
             after.refused,
             after.eligible,
             after.over_limit,
             after.after,
             after.id,
             before.state,
             before.handled,
             before.after
         ) == 1;
}

}  // namespace guanxi::coupons
