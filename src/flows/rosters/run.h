// A file on its way in. Inside flows/rosters only.
#pragma once

#include <set>

#include "flows/rosters/post.h"
#include "flows/rosters/sheet.h"

namespace guanxi::rosters {

/// A row as it came, and what it says or why it says nothing.
struct RosterRow {
  std::int64_t row_no = 0, line = 0;
  std::vector<std::string> cells;
  std::string damage;  // the record is none: why
};

/// A row with everything done that needs no writer.
struct ReadyRow {
  RosterRow row;
  std::optional<Result<Person>> person = {};  // none of a damaged one
  std::optional<Newcomer> newcomer = {};
};

/// Rows that are posted in one transaction.
struct Batch {
  std::vector<ReadyRow> rows;
  Instant now;
  std::uint64_t bytes_done = 0;  // of the file, behind them
};

/// A file that can be imported: opened, its header understood.
struct OpenRoster {
  std::unique_ptr<Sheet> sheet;
  Mapping mapping;
  Target target;
  std::int64_t rows_read = 0;
  std::string fault = {};  // why it cannot be read to its end

  Currency currency() const { return target.programme->currency; }
  Reading reading() const {
    return {mapping, currency(), sheet->is_workbook(), target.fields, target.wechat_app};
  }
  /// Up to `limit` rows more; fewer at the end, or at a fault.
  std::vector<RosterRow> read(int limit, api::Language language);
};

/// What a programme defines and has not retired, and how its columns may be called.
std::vector<profiles::Field> active_fields(sql::Database& db, ProgrammeId programme);
std::vector<Defined> defined_of(std::span<const profiles::Field> fields);

/// Errors: see Rosters.
Result<OpenRoster> open_roster(const House& house, const Options& options, const api::Actor& actor);

/// What is wrong with a row, cell by cell.
std::vector<CellFault> faults_of(
    const Mapping& mapping, const Error& error, api::Language language
);
/// The same in a sentence for each cell: "手机: 格式不对…; 生日: …".
std::string reason_of(const std::vector<CellFault>& faults);

/// The file of rejected rows: what came, where it stood, and why it was not taken. It begins with a
/// byte order mark, without which spreadsheets take Chinese for rubbish.
std::string rejects_header(const Mapping& mapping);
std::string rejects_row(const Mapping& mapping, const RosterRow& row, std::string_view reason);

/// Who the rows of a preview would have enrolled so far, by what makes them known.
class Seen {
 public:
  /// Errors: identity_taken, card_number_taken, by an earlier row.
  Outcome check(const Person& person) const;
  bool has(Key key, const Person& person) const;
  void add(const Person& person);
  /// Whether an earlier row is who recommended the person, by phone or external id.
  bool has_referrer(const Person& person) const;

 private:
  std::set<std::string> known_;  // "phone +86…"
};

}  // namespace guanxi::rosters
