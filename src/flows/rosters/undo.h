// Taking an import back, within thirty days and once. Members it created are closed, and phone,
// e-mail, external id and card number are free for the file that is right; members it updated get
// back what they had; opening balances are taken back. A row is taken back whole or not at all:
// where something has happened since, it stays and the result says why.
//
// Rows go back from the last to the first, in batches of one transaction each, which also moves the
// stored progress: an undo that was killed resumes behind its last batch.
//
// Threads: Undo may be used from any thread; the undo of an import runs in one process at a time.
#pragma once

#include "flows/rosters/rosters.h"

namespace guanxi::rosters {

inline constexpr int undo_days = 30;

/// Why a row stays.
enum class Kept {
  closed,          // the member has left
  changed,         // the profile was changed, also by a later import
  points_moved,    // points were earned, spent or expired, or are not free
  wallet_moved,    // stored value was paid with or recharged, or the wallet is frozen
  cards_changed,   // a card was issued, frozen, replaced …
  identity_taken,  // the phone or e-mail from before is another member's now
};
BOOST_DESCRIBE_ENUM(
    Kept, closed, changed, points_moved, wallet_moved, cards_changed, identity_taken
)

struct KeptRow {
  std::int64_t line = 0;  // of the file
  OwnerId member;
  Kept why = Kept::changed;
};

struct UndoOptions {
  ImportId import;
  int batch_rows = 100;
  std::function<void(const Progress&)> on_progress = {};
  std::function<bool()> stop = {};  // asked between batches; true ends the undo, to be resumed
};

struct UndoReport {
  enum class State {
    undone,
    already_undone,
    stopped,  // to be resumed
    too_late,
  };
  State state = State::undone;
  std::string file_name;
  std::int64_t undone = 0, kept = 0;  // rows
  std::vector<KeptRow> rows;          // that stayed, at most a thousand
};

class Undo {
 public:
  explicit Undo(const House& house) : house_(house) {}

  /// Errors: not_found at /id (no such import, or of a programme the actor may not see).
  Result<UndoReport> run(const UndoOptions& options, const api::Actor& actor) const;

 private:
  House house_;
};

/// Forgets what imports changed that cannot be undone any more: at most `limit` rows, to be
/// repeated until it is fewer.
std::int64_t forget_prior(sql::Tx& tx, Instant now, int limit);

/// Forgets what imports keep of somebody who is erased: what they had before, and rows about them
/// that were not taken.
void forget_person(sql::Tx& tx, OwnerId member);

/// Walks over the seals of what imports changed, as members::Members::walk_seals.
struct PriorPlace {
  OwnerId owner;
  std::int64_t import = 0, row_no = 0;
};
std::optional<PriorPlace> walk_seals(
    sql::Database& db,
    const crypto::KeyRing& keys,
    const PriorPlace& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
);

}  // namespace guanxi::rosters
