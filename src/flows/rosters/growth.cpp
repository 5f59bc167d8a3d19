// Opening growth, and the tier that members bring: granted until a day.
#include <algorithm>

#include "flows/rosters/post.h"
#include "modules/tiers/current.h"

namespace guanxi::rosters {
namespace {

constexpr const char* growth_reason = "期初成长值 opening growth";
constexpr const char* tier_reason = "期初等级 opening tier";

/// The ladder that decides rates, else the first.
tiers::VersionPtr ladder_of(const tiers::Ladders& ladders, ProgrammeId programme, Instant now) {
  const auto all = ladders.in_force(programme, now);
  const auto decides =
      std::ranges::find_if(all, [](const auto& one) { return one->terms.decides_rates; });
  if (decides != all.end()) return *decides;
  return all.empty() ? nullptr : all.front();
}

std::string folded(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

Result<tiers::Grant> Poster::grant_of(
    const tiers::Version& ladder, const Person& person, Instant now
) const {
  const std::string said = folded(person.tier);
  const auto& known = ladder.terms.tiers;
  const auto found = std::ranges::find_if(known, [&](const tiers::Tier& tier) {
    return folded(tier.code) == said || folded(tier.name_zh) == said ||
           folded(tier.name_en) == said;
  });
  if (found == known.end()) {
    std::string allowed;
    for (const tiers::Tier& tier : known) allowed += (allowed.empty() ? "" : ", ") + tier.code;
    return fail(ErrorCode::unknown_value, "/tier", {{"allowed", allowed}});
  }
  if (found == known.begin()) return tiers::Grant{};  // everybody has it
  const auto until = person.tier_until ? person.tier_until : order_.tier_until;
  if (!until) return fail(ErrorCode::missing_field, "/tier_until", {{"field", "tier_until"}});
  const Date today = target_.programme->zone.date_of(now);
  const Date last = Date::never.plus_days(-366);
  if (*until < today || *until > last) {
    return fail(
        ErrorCode::out_of_range,
        "/tier_until",
        {{"min", today.to_string()}, {"max", last.to_string()}}
    );
  }
  return tiers::Grant{found->code, *until};
}

Outcome Poster::check_growth(
    sql::Tx& tx,
    const members::Member* member,
    OwnerId named,
    const Person& person,
    Openings& openings,
    Instant now
) const {
  if (person.tier.empty() && person.tier_until) {
    return fail(ErrorCode::missing_field, "/tier", {{"field", "tier"}});
  }
  if (person.tier.empty() && !openings.growth) return ok();
  openings.ladder = ladder_of(house_.ladders, target_.programme->programme, now);
  if (!openings.ladder) {
    const char* const at = person.tier.empty() ? "/growth" : "/tier";
    return fail(ErrorCode::tier_ladder_not_found, at, {{"ladder", target_.programme->code}});
  }
  if (person.tier.empty()) return ok();
  GX_TRY(grant, grant_of(*openings.ladder, person, now));
  if (grant.tier.empty()) return ok();
  // A repeated row finds it granted, also where somebody has ended it since.
  const store::Booked wanted{grant.until.yyyymmdd(), grant.tier};
  GX_TRY(fresh, is_new(tx, named, store::Asset::tier, wanted, "/tier"));
  if (!fresh) return ok();
  if (member) {
    const auto standing = tiers::find_standing(tx, member->id, openings.ladder->ladder);
    const auto there = standing ? tiers::grants_of(*standing) : std::vector<tiers::Grant>();
    if (std::ranges::find(there, grant) != there.end()) return ok();
  }
  openings.grant = std::move(grant);
  return ok();
}

void Poster::book_growth(sql::Tx& tx, const Openings& openings, store::Row& row, Instant now)
    const {
  const auto member = house_.members.find(tx, row.owner);
  GX_CHECK(member.has_value());
  const tiers::LadderId ladder = openings.ladder->ladder;
  const auto standing = tiers::find_standing(tx, row.owner, ladder);
  tiers::Progress progress(
      tiers::current_version(tx, house_.ladders, ladder, standing, now),
      {row.owner, member->joined_on},
      standing,
      {now, target_.programme->zone.date_of(now)},
      tiers::sums_of(tx, row.owner, ladder)
  );
  if (openings.growth) {
    progress.enter(
        {.kind = tiers::EntryKind::opening, .growth = *openings.growth, .note = growth_reason}
    );
    store::insert_opening(tx, row, store::Asset::growth, {*openings.growth, {}}, ladder.value());
  }
  if (openings.grant) {
    progress.grant(
        {.kind = tiers::EntryKind::granted, .note = tier_reason},
        openings.grant->tier,
        openings.grant->until
    );
    const store::Booked granted{openings.grant->until.yyyymmdd(), openings.grant->tier};
    store::insert_opening(tx, row, store::Asset::tier, granted, ladder.value());
    row.ladder = ladder;
    row.tier = openings.grant->tier;
    row.tier_until = openings.grant->until;
  }
  const auto written = tiers::write(
      tx, house_.ids, progress, row.import.value(), now, actor_.id, tiers::Origin::import
  );
  GX_CHECK_WHY(written.has_value(), "opening growth that was checked is refused");
}

}  // namespace guanxi::rosters
