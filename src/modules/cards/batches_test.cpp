#include "modules/cards/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "modules/cards/shop_test.h"

namespace guanxi::cards {
namespace {

using testing::SizeIs;

class BatchesTest : public CardShop {
 protected:
  std::vector<std::string> numbers_of_batch(BatchId batch) {
    std::vector<std::string> numbers;
    const auto printed = make_file(batch, true);
    for (const PrintedCard& card : *printed) numbers.push_back(card.number);
    return numbers;
  }
  CardNumbers left(const CardType& type) {
    return temp->read([&](sql::Tx& tx) { return numbers_of(tx, type); });
  }
  std::int64_t in_stock(const Batch& batch) {
    return temp->read([&](sql::Tx& tx) { return stock_of(tx, batch.id); });
  }
};

TEST_F(BatchesTest, a_batch_takes_the_next_numbers_into_stock) {
  const CardType type = add_type("GOLD", gold());
  const auto batch = make_batch(type, 3);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->cards, 3);
  EXPECT_EQ(batch->first_number, "880010004");
  EXPECT_EQ(batch->last_number, "880010020");
  EXPECT_EQ(left(type).handed_out, 3);
  EXPECT_EQ(left(type).left, 997);
  EXPECT_EQ(in_stock(*batch), 3);
  const auto card = by_number("88 001 000-4");
  ASSERT_TRUE(card);
  EXPECT_EQ(card->state, State::stock);
  EXPECT_EQ(card->owner, OwnerId()) << "it belongs to nobody yet";
  EXPECT_EQ(card->type, type.id);
  EXPECT_EQ(card->batch, batch->id);
  const auto next = make_batch(type, 2);
  EXPECT_EQ(next->first_number, "880010038") << "it goes on where the last one ended";
  const auto all = temp->read([&](sql::Tx& tx) { return batches_of(tx, type.id, {}, 10); });
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].id, next->id) << "the newest first";
  EXPECT_THAT(
      temp->read([&](sql::Tx& tx) { return batches_of(tx, type.id, next->id, 10); }), SizeIs(1)
  );
}

TEST_F(BatchesTest, a_range_says_when_it_is_used_up_and_warns_before) {
  CardTerms terms = gold();
  terms.last_number = 1149;  // 150 numbers, a warning below 100
  const CardType type = add_type("GOLD", terms);
  EXPECT_FALSE(left(type).low);
  ASSERT_TRUE(make_batch(type, 50));
  EXPECT_FALSE(left(type).low) << "exactly as many as wanted";
  ASSERT_TRUE(make_batch(type, 1));
  EXPECT_TRUE(left(type).low);
  const auto refused = make_batch(type, 100);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), fail(ErrorCode::card_numbers_used_up, "/cards", {{"left", "99"}}));
  EXPECT_EQ(left(type).left, 99) << "a refusal takes nothing";
  ASSERT_TRUE(make_batch(type, 99)) << "to the last one";
  EXPECT_EQ(make_batch(type, 1).error().code, ErrorCode::card_numbers_used_up);
}

TEST_F(BatchesTest, a_number_from_elsewhere_is_passed_over) {
  ASSERT_TRUE(issue(bob, "880010012"));  // was there before the type
  const CardType type = add_type("GOLD", gold());
  const auto batch = make_batch(type, 2);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->first_number, "880010004");
  EXPECT_EQ(batch->last_number, "880010020");
  EXPECT_EQ(by_number("880010012")->owner, bob);
}

