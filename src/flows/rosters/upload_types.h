// What is sent to and answered by the endpoints of rosters. Their words stand in upload_docs.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "flows/rosters/undo.h"

namespace guanxi::rosters {

struct UploadTag;
using UploadId = Id<UploadTag>;

enum class UploadState {
  uploading,
  ready,
  running,
  cancelling,
  done,
  failed,
  cancelled,
  expired,
};
BOOST_DESCRIBE_ENUM(
    UploadState, uploading, ready, running, cancelling, done, failed, cancelled, expired
)

inline constexpr std::int64_t upload_bytes_max = 32 * 1024 * 1024;
inline constexpr std::int64_t part_bytes_max = 512 * 1024;
inline constexpr std::int64_t part_chars_max = (part_bytes_max + 2) / 3 * 4;  // in base64
inline constexpr int upload_hours = 24;      // a file that nobody imports is kept so long
inline constexpr int rejects_days = 30;      // rejected rows are kept so long
inline constexpr int open_rosters_max = 10;  // of one account, that have not ended
inline constexpr int preview_rows_max = 2'000;
inline constexpr int rejects_rows_max = 50'000;  // of one file of rejected rows

/// A place among sealed values.
struct UploadPlace {
  std::int64_t file = 0, no = 0;
};

struct CreateRoster {
  std::string name, programme;
  std::int64_t bytes = 0;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(CreateRoster, (), (name, programme, bytes, sha256))

struct GetRoster {
  UploadId id;
};
BOOST_DESCRIBE_STRUCT(GetRoster, (), (id))

struct ListRosters {
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRosters, (), (limit, cursor))

struct PutRosterPart {
  UploadId id;
  std::int64_t part = 0;
  std::string content;
  std::optional<std::string> sha256;
};
BOOST_DESCRIBE_STRUCT(PutRosterPart, (), (id, part, content, sha256))

struct CompleteRoster {
  UploadId id;
};
BOOST_DESCRIBE_STRUCT(CompleteRoster, (), (id))

struct CancelRoster {
  UploadId id;
};
BOOST_DESCRIBE_STRUCT(CancelRoster, (), (id))

struct GetRosterColumns {
  UploadId id;
};
BOOST_DESCRIBE_STRUCT(GetRosterColumns, (), (id))

struct ColumnChoice {
  std::string column;
  std::optional<Field> field;
  std::optional<std::string> profile_field;
};
BOOST_DESCRIBE_STRUCT(ColumnChoice, (), (column, field, profile_field))

struct StartRoster {
  UploadId id;
  std::optional<std::string> store;
  Mode mode = Mode::create;
  Key key = Key::phone;
  OnDuplicate duplicates = OnDuplicate::review;
  std::vector<ColumnChoice> map;
  bool ignore_unknown = false;
  std::optional<Date> tier_until;
  std::optional<std::string> wechat_app;
};
BOOST_DESCRIBE_STRUCT(
    StartRoster, (), (id, store, mode, key, duplicates, map, ignore_unknown, tier_until, wechat_app)
)

struct PreviewRoster {
  UploadId id;
  std::optional<std::string> store;
  Mode mode = Mode::create;
  Key key = Key::phone;
  OnDuplicate duplicates = OnDuplicate::review;
  std::vector<ColumnChoice> map;
  bool ignore_unknown = false;
  std::optional<Date> tier_until;
  std::optional<std::string> wechat_app;
  int rows = 200;
};
BOOST_DESCRIBE_STRUCT(
    PreviewRoster,
    (),
    (id, store, mode, key, duplicates, map, ignore_unknown, tier_until, wechat_app, rows)
)

struct RosterResult {
  std::int64_t rows = 0, created = 0, updated = 0, unchanged = 0, skipped = 0, rejected = 0;
  std::int64_t alike = 0;
  Points points;
  Money stored, small_change;
  std::int64_t growth = 0, tiers = 0;
};
BOOST_DESCRIBE_STRUCT(
    RosterResult,
    (),
    (rows,
     created,
     updated,
     unchanged,
     skipped,
     rejected,
     alike,
     points,
     stored,
     small_change,
     growth,
     tiers)
)

/// What an import was started with.
struct RosterOptions {
  std::optional<std::string> store;
  Mode mode = Mode::create;
  Key key = Key::phone;
  OnDuplicate duplicates = OnDuplicate::review;
  std::vector<ColumnChoice> map;
  bool ignore_unknown = false;
  std::optional<Date> tier_until;
  std::optional<std::string> wechat_app;
};
BOOST_DESCRIBE_STRUCT(
    RosterOptions, (), (store, mode, key, duplicates, map, ignore_unknown, tier_until, wechat_app)
)

struct RosterView {
  UploadId id;
  std::string name, programme;
  UploadState state = UploadState::uploading;
  std::int64_t bytes = 0, part_bytes = 0, parts = 0;
  std::vector<std::int64_t> missing;
  std::int64_t rows_total = 0;
  std::optional<RosterOptions> options;
  std::optional<ImportId> import;
  std::optional<RosterResult> result;
  bool repeated = false;
  std::optional<std::string> fault;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> started_at;
  std::optional<ActorId> started_by;
  std::optional<Instant> ended_at;
  Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(
    RosterView,
    (),
    (id,
     name,
     programme,
     state,
     bytes,
     part_bytes,
     parts,
     missing,
     rows_total,
     options,
     import,
     result,
     repeated,
     fault,
     created_at,
     created_by,
     started_at,
     started_by,
     ended_at,
     expires_at)
)

struct ColumnView {
  std::string column;
  std::optional<Field> field;
  std::optional<std::string> profile_field;
};
BOOST_DESCRIBE_STRUCT(ColumnView, (), (column, field, profile_field))

struct ColumnsView {
  std::vector<ColumnView> columns;
  std::vector<std::string> unknown;
};
BOOST_DESCRIBE_STRUCT(ColumnsView, (), (columns, unknown))

BOOST_DESCRIBE_STRUCT(CellFault, (), (column, field, code, message))

struct RowView {
  std::vector<std::string> cells;
};
BOOST_DESCRIBE_STRUCT(RowView, (), (cells))

struct RejectView {
  std::int64_t row = 0, line = 0;
  std::vector<CellFault> faults;
};
BOOST_DESCRIBE_STRUCT(RejectView, (), (row, line, faults))

struct ProblemView {
  std::int64_t line = 0;
  std::vector<CellFault> faults;
};
BOOST_DESCRIBE_STRUCT(ProblemView, (), (line, faults))

struct PreviewView {
  std::vector<ColumnView> columns;
  std::vector<RowView> rows;
  RosterResult result;
  std::vector<ProblemView> problems;
  bool whole = false;
  std::optional<std::string> fault;
};
BOOST_DESCRIBE_STRUCT(PreviewView, (), (columns, rows, result, problems, whole, fault))

struct GetRosterImport {
  ImportId id;
};
BOOST_DESCRIBE_STRUCT(GetRosterImport, (), (id))

struct ListRosterImports {
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRosterImports, (), (limit, cursor))

struct ListRosterRejects {
  ImportId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRosterRejects, (), (id, limit, cursor))

struct GetRosterRejects {
  ImportId id;
  std::int64_t after = 0;
  int rows = rejects_rows_max;
};
BOOST_DESCRIBE_STRUCT(GetRosterRejects, (), (id, after, rows))

struct UndoRosterImport {
  ImportId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(UndoRosterImport, (), (id, reason))

struct KeptRowView {
  std::int64_t line = 0;
  OwnerId member;
  Kept why = Kept::changed;
};
BOOST_DESCRIBE_STRUCT(KeptRowView, (), (line, member, why))

struct RosterUndoView {
  std::optional<ActorId> by;
  std::optional<Instant> at;
  std::optional<std::string> reason;
  std::int64_t undone = 0, kept = 0;
  std::optional<std::vector<KeptRowView>> rows;
};
BOOST_DESCRIBE_STRUCT(RosterUndoView, (), (by, at, reason, undone, kept, rows))

struct RosterImportView {
  ImportId id;
  std::string name, programme;
  ImportState state = ImportState::running;
  RosterResult result;
  Instant started_at, updated_at;
  ActorId by;
  Instant undo_until;
  std::optional<RosterUndoView> undo;
};
BOOST_DESCRIBE_STRUCT(
    RosterImportView,
    (),
    (id, name, programme, state, result, started_at, updated_at, by, undo_until, undo)
)

}  // namespace guanxi::rosters

#include "flows/rosters/upload_docs.h"  // IWYU pragma: export
