#include "modules/cards/card_types.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "modules/cards/types_store.h"
#include "platform/sql/testing.h"

namespace guanxi::cards {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ActorId somebody(7), another(8);
const ProgrammeId programme(5);
const Currency yuan = *Currency::parse("CNY");

CardTerms gold() {
  CardTerms terms;
  terms.serial_length = 6;
  terms.first_number = 1000;
  terms.last_number = 1999;
  terms.prefix = "88";
  terms.points_multiple = *Rate::parse("1");
  terms.discount_rate = *Rate::parse("0.95");
  terms.cost_group = "CG1";
  terms.entitling_amount = Money(50'000, yuan);
  terms.stack_start = *Rate::parse("0.8");
  terms.stack_rate = *Rate::parse("0.95");
  terms.small_change = true;
  terms.small_change_cap = Money(5'000, yuan);
  return terms;
}

/// "out_of_range /terms/prefix", one for each fault.
std::vector<std::string> faults_of(const Error& error) {
  if (error.more.empty()) return {std::string(code_name(error.code)) + " " + error.pointer};
  std::vector<std::string> all;
  for (const Error& one : error.more)
    all.push_back(std::string(code_name(one.code)) + " " + one.pointer);
  return all;
}
std::vector<std::string> faults_of(const CardTerms& terms) {
  const auto outcome = check({"金卡", terms, 0}, yuan);
  return outcome ? std::vector<std::string>() : faults_of(outcome.error());
}

TEST(CardTermsTest, each_parameter_has_its_limits) {
  const struct {
    const char* reason;
    void (*change)(CardTerms&);
    const char* fault;
  } rows[] = {
      {"no serial", [](CardTerms& t) { t.serial_length = 0; }, "out_of_range /terms/serial_length"},
      {"more than JSON keeps",
       [](CardTerms& t) { t.serial_length = 16; },
       "out_of_range /terms/serial_length"},
      {"a serial below nought",
       [](CardTerms& t) { t.first_number = -1; },
       "out_of_range /terms/first_number"},
      {"a last of seven digits",
       [](CardTerms& t) { t.last_number = 1'000'000; },
       "out_of_range /terms/last_number"},
      {"a last before the first",
       [](CardTerms& t) { t.last_number = 999; },
       "out_of_range /terms/last_number"},
      {"small letters are not printed",
       [](CardTerms& t) { t.prefix = "vip"; },
       "bad_format /terms/prefix"},
      {"nor dashes", [](CardTerms& t) { t.suffix = "-1"; }, "bad_format /terms/suffix"},
      {"a prefix without end",
       [](CardTerms& t) { t.prefix = std::string(17, '8'); },
       "too_long /terms/prefix"},
      {"three check digits",
       [](CardTerms& t) { t.check_length = 3; },
       "out_of_range /terms/check_length"},
      {"Luhn has no letters", [](CardTerms& t) { t.prefix = "VIP"; }, "bad_format /terms/prefix"},
      {"numbers of three characters",
       [](CardTerms& t) {
         t.prefix = "";
         t.serial_length = 2;
         t.first_number = 1;
         t.last_number = 99;
       },
       "bad_format /terms/serial_length"},
      {"the numbers of virtual cards",
       [](CardTerms& t) {
         t.prefix = "V0";
         t.check_length = 0;
         t.serial_length = 14;
       },
       "bad_format /terms/serial_length"},
      {"a temporary card for ever",
       [](CardTerms& t) { t.use = CardUse::temporary; },
       "bad_format /terms/validity"},
      {"months without a number",
       [](CardTerms& t) { t.validity = Validity::months; },
       "missing_field /terms/validity_months"},
      {"no months",
       [](CardTerms& t) {
         t.validity = Validity::months;
         t.validity_months = 0;
       },
       "out_of_range /terms/validity_months"},
      {"months of a card that lives for ever",
       [](CardTerms& t) { t.validity_months = 5; },
       "bad_format /terms/validity_months"},
      {"until when?",
       [](CardTerms& t) { t.validity = Validity::until; },
       "missing_field /terms/valid_until"},
      {"a last day of a card for ever",
       [](CardTerms& t) { t.valid_until = Date::of(2030, 1, 1); },
       "bad_format /terms/valid_until"},
      {"points below nothing",
       [](CardTerms& t) { t.points_rate = Rate::of(-1, 2); },
       "out_of_range /terms/points_rate"},
      {"a hundredfold and more",
       [](CardTerms& t) { t.points_multiple = Rate::of(101, 1); },
       "out_of_range /terms/points_multiple"},
      {"a discount that adds",
       [](CardTerms& t) { t.discount_rate = Rate::of(101, 100); },
       "out_of_range /terms/discount_rate"},
      {"a third is no decimal",
       [](CardTerms& t) { t.discount_rate = Rate::of(1, 3); },
       "bad_format /terms/discount_rate"},
      {"start beyond one",
       [](CardTerms& t) { t.stack_start = Rate::of(2, 1); },
       "out_of_range /terms/stack_start"},
      {"stack rate beyond one",
       [](CardTerms& t) { t.stack_rate = Rate::of(2, 1); },
       "out_of_range /terms/stack_rate"},
      {"a group with a blank",
       [](CardTerms& t) { t.cost_group = "C G"; },
       "bad_format /terms/cost_group"},
      {"a receipt of nothing",
       [](CardTerms& t) { t.entitling_amount = Money(0, yuan); },
       "out_of_range /terms/entitling_amount/amount"},
      {"another currency",
       [](CardTerms& t) { t.entitling_amount = Money(1, *Currency::parse("USD")); },
       "currency_mismatch /terms/entitling_amount/currency"},
      {"rebate vouchers with a member's points",
       [](CardTerms& t) {
         t.use = CardUse::rebate_voucher;
         t.points_multiple = Rate::of(1, 1);
         t.discount_rate = Rate::one();
         t.small_change = false;
       },
       "bad_format /terms/points_multiple"},
      {"rebate vouchers with a member's price",
       [](CardTerms& t) {
         t.use = CardUse::rebate_voucher;
         t.points_multiple = Rate::of(0, 1);
         t.discount_rate = Rate::of(9, 10);
         t.small_change = false;
       },
       "bad_format /terms/discount_rate"},
      {"rebate vouchers with change",
       [](CardTerms& t) {
         t.use = CardUse::rebate_voucher;
         t.points_multiple = Rate::of(0, 1);
         t.discount_rate = Rate::one();
       },
       "bad_format /terms/small_change"},
      {"change without end",
       [](CardTerms& t) { t.small_change_cap.reset(); },
       "missing_field /terms/small_change_cap"},
      {"change beyond the law",
       [](CardTerms& t) { t.small_change_cap = Money(100'001, yuan); },
       "out_of_range /terms/small_change_cap/amount"},
  };
  EXPECT_THAT(faults_of(gold()), IsEmpty());
  for (const auto& row : rows) {
    CardTerms terms = gold();
    row.change(terms);
    EXPECT_THAT(faults_of(terms), ElementsAre(row.fault)) << row.reason;
  }
}

TEST(CardTermsTest, all_faults_are_named_at_once) {
  CardTerms terms = gold();
  terms.prefix = "vip";
  terms.last_number = 1;
  terms.validity = Validity::months;
  terms.discount_rate = Rate::of(2, 1);
  terms.small_change_cap.reset();
  const auto outcome = check({"", terms, -1}, yuan);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::invalid_request);
  EXPECT_THAT(
      faults_of(outcome.error()),
      ElementsAre(
          "missing_field /name",
          "out_of_range /warn_below",
          "bad_format /terms/prefix",
          "out_of_range /terms/last_number",
          "missing_field /terms/validity_months",
          "out_of_range /terms/discount_rate",
          "missing_field /terms/small_change_cap"
      )
  );
}

class CardTypesTest : public testing::Test {
 protected:
  Result<CardType> add(const char* code, const CardTerms& terms) {
    return temp->write([&](sql::Tx& tx) {
      return add_type(tx, ids, {programme, yuan, code, {"卡", terms, 100}}, "new", somebody, now());
    });
  }
  Result<CardType> change(const CardType& type, const CardTerms& terms) {
    return temp->write([&](sql::Tx& tx) {
      return change_type(
          tx,
          ids,
          type.id,
          type.version,
          {type.content.name, terms, type.content.warn_below},
          "why not",
          another,
          now()
      );
    });
  }
  CardNumbers numbers(const CardType& type) {
    return temp->read([&](sql::Tx& tx) { return numbers_of(tx, type); });
  }
  /// As if a batch had been made: moves the next number on.
  void hand_out(const CardType& type, std::int64_t count) {
    temp.given([&](sql::Tx& tx) {
      for (const store::Range& range : store::ranges_of(tx, type.id)) {
        if (range.state == RangeState::open)
          GX_CHECK(store::hand_out(tx, range, range.next + count));
      }
    });
  }
  Instant now() { return temp.clock().now(); }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
};

TEST_F(CardTypesTest, a_type_reads_back_whole) {
  CardTerms terms = gold();
  terms.validity = Validity::until;
  terms.valid_until = Date::of(2030, 12, 31);
  terms.use = CardUse::temporary;
  terms.verification = Verification::printed_code;
  terms.suffix = "X";
  terms.points_rate = *Rate::parse("1.000000001");
  const auto added = add("GOLD", terms);
  ASSERT_TRUE(added);
  const auto found = temp->read([&](sql::Tx& tx) { return find_type(tx, "GOLD"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, added->id);
  EXPECT_EQ(found->programme, programme);
  EXPECT_EQ(found->currency, yuan);
  EXPECT_EQ(found->content.terms, terms);
  EXPECT_EQ(found->content.warn_below, 100);
  EXPECT_EQ(found->version, 1);
  EXPECT_EQ(found->created_by, somebody);
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return find_type(tx, "gold"); }), std::nullopt);
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return list_types(tx).size(); }), 1U);
  EXPECT_EQ(numbers(*found).left, 1000);
  EXPECT_FALSE(numbers(*found).low);
}

