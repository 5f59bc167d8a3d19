// The wallet at the till: stored value and small change pay, change is saved, and what comes back
// finds its way.
#include <gtest/gtest.h>

#include <map>

#include "support/wallets.h"

namespace guanxi::test {
namespace {

std::map<std::string, std::int64_t> paid_with(const Answer& receipt) {
  std::map<std::string, std::int64_t> tenders;
  for (const auto& tender : receipt.find("/tenders")->as_array()) {
    tenders[std::string(tender.at("kind").as_string())] +=
        tender.at("amount").at("amount").as_int64();
  }
  return tenders;
}
using Tenders = std::map<std::string, std::int64_t>;

json::object saving(std::int64_t fen, bool part = false) {
  json::object change{{"amount", money(fen)}};
  if (part) change["part"] = true;
  return {{"save_change", std::move(change)}};
}

class Wallet : public testing::Test {
 protected:
  /// Principal, bonus, small change.
  std::vector<std::int64_t> holds() const {
    return {wallets.principal(member), wallets.bonus(member), wallets.change(member)};
  }
  using Holds = std::vector<std::int64_t>;
  /// Something cheap, to save change.
  Answer save(std::int64_t fen, bool part = false) {
    return house.sell({.phone = her_phone, .lines = {{"A1003"}}, .more = saving(fen, part)});
  }
  void expect_refused(const Answer& answer, const char* code, const char* pointer) {
    EXPECT_EQ(answer.string("/errors/0/code"), code) << answer;
    EXPECT_EQ(answer.pointer(), pointer) << answer;
  }
  std::int64_t receipts() { return house.verify().sales.receipts; }

