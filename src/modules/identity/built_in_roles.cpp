#include <algorithm>

#include "modules/identity/roles.h"
#include "platform/api/api.h"

namespace guanxi::identity {

std::span<const BuiltInRole> built_in_roles() {
  static const std::vector<BuiltInRole> all{
      {"head_office", {"总部管理员", "Head office"}, {"全部权限", "everything"}, {"*"}},
      {"marketer",
       {"营销", "Marketing"},
       {"人群、优惠券、价格规则草稿、积分活动、等级、入会条款；不看完整个人信息",
        "audiences, coupons, drafts of pricing rules, points occasions, tiers, terms of joining; "
        "no personal data in clear"},
       {"audiences:read",
        "audiences:write",
        "catalog:read",
        "consents:read",
        "coupons:issue",
        "coupons:read",
        "coupons:withdraw",
        "coupons:write",
        "dashboard:read",
        "downloads:make",
        "households:configure",
        "households:read",
        "members:read",
        "memberships:configure",
        "memberships:read",
        "org:read",
        "points:configure",
        "points:read",
        "points:report",
        "pricing:read",
        "pricing:replay",
        "pricing:report",
        "pricing:write",
        "profiles:read",
        "programmes:read",
        "registrations:configure",
        "registrations:read",
        "tiers:configure",
        "tiers:read"}},
      {"finance",
       {"财务", "Finance"},
       {"报表、结算、储值退付、审核价格规则、审批积分单",
        "reports, settlement, payouts, auditing pricing rules, approving points documents"},
       {"coupons:read",
        "dashboard:read",
        "downloads:make",
        "members:read",
        "memberships:read",
        "org:read",
        "points:approve",
        "points:read",
        "points:report",
        "pricing:audit",
        "pricing:read",
        "pricing:report",
        "programmes:read",
        "sales:read",
        "tiers:read",
        "wallet:buyers",
        "wallet:payout",
        "wallet:read",
        "wallet:settle"}},
      {"store_manager",
       {"店长", "Store manager"},
       {"门店一天的全部事务，含无小票退货、补登审批、代会员核身",
        "everything of a store's day, with refunds without a receipt, attributions, proofs in the "
        "member's place"},
       {"cards:grant",
        "cards:read",
        "catalog:read",
        "consents:read",
        "consents:write",
        "coupons:issue",
        "coupons:read",
        "coupons:use",
        "dashboard:read",
        "downloads:make",
        "households:read",
        "households:transfer",
        "households:write",
        "identity:read",
        "members:read",
        "members:share_phone",
        "members:write",
        "memberships:read",
        "memberships:sell",
        "org:read",
        "points:grant",
        "points:read",
        "points:redeem",
        "profiles:read",
        "profiles:write",
        "programmes:read",
        "proofs:pin",
        "proofs:read",
        "proofs:supervise",
        "registrations:code",
        "registrations:read",
        "risk:read",
        "sales:approve_attribution",
        "sales:attribute",
        "sales:read",
        "sales:refund",
        "sales:refund_without_receipt",
        "sales:write",
        "tiers:read",
        "wallet:freeze",
        "wallet:read",
        "wallet:recharge",
        "wallet:void"}},
      {"cashier",
       {"收银员", "Cashier"},
       {"本店的销售与退货、会员、积分、优惠券、储值",
        "sales and refunds of their store, members, points, coupons, stored value"},
       {"cards:read",
        "catalog:read",
        "coupons:read",
        "coupons:use",
        "members:read",
        "members:write",
        "memberships:read",
        "memberships:sell",
        "org:read",
        "points:read",
        "points:redeem",
        "registrations:read",
        "sales:attribute",
        "sales:read",
        "sales:refund",
        "sales:write",
        "tiers:read",
        "wallet:read",
        "wallet:recharge"}},
      {"service_agent",
       {"客服", "Service"},
       {"完整会员信息、同意、个人请求、积分单",
        "members in clear, consents, requests of people, points documents"},
       {"cards:read",   "consents:read",  "consents:write",     "coupons:issue",
        "coupons:read", "coupons:use",    "households:read",    "households:write",
        "members:read", "members:reveal", "members:write",      "memberships:read",
        "org:read",     "person:read",    "person:write",       "points:grant",
        "points:read",  "profiles:read",  "profiles:write",     "proofs:code",
        "proofs:pin",   "proofs:read",    "registrations:read", "sales:attribute",
        "sales:read",   "tiers:read",     "wallet:read"}},
      {"auditor",
       {"审计", "Auditor"},
       {"只读，含审计轨迹；不看完整个人信息",
        "reading, with the audit trail; no personal data in clear"},
       {"audiences:read",  "audit:read",       "backups:read",       "cards:read",
        "catalog:read",    "consents:read",    "coupons:read",       "dashboard:read",
        "downloads:make",  "households:read",  "identity:read",      "jobs:read",
        "members:read",    "memberships:read", "org:read",           "person:read",
        "points:read",     "points:report",    "pricing:read",       "pricing:report",
        "programmes:read", "proofs:read",      "registrations:read", "risk:read",
        "rosters:read",    "sales:read",       "tiers:read",         "wallet:read",
        "wallet:settle"}},
      {"it",
       {"系统管理员", "Systems"},
       {"组织与收银机、账号、任务、备份、磁道密钥",
        "organisation and tills, accounts, jobs, backups, keys of tracks"},
       {"audit:read",
        "backups:read",
        "backups:write",
        "cards:keys",
        "identity:read",
        "identity:write",
        "jobs:read",
        "org:read",
        "org:write",
        "programmes:read"}}};
  return all;
}

const BuiltInRole* find_built_in(std::string_view code) {
  const auto all = built_in_roles();
  const auto found = std::ranges::find(all, code, &BuiltInRole::code);
  return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> joined(
    std::vector<std::string> permissions, const std::vector<std::string>& more
) {
  permissions.insert(permissions.end(), more.begin(), more.end());
  std::ranges::sort(permissions);
  const auto rest = std::ranges::unique(permissions);
  permissions.erase(rest.begin(), rest.end());
  return permissions;
}

std::vector<std::string> in_both(
    const std::vector<std::string>& limits, const std::vector<std::string>& held
) {
  api::Actor limited, holder;
  limited.permissions = limits;
  holder.permissions = held;
  std::vector<std::string> both;
  for (const std::string& one : limits) {
    if (holder.may(one)) both.push_back(one);
  }
  for (const std::string& one : held) {
    if (limited.may(one)) both.push_back(one);
  }
  return joined(std::move(both), {});
}

}  // namespace guanxi::identity
