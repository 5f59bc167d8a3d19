// Whom and what a request is about, for the endpoints of coupons. Inside modules/coupons only.
// Used by any thread.
#pragma once

#include "modules/coupons/api_types.h"
#include "modules/org/org.h"
#include "platform/api/idempotency.h"

namespace guanxi::coupons {

using ProgrammeVersion = std::shared_ptr<const programmes::Version>;

/// A member as somebody at a desk sees them, with the calendar of their programme.
struct AtDesk {
  members::Member member;
  ProgrammeVersion programme;
  Act act;
};

class Desk {
 public:
  explicit Desk(const Office& office) : office_(office) {}
  const Office& office() const { return office_; }

  /// Errors: programme_not_found at `pointer`, no_parameters_in_force.
  Result<ProgrammeVersion> programme(
      const api::Call& call, const std::string& code, const char* pointer = "/programme"
  ) const;
  /// A template of a programme that the caller has to do with. Errors: coupon_template_not_found at
  /// `pointer`.
  Result<Template> template_seen(
      sql::Tx& tx, const api::Call& call, TemplateId id, const char* pointer = "/id"
  ) const;
  /// Errors, at /id and /store: member_not_found, store_not_found, store_out_of_scope,
  /// no_parameters_in_force.
  Result<AtDesk> at_desk(
      sql::Tx& tx, const api::Call& call, OwnerId id, const std::optional<std::string>& store
  ) const;
  /// The same for somebody who gets or uses something. Errors: member_closed, member_frozen.
  Result<AtDesk> active_at_desk(
      sql::Tx& tx, const api::Call& call, OwnerId id, const std::optional<std::string>& store
  ) const;
  /// As at_desk() for whoever only looks: no store is asked for.
  Result<AtDesk> looking(sql::Tx& tx, const api::Call& call, OwnerId id) const;

  Result<StoreId> store(const std::string& code, std::string pointer) const;
  std::optional<std::string> store_code(std::optional<StoreId> id) const;
  CouponView view(sql::Tx& tx, const programmes::Version& programme, const Coupon& coupon) const;

 private:
  Office office_;
};

/// The trail of what is done to a member's coupon outside of sales.
void record_coupon(
    sql::Tx& tx,
    const api::Call& call,
    const char* action,
    const CouponView& coupon,
    const std::string& reason = {}
);

/// Points into the request: put_template() names fields of a template, which stand in /terms.
Error within_terms(Error error);

void add_template_endpoints(api::Api& api, const Desk& desk);  // templates_api.cpp
void add_member_endpoints(api::Api& api, const Desk& desk);    // members_api.cpp
void add_giving_endpoints(api::Api& api, const Desk& desk);    // giving_api.cpp
void add_outside_endpoints(api::Api& api, const Desk& desk);   // outside_api.cpp
void add_code_endpoints(api::Api& api, const Desk& desk);      // codes_api.cpp
void add_list_endpoints(api::Api& api, const Desk& desk);      // lists_api.cpp
void add_trigger_endpoints(api::Api& api, const Desk& desk);   // triggers_api.cpp
void add_report_endpoints(api::Api& api, const Desk& desk);    // reports_api.cpp

}  // namespace guanxi::coupons
