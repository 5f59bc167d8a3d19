#include "modules/downloads/view.h"

#include <algorithm>

#include "modules/downloads/parts.h"

namespace guanxi::downloads {
namespace {

std::string day_text(const std::optional<Date>& day) { return day ? "-" + day->to_string() : ""; }

}  // namespace

bool covers(const api::Actor& actor, std::string_view stores) {
  if (actor.stores.empty()) return true;
  if (stores.empty()) return false;
  while (!stores.empty()) {
    const auto comma = stores.find(',');
    const auto one = stores.substr(0, comma);
    const auto same = [&](StoreId store) { return store.to_string() == one; };
    if (std::ranges::none_of(actor.stores, same)) return false;
    stores.remove_prefix(comma == stores.npos ? stores.size() : comma + 1);
  }
  return true;
}

Filter filter_of(const store::Row& row) {
  auto filter = api::from_json<Filter>(row.asked_for, api::Origin::stored);
  GX_CHECK_WHY(filter.has_value(), "the filter of a download cannot be read");
  return *std::move(filter);
}

std::string file_name(const store::Row& row, const Filter& filter) {
  const std::string of = filter.store       ? "-" + *filter.store
                         : filter.member    ? "-" + filter.member->to_string()
                         : filter.id        ? "-" + filter.id->to_string()
                         : filter.programme ? "-" + *filter.programme
                                            : "";
  const char* const ending = row.format == Format::csv ? ".csv" : ".xlsx";
  return row.report + of + day_text(filter.from) + day_text(filter.to) + ending;
}

DownloadView view_of(const store::Row& row, const Reports& reports, api::Language language) {
  const Report* const report = reports.find(row.report);
  const bool zh = language == api::Language::zh_cn;
  DownloadView shown;
  shown.id = row.id;
  shown.report = row.report;
  shown.title = report == nullptr ? row.report : zh ? report->title.zh : report->title.en;
  shown.format = row.format;
  shown.filter = filter_of(row);
  shown.clear = row.clear;
  if (!row.note.empty()) shown.note = row.note;
  shown.state = row.state;
  shown.rows = row.rows_done;
  shown.rows_total = row.rows_total;
  shown.bytes = row.bytes;
  if (row.state == State::done) shown.parts = static_cast<int>(answers_of(row.parts));
  shown.file_name = file_name(row, shown.filter);
  if (!row.fault.empty()) shown.reason = row.fault;
  shown.requested_at = row.requested_at;
  shown.requested_by = row.requested_by;
  shown.started_at = row.started_at;
  shown.ended_at = row.ended_at;
  shown.expires_at = row.expires_at;
  return shown;
}

}  // namespace guanxi::downloads
