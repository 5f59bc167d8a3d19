// What the endpoints of this module share. Inside modules/risk.
#pragma once

#include "modules/risk/api_types.h"
#include "modules/risk/endpoints.h"

namespace guanxi::risk {

/// Errors, at /programme: programme_not_found (also for programmes the actor has nothing to do
/// with).
Result<ProgrammeId> programme_of(const Desk& desk, const api::Call& call, const std::string& code);
std::string programme_code(const Desk& desk, ProgrammeId programme, Instant now);

void add_finding_endpoints(api::Api& api, const Desk& desk);  // findings_api.cpp
void add_staff_endpoints(api::Api& api, const Desk& desk);    // staff_api.cpp
void add_run_endpoints(api::Api& api, const Desk& desk);      // runs_api.cpp

}  // namespace guanxi::risk