TEST_F(CardTypesTest, a_code_is_taken_once_and_a_reason_is_needed) {
  ASSERT_TRUE(add("GOLD", gold()));
  CardTerms other = gold();
  other.prefix = "89";
  EXPECT_EQ(add("GOLD", other).error(), fail(ErrorCode::code_taken, "/code", {{"code", "GOLD"}}));
  const auto refused = temp->write([&](sql::Tx& tx) {
    return add_type(tx, ids, {programme, yuan, "B", {"卡", other, 0}}, " ", somebody, now());
  });
  EXPECT_THAT(faults_of(refused.error()), ElementsAre("missing_field /reason"));
}

TEST_F(CardTypesTest, ranges_never_meet_also_across_types) {
  ASSERT_TRUE(add("GOLD", gold()));  // 88 001000 … 88 001999
  CardTerms other = gold();
  other.prefix = "880";
  other.serial_length = 5;
  other.first_number = 0;
  other.last_number = 1000;
  const auto refused = add("B", other);
  ASSERT_FALSE(refused) << "the last is the other's first";
  EXPECT_EQ(refused.error().code, ErrorCode::card_range_overlaps);
  EXPECT_EQ(refused.error().pointer, "/terms/first_number");
  EXPECT_EQ(refused.error().facts[0].second, "GOLD");
  EXPECT_EQ(refused.error().facts[1].second, "880010004");
  other.last_number = 999;
  const auto fine = add("B", other);
  ASSERT_TRUE(fine);
  CardTerms wider = other;
  wider.last_number = 1000;
  EXPECT_EQ(change(*fine, wider).error().code, ErrorCode::card_range_overlaps);
}

