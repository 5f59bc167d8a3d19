#include "flows/extracts/extracts.h"

#include <algorithm>
#include <array>
#include <boost/describe/enum_to_string.hpp>

#include "modules/cards/cards.h"
#include "modules/consents/consents.h"
#include "modules/members/externals.h"
#include "modules/points/points.h"
#include "modules/profiles/profiles.h"
#include "modules/registrations/registrations.h"
#include "modules/tiers/standing_view.h"
#include "modules/wallet/wallet.h"

namespace guanxi::extracts {
namespace {

constexpr int members_at_once = 200;

// As an import names them; what it does not know comes last.
constexpr std::array<std::string_view, 26> columns = {
    "member_id",     "card",         "name",     "phone",      "email",       "birthday",
    "gender",        "address",      "language", "store",      "joined_on",   "points",
    "stored_value",  "small_change", "tier",     "tier_until", "external_id", "wechat_unionid",
    "wechat_openid", "card_state",   "consents", "referrer",   "division",    "street",
    "postcode",      "state"};

struct Scope {
  ProgrammeId programme;
  std::optional<StoreId> store;
  std::shared_ptr<const org::Snapshot> organisation;
  tiers::VersionPtr ladder = nullptr;        // the one that decides rates, else the first; or none
  std::vector<profiles::Field> fields = {};  // that the programme defines, by code
  tiers::Today today = {};
  TimeZone zone = {};

