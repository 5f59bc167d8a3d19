// Members with all that others are compared with.
#include <algorithm>

#include "modules/members/search.h"
#include "modules/members/store.h"
#include "modules/members/vault.h"

namespace guanxi::members {

std::vector<Known> Members::alike(sql::Tx& tx, const NewMember& somebody, int limit) const {
  const Vault vault(keys_, sealer_);
  std::vector<Known> found;
  const auto add = [&](const std::vector<store::KnownRow>& rows) {
    for (const store::KnownRow& row : rows) {
      const auto same = [&](const Known& other) { return other.member.id == row.member.id; };
      if (std::ranges::any_of(found, same)) continue;
      found.push_back({row.member, vault.open(row.member.id, row.sealed)});
    }
  };
  if (somebody.birthday) {
    add(store::by_birthday(tx, somebody.programme, *somebody.birthday, limit));
  }
  if (const std::string term = whole_term(somebody.name); !term.empty()) {
    add(store::by_whole_term(tx, somebody.programme, term, limit));
  }
  if (somebody.id_number) {
    const sql::Bytes end = vault.id_number_end_hash(somebody.id_number->last_four());
    add(store::by_id_number_end(tx, somebody.programme, end, limit));
  }
  return found;
}

Traits Members::traits_of(const NewMember& somebody) const {
  Traits traits{somebody.programme, somebody.birthday, whole_term(somebody.name), {}};
  if (somebody.id_number) {
    traits.id_number_end =
        Vault(keys_, sealer_).id_number_end_hash(somebody.id_number->last_four());
  }
  return traits;
}

std::vector<AtVersion> Members::alike(sql::Tx& tx, const Traits& traits, int limit) const {
  std::vector<AtVersion> found;
  const auto add = [&](const std::vector<AtVersion>& rows) {
    for (const AtVersion& row : rows) {
      if (std::ranges::find(found, row) == found.end()) found.push_back(row);
    }
  };
  if (traits.birthday) {
    add(store::who_by_birthday(tx, traits.programme, *traits.birthday, limit));
  }
  if (!traits.term.empty()) add(store::who_by_whole_term(tx, traits.programme, traits.term, limit));
  if (traits.id_number_end) {
    add(store::who_by_id_number_end(tx, traits.programme, *traits.id_number_end, limit));
  }
  return found;
}

Known Members::known(sql::Tx& tx, OwnerId id) const {
  const auto row = store::find_known(tx, id);
  GX_CHECK_WHY(row.has_value(), "a member who was found is not there");
  return {row->member, Vault(keys_, sealer_).open(id, row->sealed)};
}

std::optional<OwnerId> Members::walk(
    sql::Database& db,
    ProgrammeId programme,
    OwnerId after,
    int limit,
    const std::function<void(const Known&)>& visit
) const {
  const auto rows =
      db.read([&](sql::Tx& tx) { return store::known_after(tx, programme, after, limit); });
  if (rows.empty()) return std::nullopt;
  const Vault vault(keys_, sealer_);  // opened outside the snapshot
  for (const store::KnownRow& row : rows) {
    visit({row.member, vault.open(row.member.id, row.sealed)});
  }
  return rows.back().member.id;
}

}  // namespace guanxi::members
