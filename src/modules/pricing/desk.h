// What the endpoints of the rule book work with, and the parts of their API. All of it outlives the
// Api.
#pragma once

#include "modules/org/org.h"
#include "modules/pricing/book.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/ladders.h"
#include "platform/api/api.h"

namespace guanxi::pricing {

struct Desk {
  sql::Database& db;
  IdGenerator& ids;
  RuleBook& book;
  const programmes::Programmes& programmes;
  const org::Org& org;
  const tiers::Ladders& ladders;
};

/// The programme of that code, which the caller may see. Errors: programme_not_found at /programme.
Result<std::shared_ptr<const programmes::Version>> programme_of(
    const Desk& desk, const api::Call& call, const std::string& code
);
/// After a change of a rule set: this process has it at once.
void show_change(const Desk& desk, Instant now);

void add_rule_reading(api::Api& api, const Desk& desk);         // rules_api.cpp
void add_rule_steps(api::Api& api, const Desk& desk);           // rule_steps_api.cpp
void add_parameter_endpoints(api::Api& api, const Desk& desk);  // parameters_api.cpp
void add_agreement_endpoints(api::Api& api, const Desk& desk);  // agreements_api.cpp
void add_share_endpoints(api::Api& api, const Desk& desk);      // shares_api.cpp
void add_lint_endpoint(api::Api& api, const Desk& desk);        // lint_api.cpp
/// /v1/pricing/rules, …/parameters, …/agreements, …/shares and below.
void add_endpoints(api::Api& api, const Desk& desk);

}  // namespace guanxi::pricing
