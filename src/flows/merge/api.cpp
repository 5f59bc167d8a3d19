// The endpoints of merges.
#include "flows/merge/merge.h"

namespace guanxi::merge {
namespace {

using api::Call;
using api::Method;
using enum ErrorCode;

constexpr const char* merges_tag = "members";
constexpr const char* may_read = "members:read";
constexpr const char* may_merge = "members:merge";

void add_merging(api::Api& api, const Merging& merging) {
  api.add<MergeMembers, MergeView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/merges",
       .operation = "merge_members",
       .tag = merges_tag,
       .permission = may_merge,
       .summary = {"合并两位会员", "Merge two members who are one person"},
       .description =
           {"{id} 保留，absorbed "
            "并入：积分（类别与有效期不变）、欠分、储值（逐笔充值合同）与零钱、成长值、拒绝的同意"
            "转移，空缺的资料补充；手机号、会员卡、邮箱与外部编号此后都识别为保留的会员；旧单仍可退"
            "货。dry_run "
            "只预览。30 天内可撤销。",
            "{id} stays, absorbed becomes part of it: points (class and last day stay), debts of "
            "points, stored value (recharge by recharge), small change, growth and refusals of "
            "consent move, empty fields are filled; phone, cards, "
            "e-mail and external ids of both mean the one who stays; old receipts can still be "
            "returned. dry_run only tells what would happen. It can be undone for 30 days."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {member_not_found, merge_not_possible, conflict}},
      [&merging](const Call& call, const MergeMembers& request) {
        return merging.merge(call, request);
      }
  );
  api.add<UndoMerge, MergeView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/merges/{merge}/undo",
       .operation = "undo_merge",
       .tag = merges_tag,
       .permission = may_merge,
       .summary = {"撤销合并", "Undo a merge"},
       .description =
           {"转移的积分按批次退回，以现有余量为限；合并之后发生的留在保留的会员。已使用、冻结或过期"
            "的部分在 points_kept 中列出。合并带来的储值或零钱若已动用，则不能撤销。",
            "What was moved goes back, lot by lot, as far as it is still there; what happened "
            "since stays with the one who stayed. What was spent, held or has expired is told as "
            "points_kept. Once stored value or small change that came with it was used, it "
            "stands."},
       .idempotency = api::Idempotency::required,
       .errors =
           {member_not_found, merge_not_found, merge_not_possible, merge_undo_too_late, conflict}},
      [&merging](const Call& call, const UndoMerge& request) { return merging.undo(call, request); }
  );
}

void add_reading(api::Api& api, const Merging& merging) {
  api.add<ListMerges, MergeList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/merges",
       .operation = "list_merges",
       .tag = merges_tag,
       .permission = may_read,
       .summary = {"会员的合并记录", "List a member's merges"},
       .description =
           {"保留的与被合并的会员都能查到。",
            "Of the one who stayed and of the one who was merged."},
       .errors = {member_not_found}},
      [&merging](const Call& call, const ListMerges& request) {
        return merging.list(call, request);
      }
  );
  api.add<GetMerge, MergeView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/merges/{merge}",
       .operation = "get_merge",
       .tag = merges_tag,
       .permission = may_read,
       .summary = {"查询一次合并", "Read a merge"},
       .errors = {member_not_found, merge_not_found}},
      [&merging](const Call& call, const GetMerge& request) { return merging.get(call, request); }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Merging& merging) {
  add_merging(api, merging);
  add_reading(api, merging);
}

}  // namespace guanxi::merge
