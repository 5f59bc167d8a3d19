// How many members have which tier.
#include <algorithm>

#include "modules/dashboard/desk.h"

namespace guanxi::dashboard {
namespace {

using api::Call;
using api::Reply;

LadderView pyramid_of(const tiers::Version& ladder, const std::vector<TierSum>& sums) {
  LadderView view;
  view.ladder = ladder.code;
  for (const TierSum& one : sums) view.members += one.members;
  for (const TierSum& one : sums) {
    TierView tier;
    tier.tier = one.tier;
    const auto rank = ladder.rank(one.tier);
    if (rank) {
      tier.name_zh = ladder.at(*rank).name_zh;
      tier.name_en = ladder.at(*rank).name_en;
    }
    tier.members = one.members;
    tier.per_mille = per_mille_of(one.members, view.members);
    view.tiers.push_back(std::move(tier));
  }
  return view;
}

class TierEndpoints {
 public:
  explicit TierEndpoints(const Desk& desk) : desk_(desk) {}

  Result<PyramidView> tiers(const Call& call, const AskTiers& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY(scope, scope_of(desk_, call, programme->programme, request.store));
    auto ladders = desk_.ladders.in_force(programme->programme, call.now);
    if (request.ladder) {
      std::erase_if(ladders, [&](const auto& one) { return one->code != *request.ladder; });
      if (ladders.empty()) {
        return fail(ErrorCode::tier_ladder_not_found, "/ladder", {{"ladder", *request.ladder}});
      }
    }
    return desk_.db.read([&](sql::Tx& tx) {
      PyramidView view;
      for (const auto& ladder : ladders)
        view.ladders.push_back(pyramid_of(*ladder, tiers_of(tx, *ladder, scope.store)));
      return view;
    });
  }

  Result<Reply<Nothing>> tiers_file(const Call& call, const AskTiers& request) const {
    GX_TRY(view, tiers(call, request));
    CsvLines csv("ladder,tier,name_zh,name_en,members,per_mille");
    for (const LadderView& ladder : view.ladders) {
      for (const TierView& tier : ladder.tiers) {
        csv.add(ladder.ladder).add(tier.tier);
        csv.add(tier.name_zh.value_or("")).add(tier.name_en.value_or(""));
        csv.add(tier.members).add(cell(tier.per_mille)).end();
      }
    }
    return csv_file("dashboard-tiers", csv.take());
  }

 private:
  Desk desk_;
};

constexpr api::Text pyramid_text{
    "现在各等级的会员数，由低到高，含授予与购买的等级；从未升级的会员计入最低等级，已注销的不计。按"
    "门店"
    "即在该店入会的会员。",
    "Members of today by tier, the lowest first, grants and purchases included. Whoever never rose "
    "is in the lowest; who was closed is in none. Of a store: those who joined there."};

}  // namespace

void add_tier_endpoints(api::Api& api, const Desk& desk) {
  const TierEndpoints endpoints(desk);
  api::Spec spec = spec_of(
      "/v1/dashboard/tiers",
      "get_dashboard_tiers",
      {"等级金字塔", "The pyramid of tiers"},
      pyramid_text
  );
  spec.errors.push_back(ErrorCode::tier_ladder_not_found);
  api.add<AskTiers, PyramidView>(spec, [endpoints](const Call& call, const AskTiers& request) {
    return endpoints.tiers(call, request);
  });
  api.add<AskTiers, Nothing>(
      as_file(
          spec,
          "/v1/dashboard/tiers.csv",
          "get_dashboard_tiers_csv",
          {"等级金字塔（CSV）", "The pyramid of tiers as CSV"}
      ),
      [endpoints](const Call& call, const AskTiers& request) {
        return endpoints.tiers_file(call, request);
      }
  );
}

}  // namespace guanxi::dashboard
