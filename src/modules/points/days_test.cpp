// Points per day: each entry counts once, and the figures are those of the journals.
#include "modules/points/days.h"

#include <gmock/gmock.h>

#include "modules/points/documents.h"
#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;
using testing::HasSubstr;
using testing::IsEmpty;

const StoreId one_store(11), other_store(12);

class DaysTest : public PointsTest {
 protected:
  DaysTest() {
    programmes::Programmes::NewProgramme added;
    added.code = "M";
    added.name = "Members";
    added.effective_from = temp.clock().now();
    programme = *programmes.add(added, ActorId(1), temp.clock().now());
    EXPECT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      open_account(tx, customer, programme, temp.clock().now());
      return ok();
    }));
  }
  ~DaysTest() override {
    if (verify_at_end) {
      EXPECT_THAT(faults(), IsEmpty());
    }
  }

  std::vector<std::string> faults() {
    return temp->read([&](sql::Tx& tx) { return verify_days(tx); });
  }
  std::int64_t count() {
    std::int64_t entries = 0;
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      const OwnerId owners[] = {customer};
      entries = count_journals(tx, counting, owners);
      return ok();
    });
    EXPECT_TRUE(done);
    return entries;
  }
  void earn(std::int64_t receipt, Earning earning) {
    const Context with = context(customer, {CauseKind::sale, receipt});
    const auto done = temp->write([&](sql::Tx& tx) {
      return post_sale(tx, ids, with, *find_account(tx, customer), earning);
    });
    ASSERT_TRUE(done) << code_name(done.error().code);
  }
  void give_back(std::int64_t receipt, Return back, ShortfallPolicy policy) {
    const std::int64_t refund = ids.next();
    stores[refund] = stores[receipt];
    const Context with = context(customer, {CauseKind::refund, refund});
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
      return post_reversal(tx, ids, with, back, programme_with(policy));
    }));
  }
  std::vector<DayRow> rows(std::optional<StoreId> store = {}, int limit = 100) {
    return temp->read([&](sql::Tx& tx) {
      return days_of(tx, programme, day("2025-01-01"), day("2030-01-01"), store, {}, limit);
    });
  }
  Figures of(Date on, StoreId store, Class klass) {
    for (const DayRow& row : rows()) {
      if (row.day == on && row.store == store && row.klass == klass) return row.figures;
    }
    return {};
  }
  std::vector<Points> left(Date on) {
    return temp->read([&](sql::Tx& tx) { return outstanding_of(tx, programme, on, on).front(); });
  }

  const OwnerId customer{2002};
  programmes::Programmes programmes{*temp, ids};
  ProgrammeId programme;
  std::map<std::int64_t, StoreId> stores;
  const Counting counting{
      programmes, [this](sql::Tx&, ReceiptId receipt, OwnerId) -> std::optional<StoreId> {
        const auto found = stores.find(receipt.value());
        return found == stores.end() ? std::nullopt : std::optional(found->second);
      }};
  const Date first = day("2026-01-01"), in_2028 = day("2028-01-31"), soon = day("2026-01-03");
};

TEST_F(DaysTest, EveryEntryCountsOnceWhereAndWhenItWasPosted) {
  stores = {{1, one_store}, {2, other_store}};
  earn(1, {.a = Points(10), .e = Points(20), .expires_on = in_2028});
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(count(), 0) << "an event that comes again counts nothing";
  temp.clock().advance_seconds(86400);
  earn(2, {.a = Points(7), .expires_on = in_2028, .paid = Points(12)});
  EXPECT_EQ(count(), 3);
  EXPECT_EQ(of(first, one_store, Class::a).issued, Points(10));
  EXPECT_EQ(of(first, one_store, Class::e).issued, Points(20));
  const Figures second = of(day("2026-01-02"), other_store, Class::a);
  EXPECT_EQ(second.issued, Points(7));
  EXPECT_EQ(second.redeemed, Points(10)) << "of the lot of class A, which is used first";
  EXPECT_EQ(second.paid, Points(10));
  EXPECT_EQ(of(day("2026-01-02"), other_store, Class::e).paid, Points(2));
  EXPECT_EQ(left(first)[0], Points(10));
  EXPECT_EQ(left(day("2026-01-02"))[0], Points(7));
  EXPECT_EQ(left(day("2026-01-02"))[4], Points(18));
  EXPECT_EQ(rows(one_store).size(), 2U);
}