  std::vector<std::string_view> header() const {
    std::vector<std::string_view> all(columns.begin(), columns.end());
    for (const profiles::Field& field : fields) all.emplace_back(field.code);
    return all;
  }
};

tiers::VersionPtr ladder_of(const tiers::Ladders& ladders, ProgrammeId programme, Instant now) {
  const auto all = ladders.in_force(programme, now);
  const auto decides =
      std::ranges::find_if(all, [](const auto& one) { return one->terms.decides_rates; });
  if (decides != all.end()) return *decides;
  return all.empty() ? nullptr : all.front();
}

Result<Scope> scope_of(
    const House& house, const Filter& filter, const api::Actor& actor, Instant now
) {
  GX_TRY_VOID(actor.check_unlimited());  // everybody's data at once is the head office's
  Scope scope;
  scope.organisation = house.org.snapshot();
  const auto programme = house.programmes.find(filter.programme);
  if (!programme) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", filter.programme}});
  }
  scope.programme = *programme;
  scope.ladder = ladder_of(house.ladders, *programme, now);
  scope.fields = house.db.read([&](sql::Tx& tx) { return profiles::fields_of(tx, *programme); });
  std::erase_if(scope.fields, [](const profiles::Field& field) {
    return field.state == profiles::FieldState::retired;
  });
  const auto shown = house.programmes.shown(*programme, now);
  GX_CHECK(shown != nullptr);
  scope.today = {now, shown->zone.date_of(now)};
  scope.zone = shown->zone;
  if (filter.store) {
    const org::Store* const store = scope.organisation->find_store(*filter.store);
    if (store == nullptr) {
      return fail(ErrorCode::store_not_found, "/store", {{"store", *filter.store}});
    }
    if (store->programme != *programme) return fail(ErrorCode::unknown_value, "/store");
    scope.store = store->id;
  }
  if (filter.joined_from && filter.joined_to && *filter.joined_to < *filter.joined_from) {
    return fail(ErrorCode::out_of_range, "/joined_to", {{"min", filter.joined_from->to_string()}});
  }
  return scope;
}

bool matches(const members::Member& member, const Scope& scope, const Filter& filter) {
  if (scope.store && member.joined_store != scope.store) return false;
  if (filter.joined_from && member.joined_on < *filter.joined_from) return false;
  if (filter.joined_to && member.joined_on > *filter.joined_to) return false;
  if (!filter.state) return true;
  const bool frozen = member.state == members::State::frozen;
  return frozen == (*filter.state == StateFilter::frozen);
}

using Cells = std::vector<std::string>;

/// A mainland number as people write it; no sign that has to be made harmless.
std::string phone_text(const Phone& phone, bool clear) {
  if (!clear) return phone.masked();
  const std::string& e164 = phone.reveal_e164();
  return e164.starts_with("+86") ? e164.substr(3) : e164;
}

/// The tier of today, and until when it is granted.
std::pair<std::string, std::string> tier_of(
    sql::Tx& tx, const House& house, const members::Member& member, const Scope& scope
) {
  if (!scope.ladder) return {};
  const auto standing = tiers::find_standing(tx, member.id, scope.ladder->ladder);
  if (!standing) return {scope.ladder->at(0).code, ""};
  const tiers::Progress progress =
      tiers::progress_of(tx, house.ladders, member, scope.ladder->ladder, standing, scope.today);
  std::optional<Date> until;
  for (const tiers::Grant& grant : tiers::grants_of(progress.standing())) {
    if (grant.tier == progress.tier()) until = std::max(until.value_or(grant.until), grant.until);
  }
  return {progress.tier(), until ? until->to_string() : ""};
}

/// Of each system the ids divided by blanks, as an import reads them: of openids with their app.
struct Externals {
  std::string external, unionid, openid;
};
Externals externals_of(sql::Tx& tx, const House& house, OwnerId member) {
  using members::ExternalSystem;
  Externals all;
  for (const members::ExternalId& one : members::Externals(house.keys).of(tx, member)) {
    std::string& cell = one.system == ExternalSystem::external         ? all.external
                        : one.system == ExternalSystem::wechat_unionid ? all.unionid
                                                                       : all.openid;
    const bool prefixed = one.system != ExternalSystem::external;
    const std::string text = prefixed ? one.text.substr(one.text.find(':') + 1) : one.text;
    cell += (cell.empty() ? "" : " ") + text;
  }
  return all;
}

/// "marketing/sms 2024-05-01 sms-marketing/1 store", several divided by semicolons, as an import
/// reads them.
std::string consents_of(sql::Tx& tx, const members::Member& member, const Scope& scope) {
  std::string cell;
  for (const consents::Standing& one : consents::standings(tx, member.id)) {
    const consents::Subject& subject = one.subject;
    const bool marketing = subject.purpose == consents::Purpose::marketing;
    const std::string of =
        marketing ? boost::describe::enum_to_string(subject.channel, "") : subject.topic;
    const bool given = one.decision == consents::Decision::given;
    const auto entry = consents::history(tx, member.id, one.seq + 1, 1);
    GX_CHECK_WHY(!entry.empty(), "a consent stands without its entry");
    cell += cell.empty() ? "" : "; ";
    cell += boost::describe::enum_to_string(subject.purpose, "");
    cell += of.empty() ? "" : "/" + of;
    cell += " " + scope.zone.date_of(one.decided_at).to_string() + " ";
    cell += !given             ? "withdrawn"
            : one.text.empty() ? "-"
                               : one.text + "/" + std::to_string(one.text_version);
    cell += " " + entry.front().place.source;
  }
  return cell;
}

/// Who recommended somebody: by phone, which another system knows as well, else by member code.
std::string referrer_of(sql::Tx& tx, const House& house, OwnerId member, bool clear) {
  const auto registration = registrations::find(tx, member);
  if (!registration || !registration->referrer) return "";
  const auto referrer = house.members.find(tx, *registration->referrer);
  if (!referrer) return "";
  const auto phone = clear ? house.members.contact(tx, referrer->id).phone : std::nullopt;
  return phone ? phone_text(*phone, clear) : referrer->member_code;
}

Cells cells_of(
    sql::Tx& tx, const House& house, const members::Known& known, const Scope& scope, bool clear
) {
  const members::Member& member = known.member;
  const members::Contact& contact = known.contact;
  Cells cells;
  const auto add = [&](std::string text) { cells.push_back(std::move(text)); };
  add(member.id.to_string());
  const auto card = cards::primary_card(tx, member.id);
  add(card ? card->number : "");
  add(clear ? member.name : mask_name(member.name));
  add(contact.phone ? phone_text(*contact.phone, clear) : "");
  if (!contact.email) {
    add("");
  } else {
    add(clear ? contact.email->reveal() : contact.email->masked());
  }
  add(clear && member.birthday ? member.birthday->to_string() : "");
  add(boost::describe::enum_to_string(member.gender, ""));
  add(clear ? contact.address : "");
  add(member.language);
  const org::Store* const store =
      member.joined_store ? scope.organisation->find_store(*member.joined_store) : nullptr;
  add(store != nullptr ? store->code : "");
  add(member.joined_on.to_string());
  const auto points = points::find_account(tx, member.id);
  add(points ? std::to_string(points->balance.value()) : "0");
  const auto wallet = wallet::find_account(tx, member.id);
  add(wallet ? wallet->stored().to_string() : "0");
  add(wallet ? wallet->change.to_string() : "0");
  auto [tier, until] = tier_of(tx, house, member, scope);
  add(std::move(tier));
  add(std::move(until));
  Externals externals = clear ? externals_of(tx, house, member.id) : Externals();
  add(std::move(externals.external));
  add(std::move(externals.unionid));
  add(std::move(externals.openid));
  add(card ? boost::describe::enum_to_string(card->state, "") : "");
  add(consents_of(tx, member, scope));
  add(referrer_of(tx, house, member.id, clear));
  const auto places = clear ? profiles::Profiles(house.keys).addresses(tx, member.id)
                            : std::vector<profiles::Address>();
  const profiles::Address place = places.empty() ? profiles::Address() : places.front();
  for (const std::string& part : {place.division, place.street, place.postcode}) add(part);
  add(boost::describe::enum_to_string(member.state, ""));
  GX_CHECK(cells.size() == columns.size());
  if (scope.fields.empty()) return cells;
  const auto values = profiles::Profiles(house.keys).values(tx, member);
  for (const profiles::Field& field : scope.fields) {
    const auto value = std::ranges::find(values, field.code, &profiles::Value::field);
    const bool shown = value != values.end() && (clear || !field.personal);
    std::string text = shown ? value->value : "";
    if (field.kind == profiles::FieldKind::choices) std::ranges::replace(text, ' ', ';');
    add(std::move(text));
  }
  return cells;
}

std::optional<std::string> text_of(const std::optional<Date>& date) {
  return date ? std::optional(date->to_string()) : std::nullopt;
}

void record(
    sql::Tx& tx, const Order& order, ProgrammeId programme, const audit::By& by, Instant now
) {
  const Filter& filter = order.filter;
  audit::Changes asked;
  asked.add("format", std::nullopt, boost::describe::enum_to_string(order.format, ""));
  asked.add("clear", std::nullopt, order.clear ? "true" : "false");
  asked.add("store", std::nullopt, filter.store);
  asked.add("joined_from", std::nullopt, text_of(filter.joined_from));
  asked.add("joined_to", std::nullopt, text_of(filter.joined_to));
  if (filter.state) {
    asked.add("state", std::nullopt, boost::describe::enum_to_string(*filter.state, ""));
  }
  if (order.after) asked.add("after", std::nullopt, order.after.to_string());
  audit::record(
      tx,
      by,
      {.action = "members_exported",
       .object_kind = "programme",
       .object_id = programme.to_string(),
       .changes = std::move(asked)},
      now
  );
}

}  // namespace

