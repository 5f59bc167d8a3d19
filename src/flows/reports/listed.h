// Inside flows/reports: a list of the API as a report.
#pragma once

#include "flows/reports/reports.h"

namespace guanxi::reports {

using downloads::by_bearer, downloads::by_days, downloads::by_id, downloads::by_member,
    downloads::by_programme, downloads::by_state, downloads::by_store;

inline constexpr auto text = files::CellKind::text, number = files::CellKind::number,
                      date = files::CellKind::date, time = files::CellKind::time;

/// A column: where it stands in a row of the answer, as a JSON pointer; "^/day" in what the row is
/// in. Money becomes a number, a list of words one text, a time the local one.
struct Column {
  const char* at;
  const char* zh;
  const char* en;
  files::CellKind kind = text;
};

/// A filter's field under another name: {"to", "until"}.
struct Renamed {
  const char* ours;
  const char* theirs;
};

struct Listed {
  std::string_view name;
  api::Text title;
  std::string path;  // "/v1/members/{member}/points/entries": fields of the filter in braces
  std::vector<Column> columns;
  unsigned needs = 0, takes = 0;
  std::string rows = "/items";  // "/days/*/stores": the stores of each day
  std::vector<Renamed> renamed = {};
  std::vector<std::pair<std::string, std::string>> query = {};  // what is always asked
  std::string also = {};        // a permission besides that of the endpoint
  bool days_are_times = false;  // from and to are instants there
};

/// It takes the permission of the endpoint, which is there already, and shows what that shows.
void add(downloads::Reports& reports, const House& house, Listed listed);

/// As a workbook has it: "2026-11-21 21:05:00".
std::string local_time(const TimeZone& zone, Instant instant);
/// Of the store or programme that the filter names; else Shanghai's.
TimeZone zone_of(const House& house, const downloads::Filter& filter, Instant now);

void add_people(downloads::Reports& reports, const House& house);
void add_sales(downloads::Reports& reports, const House& house);
void add_points(downloads::Reports& reports, const House& house);
void add_value(downloads::Reports& reports, const House& house);
void add_offers(downloads::Reports& reports, const House& house);
void add_house(downloads::Reports& reports, const House& house);

}  // namespace guanxi::reports
