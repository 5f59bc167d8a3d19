// A till's commands as a test of faults sends them: prepared with their keys, sent through the
// whole program, noted when acknowledged, and sent again until each has had its one effect.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/house.h"

namespace guanxi::test {

/// One member, whose balance follows from what was acknowledged.
class TillDay {
 public:
  struct Command {
    std::string target;
    json::object body;
    std::string key;
    std::int64_t points = 0;  // what it does to the member's balance
    Answer answer = {};       // the first that acknowledged it; status 0: none yet
    bool acknowledged() const { return answer.status == 201; }
  };

  explicit TillDay(TestHouse& house) : house_(house), member_(house.enrol(phone)) {
    for (int i = 0; i < 3; ++i) {  // something to give back, and plenty to spend
      Command sale = i == 0 ? a_sale(10'000) : a_sale(2);
      sale.answer = send(sale);
      settled(sale);
    }
  }

  /// A sale, a refund of an earlier sale, a redemption and an enrolment.
  std::vector<Command> next_commands() {
    std::vector<Command> commands;
    commands.push_back(a_sale(2));
    const std::string receipt = open_.back();
    open_.pop_back();
    const json::object back = house_.back_body({.receipt = receipt});
    commands.push_back(
        {"/v1/checkout/" + receipt + "/refunds", back, TestHouse::natural_key(back), -sale_points}
    );
    const std::string number = std::to_string(++count_);
    commands.push_back(
        {"/v1/members/" + member_ + "/points/redemptions",
         {{"points", 5}, {"reason", "mug"}},
         "mug-" + number,
         -5}
    );
    const std::string other = std::to_string(13'900'000'000 + count_);
    commands.push_back(
        {"/v1/members",
         {{"programme", "MAIN"}, {"store", "S001"}, {"name", "李雷"}, {"phone", other}},
         "enrol-" + other}
    );
    return commands;
  }

  Answer send(const Command& command) const {
    return house_.manager().post(command.target, command.body, command.key);
  }

  /// The disk is well again: what was acknowledged answers as it did, the rest can be done now, and
  /// nothing counts twice.
  void settle(std::vector<Command>& commands) {
    for (Command& command : commands) {
      const bool acknowledged = command.acknowledged();
      const Answer answer = send(command);
      ASSERT_EQ(answer.status, 201) << command.target << ": " << answer;
      if (acknowledged) {
        EXPECT_TRUE(answer.replayed()) << "acknowledged, but not there: " << command.target;
        EXPECT_EQ(answer.text, command.answer.text);
      }
      command.answer = answer;
      const Answer again = send(command);
      EXPECT_TRUE(again.replayed());
      EXPECT_EQ(again.text, answer.text);
      settled(command);
    }
    EXPECT_EQ(house_.points(member_), balance_) << "an effect is lost or doubled";
  }
  std::int64_t receipts() const { return receipts_; }
  const std::string& member() const { return member_; }

 private:
  static constexpr const char* phone = "13800138000";
  static constexpr std::int64_t sale_points = 20;

  Command a_sale(int units) {
    const json::object body =
        house_.sale_body({.phone = phone, .lines = {{"A1001", std::to_string(units)}}});
    return {"/v1/checkout", body, TestHouse::natural_key(body), sale_points / 2 * units};
  }
  void settled(const Command& command) {
    balance_ += command.points;
    if (command.target.starts_with("/v1/checkout")) ++receipts_;
    if (command.target == "/v1/checkout") open_.push_back(command.answer.string("/receipt"));
  }

  TestHouse& house_;
  std::string member_;
  std::int64_t balance_ = 0, receipts_ = 0;
  int count_ = 0;
  std::vector<std::string> open_;  // sales that nothing was given back of
};

}  // namespace guanxi::test
