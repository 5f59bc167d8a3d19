// Functions that share a commit never touch one another: whatever some of them do, the result
// equals running them one after another.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "platform/sql/testing.h"

namespace guanxi::sql {
namespace {

constexpr Migration schema[] = {
    {1,
     "0001_cells",
     "CREATE TABLE cells (cell BIGINT PRIMARY KEY, value BIGINT NOT NULL CHECK (value < 1000))"
     " /*table*/;"}};

const Query read_cell{"SELECT value FROM cells WHERE cell = $1"};
const Query list_cells{"SELECT cell, value FROM cells"};
const Query insert_cell{"INSERT INTO cells (cell, value) VALUES ($1, $2)"};
const Query insert_or_end{"INSERT OR ROLLBACK INTO cells (cell, value) VALUES ($1, $2)"};
const Query add_to_cell{"UPDATE cells SET value = value + $2 WHERE cell = $1"};
const Query erase_cell{"DELETE FROM cells WHERE cell = $1"};

using Cells = std::map<std::int64_t, std::int64_t>;
using Function = std::function<Outcome(Tx&)>;

struct Cell {
  std::int64_t cell, value;
};

Cells cells_of(Database& db) {
  return db.read([](Tx& tx) {
    Cells cells;
    tx.each<Cell>(list_cells, [&](Cell row) { cells[row.cell] = row.value; });
    return cells;
  });
}

enum class Answer { accepted, refused, threw };

/// Lets all of `functions` wait for the writer at the same time, so that they share a group.
std::vector<Answer> run_as_group(Database& db, const std::vector<Function>& functions) {
  const auto all = static_cast<std::int64_t>(functions.size()) + 1;
  std::vector<Answer> answers(functions.size());
  std::vector<std::thread> threads;
  std::atomic<bool> begun{false};
  std::thread first([&] {
    const Outcome outcome = db.write([&](Tx&) -> Outcome {
      begun = true;
      while (db.stats().write_queue < all) std::this_thread::yield();
      return ok();
    });
    EXPECT_TRUE(outcome);
  });
  while (!begun) std::this_thread::yield();  // nobody may be answered before it
  for (std::size_t i = 0; i < functions.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        answers[i] = db.write(functions[i]) ? Answer::accepted : Answer::refused;
      } catch (const std::exception&) {
        answers[i] = Answer::threw;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  first.join();
  return answers;
}

struct Step {
  enum class Kind {
    read,
    add,
    insert,         // throws if the cell is there
    insert_caught,  // goes on if the cell is there
    erase,
    too_much,        // breaks the CHECK if the cell is there
    end_all,         // a conflict ends the whole transaction
    end_all_caught,  // and the function pretends that all is well
    refuse,
    fail
  };
  Kind kind;
  std::int64_t cell;
  std::int64_t value;
};
using Program = std::vector<Step>;

struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What `program` does to the store; `seen` is what it read.
Outcome run(const Program& program, Tx& tx, std::int64_t& seen) {
  using Kind = Step::Kind;
  std::int64_t sum = 0;
  for (const Step& step : program) {
    switch (step.kind) {
      case Kind::read:
        sum = sum * 31 + tx.find<std::int64_t>(read_cell, step.cell).value_or(-1);
        break;
      case Kind::add:
        tx.exec(add_to_cell, step.cell, step.value);
        break;
      case Kind::insert:
        tx.exec(insert_cell, step.cell, step.value);
        break;
      case Kind::erase:
        tx.exec(erase_cell, step.cell);
        break;
      case Kind::too_much:
        tx.exec(add_to_cell, step.cell, 1000);
        break;
      case Kind::end_all:
        tx.exec(insert_or_end, step.cell, step.value);
        break;
      case Kind::insert_caught:
      case Kind::end_all_caught:
        try {
          tx.exec(
              step.kind == Kind::insert_caught ? insert_cell : insert_or_end, step.cell, step.value
          );
        } catch (const StorageFault&) {
          sum += 1;
        }
        break;
      case Kind::refuse:
        return ErrorCode::conflict;
      case Kind::fail:
        throw Broken("as planned");
    }
  }
  seen = sum;
  return ok();
}

/// The same, serially, on a map: the model. Changes `cells` only if the program is accepted.
Answer run(const Program& program, Cells& cells, std::int64_t& seen) {
  using Kind = Step::Kind;
  Cells mine = cells;
  std::int64_t sum = 0;
  for (const Step& step : program) {
    const auto found = mine.find(step.cell);
    const bool there = found != mine.end();
    switch (step.kind) {
      case Kind::read:
        sum = sum * 31 + (there ? found->second : -1);
        break;
      case Kind::add:
      case Kind::too_much: {
        const std::int64_t value = step.kind == Kind::add ? step.value : 1000;
        if (there && found->second + value >= 1000) return Answer::threw;
        if (there) found->second += value;
        break;
      }
      case Kind::insert:
      case Kind::end_all:
      case Kind::end_all_caught:
        if (there) return Answer::threw;
        mine[step.cell] = step.value;
        break;
      case Kind::insert_caught:
        if (there)
          sum += 1;
        else
          mine[step.cell] = step.value;
        break;
      case Kind::erase:
        mine.erase(step.cell);
        break;
      case Kind::refuse:
        return Answer::refused;
      case Kind::fail:
        return Answer::threw;
    }
  }
  cells = mine;
  seen = sum;
  return Answer::accepted;
}

Program random_program(std::mt19937_64& random) {
  using Kind = Step::Kind;
  const auto below = [&](std::uint64_t limit) {
    return static_cast<std::int64_t>(random() % limit);
  };
  Program program;
  const std::int64_t steps = 1 + below(6);
  for (std::int64_t i = 0; i < steps; ++i) {
    Kind kind = Kind::read;
    const std::int64_t dice = below(100);
    if (dice < 25)
      kind = Kind::read;
    else if (dice < 50)
      kind = Kind::add;
    else if (dice < 60)
      kind = Kind::insert;
    else if (dice < 70)
      kind = Kind::insert_caught;
    else if (dice < 80)
      kind = Kind::erase;
    else if (dice < 84)
      kind = Kind::too_much;
    else if (dice < 86)
      kind = Kind::end_all;
    else if (dice < 88)
      kind = Kind::end_all_caught;
    else if (dice < 94)
      kind = Kind::refuse;
    else
      kind = Kind::fail;
    program.push_back({kind, below(6), below(20)});
  }
  return program;
}

TEST(GroupTest, FailingFunctionsNeverTouchTheOthers) {
  TempDatabase temp(schema);
  Cells model;
  constexpr std::uint64_t seeds = 600;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::vector<Program> programs;
    for (int i = 0; i < 8; ++i) programs.push_back(random_program(random));

    // Who ran when is known only afterwards: each function's last run tells its place.
    std::vector<std::int64_t> place(programs.size());
    std::vector<std::int64_t> seen(programs.size());
    std::int64_t runs = 0;
    std::vector<Function> functions;
    for (std::size_t i = 0; i < programs.size(); ++i) {
      functions.push_back([&, i](Tx& tx) {
        place[i] = ++runs;
        return run(programs[i], tx, seen[i]);
      });
    }
    const std::vector<Answer> answers = run_as_group(*temp, functions);

    std::map<std::int64_t, std::size_t> order;
    for (std::size_t i = 0; i < programs.size(); ++i) order[place[i]] = i;
    ASSERT_EQ(order.size(), programs.size());
    for (const auto& [_, i] : order) {
      std::int64_t expected = 0;
      ASSERT_EQ(run(programs[i], model, expected), answers[i]);
      if (answers[i] == Answer::accepted) {
        ASSERT_EQ(seen[i], expected);
      }
    }
    ASSERT_EQ(cells_of(*temp), model);
  }
  const DatabaseStats stats = temp->stats();
  EXPECT_GT(stats.batches_replayed, seeds / 4) << "the programs fail too rarely to prove much";
  EXPECT_LT(stats.write_batches, stats.write_functions / 2) << "they did not share groups";
  EXPECT_EQ(stats.halted, "");
}

Function insert_into(std::int64_t cell, std::atomic<int>& runs) {
  return [cell, &runs](Tx& tx) -> Outcome {
    ++runs;
    tx.exec(insert_cell, cell, 0);
    return ok();
  };
}

TEST(GroupTest, ReplaysOnlyIfAFunctionFailsAfterItWrote) {
  struct Row {
    const char* reason;
    Function function;
    Answer answer;
    std::uint64_t replays;
    int runs;  // at most, of the function beside it
  };
  std::atomic<int> ignored{0};
  const Row rows[] = {
      {"succeeds", insert_into(7, ignored), Answer::accepted, 0, 1},
      {"refuses first", [](Tx&) -> Outcome { return ErrorCode::conflict; }, Answer::refused, 0, 1},
      {"fails first", [](Tx&) -> Outcome { throw Broken("early"); }, Answer::threw, 0, 1},
      {"meets a taken key first", insert_into(1, ignored), Answer::threw, 0, 1},
      {"refuses after a write",
       [](Tx& tx) -> Outcome {
         tx.exec(insert_cell, 7, 0);
         return ErrorCode::conflict;
       },
       Answer::refused,
       1,
       2},
      {"ends the transaction",
       [](Tx& tx) -> Outcome {
         tx.exec(insert_or_end, 1, 0);
         return ok();
       },
       Answer::threw,
       1,
       2},
      {"ends the transaction and goes on",
       [](Tx& tx) -> Outcome {
         EXPECT_THROW(tx.exec(insert_or_end, 1, 0), StorageFault);
         EXPECT_THROW(tx.exec(insert_cell, 8, 0), StorageFault) << "it would commit by itself";
         return ok();
       },
       Answer::threw,
       1,
       2},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.reason);
    TempDatabase temp(schema);
    temp.given([](Tx& tx) { tx.exec(insert_cell, 1, 0); });
    std::atomic<int> runs{0};
    // Of two in a group either may come first; only the first has run when the other fails.
    const Function neighbour = [&](Tx& tx) -> Outcome {
      const int run = ++runs;
      tx.exec(insert_cell, 100 + run, 0);
      return ok();
    };
    const auto answers = run_as_group(*temp, {neighbour, row.function});
    EXPECT_EQ(answers[0], Answer::accepted);
    EXPECT_EQ(answers[1], row.answer);
    EXPECT_EQ(temp->stats().batches_replayed, row.replays);
    EXPECT_GE(runs, 1);
    EXPECT_LE(runs, row.runs);
    const std::size_t expected = row.answer == Answer::accepted ? 3 : 2;
    EXPECT_EQ(cells_of(*temp).size(), expected)
        << "cell 1, the neighbour's, and its own if accepted";
  }
}

TEST(GroupTest, TransfersAmongSixteenThreadsKeepTheTotal) {
  constexpr std::int64_t accounts = 8;
  constexpr std::int64_t total = accounts * 100;
  TempDatabase temp(schema);
  temp.given([](Tx& tx) {
    for (std::int64_t i = 0; i < accounts; ++i) tx.exec(insert_cell, i, 100);
  });
  std::atomic<bool> stop{false};
  std::atomic<int> moved{0};
  std::vector<std::thread> writers;
  for (unsigned seed = 1; seed <= 16; ++seed) {
    writers.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < 150; ++i) {
        const auto from = static_cast<std::int64_t>(random() % accounts);
        const auto to = static_cast<std::int64_t>(random() % accounts);
        const auto amount = static_cast<std::int64_t>(random() % 60);
        const bool writes_first = random() % 8 == 0;
        const Outcome outcome = temp->write([&](Tx& tx) -> Outcome {
          if (writes_first) tx.exec(add_to_cell, from, -amount);
          const std::int64_t left = tx.get<std::int64_t>(read_cell, from);
          if (left < (writes_first ? 0 : amount)) return ErrorCode::not_enough_points;
          if (!writes_first) tx.exec(add_to_cell, from, -amount);
          tx.exec(add_to_cell, to, amount);
          return ok();
        });
        if (outcome) ++moved;
      }
    });
  }
  std::vector<std::thread> readers;
  std::atomic<int> snapshots{0};
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      do {
        std::int64_t sum = 0;
        for (const auto& [_, value] : cells_of(*temp)) {
          EXPECT_GE(value, 0);
          sum += value;
        }
        EXPECT_EQ(sum, total);
        ++snapshots;
      } while (!stop);
    });
  }
  for (std::thread& writer : writers) writer.join();
  stop = true;
  for (std::thread& reader : readers) reader.join();
  std::int64_t sum = 0;
  for (const auto& [_, value] : cells_of(*temp)) sum += value;
  EXPECT_EQ(sum, total);
  EXPECT_GT(moved, 0);
  EXPECT_GT(snapshots, 0);
  EXPECT_EQ(temp->stats().write_functions, 16U * 150U + 1U);
}

