// write_guarded(): functions that travel together have the effects they would have one after
// another, whoever fails among them.
#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "base/random.h"
#include "platform/sql/postgres/testing.h"

namespace guanxi::sql::postgres {
namespace {

struct Odd {};
enum class End { ok, refused, constraint, thrown, check };

End end_of(Database& db, const std::function<Outcome(Tx&)>& function) {
  try {
    return db.write_guarded(function) ? End::ok : End::refused;
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), StorageFault::Kind::constraint) << fault.what();
    return End::constraint;
  } catch (const CheckFailed&) {
    return End::check;
  } catch (const Odd&) {
    return End::thrown;
  }
}

class PostgresGroupTest : public PostgresTest {
 protected:
  void SetUp() override {
    PostgresTest::SetUp();
    if (IsSkipped()) return;
    for (std::int64_t id = 1; id <= 4; ++id) account(id, 100, id < 3 ? 5 : 6);
    account(GroupGate::row, 0);
    one_writer_ = open({.writer_threads = 1});
  }
  /// Runs the functions as one group; how each ended.
  std::vector<End> together(const std::vector<std::function<Outcome(Tx&)>>& functions) {
    std::vector<End> ends(functions.size());
    GroupGate gate(*one_writer_, temp_->conninfo());
    for (std::size_t n = 0; n < functions.size(); ++n)
      gate.join([&, n] { ends[n] = end_of(*one_writer_, functions[n]); });
    gate.open();
    return ends;
  }
  bool claimed(const char* claim) {
    return db().read([&](Tx& tx) { return tx.get<std::int64_t>(count_claims, claim); }) == 1;
  }
  static auto credit(const char* claim, std::int64_t id, std::int64_t amount) {
    return [=](Tx& tx) -> Outcome {
      if (tx.exec(insert_claim, claim, id, amount) == 0) return ErrorCode::conflict;
      if (tx.exec(add, id, amount) != 1) return ErrorCode::not_found;
      return ok();
    };
  }
  std::unique_ptr<Database> one_writer_;
};

TEST_F(PostgresGroupTest, CommitsOnceForAll) {
  const std::uint64_t before = one_writer_->stats().write_batches;
  EXPECT_EQ(
      together({credit("a", 1, 1), credit("b", 2, 2), credit("c", 3, 3)}),
      (std::vector<End>{End::ok, End::ok, End::ok})
  );
  EXPECT_EQ(one_writer_->stats().write_batches, before + 2) << "the gate's, and one for the three";
  EXPECT_EQ(one_writer_->stats().batches_replayed, 0U);
  EXPECT_EQ(one_writer_->stats().write_queue, 0);
  EXPECT_EQ(sum(), 406);
}

TEST_F(PostgresGroupTest, AFailingFunctionTouchesNoOther) {
  const auto refuse = [](Tx& tx) -> Outcome {
    tx.exec(insert_claim, "refused", 1, 1);
    tx.exec(add, 1, 1000);
    return ErrorCode::conflict;
  };
  const auto guard_fails = [](Tx& tx) -> Outcome {
    tx.exec(insert_claim, "guard", 2, 1);
    if (tx.exec(take, 2, 1001) == 0) return ErrorCode::not_enough_points;
    return ok();
  };
  const auto same_key = [](Tx& tx) -> Outcome {
    tx.exec(add, 3, 1000);
    tx.exec(insert_claim_or_fail, "a", 3, 1);
    return ok();
  };
  const auto nobody = [](Tx& tx) -> Outcome {
    tx.exec(insert_claim_or_fail, "nobody", 99, 1);
    return ok();
  };
  const auto throws = [](Tx& tx) -> Outcome {
    tx.exec(add, 4, 1000);
    throw Odd();
  };
  const auto wrong = [](Tx& tx) -> Outcome {
    tx.exec(add, 4, "8 bytes!");  // as long as a number: in an array it would be one
    return ok();
  };
  EXPECT_EQ(
      together(
          {credit("a", 1, 1),
           refuse,
           guard_fails,
           same_key,
           credit("b", 2, 2),
           nobody,
           throws,
           wrong,
           credit("c", 4, 3)}
      ),
      (std::vector<End>{
          End::ok,
          End::refused,
          End::refused,
          End::constraint,
          End::ok,
          End::constraint,
          End::thrown,
          End::check,
          End::ok})
  );
  EXPECT_EQ(sum(), 406);
  for (const char* claim : {"refused", "guard", "nobody"}) EXPECT_FALSE(claimed(claim)) << claim;
  for (const char* claim : {"a", "b", "c"}) EXPECT_TRUE(claimed(claim)) << claim;
}

