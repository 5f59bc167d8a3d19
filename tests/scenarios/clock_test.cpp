// B4: the clock jumps, in a running house and over a restart; days, months, quarters and years end,
// in Shanghai and not where UTC has them. Order never goes back, edges lie where the rules say.
#include <gtest/gtest.h>

#include <set>

#include "modules/identity/signing.h"
#include "modules/points/roots.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

constexpr std::int64_t hour = 3600, years_10 = 3653 * 24 * hour;

Instant at(const char* text) { return *Instant::parse(text); }

/// The receipts the outbox tells of, in its order.
std::vector<std::string> told(TestHouse& house) {
  sql::Database& db = house.application().db();
  std::vector<std::string> subjects;
  for (const sql::Table& table : db.tables()) {
    if (table.name != "outbox_events") continue;
    int kind = 0, subject = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].name == "kind") kind = static_cast<int>(i);
      if (table.columns[i].name == "subject_id") subject = static_cast<int>(i);
    }
    db.read_tables([&](sql::TableReader& reader) {
      reader.scan(table, {}, [&](const sql::RowView& row) {
        if (row.text(kind) == "receipt.posted") {
          subjects.push_back(std::to_string(row.integer(subject)));
        }
        return true;
      });
    });
  }
  return subjects;
}

struct Jump {
  const char* reason;
  std::int64_t seconds;
  bool over_restart;
};

class ClockJumps : public testing::TestWithParam<Jump> {};

// Away and back again: everything is accepted in the order it came, whatever the clock says.
TEST_P(ClockJumps, KeepTheOrderOfEverything) {
  const Jump& jump = GetParam();
  TestHouse house;
  const std::string member = house.enrol(her_phone);
  std::vector<std::string> posted;
  std::int64_t balance = 0;
  const auto trade = [&] {
    for (int i = 0; i < 3; ++i) {
      const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001"}}});
      ASSERT_EQ(sale.status, 201) << sale;
      posted.push_back(sale.string("/receipt"));
    }
    const Answer back = house.refund({.receipt = posted.back()});
    ASSERT_EQ(back.status, 201) << back;
    posted.push_back(back.string("/receipt"));
    const Answer mug = house.manager().post(
        "/v1/members/" + member + "/points/redemptions",
        {{"points", 5}, {"reason", "mug"}},
        "mug-" + posted.back()
    );
    ASSERT_EQ(mug.status, 201) << mug;
    balance += 3 * 10 - 10 - 5;
    house.clock().advance_seconds(1);
  };
  const auto move = [&](std::int64_t seconds) {
    house.clock().advance_seconds(seconds);
    if (jump.over_restart) house.restart();
  };
  ASSERT_NO_FATAL_FAILURE(trade());
  move(jump.seconds);
  ASSERT_NO_FATAL_FAILURE(trade());
  if (jump.seconds < years_10) {
    EXPECT_EQ(house.points(member), balance);
  }
  move(-jump.seconds);
  ASSERT_NO_FATAL_FAILURE(trade());

  EXPECT_EQ(std::set<std::string>(posted.begin(), posted.end()).size(), posted.size());
  EXPECT_EQ(told(house), posted) << "the outbox tells in commit order";
  // The member's journal, newest first: its times never go back along it.
  const Answer journal = house.manager().get("/v1/members/" + member + "/points/entries?limit=200");
  ASSERT_EQ(journal.status, 200) << journal;
  for (std::size_t i = 1; i < journal.size("/items"); ++i) {
    const std::string place = "/items/" + std::to_string(i);
    const std::string newer = "/items/" + std::to_string(i - 1);
    EXPECT_LE(
        *Instant::parse(journal.string(place + "/posted_at")),
        *Instant::parse(journal.string(newer + "/posted_at"))
    );
  }
  const Answer again = house.manager().get("/v1/receipts/" + posted.front());
  EXPECT_EQ(again.status, 200);
}

INSTANTIATE_TEST_SUITE_P(
    B4,
    ClockJumps,
    testing::Values(
        Jump{"an_hour_ahead", hour, false},
        Jump{"an_hour_back", -hour, false},
        Jump{"ten_years_ahead", years_10, false},
        Jump{"an_hour_ahead_over_a_restart", hour, true},
        Jump{"to_the_same_second_over_a_restart", -1, true},
        Jump{"an_hour_back_over_a_restart", -hour, true},
        Jump{"ten_years_ahead_over_a_restart", years_10, true}
    ),
    [](const auto& row) { return std::string(row.param.reason); }
);

