#include "flows/reports/listed.h"

#include <boost/json.hpp>

#include "base/check.h"
#include "flows/reports/shape.h"

namespace guanxi::reports {
namespace {

namespace json = boost::json;
using downloads::Asking;
using downloads::Filter;
using downloads::Rows;
using downloads::Table;

using Query = std::vector<std::pair<std::string, std::string>>;

const json::value* at(const json::value& value, std::string_view pointer) {
  json::error_code none;
  return value.find_pointer(pointer, none);
}

std::string word_of(bool value, api::Language language) {
  if (language == api::Language::zh_cn) return value ? "是" : "否";
  return value ? "yes" : "no";
}

std::string words_of(const json::array& values) {
  std::string words;
  for (const json::value& one : values) {
    words += words.empty() ? "" : " ";
    words += one.is_string() ? std::string(one.get_string()) : json::serialize(one);
  }
  return words;
}

/// {"amount":1250,"currency":"CNY"}: 12.50. Nullopt: it is something else.
std::optional<std::string> money_of(const json::object& value) {
  const auto* const amount = value.if_contains("amount");
  const auto* const code = value.if_contains("currency");
  if (amount == nullptr || !amount->is_int64() || code == nullptr || !code->is_string())
    return std::nullopt;
  const auto currency = Currency::parse(std::string_view(code->get_string()));
  if (!currency) return std::nullopt;
  return Money(amount->get_int64(), *currency).to_string();
}

/// What turns the members of an answer into cells.
struct Cells {
  api::Language language;
  TimeZone zone;

  std::string of(const json::value* value, files::CellKind kind) const {
    if (value == nullptr || value->is_null()) return "";
    if (const auto* const plain = value->if_string()) {
      std::string words(*plain);
      if (kind != time) return words;
      const auto instant = Instant::parse(words);
      return instant ? local_time(zone, *instant) : words;
    }
    if (const auto* const flag = value->if_bool()) return word_of(*flag, language);
    if (const auto* const list = value->if_array()) return words_of(*list);
    if (const auto* const object = value->if_object()) {
      if (auto amount = money_of(*object)) return *std::move(amount);
    }
    return json::serialize(*value);
  }
};

/// The text of a filter's field; nullopt: it is not given.
std::optional<std::string> field_text(const Filter& filter, std::string_view name) {
  const auto day = [](const std::optional<Date>& date) {
    return date ? std::optional(date->to_string()) : std::nullopt;
  };
  if (name == "programme") return filter.programme;
  if (name == "store") return filter.store;
  if (name == "from") return day(filter.from);
  if (name == "to") return day(filter.to);
  if (name == "state") return filter.state;
  if (name == "bearer") return filter.bearer;
  if (name == "member")
    return filter.member ? std::optional(filter.member->to_string()) : std::nullopt;
  if (name == "id") return filter.id ? std::optional(filter.id->to_string()) : std::nullopt;
  GX_CHECK_WHY(false, "a filter has no such field");
}

/// For a segment of a path: what is neither letter nor digit by its hex digits.
std::string escaped(std::string_view segment) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : segment) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += hex[byte >> 4U];
    out += hex[byte & 15U];
  }
  return out;
}

/// One list that is being read, a page of the API at a time.
class Reading {
 public:
  Reading(
      const House& house,
      std::shared_ptr<const Listed> listed,
      const Asking& asking,
      std::vector<std::string> permissions
  )
      : api_(house.api),
        listed_(std::move(listed)),
        actor_(asking.actor),
        cells_{asking.language, zone_of(house, asking.filter, asking.now)} {
    // What it shows depends on what was asked for, not on all that the account may do.
    actor_.permissions = std::move(permissions);
    if (asking.clear) actor_.permissions.emplace_back("members:reveal");
    make_target(asking.filter);
  }

  Outcome begin() { return load(); }

