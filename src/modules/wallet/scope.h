// Inside modules/wallet: whom and where a request is about, for its endpoints. Used by any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/wallet/wallet.h"
#include "platform/api/api.h"

namespace guanxi::wallet {

class Scope {
 public:
  Scope(
      const programmes::Programmes& programmes, const org::Org& org, const members::Members& members
  )
      : programmes_(programmes), org_(org), members_(members) {}

  /// Members of a programme one has nothing to do with are not there, nor, at a store, those of
  /// another programme than the store's. Errors: member_not_found.
  Result<members::Member> member(
      sql::Tx& tx, const api::Call& call, OwnerId owner, StoreId store = {}
  ) const;
  /// Errors: member_frozen; member_closed unless closed ones are welcome too.
  static Outcome check_active(const members::Member& member, bool closed_too = false);
  /// Errors: no_parameters_in_force.
  Result<std::shared_ptr<const programmes::Version>> programme(ProgrammeId id, Instant now) const;
  /// By code, for the whole group. Errors: programme_not_found at /programme, store_out_of_scope.
  Result<std::shared_ptr<const programmes::Version>> programme_of_all(
      const api::Call& call, const std::string& code
  ) const;
  /// Errors, at /store: store_not_found, store_out_of_scope.
  Result<StoreId> store(const api::Call& call, const std::string& code) const;
  /// The same where a store may be left out, by somebody who has no limit to stores.
  Result<StoreId> store(const api::Call& call, const std::optional<std::string>& code) const;
  /// The place of a store, with the licence in force today.
  Place place(sql::Tx& tx, StoreId store, const programmes::Version& programme, Instant now) const;

  std::shared_ptr<const org::Snapshot> organisation() const { return org_.snapshot(); }
  /// The code of a store or company; nothing for none.
  static std::optional<std::string> code_of(const org::Snapshot& organisation, org::UnitId unit);

  /// The member's account, or an empty one that nobody has opened yet.
  static Account account(
      sql::Tx& tx, const members::Member& member, const programmes::Version& programme
  );

 private:
  const programmes::Programmes& programmes_;
  const org::Org& org_;
  const members::Members& members_;
};

}  // namespace guanxi::wallet
