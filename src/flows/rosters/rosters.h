// Rosters: members of another system, who come as a file. Each row goes through the same doors as a
// member at the counter – enrolment, change of profile, issue of a card, points documents,
// recharges – and through the same search for duplicates.
//
// Rows are posted in batches of one transaction each, which also moves the stored progress: an
// import that was killed resumes exactly behind the last batch that counted. The same file twice
// changes nothing. A row is taken whole or not at all; what is wrong with it stands in a file with
// the columns it came with, which can be corrected and imported.
//
// An empty cell says nothing: it clears nothing. Store and date of joining count for new members
// only. What a member had is booked once: points as a document of class D, stored value as a
// recharge paid by "opening_balance", with the legal limits of the wallet, small change as saved,
// growth as an entry of its own; a tier is granted until a day.
//
// Threads: Rosters may be used from any thread; an import runs in one process at a time.
#pragma once

#include <boost/describe/enum.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "flows/rosters/columns.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/ladders.h"
#include "platform/api/api.h"

namespace guanxi::rosters {

struct ImportTag;
using ImportId = Id<ImportTag>;

enum class ImportState { running, done, failed, undoing, undone };
BOOST_DESCRIBE_ENUM(ImportState, running, done, failed, undoing, undone)

enum class Mode { create, update, upsert };
BOOST_DESCRIBE_ENUM(Mode, create, update, upsert)
/// What members who are there already are found by.
enum class Key { phone, card, external_id, member_id, email };
BOOST_DESCRIBE_ENUM(Key, phone, card, external_id, member_id, email)
/// What becomes of somebody who may be a member already, by the programme's review score: enrolled
/// and put into the queue, left out, or enrolled without a look.
enum class OnDuplicate { review, skip, create };
BOOST_DESCRIBE_ENUM(OnDuplicate, review, skip, create)

/// What decides what a file does.
struct Order {
  std::string programme = {};
  std::string store = {};  // of new members whose row names none; may be empty
  Mode mode = Mode::create;
  Key key = Key::phone;
  OnDuplicate duplicates = OnDuplicate::review;
  std::vector<Assignment> columns = {};
  bool ignore_unknown = false;
  std::optional<Date> tier_until = {};         // of tiers whose row names no day
  std::optional<std::string> wechat_app = {};  // whose openids they are
};

struct Counters {
  std::int64_t created = 0, updated = 0, unchanged = 0, skipped = 0, rejected = 0;  // rows
  std::int64_t alike = 0;               // of the created ones, those in the queue of duplicates
  std::int64_t points = 0, stored = 0;  // opening balances; stored and change in minor units
  std::int64_t change = 0, growth = 0;
  std::int64_t tiers = 0;          // granted
  std::int64_t rejects_bytes = 0;  // of the file of rejected rows
  std::int64_t rows() const { return created + updated + unchanged + skipped + rejected; }
  bool operator==(const Counters&) const = default;
};

struct Progress {
  std::int64_t rows = 0;
  std::uint64_t bytes_done = 0, bytes_total = 0;
};

/// What is wrong with one cell of a row, or with all of it (no column).
struct CellFault {
  std::string column, field;  // as the file has it, and our word
  std::string code, message;  // of the error; no cell's content
};

struct Options {
  std::filesystem::path file;
  std::string name = {};  // of the file; empty: that of the path
  Order order;
  /// Where rejected rows go; removed again if there are none. Empty: into the store, sealed.
  std::filesystem::path rejects;
  api::Language language = api::Language::zh_cn;  // of the reasons in it
  int batch_rows = 200;
  std::int64_t preview_rows = 0;  // a preview tries so many; 0: all
  /// In the transaction that begins the import, or finds it begun.
  std::function<void(sql::Tx&, ImportId)> on_begin = {};
  std::function<void(const Progress&)> on_progress = {};
  std::function<bool()> stop = {};  // asked between batches; true ends the import, to be resumed
};

struct Report {
  enum class State { done, already_done, stopped, failed };
  State state = State::done;
  ImportId id = {};  // 0: it never began
  bool resumed = false;
  Currency currency;
  Counters counters;
  std::string fault;  // failed: why; what was read before it stays posted
};

/// What an import would do.
struct Preview {
  Currency currency;
  std::vector<std::string> columns;                 // of the file …
  std::vector<std::optional<Field>> fields;         // … and what they are
  std::vector<std::optional<std::string>> defined;  // … or which field of the programme
  std::vector<std::vector<std::string>> rows;       // the first ones
  Counters counters;
  std::vector<std::string> faults;  // of the first rows that would be rejected: "3: phone: …"
  struct Problem {
    std::int64_t line = 0;
    std::vector<CellFault> cells;
  };
  std::vector<Problem> problems;  // the same, cell by cell
  bool whole = false;             // all rows were tried
  std::string fault;              // the file cannot be read to its end
};

/// What the flow works with. All outlive it.
struct House {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  IdGenerator& ids;
  const crypto::KeyRing& keys;
  const Clock& clock;
  const tiers::Ladders& ladders;
};

class Rosters {
 public:
  explicit Rosters(const House& house) : house_(house) {}

  // Errors of both: not_found at /file; programme_not_found, store_not_found; unknown_value at
  // /store (of another programme); missing_field at /key (update and upsert: the file has no such
  // column); invalid_request with those of Mapping::of.

  /// Errors also: conflict (another process imports the same file now, or its
  /// undo is under way).
  Result<Report> run(const Options& options, const api::Actor& actor) const;
  /// Tries every row and takes it back: what a later batch would find of an earlier one is known by
  /// phone, e-mail, card and external id.
  Result<Preview> preview(const Options& options, const api::Actor& actor) const;

 private:
  struct Run;
  House house_;
};

}  // namespace guanxi::rosters
