// Inside modules/dashboard: whom and when a request is about. Used by any thread.
#pragma once

#include "base/csv_lines.h"
#include "modules/dashboard/api_docs.h"
#include "modules/dashboard/endpoints.h"

namespace guanxi::dashboard {

using ProgrammePtr = std::shared_ptr<const programmes::Version>;

/// Errors: programme_not_found.
Result<ProgrammePtr> programme_of(const Desk& desk, const api::Call& call, const std::string& code);
/// Errors: out_of_range at /from and /to.
Outcome check_period(Date from, Date to);
/// Of that programme, which the actor may see. Errors, at /store: store_not_found,
/// store_out_of_scope.
Result<Scope> scope_of(
    const Desk& desk,
    const api::Call& call,
    ProgrammeId programme,
    const std::optional<std::string>& store
);
/// Thousandths of `part` in `whole`, rounded half up; nullopt unless there is a whole.
std::optional<std::int64_t> per_mille_of(std::int64_t part, std::int64_t whole);
/// The amount for each, rounded half up; nullopt for none.
std::optional<Money> average_of(std::int64_t amount, std::int64_t count, Currency currency);

/// What all of them have in common.
api::Spec spec_of(
    const char* path, const char* operation, api::Text summary, api::Text description
);
api::Spec as_file(api::Spec spec, const char* path, const char* operation, api::Text summary);
api::Reply<Nothing> csv_file(const std::string& name, std::string content);
/// Empty for nullopt.
std::string cell(const std::optional<std::int64_t>& number);
std::string cell(const std::optional<Money>& money);

void add_figure_endpoints(api::Api& api, const Desk& desk);   // figures_api.cpp
void add_ranking_endpoints(api::Api& api, const Desk& desk);  // ranking_api.cpp
void add_tier_endpoints(api::Api& api, const Desk& desk);     // tiers_api.cpp
void add_maker_endpoint(api::Api& api, const Desk& desk);     // makers_api.cpp

}  // namespace guanxi::dashboard
