#include "modules/tiers/standing_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "modules/tiers/current.h"

namespace guanxi::tiers {
namespace {

std::string name_of(const Tier& tier, bool zh) { return zh ? tier.name_zh : tier.name_en; }

/// The sentences about one standing.
class Words {
 public:
  Words(const Version& version, bool zh) : version_(version), zh_(zh) {}

  std::vector<std::string> all(const TierStanding& shown) const {
    std::vector<std::string> lines{format(
        "{} 起计入的成长值共 {}，按成长值为{}。",
        "Growth since {} is {}: by it the tier is {}.",
        shown.growth_from.to_string(),
        shown.growth,
        name(shown.tier_by_growth)
    )};
    if (shown.granted) {
      lines.push_back(format(
          "授予或购买的{}有效至 {}。",
          "{} was granted or bought through {}.",
          name(shown.granted->tier),
          shown.granted->until.to_string()
      ));
    }
    if (shown.next) {
      lines.push_back(format(
          "满 {} 升为{}：{} − {} = 还差 {}。",
          "{} reaches {}: {} − {} = {} more.",
          shown.next->threshold,
          shown.next->name,
          shown.next->threshold,
          shown.growth,
          shown.next->missing
      ));
    }
    if (shown.keep) lines.push_back(keep(*shown.keep));
    return lines;
  }

 private:
  template <class... Values>
  std::string format(const char* chinese, const char* english, const Values&... values) const {
    return fmt::format(fmt::runtime(zh_ ? chinese : english), values...);
  }
  std::string name(const std::string& tier) const {
    return name_of(version_.at(version_.rank_of(tier)), zh_);
  }
  std::string keep(const KeepView& keep) const {
    if (keep.missing == 0) {
      return format(
          "本期 {} 至 {} 保级需 {}，已满足。",
          "{} to {}: {} keeps the tier, which is reached.",
          keep.from.to_string(),
          keep.until.to_string(),
          keep.needed
      );
    }
    return format(
        "本期 {} 至 {} 保级需 {}，还差 {}，否则 {} 起为{}。",
        "{} to {}: {} keeps the tier, {} more; otherwise it is {} on {}.",
        keep.from.to_string(),
        keep.until.to_string(),
        keep.needed,
        keep.missing,
        zh_ ? keep.decided_on.to_string() : name(keep.otherwise),
        zh_ ? name(keep.otherwise) : keep.decided_on.to_string()
    );
  }

  const Version& version_;
  bool zh_;
};

}  // namespace

TierStanding view_of(const Progress& progress, bool zh) {
  const Version& version = progress.version();
  const Standing& standing = progress.standing();
  const std::size_t rank = version.rank_of(standing.tier);
  const Tier& tier = version.at(version.rank_of(progress.tier()));
  TierStanding shown;
  shown.ladder = version.code;
  shown.version = version.version;
  shown.tier = tier.code;
  shown.name = name_of(tier, zh);
  shown.tier_by_growth = standing.tier;
  if (progress.before()) shown.since = standing.since;
  shown.growth = standing.growth;
  shown.growth_from = standing.window_from;
  if (rank + 1 < version.terms.tiers.size()) {
    const Tier& next = version.at(rank + 1);
    shown.next = NextTier{
        next.code,
        name_of(next, zh),
        next.threshold,
        std::max<std::int64_t>(0, next.threshold - standing.growth)};
  }
  if (rank > 0) {
    const std::int64_t needed = version.at(rank).keep;
    shown.keep = KeepView{
        standing.period_from,
        standing.period_until,
        standing.period_until.plus_days(version.terms.grace_days + 1),
        needed,
        std::max<std::int64_t>(0, needed - progress.growth_of_period()),
        progress.tier_without_growth()};
  }
  for (Grant& grant : grants_of(standing)) {
    GrantView view{std::move(grant.tier), grant.until};
    const Date shown_until = !shown.granted                ? Date()
                             : shown.granted_later.empty() ? shown.granted->until
                                                           : shown.granted_later.back().until;
    if (grant.until <= shown_until) continue;  // gives nothing beside them
    if (shown.granted) {
      shown.granted_later.push_back(std::move(view));
    } else {
      shown.granted = std::move(view);
    }
  }
  shown.discount_rate = tier.discount_rate;
  shown.points_multiple = tier.points_multiple;
  shown.gifts = tier.gifts;
  shown.exclusives = tier.exclusives;
  shown.text = Words(version, zh).all(shown);
  return shown;
}

Progress progress_of(
    sql::Tx& tx,
    const Ladders& ladders,
    const members::Member& member,
    LadderId ladder,
    const std::optional<Standing>& standing,
    const Today& today
) {
  return Progress(
      current_version(tx, ladders, ladder, standing, today.now),
      {member.id, member.joined_on},
      standing,
      today,
      sums_of(tx, member.id, ladder)
  );
}

std::vector<TierStanding> shown_standings(
    sql::Tx& tx, const Ladders& ladders, const members::Member& member, const Today& today, bool zh
) {
  std::vector<TierStanding> shown;
  const auto versions = ladders.in_force(member.programme, today.now);
  if (versions.empty()) return shown;
  const auto standings = standings_of(tx, member.id);
  for (const VersionPtr& version : versions) {
    const auto found = std::ranges::find(standings, version->ladder, &Standing::ladder);
    const auto standing = found == standings.end() ? std::nullopt : std::optional(*found);
    shown.push_back(view_of(progress_of(tx, ladders, member, version->ladder, standing, today), zh)
    );
  }
  return shown;
}

}  // namespace guanxi::tiers