TEST_F(PostgresGroupTest, OneKeyHasOneEffect) {
  const auto ends = together({credit("a", 1, 1), credit("a", 1, 1), credit("a", 2, 1)});
  EXPECT_EQ(std::count(ends.begin(), ends.end(), End::ok), 1);
  EXPECT_EQ(std::count(ends.begin(), ends.end(), End::refused), 2);
  EXPECT_EQ(sum(), 401);
}

TEST_F(PostgresGroupTest, OneRowTakesEveryChange) {
  EXPECT_EQ(
      together({credit("a", 1, 1), credit("b", 1, 2), credit("c", 1, 4)}),
      (std::vector<End>{End::ok, End::ok, End::ok})
  );
  EXPECT_EQ(balance(1), 107);
  const auto spend = [](const char* claim) {
    return [=](Tx& tx) -> Outcome {
      tx.exec(insert_claim, claim, 1, 60);
      if (tx.exec(take, 1, 60) == 0) return ErrorCode::not_enough_points;
      return ok();
    };
  };
  const auto ends = together({spend("x"), spend("y"), spend("z")});
  EXPECT_EQ(std::count(ends.begin(), ends.end(), End::ok), 1);
  EXPECT_EQ(balance(1), 47);
  EXPECT_EQ(claimed("x") + claimed("y") + claimed("z"), 1);
}

// Two rows of one and none of another are as many as two calls.
TEST_F(PostgresGroupTest, TwoRowsOfOneDoNotStandForAnothers) {
  const auto add_ten_to = [](const char* claim, std::int64_t family) {
    return [=](Tx& tx) -> Outcome {
      tx.exec(insert_claim, claim, 1, 1);
      if (tx.exec(add_to_family, family, 10) == 0) return ErrorCode::not_found;
      return ok();
    };
  };
  EXPECT_EQ(
      together({add_ten_to("two", 5), add_ten_to("none", 9)}),
      (std::vector<End>{End::ok, End::refused})
  );
  EXPECT_TRUE(claimed("two"));
  EXPECT_FALSE(claimed("none"));
  EXPECT_EQ(sum(), 420);
  EXPECT_EQ(
      together({add_ten_to("again", 5), add_ten_to("too", 5)}), (std::vector<End>{End::ok, End::ok})
  );
  EXPECT_EQ(sum(), 460) << "both, on both rows";
}

TEST_F(PostgresGroupTest, AFunctionSeesItsOwnStatementsInOrder) {
  const auto twice = [](Tx& tx) -> Outcome {
    tx.exec(add_if_seq, 1, 1, 0);
    tx.exec(add_if_seq, 1, 1, 1);
    return ok();
  };
  const auto back = [](Tx& tx) -> Outcome {
    tx.exec(add, 2, 50);
    tx.exec(take, 2, 150);
    tx.exec(add, 2, 7);
    return ok();
  };
  const auto moves = [](Tx& tx) -> Outcome {
    tx.exec(move_family, 6, 7);
    tx.exec(move_family, 7, 8);
    return ok();
  };
  EXPECT_EQ(together({twice, back, moves}), (std::vector<End>{End::ok, End::ok, End::ok}));
  EXPECT_EQ(balance(1), 102);
  EXPECT_EQ(balance(2), 7);
  temp_->given([](Tx& tx) { EXPECT_EQ(tx.exec(add_to_family, 8, 1), 2); });
}

