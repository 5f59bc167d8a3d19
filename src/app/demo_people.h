// The people of the demo: names as they are common in China, and contact data that cannot be
// anybody's. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/random.h"
#include "base/time.h"
#include "modules/members/members.h"

namespace guanxi::app::demo {

struct Person {
  std::string name;
  members::Gender gender = members::Gender::unknown;
  Date birthday;
};

/// Somebody of 16 … 75 years on that day.
Person make_person(Random& random, Date on);

/// How many different fictional phones there are.
inline constexpr std::int64_t phones_max = 10'000'000;

/// The mobile number of member `index` (0 … phones_max − 1) of a world made with `seed`: "1640" and
/// seven digits. The numbering plan assigns 164 to no operator, so nobody can be called by a
/// mistake; no two members share a number.
std::string fictional_phone(std::int64_t index, std::uint64_t seed);

/// The plastic card of member `index`: 13 digits, the last a Luhn digit.
std::string plastic_number(std::int64_t index);

}  // namespace guanxi::app::demo
