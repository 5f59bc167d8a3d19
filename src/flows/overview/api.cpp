// The endpoints of the overview.
#include "flows/overview/overview.h"
#include "flows/overview/types.h"

namespace guanxi::overview {

using api::Call;
using api::Method;

void add_endpoints(api::Api& api, const Overview& overview) {
  api.add<enrol::MemberPath, OverviewView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/overview",
       .operation = "get_member_overview",
       .tag = "members",
       .permission = "members:read",
       .summary = {"会员全貌", "A member at a glance"},
       .description =
           {"资料、身份标识、会员卡、积分、等级、付费会员、家庭账户、钱包、最近消费与时间线，"
            "一次取全。各部分按权限显示：points:read、tiers:read、memberships:read、"
            "households:read、wallet:read、sales:read；明文须 members:reveal 并留有审计记录。",
            "Facts, identities, cards, points, tiers, paid memberships, household, wallet, last "
            "purchases and the timeline in one call. Each part as permitted: points:read, "
            "tiers:read, memberships:read, households:read, wallet:read, sales:read; in the clear "
            "with members:reveal, which leaves an audit record."},
       .errors = {ErrorCode::member_not_found}},
      [&overview](const Call& call, const enrol::MemberPath& request) {
        return overview.overview(call, request);
      }
  );
  api.add<ListTimeline, api::Page<TimelineItem>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/timeline",
       .operation = "list_member_timeline",
       .tag = "members",
       .permission = "members:read",
       .summary = {"会员时间线", "Everything that happened to a member"},
       .description =
           {"从最新的开始，含并入会员的；其他门店的事不显示门店与小票。",
            "Newest first, with what happened to those merged into the member; what happened at "
            "stores out of scope comes without store and receipt."},
       .errors = {ErrorCode::member_not_found, ErrorCode::bad_cursor}},
      [&overview](const Call& call, const ListTimeline& request) {
        return overview.timeline(call, request);
      }
  );
}

}  // namespace guanxi::overview
