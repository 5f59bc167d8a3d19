#include "flows/replay/replay.h"

#include <gtest/gtest.h>

#include "flows/replay/bearers.h"
#include "flows/replay/runs.h"
#include "modules/cards/card_types.h"
#include "modules/catalog/catalog.h"
#include "modules/pricing/compile.h"
#include "modules/pricing/engine/engine.h"
#include "modules/pricing/traces.h"
#include "modules/sales/sales.h"
#include "platform/sql/testing.h"

namespace guanxi::replay {
namespace {

using pricing::RuleTerms;

pricing::PromotionTerms promotion(const std::string& code, pricing::RewardTerms reward) {
  pricing::PromotionTerms terms;
  terms.code = code;
  terms.name_zh = terms.name_en = code;
  terms.reward = std::move(reward);
  return terms;
}
pricing::PromotionTerms percent(const std::string& code, const char* pays) {
  return promotion(code, pricing::PercentOffTerms{*Rate::parse(pays), std::nullopt});
}
pricing::PromotionTerms off(const std::string& code, std::int64_t fen) {
  return promotion(code, pricing::MoneyOffTerms{Money(fen, Currency::cny), false});
}

/// A programme with two stores and a member with a gold card, 5 % off; sales are written as a till
/// leaves them, priced by the rules of the book with the very engine.
class ReplayRunTest : public testing::Test {
 protected:
  ReplayRunTest() {
    programmes::Programmes::NewProgramme programme;
    programme.code = "MAIN";
    programme.name = "贵宾会";
    programme.currency = Currency::cny;
    programme.effective_from = now();
    GX_CHECK(programmes.add(programme, author, now()).has_value());
    main = *programmes.find("MAIN");
    GX_CHECK(org.add_unit({"group", "G", "集团", ""}, author, now()).has_value());
    for (const char* code : {"S001", "S002"}) stores.push_back(add_store(code));
    temp.given([&](sql::Tx& tx) {
      cards::NewCardType gold{main, Currency::cny, "GOLD", {"金卡", {}, 100}};
      gold.content.terms.discount_rate = *Rate::parse("0.95");
      gold.content.terms.prefix = "88";
      gold_type = cards::add_type(tx, ids, gold, "first", author, now())->id;
      for (const char* code : {"A1001", "A1002"}) add_item(tx, code);
      members::NewMember fresh{.programme = main, .birthday = Date::of(1990, 3, 2)};
      fresh.joined_on = today();
      member = members_.add(tx, ids, fresh, author, now())->id;
      const cards::NewCard card{.programme = main, .today = today()};
      card_of_member = cards::issue(tx, ids, member, card, std::nullopt, author, now())->id;
    });
  }

  Instant now() { return temp.clock().now(); }
  Date today() { return TimeZone().date_of(now()); }
  House house() { return {*temp, ids, org, programmes, members_, ladders}; }

  StoreId add_store(const std::string& code) {
    org::Org::NewStore store;
    store.code = store.name = code;
    store.parent_code = "G";
    store.programme = main;
    return *org.add_store(store, author, now());
  }
  void add_item(sql::Tx& tx, const std::string& code) {
    catalog::ItemInput item;
    item.code = item.name = code;
    item.currency = Currency::cny;
    item.list_price = UnitPrice::parse("100");
    item.small_category = "S-" + code;
    item.middle_category = "M-" + code;
    item.large_category = "L-" + code;
    item.brand = "B-" + code;
    GX_CHECK(catalog::put_item(tx, ids, item, author, now()).has_value());
    items.push_back(*catalog::find_item(tx, code));
  }

  pricing::Step step(ActorId by) {
    temp.clock().advance_seconds(1);
    return {{by}, now(), "spring"};
  }
  pricing::BookRule drafted(const RuleTerms& terms) {
    std::optional<pricing::BookRule> made;
    const pricing::Step first = step(author);
    temp.given([&](sql::Tx& tx) { made = *pricing::add_draft(tx, ids, main, terms, first); });
    return *made;
  }
  pricing::BookRule in_force(const RuleTerms& terms) {
    pricing::BookRule rule = drafted(terms);
    const pricing::Step second = step(author), third = step(auditor);
    temp.given([&](sql::Tx& tx) {
      rule = *pricing::submit_rule(tx, rule, second);
      rule = *pricing::audit_rule(tx, rule, third);
    });
    step(author);
    book.push_back(rule);
    return rule;
  }

