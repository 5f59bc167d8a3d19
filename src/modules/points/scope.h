// Inside modules/points: whom and where a request is about, for its endpoints. Used by any thread.
#pragma once

#include <optional>
#include <string>

#include "modules/attachments/attachments.h"
#include "modules/org/org.h"
#include "modules/points/points.h"
#include "modules/proofs/proofs.h"
#include "modules/risk/risk.h"
#include "platform/api/api.h"

namespace guanxi::points {

/// What the endpoints share. All of it outlives them.
struct Desk {
  sql::Database& db;
  IdGenerator& ids;
  const programmes::Programmes& programmes;
  const org::Org& org;
  const proofs::Proofs& proofs;
  OccasionBook& occasions;
  const api::FirstAnswers& first_answers;
  const attachments::Attachments& attachments;
  const risk::Risk* risk = nullptr;

  /// Errors: stopped_by_risk_rule at /id.
  Outcome check_risk(const api::Call& call, OwnerId owner) const {
    return risk == nullptr ? ok() : risk->check(owner, call.now, "/id");
  }
};

class Scope {
 public:
  explicit Scope(const Desk& desk) : programmes_(desk.programmes), org_(desk.org) {}

  /// Members of a programme one has nothing to do with are not there, nor, at a store, those of
  /// another programme than the store's. Errors: account_not_found.
  Result<Account> account(
      sql::Tx& tx, const api::Call& call, OwnerId owner, std::optional<StoreId> store = std::nullopt
  ) const;
  /// Points end with the day of their programme, not of the store or of the reader. Errors:
  /// no_parameters_in_force.
  Result<std::shared_ptr<const programmes::Version>> programme(const Account& account, Instant now)
      const;
  /// For a posting. Errors: both.
  Result<Context> context(sql::Tx& tx, const api::Call& call, OwnerId owner, Cause cause) const;

  static bool may_act_for(const api::Call& call, std::optional<StoreId> store);
  /// Errors, at /store: store_not_found, store_out_of_scope.
  Result<std::optional<StoreId>> store(
      const api::Call& call, const std::optional<std::string>& code
  ) const;
  std::optional<std::string> code_of(std::optional<StoreId> store) const;
  /// The same, unless it is a store that whoever asks has nothing to do with: what was done there
  /// counts for the member, where is not for another store's staff.
  std::optional<std::string> code_seen(const api::Call& call, std::optional<StoreId> store) const;

 private:
  const programmes::Programmes& programmes_;
  const org::Org& org_;
};

void add_account_endpoint(api::Api& api, const Desk& desk);     // account_api.cpp
void add_hold_endpoints(api::Api& api, const Desk& desk);       // holds_api.cpp
void add_document_endpoints(api::Api& api, const Desk& desk);   // documents_api.cpp
void add_ending_endpoints(api::Api& api, const Desk& desk);     // endings_api.cpp
void add_statement_endpoints(api::Api& api, const Desk& desk);  // statement_api.cpp
void add_occasion_endpoints(api::Api& api, const Desk& desk);   // occasions_api.cpp
void add_sale_endpoints(api::Api& api, const Desk& desk);       // point_sales_api.cpp
void add_report_endpoints(api::Api& api, const Desk& desk);     // days_api.cpp

}  // namespace guanxi::points
