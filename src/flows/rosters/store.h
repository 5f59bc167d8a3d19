// All SQL of imports of members. Inside flows/rosters only.
#pragma once

#include <optional>
#include <string>

#include "flows/rosters/rosters.h"
#include "platform/sql/enum_column.h"

namespace guanxi::rosters::store {

struct Import {
  ImportId id;
  ImportState state = ImportState::running;
  std::int64_t rows_done = 0;
  Counters counters = {};
};
std::optional<Import> find_import(sql::Tx& tx, const sql::Digest& content);
/// False if another process has begun the same.
bool insert_import(
    sql::Tx& tx,
    const Import& import,
    const sql::Digest& content,
    std::string_view file_name,
    ProgrammeId programme,
    ActorId by,
    Instant now
);
/// Moves the progress from `rows_before`; false if another process has moved it, or undoes it.
bool move_import(sql::Tx& tx, const Import& import, std::int64_t rows_before, Instant now);
void end_import(sql::Tx& tx, ImportId id, ImportState state, Instant now);

enum class Deed { created, updated };
BOOST_DESCRIBE_ENUM(Deed, created, updated)

/// A row of a file that changed something, and what it left.
struct Row {
  OwnerId owner = {};
  OwnerId named = {};  // whom the row means: the owner, or who was merged into them; not kept
  ImportId import = {};
  std::int64_t row_no = 0, line = 0;
  Deed deed = Deed::created;
  std::int64_t version = 0, points_seq = 0, wallet_seq = 0;
  Instant posted_at = {};
  std::optional<CardId> card = {};             // issued by an update
  std::optional<sql::Bytes> prior = {};        // what an update changed, sealed: see prior.h
  std::optional<tiers::LadderId> ladder = {};  // of the tier that was granted
  std::optional<std::string> tier = {};
  std::optional<Date> tier_until = {};
};
void insert_row(sql::Tx& tx, const Row& row);

enum class Asset { points, stored, change, growth, tier };
BOOST_DESCRIBE_ENUM(Asset, points, stored, change, growth, tier)

/// An opening balance that was booked, or a tier that was granted.
struct Booked {
  std::int64_t amount = 0;  // of a tier its last day
  std::string tier;
  bool operator==(const Booked&) const = default;
};
std::optional<Booked> booked_of(sql::Tx& tx, OwnerId owner, Asset asset);
void insert_opening(
    sql::Tx& tx,
    const Row& row,
    Asset asset,
    const Booked& booked,
    std::int64_t cause,
    StoreId store = {}
);

}  // namespace guanxi::rosters::store
