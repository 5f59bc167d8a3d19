#include "modules/pricing/engine/conditions.h"

#include <gtest/gtest.h>

#include "base/calendar.h"

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

/// What a promotion without any other limit says under these conditions.
Considered under(const Conditions& when, const Basket& sold) {
  Promotion rule = promotion(1, MoneyOff{100});
  rule.when = when;
  const auto seen = why_not(Index(with({rule})), sold, RuleKind::promotion, 1);
  return *seen;
}
Basket anybody() { return basket({line(1, "10.00")}); }
Basket somebody(MemberFacts member = {}) {
  return of_member({line(1, "10.00")}, std::move(member));
}
Basket on_day(const char* text) {
  Basket made = anybody();
  made.day = day(text);
  return made;
}

TEST(ConditionsTest, FromTheFirstDayToTheLastBothIncluded) {
  Conditions when;
  when.from = day("2026-11-11");
  when.to = day("2026-11-15");
  EXPECT_EQ(under(when, on_day("2026-11-10")).why, Why::not_yet);
  EXPECT_EQ(under(when, on_day("2026-11-10")).needs, 20261111);
  EXPECT_EQ(under(when, on_day("2026-11-11")).why, Why::applied);
  EXPECT_EQ(under(when, on_day("2026-11-15")).why, Why::applied);
  EXPECT_EQ(under(when, on_day("2026-11-16")).why, Why::over);
  EXPECT_EQ(under(when, on_day("2026-11-16")).needs, 20261115);
}

TEST(ConditionsTest, OverYearsAndBackwards) {
  Conditions when;
  when.from = day("2020-01-01");
  when.to = day("2029-12-31");
  EXPECT_EQ(under(when, on_day("2026-11-10")).why, Why::applied);
  when.from = day("2026-12-01");
  when.to = day("2026-11-01");
  EXPECT_EQ(under(when, on_day("2026-11-15")).why, Why::not_yet);
  EXPECT_EQ(under(when, on_day("2026-12-15")).why, Why::over);
}

TEST(ConditionsTest, WeekdaysFromMonday) {
  EXPECT_EQ(weekday_of(day("1970-01-05")), 0);
  EXPECT_EQ(weekday_of(day("1970-01-04")), 6);
  EXPECT_EQ(weekday_of(day("1969-12-28")), 6);
  EXPECT_EQ(weekday_of(day("2026-11-23")), 0);
  Conditions when;
  when.weekdays = 1U << 5 | 1U << 6;
  EXPECT_EQ(under(when, anybody()).why, Why::weekday);
  EXPECT_EQ(under(when, on_day("2026-11-28")).why, Why::applied);
  EXPECT_EQ(under(when, on_day("2026-11-29")).why, Why::applied);
}

TEST(ConditionsTest, HoursAlsoOverMidnight) {
  Conditions when;
  when.hours = {{600, 720}, {1320, 120}};
  const auto at_minute = [&](int minute) {
    Basket sold = anybody();
    sold.minute = minute;
    return under(when, sold).why;
  };
  EXPECT_EQ(at_minute(599), Why::hour);
  EXPECT_EQ(at_minute(600), Why::applied);
  EXPECT_EQ(at_minute(719), Why::applied);
  EXPECT_EQ(at_minute(720), Why::hour);
  EXPECT_EQ(at_minute(1319), Why::hour);
  EXPECT_EQ(at_minute(1320), Why::applied);
  EXPECT_EQ(at_minute(1439), Why::applied);
  EXPECT_EQ(at_minute(0), Why::applied);
  EXPECT_EQ(at_minute(119), Why::applied);
  EXPECT_EQ(at_minute(120), Why::hour);
  EXPECT_TRUE((Hours{0, 1440}.contains(1439)));
  EXPECT_TRUE((Hours{600, 600}.contains(0))) << "the whole day";
}

/// A Friday from 22:00 to 02:00: half past midnight is Saturday by the calendar and still Friday's.
TEST(ConditionsTest, AfterMidnightItIsStillTheNightOfTheDayBefore) {
  Conditions when;
  when.weekdays = 1U << 4;
  when.hours = {{1320, 120}};
  const auto on = [&](const char* date, int minute) {
    Basket sold = on_day(date);
    sold.minute = minute;
    return under(when, sold);
  };
  EXPECT_EQ(on("2026-11-27", 1319).why, Why::hour);
  EXPECT_EQ(on("2026-11-27", 1320).why, Why::applied);
  EXPECT_EQ(on("2026-11-27", 1439).why, Why::applied);
  EXPECT_EQ(on("2026-11-28", 0).why, Why::applied);
  EXPECT_EQ(on("2026-11-28", 30).why, Why::applied);
  EXPECT_EQ(on("2026-11-28", 119).why, Why::applied);
  EXPECT_EQ(on("2026-11-28", 120).why, Why::weekday) << "by then it is Saturday";
  EXPECT_EQ(on("2026-11-28", 1320).why, Why::weekday);
  const Considered thursdays = on("2026-11-27", 30);
  EXPECT_EQ(thursdays.why, Why::weekday);
  EXPECT_EQ(thursdays.has, 3) << "the night of Thursday";
  when.weekdays = 1U << 6;  // Sunday's night ends on Monday
  EXPECT_EQ(on("2026-11-30", 30).why, Why::applied);
  EXPECT_EQ(on("2026-11-29", 30).why, Why::weekday);
}

