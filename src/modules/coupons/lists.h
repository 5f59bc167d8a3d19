// Issuing to a list of members: a job goes through it, and each row says what became of it. An
// audience is counted first, and released by whoever has seen what it comes to:
//
//   members:               running ──▶ done
//   audience:  counting ──▶ counted ──released──▶ running ──▶ done        cancelled, at any time
//
// Of an audience those get one who were in it when the list was ordered and still are when the job
// comes to them. Inside modules/coupons only. Threads: functions of the caller's Tx; any thread.
#pragma once

#include "modules/audiences/audiences.h"
#include "modules/coupons/coupons.h"

namespace guanxi::coupons {

struct CouponListTag;
using ListId = Id<CouponListTag>;

enum class ListState { counting, counted, running, done, cancelled };
BOOST_DESCRIBE_ENUM(ListState, counting, counted, running, done, cancelled)

/// In the order of the columns.
struct MemberList {
  ListId id;
  TemplateId template_id;
  std::optional<audiences::AudienceId> audience;  // nullopt: the members were named
  ListState state = ListState::running;
  std::int64_t members = 0, handled = 0, refused = 0;
  std::int64_t eligible = 0, over_limit = 0;  // of an audience, as counted; the stock aside
  OwnerId after;                              // of an audience: counted, or issued to, through …
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
/// To be counted. Errors: coupon_template_state at /template; audience_retired at /audience; those
/// of check_reason.
Result<MemberList> order_audience(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    const audiences::Audience& audience,
    const std::string& reason,
    ActorId by,
    Instant now
);
/// A counted one is issued now. Errors: coupon_list_not_found, coupon_list_state; conflict.
Result<MemberList> release_list(sql::Tx& tx, ListId id);
std::optional<MemberList> find_list(sql::Tx& tx, ListId id);
std::vector<MemberList> lists_of(sql::Tx& tx, TemplateId id, ListId before, int limit);
/// From `from` on.
std::vector<ListRow> rows_of(sql::Tx& tx, ListId id, std::int64_t from, int limit);
/// What was issued stays. Errors: coupon_list_not_found, coupon_list_state; conflict.
Result<MemberList> cancel_list(sql::Tx& tx, ListId id);

struct RefusalCount {
  std::string refusal;
  std::int64_t members = 0;
};
/// Why rows got none, the most frequent reason first; counted as the job goes.
std::vector<RefusalCount> refusals_of(sql::Tx& tx, ListId id);
void count_refusals(sql::Tx& tx, ListId id, const RefusalCount& more);

/// That are counted or issued to.
std::vector<ListId> open_lists(sql::Tx& tx);
void insert_row(sql::Tx& tx, ListId id, const ListRow& row);
void settle_row(sql::Tx& tx, ListId id, const ListRow& row);
/// Where `before` still stands. False: it does not.
bool update_list(sql::Tx& tx, const MemberList& before, const MemberList& after);

}  // namespace guanxi::coupons