  bool next(Rows& rows) {
    rows.clear();
    if (!loaded_) {
      const Outcome loaded = load();
      // It could be had a moment ago: a programme or member that went meanwhile.
      if (!loaded)
        throw std::runtime_error(
            "a list broke off: " + std::string(code_name(loaded.error().code))
        );
    }
    loaded_ = false;
    add_rows(page_, listed_->rows, rows);
    const json::value* const cursor = at(page_, "/next_cursor");
    const bool follows = cursor != nullptr && cursor->is_string();
    if (follows) cursor_ = std::string(cursor->get_string());
    page_ = nullptr;
    return follows;
  }

 private:
  void make_target(const Filter& filter) {
    path_ = listed_->path;
    query_ = listed_->query;
    for (const std::string& name : downloads::field_names(listed_->needs | listed_->takes)) {
      auto value = field_text(filter, name);
      if (!value) continue;
      const std::string place = "{" + name + "}";
      if (const auto found = path_.find(place); found != path_.npos) {
        path_.replace(found, place.size(), escaped(*value));
        continue;
      }
      if (listed_->days_are_times && name == "from")
        value = cells_.zone.start_of(*filter.from).to_string();
      if (listed_->days_are_times && name == "to")
        value = cells_.zone.start_of(filter.to->plus_days(1)).to_string();
      query_.emplace_back(theirs(name), *std::move(value));
    }
  }

  std::string theirs(const std::string& name) const {
    for (const Renamed& renamed : listed_->renamed) {
      if (name == renamed.ours) return renamed.theirs;
    }
    return name;
  }
  /// An error of the endpoint where our filter has the field.
  Error in_our_words(Error error) const {
    for (const Renamed& renamed : listed_->renamed) {
      if (error.pointer == std::string("/") + renamed.theirs)
        error.pointer = std::string("/") + renamed.ours;
    }
    for (Error& one : error.more) one = in_our_words(std::move(one));
    return error;
  }

  Outcome load() {
    Query query = query_;
    if (!cursor_.empty()) query.emplace_back("cursor", cursor_);
    auto answer = api_.get_as(actor_, path_, std::move(query), cells_.language);
    if (!answer) return in_our_words(std::move(answer).error());
    page_ = json::parse(*answer);
    loaded_ = true;
    return ok();
  }

  /// The rows of "/days/*/stores" below `value`: those of each day.
  void add_rows(const json::value& value, std::string_view pointer, Rows& rows) const {
    const auto star = pointer.find("/*");
    if (star != pointer.npos) {
      const json::value* const outer = at(value, pointer.substr(0, star));
      if (outer == nullptr || !outer->is_array()) return;
      for (const json::value& one : outer->get_array())
        add_row_list(one, pointer.substr(star + 2), &one, rows);
      return;
    }
    add_row_list(value, pointer, nullptr, rows);
  }
  void add_row_list(
      const json::value& value, std::string_view pointer, const json::value* parent, Rows& rows
  ) const {
    const json::value* const list = at(value, pointer);
    if (list == nullptr || !list->is_array()) return;
    for (const json::value& row : list->get_array()) {
      std::vector<std::string>& cells = rows.emplace_back();
      for (const Column& column : listed_->columns) {
        const std::string_view where = column.at;
        const bool above = where.starts_with('^');
        GX_CHECK_WHY(!above || parent != nullptr, "a column of what nothing is in");
        const json::value* const cell = above ? at(*parent, where.substr(1)) : at(row, where);
        cells.push_back(cells_.of(cell, column.kind));
      }
    }
  }

  const api::Api& api_;
  std::shared_ptr<const Listed> listed_;
  api::Actor actor_;
  Cells cells_;
  std::string path_, cursor_;
  Query query_;
  json::value page_;
  bool loaded_ = false;
};

