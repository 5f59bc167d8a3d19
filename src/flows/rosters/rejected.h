// Where the rows go that an import did not take: into a file beside the command, or sealed into the
// store for who asked over HTTP. Inside flows/rosters only.
#pragma once

#include <memory>
#include <span>

#include "flows/rosters/store.h"

namespace guanxi::rosters {

struct RejectedRow {
  std::int64_t row_no = 0, line = 0;
  std::string text;  // as a line of the file of rejected rows
  std::vector<CellFault> faults;
  std::optional<OwnerId> owner = {};  // the member it is about, where there is one
};

class Rejected {
 public:
  virtual ~Rejected() = default;
  /// How much the file of rejected rows holds before this run adds to it, its header counted.
  virtual std::int64_t bytes_begun() const = 0;
  virtual void begin(sql::Tx& tx, ImportId import, const std::string& header) = 0;
  /// Adds the rows of a batch that began at `before`; the same rows again change nothing. Returns
  /// how many bytes of text they are.
  virtual std::int64_t add(
      sql::Tx& tx, const store::Import& before, std::span<const RejectedRow> rows
  ) = 0;
};

/// Goes on behind `counted` bytes, which an earlier run of the same import has left; 0: there was
/// none. A file that is shorter was lost, or the rows went elsewhere: it begins anew.
std::unique_ptr<Rejected> open_rejected(
    const Options& options,
    const crypto::KeyRing& keys,
    std::int64_t counted,
    const std::string& header
);

/// What the store keeps, behind the row `after`, in file order; the header is none of it.
std::vector<RejectedRow> rejects_of(
    sql::Tx& tx, const crypto::Sealer& sealer, ImportId import, std::int64_t after, int limit
);
/// The first line of the file of rejected rows; empty where nothing is kept (any more).
std::string rejects_header_of(sql::Tx& tx, const crypto::Sealer& sealer, ImportId import);

inline constexpr std::string_view rejects_column = "rosters_rejects.data";

}  // namespace guanxi::rosters
