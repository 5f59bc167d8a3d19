#include "modules/payments/payments.h"

#include <gtest/gtest.h>

#include "platform/sql/testing.h"

namespace guanxi::payments {
namespace {

class PaymentsTest : public ::testing::Test {
 protected:
  Outcome taken(const Reference& reference) {
    return temp_->write([&](sql::Tx& tx) { return take(tx, reference); });
  }
  std::vector<std::string> numbers(OwnerId owner, Pays pays) {
    return temp_->read([&](sql::Tx& tx) {
      std::vector<std::string> found;
      each(tx, pays, [&](const Reference& one) {
        if (one.owner == owner) found.push_back(one.number);
      });
      return found;
    });
  }
  static Reference reference(const char* number, Pays pays = Pays::tier) {
    return {ProgrammeId(1), number, OwnerId(7), pays, 70};
  }

  sql::TempDatabase temp_;
};

TEST_F(PaymentsTest, a_payment_pays_once_whatever_for) {
  EXPECT_TRUE(taken(reference("WX-1")));
  for (const Pays pays : {Pays::tier, Pays::membership, Pays::points}) {
    const auto again = taken(reference("WX-1", pays));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::code_taken);
    EXPECT_EQ(again.error().pointer, "/reference");
  }
  Reference elsewhere = reference("WX-1");
  elsewhere.programme = ProgrammeId(2);
  EXPECT_TRUE(taken(elsewhere)) << "of another programme";
}

TEST_F(PaymentsTest, what_is_no_number_is_refused) {
  for (const std::string& number : {std::string(), std::string(" WX"), std::string(65, 'x')}) {
    const auto refused = taken(reference(number.c_str()));
    ASSERT_FALSE(refused) << number;
    EXPECT_EQ(refused.error().pointer, "/reference");
  }
}

TEST_F(PaymentsTest, a_void_gives_the_number_free_and_a_merge_passes_it_on) {
  ASSERT_TRUE(taken(reference("WX-1", Pays::points)));
  temp_.given([](sql::Tx& tx) { pass(tx, OwnerId(7), OwnerId(8), Pays::points, 71); });
  EXPECT_EQ(numbers(OwnerId(7), Pays::points).size(), 1) << "another sale's";
  temp_.given([](sql::Tx& tx) { pass(tx, OwnerId(7), OwnerId(8), Pays::points, 70); });
  EXPECT_TRUE(numbers(OwnerId(7), Pays::points).empty());
  EXPECT_EQ(numbers(OwnerId(8), Pays::points), std::vector<std::string>{"WX-1"});
  temp_.given([](sql::Tx& tx) { release(tx, ProgrammeId(1), "WX-1"); });
  EXPECT_TRUE(taken(reference("WX-1")));
}

}  // namespace
}  // namespace guanxi::payments
