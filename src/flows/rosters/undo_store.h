// All SQL of undoing imports. Inside flows/rosters only.
#pragma once

#include <vector>

#include "flows/rosters/store.h"
#include "flows/rosters/undo.h"

namespace guanxi::rosters::store {

struct UndoImport {
  ImportId id;
  ProgrammeId programme;
  std::string file_name;
  ImportState state = ImportState::running;
  Instant updated_at;  // of the last batch of the import
  std::int64_t undo_next = 0, undone = 0, kept = 0;
};
std::optional<UndoImport> find_undo(sql::Tx& tx, ImportId id);
/// To undoing, beginning at the last row; false if another process was first. An import that is
/// under way ends with a conflict.
bool begin_undo(sql::Tx& tx, UndoImport& import);
/// Moves the progress from `next_before`; false if another process has moved it.
bool move_undo(sql::Tx& tx, const UndoImport& import, std::int64_t next_before);
/// The file may be imported again.
void end_undo(sql::Tx& tx, ImportId id);

/// A row as it is to be taken back.
struct UndoRow {
  OwnerId owner;
  ImportId import;
  std::int64_t row_no = 0, line = 0;
  Deed deed = Deed::created;
  std::int64_t version = 0, points_seq = 0, wallet_seq = 0;
  Instant posted_at;
  std::optional<CardId> card;
  std::optional<sql::Bytes> prior;
  std::optional<tiers::LadderId> ladder;
  std::optional<std::string> tier;
  std::optional<Date> tier_until;
  std::optional<Instant> touched_at;  // by an undone later row of the same member; none: posted_at
};
/// Rows from `next` back, the last first.
std::vector<UndoRow> rows_back_from(sql::Tx& tx, ImportId id, std::int64_t next, int limit);
std::optional<UndoRow> find_row(sql::Tx& tx, const UndoRow& row);
/// What the earlier rows of the same import about the same member find now, as if they had left it.
void set_left(
    sql::Tx& tx,
    const UndoRow& row,
    std::int64_t version,
    std::int64_t points_seq,
    std::int64_t wallet_seq
);
void set_kept(sql::Tx& tx, const UndoRow& row, Kept why);
std::vector<KeptRow> kept_rows(sql::Tx& tx, ImportId id, int limit);

struct Opening {
  OwnerId owner;  // whom the row named
  std::int64_t amount = 0, cause = 0;
  StoreId store;
};
/// The opening balance that this row booked for `named`.
std::optional<Opening> opening_by(sql::Tx& tx, const UndoRow& row, OwnerId named, Asset asset);
void delete_opening(sql::Tx& tx, OwnerId named, Asset asset);

std::int64_t forget_prior(sql::Tx& tx, Instant before, int limit);
void forget_prior_of(sql::Tx& tx, OwnerId member);

struct SealedPrior {
  OwnerId owner;
  std::int64_t import = 0, row_no = 0;
  sql::Bytes prior;
};
std::vector<SealedPrior> sealed_priors(sql::Tx& tx, const PriorPlace& after, int limit);
/// False where somebody changed it meanwhile.
bool replace_prior(sql::Tx& tx, const SealedPrior& row, const sql::Bytes& fresh);

}  // namespace guanxi::rosters::store
