// The life of a card, from the stock to its end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/describe/enum_to_string.hpp>
#include <map>

#include "modules/cards/shop_test.h"
#include "modules/cards/states.h"
#include "modules/cards/verify.h"

namespace guanxi::cards {
namespace {

constexpr State all_states[] = {
    State::stock,
    State::issued,
    State::active,
    State::frozen,
    State::lost,
    State::expired,
    State::replaced,
    State::cancelled};

std::string word(State state) { return boost::describe::enum_to_string(state, ""); }

TEST(CardStatesTest, every_pair_of_states_is_decided) {
  // Row: from, column: to. b bind, s set, n renew, r replace, t time, . never. As a member desk
  // would say it, not as states.cpp does.
  const std::map<State, std::string> wanted{
      //                 stock issued active frozen lost expired replaced cancelled
      {State::stock, ".bb....s"},
      {State::issued, ".nssstrs"},
      {State::active, "..nsstrs"},
      {State::frozen, "..s.s.rs"},
      {State::lost, "..s...rs"},
      {State::expired, "..n.s.rs"},
      {State::replaced, "........"},
      {State::cancelled, "........"},
  };
  const std::map<char, Step> steps{
      {'b', Step::bind},
      {'s', Step::set},
      {'n', Step::renew},
      {'r', Step::replace},
      {'t', Step::time}};
  std::size_t allowed = 0;
  for (const auto& [from, row] : wanted) {
    for (std::size_t to = 0; to < row.size(); ++to) {
      for (const auto& [letter, step] : steps) {
        EXPECT_EQ(may_go(from, all_states[to], step), row[to] == letter)
            << word(from) << " to " << word(all_states[to]) << " by " << letter;
        allowed += row[to] == letter;
      }
    }
    EXPECT_EQ(is_final(from), from == State::replaced || from == State::cancelled) << word(from);
  }
  EXPECT_EQ(edges().size(), allowed) << "no edge stands there twice";
}

class CardLifeTest : public CardShop {
 protected:
  /// A card of alice in `state`, whatever it takes.
  Card card_in(State state) {
    const std::string number = "7" + std::to_string(1000 + ++cards_);
    const bool issued = state == State::issued;
    Card card = *issue(
        alice,
        NewCard{.number = number, .programme = programme, .today = today, .activate = !issued}
    );
    switch (state) {
      case State::expired:
        return *renew_card(card, today);  // through today; the test looks tomorrow
      case State::replaced:
        return replace_card(card, "")->old;
      case State::frozen:
      case State::lost:
      case State::cancelled:
        return *set(card, state);
      default:
        return card;
    }
  }
  Result<Card> renew_card(const Card& card, std::optional<Date> valid_to) {
    return temp->write([&](sql::Tx& tx) { return renew(tx, change_of(card), valid_to); });
  }
  Result<Replacement> replace_card(const Card& card, std::string_view number) {
    return temp->write([&](sql::Tx& tx) {
      const NewCard fresh{.number = number, .programme = programme, .today = today};
      return replace(tx, ids, random, change_of(card), fresh, std::nullopt);
    });
  }

