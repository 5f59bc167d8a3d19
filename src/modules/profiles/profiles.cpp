#include "modules/profiles/profiles.h"

#include <algorithm>
#include <map>

#include "base/naming.h"
#include "modules/profiles/api_types.h"
#include "modules/profiles/rules.h"
#include "modules/profiles/store.h"

namespace guanxi::profiles {
namespace {

// Bound into seals and hashes: never change them.
constexpr std::string_view value_column = "profile_values.sealed";
constexpr std::string_view address_column = "profile_addresses.sealed";
constexpr std::string_view relative_column = "profile_relatives.sealed";
constexpr std::string_view search_purpose = "profile_search.value";

Date today(Instant now) { return TimeZone().date_of(now); }

/// The values that find a member: each choice for itself.
std::vector<std::string> searched(const Field& field, const std::string& value) {
  std::vector<std::string> all;
  if (field.kind != FieldKind::choices) return {value};
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find(' ', at), value.size());
    all.push_back(value.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

/// Of personal values a keyed hash, as of phones.
sql::Bytes search_key(const crypto::KeyRing& keys, const Field& field, const std::string& value) {
  if (!field.personal) return {value};
  return {
      std::string(crypto::bytes_of(keys.blind_index(search_purpose, field.code + "=" + value)))};
}

template <class T>
T read_sealed(const std::string& json) {
  auto read = api::from_json<T>(json, api::Origin::stored);
  GX_CHECK_WHY(read.has_value(), "a sealed address or relative is no longer readable");
  return *std::move(read);
}

}  // namespace

Result<Field> put_field(sql::Tx& tx, const Field& field, ActorId by, Instant now) {
  GX_TRY_VOID(check(field));
  const auto before = store::find_field(tx, field.programme, field.code);
  if ((before ? before->version : 0) != field.version) return ErrorCode::stale_version;
  if (before) {
    GX_TRY_VOID(check_change(*before, field));
  }
  if (!store::put_field(tx, field, by, now)) return ErrorCode::stale_version;
  Field after = field;
  ++after.version;
  return after;
}

std::optional<Field> find_field(sql::Tx& tx, ProgrammeId programme, std::string_view code) {
  return store::find_field(tx, programme, code);
}

std::vector<Field> fields_of(sql::Tx& tx, ProgrammeId programme) {
  return store::fields_of(tx, programme);
}

std::vector<Value> Profiles::values(sql::Tx& tx, const members::Member& member) const {
  std::vector<Value> all;
  for (store::ValueRow& row : store::values(tx, member.id)) {
    const bool personal = row.sealed.has_value();
    std::string value = personal ? sealer_.open(row.sealed->data, {value_column, member.id.value()})
                                 : *std::move(row.value);
    all.push_back({std::move(row.field), std::move(value), personal});
  }
  return all;
}

Result<audit::Changes> Profiles::set(
    sql::Tx& tx,
    const members::Member& member,
    const std::vector<Edit>& edits,
    ActorId by,
    Instant now
) const {
  std::map<std::string, Field> fields;
  for (Field& field : store::fields_of(tx, member.programme)) fields[field.code] = field;
  std::map<std::string, std::string> before;
  for (Value& value : values(tx, member)) before[value.field] = value.value;
  std::map<std::string, std::string> after = before;
  Faults faults;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const std::string at = "/values/" + std::to_string(i);
    const auto field = fields.find(edits[i].field);
    if (field == fields.end() || field->second.state == FieldState::retired) {
      faults.add(fail(ErrorCode::profile_field_not_found, at, {{"field", edits[i].field}}));
    } else if (edits[i].written.empty()) {
      after.erase(edits[i].field);
    } else if (auto value = read_value(field->second, edits[i].written, at); !value) {
      faults.add(std::move(value).error());
    } else {
      after[edits[i].field] = *std::move(value);
    }
  }
  for (const auto& [code, field] : fields) {
    if (!field.required || field.state == FieldState::retired || after.count(code) != 0) continue;
    faults.add(fail(ErrorCode::missing_field, "/values", {{"field", code}}));
  }
  GX_TRY_VOID(faults.outcome());

