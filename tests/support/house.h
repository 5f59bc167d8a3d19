// A whole program in a temporary directory, for tests that speak to it as a till or a person would:
// HTTP requests in, HTTP answers out, without a socket. Time stands at Monday 2026-03-02 10:00 in
// Shanghai until a test moves it. Group G, company C, region R, stores S001 and S002 with tills 01
// and 02 and counter C01, programme MAIN in CNY (10 yuan = 1 point). The books are verified when
// the house is torn down: no test can leave them broken unnoticed.
//
// Threads: Client::send may run on many threads at once; everything else belongs to the test's own
// thread.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/application.h"
#include "platform/sql/testing.h"

namespace guanxi::test {

namespace json = boost::json;

/// 1 by default; GUANXI_TEST_SCALE makes randomised tests longer.
int scale();
/// What a test does so many times: all of them on the embedded engine, a fifth on PostgreSQL, whose
/// turns take five times as long; times scale().
int times(int count);
/// GUANXI_TEST_SEED, else one of the moment. Print it when a test fails.
std::uint64_t seed();

struct Answer {
  int status = 0;
  std::string text;
  std::vector<std::pair<std::string, std::string>> headers;
  json::value body;  // null if the text is no JSON

  std::string header(std::string_view name) const;
  bool replayed() const { return header("Idempotency-Replayed") == "true"; }
  /// Of a problem: its code and the pointer of its first error; empty where there is none.
  std::string code() const;
  std::string pointer() const;
  /// The value at an RFC 6901 pointer; fails the test and gives 0 or "" where there is none.
  std::int64_t integer(std::string_view at) const;
  std::string string(std::string_view at) const;
  const json::value* find(std::string_view at) const;
  std::size_t size(std::string_view at) const;  // of the array there
};
/// For messages: "409 void_after_refund at /x: {…}".
std::ostream& operator<<(std::ostream& out, const Answer& answer);

struct Ask {
  std::string method = "GET";
  std::string target;
  std::string body = {};
  std::string key = {};  // Idempotency-Key
  std::string if_match = {};
  std::string language = "en";
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers =
      {};  // further ones, names in lower case
  std::string address = "127.0.0.1";
};

class TestHouse;

/// Somebody who asks: with a token, a signing key, or nothing.
class Client {
 public:
  Client(TestHouse& house, std::string token) : house_(&house), token_(std::move(token)) {}
  Client(TestHouse& house, identity::IssuedKey key) : house_(&house), key_(std::move(key)) {}

  Answer send(const Ask& ask) const;
  Answer get(const std::string& target) const { return send({.target = target}); }
  Answer post(const std::string& target, const json::value& body, const std::string& key = {})
      const {
    return send({.method = "POST", .target = target, .body = json::serialize(body), .key = key});
  }

 private:
  std::string authorisation(const Ask& ask) const;
  TestHouse* house_;
  std::string token_;
  std::optional<identity::IssuedKey> key_;
};

/// Of the member that most stories are about.
inline constexpr const char* her_phone = "13800138000";

struct Goods {
  std::string item;  // A1001: 100.00; A1002: 59.90; A1003: 20.00; FREE: 0.00
  std::string quantity = "1";
  std::string list_price = {};  // empty: the catalogue's
  std::string shop_price = {};
};
struct Paid {
  std::string kind;
  std::int64_t amount = 0;  // fen
};
/// A sale as a till writes it down. What is left empty is filled in sensibly.
struct Sale {
  std::string phone = {};  // empty: anonymous
  std::vector<Goods> lines = {};
  std::vector<Paid> tenders = {};  // none: the whole in cash
  std::string store = "S001", till = "01";
  std::int64_t sequence = 0;  // 0: the till's next
  json::object more = {};     // members of the request that replace or add to the rest
};
struct Back {
  std::string receipt;
  std::vector<std::pair<int, std::string>> lines = {};  // line and quantity; none: everything left
  std::string store = "S001", till = "01";
  std::int64_t sequence = 0;
  json::object more = {};
};

class TestHouse {
 public:
  struct Options {
    programmes::Parameters parameters = {};
    int cutoff_minutes = 0;
    bool page_sums = true;
    std::string backup_directory = {};
    bool strict_proof = false;  // else a cashier may confirm whatever is spent
    sql::Engine engine = sql::test_engine();
  };
  TestHouse() : TestHouse(Options()) {}
  explicit TestHouse(const Options& options);
  ~TestHouse();
  TestHouse(const TestHouse&) = delete;
  TestHouse& operator=(const TestHouse&) = delete;

  ManualClock& clock() { return clock_; }
  Instant now() const { return clock_.now(); }
  void advance_days(int days) { clock_.advance_seconds(std::int64_t{86400} * days); }
  app::Application& application() { return *application_; }
  const std::filesystem::path& directory() const { return directory_.path(); }
  /// The settings another program on the same store would have.
  config::Config config() const;
  /// Closes and opens the program again.
  void restart();
  void close() { application_.reset(); }

  const Client& manager() const { return *manager_; }  // may do everything
  Client person(
      const std::string& name,
      std::vector<std::string> permissions,
      const std::vector<std::string>& stores = {}
  );
  /// With roles, and stores and units by their codes.
  Client holder(
      const std::string& name,
      std::vector<std::string> roles,
      const std::vector<std::string>& stores = {},
      const std::vector<std::string>& units = {}
  );
  Client till(const std::string& store, const std::string& till);
  Client nobody() { return Client(*this, std::string()); }

  /// A new member with that phone; the id.
  std::string enrol(const std::string& phone, json::object more = {});
  std::int64_t points(const std::string& member, std::string_view what = "/balance") const;
  void set_parameters(const programmes::Parameters& parameters, Instant from);

  json::object sale_body(const Sale& sale);
  json::object back_body(const Back& back);
  Answer sell(const Sale& sale) { return post_keyed(manager(), "/v1/checkout", sale_body(sale)); }
  Answer refund(const Back& back) { return back_to(back, "refunds"); }
  Answer void_sale(const Back& back);
  /// POST with the key tills use: business date and number of the body.
  static Answer post_keyed(
      const Client& client, const std::string& target, const json::object& body
  );
  static std::string natural_key(const json::object& body);
  Date today() const;  // business date of stores whose day ends at midnight
  std::string now_text() const { return now().to_string(); }
  std::int64_t next_sequence() { return ++sequence_; }

  /// Checks every book against the others; adds a failure for each fault.
  void expect_clean_books();
  verify::Report verify() { return verify::verify(application_->db()); }

 private:
  friend class Client;
  /// A store as the first start leaves it: a copy of one that is made once per process.
  void lay_store();
  void open();
  void build(const Options& options);
  std::vector<StoreId> stores_of(const std::vector<std::string>& codes) const;
  Client add_person(const identity::NewPerson& person);
  Answer back_to(const Back& back, const std::string& what);

  sql::TempDirectory directory_;
  std::unique_ptr<sql::ScratchPostgres> scratch_;  // on PostgreSQL
  ManualClock clock_;
  std::unique_ptr<app::Application> application_;
  std::unique_ptr<Client> manager_;
  bool page_sums_ = true;
  bool strict_proof_ = false;
  std::string backup_directory_;
  std::int64_t sequence_ = 0;
  std::atomic<std::uint64_t> nonce_{0};
};

/// {"amount":123,"currency":"CNY"}
json::object money(std::int64_t fen, std::string_view currency = "CNY");

}  // namespace guanxi::test
