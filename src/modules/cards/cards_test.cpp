#include "modules/cards/cards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/luhn.h"
#include "modules/cards/numbers.h"
#include "platform/sql/testing.h"

namespace guanxi::cards {
namespace {

const ActorId somebody(7);
const OwnerId alice(101), bob(102);
const Date today = *Date::of(2026, 1, 1);

class CardsTest : public testing::Test {
 protected:
  Result<Card> issue(OwnerId owner, std::string_view number) {
    return temp->write([&](sql::Tx& tx) {
      const NewCard card{.number = number, .programme = ProgrammeId(5), .today = today};
      return cards::issue(tx, ids, owner, card, std::nullopt, somebody, temp.clock().now());
    });
  }
  Result<Card> set_state(const Card& card, State state) {
    return temp->write([&](sql::Tx& tx) {
      const Instant at = temp.clock().now();
      return cards::set_state(tx, {card.owner, card.id, card.version, somebody, at, today}, state);
    });
  }
  std::optional<Card> by_number(std::string_view number) {
    return temp->read([&](sql::Tx& tx) { return find_by_number(tx, number); });
  }
  Card primary(OwnerId owner) {
    return temp->read([&](sql::Tx& tx) { return *primary_card(tx, owner); });
  }
  Card now(const Card& card) {
    return temp->read([&](sql::Tx& tx) { return *find(tx, card.owner, card.id); });
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
};

TEST(CardNumbersTest, OneFormForEveryWayOfWriting) {
  const struct {
    std::string written;
    std::optional<std::string> number;
    const char* reason;
  } rows[] = {
      {"880012345678", "880012345678", "as printed"},
      {"8800 1234 5678", "880012345678", "in groups"},
      {"8800-1234-5678", "880012345678", "with dashes"},
      {"ab12cd", "AB12CD", "small letters"},
      {"８８００", "8800", "full-width"},
      {"1234", "1234", "the shortest"},
      {"123", std::nullopt, "too short"},
      {std::string(32, '9'), std::string(32, '9'), "the longest"},
      {std::string(33, '9'), std::nullopt, "too long"},
      {std::string(100'000, '9'), std::nullopt, "far too long"},
      {"12_34", std::nullopt, "an underscore"},
      {"卡号1234", std::nullopt, "words"},
      {"1234\n", std::nullopt, "a line end is no blank of a printed number"},
      {"\xff\xff\xff\xff", std::nullopt, "no text"},
      {"", std::nullopt, "nothing"},
  };
  for (const auto& row : rows) EXPECT_EQ(canonical_number(row.written), row.number) << row.reason;
}

TEST(CardNumbersTest, VirtualNumbersCarryACheckDigit) {
  SeededRandom random(3);
  for (int i = 0; i < 1000; ++i) {
    const std::string number = make_virtual_number(random);
    ASSERT_TRUE(has_virtual_form(number)) << number;
    ASSERT_TRUE(luhn_fits(number.substr(1))) << number;
    ASSERT_EQ(canonical_number(number), number);
  }
  EXPECT_FALSE(has_virtual_form("V12345678901234"));
  EXPECT_FALSE(has_virtual_form("W123456789012345"));
  EXPECT_FALSE(has_virtual_form("V12345678901234A"));
}

TEST_F(CardsTest, TheFirstCardIsThePrimary) {
  const auto first = issue(alice, "");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->form, "virtual");
  EXPECT_TRUE(has_virtual_form(first->number));
  EXPECT_TRUE(first->primary);
  const auto second = issue(alice, "8800 1234 5678");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->form, "plastic");
  EXPECT_EQ(second->number, "880012345678");
  EXPECT_FALSE(second->primary);
  EXPECT_EQ(primary(alice), *first);
  EXPECT_EQ(by_number("8800-1234-5678"), *second);
  EXPECT_EQ(by_number(first->number), *first);
  EXPECT_EQ(by_number("880012345679"), std::nullopt);
  EXPECT_EQ(
      temp->read([&](sql::Tx& tx) { return cards_of(tx, alice); }), (std::vector{*first, *second})
  );
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return primary_card(tx, bob); }), std::nullopt);
}

