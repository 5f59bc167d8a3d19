// One stream of commands drawn from one seed, on SQLite and on PostgreSQL: equal answers and equal
// books, down to every row of every table – ids, hashes and seals aside.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <random>

#include "parity/both.h"
#include "support/books.h"
#include "support/news.h"
#include "support/story.h"

namespace guanxi::test {
namespace {

using Policy = programmes::ShortfallPolicy;
constexpr int members = 3;

/// Drawn once, played twice.
struct Script {
  std::vector<int> turns;  // whose turn it is: a member's, or one of the others below
  std::vector<std::vector<int>> lives;
};

Script script_of(std::uint64_t seed, std::size_t length) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<int> any(0, (1 << 30) - 1);
  const auto numbers = [&](std::size_t count) {
    std::vector<int> drawn(count);
    for (int& number : drawn) number = any(random);
    return drawn;
  };
  Script script;
  script.turns = numbers(length);
  for (int i = 0; i < members; ++i) script.lives.push_back(numbers(length));
  return script;
}

/// What came of the script on one engine.
struct Played {
  std::vector<std::string> answers, rows;
  std::string figures;
};

class Side {
 public:
  Side(sql::Engine engine, Policy policy, const Script& script)
      : house_({.parameters = parameters(policy), .engine = engine}), turns_(script.turns) {
    for (int i = 0; i < members; ++i) {
      stories_.push_back(std::make_unique<Story>(
          house_,
          policy,
          std::to_string(13'000'000'001 + i),
          Draw(script.lives[static_cast<std::size_t>(i)]),
          [this](const Answer& answer) { hear(answer); }
      ));
    }
  }

  Played play() {
    const auto alive = [](const auto& story) { return !story->done(); };
    while (std::ranges::any_of(stories_, alive)) turn();
    for (const auto& story : stories_) story->end();
    hand_out_news(house_);
    played_.rows = whole_store(house_.application());
    played_.figures = figures(house_.verify());
    return std::move(played_);
  }

 private:
  static programmes::Parameters parameters(Policy policy) {
    programmes::Parameters all;
    all.shortfall = policy;
    return all;
  }
  void hear(const Answer& answer) { played_.answers.push_back(plain(answer, names_)); }
  void turn() {
    if (turns_.done()) return next_step(0);  // the lives that are left
    switch (turns_.below(members + 3)) {
      case 0:
        last_ = house_.sale_body({.lines = {{"A1002", "2"}, {"A1003"}}});
        return hear(TestHouse::post_keyed(house_.manager(), "/v1/checkout", last_));
      case 1:  // a till that got no answer
        if (last_.empty()) return;
        return hear(TestHouse::post_keyed(house_.manager(), "/v1/checkout", last_));
      case 2:
        return hear(house_.manager().post("/v1/checkout/quote", quote()));
      default:
        break;
    }
    next_step(static_cast<std::size_t>(turns_.below(members)));
  }
  /// Of the first story from `first` on that is not at its end.
  void next_step(std::size_t first) {
    for (std::size_t i = 0; i < stories_.size(); ++i) {
      Story& story = *stories_[(first + i) % stories_.size()];
      if (!story.done()) return story.step();
    }
  }
  static json::object quote() {
    return {
        {"store", "S001"},
        {"till", "01"},
        {"member", {{"kind", "phone"}, {"value", "13000000001"}}},
        {"lines", {{{"item", "A1001"}, {"quantity", "3"}}}}};
  }

  TestHouse house_;
  Draw turns_;
  std::vector<std::unique_ptr<Story>> stories_;
  json::object last_;
  Names names_;
  Played played_;
};

void expect_same(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i)
    ASSERT_EQ(one[i], other[i]) << "number " << i << " is the first that differs";
  ASSERT_EQ(one.size(), other.size());
}

class Stream : public testing::TestWithParam<Policy> {};

TEST_P(Stream, gives_equal_answers_and_equal_books_on_both_engines) {
  if (no_server()) GTEST_SKIP() << no_server_reason;
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed()));
  const auto length = static_cast<std::size_t>(80 * scale());
  const Script script = script_of(seed() + static_cast<std::uint64_t>(GetParam()), length);
  const TestHouse beside;  // so that neither starts from a copy, which counts as a restart
  const Played embedded = Side(sql::Engine::sqlite, GetParam(), script).play();
  const Played served = Side(sql::Engine::postgres, GetParam(), script).play();
  EXPECT_GT(embedded.answers.size(), 30U);
  expect_same(embedded.answers, served.answers);
  expect_same(embedded.rows, served.rows);
  EXPECT_EQ(embedded.figures, served.figures);
  std::cout << "seed " << seed() << ": " << embedded.answers.size() << " answers, "
            << embedded.rows.size() << " rows, " << embedded.figures << "\n";
}

TEST(Stream, a_difference_would_be_seen) {
  Names names;
  const Answer one{201, R"({"receipt":"318912345678901234","balance":7})", {}, nullptr};
  const Answer other{201, R"({"receipt":"318912345678909999","balance":7})", {}, nullptr};
  const Answer wrong{201, R"({"receipt":"318912345678901234","balance":8})", {}, nullptr};
  Names elsewhere;
  EXPECT_EQ(plain(one, names), plain(other, elsewhere)) << "each numbers its ids itself";
  EXPECT_NE(plain(one, names), plain(wrong, elsewhere));
  EXPECT_NE(plain(one, names), plain(other, names)) << "two ids of one store stay two";
}

INSTANTIATE_TEST_SUITE_P(
    Policies,
    Stream,
    testing::Values(Policy::purchase, Policy::debt, Policy::refuse),
    [](const auto& one) {
      return std::string(
          one.param == Policy::purchase ? "purchase"
          : one.param == Policy::debt   ? "debt"
                                        : "refuse"
      );
    }
);

}  // namespace
}  // namespace guanxi::test
