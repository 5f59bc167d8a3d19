#include "modules/members/vault.h"

namespace guanxi::members {
namespace {

// Bound into seals and hashes: never change them.
constexpr std::string_view phone_column = "members.phone";
constexpr std::string_view phone_last4_column = "members.phone_last4";
constexpr std::string_view email_column = "members.email";
constexpr std::string_view id_number_column = "members.id_number";
constexpr std::string_view id_number_last4_column = "members.id_number_last4";
constexpr std::string_view address_column = "members.address";
constexpr std::string_view external_column = "member_identities.external";

/// What was sealed as a phone reads as one for ever.
template <class T>
T parse_sealed(std::string_view text) {
  auto value = T::parse(text);
  GX_CHECK_WHY(value.has_value(), "a sealed value is no longer readable as what it was");
  return *std::move(value);
}

}  // namespace

sql::Bytes Vault::seal(std::string_view column, OwnerId owner, std::string_view plain) const {
  return {sealer_.seal(plain, {column, owner.value()})};
}

std::string Vault::open(std::string_view column, OwnerId owner, const sql::Bytes& sealed) const {
  return sealer_.open(sealed.data, {column, owner.value()});
}

sql::Bytes Vault::hash(std::string_view purpose, std::string_view value) const {
  return {std::string(crypto::bytes_of(keys_.blind_index(purpose, value)))};
}

void Vault::put_phone(store::Sealed& row, OwnerId owner, const std::optional<Phone>& phone) const {
  row.phone.reset();
  row.phone_last4.reset();
  if (!phone) return;
  row.phone = seal(phone_column, owner, phone->reveal_e164());
  row.phone_last4 = phone_end_hash(phone->last_four());
}

void Vault::put_email(store::Sealed& row, OwnerId owner, const std::optional<Email>& email) const {
  row.email.reset();
  if (email) row.email = seal(email_column, owner, email->reveal());
}

void Vault::put_id_number(store::Sealed& row, OwnerId owner, const std::optional<IdNumber>& id)
    const {
  row.id_number.reset();
  row.id_number_last4.reset();
  if (!id) return;
  row.id_number = seal(id_number_column, owner, id->reveal());
  row.id_number_last4 = id_number_end_hash(id->last_four());
}

void Vault::put_address(store::Sealed& row, OwnerId owner, std::string_view address) const {
  row.address.reset();
  if (!address.empty()) row.address = seal(address_column, owner, address);
}

sql::Bytes Vault::seal_external(OwnerId owner, std::string_view external_id) const {
  return seal(external_column, owner, external_id);
}

std::string Vault::open_external(OwnerId owner, const sql::Bytes& sealed) const {
  return open(external_column, owner, sealed);
}

int Vault::renew(store::SealedRow& row, crypto::SealCensus& census) const {
  int changed = 0;
  const auto column = [&](std::string_view name, std::optional<sql::Bytes>& value) {
    if (!value) return;
    auto fresh = sealer_.renew(value->data, {name, row.owner.value()}, census);
    if (!fresh) return;
    value->data = *std::move(fresh);
    ++changed;
  };
  column(phone_column, row.phone);
  column(email_column, row.email);
  column(id_number_column, row.id_number);
  column(address_column, row.address);
  return changed;
}

std::optional<sql::Bytes> Vault::renew_external(
    const store::SealedExternal& external, crypto::SealCensus& census
) const {
  auto fresh =
      sealer_.renew(external.sealed.data, {external_column, external.owner.value()}, census);
  if (!fresh) return std::nullopt;
  return sql::Bytes{*std::move(fresh)};
}

Contact Vault::open(OwnerId owner, const store::Sealed& row) const {
  Contact contact;
  if (row.phone) contact.phone = parse_sealed<Phone>(open(phone_column, owner, *row.phone));
  if (row.email) contact.email = parse_sealed<Email>(open(email_column, owner, *row.email));
  if (row.id_number) {
    contact.id_number = parse_sealed<IdNumber>(open(id_number_column, owner, *row.id_number));
  }
  if (row.address) contact.address = open(address_column, owner, *row.address);
  return contact;
}

sql::Bytes Vault::directory_value(IdentityKind kind, std::string_view value) const {
  switch (kind) {
    case IdentityKind::phone:
      return hash(phone_column, value);
    case IdentityKind::email:
      return hash(email_column, value);
    case IdentityKind::external:
      return hash(external_column, value);
    case IdentityKind::member_code:
      return {std::string(value)};  // ours, and printed on receipts: nothing to hide
  }
  GX_CHECK(false);
}

sql::Bytes Vault::phone_end_hash(std::string_view last_four) const {
  return hash(phone_last4_column, last_four);
}

sql::Bytes Vault::id_number_end_hash(std::string_view last_four) const {
  return hash(id_number_last4_column, last_four);
}

}  // namespace guanxi::members
