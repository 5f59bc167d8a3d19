#include "support/house.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>

#include "modules/catalog/catalog.h"
#include "modules/identity/signing.h"
#include "platform/log/log.h"

namespace guanxi::test {
namespace {

Instant first_moment() { return *Instant::parse("2026-03-02T10:00:00+08:00"); }

const std::map<std::string, std::string>& catalogue() {
  static const std::map<std::string, std::string> items{
      {"A1001", "100.00"}, {"A1002", "59.90"}, {"A1003", "20.00"}, {"FREE", "0.00"}};
  return items;
}

/// Proofs have tests of their own.
programmes::Parameters trusting(programmes::Parameters parameters) {
  parameters.proof_points_cashier_max = programmes::limits::proof_cashier_max;
  parameters.proof_stored_value_cashier_max = programmes::limits::proof_cashier_max;
  parameters.proof_small_change_cashier_max = programmes::limits::proof_cashier_max;
  parameters.proof_coupons_free_max = programmes::limits::proof_cashier_max;
  return parameters;
}

/// What the member owns and not what he hands over.
bool takes_proof(const std::string& tender) {
  return tender == "stored_value" || tender == "small_change" || tender == "points";
}

template <class T>
T must(Result<T> result, const char* what) {
  if (!result) {
    throw std::runtime_error(
        std::string(what) + ": " + std::string(code_name(result.error().code)) + " " +
        result.error().pointer
    );
  }
  return std::move(*result);
}

http::Request request_of(const Ask& ask, Instant now) {
  http::Request request;
  request.method = ask.method;
  request.target = ask.target;
  const std::size_t question = ask.target.find('?');
  request.path = ask.target.substr(0, question);
  if (question != std::string::npos) {
    std::string_view rest = std::string_view(ask.target).substr(question + 1);
    while (!rest.empty()) {
      const std::string_view pair = rest.substr(0, rest.find('&'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      const std::size_t equals = std::min(pair.find('='), pair.size());
      const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
      request.query.emplace_back(
          http::percent_decode(pair.substr(0, equals), true).value_or(""),
          http::percent_decode(value, true).value_or("")
      );
    }
  }
  request.body = ask.body;
  request.remote_address = ask.address;
  request.trace_id = "00000000000000000000000000000001";
  request.received_at = now;
  request.headers.emplace_back("accept-language", ask.language);
  if (!ask.body.empty()) request.headers.emplace_back("content-type", ask.content_type);
  if (!ask.key.empty()) request.headers.emplace_back("idempotency-key", ask.key);
  if (!ask.if_match.empty()) request.headers.emplace_back("if-match", ask.if_match);
  request.headers.insert(request.headers.end(), ask.headers.begin(), ask.headers.end());
  return request;
}

}  // namespace

int scale() {
  const char* const text = std::getenv("GUANXI_TEST_SCALE");
  return text ? std::max(1, std::atoi(text)) : 1;
}

int times(int count) {
  return count * scale() / (sql::test_engine() == sql::Engine::postgres ? 5 : 1);
}

std::uint64_t seed() {
  static const std::uint64_t value = [] {
    const char* const text = std::getenv("GUANXI_TEST_SEED");
    if (text) return static_cast<std::uint64_t>(std::strtoull(text, nullptr, 10));
    return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  }();
  return value;
}

std::string Answer::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (known == name) return value;
  }
  return "";
}

const json::value* Answer::find(std::string_view at) const {
  boost::system::error_code fault;
  return body.find_pointer(at, fault);
}

std::string Answer::code() const {
  const json::value* found = find("/code");
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

std::string Answer::pointer() const {
  const json::value* found = find("/errors/0/pointer");
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

std::int64_t Answer::integer(std::string_view at) const {
  const json::value* found = find(at);
  if (found && found->is_int64()) return found->as_int64();
  ADD_FAILURE() << "no number at " << at << " in " << *this;
  return 0;
}

std::string Answer::string(std::string_view at) const {
  const json::value* found = find(at);
  if (found && found->is_string()) return std::string(found->as_string());
  ADD_FAILURE() << "no text at " << at << " in " << *this;
  return "";
}

std::size_t Answer::size(std::string_view at) const {
  const json::value* found = find(at);
  if (found && found->is_array()) return found->as_array().size();
  ADD_FAILURE() << "no list at " << at << " in " << *this;
  return 0;
}

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  return out << answer.status << ' ' << answer.text.substr(0, 1500);
}

json::object money(std::int64_t fen, std::string_view currency) {
  return {{"amount", fen}, {"currency", currency}};
}

std::string Client::authorisation(const Ask& ask) const {
  if (!key_) return token_.empty() ? "" : "Bearer " + token_;
  const std::string seconds = std::to_string(house_->now().micros() / 1'000'000);
  const std::string nonce = fmt::format("nonce-{:016}", ++house_->nonce_);
  const std::string text = identity::text_to_sign(ask.method, ask.target, seconds, nonce, ask.body);
  const crypto::Digest signature = crypto::hmac_sha256(key_->secret, text);
  return fmt::format(
      "Guanxi-HMAC-SHA256 key={}, timestamp={}, nonce={}, signature={}",
      key_->key,
      seconds,
      nonce,
      crypto::to_base64url(crypto::bytes_of(signature))
  );
}

Answer Client::send(const Ask& ask) const {
  http::Request request = request_of(ask, house_->now());
  const std::string credential = authorisation(ask);
  if (!credential.empty()) request.headers.emplace_back("authorization", credential);
  http::Response response = house_->application_->api().handle(request);
  Answer answer{response.status, std::move(response.body), std::move(response.headers), nullptr};
  answer.headers.emplace_back("Content-Type", response.content_type);
  boost::system::error_code fault;
  answer.body = json::parse(answer.text, fault);
  if (fault) answer.body = nullptr;
  return answer;
}

namespace {
std::atomic<int> houses{0};  // of this process, now
}

TestHouse::TestHouse(const Options& options)
    : clock_(first_moment()),
      page_sums_(options.page_sums),
      strict_proof_(options.strict_proof),
      backup_directory_(options.backup_directory) {
  if (options.engine == sql::Engine::postgres) scratch_ = sql::make_scratch(clock_.now());
  log::set_level(log::Level::error);
  // Two at a time are two installations, with keys of their own.
  const bool is_alone = houses.fetch_add(1) == 0;
  if (is_alone && options.engine == sql::Engine::sqlite) lay_store();
  open();
  build(options);
}

TestHouse::~TestHouse() {
  expect_clean_books();
  houses.fetch_sub(1);
}

config::Config TestHouse::config() const {
  config::Config config;
  config.data = directory_.path().string();
  config.sqlite.cache_bytes = std::int64_t{16} << 20;
  // A test asks as fast as it can; rates have tests of their own.
  config.limits.requests_per_second = config.limits.anonymous_per_second = 0;
  config.identity.password_memory_kib = 19'456;  // the least that is allowed
  if (!page_sums_) config.sqlite.page_sums = "off";
  config.backup.directory = backup_directory_;
  if (scratch_) config.store = scratch_->conninfo();
  return config;
}

void TestHouse::lay_store() {
  static std::mutex one_at_a_time;
  static const sql::TempDirectory models;
  const std::lock_guard lock(one_at_a_time);
  const std::filesystem::path model = models.path() / (page_sums_ ? "sums" : "plain");
  if (!std::filesystem::exists(model)) {
    std::filesystem::create_directories(model);
    config::Config first = config();
    first.data = model.string();
    first.backup.directory.clear();
    const app::Application started(first, clock_);
  }
  for (const auto& file : std::filesystem::directory_iterator(model)) {
    std::filesystem::copy(
        file, directory_.path() / file.path().filename(), std::filesystem::copy_options::recursive
    );
  }
}

void TestHouse::open() { application_ = std::make_unique<app::Application>(config(), clock_); }

void TestHouse::restart() {
  application_.reset();
  open();
}

void TestHouse::build(const Options& options) {
  const ActorId by = application_->system_actor().id;
  programmes::Programmes::NewProgramme programme;
  programme.code = "MAIN";
  programme.name = "Guanxi";
  programme.currency = Currency::cny;
  programme.effective_from = *Instant::parse("2020-01-01T00:00:00+08:00");
  programme.parameters = strict_proof_ ? options.parameters : trusting(options.parameters);
  const ProgrammeId id = must(application_->programmes().add(programme, by, now()), "programme");
  org::Org& org = application_->org();
  must(org.add_unit({"group", "G", "Group", ""}, by, now()), "group");
  must(org.add_unit({"company", "C", "Company", "G"}, by, now()), "company");
  must(org.add_unit({"region", "R", "Region", "C"}, by, now()), "region");
  for (const char* const code : {"S001", "S002"}) {
    org::Org::NewStore store;
    store.code = code;
    store.name = code;
    store.parent_code = "R";
    store.cutoff_minutes = options.cutoff_minutes;
    store.programme = id;
    const StoreId made = must(org.add_store(store, by, now()), "store");
    must(org.add_counter(made, "C01", "Counter", by, now()), "counter");
    for (const char* const till : {"01", "02"})
      must(org.add_till(made, till, till, by, now()), "till");
  }
  must(
      application_->db().write([&](sql::Tx& tx) -> Outcome {
        for (const auto& [code, price] : catalogue()) {
          catalog::ItemInput item;
          item.code = code;
          item.name = "Item " + code;
          item.list_price = UnitPrice::parse(price);
          GX_TRY_VOID(catalog::put_item(tx, application_->ids(), item, by, now()));
        }
        return ok();
      }),
      "items"
  );
  manager_ = std::make_unique<Client>(person("manager", {"*"}));
}

Client TestHouse::person(
    const std::string& name,
    std::vector<std::string> permissions,
    const std::vector<std::string>& stores
) {
  return add_person({name, std::move(permissions), stores_of(stores)});
}

Client TestHouse::holder(
    const std::string& name,
    std::vector<std::string> roles,
    const std::vector<std::string>& stores,
    const std::vector<std::string>& units
) {
  std::vector<UnitId> ids;
  const auto organisation = application_->org().snapshot();
  for (const org::Unit& unit : organisation->units()) {
    if (std::ranges::find(units, unit.code) != units.end()) ids.push_back(unit.id);
  }
  return add_person({name, {}, stores_of(stores), std::move(roles), std::move(ids)});
}

std::vector<StoreId> TestHouse::stores_of(const std::vector<std::string>& codes) const {
  std::vector<StoreId> ids;
  const auto organisation = application_->org().snapshot();
  for (const std::string& code : codes) ids.push_back(organisation->find_store(code)->id);
  return ids;
}

Client TestHouse::add_person(const identity::NewPerson& person) {
  identity::Identity& identity = application_->identity();
  const api::Actor& system = application_->system_actor();
  const ActorId id = must(identity.add_person(system, person, now()), "person");
  return Client(
      *this, must(identity.issue_token(system, id, "test", std::nullopt, now()), "token").text
  );
}

Client TestHouse::till(const std::string& store, const std::string& till) {
  const auto organisation = application_->org().snapshot();
  const org::Store* const at = organisation->find_store(store);
  return Client(
      *this,
      must(
          app::make_till_key(*application_, *at, *organisation->find_till(at->id, till), {}, now()),
          "till key"
      )
  );
}

std::string TestHouse::enrol(const std::string& phone, json::object more) {
  json::object body{{"programme", "MAIN"}, {"store", "S001"}, {"name", "张小明"}, {"phone", phone}};
  for (const auto& [name, value] : more) body[name] = value;
  const Answer answer = manager().post("/v1/members", body, "enrol-" + phone);
  if (answer.status != 201) {
    ADD_FAILURE() << answer;
    return "0";
  }
  return answer.string("/id");
}

std::int64_t TestHouse::points(const std::string& member, std::string_view what) const {
  return manager().get("/v1/members/" + member + "/points").integer(what);
}

void TestHouse::set_parameters(const programmes::Parameters& parameters, Instant from) {
  programmes::Programmes& programmes = application_->programmes();
  must(
      programmes.add_version(
          *programmes.find("MAIN"),
          strict_proof_ ? parameters : trusting(parameters),
          from,
          "test",
          application_->system_actor().id,
          now()
      ),
      "version"
  );
}

Date TestHouse::today() const { return TimeZone().date_of(now()); }

json::object TestHouse::sale_body(const Sale& sale) {
  json::object body{
      {"store", sale.store},
      {"till", sale.till},
      {"business_date", today().to_string()},
      {"sequence", sale.sequence != 0 ? sale.sequence : next_sequence()},
      {"occurred_at", now_text()},
      {"cashier", "C07"}};
  if (!sale.phone.empty()) body["member"] = {{"kind", "phone"}, {"value", sale.phone}};
  json::array lines;
  std::int64_t total = 0;
  for (const Goods& goods : sale.lines) {
    json::object line{{"item", goods.item}, {"quantity", goods.quantity}};
    if (!goods.list_price.empty()) line["list_price"] = goods.list_price;
    if (!goods.shop_price.empty()) line["shop_price"] = goods.shop_price;
    lines.push_back(std::move(line));
    const auto known = catalogue().find(goods.item);
    std::string price = goods.shop_price.empty() ? goods.list_price : goods.shop_price;
    if (price.empty() && known != catalogue().end()) price = known->second;
    const auto unit = UnitPrice::parse(price);
    const auto quantity = Quantity::parse(goods.quantity);
    if (unit && quantity) total += line_amount(*unit, *quantity, Currency::cny).minor();
  }
  body["lines"] = std::move(lines);
  json::array tenders;
  for (const Paid& paid : sale.tenders)
    tenders.push_back({{"kind", paid.kind}, {"amount", money(paid.amount)}});
  if (sale.tenders.empty() && total > 0)
    tenders.push_back({{"kind", "cash"}, {"amount", money(total)}});
  body["tenders"] = std::move(tenders);
  if (std::ranges::any_of(sale.tenders, [](const Paid& paid) { return takes_proof(paid.kind); })) {
    body["proof"] = {{"kind", "cashier"}};
  }
  for (const auto& [name, value] : sale.more) body[name] = value;
  return body;
}

json::object TestHouse::back_body(const Back& back) {
  json::object body{
      {"store", back.store},
      {"till", back.till},
      {"business_date", today().to_string()},
      {"sequence", back.sequence != 0 ? back.sequence : next_sequence()},
      {"occurred_at", now_text()},
      {"cashier", "C07"},
      {"reason", "尺码不合"}};
  if (!back.lines.empty()) {
    json::array lines;
    for (const auto& [line, quantity] : back.lines)
      lines.push_back({{"line", line}, {"quantity", quantity}});
    body["lines"] = std::move(lines);
  }
  for (const auto& [name, value] : back.more) body[name] = value;
  return body;
}

std::string TestHouse::natural_key(const json::object& body) {
  std::string date(body.at("business_date").as_string());
  std::erase(date, '-');
  return fmt::format("{}-{:06}", date, body.at("sequence").as_int64());
}

Answer TestHouse::post_keyed(
    const Client& client, const std::string& target, const json::object& body
) {
  return client.post(target, body, natural_key(body));
}

Answer TestHouse::back_to(const Back& back, const std::string& what) {
  return post_keyed(manager(), "/v1/checkout/" + back.receipt + "/" + what, back_body(back));
}

Answer TestHouse::void_sale(const Back& back) { return back_to(back, "void"); }

void TestHouse::expect_clean_books() {
  if (!application_) return;
  const verify::Report report = verify();
  EXPECT_TRUE(report.is_clean()) << verify::to_json(report);
}

}  // namespace guanxi::test
