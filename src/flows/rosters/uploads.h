// Rosters over HTTP: what the command does, for who has a browser and a token. A file comes in
// parts, in any order and as often as the line breaks; it is looked at, previewed, and imported by
// a job. The bytes are sealed, and gone as soon as the import has ended, was cancelled, or nobody
// imported them within a day. Rejected rows are kept sealed for thirty days.
//
// Whoever imports for a programme writes for all of its stores: actors limited to stores may not.
//
// Threads: any; the jobs run in one process at a time.
#pragma once

#include "flows/rosters/upload_types.h"
#include "platform/api/idempotency.h"

namespace guanxi::jobs {
class Scheduler;
}

namespace guanxi::rosters {

namespace store {
struct Upload;
struct Shown;
}  // namespace store

class Uploads {
 public:
  struct Settings {
    std::int64_t body_bytes_max = 1024 * 1024;  // of a request: what a part has to fit into
    int batch_rows = 200;
  };
  /// All of `house` and `answers` outlive it.
  Uploads(const House& house, const api::FirstAnswers& answers, const Settings& settings);

  using Call = api::Call;
  template <class View>
  using Answer = Result<api::Reply<View>>;

  // Errors of all: store_out_of_scope; roster_not_found where an id is asked for.

  /// Errors: programme_not_found; bad_format at /sha256; rosters_too_many (of one account).
  Answer<RosterView> create(const Call& call, const CreateRoster& request) const;
  Result<RosterView> get(const Call& call, const GetRoster& request) const;
  Result<api::Page<RosterView>> list(const Call& call, const ListRosters& request) const;
  /// The same again changes nothing, other bytes take the place of those before. Errors:
  /// roster_state unless it is uploading; out_of_range at /part; bad_format at /content and
  /// /sha256; roster_differs (the part's size or digest is not what was announced).
  Result<RosterView> put_part(const Call& call, const PutRosterPart& request) const;
  /// Repeatable. Errors: roster_state; roster_differs: parts are missing, or the digest of the
  /// whole is another than was announced.
  Result<RosterView> complete(const Call& call, const CompleteRoster& request) const;
  /// Repeatable. Deletes the bytes; an import that runs ends behind its batch. Errors: roster_state
  /// (it has ended).
  Answer<RosterView> cancel(const Call& call, const CancelRoster& request) const;

  /// Errors of these: roster_state unless it is ready; those of Rosters::preview. A file that
  /// cannot be read is told in the answer.
  Result<ColumnsView> columns(const Call& call, const GetRosterColumns& request) const;
  Result<PreviewView> preview(const Call& call, const PreviewRoster& request) const;
  Answer<RosterView> start(const Call& call, const StartRoster& request) const;

  Result<RosterImportView> import(const Call& call, const GetRosterImport& request) const;
  Result<api::Page<RosterImportView>> imports(const Call& call, const ListRosterImports& request)
      const;
  Result<api::Page<RejectView>> rejects(const Call& call, const ListRosterRejects& request) const;
  /// As the command writes it. On the audit trail: it is personal data in the clear.
  Result<api::File> rejects_file(const Call& call, const GetRosterRejects& request) const;
  /// Asks for it; a job does it. Errors: roster_state (undone, being undone, too late, or running).
  Answer<RosterImportView> undo(const Call& call, const UndoRosterImport& request) const;

  /// Does what was asked for, from where it stopped; `stop` is asked between batches.
  Outcome work(const std::function<bool()>& stop) const;
  /// Forgets what was not imported in time, and rejected rows that are old enough.
  Outcome sweep(Instant now, const std::function<bool()>& stop) const;

 private:
  Result<store::Upload> load(sql::Tx& tx, const Call& call, UploadId id) const;
  Result<store::Upload> load_ready(const Call& call, UploadId id) const;
  Outcome check_header(const Call& call, const StartRoster& request) const;
  Result<store::Shown> load_import(sql::Tx& tx, const Call& call, ImportId id) const;
  RosterView view(sql::Tx& tx, const store::Upload& upload) const;
  RosterImportView view(const store::Shown& import) const;
  std::string programme_code(ProgrammeId programme) const;
  Currency currency_of(ProgrammeId programme) const;
  sql::Digest keyed(const crypto::Digest& digest) const;
  /// Calls `take` with the bytes of each part that is there.
  void read_parts(const store::Upload& upload, const std::function<void(std::string_view)>& take)
      const;
  void run_one(const store::Upload& upload, const std::function<bool()>& stop) const;
  Outcome end(UploadId id, UploadState state, const Report& report, const std::string& fault) const;
  void undo_one(ImportId import, ActorId by, const std::function<bool()>& stop) const;

  House house_;
  const api::FirstAnswers& answers_;
  Settings settings_;
};

/// Walks over the seals of what is on its way in, as members::Members::walk_seals: first of the
/// parts, then of the rejected rows.
enum class UploadSeals { parts, rejects };
std::optional<UploadPlace> walk_upload_seals(
    sql::Database& db,
    const crypto::KeyRing& keys,
    UploadSeals which,
    const UploadPlace& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
);

/// /v1/rosters and /v1/roster-imports. `uploads` outlives both.
void add_endpoints(api::Api& api, const Uploads& uploads);
void add_jobs(jobs::Scheduler& jobs, const Uploads& uploads);

inline constexpr std::string_view parts_column = "rosters_parts.data";

}  // namespace guanxi::rosters