TEST_F(DaysTest, TheDayIsTheProgrammesNotThatOfUtc) {
  stores = {{1, one_store}};
  move_to("2026-01-05T16:30:00Z");
  earn(1, {.a = Points(10), .expires_on = in_2028});
  count();
  EXPECT_EQ(rows().front().day, day("2026-01-06"));
}

TEST_F(DaysTest, WhatExpiresHasNoStore) {
  stores = {{1, one_store}};
  earn(1, {.a = Points(10), .expires_on = soon});
  temp.clock().advance_seconds(5 * 86400);
  const Context with = context(customer, {CauseKind::expiry, today().yyyymmdd()});
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_expiry(tx, ids, with); }));
  count();
  EXPECT_EQ(of(day("2026-01-06"), StoreId(), Class::a).expired, Points(10));
  EXPECT_EQ(left(day("2026-01-05"))[0], Points(10));
  EXPECT_EQ(left(day("2026-01-06"))[0], Points(0));
}

TEST_F(DaysTest, AReturnCountsByTheClassTakenBackAndTheLotsTheyCameFrom) {
  stores = {{1, one_store}, {2, one_store}};
  earn(1, {.a = Points(10), .expires_on = in_2028});
  earn(2, {.b = Points(30), .expires_on = in_2028, .paid = Points(10)});
  give_back(1, {.sale = 1, .expires_on = in_2028, .a = Points(10)}, ShortfallPolicy::purchase);
  count();
  const Figures a = of(first, one_store, Class::a), b = of(first, one_store, Class::b);
  EXPECT_EQ(a.reversed, Points(10)) << "class A was earned and is taken back";
  EXPECT_EQ(b.reversed, Points(0));
  EXPECT_EQ(left(first)[1], Points(20)) << "out of the lot of class B";
  const Account now = account(customer);
  EXPECT_EQ(a.of_class(), now.a);
  EXPECT_EQ(b.of_class(), now.b);
  EXPECT_EQ(a.spent() + b.spent(), now.redeemed);
}

TEST_F(DaysTest, PointsThatPaidAndComeBackArePaidNoMore) {
  stores = {{1, one_store}, {2, one_store}};
  earn(1, {.a = Points(100), .expires_on = in_2028});
  earn(2, {.a = Points(1), .expires_on = in_2028, .paid = Points(60)});
  give_back(
      2,
      {.sale = 2, .expires_on = in_2028, .a = Points(1), .restored = Points(60)},
      ShortfallPolicy::refuse
  );
  count();
  const Figures a = of(first, one_store, Class::a);
  EXPECT_EQ(a.redeemed, Points(60));
  EXPECT_EQ(a.restored, Points(60));
  EXPECT_EQ(a.paid, Points(0));
  EXPECT_EQ(left(first)[0], Points(100));
}

TEST_F(DaysTest, OwedPointsAreReversedNowAndIssuedWhenTheyAreRepaid) {
  stores = {{1, one_store}, {2, one_store}};
  earn(1, {.a = Points(10), .expires_on = in_2028});
  const Context with = context(customer, {CauseKind::redemption, ids.next()});
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_redemption(tx, ids, with, Points(10)); }));
  give_back(1, {.sale = 1, .expires_on = in_2028, .a = Points(10)}, ShortfallPolicy::debt);
  earn(2, {.a = Points(15), .expires_on = in_2028});
  count();
  const Figures a = of(first, one_store, Class::a);
  EXPECT_EQ(a.issued, Points(25));
  EXPECT_EQ(a.reversed, Points(10));
  EXPECT_EQ(of(first, StoreId(), Class::a).redeemed, Points(10)) << "at no store";
  EXPECT_EQ(left(first)[0], Points(5));
}

