#include "modules/members/members.h"

#include <algorithm>

#include "modules/members/rules.h"
#include "modules/members/search.h"
#include "modules/members/store.h"
#include "modules/members/vault.h"
#include "modules/org/org.h"

namespace guanxi::members {
namespace {

// Ten digits are drawn at random: with a hundred million members one draw in a hundred is taken.
constexpr int code_tries_max = 64;

Error taken(const Claim& claim) {
  return fail(ErrorCode::identity_taken, std::string("/") + claim.field, {{"kind", claim.field}});
}

/// Ages are counted where the shops are; a day's difference elsewhere does not matter.
Date today(Instant now) { return TimeZone().date_of(now); }

/// Greater than every text that begins with `prefix`: no name holds U+10FFFF, which is no
/// character.
std::string after_prefix(const std::string& prefix) { return prefix + "\U0010FFFF"; }

/// Refuses identities that others have, all of them at once and before anything is written.
Outcome check_free(
    sql::Tx& tx, ProgrammeId programme, const std::vector<Claim>& claims, OwnerId owner
) {
  std::optional<Error> error;
  for (const Claim& claim : claims) {
    const auto holder = store::find_owner(tx, programme, claim.kind, claim.value);
    if (!holder || *holder == owner || claim.shareable) continue;
    if (error) {
      error->more.push_back(taken(claim));
    } else {
      error = taken(claim);
    }
  }
  if (error) return *std::move(error);
  return ok();
}

Outcome take(
    sql::Tx& tx, ProgrammeId programme, const std::vector<Claim>& claims, OwnerId owner, Instant now
) {
  for (const Claim& claim : claims) {
    if (store::claim(tx, programme, claim.kind, claim.value, claim.sealed, owner, now)) continue;
    // On an engine with concurrent writers somebody may have come between check_free and here.
    if (!claim.shareable) return taken(claim);
    if (!store::share(tx, programme, claim.kind, claim.value, owner, now)) {
      return ErrorCode::conflict;
    }
  }
  return ok();
}

void release_all(sql::Tx& tx, OwnerId owner, ActorId by, Instant now) {
  for (const auto kind : {IdentityKind::phone, IdentityKind::email, IdentityKind::external}) {
    store::release(tx, owner, kind, by, now);
  }
}

std::string take_member_code(
    sql::Tx& tx, Random& random, ProgrammeId programme, OwnerId owner, Instant now
) {
  for (int tries = 0; tries < code_tries_max; ++tries) {
    std::string code = make_member_code(random);
    if (store::claim(tx, programme, IdentityKind::member_code, {code}, std::nullopt, owner, now)) {
      return code;
    }
  }
  GX_CHECK_WHY(false, "no free member code found: the random numbers repeat");
}

}  // namespace

Members::Members(const crypto::KeyRing& keys) : keys_(keys), sealer_(keys) {}

Result<Member> Members::add(
    sql::Tx& tx, IdGenerator& ids, const NewMember& input, ActorId by, Instant now
) const {
  crypto::SecureRandom random;
  return add(tx, ids, random, input, by, now);
}

Result<Member> Members::add(
    sql::Tx& tx, IdGenerator& ids, Random& random, const NewMember& input, ActorId by, Instant now
) const {
  return add(tx, random, prepare(input, ids.next_id<OwnerTag>(), now), by, now);
}

struct Prepared::Parts {
  NewMember input;  // tidied
  OwnerId id;
  Outcome checked = ok();
  std::vector<Claim> claims = {};
  store::Sealed sealed = {};
  std::vector<std::string> terms = {};
};

const NewMember& Prepared::input() const { return parts_->input; }

Prepared Members::prepare(const NewMember& input, OwnerId id, Instant now) const {
  Prepared::Parts parts{input, id};
  NewMember& fresh = parts.input;
  parts.checked = check(fresh, today(now));
  Prepared prepared;
  if (parts.checked) {
    const Vault vault(keys_, sealer_);
    const auto want = [&](IdentityKind kind, const char* field, std::string_view value) {
      parts.claims.push_back({kind, field, vault.directory_value(kind, value)});
    };
    if (fresh.phone) {
      want(IdentityKind::phone, "phone", fresh.phone->reveal_e164());
      parts.claims.back().shareable = fresh.phone_shared;
    }
    if (fresh.email) want(IdentityKind::email, "email", canonical(*fresh.email));
    if (!fresh.external_id.empty()) {
      want(IdentityKind::external, "external_id", fresh.external_id);
      parts.claims.back().sealed = vault.seal_external(id, fresh.external_id);
    }
    for (const NewMember::External& one : fresh.more_external_ids) {
      want(IdentityKind::external, one.field, one.value);
      parts.claims.back().sealed = vault.seal_external(id, one.value);
    }
    vault.put_phone(parts.sealed, id, fresh.phone);
    vault.put_email(parts.sealed, id, fresh.email);
    vault.put_id_number(parts.sealed, id, fresh.id_number);
    vault.put_address(parts.sealed, id, fresh.address);
    parts.terms = search_terms(fresh.name);
  }
  prepared.parts_ = std::make_shared<const Prepared::Parts>(std::move(parts));
  return prepared;
}

Result<Member> Members::add(
    sql::Tx& tx, Random& random, const Prepared& prepared, ActorId by, Instant now
) const {
  const auto& [input, owner, checked, claims, sealed, terms] = *prepared.parts_;
  GX_TRY_VOID(checked);
  GX_TRY_VOID(check_free(tx, input.programme, claims, owner));

  GX_TRY_VOID(take(tx, input.programme, claims, owner, now));
  Member member{
      .id = owner,
      .programme = input.programme,
      .member_code = take_member_code(tx, random, input.programme, owner, now),
      .state = State::active,
      .name = input.name,
      .gender = input.gender,
      .birthday = input.birthday,
      .language = input.language,
      .joined_on = input.joined_on,
      .joined_store = input.store,
      .channel = input.channel,
      .version = 1,
  };
  store::insert(tx, member, sealed, search_version, by, now);
  store::put_terms(tx, member.programme, owner, terms);
  return member;
}

std::optional<Member> Members::find(sql::Tx& tx, OwnerId id) const { return store::find(tx, id); }

std::optional<Member> Members::find_seen(
    sql::Tx& tx, const org::Snapshot& organisation, const api::Actor& actor, OwnerId id
) const {
  auto member = find(tx, id);
  if (member && !org::sees_programme(organisation, actor, member->programme)) return std::nullopt;
  return member;
}

std::optional<OwnerId> Members::find_owner(
    sql::Tx& tx, ProgrammeId programme, IdentityKind kind, std::string_view value
) const {
  const auto text = canonical(kind, value);
  if (!text) return std::nullopt;
  const auto owner =
      store::find_owner(tx, programme, kind, Vault(keys_, sealer_).directory_value(kind, *text));
  if (!owner || *owner != OwnerId()) return owner;
  const auto shared = sharers(tx, programme, value);
  return shared.size() == 1 ? std::optional(shared.front()) : std::nullopt;  // the rest merged
}

std::vector<OwnerId> Members::sharers(sql::Tx& tx, ProgrammeId programme, std::string_view phone)
    const {
  const auto text = canonical(IdentityKind::phone, phone);
  if (!text) return {};
  const Vault vault(keys_, sealer_);
  std::vector<OwnerId> who;
  for (const OwnerId owner : store::sharers(
           tx, programme, IdentityKind::phone, vault.directory_value(IdentityKind::phone, *text)
       )) {
    const OwnerId now = heir_of(tx, owner).value_or(owner);
    if (std::ranges::find(who, now) == who.end()) who.push_back(now);
  }
  return who;
}

Contact Members::contact(sql::Tx& tx, OwnerId id) const {
  const auto sealed = store::find_sealed(tx, id);
  if (!sealed) return {};
  const Vault vault(keys_, sealer_);
  Contact contact = vault.open(id, *sealed);
  for (const sql::Bytes& external : store::sealed_externals(tx, id)) {
    contact.external_ids.push_back(vault.open_external(id, external));
  }
  return contact;
}

std::vector<Member> Members::find_by_phone_end(
    sql::Tx& tx, ProgrammeId programme, std::string_view last_four, int limit
) const {
  return store::by_phone_end(tx, programme, Vault(keys_, sealer_).phone_end_hash(last_four), limit);
}

std::vector<Member> Members::find_by_name(
    sql::Tx& tx, ProgrammeId programme, std::string_view prefix, int limit
) const {
  if (!is_valid_utf8(prefix)) return {};
  const std::string from = tidy(prefix);
  if (from.empty()) return {};
  return store::by_name(tx, programme, from, after_prefix(from), limit);
}

std::vector<Member> Members::search(
    sql::Tx& tx, ProgrammeId programme, std::string_view query, int limit
) const {
  if (!is_valid_utf8(query)) return {};
  const std::string from = search_beginning(query);
  if (from.empty()) return {};
  std::vector<Member> found;
  for (const OwnerId owner : store::by_term(tx, programme, from, after_prefix(from), limit)) {
    auto member = store::find(tx, owner);
    GX_CHECK_WHY(member.has_value(), "a search term of nobody");
    found.push_back(*std::move(member));
  }
  return found;
}

std::int64_t Members::make_searchable(sql::Tx& tx, int limit) const {
  const auto members = store::without_terms(tx, limit);
  for (const store::Unsearchable& member : members) {
    if (member.state != State::closed) {
      store::put_terms(tx, member.programme, member.owner, search_terms(member.name));
    }
    store::set_search_version(tx, member.owner, search_version);
  }
  return std::ssize(members);
}

Result<Member> Members::change(
    sql::Tx& tx, OwnerId id, std::int64_t version, const Change& change, ActorId by, Instant now
) const {
  Change wanted = change;
  GX_TRY_VOID(check(wanted, today(now)));
  auto member = store::find(tx, id);
  if (!member) return ErrorCode::member_not_found;
  if (member->state == State::closed) return ErrorCode::member_closed;
  if (member->version != version) return ErrorCode::stale_version;

  const Vault vault(keys_, sealer_);
  auto sealed = store::find_sealed(tx, id);
  GX_CHECK(sealed.has_value());
  const auto before = vault.open(id, *sealed);
  Member after = *member;
  if (wanted.state) after.state = *wanted.state;
  if (wanted.name) after.name = *wanted.name;
  if (wanted.gender) after.gender = *wanted.gender;
  if (wanted.birthday) after.birthday = *wanted.birthday;
  if (wanted.language) after.language = *wanted.language;
  const bool new_phone = wanted.phone && *wanted.phone != before.phone;
  const bool new_email = wanted.email && *wanted.email != before.email;
  const bool new_id_number = wanted.id_number && *wanted.id_number != before.id_number;
  const bool new_address = wanted.address && *wanted.address != before.address;
  bool moved_birthday = after.birthday != member->birthday;
  if (moved_birthday) {
    const auto changed_on = store::birthday_changed_on(tx, id);
    // The first one that is told is no change, and one that is taken back neither.
    moved_birthday = (member->birthday || changed_on) && !(wanted.correction && !after.birthday);
    if (!wanted.correction) {
      GX_TRY_VOID(check_birthday_change(changed_on, today(now)));
    }
  }
  if (after == *member && !new_phone && !new_email && !new_id_number && !new_address) {
    return after;
  }

  std::vector<Claim> claims;
  if (new_phone && *wanted.phone) {
    claims.push_back(
        {IdentityKind::phone,
         "phone",
         vault.directory_value(IdentityKind::phone, (*wanted.phone)->reveal_e164()),
         std::nullopt,
         wanted.phone_shared}
    );
  }
  if (new_email && *wanted.email) {
    claims.push_back(
        {IdentityKind::email,
         "email",
         vault.directory_value(IdentityKind::email, canonical(**wanted.email))}
    );
  }
  GX_TRY_VOID(check_free(tx, member->programme, claims, id));

  if (new_phone) {
    store::release(tx, id, IdentityKind::phone, by, now);
    vault.put_phone(*sealed, id, *wanted.phone);
  }
  if (new_email) {
    store::release(tx, id, IdentityKind::email, by, now);
    vault.put_email(*sealed, id, *wanted.email);
  }
  if (new_id_number) vault.put_id_number(*sealed, id, *wanted.id_number);
  if (new_address) vault.put_address(*sealed, id, *wanted.address);
  GX_TRY_VOID(take(tx, member->programme, claims, id, now));
  if (!store::update(tx, after, *sealed, by, now)) return ErrorCode::stale_version;
  if (moved_birthday) store::set_birthday_changed_on(tx, id, today(now));
  if (after.name != member->name) {
    store::remove_terms(tx, member->programme, id, search_terms(member->name));
    store::put_terms(tx, member->programme, id, search_terms(after.name));
  }
  ++after.version;
  return after;
}

Result<Member> Members::close(
    sql::Tx& tx, OwnerId id, std::int64_t version, ActorId by, Instant now
) const {
  auto member = store::find(tx, id);
  if (!member) return ErrorCode::member_not_found;
  if (member->state == State::closed) return ErrorCode::member_closed;
  if (member->version != version) return ErrorCode::stale_version;
  auto sealed = store::find_sealed(tx, id);
  GX_CHECK(sealed.has_value());
  // Nobody looks for a member that left; the member code is never given to another.
  sealed->phone_last4.reset();
  sealed->id_number_last4.reset();
  release_all(tx, id, by, now);
  for (const OwnerId merged : merged_into(tx, id)) release_all(tx, merged, by, now);
  member->state = State::closed;
  if (!store::update(tx, *member, *sealed, by, now)) return ErrorCode::stale_version;
  store::remove_terms(tx, member->programme, id, search_terms(member->name));
  ++member->version;
  return *member;
}

Result<Member> Members::erase(
    sql::Tx& tx, OwnerId id, std::int64_t version, ActorId by, Instant now
) const {
  auto member = store::find(tx, id);
  if (!member) return ErrorCode::member_not_found;
  if (member->version != version) return ErrorCode::stale_version;
  release_all(tx, id, by, now);
  store::forget_released(tx, id);
  store::remove_terms(tx, member->programme, id, search_terms(member->name));
  member->state = State::closed;
  member->name.clear();
  member->gender = Gender::unknown;
  member->birthday.reset();
  if (!store::update(tx, *member, store::Sealed{}, by, now)) return ErrorCode::stale_version;
  ++member->version;
  return *member;
}

}  // namespace guanxi::members
