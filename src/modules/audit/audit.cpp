#include "modules/audit/audit.h"

#include <utility>

#include "modules/audit/api_types.h"
#include "modules/audit/store.h"

namespace guanxi::audit {
namespace {

// Writers of one chain wait for each other; objects spread over this many. Part of what is stored:
// more of them would leave the old entries where they are.
constexpr std::size_t chains = 64;
constexpr std::size_t salt_bytes = 16;
// Bound into seals: never change it.
constexpr std::string_view sealed_column = "audit_entries.sealed";

std::int64_t chain_of(const Entry& entry) {
  const std::string_view parts[] = {entry.object_kind, entry.object_id};
  return crypto::sha256_of_parts(parts)[0] % chains;
}

std::vector<ChangeView> views_of(const std::vector<Change>& changes, bool with_personal_values) {
  std::vector<ChangeView> views;
  for (const Change& change : changes) {
    ChangeView view{change.field, {}, {}, change.personal};
    if (!change.personal || with_personal_values) {
      view.before = change.before;
      view.after = change.after;
    }
    views.push_back(std::move(view));
  }
  return views;
}

std::vector<Change> changes_of(std::vector<ChangeView> views) {
  std::vector<Change> changes;
  for (ChangeView& view : views) {
    changes.push_back(
        {std::move(view.field), std::move(view.before), std::move(view.after), view.personal}
    );
  }
  return changes;
}

template <class T>
T read_stored(std::string_view json) {
  auto read = api::from_json<T>(json, api::Origin::stored);
  GX_CHECK_WHY(read.has_value(), "an audit entry is no longer readable");
  return *std::move(read);
}

bool has_personal_values(const Entry& entry) {
  for (const Change& change : entry.changes.all()) {
    if (change.personal && (change.before || change.after)) return true;
  }
  return false;
}

void write(
    sql::Tx& tx, const crypto::Sealer* sealer, const By& by, const Entry& entry, Instant now
) {
  store::Row row;
  row.chain = chain_of(entry);
  const store::Head head = store::take(tx, row.chain);
  row.seq = head.seq;
  row.at = now;
  row.actor = by.actor;
  row.request = std::string(by.request);
  row.object_kind = entry.object_kind;
  row.object_id = entry.object_id;
  if (entry.member) row.owner = entry.member;
  row.action = entry.action;
  row.changes = api::to_json(StoredChanges{views_of(entry.changes.all(), false)});
  if (has_personal_values(entry)) {
    GX_CHECK_WHY(sealer != nullptr && entry.member, "personal values without a seal");
    const std::string inside = api::to_json(SealedChanges{
        crypto::to_hex(crypto::random_bytes(salt_bytes)), views_of(entry.changes.all(), true)});
    row.sealed = sql::Bytes{sealer->seal(inside, {sealed_column, entry.member.value()})};
    row.sealed_digest = sql::Bytes{std::string(crypto::bytes_of(crypto::sha256(inside)))};
  }
  row.reason = entry.reason;
  row.log = entry.log;
  row.hash = store::hash_of(head.hash, row);
  store::insert(tx, row);
  store::set_head(tx, row.chain, row.hash);
}

Recorded recorded_of(store::Row row) {
  return {
      {row.chain, row.seq},
      row.at,
      row.actor,
      std::move(row.request),
      std::move(row.object_kind),
      std::move(row.object_id),
      row.owner,
      std::move(row.action),
      changes_of(read_stored<StoredChanges>(row.changes).items),
      row.sealed.has_value(),
      row.sealed_digest && !row.sealed,
      std::move(row.reason),
      std::move(row.log)};
}

Recorded opened(const crypto::Sealer& sealer, store::Row row) {
  std::optional<std::vector<Change>> values;
  if (row.sealed) {
    const std::string inside =
        sealer.open(row.sealed->data, {sealed_column, row.owner.value_or(OwnerId()).value()});
    const crypto::Digest digest = crypto::sha256(inside);
    if (crypto::bytes_of(digest) != row.sealed_digest->data) {
      throw crypto::SealBroken("audit_entries.sealed: it is not what the chain says");
    }
    values = changes_of(read_stored<SealedChanges>(inside).items);
  }
  Recorded recorded = recorded_of(std::move(row));
  if (values) recorded.changes = *std::move(values);
  return recorded;
}

}  // namespace

By::By(const api::Call& call) : actor(call.actor.id), request(call.trace_id) {}

Changes& Changes::add(
    const char* field, std::optional<std::string> before, std::optional<std::string> after
) {
  if (before != after) all_.push_back({field, std::move(before), std::move(after), false});
  return *this;
}

Changes& Changes::add_personal(
    const char* field, std::optional<std::string> before, std::optional<std::string> after
) {
  if (before != after) all_.push_back({field, std::move(before), std::move(after), true});
  return *this;
}

Changes& Changes::name(const char* field, bool personal) {
  all_.push_back({field, {}, {}, personal});
  return *this;
}

void record(sql::Tx& tx, const By& by, const Entry& entry, Instant now) {
  write(tx, nullptr, by, entry, now);
}

void record(
    sql::Tx& tx, const crypto::Sealer& sealer, const By& by, const Entry& entry, Instant now
) {
  write(tx, &sealer, by, entry, now);
}

std::int64_t forget_values(sql::Tx& tx, OwnerId member) { return store::forget_values(tx, member); }

std::vector<Recorded> search(sql::Tx& tx, const Search& search) {
  std::vector<Recorded> found;
  for (store::Row& row : store::list(tx, search)) found.push_back(recorded_of(std::move(row)));
  return found;
}

std::vector<Recorded> about(sql::Tx& tx, const crypto::Sealer& sealer, OwnerId member, int limit) {
  std::vector<Recorded> found;
  for (store::Row& row : store::about(tx, member, limit)) {
    found.push_back(opened(sealer, std::move(row)));
  }
  return found;
}

std::optional<Recorded> find_opened(sql::Tx& tx, const crypto::Sealer& sealer, const Place& place) {
  auto row = store::find(tx, place);
  if (!row) return std::nullopt;
  return opened(sealer, *std::move(row));
}

std::optional<Place> walk_seals(
    sql::Database& db,
    const crypto::Sealer& sealer,
    const Place& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
) {
  const auto page = db.read([&](sql::Tx& tx) { return store::sealed_after(tx, after, limit); });
  if (page.empty()) return std::nullopt;
  std::vector<std::pair<store::SealedRow, sql::Bytes>> renewed;
  for (const store::SealedRow& row : page) {
    if (auto fresh = sealer.renew(row.sealed.data, {sealed_column, row.owner.value()}, census)) {
      renewed.emplace_back(row, sql::Bytes{*std::move(fresh)});
    }
  }
  if (walk == crypto::SealWalk::renew && !renewed.empty()) {
    const auto written = db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      for (const auto& [row, fresh] : renewed) {
        if (store::replace_seal(tx, row, fresh)) ++values;
      }
      return values;
    });
    census.renewed += *written;
  }
  return Place{page.back().chain, page.back().seq};
}

}  // namespace guanxi::audit
