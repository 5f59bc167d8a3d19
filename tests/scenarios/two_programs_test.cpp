// Two programs on one data directory – a server and an import beside it: they share the books and
// never an id.
#include <gtest/gtest.h>

#include <barrier>
#include <mutex>
#include <set>
#include <thread>

#include "support/receipts_file.h"

namespace guanxi::test {
namespace {

/// The node that made an id: bits 14 … 21.
std::int64_t node_of(const std::string& id) { return parse_id(id).value_or(0) >> 14 & 0xff; }

class TwoPrograms : public testing::Test {
 protected:
  TwoPrograms() {
    const app::Application& first = house.application();
    identity::Identity& identity = house.application().identity();
    const auto person = identity.add_person(first.system_actor(), {"both", {"*"}, {}}, house.now());
    EXPECT_TRUE(person);
    const auto token =
        identity.issue_token(first.system_actor(), *person, "test", std::nullopt, house.now());
    EXPECT_TRUE(token);
    token_ = token->text;
    open_second();
  }
  ~TwoPrograms() override { EXPECT_TRUE(!second || verify::verify(second->db()).is_clean()); }
  void open_second() {
    second = std::make_unique<app::Application>(house.config(), house.clock());
    // From here on both number their ids from the same moment: what keeps them apart is the node.
    house.clock().advance_seconds(1);
  }
  Answer ask(app::Application& program, const Ask& what) const {
    http::Request request;
    request.method = what.method;
    request.target = what.target;
    request.path = what.target;
    request.body = what.body;
    request.remote_address = "127.0.0.1";
    request.trace_id = "00000000000000000000000000000001";
    request.received_at = house.now();
    request.headers = {
        {"accept-language", what.language},
        {"content-type", what.content_type},
        {"authorization", "Bearer " + token_}};
    if (!what.key.empty()) request.headers.emplace_back("idempotency-key", what.key);
    http::Response response = program.api().handle(request);
    Answer answer{response.status, std::move(response.body), std::move(response.headers), nullptr};
    boost::system::error_code fault;
    answer.body = json::parse(answer.text, fault);
    if (fault) answer.body = nullptr;
    return answer;
  }
  Answer post(app::Application& program, const std::string& target, const json::object& body)
      const {
    return ask(
        program,
        {.method = "POST",
         .target = target,
         .body = json::serialize(body),
         .key = TestHouse::natural_key(body)}
    );
  }
  Answer get(app::Application& program, const std::string& target) const {
    return ask(program, {.target = target});
  }
  json::object sale(const char* till, std::int64_t number) {
    return house.sale_body(
        {.phone = her_phone, .lines = {{"A1001"}}, .till = till, .sequence = number}
    );
  }

