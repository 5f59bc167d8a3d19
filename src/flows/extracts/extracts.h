// Extracts: members as a file, CSV or XLSX, in columns that an import of members understands. Read
// and written a page at a time, so that memory stays flat however many there are. Each extract
// stands on the audit trail before its first row is read: who, which filter, masked or in the
// clear.
//
// What a customer typed is never run by whoever opens the file: a CSV cell that a spreadsheet would
// take for a formula begins with an apostrophe, XLSX cells are texts.
//
// Threads: any.
#pragma once

#include <boost/describe/enum.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/audit/audit.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/ladders.h"
#include "platform/api/api.h"
#include "platform/files/table.h"

namespace guanxi::extracts {

enum class Format { csv, xlsx };
BOOST_DESCRIBE_ENUM(Format, csv, xlsx)
/// Members that have left are in no extract.
enum class StateFilter { active, frozen };
BOOST_DESCRIBE_ENUM(StateFilter, active, frozen)

struct Filter {
  std::string programme;
  std::optional<std::string> store = {};  // where they joined
  std::optional<Date> joined_from = {}, joined_to = {};
  std::optional<StateFilter> state = {};
};

/// What the flow works with. All outlive it.
struct House {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const crypto::KeyRing& keys;
  const tiers::Ladders& ladders;
};

/// Takes the bytes of the file as they are made.
using Sink = std::function<void(std::string_view)>;

struct Order {
  Filter filter;
  Format format = Format::csv;
  bool clear = false;                                 // else names, phones and addresses are masked
  OwnerId after = {};                                 // members behind this one, by id
  std::int64_t rows_max = 1'000'000;                  // at most so many rows
  std::function<bool()> stop = [] { return false; };  // asked between pages
};
struct Made {
  std::int64_t rows = 0;
  bool more = false;  // there are members behind the last row
};

/// Members that are being read, some hundred at a time, each page in a snapshot of its own.
class Pages {
 public:
  struct State;
  explicit Pages(std::unique_ptr<State> state);
  Pages(Pages&&) noexcept;
  ~Pages();

  ProgrammeId programme() const;
  std::vector<files::TableColumn> header() const;
  /// The next rows, in place of what was in `rows`; perhaps none though more follow. False: nothing
  /// follows.
  bool next(std::vector<std::vector<std::string>>& rows);

 private:
  std::unique_ptr<State> state_;
};

class Extracts {
 public:
  explicit Extracts(const House& house) : house_(house) {}

  /// For whoever makes a file of their own and records it: rows_max and stop of the order are left
  /// to them. Errors: as make().
  Result<Pages> open(const Order& order, const api::Actor& actor, Instant now) const;

  /// Errors: programme_not_found; store_not_found, unknown_value at /store (of another programme);
  /// out_of_range at /joined_to; store_out_of_scope for actors limited to stores.
  Result<Made> make(
      const Order& order,
      const api::Actor& actor,
      const audit::By& by,
      Instant now,
      const Sink& sink
  ) const;

 private:
  House house_;
};

/// GET /v1/members/export. `extracts` outlives `api`.
void add_endpoints(api::Api& api, const Extracts& extracts);

}  // namespace guanxi::extracts
