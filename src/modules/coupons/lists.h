// Issuing to a list of members: a job goes through it, and each row says what became of it. Inside
// modules/coupons only. Threads: functions of the caller's Tx; any thread.
#pragma once

#include "modules/coupons/coupons.h"

namespace guanxi::coupons {

struct CouponListTag;
using ListId = Id<CouponListTag>;

enum class ListState { running, done, cancelled };
BOOST_DESCRIBE_ENUM(ListState, running, done, cancelled)

struct MemberList {
  ListId id;
  TemplateId template_id;
  ListState state = ListState::running;
  std::int64_t members = 0, handled = 0, refused = 0;
  std::string reason;
  Instant made_at;
  ActorId made_by;
};
struct ListRow {
  std::int64_t place = 0;
  OwnerId owner;
  std::optional<CouponId> coupon = {};
  std::optional<std::string> refusal = {};
};

/// Once to each, whoever they are now after merges. Errors: coupon_template_state at /template,
/// coupon_list_twice at /members/<place>, those of check_reason.
Result<MemberList> order_list(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    const std::vector<OwnerId>& members,
    const std::string& reason,
    ActorId by,
    Instant now
);
std::optional<MemberList> find_list(sql::Tx& tx, ListId id);
std::vector<MemberList> lists_of(sql::Tx& tx, TemplateId id, ListId before, int limit);
/// From `from` on.
std::vector<ListRow> rows_of(sql::Tx& tx, ListId id, std::int64_t from, int limit);
/// What was issued stays. Errors: coupon_list_not_found, coupon_list_state; conflict.
Result<MemberList> cancel_list(sql::Tx& tx, ListId id);

std::vector<ListId> running_lists(sql::Tx& tx);
void settle_row(sql::Tx& tx, ListId id, const ListRow& row);
/// Where `before` still stands. False: it does not.
bool update_list(sql::Tx& tx, const MemberList& before, const MemberList& after);

}  // namespace guanxi::coupons