  TestHouse house;
  Wallets wallets{house};
  const std::string member = wallets.enrol(her_phone);
};

// ---- stored value ----

TEST_F(Wallet, pays_principal_and_bonus_in_their_ratio_and_only_the_principal_earns) {
  wallets.recharge(member, 50000, 10000);
  const Answer sale = house.sell(
      {.phone = her_phone, .lines = {{"A1001"}, {"A1003"}}, .tenders = {{"stored_value", 12000}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(holds(), (Holds{40000, 8000, 0}));
  EXPECT_EQ(sale.integer("/wallet/bonus/amount"), 2000);
  EXPECT_EQ(sale.integer("/wallet/stored_value/amount"), 48000);
  EXPECT_EQ(sale.integer("/points/a"), 10) << "120.00 − 20.00 of bonus, 10 yuan each";
  EXPECT_EQ(paid_with(sale), (Tenders{{"stored_value", 12000}}));
  EXPECT_NE(sale.text.find("Bonus part of the stored value: 20.00"), std::string::npos) << sale;
}

TEST(WalletRule, says_what_of_a_payment_with_stored_value_earns) {
  struct Row {
    programmes::StoredValueEarns earns;
    std::int64_t points;
    const char* why;
  };
  const Row rows[] = {
      {programmes::StoredValueEarns::all, 12, "120.00"},
      {programmes::StoredValueEarns::principal, 10, "100.00 of it is principal"},
      {programmes::StoredValueEarns::nothing, 0, "paid ahead earns nothing"}};
  for (const Row& row : rows) {
    programmes::Parameters parameters;
    parameters.stored_value_earns = row.earns;
    TestHouse house({.parameters = parameters});
    Wallets wallets(house);
    wallets.recharge(wallets.enrol(her_phone), 50000, 10000);
    const Answer sale = house.sell(
        {.phone = her_phone, .lines = {{"A1001"}, {"A1003"}}, .tenders = {{"stored_value", 12000}}}
    );
    EXPECT_EQ(sale.integer("/points/a"), row.points) << row.why;
  }
}

TEST_F(Wallet, pays_beside_other_tenders_the_oldest_recharge_first) {
  wallets.recharge(member, 10000, 2000);
  wallets.recharge(member, 30000);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001", "3"}},
       .tenders = {{"stored_value", 5000}, {"alipay", 10000}, {"stored_value", 15000}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(holds(), (Holds{22000, 0, 0})) << "120.00 of the first, 80.00 of the second";
  EXPECT_EQ(sale.integer("/points/a"), 28);
}

TEST_F(Wallet, answers_a_retry_with_the_same_bytes_and_pays_once) {
  wallets.recharge(member, 50000, 10000);
  const json::object body = house.sale_body(
      {.phone = her_phone,
       .lines = {{"A1001"}},
       .tenders = {{"stored_value", 9000}, {"cash", 1000}},
       .more = saving(40)}
  );
  const Answer first = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  ASSERT_EQ(first.status, 201) << first;
  const Holds after = holds();
  EXPECT_EQ(after, (Holds{42500, 8500, 40}));
  const Answer again = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.text, first.text);
  EXPECT_EQ(holds(), after);
  const Answer read = house.manager().get("/v1/receipts/" + first.string("/receipt"));
  EXPECT_EQ(
      json::serialize(*read.find("/receipt/wallet")), json::serialize(*first.find("/wallet"))
  );
}

TEST_F(Wallet, refuses_by_name_and_changes_nothing) {
  wallets.recharge(member, 9000);
  ASSERT_EQ(save(30).status, 201);
  const Holds before = holds();
  const std::int64_t posted = receipts();
  const std::vector<Goods> goods{{"A1001"}};
  const auto sell = [&](std::vector<Paid> tenders, json::object more = {}) {
    return house.sell(
        {.phone = her_phone, .lines = goods, .tenders = std::move(tenders), .more = std::move(more)}
    );
  };
  const Answer short_of_value = sell({{"stored_value", 9001}, {"cash", 999}});
  expect_refused(short_of_value, "not_enough_stored_value", "/tenders/0/amount");
  EXPECT_EQ(short_of_value.string("/facts/balance"), "90.00");
  expect_refused(
      sell({{"cash", 500}, {"stored_value", 5000}, {"stored_value", 4500}}),
      "not_enough_stored_value",
      "/tenders/1/amount"
  );
  const Answer short_of_change =
      sell({{"stored_value", 9000}, {"cash", 969}, {"small_change", 31}});
  expect_refused(short_of_change, "not_enough_change", "/tenders/2/amount");
  EXPECT_EQ(short_of_change.string("/facts/balance"), "0.30");
  expect_refused(sell({{"stored_value", 9000}}), "tenders_do_not_add_up", "/tenders");
  expect_refused(
      sell({{"stored_value", 9000}, {"alipay", 1000}}, saving(40)),
      "invalid_request",
      "/save_change"
  );
  expect_refused(
      sell({{"cash", 10000}}, {{"save_change", {{"amount", money(40, "USD")}}}}),
      "currency_mismatch",
      "/save_change/amount/currency"
  );
  expect_refused(
      sell({{"cash", 10000}}, {{"save_change", {{"amount", money(0)}}}}),
      "out_of_range",
      "/save_change/amount/amount"
  );
  expect_refused(
      house.sell({.lines = goods, .tenders = {{"stored_value", 10000}}}), "missing_field", "/member"
  );
  expect_refused(house.sell({.lines = goods, .more = saving(40)}), "missing_field", "/member");
  const std::string other = "13900139000";
  house.enrol(other);
  expect_refused(
      house.sell({.phone = other, .lines = goods, .tenders = {{"stored_value", 10000}}}),
      "not_enough_stored_value",
      "/tenders/0/amount"
  );
  wallets.set_frozen(member, true);
  expect_refused(
      sell({{"cash", 1000}, {"stored_value", 9000}}), "wallet_frozen", "/tenders/1/kind"
  );
  expect_refused(sell({{"cash", 9970}, {"small_change", 30}}), "wallet_frozen", "/tenders/1/kind");
  expect_refused(sell({{"cash", 10000}}, saving(40)), "wallet_frozen", "/save_change");
  EXPECT_EQ(holds(), before);
  EXPECT_EQ(receipts(), posted);
}

TEST_F(Wallet, of_another_company_needs_a_licence) {
  wallets.recharge(member, 50000);
  org::Org& org = house.application().org();
  const ActorId by = house.application().system_actor().id;
  ASSERT_TRUE(org.add_unit({"company", "D", "Other company", "G"}, by, house.now()));
  const auto store = org.add_store(
      {.code = "S009",
       .name = "S009",
       .parent_code = "D",
       .programme = *house.application().programmes().find("MAIN")},
      by,
      house.now()
  );
  ASSERT_TRUE(store);
  ASSERT_TRUE(org.add_till(*store, "01", "01", by, house.now()));
  const Sale there{
      .phone = her_phone,
      .lines = {{"A1001"}},
      .tenders = {{"stored_value", 10000}},
      .store = "S009"};
  const Answer refused = house.sell(there);
  expect_refused(refused, "stored_value_of_another_company", "/tenders/0/amount");
  EXPECT_EQ(refused.string("/facts/elsewhere"), "500.00");
  const Answer licence = house.manager().post(
      "/v1/wallet/licences",
      {{"programme", "MAIN"},
       {"number", "Z2000133000019"},
       {"valid_from", "2026-01-01"},
       {"valid_until", "2026-12-31"}},
      "licence"
  );
  ASSERT_EQ(licence.status, 201) << licence;
  const Answer sold = house.sell(there);
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(wallets.principal(member), 40000);

  const Answer ended = house.manager().post(
      "/v1/wallet/licences/" + licence.string("/id") + "/end",
      {{"programme", "MAIN"}, {"reason", "returned"}},
      "end"
  );
  ASSERT_EQ(ended.status, 200) << ended;
  EXPECT_EQ(ended.string("/valid_until"), house.today().to_string());
  house.clock().advance_seconds(86400);
  EXPECT_EQ(house.sell(there).code(), "stored_value_of_another_company");
  const Answer elsewhere = house.refund({.receipt = sold.string("/receipt")});
  expect_refused(elsewhere, "refund_at_another_company", "/store");
  EXPECT_EQ(house.refund({.receipt = sold.string("/receipt"), .store = "S009"}).status, 201)
      << "whoever served gives back";
  EXPECT_EQ(wallets.principal(member), 50000);
}

// ---- small change ----

TEST_F(Wallet, saves_change_up_to_the_cap_of_the_card) {
  ASSERT_EQ(save(4970).status, 201);
  EXPECT_EQ(wallets.change(member), 4970);
  const std::int64_t posted = receipts();
  const Answer refused = save(40);
  expect_refused(refused, "change_cap_reached", "/save_change/amount");
  EXPECT_EQ(refused.string("/facts/cap"), "50.00");
  EXPECT_EQ(refused.string("/facts/balance"), "49.70");
  EXPECT_EQ(refused.string("/facts/fits"), "0.30");
  EXPECT_EQ(wallets.change(member), 4970) << "nothing saved";
  EXPECT_EQ(receipts(), posted) << "nothing sold";
  const Answer part = save(40, true);
  ASSERT_EQ(part.status, 201) << part;
  EXPECT_EQ(part.integer("/wallet/saved/amount"), 30);
  EXPECT_EQ(part.integer("/wallet/small_change/amount"), 5000);
  EXPECT_EQ(paid_with(part), (Tenders{{"cash", 2000}})) << "change is on top of what is paid";
  EXPECT_EQ(part.integer("/points/a"), 2) << "and earns nothing";
  expect_refused(save(40, true), "change_cap_reached", "/save_change/amount");
}

TEST_F(Wallet, pays_with_change_which_is_money_and_earns_and_makes_room) {
  ASSERT_EQ(save(5000).status, 201);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001"}},
       .tenders = {{"small_change", 4000}, {"cash", 6000}},
       .more = saving(4000)}
  );
  ASSERT_EQ(sale.status, 201) << "the room is there once it has paid: " << sale;
  EXPECT_EQ(wallets.change(member), 5000);
  EXPECT_EQ(sale.integer("/points/a"), 10);
}

TEST_F(Wallet, saves_by_the_card_presented_else_by_the_primary_one) {
  const std::string other = "13900139000";
  const std::string plain = house.enrol(other);  // a virtual card, of no type
  const auto sell_to = [&](const char* kind, const std::string& value) {
    json::object more = saving(40);
    more["member"] = {{"kind", kind}, {"value", value}};
    return house.sell({.lines = {{"A1003"}}, .more = std::move(more)});
  };
  expect_refused(sell_to("phone", other), "change_off", "/save_change/amount");
  const std::string card = wallets.print_card(5000), off = wallets.print_card(0);
  for (const std::string& number : {off, card}) {  // the first takes the place of the virtual one
    const Answer bound = house.manager().post(
        "/v1/members/" + plain + "/cards", {{"card_number", number}}, "bind-" + number
    );
    ASSERT_EQ(bound.status, 201) << bound;
  }
  expect_refused(sell_to("phone", other), "change_off", "/save_change/amount");
  expect_refused(sell_to("card", off), "change_off", "/save_change/amount");
  EXPECT_EQ(sell_to("card", card).status, 201);
  EXPECT_EQ(wallets.change(plain), 40);
}

// ---- goods come back ----

TEST_F(Wallet, takes_back_its_share_of_every_return_and_in_the_end_is_as_it_was) {
  wallets.recharge(member, 50000, 10000);
  ASSERT_EQ(save(1000).status, 201);
  const Holds before = holds();
  const std::int64_t points = house.points(member);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001"}, {"A1003"}},
       .tenders = {{"stored_value", 6000}, {"small_change", 1000}, {"cash", 5000}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(holds(), (Holds{45000, 9000, 0}));
  EXPECT_EQ(sale.integer("/points/a"), 11) << "120.00 − 10.00 of bonus";
  const std::string receipt = sale.string("/receipt");
  wallets.set_frozen(member, true);  // takes returns all the same
  const Answer part = house.refund({.receipt = receipt, .lines = {{2, "1"}}});
  ASSERT_EQ(part.status, 201) << part;
  EXPECT_EQ(
      paid_with(part), (Tenders{{"stored_value", 1000}, {"small_change", 166}, {"cash", 834}})
  ) << "20.00 in proportion, cash takes the rounding";
  EXPECT_EQ(part.integer("/wallet/bonus/amount"), 166);
  EXPECT_EQ(part.integer("/wallet/small_change/amount"), 166);
  ASSERT_EQ(house.refund({.receipt = receipt}).status, 201);
  EXPECT_EQ(holds(), before);
  EXPECT_EQ(house.points(member), points);
  EXPECT_EQ(
      house.refund({.receipt = receipt, .lines = {{1, "1"}}}).code(), "nothing_left_to_refund"
  );
}

TEST_F(Wallet, gives_no_money_for_what_it_paid) {
  wallets.recharge(member, 50000, 10000);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001"}},
       .tenders = {{"stored_value", 6000}, {"cash", 4000}}}
  );
  const auto back = [&](std::vector<Paid> tenders) {
    json::array wanted;
    for (const Paid& paid : tenders)
      wanted.push_back({{"kind", paid.kind}, {"amount", money(paid.amount)}});
    return house.refund({.receipt = sale.string("/receipt"), .more = {{"tenders", wanted}}});
  };
  expect_refused(back({{"cash", 10000}}), "refund_exceeds_tender", "/tenders/0/amount");
  expect_refused(
      back({{"stored_value", 6001}, {"cash", 3999}}), "refund_exceeds_tender", "/tenders/0/amount"
  );
  ASSERT_EQ(back({{"cash", 4000}, {"stored_value", 6000}}).status, 201);
  EXPECT_EQ(holds(), (Holds{50000, 10000, 0}));
}

TEST_F(Wallet, pays_for_points_that_a_return_has_to_buy) {
  wallets.recharge(member, 50000);
  const Answer sale = house.sell(
      {.phone = her_phone, .lines = {{"A1001", "5"}}, .tenders = {{"stored_value", 50000}}}
  );
  ASSERT_EQ(sale.integer("/points/a"), 50);
  ASSERT_EQ(
      house.manager()
          .post(
              "/v1/members/" + member + "/points/redemptions",
              {{"points", 50}, {"reason", "mug"}},
              "redeem"
          )
          .status,
      201
  );
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(paid_with(back), (Tenders{{"points_purchase", 50}, {"stored_value", 49950}}));
  EXPECT_EQ(wallets.stored(member), 49950);
}

TEST_F(Wallet, of_a_void_is_as_it_was_and_saved_change_is_handed_out) {
  wallets.recharge(member, 50000, 10000);
  const Holds before = holds();
  const auto sell = [&] {
    return house.sell(
        {.phone = her_phone,
         .lines = {{"A1001"}},
         .tenders = {{"stored_value", 6000}, {"cash", 4000}},
         .more = saving(40)}
    );
  };
  const Answer sale = sell();
  EXPECT_EQ(holds(), (Holds{45000, 9000, 40}));
  const Answer undone = house.void_sale({.receipt = sale.string("/receipt")});
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(undone.integer("/wallet/handed_out/amount"), 40);
  EXPECT_EQ(paid_with(undone), (Tenders{{"stored_value", 6000}, {"cash", 4000}}));
  EXPECT_EQ(holds(), before);
  EXPECT_EQ(house.points(member), 0);

  // What was spent meanwhile is not handed out a second time.
  const Answer again = sell();
  ASSERT_EQ(
      house
          .sell(
              {.phone = her_phone,
               .lines = {{"A1003"}},
               .tenders = {{"small_change", 30}, {"cash", 1970}}}
          )
          .status,
      201
  );
  const Answer late = house.void_sale({.receipt = again.string("/receipt")});
  EXPECT_EQ(late.integer("/wallet/handed_out/amount"), 10) << late;
  EXPECT_EQ(wallets.change(member), 0);

  // A frozen wallet keeps it; the sale is void all the same.
  const Answer third = sell();
  wallets.set_frozen(member, true);
  const Answer kept = house.void_sale({.receipt = third.string("/receipt")});
  EXPECT_EQ(kept.integer("/wallet/handed_out/amount"), 0) << kept;
  EXPECT_EQ(holds(), (Holds{before[0], before[1], 40}));
}

TEST_F(Wallet, keeps_saved_change_when_goods_come_back) {
  const Answer sale = save(40);
  ASSERT_EQ(house.refund({.receipt = sale.string("/receipt")}).status, 201);
  EXPECT_EQ(wallets.change(member), 40) << "it was the member's money";
}

TEST_F(Wallet, has_back_what_it_paid_before_it_pays_for_the_exchange) {
  wallets.recharge(member, 10000, 2000);
  const Answer sale = house.sell(
      {.phone = her_phone, .lines = {{"A1001"}, {"A1003"}}, .tenders = {{"stored_value", 12000}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(holds(), (Holds{0, 0, 0}));
  const auto exchange = [&](std::vector<Paid> tenders) {
    const json::object goods =
        house.sale_body({.phone = her_phone, .lines = {{"A1001"}}, .tenders = std::move(tenders)});
    return house.manager().post(
        "/v1/checkout/" + sale.string("/receipt") + "/exchanges",
        {{"returned", {{"sequence", house.next_sequence()}, {"reason", "size"}}}, {"sale", goods}},
        TestHouse::natural_key(goods)
    );
  };
  expect_refused(exchange({{"stored_value", 9000}}), "tenders_do_not_add_up", "/sale/tenders");
  const Answer done = exchange({{"stored_value", 10000}});
  ASSERT_EQ(done.status, 201) << done;
  EXPECT_EQ(done.integer("/credit/amount"), 0) << "the wallet is no credit";
  EXPECT_EQ(done.integer("/returned/wallet/stored_value/amount"), 12000);
  EXPECT_EQ(done.integer("/sale/wallet/stored_value/amount"), 2000);
  EXPECT_EQ(done.integer("/sale/wallet/bonus/amount"), 1667);
  EXPECT_EQ(holds(), (Holds{1667, 333, 0}));
  EXPECT_EQ(house.points(member), 8) << "83.33 of principal";
}

TEST_F(Wallet, of_an_exchange_that_it_cannot_pay_is_as_before) {
  wallets.recharge(member, 12000);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001"}, {"A1003"}},
       .tenders = {{"stored_value", 10000}, {"cash", 2000}}}
  );
  const json::object goods = house.sale_body(
      {.phone = her_phone,
       .lines = {{"A1001", "2"}},
       .tenders = {{"stored_value", 12001}, {"cash", 5999}}}
  );
  const Answer refused = house.manager().post(
      "/v1/checkout/" + sale.string("/receipt") + "/exchanges",
      {{"returned", {{"sequence", house.next_sequence()}, {"reason", "size"}}}, {"sale", goods}},
      TestHouse::natural_key(goods)
  );
  expect_refused(refused, "not_enough_stored_value", "/sale/tenders/0/amount");
  EXPECT_EQ(holds(), (Holds{2000, 0, 0}));
}

// ---- the books ----

TEST_F(Wallet, and_receipts_are_held_against_each_other) {
  static const sql::Query forget_tender{
      "UPDATE sale_receipts SET tenders = REPLACE(tenders, 'stored_value', 'voucher')"};
  static const sql::Query recall_tender{
      "UPDATE sale_receipts SET tenders = REPLACE(tenders, 'voucher', 'stored_value')"};
  static const sql::Query more_saved{
      "UPDATE sale_receipts SET applied = REPLACE(applied, '\"change_saved\",0,40', "
      "'\"change_saved\",0,41')"};
  static const sql::Query as_saved{
      "UPDATE sale_receipts SET applied = REPLACE(applied, '\"change_saved\",0,41', "
      "'\"change_saved\",0,40')"};
  static const sql::Query unpaid{
      "UPDATE wallet_entries SET cause_kind = 'payout' WHERE cause_kind = 'sale'"};
  static const sql::Query paid{
      "UPDATE wallet_entries SET cause_kind = 'sale' WHERE cause_kind = 'payout'"};
  wallets.recharge(member, 50000);
  ASSERT_EQ(
      house
          .sell(
              {.phone = her_phone,
               .lines = {{"A1001"}},
               .tenders = {{"stored_value", 6000}, {"cash", 4000}},
               .more = saving(40)}
          )
          .status,
      201
  );
  const auto run = [&](const sql::Query& query) {
    const auto changed = house.application().db().write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return tx.exec(query);
    });
    EXPECT_GT(*changed, 0);
  };
  struct Row {
    const sql::Query& plant;
    const sql::Query& undo;
    const char* found;
  };
  const Row rows[] = {
      {forget_tender, recall_tender, "differ from the wallet's journal"},
      {more_saved, as_saved, "differ from the wallet's journal"},
      {unpaid, paid, "differ from the wallet's journal"}};
  for (const Row& row : rows) {
    run(row.plant);
    const verify::Report report = house.verify();
    EXPECT_EQ(report.between_found, 1) << verify::to_json(report);
    EXPECT_NE(verify::to_json(report).find(row.found), std::string::npos)
        << verify::to_json(report);
    run(row.undo);
  }
}

}  // namespace
}  // namespace guanxi::test