  struct Sold {
    std::size_t item = 0;
    std::int64_t pieces = 1;
    const char* price = "100";
  };
  /// The engine's own price by what was audited, with its trace, as checkout leaves it.
  ReceiptId sell(const std::vector<Sold>& goods, bool by_member = false, std::size_t store = 0) {
    temp.clock().advance_seconds(1);
    pricing::Basket basket;
    basket.currency = Currency::cny;
    basket.at = now();
    basket.day = today();
    basket.minute = TimeZone().minute_of_day(now());
    basket.store = stores[store].value();
    basket.tenders = 1U << static_cast<unsigned>(pricing::Paid::cash);
    if (by_member) basket.member.emplace().birthday = Date::of(1990, 3, 2);
    sales::Receipt receipt;
    for (const Sold& one : goods) {
      pricing::BasketLine line;
      const catalog::Item& item = items[one.item];
      line.goods.of(pricing::GoodsKind::item) = item.id.value();
      line.goods.of(pricing::GoodsKind::large_category) = item.large_category->value();
      line.quantity = Quantity::from_milli(one.pieces * 1000);
      line.list_price = *UnitPrice::parse(one.price);
      basket.lines.push_back(line);
      sales::Line& sold = receipt.lines.emplace_back();
      sold.line = static_cast<int>(receipt.lines.size());
      sold.item = item.id;
      sold.item_code = item.code;
      sold.quantity = line.quantity;
      sold.list_price = line.list_price;
    }
    const pricing::Quote quote = pricing::price(book_index(), basket);
    fill(receipt, quote, by_member, store);
    temp.given([&](sql::Tx& tx) {
      sales::insert(tx, receipt);
      if (!quote.considered.empty()) pricing::keep_trace(tx, receipt.owner, receipt.id, quote);
    });
    return receipt.id;
  }
  void fill(
      sales::Receipt& receipt, const pricing::Quote& quote, bool by_member, std::size_t store
  ) {
    receipt.id = ids.next_id<ReceiptTag>();
    receipt.owner = by_member ? member : OwnerId(5);
    receipt.store = stores[store];
    receipt.till = TillId(3);
    receipt.business_date = today();
    receipt.sequence = ++sequence;
    receipt.occurred_at = receipt.posted_at = now();
    receipt.programme = main;
    receipt.programme_version = 1;
    receipt.currency = Currency::cny;
    if (by_member) receipt.card = card_of_member;
    std::vector<std::int64_t> amounts;
    for (std::size_t i = 0; i < receipt.lines.size(); ++i) {
      receipt.lines[i].list_amount = quote.lines[i].list;
      receipt.lines[i].amount = quote.lines[i].payable;
    }
    receipt.list_total = quote.list_total;
    receipt.payable = receipt.engine_payable = receipt.earning_base = quote.payable;
    if (by_member) receipt.points_earned = Points(quote.payable / 1000);
    receipt.tenders = {{sales::TenderKind::cash, std::max<std::int64_t>(quote.payable, 1), "", 0}};
    receipt.actor = author;
  }
  pricing::Index book_index() {
    pricing::FreshNames names;
    pricing::RuleSet set;
    std::vector<Error> faults;
    for (const pricing::BookRule& rule : book) {
      const RuleTerms terms = pricing::terms_of(rule);
      names.declare(pricing::kind_of(terms), rule.code);
      auto made = pricing::compile_rule(terms, names, Currency::cny, "", faults);
      auto promotion = std::get<pricing::Promotion>(*std::move(made));
      promotion.id = rule.id.value();
      promotion.audited_at = *rule.audited_at;
      set.promotions.push_back(std::move(promotion));
    }
    return pricing::Index(std::move(set));
  }

  void give_back(ReceiptId id, std::int64_t pieces) {
    temp.given([&](sql::Tx& tx) {
      const sales::Receipt sale = *sales::find(tx, id, OwnerId(5));
      sales::Receipt refund = sale;
      refund.id = ids.next_id<ReceiptTag>();
      refund.kind = sales::Kind::refund;
      refund.sequence = ++sequence;
      refund.original = id;
      refund.reason = "size";
      refund.lines.resize(1);
      sales::Line& line = refund.lines[0];
      line.original_line = 1;
      line.amount = line.amount * pieces * 1000 / line.quantity.milli();
      line.quantity = Quantity::from_milli(pieces * 1000);
      refund.payable = line.amount;
      refund.points_earned = line.points = Points();
      refund.tenders = {{sales::TenderKind::cash, line.amount, "", 0}};
      sales::insert(tx, refund);
      GX_CHECK(sales::record_refund(tx, sale, refund, sale.tenders, false).has_value());
    });
  }