TEST_F(CardsTest, ANumberBelongsToOneCardForEver) {
  const auto card = issue(alice, "AB12CD");
  ASSERT_TRUE(card);
  const auto again = issue(bob, "ab-12-cd");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::card_number_taken);
  EXPECT_EQ(again.error().pointer, "/card_number");
  ASSERT_TRUE(set_state(*card, State::cancelled));
  EXPECT_EQ(issue(bob, "AB12CD").error().code, ErrorCode::card_number_taken)
      << "not even when it is cancelled";
  for (const char* bad : {"123", "12/34", "V123456789012347"}) {
    const auto refused = issue(bob, bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::bad_format) << bad;
    EXPECT_EQ(refused.error().pointer, "/card_number") << bad;
  }
  const auto check = [&](std::string_view number) {
    return temp->read([&](sql::Tx& tx) {
      return check_new(tx, {.number = number, .programme = ProgrammeId(5), .today = today});
    });
  };
  EXPECT_EQ(check("ab12cd").error().code, ErrorCode::card_number_taken);
  EXPECT_EQ(check("12").error().code, ErrorCode::bad_format);
  EXPECT_TRUE(check("AB12CE"));
  EXPECT_TRUE(check(""));
}

TEST_F(CardsTest, SixteenThreadsBindingOneNumberBindItOnce) {
  std::atomic<int> issued = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      if (issue(OwnerId(1000 + i), "880012345678")) ++issued;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(issued, 1);
}

TEST_F(CardsTest, StatesChangeUnderTheirVersion) {
  const Card card = *issue(alice, "880012345678");
  const auto frozen = set_state(card, State::frozen);
  ASSERT_TRUE(frozen);
  EXPECT_EQ(frozen->state, State::frozen);
  EXPECT_EQ(frozen->version, 2);
  EXPECT_TRUE(frozen->primary) << "a lost card stays the primary until it is replaced";
  EXPECT_EQ(now(card), *frozen);
  EXPECT_EQ(set_state(card, State::active).error().code, ErrorCode::stale_version);
  EXPECT_EQ(set_state(*frozen, State::frozen)->version, 2) << "nothing new, no new version";
  const auto active = set_state(*frozen, State::active);
  ASSERT_TRUE(active);
  const auto cancelled = set_state(*active, State::cancelled);
  ASSERT_TRUE(cancelled);
  for (const State state : {State::active, State::frozen}) {
    EXPECT_EQ(set_state(*cancelled, state).error().code, ErrorCode::card_not_usable);
  }
  Card foreign = *cancelled;
  foreign.owner = bob;
  EXPECT_EQ(set_state(foreign, State::active).error().code, ErrorCode::card_not_found)
      << "a card is changed through its owner";
}

TEST_F(CardsTest, APrimaryThatIsCancelledIsReplaced) {
  const Card first = *issue(alice, "1001");
  const Card second = *issue(alice, "1002");
  const Card third = *issue(alice, "1003");
  ASSERT_TRUE(set_state(second, State::frozen));
  ASSERT_TRUE(set_state(first, State::cancelled));
  EXPECT_EQ(primary(alice).id, third.id) << "an active card before a frozen one";
  EXPECT_FALSE(now(first).primary);
  ASSERT_TRUE(set_state(now(third), State::cancelled));
  EXPECT_EQ(primary(alice).id, second.id) << "then the frozen one";
  ASSERT_TRUE(set_state(now(second), State::cancelled));
  EXPECT_EQ(primary(alice).id, second.id) << "the last one stays: a member always has a primary";
  const Card fresh = *issue(alice, "");
  EXPECT_TRUE(fresh.primary) << "a new card takes over from a cancelled one";
  EXPECT_EQ(primary(alice).id, fresh.id);
  EXPECT_FALSE(now(second).primary);
}

TEST_F(CardsTest, TheStoreRefusesTwoPrimaries) {
  ASSERT_TRUE(issue(alice, "1001"));
  ASSERT_TRUE(issue(alice, "1002"));
  static const sql::Query force{"UPDATE cards SET is_primary = 1 WHERE owner_id = $1"};
  EXPECT_THROW(temp.given([&](sql::Tx& tx) { tx.exec(force, alice); }), sql::StorageFault);
}

TEST_F(CardsTest, CancelAllLeavesNothingUsable) {
  const Card first = *issue(alice, "1001");
  ASSERT_TRUE(issue(alice, "1002"));
  const Card other = *issue(bob, "1003");
  temp.given([&](sql::Tx& tx) { cancel_all(tx, alice, somebody, temp.clock().now()); });
  for (const Card& card : temp->read([&](sql::Tx& tx) { return cards_of(tx, alice); })) {
    EXPECT_EQ(card.state, State::cancelled);
    EXPECT_EQ(card.version, 2);
  }
  EXPECT_EQ(primary(alice).id, first.id);
  EXPECT_EQ(now(other).state, State::active);
}

}  // namespace
}  // namespace guanxi::cards
