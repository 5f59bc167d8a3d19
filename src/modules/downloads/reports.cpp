#include "modules/downloads/reports.h"

#include <algorithm>

namespace guanxi::downloads {
namespace {

struct FilterField {
  unsigned bit;
  const char* name;
  bool (*is_given)(const Filter& filter);
};
constexpr FilterField filter_fields[] = {
    {by_programme, "programme", [](const Filter& f) { return f.programme.has_value(); }},
    {by_store, "store", [](const Filter& f) { return f.store.has_value(); }},
    {by_days, "from", [](const Filter& f) { return f.from.has_value(); }},
    {by_days, "to", [](const Filter& f) { return f.to.has_value(); }},
    {by_member, "member", [](const Filter& f) { return f.member.has_value(); }},
    {by_state, "state", [](const Filter& f) { return f.state.has_value(); }},
    {by_bearer, "bearer", [](const Filter& f) { return f.bearer.has_value(); }},
    {by_id, "id", [](const Filter& f) { return f.id.has_value(); }}};

constexpr int first_year = 1900, last_year = 9998;  // whose days can be computed with

Outcome check_days(const Filter& filter) {
  if (filter.from && (filter.from->year() < first_year || filter.from->year() > last_year))
    return fail(ErrorCode::out_of_range, "/filter/from");
  if (!filter.to) return ok();
  if (filter.to->year() < first_year || filter.to->year() > last_year)
    return fail(ErrorCode::out_of_range, "/filter/to");
  if (filter.from && *filter.to < *filter.from)
    return fail(ErrorCode::out_of_range, "/filter/to", {{"min", filter.from->to_string()}});
  return ok();
}

}  // namespace

void Reports::add(Report report) {
  GX_CHECK(!report.name.empty() && !report.permissions.empty() && report.open != nullptr);
  GX_CHECK_WHY(find(report.name) == nullptr, "two reports of one name");
  const auto at = std::ranges::lower_bound(all_, report.name, {}, &Report::name);
  all_.insert(at, std::move(report));
}

const Report* Reports::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(all_, name, {}, &Report::name);
  return at != all_.end() && at->name == name ? &*at : nullptr;
}

Outcome check_filter(const Report& report, const Filter& filter) {
  std::vector<Error> faults;
  for (const FilterField& field : filter_fields) {
    const std::string pointer = std::string("/filter/") + field.name;
    const bool given = field.is_given(filter);
    if (!given && (report.needs & field.bit) != 0) {
      faults.push_back(fail(ErrorCode::missing_field, pointer));
    } else if (given && ((report.needs | report.takes) & field.bit) == 0) {
      faults.push_back(fail(ErrorCode::unknown_field, pointer));
    }
  }
  if (faults.empty()) return check_days(filter);
  if (faults.size() == 1) return faults.front();
  return Error{ErrorCode::invalid_request, {}, {}, std::move(faults)};
}

std::vector<std::string> field_names(unsigned fields) {
  std::vector<std::string> names;
  for (const FilterField& field : filter_fields) {
    if ((fields & field.bit) != 0) names.emplace_back(field.name);
  }
  return names;
}

}  // namespace guanxi::downloads