TEST_F(CardTypesTest, a_change_is_written_down_field_by_field) {
  const auto added = add("GOLD", gold());
  ASSERT_TRUE(added);
  CardTerms terms = gold();
  terms.discount_rate = *Rate::parse("0.9");
  terms.validity = Validity::months;
  terms.validity_months = 24;
  terms.small_change_cap = Money(9'000, yuan);
  temp.clock().advance_seconds(60);
  const auto changed = change(*added, terms);
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->version, 2);
  const auto log =
      temp->read([&](sql::Tx& tx) { return changes_of(tx, added->id, std::nullopt, 1); });
  std::map<std::string, std::pair<std::optional<std::string>, std::optional<std::string>>> fields;
  for (const TypeChange& one : log) {
    EXPECT_EQ(one.version, 2);
    EXPECT_EQ(one.reason, "why not");
    EXPECT_EQ(one.changed_by, another);
    EXPECT_EQ(one.changed_at, now());
    fields[one.field] = {one.before, one.after};
  }
  const decltype(fields) wanted{
      {"discount_rate", {"0.95", "0.9"}},
      {"validity", {"unlimited", "months"}},
      {"validity_months", {std::nullopt, "24"}},
      {"small_change_cap", {"50.00 CNY", "90.00 CNY"}}};
  EXPECT_EQ(fields, wanted);
  const auto first = temp->read([&](sql::Tx& tx) { return changes_of(tx, added->id, 2, 50); });
  EXPECT_EQ(
      first.size(), 20U
  ) << "name, threshold and all parameters that were given; months and last day were not";
  for (const TypeChange& one : first) EXPECT_EQ(one.before, std::nullopt) << one.field;
}