TEST(ClockJump, ten_years_back_finds_no_rules_and_posts_nothing) {
  TestHouse house;  // its programme is in force from 2020
  house.enrol(her_phone);
  for (const bool over_restart : {false, true}) {
    house.clock().advance_seconds(-years_10);
    if (over_restart) house.restart();
    const Answer refused = house.sell({.phone = her_phone, .lines = {{"A1001"}}});
    EXPECT_GE(refused.status, 400) << refused;
    EXPECT_LT(refused.status, 500) << refused;
    house.clock().advance_seconds(years_10);
    if (over_restart) house.restart();
    EXPECT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  }
}

TEST(ClockJump, back_before_a_root_does_not_start) {
  TestHouse house;
  house.enrol(her_phone);
  house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  house.clock().advance_seconds(2 * hour);
  app::Application& application = house.application();
  ASSERT_TRUE(points::make_due_root(application.db(), application.ids(), house.now()));
  for (const std::int64_t back : {2 * hour, years_10}) {
    house.clock().advance_seconds(-back);
    try {
      house.restart();
      ADD_FAILURE() << "posted into time that is closed";
    } catch (const app::StartFailure& failure) {
      EXPECT_NE(std::string(failure.what()).find("clock"), std::string::npos) << failure.what();
    }
    house.clock().advance_seconds(back);
  }
  house.restart();
  EXPECT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
}

TEST(ClockJump, of_a_running_house_does_not_open_closed_time) {
  TestHouse house;
  house.enrol(her_phone);
  house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  house.clock().advance_seconds(2 * hour);
  app::Application& application = house.application();
  ASSERT_TRUE(points::make_due_root(application.db(), application.ids(), house.now()));
  // A system clock that is set back stands still: it is never read as an earlier time.
  std::atomic<std::int64_t> last = 0;
  const std::int64_t before = never_back(last, house.now().micros());
  EXPECT_EQ(never_back(last, house.now().plus_seconds(-hour).micros()), before);
  EXPECT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  EXPECT_TRUE(house.verify().is_clean());
}

TEST(ClockJump, does_not_let_a_signed_request_count_twice) {
  TestHouse house;
  const auto organisation = house.application().org().snapshot();
  const org::Store* const store = organisation->find_store("S001");
  const auto key = app::make_till_key(
      house.application(), *store, *organisation->find_till(store->id, "01"), {}, house.now()
  );
  ASSERT_TRUE(key);
  const Instant signed_at = house.now();
  int count = 0;
  const auto request = [&](const std::string& nonce) {
    http::Request signed_request;
    signed_request.method = "GET";
    signed_request.target = signed_request.path = "/v1/receipts/1";
    signed_request.remote_address = "127.0.0.1";
    signed_request.trace_id = "00000000000000000000000000000001";
    const std::string seconds = std::to_string(signed_at.micros() / 1'000'000);
    const crypto::Digest digest = crypto::hmac_sha256(
        key->secret, identity::text_to_sign("GET", signed_request.target, seconds, nonce, "")
    );
    signed_request.headers.emplace_back(
        "authorization",
        "Guanxi-HMAC-SHA256 key=" + key->key + ", timestamp=" + seconds + ", nonce=" + nonce +
            ", signature=" + crypto::to_base64url(crypto::bytes_of(digest))
    );
    const http::Response response = house.application().api().handle(signed_request);
    const json::value body = json::parse(response.body);
    ++count;
    return std::string(body.at("code").as_string());
  };
  const std::string accepted = request("nonce-0000000000000001");
  EXPECT_NE(accepted, "bad_signature");
  EXPECT_NE(accepted, "stale_timestamp");
  EXPECT_EQ(request("nonce-0000000000000001"), "replayed_nonce");
  for (const std::int64_t jump : {hour, -hour, years_10, -years_10}) {
    house.clock().advance_seconds(jump);
    EXPECT_EQ(request("nonce-0000000000000001"), "stale_timestamp") << jump;
    house.clock().advance_seconds(-jump);
    EXPECT_EQ(request("nonce-0000000000000001"), "replayed_nonce") << "after " << jump << " s";
  }
}

// ---- edges ----

struct Expiry {
  const char* reason;
  const char* earned;
  int months;
  const char* last;  // the last second it can be spent
};

