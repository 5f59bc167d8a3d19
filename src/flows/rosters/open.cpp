// Opening a file, and writing down what could not be taken of it.
#include "flows/rosters/run.h"
#include "platform/files/csv.h"

namespace guanxi::rosters {
namespace {

constexpr Field key_fields[] = {
    Field::phone, Field::card, Field::external_id, Field::member_id, Field::email};

/// The field a fault of the row stands at.
std::optional<Field> field_at(std::string_view pointer) {
  if (pointer == "/card_number" || pointer == "/verification_code") return Field::card;
  for (std::size_t i = 0; i < field_count; ++i) {
    const auto field = static_cast<Field>(i);
    if (pointer.substr(std::min<std::size_t>(1, pointer.size())) == word(field)) return field;
  }
  return std::nullopt;
}

Result<Target> target_of(const House& house, const Order& order, const api::Actor& actor) {
  Target target;
  target.organisation = house.org.snapshot();
  const auto programme = house.programmes.find(order.programme);
  if (!programme) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", order.programme}});
  }
  if (!org::sees_programme(*target.organisation, actor, *programme)) {
    return fail(ErrorCode::store_out_of_scope, "/programme");
  }
  target.programme = house.programmes.shown(*programme, house.clock.now());
  GX_CHECK(target.programme != nullptr);
  target.fields = active_fields(house.db, *programme);
  target.wechat_app = order.wechat_app;
  if (order.store.empty()) return target;
  const org::Store* const store = target.organisation->find_store(order.store);
  if (store == nullptr) {
    return fail(ErrorCode::store_not_found, "/store", {{"store", order.store}});
  }
  if (!actor.in_scope(store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
  if (store->programme != *programme) return fail(ErrorCode::unknown_value, "/store");
  target.store = store->id;
  return target;
}

}  // namespace

std::vector<profiles::Field> active_fields(sql::Database& db, ProgrammeId programme) {
  auto fields = db.read([&](sql::Tx& tx) { return profiles::fields_of(tx, programme); });
  std::erase_if(fields, [](const profiles::Field& field) {
    return field.state == profiles::FieldState::retired;
  });
  return fields;
}

std::vector<Defined> defined_of(std::span<const profiles::Field> fields) {
  std::vector<Defined> defined;
  for (const profiles::Field& field : fields) {
    defined.push_back({field.code, field.label_zh, field.label_en});
  }
  return defined;
}

std::vector<RosterRow> OpenRoster::read(int limit, api::Language language) {
  std::vector<RosterRow> rows;
  while (std::ssize(rows) < limit) {
    const Step step = sheet->next();
    if (step == Step::end) break;
    if (step == Step::broken) {
      fault = sheet->why(language);
      break;
    }
    RosterRow row{++rows_read, static_cast<std::int64_t>(sheet->line()), {}, {}};
    if (step == Step::row) {
      row.cells = sheet->cells();
    } else {
      row.damage = sheet->why(language);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<OpenRoster> open_roster(
    const House& house, const Options& options, const api::Actor& actor
) {
  const Order& order = options.order;
  GX_TRY(target, target_of(house, order, actor));
  auto sheet = open_sheet(options.file);
  const Step step = sheet->next();
  if (step != Step::row) {
    const bool zh = options.language == api::Language::zh_cn;
    std::string why = step != Step::end ? sheet->why(options.language)
                      : zh              ? "文件是空的，没有表头"
                                        : "the file is empty: it has no header";
    return OpenRoster{std::move(sheet), {}, std::move(target), 0, std::move(why)};
  }
  GX_TRY(
      mapping,
      Mapping::of(sheet->cells(), order.columns, order.ignore_unknown, defined_of(target.fields))
  );
  const Field key = key_fields[static_cast<std::size_t>(order.key)];
  if (order.mode != Mode::create && !mapping.has(key)) {
    return fail(ErrorCode::missing_field, "/key", {{"field", std::string(word(key))}});
  }
  return OpenRoster{std::move(sheet), std::move(mapping), std::move(target)};
}

std::vector<CellFault> faults_of(
    const Mapping& mapping, const Error& error, api::Language language
) {
  std::vector<CellFault> faults;
  const auto add = [&](const Error& one) {
    CellFault fault{{}, {}, std::string(code_name(one.code)), api::message_of(one, language)};
    const std::string_view at =
        std::string_view(one.pointer).substr(std::min<std::size_t>(1, one.pointer.size()));
    if (const auto field = field_at(one.pointer)) {
      fault.column = mapping.title(*field);
      fault.field = word(*field);
    } else if (at.starts_with(defined_prefix)) {
      fault.column = mapping.title(at.substr(defined_prefix.size()));
      fault.field = at;
    }
    faults.push_back(std::move(fault));
  };
  const bool summed = error.code == ErrorCode::invalid_request && !error.more.empty();
  if (!summed) add(error);
  for (const Error& more : error.more) add(more);
  return faults;
}

std::string reason_of(const std::vector<CellFault>& faults) {
  std::string text;
  for (const CellFault& fault : faults) {
    if (!text.empty()) text += "; ";
    if (!fault.column.empty()) text += fault.column + ": ";
    text += fault.message;
  }
  return text;
}

std::string rejects_header(const Mapping& mapping) {
  std::vector<std::string_view> cells;
  for (const std::string& column : mapping.header()) {
    if (column != reject_line && column != reject_reason) cells.push_back(column);
  }
  cells.push_back(reject_line);
  cells.push_back(reject_reason);
  return "\xEF\xBB\xBF" + files::csv_line(cells);
}

std::string rejects_row(const Mapping& mapping, const RosterRow& row, std::string_view reason) {
  std::vector<std::string_view> cells;
  for (std::size_t i = 0; i < mapping.header().size(); ++i) {
    const std::string& column = mapping.header()[i];
    if (column == reject_line || column == reject_reason) continue;
    cells.push_back(i < row.cells.size() ? std::string_view(row.cells[i]) : "");
  }
  const std::string line = std::to_string(row.line);
  cells.push_back(line);
  cells.push_back(reason);
  return files::csv_line(cells);
}

Outcome Seen::check(const Person& person) const {
  if (has(Key::phone, person)) {
    return fail(ErrorCode::identity_taken, "/phone", {{"kind", "phone"}});
  }
  if (has(Key::email, person)) {
    return fail(ErrorCode::identity_taken, "/email", {{"kind", "email"}});
  }
  if (has(Key::external_id, person)) {
    return fail(ErrorCode::identity_taken, "/external_id", {{"kind", "external_id"}});
  }
  if (has(Key::card, person)) return fail(ErrorCode::card_number_taken, "/card");
  return ok();
}

namespace {

/// "phone +86…"; empty where the row does not say it.
std::string known_by(Key key, const Person& person) {
  switch (key) {
    case Key::phone:
      return person.phone ? "phone " + person.phone->reveal_e164() : "";
    case Key::email:
      return person.email ? "email " + person.email->reveal() : "";
    case Key::external_id:
      return person.external_id.empty() ? "" : "external " + person.external_id;
    case Key::card:
      return person.card.empty() ? "" : "card " + person.card;
    case Key::member_id:
      break;
  }
  return "";
}

}  // namespace

bool Seen::has(Key key, const Person& person) const {
  const std::string one = known_by(key, person);
  return !one.empty() && known_.contains(one);
}

bool Seen::has_referrer(const Person& person) const {
  if (person.referrer.empty()) return false;
  if (known_.contains("external " + person.referrer)) return true;
  const auto phone = Phone::parse(person.referrer);
  return phone && known_.contains("phone " + phone->reveal_e164());
}

void Seen::add(const Person& person) {
  for (const Key key : {Key::phone, Key::email, Key::external_id, Key::card}) {
    if (std::string one = known_by(key, person); !one.empty()) known_.insert(std::move(one));
  }
}

}  // namespace guanxi::rosters