TEST_F(PostgresGroupTest, WhatIsOnlyTrueOnPaperRunsAgain) {
  std::atomic<int> runs{0};
  const auto empties = [&](Tx& tx) -> Outcome {  // on paper each statement changes a row, for ever
    ++runs;
    while (tx.exec(take, 1, 30) == 1) {
    }
    return ok();
  };
  const auto checks = [](Tx& tx) -> Outcome {
    GX_CHECK(tx.exec(add_to_family, 6, 1) == 2);
    return ok();
  };
  EXPECT_EQ(together({empties, checks, credit("a", 2, 1)}), (std::vector<End>(3, End::ok)));
  EXPECT_EQ(runs, 3) << "on paper, taking for granted, for real";
  EXPECT_EQ(balance(1), 10);
  EXPECT_EQ(sum(), 313);
}

TEST_F(PostgresGroupTest, GroupsThatMeetWaitInsteadOfEndingInADeadlock) {
  constexpr std::int64_t rows = 30, first = 11;
  for (std::int64_t id = first; id < first + rows; ++id) account(id, 0);
  account(GroupGate::row + 1, 0);
  const auto other = open({.writer_threads = 1});
  const auto add_one = [](Database& db, std::int64_t id) {
    EXPECT_TRUE(db.write_guarded([&](Tx& tx) -> Outcome {
      tx.exec(add, id, 1);
      return ok();
    }));
  };
  constexpr int rounds = 10;
  for (int round = 0; round < rounds; ++round) {
    GroupGate up(*one_writer_, temp_->conninfo());
    GroupGate down(*other, temp_->conninfo(), GroupGate::row + 1, 1);
    for (std::int64_t n = 0; n < rows; ++n) {
      up.join([&, n] { add_one(*one_writer_, first + n); });
      down.join([&, n] { add_one(*other, first + rows - 1 - n); });
    }
    up.release();
    down.release();
  }
  EXPECT_EQ(sum(), 400 + 2 * rows * rounds);
  EXPECT_EQ(one_writer_->stats().batches_replayed + other->stats().batches_replayed, 0U);
}

// ── the serial model ──

constexpr int threads_of_model = 16;

/// What one thread may know for certain: its own accounts, which nobody else touches, and its
/// claims. What it adds to the shared accounts is summed up at the end.
struct Mine {
  std::map<std::int64_t, std::int64_t> balances;
  std::set<std::string> claims;
  std::map<std::int64_t, std::int64_t> added;  // to shared accounts
  std::int64_t next_claim = 0;
};

class Player {
 public:
  Player(Database& db, std::int64_t number, std::uint64_t seed)
      : db_(db), number_(number), random_(seed) {}
  Mine mine;

  void play() {
    const std::int64_t own = pick(mine.balances);
    const std::int64_t shared = random_.between(1, 3), amount = random_.between(1, 50);
    const bool known = !mine.claims.empty() && random_.chance(1, 6);
    const std::string claim =
        known ? *mine.claims.begin()
              : std::to_string(number_) + "-" + std::to_string(++mine.next_claim);
    const bool enough = mine.balances[own] >= amount;
    const auto how = random_.below(10);
    const auto run = [&](Tx& tx) -> Outcome {
      std::int64_t read_balance = -1;
      if (how == 0) read_balance = tx.get<std::int64_t>(select_balance, own);
      if (how == 1) {
        tx.exec(insert_claim_or_fail, claim, own, amount);
      } else if (tx.exec(insert_claim, claim, own, amount) == 0) {
        return ErrorCode::conflict;
      }
      if (how == 0) {
        EXPECT_EQ(read_balance, mine.balances[own]);
      }
      if (tx.exec(take, own, amount) == 0) return ErrorCode::not_enough_points;
      tx.exec(add, shared, amount);
      if (how == 2) return ErrorCode::forbidden;
      if (how == 3) throw Odd();
      if (how == 4) tx.exec(insert_claim_or_fail, claim + "+", 99, amount);  // no such account
      return ok();
    };
    const End expected = known && how == 1  ? End::constraint
                         : known || !enough ? End::refused
                         : how == 2         ? End::refused
                         : how == 3         ? End::thrown
                         : how == 4         ? End::constraint
                                            : End::ok;
    EXPECT_EQ(end_of(db_, run), expected)
        << "thread " << number_ << ", how " << how << (known ? ", known claim" : "");
    if (expected != End::ok) return;
    mine.claims.insert(claim);
    mine.balances[own] -= amount;
    mine.added[shared] += amount;
  }

