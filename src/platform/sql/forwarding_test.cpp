#include "platform/sql/forwarding.h"

#include <gtest/gtest.h>

#include "platform/sql/testing.h"

namespace guanxi::sql {
namespace {

constexpr Migration numbers_schema[] = {
    {1, "0001_numbers", "CREATE TABLE numbers (n BIGINT PRIMARY KEY) /*table*/;"}};
const Query add_number{"INSERT INTO numbers (n) VALUES ($1)"};
const Query every_number{"SELECT n FROM numbers ORDER BY n"};
const Query count_numbers{"SELECT COUNT(*) FROM numbers"};

class StoppableTest : public testing::Test {
 protected:
  void SetUp() override {
    temp.given([](Tx& tx) {
      for (std::int64_t n = 1; n <= numbers; ++n) tx.exec(add_number, n);
    });
  }
  static constexpr std::int64_t numbers = 3500;
  TempDatabase temp{numbers_schema};
};

TEST_F(StoppableTest, LetsEverythingThroughWhileNobodyWantsAnEnd) {
  std::int64_t rows = 0;
  temp->read([&](Tx& snapshot) {
    StoppableTx tx(snapshot, {});
    tx.each<std::int64_t>(every_number, [&](std::int64_t n) { EXPECT_EQ(n, ++rows); });
    EXPECT_EQ(tx.get<std::int64_t>(count_numbers), numbers);
  });
  EXPECT_EQ(rows, numbers);
}

TEST_F(StoppableTest, EndsWithinAThousandRows) {
  std::int64_t rows = 0;
  const auto read = [&] {
    temp->read([&](Tx& snapshot) {
      StoppableTx tx(snapshot, [&] { return rows >= 1500; });
      tx.each<std::int64_t>(every_number, [&](std::int64_t) { ++rows; });
    });
  };
  EXPECT_THROW(read(), Stopped);
  EXPECT_GE(rows, 1500);
  EXPECT_LT(rows, 2500);
  EXPECT_EQ(temp->read([](Tx& tx) { return tx.get<std::int64_t>(count_numbers); }), numbers)
      << "the connection is as good as before";
}

TEST_F(StoppableTest, UndoesWhatWasWritten) {
  bool stop = false;
  const auto write = [&] {
    static_cast<void>(temp->write([&](Tx& writer) -> Outcome {
      StoppableTx tx(writer, [&] { return stop; });
      tx.exec(add_number, numbers + 1);
      stop = true;
      tx.exec(add_number, numbers + 2);
      return ok();
    }));
  };
  EXPECT_THROW(write(), Stopped);
  EXPECT_EQ(temp->read([](Tx& tx) { return tx.get<std::int64_t>(count_numbers); }), numbers);
}

}  // namespace
}  // namespace guanxi::sql