  Order order(std::vector<RuleTerms> rules = {}) {
    Order made{main, today(), today(), {}};
    made.draft.rules = std::move(rules);
    return made;
  }
  ReplayReport replayed(const Order& what, int sales_at_once = 1'000) {
    Options options;
    options.sales_at_once = sales_at_once;
    auto found = replay::run(house(), what, options, now());
    GX_CHECK_WHY(found.has_value(), found ? "" : std::string(code_name(found.error().code)));
    return **std::move(found);
  }

  static inline const ActorId author{8}, auditor{9};
  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  programmes::Programmes programmes{*temp, ids};
  org::Org org{*temp, ids};
  tiers::Ladders ladders{*temp, ids};
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("replay");
  members::Members members_{keys};
  ProgrammeId main;
  std::vector<StoreId> stores;
  std::vector<catalog::Item> items;
  cards::CardTypeId gold_type;
  OwnerId member;
  CardId card_of_member;
  std::vector<pricing::BookRule> book;
  std::int64_t sequence = 0;
};

TEST_F(ReplayRunTest, TheBookThatPricedTheReceiptsChangesNothing) {
  pricing::PromotionTerms shared = off("TEN", 1'000);
  shared.shares = {
      {"P1", 30},
      {std::nullopt, 50, pricing::ShareOf::mall},
      {std::nullopt, 20, pricing::ShareOf::brand}};
  in_force(shared);
  in_force(percent("NINETY", "0.9"));
  sell({{0, 2}, {1, 1}});
  const ReceiptId some_back = sell({{1, 3}}, false, 1);
  give_back(some_back, 1);
  sell({{0, 1}}, true);
  const ReceiptId all_back = sell({{0, 2}});
  give_back(all_back, 2);
  const ReplayReport report = replayed(order());
  EXPECT_EQ(report.receipts, 3) << "what came back altogether is not there";
  EXPECT_EQ(report.cheaper + report.dearer, 0) << to_table(report, false);
  EXPECT_GT(report.before.discount.minor(), 0);
  EXPECT_EQ(api::to_json(report.before), api::to_json(report.after));
  for (const RuleSum& rule : report.rules) {
    EXPECT_EQ(rule.before, rule.after) << rule.code;
    EXPECT_EQ(rule.receipts_before, rule.receipts_after);
  }
  for (const BearerSum& bearer : report.bearers) EXPECT_EQ(bearer.before, bearer.after);
  std::vector<std::string> bearers;
  for (const BearerSum& one : report.bearers) bearers.push_back(one.party);
  EXPECT_EQ(
      bearers, (std::vector<std::string>{"brand:B-A1001", "brand:B-A1002", "mall", "party:P1"})
  );
  for (const SegmentView& one : report.segments) EXPECT_EQ(one.winners + one.losers, 0);
}

TEST_F(ReplayRunTest, BearersAreCalledAsInTheReportsOnCostSharing) {
  const pricing::AgreementTerms terms{
      {{pricing::AgreedOn::member_rate, "CG1", {{"BANK", 1}}},
       {pricing::AgreedOn::rounding, std::nullopt, {{std::nullopt, 1, pricing::ShareOf::brand}}}}};
  const pricing::Step first = step(author);
  temp.given([&](sql::Tx& tx) {
    const auto none = pricing::agreements_now(tx, main);
    GX_CHECK(pricing::change_agreements(tx, none, terms, first).has_value());
  });
  step(author);
  const House house = this->house();
  Bearers bearers(house);
  const LineParties line = temp->read([&](sql::Tx& tx) {
    bearers.begin(tx, main);
    pricing::Goods goods;
    goods.of(pricing::GoodsKind::brand) = items[0].brand->value();
    return bearers.line(tx, stores[0], std::nullopt, goods);
  });
  const auto named = [&](pricing::RuleKind kind,
                         const std::vector<pricing::ShareTerms>* of_rule,
                         std::optional<std::string> cost_group) {
    std::string names;
    for (const pricing::Share& share : bearers.of(kind, of_rule, {cost_group, now()}, line))
      names += bearers.name(share.party) + " ";
    return names;
  };
  using enum pricing::RuleKind;
  EXPECT_EQ(named(member_rate, nullptr, "CG1"), "party:BANK ");
  EXPECT_EQ(named(member_rate, nullptr, "CG2"), "") << "nothing is agreed: the mall";
  EXPECT_EQ(named(document, nullptr, "CG1"), "party:BANK ");
  EXPECT_EQ(named(promotion, nullptr, "CG1"), "");
  EXPECT_EQ(named(rounding, nullptr, std::nullopt), "brand:B-A1001 ");
  const std::vector<pricing::ShareTerms> shares{
      {std::nullopt, 1, pricing::ShareOf::counter}, {"P1", 2}};
  EXPECT_EQ(named(document, &shares, "CG1"), "mall party:P1 ") << "it lies at no counter";
}

TEST_F(ReplayRunTest, ATenthLessGivesTheSumsOfOnesOwnHand) {
  const ReceiptId first = sell({{0, 2}}, true);
  sell({{1, 1, "59.90"}}, false, 1);
  const ReplayReport report = replayed(order({percent("TENTH", "0.9")}));
  EXPECT_EQ(report.before.revenue.minor(), 25'990);
  EXPECT_EQ(report.after.revenue.minor(), 18'000 + 5'391);
  EXPECT_EQ(report.after.discount.minor(), 2'599);
  EXPECT_EQ(report.before.base_points.value(), 20);
  EXPECT_EQ(report.after.base_points.value(), 18);
  EXPECT_EQ(report.before.liability.minor(), 20);
  ASSERT_EQ(report.rules.size(), 1U);
  EXPECT_EQ(report.rules[0].code, "TENTH");
  EXPECT_EQ(report.rules[0].receipts_after, 2);
  ASSERT_EQ(report.most_won.size(), 2U);
  EXPECT_EQ(report.most_won[0].receipt, first);
  std::vector<std::string> names;
  for (const SegmentView& one : report.segments) names.push_back(one.code);
  EXPECT_EQ(
      names, (std::vector<std::string>{"no", "yes", "S001", "S002", "", "", "L-A1001", "L-A1002"})
  );
}

TEST_F(ReplayRunTest, TheSameWhateverIsReadAtOnce) {
  in_force(off("TEN", 1'000));
  for (int i = 1; i <= 7; ++i) sell({{static_cast<std::size_t>(i % 2), i}}, i % 3 == 0);
  const Order draft = order({percent("TEN", "0.8")});
  const std::string whole = api::to_json(replayed(draft));
  for (const int few : {1, 2, 3}) EXPECT_EQ(api::to_json(replayed(draft, few)), whole);
}

TEST_F(ReplayRunTest, ADraftStandsForTheRuleOfItsCodeAndAloneForTheWholeBook) {
  in_force(off("TEN", 1'000));
  pricing::PromotionTerms one = off("ONE", 100);
  one.lane = 1;
  in_force(one);
  sell({{0, 1}});
  const ReplayReport beside = replayed(order({off("TEN", 2'000)}));
  EXPECT_EQ(beside.before.revenue.minor(), 8'900);
  EXPECT_EQ(beside.after.revenue.minor(), 7'900);
  EXPECT_EQ(beside.rules.size(), 2U) << "the revisions of a code are one row";
  Order alone = order({off("TEN", 2'000)});
  alone.draft.alone = true;
  EXPECT_EQ(replayed(alone).after.revenue.minor(), 8'000);
}

TEST_F(ReplayRunTest, RulesCountFromTheirAuditOnAndDraftsAlways) {
  sell({{0, 1}});
  in_force(off("TEN", 1'000));
  sell({{0, 1}});
  EXPECT_EQ(replayed(order()).cheaper, 0);
  EXPECT_EQ(replayed(order({off("TEN", 1'000)})).cheaper, 1);
}

TEST_F(ReplayRunTest, ADraftOfAnotherTimeIsTriedWithoutItsDaysWhereAsked) {
  sell({{0, 1}});
  pricing::PromotionTerms later = off("LATER", 1'000);
  later.conditions.from = Date::of(2030, 1, 1);
  EXPECT_EQ(replayed(order({later})).cheaper, 0);
  Order any_day = order({later});
  any_day.draft.any_day = true;
  EXPECT_EQ(replayed(any_day).cheaper, 1);
}

TEST_F(ReplayRunTest, GoodsThatCameBackCountOnNeitherSide) {
  give_back(sell({{0, 4}}), 1);
  const ReplayReport report = replayed(order({percent("TENTH", "0.9")}));
  EXPECT_EQ(report.before.revenue.minor(), 30'000);
  EXPECT_EQ(report.after.revenue.minor(), 27'000);
}

TEST_F(ReplayRunTest, TheFirstPurchaseIsTheFirstSaleOfTheMember) {
  sell({{0, 1}}, true);
  sell({{0, 1}}, true);
  sell({{0, 1}});
  pricing::PromotionTerms welcome = off("WELCOME", 1'000);
  welcome.conditions.first_purchase = true;
  const ReplayReport report = replayed(order({welcome}));
  EXPECT_EQ(report.cheaper, 1);
  EXPECT_EQ(report.after.discount.minor(), 1'000);
}

TEST_F(ReplayRunTest, OnlyTheDaysThatWereAskedForAreThere) {
  sell({{0, 1}});
  const Date first = today();
  temp.clock().advance_seconds(86'400);
  sell({{1, 1}});
  Order yesterday = order();
  yesterday.from = yesterday.to = first;
  EXPECT_EQ(replayed(yesterday).receipts, 1);
  Order both = order();
  both.from = first;
  EXPECT_EQ(replayed(both).receipts, 2);
}

TEST_F(ReplayRunTest, AllThatIsWrongWithADraftIsSaid) {
  pricing::PromotionTerms nowhere = off("A", 100);
  nowhere.conditions.stores = {"S999"};
  pricing::PromotionTerms nothing = off("B", 100);
  nothing.scope.include = {{pricing::GoodsKind::item, "NONE"}};
  const Outcome refused = check(house(), order({nowhere, nothing, off("A", 1)}), now());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_request);
  std::vector<std::string> pointers;
  for (const Error& one : refused.error().more) pointers.push_back(one.pointer);
  EXPECT_EQ(
      pointers,
      (std::vector<std::string>{
          "/rules/0/conditions/stores/0", "/rules/1/scope/include/0/code", "/rules/2/code"})
  );
  Order backwards = order();
  backwards.to = backwards.from.plus_days(-1);
  EXPECT_EQ(check(house(), backwards, now()).error().pointer, "/to");
}

TEST_F(ReplayRunTest, DaysAtTheEndOfTheCalendarAreRefused) {
  struct Row {
    Date from, to;
    const char* pointer;  // empty: it is fine
  };
  const Row rows[] = {
      {today(), Date::never, "/to"},
      {today(), *Date::of(3000, 1, 1), "/to"},
      {today(), *Date::of(2999, 12, 31), ""},
      {*Date::of(1, 1, 1), today(), "/from"},
      {Date::never, Date::never, "/from"},
      {*Date::of(1900, 1, 1), today(), ""}};
  for (const Row& row : rows) {
    Order asked = order();
    asked.from = row.from;
    asked.to = row.to;
    const Outcome said = check(house(), asked, now());
    EXPECT_EQ(said ? "" : said.error().pointer, row.pointer) << row.from.to_string();
    if (said) {
      EXPECT_EQ(replayed(asked).receipts, 0);
    } else {
      EXPECT_EQ(said.error().code, ErrorCode::out_of_range);
    }
  }
}

TEST_F(ReplayRunTest, ARunThatCannotBeFailsAndTheNextOneGoesOn) {
  sell({{0, 1}});
  const auto insert = [&](Date to, const std::string& draft) {
    replay::Run made;
    made.id = ids.next_id<RunTag>();
    made.programme = main;
    made.from = today();
    made.to = to;
    made.draft = draft;
    made.requested_at = now();
    made.requested_by = author;
    temp.given([&](sql::Tx& tx) { insert_run(tx, made); });
    return made.id;
  };
  const RunId spoilt = insert(today(), "[");
  const RunId endless = insert(Date::never, api::to_json(Draft()));
  const RunId good = insert(today(), api::to_json(Draft()));
  jobs::Scheduler scheduler(*temp, temp.clock(), {});
  scheduler.add({.name = "replays", .run = [&](jobs::Context& context) {
                   return replay::work(house(), context);
                 }});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(scheduler.run_now("replays", now()).has_value());
  const auto run_of = [&](RunId id) {
    return *temp->read([&](sql::Tx& tx) { return find_run(tx, id); });
  };
  EXPECT_EQ(run_of(spoilt).state, RunState::failed);
  EXPECT_EQ(run_of(spoilt).report, "internal");
  EXPECT_EQ(run_of(endless).state, RunState::failed);
  EXPECT_EQ(run_of(endless).report, "out_of_range at /to");
  EXPECT_EQ(run_of(good).state, RunState::done);
  EXPECT_EQ(run_of(good).receipts, 1);
}

TEST_F(ReplayRunTest, LimitsPerMemberAreOfWhoeverTheyAreNow) {
  sell({{0, 1}}, true);
  const OwnerId survivor = member;
  const CardId card = card_of_member;
  temp.given([&](sql::Tx& tx) {
    members::NewMember fresh{.programme = main};
    fresh.joined_on = today();
    member = members_.add(tx, ids, fresh, author, now())->id;
  });
  sell({{0, 1}}, true);  // by the card that both have now
  temp.given([&](sql::Tx& tx) {
    GX_CHECK(members_.merge(tx, member, 1, survivor, author, now()).has_value());
  });
  card_of_member = card;
  pricing::PromotionTerms once = off("ONCE", 1'000);
  once.limits.push_back({pricing::LimitSpan::member, 1, std::nullopt});
  EXPECT_EQ(replayed(order({once})).cheaper, 1);
}

TEST_F(ReplayRunTest, NothingIsWrittenAndARunEndsWhereItIsTold) {
  in_force(off("TEN", 1'000));
  for (int i = 0; i < 5; ++i) sell({{0, 1}}, i == 2);
  const auto rows = [&] {
    std::vector<std::int64_t> all;
    temp->read_tables([&](sql::TableReader& reader) {
      for (const sql::Table& table : temp->tables()) all.push_back(reader.count(table));
    });
    return all;
  };
  const auto before = rows();
  replayed(order({percent("TEN", "0.5")}));
  Options options;
  options.sales_at_once = 2;
  std::vector<std::int64_t> told;
  options.go_on = [&](std::int64_t done, std::int64_t total) {
    EXPECT_EQ(total, 5);
    told.push_back(done);
    return done < 4;
  };
  const auto ended = replay::run(house(), order(), options, now());
  ASSERT_TRUE(ended.has_value());
  EXPECT_FALSE(ended->has_value());
  EXPECT_EQ(told, (std::vector<std::int64_t>{0, 2, 4}));
  EXPECT_EQ(rows(), before);
}

TEST_F(ReplayRunTest, RunsAreTakenInTurnAndForgottenInTheEnd) {
  const auto insert = [&](Date day) {
    replay::Run made;
    made.id = ids.next_id<RunTag>();
    made.programme = main;
    made.from = made.to = day;
    made.draft = api::to_json(Draft());
    made.requested_at = now();
    made.requested_by = author;
    temp.given([&](sql::Tx& tx) { insert_run(tx, made); });
    return made.id;
  };
  // A function may run more than once before it is written: only its last result counts.
  const auto wrote = [&](const std::function<bool(sql::Tx&)>& step) {
    bool did = false;
    temp.given([&](sql::Tx& tx) { did = step(tx); });
    return did;
  };
  const auto open = [&] { return temp->read([](sql::Tx& tx) { return oldest_open_run(tx); }); };
  const auto left = [&] {
    return temp->read([&](sql::Tx& tx) { return list_runs(tx, main, std::nullopt, 10).size(); });
  };
  const RunId first = insert(today());
  const RunId second = insert(today());
  EXPECT_EQ(open()->id, first);
  EXPECT_TRUE(wrote([&](sql::Tx& tx) { return note_progress(tx, first, 5, 9); }));
  EXPECT_EQ(open()->state, RunState::running);
  EXPECT_TRUE(wrote([&](sql::Tx& tx) { return end_run(tx, first, RunState::done, "{}", now()); }));
  const auto more = [&](RunId id) {
    return wrote([&](sql::Tx& tx) { return note_progress(tx, id, 6, 9); });
  };
  EXPECT_FALSE(more(first)) << "it has ended";
  EXPECT_EQ(open()->id, second);
  EXPECT_TRUE(wrote([&](sql::Tx& tx) { return drop_run(tx, second); }));
  EXPECT_FALSE(more(second)) << "it was taken back";
  EXPECT_EQ(left(), 1U);
  temp.given([&](sql::Tx& tx) { forget_runs(tx, now()); });
  EXPECT_EQ(left(), 1U);
  temp.given([&](sql::Tx& tx) { forget_runs(tx, now().plus_seconds(1)); });
  EXPECT_EQ(left(), 0U);
}

}  // namespace
}  // namespace guanxi::replay
