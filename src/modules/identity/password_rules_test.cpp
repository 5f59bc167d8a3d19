#include "modules/identity/password_rules.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace guanxi::identity {
namespace {

struct PasswordRow {
  const char* reason;
  PasswordPolicy policy;
  bool second_factor;
  std::string password;
  std::optional<ErrorCode> refused;
};

constexpr auto nist = PasswordPolicy::nist;
constexpr auto dengbao = PasswordPolicy::dengbao;

TEST(PasswordRules, WhatIsTakenAndWhatIsNot) {
  const PasswordRow rows[] = {
      {"four words", nist, false, "correct horse battery staple", {}},
      {"letters alone will do", nist, false, "mountain rivers bend", {}},
      {"Chinese counts by character",
       nist,
       false,
       "山重水复疑无路柳暗花明又一村",
       ErrorCode::too_short},
      {"fifteen of them", nist, false, "山重水复疑无路柳暗花明又一村吗", {}},
      {"fourteen characters alone", nist, false, "kx7 mountains!", ErrorCode::too_short},
      {"eight beside a second factor", nist, true, "kx7mount", {}},
      {"seven beside a second factor", nist, true, "kx7moun", ErrorCode::too_short},
      {"the longest", nist, false, "kx7 mou" + std::string(120, ' ') + "z", {}},
      {"too long", nist, false, "kx7 mou" + std::string(121, ' ') + "z", ErrorCode::too_long},
      {"common", nist, true, "password", ErrorCode::password_weak},
      {"common in capitals", nist, true, "SUNSHINE", ErrorCode::password_weak},
      {"common with a tail", nist, true, "sunshine2026!", ErrorCode::password_weak},
      {"one's own name", nist, true, "Li Na 12345", ErrorCode::password_weak},
      {"the system's name", nist, true, "guanxi123", ErrorCode::password_weak},
      {"a run", nist, false, "abcdefghijklmnop", ErrorCode::password_weak},
      {"one character", nist, false, std::string(20, 'x'), ErrorCode::password_weak},
      {"a short one again and again", nist, false, "kx7mokx7mokx7mo", ErrorCode::password_weak},
      {"three kinds", dengbao, false, "Kx7mount", {}},
      {"three kinds with signs", dengbao, false, "kx7-mount", {}},
      {"two kinds", dengbao, false, "kx7mount", ErrorCode::password_weak},
      {"too short for anybody", dengbao, true, "Kx7mo!z", ErrorCode::too_short},
  };
  for (const PasswordRow& row : rows) {
    const PasswordRules rules = rules_of(row.policy, row.second_factor);
    const Outcome outcome = check_password(rules, row.password, {"Li Na"}, "/password");
    ASSERT_EQ(outcome.has_value(), !row.refused) << row.reason;
    if (!row.refused) continue;
    EXPECT_EQ(outcome.error().code, *row.refused) << row.reason;
    EXPECT_EQ(outcome.error().pointer, "/password") << row.reason;
  }
}

TEST(PasswordRules, TheSameWhateverKeyboardWroteIt) {
  EXPECT_EQ(password_form("ｋｘ７"), "kx7");
  EXPECT_TRUE(is_common_password("Password"));
  EXPECT_FALSE(is_common_password(""));
  EXPECT_FALSE(is_common_password("kx7 mountains"));
}

}  // namespace
}  // namespace guanxi::identity