/// "/v1/members/{id}/points" is the endpoint of "/v1/members/{member}/points".
bool is_path(std::string_view spec, std::string_view ours) {
  while (!spec.empty() && !ours.empty()) {
    const auto a = spec.substr(0, spec.find('/', 1)), b = ours.substr(0, ours.find('/', 1));
    if (a != b && !(a.starts_with("/{") && b.starts_with("/{"))) return false;
    spec.remove_prefix(a.size());
    ours.remove_prefix(b.size());
  }
  return spec.empty() && ours.empty();
}

struct Found {
  std::string_view permission;
  bool is_paged = false;
  const api::Type* answer = nullptr;
};
Found find_endpoint(const api::Api& api, const std::string& path) {
  for (const auto& operation : api.operations()) {
    const api::Spec& spec = operation.spec;
    if (spec.method != api::Method::get || !is_path(spec.path, path)) continue;
    GX_CHECK_WHY(spec.permission != nullptr, "a report of what everybody may read: " + path);
    const auto is_limit = [](const api::Member& member) { return member.name == "limit"; };
    const auto& members = operation.request.members;
    return {
        spec.permission,
        std::any_of(members.begin(), members.end(), is_limit),
        &operation.response};
  }
  GX_CHECK_WHY(false, "no list at " + path);
}

/// A column that the answer does not have would be empty for ever, and nobody would notice.
void check_columns(const Listed& listed, const api::Type& answer) {
  const api::Type* const row = type_at(answer, listed.rows + "/*");
  GX_CHECK_WHY(row != nullptr, "no rows for the report " + std::string(listed.name));
  const auto star = listed.rows.find("/*");
  const bool nested = star != std::string::npos;
  const api::Type* const parent =
      nested ? type_at(answer, listed.rows.substr(0, star) + "/*") : nullptr;
  for (const Column& column : listed.columns) {
    const std::string_view at = column.at;
    const bool above = at.starts_with('^');
    const bool found =
        above ? nested && type_at(*parent, at.substr(1)) != nullptr : type_at(*row, at) != nullptr;
    GX_CHECK_WHY(
        found, "no column " + std::string(at) + " for the report " + std::string(listed.name)
    );
  }
}

}  // namespace

std::string local_time(const TimeZone& zone, Instant instant) {
  std::string text_of = zone.format(instant).substr(0, 19);
  text_of[10] = ' ';
  return text_of;
}

TimeZone zone_of(const House& house, const Filter& filter, Instant now) {
  if (filter.store) {
    const auto organisation = house.org.snapshot();
    if (const org::Store* const store = organisation->find_store(*filter.store)) return store->zone;
  }
  if (filter.programme) {
    const auto id = house.programmes.find(*filter.programme);
    if (const auto shown = id ? house.programmes.shown(*id, now) : nullptr) return shown->zone;
  }
  return {};
}

void add(downloads::Reports& reports, const House& house, Listed listed) {
  const Found found = find_endpoint(house.api, listed.path);
  check_columns(listed, *found.answer);
  if (found.is_paged) listed.query.emplace_back("limit", std::to_string(api::page_limit_max));
  const auto shared = std::make_shared<const Listed>(std::move(listed));
  downloads::Report report;
  report.name = shared->name;
  report.title = shared->title;
  report.permissions = {std::string(found.permission)};
  if (!shared->also.empty()) report.permissions.push_back(shared->also);
  report.needs = shared->needs;
  report.takes = shared->takes;
  report.open = [house, shared, permissions = report.permissions](const Asking& asking
                ) -> Result<Table> {
    const auto reading = std::make_shared<Reading>(house, shared, asking, permissions);
    GX_TRY_VOID(reading->begin());
    Table table;
    for (const Column& column : shared->columns)
      table.columns.push_back({asking.title({column.zh, column.en}), column.kind});
    table.next = [reading](Rows& rows) { return reading->next(rows); };
    return table;
  };
  reports.add(std::move(report));
}

void fill(downloads::Reports& reports, const House& house) {
  add_people(reports, house);
  add_sales(reports, house);
  add_points(reports, house);
  add_value(reports, house);
  add_offers(reports, house);
  add_house(reports, house);
}

}  // namespace guanxi::reports