TEST_F(CardTypesTest, a_change_wants_the_version_it_saw_and_nothing_new_is_none) {
  const auto added = add("GOLD", gold());
  ASSERT_TRUE(added);
  EXPECT_EQ(change(*added, gold())->version, 1);
  CardTerms terms = gold();
  terms.stack_rate = Rate::one();
  ASSERT_TRUE(change(*added, terms));
  EXPECT_EQ(change(*added, gold()).error().code, ErrorCode::stale_version);
  CardType unknown = *added;
  unknown.id = CardTypeId(1);
  EXPECT_EQ(change(unknown, terms).error().code, ErrorCode::card_type_not_found);
}

TEST_F(CardTypesTest, a_used_range_can_grow_but_not_below_what_is_out) {
  auto type = *add("GOLD", gold());
  hand_out(type, 10);  // 1000 … 1009
  CardTerms terms = gold();
  terms.last_number = 1008;
  EXPECT_THAT(
      faults_of(change(type, terms).error()), ElementsAre("out_of_range /terms/last_number")
  );
  terms.last_number = 1009;
  type = *change(type, terms);
  EXPECT_EQ(numbers(type).left, 0);
  EXPECT_TRUE(numbers(type).low);
  terms.last_number = 2999;
  type = *change(type, terms);
  EXPECT_EQ(numbers(type).left, 1990);
  EXPECT_EQ(numbers(type).handed_out, 10);
}

TEST_F(CardTypesTest, another_form_of_numbers_closes_what_was_handed_out) {
  auto type = *add("GOLD", gold());
  CardTerms terms = gold();
  terms.prefix = "77";
  type = *change(type, terms);
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return store::ranges_of(tx, type.id).size(); }), 1U)
      << "nothing was handed out: the range only moves";
  hand_out(type, 10);  // 77 001000 … 77 001009
  terms.first_number = 1005;
  EXPECT_EQ(change(type, terms).error().code, ErrorCode::card_range_overlaps)
      << "not even the type itself hands out a number twice";
  terms.first_number = 1010;
  type = *change(type, terms);
  EXPECT_EQ(numbers(type).handed_out, 10);
  EXPECT_EQ(numbers(type).left, 990);
  terms.prefix = "66";
  type = *change(type, terms);
  CardTerms other = gold();
  other.prefix = "77";
  other.first_number = other.last_number = 1009;
  EXPECT_EQ(add("B", other).error().code, ErrorCode::card_range_overlaps) << "it is out for ever";
  other.first_number = other.last_number = 1010;
  EXPECT_TRUE(add("B", other)) << "what was never handed out is free again";
}

