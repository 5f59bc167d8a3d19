#include "modules/matching/pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/testing.h"

namespace guanxi::matching {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ProgrammeId main_programme(11);
const ProgrammeId other_programme(12);
const ActorId somebody(7);

Pair pair(std::int64_t a, std::int64_t b, int score) {
  return {
      a,
      b,
      {score,
       {{Field::chance, Finding::people, -20'000},
        {Field::name, Finding::same_sound, score + 20'000}}}};
}

class PairsTest : public testing::Test {
 protected:
  Noted given(const Pair& pair, ProgrammeId programme = main_programme) {
    const auto noted = temp->write([&](sql::Tx& tx) -> Result<Noted> {
      return note(tx, pair, programme, Origin::scan, now());
    });
    return *noted;
  }
  std::optional<KnownPair> found(std::int64_t one, std::int64_t other) {
    return temp->read([&](sql::Tx& tx) { return find_pair(tx, OwnerId(one), OwnerId(other)); });
  }
  Result<KnownPair> decided(
      std::int64_t one,
      std::int64_t other,
      std::int64_t version,
      Decision decision,
      const char* why = "asked them"
  ) {
    return temp->write([&](sql::Tx& tx) {
      return decide(tx, OwnerId(one), OwnerId(other), version, decision, why, somebody, now());
    });
  }
  std::vector<std::int64_t> queue(
      Decision decision = Decision::open,
      std::optional<PairPlace> after = {},
      int limit = 10,
      ProgrammeId programme = main_programme
  ) {
    return temp->read([&](sql::Tx& tx) {
      std::vector<std::int64_t> others;
      for (const KnownPair& one : list_pairs(tx, programme, decision, after, limit)) {
        others.push_back(one.other.value());
      }
      return others;
    });
  }
  Instant now() { return temp.clock().now(); }

  sql::TempDatabase temp;
};

TEST_F(PairsTest, a_pair_is_there_once_with_its_reasons) {
  EXPECT_EQ(given(pair(1, 2, 5'000)), Noted::fresh);
  EXPECT_EQ(found(2, 1), found(1, 2));
  const auto known = found(1, 2);
  ASSERT_TRUE(known.has_value());
  EXPECT_EQ(known->verdict, pair(1, 2, 5'000).verdict);
  EXPECT_EQ(known->decision, Decision::open);
  EXPECT_EQ(given(pair(1, 2, 6'000)), Noted::open) << "a later look knows better";
  EXPECT_EQ(found(1, 2)->verdict, pair(1, 2, 6'000).verdict);
  EXPECT_FALSE(found(1, 3).has_value());
}

TEST_F(PairsTest, what_is_decided_never_comes_back) {
  given(pair(1, 2, 5'000));
  given(pair(1, 3, 5'000));
  const auto another = decided(2, 1, 1, Decision::another, "father and son");
  ASSERT_TRUE(another.has_value());
  EXPECT_EQ(another->note, "father and son");
  EXPECT_EQ(another->decided_by, somebody);
  EXPECT_EQ(another->decided_at, now());
  EXPECT_EQ(another->version, 2);
  EXPECT_EQ(given(pair(1, 2, 50'000)), Noted::decided);
  EXPECT_EQ(found(1, 2)->verdict.score, 5'000) << "as it was when somebody looked at it";
  EXPECT_THAT(queue(), ElementsAre(3));
  EXPECT_THAT(queue(Decision::another), ElementsAre(2));
}

TEST_F(PairsTest, two_who_decide_at_once_do_not_overwrite_each_other) {
  given(pair(1, 2, 5'000));
  ASSERT_TRUE(decided(1, 2, 1, Decision::same).has_value());
  const auto late = decided(1, 2, 1, Decision::another);
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::stale_version);
  const auto again = decided(1, 2, 2, Decision::same);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->version, 2) << "said already";
  ASSERT_TRUE(decided(1, 2, 2, Decision::another).has_value()) << "corrected";
  EXPECT_EQ(found(1, 2)->decision, Decision::another);
  EXPECT_EQ(decided(1, 9, 1, Decision::same).error().code, ErrorCode::not_found);
}

TEST_F(PairsTest, the_queue_has_the_likeliest_first_page_by_page) {
  given(pair(1, 2, 5'000));
  given(pair(1, 3, 9'000));
  given(pair(1, 4, 5'000));
  given(pair(2, 4, 5'000));
  given(pair(2, 5, 4'000));
  given(pair(6, 7, 9'000), other_programme);
  EXPECT_THAT(queue(), ElementsAre(3, 4, 4, 2, 5));
  EXPECT_THAT(queue(Decision::open, {}, 2), ElementsAre(3, 4));
  EXPECT_THAT(
      queue(Decision::open, PairPlace{5'000, OwnerId(2), OwnerId(4)}, 2), ElementsAre(4, 2)
  );
  EXPECT_THAT(queue(Decision::open, PairPlace{4'000, OwnerId(2), OwnerId(5)}), IsEmpty());
  EXPECT_THAT(queue(Decision::open, {}, 10, other_programme), ElementsAre(7));
}

TEST_F(PairsTest, who_left_is_not_looked_at_any_more) {
  given(pair(1, 2, 5'000));
  given(pair(2, 3, 5'000));
  given(pair(1, 3, 5'000));
  given(pair(2, 4, 5'000));
  ASSERT_TRUE(decided(2, 4, 1, Decision::another).has_value());
  const auto gone = temp->write([&](sql::Tx& tx) -> Result<std::int64_t> {
    return forget_open_pairs(tx, OwnerId(2));
  });
  EXPECT_EQ(*gone, 2);
  EXPECT_THAT(queue(), ElementsAre(3));
  EXPECT_TRUE(found(2, 4).has_value()) << "what was decided stays written";
}

TEST_F(PairsTest, what_a_merge_puts_aside_its_undo_puts_back) {
  given(pair(1, 2, 5'000));
  given(pair(2, 3, 6'000));
  given(pair(2, 4, 5'000));
  ASSERT_TRUE(decided(2, 4, 1, Decision::another).has_value());
  const auto in_tx = [&](auto&& act) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      act(tx);
      return ok();
    }));
  };
  in_tx([](sql::Tx& tx) { shelve_open_pairs(tx, OwnerId(2), 77); });
  EXPECT_THAT(queue(), IsEmpty());
  EXPECT_EQ(temp->read([](sql::Tx& tx) { return count_open_pairs(tx, OwnerId(3)); }), 0);
  given(pair(2, 3, 7'000));
  EXPECT_THAT(queue(), IsEmpty()) << "a later look leaves it where it is";
  in_tx([](sql::Tx& tx) { put_back_pairs(tx, OwnerId(2), 78); });
  EXPECT_THAT(queue(), IsEmpty()) << "another merge's undo";
  in_tx([](sql::Tx& tx) { put_back_pairs(tx, OwnerId(2), 77); });
  EXPECT_THAT(queue(), ElementsAre(3, 2));
  EXPECT_EQ(found(2, 4)->decision, Decision::another);
}

}  // namespace
}  // namespace guanxi::matching