TEST_F(BatchesTest, no_number_is_handed_out_twice_by_eight_at_once) {
  const CardType type = add_type("GOLD", gold());
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  std::vector<Batch> batches(24);
  for (std::size_t i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (std::size_t j = 0; j < 3;) {
        const auto batch = make_batch(type, 5);
        if (!batch) continue;  // a conflict: somebody took numbers at the same moment
        batches[i * 3 + j++] = *batch;
        ++made;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 24);
  std::set<std::string> numbers;
  for (const Batch& batch : batches) {
    for (const std::string& number : numbers_of_batch(batch.id))
      EXPECT_TRUE(numbers.insert(number).second) << number;
  }
  EXPECT_EQ(numbers.size(), 120U);
  EXPECT_EQ(left(type).handed_out, 120);
}

TEST_F(BatchesTest, tracks_and_codes_are_shown_once) {
  CardTerms terms = gold();
  terms.verification = Verification::printed_code;
  const CardType type = add_type("GOLD", terms);
  const Batch batch = *make_batch(type, 2);
  const auto printed = make_file(batch.id);
  ASSERT_TRUE(printed);
  ASSERT_THAT(*printed, SizeIs(2));
  EXPECT_EQ(to_csv(*printed).find("number,track,verification_code\n880010004,880010004."), 0U);
  EXPECT_NE((*printed)[0].code, (*printed)[1].code);
  const auto again = make_file(batch.id);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::card_codes_shown);
  EXPECT_EQ(by_track((*printed)[0].track)->number, "880010004");

  const auto renewed = make_file(batch.id, true);
  ASSERT_TRUE(renewed);
  EXPECT_EQ(by_track((*printed)[0].track).error().code, ErrorCode::card_track_superseded);
  EXPECT_EQ(by_track((*renewed)[0].track)->number, "880010004");
  EXPECT_EQ(issue(alice, "880010004", (*printed)[0].code).error().code, ErrorCode::card_code_wrong)
      << "the code of the lost file";
  ASSERT_TRUE(issue(alice, "880010004", (*renewed)[0].code));
  ASSERT_THAT(*make_file(batch.id, true), SizeIs(1)) << "what has an owner is printed no more";
  EXPECT_TRUE(by_track((*renewed)[0].track)) << "and keeps its track";
  EXPECT_EQ(make_file(BatchId(1)).error().code, ErrorCode::card_batch_not_found);
  static const sql::Query codes{"SELECT COUNT(*) FROM card_stock WHERE code_hash IS NOT NULL"};
  EXPECT_EQ(temp->read([](sql::Tx& tx) { return tx.get<std::int64_t>(codes); }), 1);
}

TEST_F(BatchesTest, a_card_in_stock_is_bound_with_what_is_printed_on_it) {
  CardTerms terms = gold();
  terms.verification = Verification::printed_code;
  terms.validity = Validity::months;
  terms.validity_months = 24;
  const CardType type = add_type("GOLD", terms);
  const Batch batch = *make_batch(type, 3);
  const auto faults = [](const Result<Card>& refused) {
    return std::string(code_name(refused.error().code)) + " " + refused.error().pointer;
  };
  EXPECT_EQ(faults(issue(alice, "880010004", "ABCD1234")), "card_code_wrong /verification_code")
      << "nothing was printed yet";
  const auto printed = *make_file(batch.id);
  EXPECT_EQ(faults(issue(alice, "880010004")), "missing_field /verification_code");
  EXPECT_EQ(
      faults(issue(alice, "880010004", printed[1].code)), "card_code_wrong /verification_code"
  ) << "that of another card";
  const auto card = issue(alice, "8800-1000-4", printed[0].code);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->state, State::active);
  EXPECT_EQ(card->type, type.id);
  EXPECT_EQ(card->batch, batch.id);
  EXPECT_EQ(card->valid_to, Date::of(2028, 1, 31));
  EXPECT_TRUE(card->primary);
  EXPECT_EQ(by_number("880010004"), *card);
  EXPECT_EQ(in_stock(batch), 2);
  EXPECT_EQ(faults(issue(bob, "880010004", printed[0].code)), "card_number_taken /card_number");

  NewCard of_others{.number = printed[1].number, .programme = ProgrammeId(6), .today = today};
  of_others.code_hash = hash_of_code(keys, printed[1].number, printed[1].code);
  EXPECT_EQ(faults(issue(alice, of_others)), "card_not_usable /card_number")
      << "a card of another programme";
  const auto cancel = [&](std::string_view number) {
    return temp->write([&](sql::Tx& tx) {
      return cancel_in_stock(tx, batch.id, number, somebody, now());
    });
  };
  ASSERT_TRUE(cancel(printed[1].number));
  EXPECT_EQ(cancel(printed[1].number).error().code, ErrorCode::card_not_usable);
  EXPECT_EQ(cancel(printed[0].number).error().code, ErrorCode::card_not_found) << "it has an owner";
  EXPECT_EQ(
      faults(issue(alice, printed[1].number, printed[1].code)), "card_not_usable /card_number"
  );
  temp.given([&](sql::Tx& tx) {
    GX_CHECK(set_type_state(tx, type.id, 1, TypeState::retired, "no more", somebody, now()));
  });
  EXPECT_EQ(
      faults(issue(alice, printed[2].number, printed[2].code)), "card_type_retired /card_number"
  );
  CardType retired = type;
  retired.state = TypeState::retired;
  EXPECT_EQ(make_batch(retired, 1).error().code, ErrorCode::card_type_retired);
}

