// Seals a member's personal data and makes the hashes it is found by. Inside modules/members only.
#pragma once

#include "modules/members/store.h"

namespace guanxi::members {

class Vault {
 public:
  Vault(const crypto::KeyRing& keys, const crypto::Sealer& sealer) : keys_(keys), sealer_(sealer) {}

  // Each fills the sealed columns that belong to the value, or empties them.
  void put_phone(store::Sealed& row, OwnerId owner, const std::optional<Phone>& phone) const;
  void put_email(store::Sealed& row, OwnerId owner, const std::optional<Email>& email) const;
  void put_id_number(store::Sealed& row, OwnerId owner, const std::optional<IdNumber>& id) const;
  void put_address(store::Sealed& row, OwnerId owner, std::string_view address) const;

  sql::Bytes seal_external(OwnerId owner, std::string_view external_id) const;
  std::string open_external(OwnerId owner, const sql::Bytes& sealed) const;
  Contact open(OwnerId owner, const store::Sealed& row) const;

  /// Seals anew what older keys sealed; counts all. Returns how many values changed.
  int renew(store::SealedRow& row, crypto::SealCensus& census) const;
  std::optional<sql::Bytes> renew_external(
      const store::SealedExternal& external, crypto::SealCensus& census
  ) const;

  /// What stands in the directory for `value`, in its canonical form: a keyed hash, or the member
  /// code itself.
  sql::Bytes directory_value(IdentityKind kind, std::string_view value) const;
  sql::Bytes phone_end_hash(std::string_view last_four) const;
  sql::Bytes id_number_end_hash(std::string_view last_four) const;

 private:
  sql::Bytes seal(std::string_view column, OwnerId owner, std::string_view plain) const;
  std::string open(std::string_view column, OwnerId owner, const sql::Bytes& sealed) const;
  sql::Bytes hash(std::string_view purpose, std::string_view value) const;

  const crypto::KeyRing& keys_;
  const crypto::Sealer& sealer_;
};

}  // namespace guanxi::members
