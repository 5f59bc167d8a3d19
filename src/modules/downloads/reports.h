// What files there can be: each report is one declaration – who may have it, what it is asked with,
// and what reads its rows. Those who know the rows declare them (flows/reports); downloads makes
// the files.
//
// Threads: Reports is filled before the first request and not changed afterwards. `open` of a
// report may be called from any thread; the Table that it answers belongs to one thread at a time.
#pragma once

#include <boost/describe/class.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/api/api.h"
#include "platform/files/table.h"

namespace guanxi::downloads {

/// What a report is asked with. Each takes some of these.
struct Filter {
  std::optional<std::string> programme, store;
  std::optional<Date> from, to;  // both included
  std::optional<OwnerId> member;
  std::optional<std::string> state, bearer;
  std::optional<Id<struct FilterTag>> id;  // of what the report says
};
BOOST_DESCRIBE_STRUCT(Filter, (), (programme, store, from, to, member, state, bearer, id))

/// Which of them, as a sum: `by_programme | by_days`.
inline constexpr unsigned by_programme = 1, by_store = 2, by_days = 4, by_member = 8, by_state = 16,
                          by_bearer = 32, by_id = 64;

/// Somebody wants it. `actor` is as it is now: at the asking, and once more at the making.
struct Asking {
  api::Actor actor;
  Filter filter;
  bool clear = false;  // personal data as it is, else masked
  api::Language language = api::Language::zh_cn;
  Instant now;

  std::string title(api::Text text) const {
    return language == api::Language::zh_cn ? text.zh : text.en;
  }
};

using Rows = std::vector<std::vector<std::string>>;

/// The rows, read a bounded page at a time, each page in a snapshot of its own. Numbers, dates and
/// times as files::CellKind wants them.
struct Table {
  std::vector<files::TableColumn> columns;
  /// The next rows in place of those in there, perhaps none though more follow. False: nothing
  /// follows.
  std::function<bool(Rows& rows)> next;
  std::optional<std::int64_t> total = {};  // how many there are, where that is cheap to know
};

struct Report {
  std::string_view name;  // "receipts"
  api::Text title;
  std::vector<std::string> permissions;  // all of them: of the list it shows
  unsigned needs = 0, takes = 0;         // of a filter; `takes`: besides those it needs
  bool is_personal =
      false;  // has personal data: in the clear for who may reveal only, and recorded
  /// Checks the filter and how far the actor may see. Errors with pointers below the filter:
  /// "/programme".
  std::function<Result<Table>(const Asking& asking)> open;
};

class Reports {
 public:
  void add(Report report);
  const Report* find(std::string_view name) const;
  const std::vector<Report>& all() const { return all_; }

 private:
  std::vector<Report> all_;  // by name
};

/// Whether the filter has what the report needs, and nothing it does not take. Errors below
/// /filter: missing_field or unknown_field for each at fault; out_of_range (days before 1900,
/// behind 9998, or in the wrong order).
Outcome check_filter(const Report& report, const Filter& filter);
/// "from" … of such a sum.
std::vector<std::string> field_names(unsigned fields);

}  // namespace guanxi::downloads

namespace guanxi::api {

template <>
struct Doc<downloads::Filter> {
  static constexpr const char* name = "DownloadFilter";
  static constexpr Text text{
      "要哪些行；每种报表用哪些条件见 /v1/downloads/reports",
      "Which rows; what each report takes is in /v1/downloads/reports"};
  static constexpr Field fields[] = {
      {.name = "programme",
       .text = {"会员计划编码", "Programme code"},
       .min = 1,
       .max = 32,
       .example = R"("MAIN")",
       .chars = Chars::code},
      {.name = "store",
       .text = {"门店编码", "Store code"},
       .min = 1,
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
      {.name = "from", .text = {"第一天", "The first day"}, .example = R"("2026-01-01")"},
      {.name = "to",
       .text = {"最后一天，含", "The last day, included"},
       .example = R"("2026-12-31")"},
      {.name = "member", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"},
      {.name = "state",
       .text = {"只要这种状态的", "In this state only"},
       .min = 1,
       .max = 32,
       .example = R"("active")",
       .chars = Chars::code},
      {.name = "bearer",
       .text = {"成本承担方", "Who bears the cost"},
       .min = 1,
       .max = 128,
       .example = R"("mall")"},
      {.name = "id",
       .text =
           {"报表所属对象的编号，如券模板、等级模拟",
            "The id of what the report is about: a coupon template, a simulation"},
       .example = R"("301234567890123456")"}};
};

}  // namespace guanxi::api