struct Pages::State {
  House house;
  Order order;
  Instant now;
  Scope scope;
  std::optional<OwnerId> after;  // the last one seen; nullopt: nobody follows
};

Pages::Pages(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pages::Pages(Pages&&) noexcept = default;
Pages::~Pages() = default;

ProgrammeId Pages::programme() const { return state_->scope.programme; }

std::vector<files::TableColumn> Pages::header() const {
  std::vector<files::TableColumn> all;
  for (const std::string_view name : state_->scope.header()) all.push_back({std::string(name)});
  return all;
}

bool Pages::next(std::vector<std::vector<std::string>>& rows) {
  rows.clear();
  if (!state_->after) return false;
  const House& house = state_->house;
  const Scope& scope = state_->scope;
  std::vector<members::Known> page;
  state_->after = house.members.walk(
      house.db,
      scope.programme,
      *state_->after,
      members_at_once,
      [&](const members::Known& known) {
        if (matches(known.member, scope, state_->order.filter)) page.push_back(known);
      }
  );
  rows = house.db.read([&](sql::Tx& tx) {
    std::vector<Cells> all;
    for (const members::Known& known : page) {
      // Who asked that the data is only kept goes into no file.
      const consents::Subject restriction{
          consents::Purpose::restriction, consents::Channel::none, {}};
      if (consents::may(tx, known.member, restriction, state_->now)) continue;
      all.push_back(cells_of(tx, house, known, scope, state_->order.clear));
    }
    return all;
  });
  return state_->after.has_value();
}

Result<Pages> Extracts::open(const Order& order, const api::Actor& actor, Instant now) const {
  GX_TRY(scope, scope_of(house_, order.filter, actor, now));
  return Pages(std::make_unique<Pages::State>(Pages::State{
      house_, order, now, std::move(scope), order.after}));
}

Result<Made> Extracts::make(
    const Order& order, const api::Actor& actor, const audit::By& by, Instant now, const Sink& sink
) const {
  GX_TRY(pages, open(order, actor, now));
  // Before the first row: one that cannot be recorded is not made.
  GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
    record(tx, order, pages.programme(), by, now);
    return ok();
  }));
  const bool is_csv = order.format == Format::csv;
  files::TableWriter writer(
      is_csv ? files::TableForm::csv : files::TableForm::xlsx, "Members", pages.header(), sink
  );
  Made made;
  std::vector<Cells> rows;
  for (bool follows = true; follows && !made.more;) {
    if (order.stop()) {
      made.more = true;
      break;
    }
    follows = pages.next(rows);
    for (const Cells& cells : rows) {
      if (made.rows == order.rows_max) {
        made.more = true;
        break;
      }
      writer.add_row(cells);
      ++made.rows;
    }
  }
  writer.finish();
  return made;
}

}  // namespace guanxi::extracts