TEST(ConditionsTest, ANightThatBeginsInADateRangeEndsInIt) {
  Conditions when;
  when.from = day("2026-11-11");
  when.to = day("2026-11-30");
  when.hours = {{600, 720}, {1320, 120}};
  const auto on = [&](const char* date, int minute) {
    Basket sold = on_day(date);
    sold.minute = minute;
    return under(when, sold);
  };
  EXPECT_EQ(on("2026-11-11", 30).why, Why::not_yet) << "the night of the 10th";
  EXPECT_EQ(on("2026-11-11", 30).needs, 20261111);
  EXPECT_EQ(on("2026-11-11", 1320).why, Why::applied);
  EXPECT_EQ(on("2026-11-12", 30).why, Why::applied);
  EXPECT_EQ(on("2026-12-01", 119).why, Why::applied)
      << "of another month, and still the last day's";
  EXPECT_EQ(on("2026-12-01", 120).why, Why::over);
  EXPECT_EQ(on("2026-12-01", 600).why, Why::over);
  EXPECT_EQ(on("2026-12-02", 30).why, Why::over);
  EXPECT_EQ(when.last_day(), day("2026-12-01"));
  // The whole day from 10:00 on: what comes before belongs to the day before.
  when.hours = {{600, 600}};
  EXPECT_EQ(on("2026-11-11", 599).why, Why::not_yet);
  EXPECT_EQ(on("2026-11-11", 600).why, Why::applied);
  EXPECT_EQ(on("2026-12-01", 599).why, Why::applied);
  EXPECT_EQ(on("2026-12-01", 600).why, Why::over);
  // Hours of both kinds that a minute is in: one whose day counts will do.
  when.hours = {{1320, 120}, {0, 60}};
  EXPECT_EQ(on("2026-11-11", 30).why, Why::applied);
  EXPECT_EQ(on("2026-12-01", 30).why, Why::applied);
  EXPECT_EQ(on("2026-12-02", 30).why, Why::over);
}

TEST(ConditionsTest, TheIndexFindsTheNightAfterTheLastDay) {
  Promotion rule = promotion(1, MoneyOff{100});
  rule.when.from = day("2026-11-01");
  rule.when.to = day("2026-11-30");
  rule.when.hours = {{1320, 120}};
  Basket sold = on_day("2026-12-01");
  sold.minute = 30;
  EXPECT_EQ(price(Index(with({rule})), sold).payable, 900);
  EXPECT_EQ(price(Index(with({rule}), day("2026-12-01")), sold).payable, 900)
      << "kept by who drops what is over";
  EXPECT_EQ(price(Index(with({rule}), day("2026-12-02")), sold).payable, 1000);
}

TEST(ConditionsTest, StoresChannelsAndTenders) {
  Conditions when;
  when.stores = {3, 2};
  EXPECT_EQ(under(when, anybody()).why, Why::store);
  Basket sold = anybody();
  sold.store = 2;
  EXPECT_EQ(under(when, sold).why, Why::applied);
  when = {};
  when.channels = 1U << static_cast<unsigned>(Channel::online);
  EXPECT_EQ(under(when, anybody()).why, Why::channel);
  sold.channel = Channel::online;
  EXPECT_EQ(under(when, sold).why, Why::applied);
  when = {};
  when.tenders =
      1U << static_cast<unsigned>(Paid::alipay) | 1U << static_cast<unsigned>(Paid::cash);
  EXPECT_EQ(under(when, anybody()).why, Why::tender);
  sold.tenders = 1U << static_cast<unsigned>(Paid::wechat_pay);
  EXPECT_EQ(under(when, sold).why, Why::tender);
  sold.tenders |= 1U << static_cast<unsigned>(Paid::cash);
  EXPECT_EQ(under(when, sold).why, Why::applied);
}

