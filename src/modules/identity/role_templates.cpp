#include "modules/identity/role_templates.h"

#include <algorithm>

namespace guanxi::identity {

std::span<const RoleTemplate> role_templates() {
  static const std::vector<RoleTemplate> all{
      {"head_office", {"总部管理员", "Head office"}, {"*"}},
      {"marketer",
       {"营销", "Marketing"},
       {"audiences:read",       "audiences:write", "catalog:read",     "consents:read",
        "coupons:issue",        "coupons:read",    "coupons:withdraw", "coupons:write",
        "households:configure", "households:read", "members:read",     "memberships:configure",
        "memberships:read",     "org:read",        "points:configure", "points:read",
        "points:report",        "pricing:read",    "pricing:replay",   "pricing:report",
        "pricing:write",        "profiles:read",   "programmes:read",  "registrations:configure",
        "registrations:read",   "tiers:configure", "tiers:read"}},
      {"finance",
       {"财务", "Finance"},
       {"coupons:read",
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
       {"cards:grant",
        "cards:read",
        "catalog:read",
        "consents:read",
        "consents:write",
        "coupons:issue",
        "coupons:read",
        "coupons:use",
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
       {"cards:read",   "consents:read",  "consents:write",     "coupons:issue",
        "coupons:read", "coupons:use",    "households:read",    "households:write",
        "members:read", "members:reveal", "members:write",      "memberships:read",
        "org:read",     "person:read",    "person:write",       "points:grant",
        "points:read",  "profiles:read",  "profiles:write",     "proofs:code",
        "proofs:pin",   "proofs:read",    "registrations:read", "sales:attribute",
        "sales:read",   "tiers:read",     "wallet:read"}},
      {"auditor",
       {"审计", "Auditor"},
       {"audiences:read",     "audit:read",     "backups:read",    "cards:read",
        "catalog:read",       "consents:read",  "coupons:read",    "households:read",
        "identity:read",      "jobs:read",      "members:read",    "memberships:read",
        "org:read",           "person:read",    "points:read",     "points:report",
        "pricing:read",       "pricing:report", "programmes:read", "proofs:read",
        "registrations:read", "risk:read",      "rosters:read",    "sales:read",
        "tiers:read",         "wallet:read",    "wallet:settle"}},
      {"it",
       {"系统管理员", "Systems"},
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

Result<std::vector<std::string>> with_templates(
    std::vector<std::string> permissions,
    const std::vector<std::string>& codes,
    const std::string& pointer
) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto found = std::ranges::find(role_templates(), codes[i], &RoleTemplate::code);
    if (found == role_templates().end()) {
      std::string allowed;
      for (const RoleTemplate& one : role_templates()) {
        allowed += (allowed.empty() ? "" : ", ") + std::string(one.code);
      }
      return fail(
          ErrorCode::unknown_value, pointer + "/" + std::to_string(i), {{"allowed", allowed}}
      );
    }
    permissions.insert(permissions.end(), found->permissions.begin(), found->permissions.end());
  }
  std::ranges::sort(permissions);
  const auto rest = std::ranges::unique(permissions);
  permissions.erase(rest.begin(), rest.end());
  return permissions;
}

}  // namespace guanxi::identity