 private:
  int cards_ = 0;
};

TEST_F(CardLifeTest, the_store_follows_the_table_in_every_pair) {
  for (const State from : all_states) {
    if (from == State::stock) continue;  // not alice's yet; see BatchesTest
    for (const State to : all_states) {
      const Card card = card_in(from);
      if (from == State::expired) today = today.plus_days(1);
      ASSERT_EQ(state_on(card, today), from);
      const auto changed = set(card, to);
      const std::string pair = word(from) + " to " + word(to);
      if (from == to || may_go(from, to, Step::set)) {
        ASSERT_TRUE(changed) << pair;
        EXPECT_EQ(changed->state, to == State::expired ? State::active : to) << pair;
        EXPECT_EQ(changed->version, card.version + (from == to ? 0 : 1)) << pair;
      } else {
        ASSERT_FALSE(changed) << pair;
        EXPECT_EQ(
            changed.error().code,
            is_final(from) ? ErrorCode::card_not_usable : ErrorCode::card_state_forbidden
        ) << pair;
      }
    }
  }
}

TEST_F(CardLifeTest, a_card_lives_through_its_last_day) {
  CardTerms terms = gold();
  terms.validity = Validity::months;
  terms.validity_months = 1;
  const Batch batch = *make_batch(add_type("GOLD", terms), 1);
  const Card card = *issue(alice, batch.first_number);
  EXPECT_EQ(card.valid_to, Date::of(2026, 2, 28));
  EXPECT_EQ(state_on(card, *Date::of(2026, 2, 28)), State::active);
  EXPECT_EQ(state_on(card, *Date::of(2026, 3, 1)), State::expired);
  today = *Date::of(2026, 2, 10);
  const auto early = renew_card(card, std::nullopt);
  ASSERT_TRUE(early);
  EXPECT_EQ(early->valid_to, Date::of(2026, 3, 31)) << "renewed early, nothing is lost";
  today = *Date::of(2026, 8, 10);
  EXPECT_EQ(state_on(*early, today), State::expired);
  const auto late = renew_card(*early, std::nullopt);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->valid_to, Date::of(2026, 9, 30)) << "renewed late, from today";
  EXPECT_EQ(state_on(*late, today), State::active);
  EXPECT_EQ(renew_card(*late, *Date::of(2026, 8, 9)).error().code, ErrorCode::out_of_range);
  EXPECT_EQ(renew_card(*late, *Date::of(2027, 1, 1))->valid_to, Date::of(2027, 1, 1));
}

TEST_F(CardLifeTest, a_frozen_card_that_is_over_stays_frozen_until_it_is_released) {
  Card card = *renew_card(card_in(State::active), today);
  card = *set(card, State::frozen);
  today = today.plus_days(1);
  EXPECT_EQ(state_on(card, today), State::frozen);
  EXPECT_EQ(renew_card(card, std::nullopt).error().code, ErrorCode::card_state_forbidden);
  card = *set(card, State::active);
  EXPECT_EQ(state_on(card, today), State::expired) << "then it must be renewed";
}

TEST_F(CardLifeTest, a_type_whose_last_day_is_over_gives_no_more_life) {
  CardTerms terms = gold();
  terms.validity = Validity::until;
  terms.valid_until = Date::of(2026, 6, 30);
  const Batch batch = *make_batch(add_type("GOLD", terms), 2);
  const Card card = *issue(alice, batch.first_number);
  EXPECT_EQ(card.valid_to, Date::of(2026, 6, 30));
  today = *Date::of(2026, 7, 1);
  EXPECT_EQ(renew_card(card, std::nullopt).error().code, ErrorCode::out_of_range);
  const auto refused = issue(bob, batch.last_number);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), not_usable(State::expired, "/card_number"));
}

TEST_F(CardLifeTest, everything_moves_to_the_new_card) {
  CardTerms terms = gold();
  terms.validity = Validity::months;
  terms.validity_months = 12;
  const Batch batch = *make_batch(add_type("GOLD", terms), 2);
  Card card = *issue(alice, batch.first_number);
  card = *set(card, State::lost);
  EXPECT_TRUE(card.primary) << "a lost card stays the primary until it is replaced";
  const auto replaced = replace_card(card, batch.last_number);
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->old.state, State::replaced);
  EXPECT_EQ(replaced->old.replaced_by, replaced->fresh.id);
  EXPECT_FALSE(replaced->old.primary);
  EXPECT_TRUE(replaced->fresh.primary);
  EXPECT_EQ(primary(alice), replaced->fresh);
  EXPECT_EQ(by_number(batch.first_number)->state, State::replaced) << "the old number says so";
  EXPECT_EQ(replace_card(replaced->old, "").error(), not_usable(State::replaced, {}));

  const auto without = replace_card(replaced->fresh, "");
  ASSERT_TRUE(without);
  EXPECT_EQ(without->fresh.form, "virtual");
  EXPECT_EQ(without->fresh.type, replaced->fresh.type) << "it stays what it was";
  EXPECT_EQ(without->fresh.valid_to, replaced->fresh.valid_to);
  Card stale = without->fresh;
  stale.version = 9;
  EXPECT_EQ(replace_card(stale, "").error().code, ErrorCode::stale_version);
}

