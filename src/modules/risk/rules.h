// The rules of risk, pure: what was done and the thresholds in, suspicions out; no clock, no
// database. A threshold is a number that is still allowed. Inside modules/risk.
#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "modules/risk/risk.h"

namespace guanxi::risk {

/// A rule's threshold with its default and range.
struct ThresholdSpec {
  Rule rule;
  Threshold threshold;
  std::int64_t usual = 0, min = 0, max = 0;
};
std::span<const ThresholdSpec> threshold_specs();
/// A rule as it is where nobody changed it: it watches.
RuleVersion usual_rule(ProgrammeId programme, Rule rule);
/// Members can be limited; tills and actors are somebody's to talk to.
bool may_limit(Rule rule);

/// The first day of the window of `days` that `day` lies in. Windows stand side by side, so that
/// what goes on is one finding for each.
Date window_of(Date day, std::int64_t days);

/// How far back a rule of members looks from a day, that one included.
std::int64_t days_back(const RuleVersion& rule, Date day);

/// A member's deeds of the days that days_back() names, by time; `employee` is nullptr where the
/// member is no staff. nullopt: nothing to find. A sale that was voided was none.
std::vector<Suspicion> judge_member(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day, const std::string* employee
);
/// The unproved deeds of one till and day.
std::optional<Suspicion> judge_till(const RuleVersion& rule, std::span<const Deed> deeds, Date day);
/// The documents and recharges of one actor and day.
std::optional<Suspicion> judge_actor(
    const RuleVersion& rule, std::span<const Deed> deeds, Date day
);

}  // namespace guanxi::risk
