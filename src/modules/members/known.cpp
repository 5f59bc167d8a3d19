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