TEST_F(BatchesTest, a_number_of_a_range_is_not_issued_before_it_is_printed) {
  add_type("GOLD", gold());
  const auto refused = issue(alice, "880010004");
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.error(), fail(ErrorCode::card_number_not_printed, "/card_number", {{"type", "GOLD"}})
  );
  EXPECT_EQ(
      issue(alice, "880010005").error(),
      fail(ErrorCode::bad_format, "/card_number", {{"expected", "@card_check_digits"}})
  ) << "the wrong check digit";
  EXPECT_TRUE(issue(alice, "880999994")) << "a number from elsewhere, as it is";
}

TEST_F(BatchesTest, sixteen_desks_binding_one_card_bind_it_once) {
  const Batch batch = *make_batch(add_type("GOLD", gold()), 1);
  std::atomic<int> bound = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      if (issue(OwnerId(1000 + i), batch.first_number)) ++bound;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(bound, 1);
  EXPECT_EQ(in_stock(batch), 0);
}

TEST_F(BatchesTest, a_retired_key_ends_its_tracks) {
  const Batch batch = *make_batch(add_type("GOLD", gold()), 1);
  const std::string old = (*make_file(batch.id))[0].track;
  const auto write = [&](auto function) { return temp->write(function); };
  EXPECT_EQ(
      write([&](sql::Tx& tx) { return retire_track_key(tx, 1, somebody, now()); }).error().code,
      ErrorCode::card_track_key_in_use
  ) << "it makes tracks";
  const auto key = write([&](sql::Tx& tx) { return rotate_track_key(tx, somebody, now()); });
  ASSERT_TRUE(key);
  EXPECT_EQ(key->number, 2);
  EXPECT_TRUE(by_track(old)) << "older keys are still read";
  const auto retired = write([&](sql::Tx& tx) { return retire_track_key(tx, 1, somebody, now()); });
  ASSERT_TRUE(retired);
  EXPECT_EQ(retired->state, TrackKeyState::retired);
  EXPECT_EQ(by_track(old).error().code, ErrorCode::card_track_superseded);
  const std::string fresh = (*make_file(batch.id, true))[0].track;
  EXPECT_TRUE(by_track(fresh));
  EXPECT_EQ(by_number("880010004")->number, "880010004") << "the number identifies as before";
  EXPECT_EQ(
      write([&](sql::Tx& tx) { return retire_track_key(tx, 9, somebody, now()); }).error().code,
      ErrorCode::card_track_key_not_found
  );
  EXPECT_EQ(
      by_track("880010004." + std::string(24, '0')).error().code, ErrorCode::card_track_refused
  );
  const Tracks tracks(keys);
  EXPECT_EQ(by_track(tracks.make({"99999999", 2, 1})).error().code, ErrorCode::card_not_found)
      << "one that we could have made, of no card";
}

}  // namespace
}  // namespace guanxi::cards