TEST_F(DaysTest, PagesGoOnBehindTheLastRow) {
  stores = {{1, one_store}, {2, other_store}};
  earn(1, {.a = Points(1), .b = Points(2), .c = Points(3), .expires_on = in_2028});
  earn(2, {.a = Points(4), .e = Points(5), .expires_on = in_2028});
  temp.clock().advance_seconds(86400);
  earn(3, {.a = Points(6), .expires_on = in_2028});
  count();
  const auto all = rows();
  ASSERT_EQ(all.size(), 6U);
  std::optional<DayRow> after;
  for (const DayRow& expected : all) {
    const auto next = temp->read([&](sql::Tx& tx) {
      return days_of(tx, programme, first, day("2026-01-02"), {}, after, 1);
    });
    ASSERT_EQ(next.size(), 1U);
    EXPECT_EQ(next[0].figures, expected.figures);
    after = next[0];
  }
  EXPECT_THAT(
      temp->read([&](sql::Tx& tx) {
        return days_of(tx, programme, first, day("2026-01-02"), {}, after, 1);
      }),
      IsEmpty()
  );
}

TEST_F(DaysTest, CountingAnewGivesTheSameFigures) {
  stores = {{1, one_store}};
  earn(1, {.a = Points(10), .e = Points(20), .expires_on = in_2028});
  count();
  const auto before = rows();
  std::int64_t entries = 0;
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
    forget_days(tx);
    EXPECT_FALSE(count_behind(tx, counting, OwnerId(), 100, entries));
    return ok();
  }));
  EXPECT_EQ(entries, 2);
  const auto after = rows();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].figures, before[i].figures);
}

TEST_F(DaysTest, VerifyFindsAFigureThatIsNotTheJournals) {
  stores = {{1, one_store}};
  earn(1, {.a = Points(10), .expires_on = in_2028});
  count();
  earn(2, {.a = Points(5), .expires_on = in_2028});
  EXPECT_THAT(faults(), IsEmpty()) << "what is not counted yet is no fault";
  verify_at_end = false;
  static const sql::Query more{"UPDATE points_days SET issued = issued + 1"};
  static const sql::Query sum{"UPDATE points_day_sums SET issued = issued + 1"};
  static const sql::Query other{"UPDATE points_outstanding SET points = points - 1"};
  static const sql::Query none{"DELETE FROM points_days"};
  const auto run = [&](const sql::Query& query) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      tx.exec(query);
      return ok();
    }));
  };
  run(sum);
  ASSERT_EQ(faults().size(), 1U);
  EXPECT_THAT(faults()[0], HasSubstr("the sum over all stores"));
  run(more);
  ASSERT_EQ(faults().size(), 1U);
  EXPECT_THAT(faults()[0], HasSubstr("points of class a on 2026-01-01"));
  run(other);
  EXPECT_EQ(faults().size(), 2U);
  run(none);
  EXPECT_THAT(faults()[0], HasSubstr("the journals have what the figures lack"));
}

TEST_F(DaysTest, TheConsumerTakesEachOwnerOfABatchOnce) {
  stores = {{1, one_store}};
  earn(1, {.a = Points(10), .expires_on = in_2028});
  const auto consumer = days_consumer(counting);
  outbox::Event event;
  event.owner = customer;
  outbox::Event nobody;
  nobody.owner = OwnerId(9);
  const std::vector<outbox::Event> events{event, nobody, event};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return consumer.apply(tx, {events, temp.clock().now()});
  }));
  EXPECT_EQ(of(first, one_store, Class::a).issued, Points(10));
}

TEST(Worth, IsRoundedOnceAndItsPartsAddUp) {
  programmes::Parameters parameters;  // 1000 points are 1.00
  const std::vector<Points> thirds{Points(5), Points(5), Points(5)};
  const auto worth = worth_of(thirds, parameters, Currency::cny);
  EXPECT_EQ(worth->total.minor(), 2) << "1.5 fen, half up";
  EXPECT_EQ(worth->parts[0].minor() + worth->parts[1].minor() + worth->parts[2].minor(), 2);
  parameters.pay_points = 0;
  EXPECT_FALSE(worth_of(thirds, parameters, Currency::cny));
}

TEST(PerMille, IsRoundedHalfUpAndNothingOfNothing) {
  EXPECT_EQ(per_mille(Points(1), Points(3)), 333);
  EXPECT_EQ(per_mille(Points(2), Points(3)), 667);
  EXPECT_EQ(per_mille(Points(1), Points(2000)), 1);
  EXPECT_EQ(per_mille(Points(0), Points(0)), std::nullopt);
}

}  // namespace
}  // namespace guanxi::points