TEST_F(CardTypesTest, legacy_ranges_meet_nothing_and_are_never_made) {
  const CardType type = *add("GOLD", gold());
  const auto declare = [&](const CardType& seen, const LegacyNumbers& numbers) {
    return temp->write([&](sql::Tx& tx) {
      return add_legacy_range(tx, ids, seen.id, seen.version, numbers, "moving", another, now());
    });
  };
  const LegacyNumbers old{"66", "", 6, 100'000, 199'999, 0};
  EXPECT_EQ(declare(type, {"88", "", 7, 10'000, 19'999, 0}).error().pointer, "/first_number")
      << "88 0010000 could be a serial and its check digit";
  const auto declared = declare(type, old);
  ASSERT_TRUE(declared);
  EXPECT_EQ(declared->version, 2);
  EXPECT_EQ(declare(type, old).error().code, ErrorCode::stale_version);
  EXPECT_EQ(declare(*declared, old).error().code, ErrorCode::card_range_overlaps);
  EXPECT_EQ(declare(*declared, {"vip", "", 6, 1, 2, 0}).error().pointer, "/prefix");
  CardTerms meets = gold();
  meets.prefix = "661";
  meets.serial_length = 5;
  meets.check_length = 0;
  EXPECT_EQ(add("SILVER", meets).error().code, ErrorCode::card_range_overlaps);
  const auto ranges = temp->read([&](sql::Tx& tx) { return ranges_of(tx, type.id); });
  ASSERT_EQ(ranges.size(), 2U);
  EXPECT_EQ(ranges[1].state, RangeState::legacy);
  EXPECT_EQ(ranges[1].first, "66100000");
  EXPECT_EQ(ranges[1].last, "66199999");
  EXPECT_EQ(numbers(type).left, 1000) << "of its own range only";
  const auto changes =
      temp->read([&](sql::Tx& tx) { return changes_of(tx, type.id, std::nullopt, 1); });
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].field, "legacy_range");
  EXPECT_EQ(changes[0].after, "66100000 - 66199999");
  const auto removed = temp->write([&](sql::Tx& tx) {
    return remove_type(tx, type.id, declared->version, "gone", another, now());
  });
  EXPECT_EQ(removed.error().code, ErrorCode::card_type_in_use);

  const auto take_back = [&](const CardType& seen, const char* first) {
    return temp->write([&](sql::Tx& tx) {
      return remove_legacy_range(tx, seen.id, seen.version, first, "mistyped", another, now());
    });
  };
  EXPECT_EQ(take_back(*declared, "66100001").error().code, ErrorCode::card_range_not_found);
  EXPECT_EQ(take_back(type, "66100000").error().code, ErrorCode::stale_version);
  const auto gone = take_back(*declared, "66100000");
  ASSERT_TRUE(gone);
  const auto again = declare(*gone, old);
  ASSERT_TRUE(again) << "and its numbers are free";
  const NewCard bound{.number = "66150000", .programme = programme, .today = *Date::of(2026, 1, 1)};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return issue(tx, ids, OwnerId(1), bound, std::nullopt, somebody, now());
  }));
  EXPECT_EQ(
      take_back(*again, "66100000").error(),
      fail(ErrorCode::card_range_in_use, {}, {{"number", "66150000"}})
  );
}

TEST_F(CardTypesTest, a_used_type_can_only_be_retired) {
  const auto unused = *add("A", gold());
  const auto remove = [&](const CardType& type) {
    return temp->write([&](sql::Tx& tx) {
      return remove_type(tx, type.id, type.version, "wrong", another, now());
    });
  };
  CardType stale = unused;
  stale.version = 5;
  EXPECT_EQ(remove(stale).error().code, ErrorCode::stale_version);
  ASSERT_TRUE(remove(unused));
  EXPECT_EQ(remove(unused).error().code, ErrorCode::card_type_not_found);
  const auto log = temp->read([&](sql::Tx& tx) { return changes_of(tx, unused.id, 3, 1); });
  ASSERT_EQ(log.size(), 2U) << "the log outlives it";
  EXPECT_EQ(log[0].field, "code");
  EXPECT_EQ(log[0].before, "A");
  EXPECT_EQ(log[1].field, "state");
  EXPECT_EQ(log[1].after, std::nullopt);
  EXPECT_EQ(temp->read([](sql::Tx& tx) { return type_once(tx, "A"); }), unused.id);

  const auto used = *add("A", gold());
  hand_out(used, 1);
  EXPECT_EQ(remove(used).error(), fail(ErrorCode::card_type_in_use, {}, {{"type", "A"}}));
  const auto set = [&](const CardType& type, TypeState state) {
    return temp->write([&](sql::Tx& tx) {
      return set_type_state(tx, type.id, type.version, state, "no more", another, now());
    });
  };
  const auto retired = set(used, TypeState::retired);
  ASSERT_TRUE(retired);
  EXPECT_EQ(retired->state, TypeState::retired);
  EXPECT_EQ(retired->version, 2);
  EXPECT_EQ(set(*retired, TypeState::retired)->version, 2) << "nothing new";
  EXPECT_EQ(set(used, TypeState::active).error().code, ErrorCode::stale_version);
  EXPECT_EQ(set(*retired, TypeState::active)->state, TypeState::active);
}

}  // namespace
}  // namespace guanxi::cards