TEST_F(CardLifeTest, a_temporary_card_becomes_a_real_one) {
  CardTerms terms = gold();
  const Batch real = *make_batch(add_type("GOLD", terms), 1);
  terms.prefix = "89";
  terms.use = CardUse::temporary;
  terms.validity = Validity::months;
  terms.validity_months = 1;
  const Batch temporary = *make_batch(add_type("TEMP", terms), 1);
  const Card card = *issue(alice, temporary.first_number);
  const auto forever = renew_card(card, Date::never);
  ASSERT_FALSE(forever);
  EXPECT_EQ(forever.error().pointer, "/valid_to") << "it becomes real by another card only";
  today = *Date::of(2026, 5, 1);
  EXPECT_EQ(state_on(card, today), State::expired);
  const auto replaced = replace_card(card, real.first_number);
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->fresh.valid_to, Date::never);
  EXPECT_EQ(state_on(replaced->fresh, today), State::active);
}

TEST_F(CardLifeTest, the_primary_gives_way_to_a_better_card) {
  CardTerms terms = gold();
  const Batch real = *make_batch(add_type("GOLD", terms), 2);
  terms.prefix = "89";
  terms.use = CardUse::temporary;
  terms.validity = Validity::months;
  terms.validity_months = 1;
  const Batch temporary = *make_batch(add_type("TEMP", terms), 1);
  EXPECT_TRUE(issue(alice, "")->primary);
  EXPECT_TRUE(issue(alice, temporary.first_number)->primary) << "a type before none";
  const Card sent = *issue(
      alice,
      NewCard{
          .number = real.first_number, .programme = programme, .today = today, .activate = false}
  );
  EXPECT_FALSE(sent.primary) << "not in use yet";
  const auto used = set(sent, State::active);
  ASSERT_TRUE(used);
  EXPECT_TRUE(used->primary) << "a real one before a temporary one";
  EXPECT_EQ(primary(alice).number, real.first_number);
  EXPECT_FALSE(issue(alice, real.last_number)->primary) << "the first of equals stays";
  EXPECT_EQ(primary(alice).version, 2);
}

TEST_F(CardLifeTest, nobody_is_known_by_a_rebate_voucher_card) {
  CardTerms terms = gold();
  const Batch real = *make_batch(add_type("GOLD", terms), 2);
  terms.prefix = "89";
  terms.use = CardUse::rebate_voucher;
  const Batch vouchers = *make_batch(add_type("REBATE", terms), 3);
  EXPECT_EQ(issue(alice, vouchers.first_number).error().code, ErrorCode::card_not_usable)
      << "it cannot be the only one";
  const Card first = *issue(alice, real.first_number);
  const auto voucher = issue(alice, vouchers.first_number);
  ASSERT_TRUE(voucher);
  EXPECT_FALSE(voucher->primary);
  EXPECT_EQ(replace_card(first, vouchers.last_number).error().code, ErrorCode::card_not_usable)
      << "it takes no other card's place";
  ASSERT_TRUE(set(primary(alice), State::cancelled));
  EXPECT_EQ(primary(alice).number, real.first_number) << "nor inherits it";
  const auto next = issue(alice, real.last_number);
  ASSERT_TRUE(next);
  EXPECT_TRUE(next->primary);
}

TEST_F(CardLifeTest, a_legacy_number_is_bound_as_it_is) {
  const CardType type = add_type("GOLD", gold());
  const LegacyNumbers old{"66", "", 6, 100'000, 199'999, 1};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return add_legacy_range(tx, ids, type.id, type.version, old, "moving", somebody, now());
  }));
  const auto card = issue(alice, "66 100000 0");
  EXPECT_EQ(issue(alice, "661000001").error().pointer, "/card_number") << "mistyped";
  ASSERT_TRUE(card) << code_name(card.error().code);
  EXPECT_EQ(card->number, "661000000");
  EXPECT_EQ(card->type, type.id);
  EXPECT_EQ(card->batch, std::nullopt);
  EXPECT_EQ(issue(bob, "661000000").error().code, ErrorCode::card_number_taken);
  const auto report = temp->read([](sql::Tx& tx) { return verify(tx); });
  EXPECT_TRUE(report.is_clean());
}

