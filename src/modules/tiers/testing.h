// What the tests of tiers share: a ladder of three tiers, and a journal kept in memory.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

inline Date date(const char* text) { return *Date::parse(text); }

inline Tier tier(const char* code, std::int64_t threshold, std::int64_t keep, int multiple = 0) {
  Tier made;
  made.code = code;
  made.name_zh = std::string("等级") + code;
  made.name_en = std::string("Tier ") + code;
  made.threshold = threshold;
  made.keep = keep;
  made.points_multiple = Rate::of(multiple, 1);
  return made;
}

/// BASE, GOLD from 1,000 (kept with 800), DIAMOND from 5,000 (kept with 4,000); a growth of 1 for
/// each yuan.
inline Terms three_tiers() {
  Terms terms;
  terms.name_zh = "会员等级";
  terms.name_en = "Tiers";
  terms.sources.amount = Money(100, Currency::cny);
  terms.sources.amount_growth = 1;
  terms.tiers = {tier("BASE", 0, 0), tier("GOLD", 1000, 800, 1), tier("DIAMOND", 5000, 4000, 2)};
  return terms;
}

inline VersionPtr version_of(Terms terms, std::int64_t number = 1) {
  return std::make_shared<const Version>(Version{
      LadderId(7),
      ProgrammeId(1),
      Currency::cny,
      "CLUB",
      number,
      Instant::from_seconds(1),
      std::move(terms)});
}

}  // namespace guanxi::tiers