TEST(GroupTest, MoreReadersThanConnectionsTakeTurns) {
  SqliteOptions options;
  options.readers_max = 2;
  TempDatabase temp(schema, options);
  std::vector<std::thread> readers;
  for (int i = 0; i < 8; ++i) {
    readers.emplace_back([&] {
      for (int k = 0; k < 50; ++k) EXPECT_TRUE(cells_of(*temp).empty());
    });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(temp->stats().read_transactions, 400U);
}

TEST(GroupTest, AFullQueueIsBusy) {
  SqliteOptions options;
  options.write_queue_max = 2;
  TempDatabase temp(schema, options);
  std::atomic<bool> let_go{false};
  const auto wait = [&](Tx&) -> Outcome {
    while (!let_go) std::this_thread::yield();
    return ok();
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) threads.emplace_back([&] { EXPECT_TRUE(temp->write(wait)); });
  while (temp->stats().write_queue < 2) std::this_thread::yield();
  try {
    (void)temp->write(wait);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), StorageFault::Kind::busy);
  }
  let_go = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(temp->write(wait));
  EXPECT_EQ(temp->stats().write_queue, 0);
}

TEST(GroupTest, HaltingStopsWritesAndLeavesReads) {
  TempDatabase temp(schema);
  temp.given([](Tx& tx) { tx.exec(insert_cell, 1, 5); });
  const auto expect_halted = [&](const Function& function) {
    try {
      (void)temp->write(function);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const StorageFault& fault) {
      EXPECT_EQ(fault.kind(), StorageFault::Kind::halted);
      EXPECT_NE(std::string(fault.what()).find("balance of 7"), std::string::npos) << fault.what();
    }
  };
  expect_halted([&](Tx& tx) -> Outcome {
    tx.exec(insert_cell, 2, 5);
    temp->halt("balance of 7 is not the sum of its entries");
    return ok();
  });
  std::atomic<int> runs{0};
  expect_halted(insert_into(3, runs));
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(cells_of(*temp), (Cells{{1, 5}})) << "not even the function that noticed";
  EXPECT_EQ(temp->stats().halted, "balance of 7 is not the sum of its entries");
  temp->halt("another reason");
  EXPECT_EQ(temp->stats().halted, "balance of 7 is not the sum of its entries");
  EXPECT_THROW(temp->migrate(schema), StorageFault);

  temp.reopen();
  EXPECT_EQ(temp->stats().halted, "");
  EXPECT_EQ(cells_of(*temp), (Cells{{1, 5}}));
  EXPECT_TRUE(temp->write(insert_into(3, runs)));
}

}  // namespace
}  // namespace guanxi::sql