TEST_F(CardLifeTest, a_receipt_is_used_for_one_card) {
  const Card card = *issue(alice, "7001");
  const auto use = [&](std::int64_t receipt) {
    bool fresh = false;
    temp.given([&](sql::Tx& tx) {
      fresh = use_receipt(tx, ReceiptId(receipt), card, somebody, now());
    });
    return fresh;
  };
  EXPECT_TRUE(use(1));
  EXPECT_FALSE(use(1));
  EXPECT_TRUE(use(2));
  temp.given([&](sql::Tx& tx) {
    EXPECT_EQ(used_by(tx, ReceiptId(2)), alice);
    EXPECT_EQ(used_by(tx, ReceiptId(3)), std::nullopt);
  });
}

TEST_F(CardLifeTest, a_new_track_ends_the_one_before) {
  const Batch batch = *make_batch(add_type("GOLD", gold()), 1);
  const std::string printed = (*make_file(batch.id))[0].track;
  const Card card = *issue(alice, batch.first_number);
  EXPECT_EQ(by_track(printed)->id, card.id) << "what was printed holds after it was bound";
  const auto written =
      temp->write([&](sql::Tx& tx) { return write_track(tx, keys, change_of(card)); });
  ASSERT_TRUE(written);
  EXPECT_EQ(written->card.version, 2);
  EXPECT_EQ(by_track(printed).error().code, ErrorCode::card_track_superseded);
  EXPECT_EQ(by_track(written->track)->owner, alice);
  const Card cancelled = *set(written->card, State::cancelled);
  EXPECT_EQ(
      temp->write([&](sql::Tx& tx) { return write_track(tx, keys, change_of(cancelled)); }).error(),
      not_usable(State::cancelled, {})
  );
}

TEST_F(CardLifeTest, cancelling_all_leaves_what_was_replaced_as_it_is) {
  const Card old = card_in(State::replaced);
  temp.given([&](sql::Tx& tx) { cancel_all(tx, alice, somebody, now()); });
  EXPECT_EQ(by_number(old.number)->state, State::replaced);
  EXPECT_EQ(primary(alice).state, State::cancelled);
}

TEST(CardsMigration, cards_that_were_there_stay_as_they_are) {
  const auto all = sql::test_migrations();
  sql::TempDatabase temp(all.first(2));
  static const sql::Query old_cards{
      "INSERT INTO cards (owner_id, card_id, number, form, state, is_primary, issued_at, "
      "issued_by, version, changed_at, changed_by) VALUES "
      "(101, 1, '880010005', 'plastic', 'active', 1, 5, 7, 3, 6, 7), "
      "(101, 2, 'LEGACY-', 'plastic', 'frozen', 0, 5, 7, 1, 6, 7), "
      "(102, 3, 'V123456789012347', 'virtual', 'cancelled', 1, 5, 7, 2, 6, 7)"};
  static const sql::Query old_numbers{
      "INSERT INTO card_directory (number, owner_id, card_id) VALUES ('880010005', 101, 1), "
      "('LEGACY-', 101, 2), ('V123456789012347', 102, 3)"};
  temp.given([&](sql::Tx& tx) {
    tx.exec(old_cards);
    tx.exec(old_numbers);
  });
  EXPECT_EQ(temp->migrate(all), static_cast<int>(all.size()) - 2);
  temp->read([](sql::Tx& tx) {
    const auto card = find_by_number(tx, "8800 1000 5");
    ASSERT_TRUE(card) << "whatever its check digit";
    EXPECT_EQ(card->state, State::active);
    EXPECT_EQ(card->version, 3);
    EXPECT_TRUE(card->primary);
    EXPECT_EQ(card->valid_to, Date::never);
    EXPECT_EQ(card->type, std::nullopt);
    EXPECT_EQ(cards_of(tx, alice).at(1).number, "LEGACY-");
    EXPECT_EQ(primary_card(tx, bob)->state, State::cancelled);
    EXPECT_TRUE(verify(tx).is_clean());
  });
}

}  // namespace
}  // namespace guanxi::cards
