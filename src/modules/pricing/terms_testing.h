// For tests: rules from JSON, in few words.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "modules/pricing/compile.h"
#include "modules/pricing/terms_docs.h"
#include "platform/api/api.h"

namespace guanxi::pricing::testing {

struct SomeRules {
  ParameterTerms parameters;
  std::vector<RuleTerms> rules;
};
BOOST_DESCRIBE_STRUCT(SomeRules, (), (parameters, rules))

}  // namespace guanxi::pricing::testing

template <>
struct guanxi::api::Doc<guanxi::pricing::testing::SomeRules> {
  static constexpr Text text{"若干规则", "Some rules"};
  static constexpr Field fields[] = {
      {.name = "parameters", .text = {"参数", "Parameters"}, .has_default = true},
      {.name = "rules", .text = {"规则", "Rules"}}};
};

namespace guanxi::pricing::testing {

/// `[ … ]`, or a whole object. Accepts what a store may hold: limits are no matter here.
inline SomeRules some_rules(const std::string& json) {
  const std::string text = json.front() == '[' ? R"({"rules":)" + json + "}" : json;
  auto read = api::from_json<SomeRules>(text);
  if (!read) {
    for (const Error& fault : read.error().more)
      ADD_FAILURE() << code_name(fault.code) << " " << fault.pointer;
    throw std::runtime_error("the rules of a test cannot be read");
  }
  return *std::move(read);
}

inline Result<RuleSet> compiled(const std::string& json) {
  const SomeRules some = some_rules(json);
  FreshNames names;
  names.declare(some.rules);
  return compile(some.parameters, some.rules, names, Currency::cny);
}

/// "code pointer" of every fault, in order.
inline std::vector<std::string> faults_of(const Result<RuleSet>& result) {
  std::vector<std::string> all;
  if (result) return all;
  for (const Error& fault : result.error().more)
    all.push_back(std::string(code_name(fault.code)) + " " + fault.pointer);
  return all;
}

/// A rule's JSON without its names.
inline std::string rule(const std::string& kind, const std::string& code, const std::string& rest) {
  return R"({"kind":")" + kind + R"(","code":")" + code + R"(","name_zh":"规则)" + code +
         R"(","name_en":"Rule )" + code + "\"," + rest + "}";
}
inline std::string yuan_json(std::int64_t fen) {
  return R"({"amount":)" + std::to_string(fen) + R"(,"currency":"CNY"})";
}

}  // namespace guanxi::pricing::testing