  TestHouse house;
  std::string token_;
  const std::string member = house.enrol(her_phone);
  std::unique_ptr<app::Application> second;
};

TEST_F(TwoPrograms, that_sell_by_turns_never_make_the_same_id) {
  const int rounds = 50;
  app::Application* const programs[] = {&house.application(), second.get()};
  const char* const tills[] = {"01", "02"};
  std::set<std::string> ids;
  std::set<std::int64_t> nodes[2];
  std::int64_t points = 0;
  for (int round = 1; round <= rounds; ++round) {
    for (const std::size_t one : {0U, 1U}) {
      const Answer sold = post(*programs[one], "/v1/checkout", sale(tills[one], round));
      ASSERT_EQ(sold.status, 201) << sold;
      const std::string receipt = sold.string("/receipt");
      EXPECT_TRUE(ids.insert(receipt).second) << receipt << " twice";
      nodes[one].insert(node_of(receipt));
      points += 10;
      EXPECT_EQ(sold.integer("/balance"), points) << "each goes on where the other was";
      const Answer read = get(*programs[1 - one], "/v1/receipts/" + receipt);
      EXPECT_EQ(read.status, 200) << "what one has posted the other reads: " << read;
    }
  }
  EXPECT_EQ(ids.size(), 2U * rounds);
  EXPECT_EQ(nodes[0].size(), 1U);
  EXPECT_EQ(nodes[1].size(), 1U);
  EXPECT_NE(*nodes[0].begin(), *nodes[1].begin());
  EXPECT_EQ(house.points(member), points);
  EXPECT_EQ(house.verify().sales.receipts, 2 * rounds);
  EXPECT_EQ(verify::verify(second->db()).points.digest, house.verify().points.digest);
}

TEST_F(TwoPrograms, answer_a_retry_for_each_other) {
  const json::object body = sale("01", 1);
  const Answer first = post(house.application(), "/v1/checkout", body);
  ASSERT_EQ(first.status, 201) << first;
  const Answer again = post(*second, "/v1/checkout", body);
  EXPECT_EQ(again.status, 201) << again;
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.text, first.text);
  const Answer other =
      post(*second, "/v1/checkout", house.sale_body({.lines = {{"A1003"}}, .sequence = 1}));
  EXPECT_EQ(other.status, 422) << other;
  EXPECT_EQ(other.code(), "idempotency_key_reused");
  const std::string receipt = first.string("/receipt");
  const json::object back = house.back_body({.receipt = receipt, .sequence = 2});
  const Answer returned = post(*second, "/v1/checkout/" + receipt + "/refunds", back);
  EXPECT_EQ(returned.status, 201) << returned;
  EXPECT_EQ(returned.integer("/balance"), 0);
  const Answer twice = post(
      house.application(),
      "/v1/checkout/" + receipt + "/refunds",
      house.back_body({.receipt = receipt, .sequence = 3})
  );
  EXPECT_EQ(twice.code(), "nothing_left_to_refund") << twice;
}

TEST_F(TwoPrograms, that_sell_at_once_to_one_member_lose_nothing) {
  const int sales = 20 * scale();
  app::Application* const programs[] = {&house.application(), second.get()};
  std::vector<json::object> bodies[2];
  for (int i = 1; i <= sales; ++i) {
    bodies[0].push_back(sale("01", i));
    bodies[1].push_back(sale("02", i));
  }
  std::barrier start(2);
  std::mutex guard;
  std::set<std::string> ids;
  {
    std::vector<std::jthread> running;
    for (const std::size_t one : {0U, 1U}) {
      running.emplace_back([&, one] {
        start.arrive_and_wait();
        for (const json::object& body : bodies[one]) {
          const Answer sold = post(*programs[one], "/v1/checkout", body);
          const std::lock_guard lock(guard);
          EXPECT_EQ(sold.status, 201) << sold;
          EXPECT_TRUE(ids.insert(sold.string("/receipt")).second);
        }
      });
    }
  }
  EXPECT_EQ(ids.size(), 2U * static_cast<std::size_t>(sales));
  EXPECT_EQ(house.points(member), 20 * sales);
  EXPECT_EQ(house.verify().sales.receipts, 2 * sales);
}

TEST_F(TwoPrograms, may_import_and_sell_side_by_side) {
  std::vector<FileRow> rows;
  for (int i = 1; i <= 30; ++i) {
    rows.push_back(
        {.till = "02",
         .sequence = std::to_string(i),
         .member_kind = "phone",
         .member_value = her_phone}
    );
  }
  int sold = 0;
  const auto report = import_file(
      house,
      file_of(rows),
      {.batch_units = 1,
       .stop =
           [&] {  // between two batches the server sells
             const Answer answer = post(house.application(), "/v1/checkout", sale("01", ++sold));
             EXPECT_EQ(answer.status, 201) << answer;
             return false;
           },
       .application = second.get()}
  );
  ASSERT_EQ(report.state, import::Report::State::done) << report.fault;
  EXPECT_EQ(report.counters.sales, 30);
  EXPECT_EQ(sold, 30);
  std::set<std::string> ids;
  std::set<std::int64_t> nodes;
  for (const char* const days :
       {"&from=2026-02-10&to=2026-02-10", "&from=2026-03-02&to=2026-03-02"}) {
    const Answer page =
        house.manager().get(std::string("/v1/receipts?store=S001&limit=200") + days);
    EXPECT_EQ(page.size("/receipts"), 30U) << days;
    for (const auto& row : page.find("/receipts")->as_array()) {
      ids.emplace(row.at("receipt").as_string());
      nodes.insert(node_of(std::string(row.at("receipt").as_string())));
    }
  }
  EXPECT_EQ(ids.size(), 60U);
  EXPECT_EQ(nodes.size(), 2U);
  EXPECT_EQ(house.points(member), 600);
}

TEST_F(TwoPrograms, that_end_leave_their_number_to_the_next) {
  std::set<std::string> ids;
  std::set<std::int64_t> nodes;
  for (int life = 1; life <= 3; ++life) {
    const Answer sold = post(*second, "/v1/checkout", sale("02", life));
    ASSERT_EQ(sold.status, 201) << sold;
    EXPECT_TRUE(ids.insert(sold.string("/receipt")).second);
    nodes.insert(node_of(sold.string("/receipt")));
    const Answer ours = post(house.application(), "/v1/checkout", sale("01", life));
    EXPECT_TRUE(ids.insert(ours.string("/receipt")).second);
    EXPECT_FALSE(nodes.contains(node_of(ours.string("/receipt"))));
    house.clock().advance_seconds(1);
    second.reset();
    open_second();
  }
  EXPECT_EQ(nodes.size(), 1U);
  EXPECT_EQ(house.points(member), 60);
}

TEST(NodeNumbers, are_leased_one_by_one_and_free_again_at_once) {
  sql::TempDatabase store;
  const auto lease = [&](int first) {
    return app::lease_node(*store, store.directory(), first, "test", store.clock().now());
  };
  const auto a = lease(0);
  auto b = lease(0);
  const auto c = lease(7);
  EXPECT_EQ(a->number(), 0);
  EXPECT_EQ(b->number(), 1) << "0 is taken";
  EXPECT_EQ(c->number(), 7) << "what is asked for, where it is free";
  b.reset();
  EXPECT_EQ(lease(0)->number(), 1) << "free at once";
  const auto last = lease(255);
  EXPECT_EQ(last->number(), 255);
  EXPECT_EQ(lease(255)->number(), 1) << "from the last on to the first";

  std::vector<std::unique_ptr<app::NodeLease>> all;
  std::set<int> numbers{0, 7, 255};
  for (int i = 3; i < 256; ++i) {
    all.push_back(lease(100));
    EXPECT_TRUE(numbers.insert(all.back()->number()).second) << all.back()->number();
  }
  EXPECT_EQ(numbers.size(), 256U);
  EXPECT_THROW(lease(0), app::StartFailure);
  all.pop_back();
  EXPECT_NO_THROW(lease(0));
  sql::TempDatabase other;
  const auto elsewhere = app::lease_node(*other, other.directory(), 0, "test", other.clock().now());
  EXPECT_EQ(elsewhere->number(), 0) << "another store has its own";
}

TEST(NodeNumbers, change_when_nothing_was_heard_for_too_long) {
  if (sql::test_engine() == sql::Engine::sqlite) GTEST_SKIP() << "a file lock does not run out";
  sql::TempDatabase store;
  const auto lease = [&] {
    return app::lease_node(*store, store.directory(), 0, "test", store.clock().now());
  };
  const auto sleeper = lease();
  const auto other = lease();
  store.clock().advance_seconds(200);
  EXPECT_FALSE(sleeper->renew(store.clock().now()));
  store.clock().advance_seconds(301);
  const auto heir = lease();
  EXPECT_EQ(heir->number(), 0);
  EXPECT_TRUE(sleeper->renew(store.clock().now())) << "its number is another's now";
  EXPECT_NE(sleeper->number(), 0);
  EXPECT_FALSE(heir->renew(store.clock().now()));
}

}  // namespace
}  // namespace guanxi::test