TEST(ClockEdges, points_can_be_spent_until_the_last_second_of_their_last_day) {
  const Expiry rows[] = {
      {"the end of a month", "2026-03-31T23:59:59+08:00", 1, "2026-04-30T23:59:59+08:00"},
      {"the next month begins in Shanghai, not in UTC",
       "2026-04-01T00:00:00+08:00",
       1,
       "2026-05-31T23:59:59+08:00"},
      {"January has a day that February lacks",
       "2026-12-31T12:00:00+08:00",
       2,
       "2027-02-28T23:59:59+08:00"},
      {"a leap year", "2027-12-31T12:00:00+08:00", 2, "2028-02-29T23:59:59+08:00"},
      {"the end of a quarter", "2026-06-30T23:59:59+08:00", 3, "2026-09-30T23:59:59+08:00"},
      {"the end of a year", "2026-11-30T08:00:00+08:00", 1, "2026-12-31T23:59:59+08:00"},
      {"the last second of a year", "2026-12-31T23:59:59+08:00", 12, "2027-12-31T23:59:59+08:00"},
      {"the first of the next", "2027-01-01T00:00:00+08:00", 12, "2028-01-31T23:59:59+08:00"},
  };
  for (const Expiry& row : rows) {
    SCOPED_TRACE(row.reason);
    programmes::Parameters parameters;
    parameters.expiry_months = row.months;
    TestHouse house({.parameters = parameters});
    house.clock().set(at(row.earned));
    const std::string member = house.enrol(her_phone);
    ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
    const auto spend = [&](const char* key) {
      return house.manager().post(
          "/v1/members/" + member + "/points/redemptions", {{"points", 4}, {"reason", "mug"}}, key
      );
    };
    house.clock().set(at(row.last));
    EXPECT_EQ(spend("in-time").status, 201);
    EXPECT_EQ(house.points(member), 6);
    house.clock().advance_seconds(1);
    EXPECT_EQ(house.points(member), 0) << "gone at midnight in Shanghai";
    EXPECT_EQ(spend("too-late").code(), "not_enough_points");
    house.clock().advance_seconds(-1);  // a clock that is set back does not bring them back
    EXPECT_TRUE(house.verify().is_clean());
  }
}

struct Day {
  const char* reason;
  const char* now;
  int cutoff_minutes;
  const char* business_date;
};

TEST(ClockEdges, the_business_day_ends_at_midnight_in_shanghai_or_at_the_cut_off) {
  const Day rows[] = {
      {"the last second of a year", "2026-12-31T23:59:59+08:00", 0, "2026-12-31"},
      {"the first of the next", "2027-01-01T00:00:00+08:00", 0, "2027-01-01"},
      {"midnight in UTC is morning in Shanghai", "2027-01-01T00:00:00Z", 0, "2027-01-01"},
      {"a second before, too", "2026-12-31T23:59:59Z", 0, "2027-01-01"},
      {"a bar's old year", "2027-01-01T03:59:59+08:00", 240, "2026-12-31"},
      {"its new one", "2027-01-01T04:00:00+08:00", 240, "2027-01-01"},
      {"the end of a month", "2026-04-30T23:59:59+08:00", 0, "2026-04-30"},
      {"of a quarter, at the latest cut-off", "2026-07-01T11:59:59+08:00", 720, "2026-06-30"},
      {"and after it", "2026-07-01T12:00:00+08:00", 720, "2026-07-01"},
      {"the day a leap year has more", "2028-02-29T23:59:59+08:00", 0, "2028-02-29"},
      {"after it", "2028-03-01T00:00:00+08:00", 0, "2028-03-01"},
  };
  for (const Day& row : rows) {
    SCOPED_TRACE(row.reason);
    TestHouse house({.cutoff_minutes = row.cutoff_minutes});
    house.clock().set(at(row.now));
    const Answer refused =
        house.sell({.lines = {{"A1001"}}, .more = {{"business_date", "2026-03-01"}}});
    ASSERT_EQ(refused.code(), "business_date_mismatch") << refused;
    EXPECT_NE(refused.text.find(row.business_date), std::string::npos) << refused;
    const Answer sold =
        house.sell({.lines = {{"A1001"}}, .more = {{"business_date", row.business_date}}});
    EXPECT_EQ(sold.status, 201) << sold;
  }
}

TEST(ClockEdges, new_rules_begin_with_their_first_second) {
  TestHouse house;
  house.enrol(her_phone);
  programmes::Parameters twice;
  twice.earn_points = 2;
  house.set_parameters(twice, at("2026-07-01T00:00:00+08:00"));
  const auto earned_at = [&](const char* now) {
    house.clock().set(at(now));
    return house.sell({.phone = her_phone, .lines = {{"A1001"}}}).integer("/points/a");
  };
  EXPECT_EQ(earned_at("2026-06-30T23:59:59+08:00"), 10);
  EXPECT_EQ(earned_at("2026-07-01T00:00:00+08:00"), 20);
  EXPECT_EQ(earned_at("2026-06-30T16:00:01Z"), 20) << "the same day in UTC, the next in Shanghai";
}

}  // namespace
}  // namespace guanxi::test