TEST(ConditionsTest, WhatOnlyAMemberCanBeNobodyElseIs) {
  const auto asks = [](const auto& set) {
    Conditions when;
    set(when);
    EXPECT_EQ(under(when, anybody()).why, Why::no_member);
    return under(when, somebody()).why;
  };
  EXPECT_EQ(asks([](Conditions& when) { when.members_only = true; }), Why::applied);
  EXPECT_EQ(asks([](Conditions& when) { when.card_types = {5}; }), Why::card_type);
  EXPECT_EQ(asks([](Conditions& when) { when.tiers = {5}; }), Why::tier);
  EXPECT_EQ(asks([](Conditions& when) { when.groups = {5}; }), Why::group);
  EXPECT_EQ(asks([](Conditions& when) { when.birthday = BirthdayIn::day; }), Why::birthday);
  EXPECT_EQ(asks([](Conditions& when) { when.first_purchase = true; }), Why::not_first_purchase);
}

TEST(ConditionsTest, CardTypeTierGroupsAndFirstPurchase) {
  MemberFacts member;
  member.card_type = 4;
  member.tier = 7;
  member.groups = {10, 20};
  member.first_purchase = true;
  Conditions when;
  when.card_types = {5, 4};
  when.tiers = {7};
  when.groups = {99, 20};
  when.groups_excluded = {30};
  when.first_purchase = true;
  EXPECT_EQ(under(when, somebody(member)).why, Why::applied);
  when.groups_excluded = {30, 10};
  EXPECT_EQ(under(when, somebody(member)).why, Why::group_excluded);
  when = {};
  when.groups_excluded = {10};
  EXPECT_EQ(under(when, anybody()).why, Why::applied) << "who is no member is in no group";
}

TEST(ConditionsTest, BirthdaysOnTheDayInTheWeekAndInTheMonth) {
  const auto born = [](const char* text, BirthdayIn span, const char* today) {
    Conditions when;
    when.birthday = span;
    MemberFacts member;
    member.birthday = day(text);
    Basket sold = somebody(member);
    sold.day = day(today);
    return under(when, sold).why == Why::applied;
  };
  EXPECT_TRUE(born("1990-11-23", BirthdayIn::day, "2026-11-23"));
  EXPECT_FALSE(born("1990-11-24", BirthdayIn::day, "2026-11-23"));
  // Monday the 23rd to Sunday the 29th.
  EXPECT_FALSE(born("1990-11-22", BirthdayIn::week, "2026-11-23"));
  EXPECT_TRUE(born("1990-11-23", BirthdayIn::week, "2026-11-29"));
  EXPECT_TRUE(born("1990-11-29", BirthdayIn::week, "2026-11-23"));
  EXPECT_FALSE(born("1990-11-30", BirthdayIn::week, "2026-11-29"));
  // Over New Year: Monday 28 December 2026 to Sunday 3 January 2027.
  EXPECT_TRUE(born("1990-01-02", BirthdayIn::week, "2026-12-28"));
  EXPECT_TRUE(born("1990-12-29", BirthdayIn::week, "2027-01-03"));
  EXPECT_TRUE(born("1990-11-01", BirthdayIn::month, "2026-11-30"));
  EXPECT_FALSE(born("1990-12-01", BirthdayIn::month, "2026-11-30"));
}

TEST(ConditionsTest, BornOnThe29thOfFebruary) {
  const Date leap = day("1992-02-29");
  EXPECT_TRUE(is_birthday(leap, day("2024-02-29")));
  EXPECT_FALSE(is_birthday(leap, day("2024-02-28")));
  EXPECT_TRUE(is_birthday(leap, day("2026-02-28")));
  EXPECT_FALSE(is_birthday(leap, day("2026-03-01")));
  EXPECT_TRUE(is_birthday_in(BirthdayIn::month, leap, day("2026-02-01")));
  EXPECT_TRUE(is_birthday_in(BirthdayIn::week, leap, day("2026-02-23")));
  EXPECT_FALSE(is_birthday(day("1992-02-28"), day("2024-02-29")));
}

TEST(ConditionsTest, NotInForceBeforeItsAuditNorFromItsEndOn) {
  Promotion rule = promotion(1, MoneyOff{100});
  rule.audited_at = at("2026-11-23T04:00:00Z");
  rule.ended_at = at("2026-11-23T05:00:00Z");
  const Index index(with({rule}));
  Basket sold = anybody();
  const auto why = [&](const char* now) {
    sold.at = at(now);
    return why_of(price(index, sold), 1);
  };
  EXPECT_EQ(why("2026-11-23T03:59:59.999999Z"), Why::not_yet);
  EXPECT_EQ(why("2026-11-23T04:00:00Z"), Why::applied);
  EXPECT_EQ(why("2026-11-23T04:59:59.999999Z"), Why::applied);
  EXPECT_EQ(why("2026-11-23T05:00:00Z"), Why::over);
}

}  // namespace
}  // namespace guanxi::pricing