  audit::Changes changes;
  const auto text = [](const std::map<std::string, std::string>& in, const std::string& code) {
    const auto found = in.find(code);
    return found == in.end() ? std::nullopt : std::optional(found->second);
  };
  for (const auto& [code, field] : fields) {
    const auto was = text(before, code), is = text(after, code);
    if (was == is) continue;
    if (field.personal) {
      changes.add_personal(code.c_str(), was, is);
    } else {
      changes.add(code.c_str(), was, is);
    }
    store::remove_search(tx, member.id, code);
    if (!is) {
      store::remove_value(tx, member.id, code);
      continue;
    }
    store::ValueRow row{member.id, code, is, {}};
    if (field.personal) {
      row.sealed = sql::Bytes{sealer_.seal(*is, {value_column, member.id.value()})};
      row.value.reset();
    }
    store::put_value(tx, row, by, now);
    if (!field.searchable) continue;
    for (const std::string& one : searched(field, *is)) {
      store::put_search(tx, member.programme, code, search_key(keys_, field, one), member.id);
    }
  }
  return changes;
}

Result<std::vector<OwnerId>> Profiles::find(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view code,
    const std::string& value,
    OwnerId after,
    int limit
) const {
  const auto field = store::find_field(tx, programme, code);
  if (!field || !field->searchable) {
    return fail(ErrorCode::profile_field_not_found, "/field", {{"field", std::string(code)}});
  }
  GX_TRY(wanted, read_value(*field, {value}, "/value"));
  return store::search(tx, programme, code, search_key(keys_, *field, wanted), after, limit);
}

std::vector<Address> Profiles::addresses(sql::Tx& tx, OwnerId member) const {
  std::vector<Address> all;
  for (const store::AddressRow& row : store::addresses(tx, member)) {
    auto inside =
        read_sealed<SealedAddress>(sealer_.open(row.sealed.data, {address_column, member.value()}));
    all.push_back(
        {row.id,
         row.division,
         std::move(inside.street),
         std::move(inside.recipient),
         std::move(inside.phone),
         std::move(inside.postcode),
         row.is_default}
    );
  }
  return all;
}

Result<Address> Profiles::put_address(
    sql::Tx& tx, IdGenerator& ids, OwnerId member, Address address, ActorId by, Instant now
) const {
  GX_TRY_VOID(check(address));
  const auto known = store::addresses(tx, member);
  if (address.id) {
    const auto same = [&](const store::AddressRow& row) { return row.id == address.id; };
    const auto found = std::ranges::find_if(known, same);
    if (found == known.end()) return ErrorCode::address_not_found;
    address.is_default = address.is_default || found->is_default;  // one has to be
  } else {
    if (std::ssize(known) >= addresses_max) {
      return fail(ErrorCode::too_many, "", {{"max", std::to_string(addresses_max)}});
    }
    address.id = ids.next_id<AddressTag>();
    address.is_default = address.is_default || known.empty();
  }
  if (address.is_default) {
    for (const store::AddressRow& row : known) store::set_default(tx, member, row.id, false);
  }
  const std::string inside = api::to_json(SealedAddress{
      address.street, address.recipient, address.phone, address.postcode});
  store::put_address(
      tx,
      {member,
       address.id,
       address.division,
       address.is_default,
       {sealer_.seal(inside, {address_column, member.value()})}},
      by,
      now
  );
  return address;
}

Outcome Profiles::remove_address(sql::Tx& tx, OwnerId member, AddressId id, ActorId, Instant)
    const {
  if (!store::remove_address(tx, member, id)) return ErrorCode::address_not_found;
  const auto rest = store::addresses(tx, member);
  if (!rest.empty() && !rest.front().is_default) {
    store::set_default(tx, member, rest.front().id, true);
  }
  return ok();
}

std::vector<Relative> Profiles::relatives(sql::Tx& tx, OwnerId member) const {
  std::vector<Relative> all;
  for (const store::RelativeRow& row : store::relatives(tx, member)) {
    auto inside =
        read_sealed<SealedRelative>(sealer_.open(row.sealed.data, {relative_column, member.value()})
        );
    all.push_back({row.id, row.relation, std::move(inside.name), inside.birthday});
  }
  return all;
}

Result<Relative> Profiles::add_relative(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId member,
    Relative relative,
    bool guardian_consents,
    ActorId by,
    Instant now
) const {
  const Date day = today(now);
  GX_TRY_VOID(check(relative, day));
  if (relative.birthday && !guardian_consents) {
    const Date& born = *relative.birthday;
    const int had = day.month() * 100 + day.day() >= born.month() * 100 + born.day() ? 0 : 1;
    if (day.year() - born.year() - had < members::guardian_age) {
      return fail(ErrorCode::guardian_consent_required, "/birthday");
    }
  }
  if (std::ssize(store::relatives(tx, member)) >= relatives_max) {
    return fail(ErrorCode::too_many, "", {{"max", std::to_string(relatives_max)}});
  }
  relative.id = ids.next_id<RelativeTag>();
  const std::string inside = api::to_json(SealedRelative{relative.name, relative.birthday});
  store::insert_relative(
      tx,
      {member,
       relative.id,
       relative.relation,
       {sealer_.seal(inside, {relative_column, member.value()})}},
      by,
      now
  );
  return relative;
}

Outcome Profiles::remove_relative(sql::Tx& tx, OwnerId member, RelativeId id) const {
  if (!store::remove_relative(tx, member, id)) return ErrorCode::relative_not_found;
  return ok();
}

void Profiles::erase(sql::Tx& tx, OwnerId member) const { store::remove_all(tx, member); }

std::optional<OwnerId> Profiles::walk_seals(
    sql::Database& db, OwnerId after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
) const {
  const auto owners = db.read([&](sql::Tx& tx) { return store::sealed_owners(tx, after, limit); });
  if (owners.empty()) return std::nullopt;
  std::int64_t renewed = 0;
  // Counted and sealed where it is written: what somebody changes meanwhile is left to the next
  // walk, and what is sealed anew already has nothing to renew.
  for (const OwnerId owner : owners) {
    const auto each = [&](sql::Tx& tx, auto&& visit) {
      for (const auto& row : store::values(tx, owner)) {
        if (row.sealed) visit(value_column, *row.sealed, row);
      }
      for (const auto& row : store::addresses(tx, owner)) visit(address_column, row.sealed, row);
      for (const auto& row : store::relatives(tx, owner)) visit(relative_column, row.sealed, row);
    };
    bool outdated = false;
    db.read([&](sql::Tx& tx) {
      each(tx, [&](std::string_view column, const sql::Bytes& sealed, const auto&) {
        outdated |= sealer_.renew(sealed.data, {column, owner.value()}, census).has_value();
      });
    });
    if (walk != crypto::SealWalk::renew || !outdated) continue;
    const auto written = db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      crypto::SealCensus counted;  // of what was counted above
      each(tx, [&](std::string_view column, const sql::Bytes& sealed, const auto& row) {
        auto fresh = sealer_.renew(sealed.data, {column, owner.value()}, counted);
        if (fresh) values += store::reseal(tx, row, {*std::move(fresh)});
      });
      return values;
    });
    renewed += *written;
  }
  census.renewed += renewed;
  return owners.back();
}

}  // namespace guanxi::profiles
