// B2: whichever call to the disk fails, at opening, selling or closing, once or for ever: what was
// acknowledged is there, what was not has one effect when it is sent again, and nothing is half.
#include <gtest/gtest.h>

#include "base/random.h"
#include "faults/till_day.h"
#include "platform/sql/sqlite/failing_vfs.h"

namespace guanxi::test {
namespace {

using Disk = sql::sqlite::FailingVfs;

struct Fault {
  const char* reason;
  Disk::Call call;
  int result;
  bool for_ever;
  bool every_one;  // otherwise some of the calls, all of them in long runs
};

class FailingDisk : public testing::TestWithParam<Fault> {
 protected:
  Disk disk_{Disk::Scope::whole_process};
  TestHouse house_;
  TillDay day_{house_};
  SeededRandom random_{seed()};

  /// A life of the program on the failing disk; false if the fault was never met.
  bool live(const Fault& fault, int number, std::vector<TillDay::Command>& commands) {
    disk_.fail(fault.call, number, fault.result, fault.for_ever);
    try {
      house_.restart();
      for (TillDay::Command& command : commands) {
        const std::string halted = house_.application().db().stats().halted;
        const Answer answer = day_.send(command);
        expect_honest(fault, halted, answer);
        if (answer.status == 201) command.answer = answer;
      }
    } catch (const sql::StorageFault&) {  // it did not start, and said why
    }
    const bool met = disk_.has_failed();
    disk_.heal();
    return met;
  }

  static void expect_honest(const Fault& fault, const std::string& halted, const Answer& answer) {
    if (!halted.empty()) {
      EXPECT_EQ(answer.status, 503)
          << "acknowledged by a halted store (" << halted << "): " << answer;
    }
    if (answer.status == 201) return;
    const bool is_full = fault.result == SQLITE_FULL;
    EXPECT_TRUE(answer.status == 503 || answer.status == 500 || (is_full && answer.status == 507))
        << answer;
    EXPECT_NE(answer.code(), "") << "a problem document: " << answer;
  }
};

TEST_P(FailingDisk, LosesNothingThatWasAcknowledged) {
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed()));
  const Fault& fault = GetParam();
  int tried = 0;
  for (int number = 1; !HasFailure();) {
    SCOPED_TRACE(std::string(fault.reason) + ", call " + std::to_string(number));
    auto commands = day_.next_commands();
    const bool met = live(fault, number, commands);
    house_.restart();
    EXPECT_EQ(house_.application().db().stats().halted, "");
    ASSERT_NO_FATAL_FAILURE(day_.settle(commands));
    const auto report = house_.verify();
    EXPECT_TRUE(report.is_clean()) << verify::to_json(report);
    EXPECT_EQ(report.sales.receipts, day_.receipts());
    ++tried;
    if (!met) break;
    const bool all = fault.every_one || scale() > 1;
    number += all ? 1 : static_cast<int>(random_.between(1, 20));
  }
  EXPECT_GT(tried, 1) << "the disk never failed";
  RecordProperty("calls", tried);
}

INSTANTIATE_TEST_SUITE_P(
    B2,
    FailingDisk,
    testing::Values(
        Fault{"a write", Disk::Call::write, SQLITE_IOERR_WRITE, false, true},
        Fault{"all writes from one on", Disk::Call::write, SQLITE_IOERR_WRITE, true, true},
        Fault{"a flush", Disk::Call::sync, SQLITE_IOERR_FSYNC, false, true},
        Fault{"all flushes from one on", Disk::Call::sync, SQLITE_IOERR_FSYNC, true, true},
        Fault{"no room once", Disk::Call::write, SQLITE_FULL, false, true},
        Fault{"no room from one write on", Disk::Call::write, SQLITE_FULL, true, true},
        Fault{"a truncation", Disk::Call::truncate, SQLITE_IOERR_TRUNCATE, false, true},
        Fault{"a deletion", Disk::Call::remove, SQLITE_IOERR_DELETE, false, true},
        Fault{"a read", Disk::Call::read, SQLITE_IOERR_READ, false, false},
        Fault{"all reads from one on", Disk::Call::read, SQLITE_IOERR_READ, true, false}
    ),
    [](const auto& row) {
      std::string name = row.param.reason;
      std::replace(name.begin(), name.end(), ' ', '_');
      return name;
    }
);

}  // namespace
}  // namespace guanxi::test