 private:
  std::int64_t pick(const std::map<std::int64_t, std::int64_t>& from) {
    return std::next(from.begin(), random_.between(0, std::ssize(from) - 1))->first;
  }
  Database& db_;
  std::int64_t number_;
  SeededRandom random_;
};

class PostgresModelTest : public PostgresTest {};

TEST_F(PostgresModelTest, ManyAtOnceEqualOneAfterAnother) {
  const char* const given = std::getenv("GUANXI_TEST_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::stoull(given) : static_cast<std::uint64_t>(std::random_device{}());
  RecordProperty("GUANXI_TEST_SEED", std::to_string(seed));
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed));
  constexpr int functions_each = 2000 / threads_of_model;  // each drawn by a seed of its own
  std::vector<std::unique_ptr<Player>> players;
  for (std::int64_t id = 1; id <= 3; ++id) account(id, 0);
  for (std::int64_t n = 0; n < threads_of_model; ++n) {
    players.push_back(std::make_unique<Player>(db(), n, seed + static_cast<std::uint64_t>(n)));
    for (const std::int64_t id : {100 + 2 * n, 101 + 2 * n}) {
      account(id, 1'000);
      players.back()->mine.balances[id] = 1'000;
    }
  }
  {
    std::vector<std::jthread> threads;
    for (auto& player : players) {
      threads.emplace_back([&player] {
        for (int i = 0; i < functions_each; ++i) player->play();
      });
    }
  }
  std::map<std::int64_t, std::int64_t> shared;
  std::int64_t claims = 0;
  for (const auto& player : players) {
    std::set<std::string> found;
    for (const auto& [id, expected] : player->mine.balances) {
      EXPECT_EQ(balance(id), expected) << "account " << id;
      const auto claimed =
          db().read([id = id](Tx& tx) { return tx.list<std::string>(list_claims, id); });
      found.insert(claimed.begin(), claimed.end());
    }
    EXPECT_EQ(found, player->mine.claims);
    claims += std::ssize(found);
    for (const auto& [id, added] : player->mine.added) shared[id] += added;
  }
  for (const auto& [id, added] : shared) EXPECT_EQ(balance(id), added) << "shared " << id;
  EXPECT_EQ(db().read([](Tx& tx) { return tx.get<std::int64_t>(count_all_claims); }), claims);
  EXPECT_GT(claims, 100);
  EXPECT_EQ(db().stats().write_queue, 0);
}

/// A write() that reads what a guarded function changes before it can commit loses; not for ever.
TEST_F(PostgresTest, WhoKeepsLosingKeepsGuardedWritesOut) {
  account(1, 0);
  std::vector<std::jthread> rivals;
  std::atomic<int> begun = 0, done = 0;
  const auto a_rival_waits = [&] {
    Connection asker({temp_->conninfo()});
    return PQntuples(asker
                         .execute("SELECT 1 FROM pg_stat_activity WHERE datname = "
                                  "current_database() AND wait_event = 'advisory'")
                         .get()) > 0;
  };
  int tries = 0;
  const Outcome outcome = db().write([&](Tx& tx) -> Outcome {
    ++tries;
    const auto seen = tx.get<std::int64_t>(select_balance, 1);
    ++begun;
    rivals.emplace_back([&] {
      EXPECT_TRUE(db().write_guarded([](Tx& guarded) -> Outcome {
        guarded.exec(add, 1, 1);
        return ok();
      }));
      ++done;
    });
    while (done < begun && !a_rival_waits()) std::this_thread::yield();
    tx.exec(add, 1, seen < 0 ? 0 : 1000);
    return ok();
  });
  EXPECT_TRUE(outcome);
  EXPECT_GT(tries, 1) << "it lost at first";
  rivals.clear();
  EXPECT_EQ(balance(1), 1000 + begun);
  EXPECT_EQ(db().stats().write_queue, 0);
}

}  // namespace
}  // namespace guanxi::sql::postgres
