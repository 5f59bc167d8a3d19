// The format `receipts`, from a file as a shop hands it over to receipts anybody can read: what is
// posted, what it earns, what the summary says, and that nothing is ever posted twice.
#include <gtest/gtest.h>

#include <tuple>

#include "modules/sales/sales.h"
#include "support/receipts_file.h"

namespace guanxi::test {
namespace {

using import::Outcome;
using State = import::Report::State;

/// Three sales and two refunds, eight lines, one of each kind of price.
std::vector<FileRow> whole_file() {
  return {// 249.90 for 24 points: list price, and a shop price below it.
          {.sequence = "98",
           .at = "2026-02-10T18:30:00+08:00",
           .member_kind = "phone",
           .member_value = her_phone,
           .quantity = "2",
           .counter = "C01",
           .salesperson = "E12"},
          {.sequence = "98",
           .at = "2026-02-10T18:30:00+08:00",
           .member_kind = "phone",
           .member_value = her_phone,
           .item = "A1002",
           .list_price = "59.90",
           .shop_price = "49.90"},
          // 30.00 from somebody we do not know, by a cashier we do not know.
          {.till = "02", .cashier = "", .item = "A1003", .quantity = "1.5", .list_price = "20.00"},
          // 100.85 for 10 points: what the till charged, an item nobody knows, a gift.
          {.sequence = "99",
           .at = "2026-02-10T19:00:00+08:00",
           .member_kind = "phone",
           .member_value = her_phone,
           .amount = "88.50"},
          {.sequence = "99",
           .at = "2026-02-10T19:00:00+08:00",
           .member_kind = "phone",
           .member_value = her_phone,
           .item = "X-99",
           .list_price = "12.345"},
          {.sequence = "99",
           .at = "2026-02-10T19:00:00+08:00",
           .member_kind = "phone",
           .member_value = her_phone,
           .item = "FREE",
           .list_price = "0"},
          // Back of the first: one of the two at its own till, the other line at another till.
          {.kind = "refund",
           .date = "2026-02-12",
           .sequence = "5",
           .original_date = "2026-02-10",
           .original_sequence = "98"},
          {.kind = "refund",
           .till = "02",
           .date = "2026-02-12",
           .sequence = "2",
           .item = "A1002",
           .list_price = "59.90",
           .original_till = "01",
           .original_date = "2026-02-10",
           .original_sequence = "98"}};
}

class ReceiptsFile : public testing::Test {
 protected:
  Answer list(const std::string& from, const std::string& to) {
    return house.manager().get("/v1/receipts?store=S001&limit=200&from=" + from + "&to=" + to);
  }
  /// Kind, till, number, what was paid, points – in the order of the list.
  using Seen = std::tuple<std::string, std::string, std::int64_t, std::int64_t, std::int64_t>;
  std::vector<Seen> seen(
      const std::string& from = "2026-02-01", const std::string& to = "2026-03-31"
  ) {
    std::vector<Seen> rows;
    const Answer page = list(from, to);
    for (const auto& row : page.find("/receipts")->as_array()) {
      rows.emplace_back(
          row.at("kind").as_string().c_str(),
          row.at("till").as_string().c_str(),
          row.at("sequence").as_int64(),
          row.at("payable").at("amount").as_int64(),
          row.at("points").as_int64()
      );
    }
    return rows;
  }
  /// The receipt of that place in the list, as anybody may read it.
  Answer read(std::size_t place) {
    const Answer page = list("2026-02-01", "2026-03-31");
    return house.manager().get(
        "/v1/receipts/" + page.string("/receipts/" + std::to_string(place) + "/receipt")
    );
  }
  sales::Receipt stored(std::size_t place) {
    const Answer answer = read(place);
    const auto id = parse_id(answer.string("/receipt/receipt"));
    auto found = house.application().db().read([&](sql::Tx& tx) {
      return sales::find(tx, ReceiptId(id.value_or(0)));
    });
    if (found) return *std::move(found);
    ADD_FAILURE() << "no such receipt";
    return {};
  }

  TestHouse house;
  const std::string member = house.enrol(her_phone);
};

TEST_F(ReceiptsFile, is_posted_line_by_line_and_summed_up) {
  const auto report = import_file(house, file_of(whole_file()));
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_FALSE(report.resumed);
  EXPECT_EQ(report.currency, Currency::cny);
  EXPECT_EQ(report.rows_dropped, 0U);
  const auto& counters = report.counters;
  EXPECT_EQ(counters.of(Outcome::sold_to_member), 5);
  EXPECT_EQ(counters.of(Outcome::sold_anonymously), 1);
  EXPECT_EQ(counters.of(Outcome::returned), 2);
  EXPECT_EQ(counters.lines_read(), 8) << "each line once";
  EXPECT_EQ(counters.lines_rejected(), 0);
  EXPECT_EQ(counters.free_lines, 1);
  EXPECT_EQ(counters.sales, 3);
  EXPECT_EQ(counters.sales_amount, 24990 + 3000 + 10085);
  EXPECT_EQ(counters.returns, 2);
  EXPECT_EQ(counters.returns_amount, 10000 + 4990);
  EXPECT_EQ(counters.points_earned, 24 + 10);
  EXPECT_EQ(counters.points_reversed, 14);
  EXPECT_EQ(counters.members_enrolled, 0);
  EXPECT_EQ(counters.items_added, 0) << "an item we do not know is sold, not made";
  EXPECT_EQ(counters.identified_lines, 4) << "neither the gift nor the stranger's line";
  EXPECT_EQ(counters.identified_invoices, 2);
  EXPECT_EQ(counters.identified_customers, 1);
  EXPECT_EQ(counters.identified_amount, 20000 + 4990 + 8850 + 1235);
  EXPECT_EQ(rejects_of(house), Rejects{});
  EXPECT_EQ(house.points(member), 24 + 10 - 14);
  EXPECT_EQ(house.points(member, "/classes/a"), 20);
}

TEST_F(ReceiptsFile, makes_receipts_anybody_can_read) {
  ASSERT_EQ(import_file(house, file_of(whole_file())).state, State::done);
  EXPECT_EQ(
      seen(),
      (std::vector<Seen>{
          {"sale", "01", 98, 24990, 24},
          {"sale", "01", 99, 10085, 10},
          {"sale", "02", 1, 3000, 0},
          {"refund", "01", 5, 10000, 9},
          {"refund", "02", 2, 4990, 5}})
  );

  const Answer sale = read(0);
  EXPECT_EQ(sale.string("/receipt/pricing"), "as_sold");
  EXPECT_EQ(sale.string("/receipt/occurred_at"), "2026-02-10T10:30:00Z");
  EXPECT_EQ(sale.string("/receipt/posted_at"), house.now_text());
  EXPECT_EQ(sale.string("/receipt/business_date"), "2026-02-10");
  EXPECT_EQ(sale.string("/receipt/member"), member);
  EXPECT_EQ(sale.integer("/receipt/list_total/amount"), 25990);
  EXPECT_EQ(sale.integer("/receipt/engine_payable/amount"), 24990);
  EXPECT_EQ(sale.integer("/receipt/balance"), 24);
  ASSERT_EQ(sale.size("/receipt/lines"), 2U);
  EXPECT_EQ(sale.integer("/receipt/lines/0/amount/amount"), 20000);
  EXPECT_EQ(sale.integer("/receipt/lines/0/points"), 19) << "24 × 200.00 ÷ 249.90";
  EXPECT_EQ(sale.string("/receipt/lines/1/shop_price"), "49.90");
  EXPECT_EQ(sale.integer("/receipt/lines/1/amount/amount"), 4990);
  EXPECT_EQ(sale.integer("/receipt/lines/1/points"), 5);
  ASSERT_EQ(sale.size("/receipt/tenders"), 1U);
  EXPECT_EQ(sale.string("/receipt/tenders/0/kind"), "other") << "the file does not say";
  EXPECT_EQ(sale.integer("/receipt/tenders/0/amount/amount"), 24990);
  EXPECT_EQ(sale.integer("/refunded/amount"), 14990);
  EXPECT_EQ(sale.size("/refunds"), 2U);
  EXPECT_EQ(sale.string("/left/0/left_quantity"), "1");
  EXPECT_EQ(sale.string("/left/1/left_quantity"), "0");

  const Answer charged = read(1);
  EXPECT_EQ(charged.integer("/receipt/lines/0/amount/amount"), 8850) << "as the till charged";
  EXPECT_EQ(charged.integer("/receipt/lines/1/amount/amount"), 1235) << "12.345, half up";
  EXPECT_EQ(charged.string("/receipt/lines/1/item"), "X-99");
  EXPECT_EQ(charged.integer("/receipt/lines/2/amount/amount"), 0);
  EXPECT_EQ(charged.integer("/receipt/engine_payable/amount"), 10000 + 1235);
  EXPECT_EQ(charged.integer("/receipt/balance"), 34);

  EXPECT_EQ(read(2).find("/receipt/member"), nullptr) << "anonymous";
  EXPECT_EQ(read(3).string("/receipt/original"), sale.string("/receipt/receipt"));
  EXPECT_EQ(read(3).integer("/receipt/lines/0/original_line"), 1);
  EXPECT_EQ(read(4).string("/receipt/original"), sale.string("/receipt/receipt"));
  EXPECT_EQ(read(4).integer("/receipt/lines/0/original_line"), 2);
  EXPECT_EQ(read(4).integer("/receipt/balance"), 20);
}

TEST_F(ReceiptsFile, keeps_who_sold_it_where) {
  ASSERT_EQ(import_file(house, file_of(whole_file())).state, State::done);
  const auto organisation = house.application().org().snapshot();
  const org::Store* const store = organisation->find_store("S001");
  const sales::Receipt sale = stored(0);
  EXPECT_EQ(sale.channel, sales::Channel::import);
  EXPECT_EQ(sale.cashier, "C07");
  ASSERT_EQ(sale.lines.size(), 2U);
  EXPECT_EQ(sale.lines[0].counter, organisation->find_counter(store->id, "C01")->id);
  EXPECT_EQ(sale.lines[0].salesperson, "E12");
  EXPECT_EQ(sale.lines[1].counter, std::nullopt);
  EXPECT_EQ(sale.lines[1].salesperson, std::nullopt);
  EXPECT_EQ(stored(2).cashier, "import") << "who sold it stands nowhere in the file";
  const sales::Receipt back = stored(3);
  ASSERT_EQ(back.lines.size(), 1U);
  EXPECT_EQ(back.lines[0].counter, sale.lines[0].counter) << "a return counts where it was sold";
  EXPECT_EQ(back.lines[0].salesperson, "E12");
}

// The exact revenue is that of the prices paid, as the rounded one beside it is.
TEST_F(ReceiptsFile, sums_up_the_exact_revenue_at_the_prices_paid) {
  const auto report = import_file(house, file_of(whole_file()));
  // 2 × 100.00 + 49.90 + 88.50 + 12.345, in 1/10,000,000
  EXPECT_EQ(report.counters.identified_revenue_e7, 3'507'450'000);
}

TEST_F(ReceiptsFile, names_a_member_by_any_identity_and_enrols_external_ones) {
  const std::string known = house.enrol(
      "13900139000",
      {{"card_number", "880012345678"}, {"external_id", "pos:1"}, {"email", "a@b.cn"}}
  );
  const std::string code = house.manager().get("/v1/members/" + known).string("/member_code");
  const std::vector<std::pair<std::string, std::string>> keys{
      {"member_id", known},
      {"member_code", code},
      {"phone", "+86 139 0013 9000"},
      {"card", "8800 1234-5678"},
      {"email", "A@B.cn"},
      {"external", "pos:1"},
      {"external", "pos:2"},   // new
      {"external", "pos:2"}};  // and new no more
  std::vector<FileRow> rows;
  for (const auto& [kind, value] : keys) {
    rows.push_back(
        {.sequence = std::to_string(rows.size() + 1), .member_kind = kind, .member_value = value}
    );
  }
  const auto report = import_file(house, file_of(rows));
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(rejects_of(house), Rejects{});
  EXPECT_EQ(report.counters.of(Outcome::sold_to_member), 8);
  EXPECT_EQ(report.counters.members_enrolled, 1);
  EXPECT_EQ(report.counters.points_earned, 80);
  EXPECT_EQ(house.points(known), 60);
  const Answer fresh = house.manager().post(
      "/v1/members/lookup", {{"kind", "external"}, {"value", "pos:2"}, {"programme", "MAIN"}}
  );
  EXPECT_EQ(fresh.integer("/points/balance"), 20) << fresh;
}

TEST_F(ReceiptsFile, undoes_the_newest_sales_of_a_member_when_it_names_none) {
  const FileRow sale{.member_kind = "phone", .member_value = her_phone};
  FileRow older = sale, newer = sale, back = sale, elsewhere = sale;
  older.quantity = "2";
  newer.date = "2026-02-11";
  elsewhere.date = "2026-02-11";
  elsewhere.sequence = "2";
  elsewhere.item = "A1003";
  back.kind = "refund";
  back.date = "2026-02-12";
  back.sequence = "5";
  back.quantity = "3";
  const auto report = import_file(house, file_of({older, newer, elsewhere, back}));
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(report.counters.of(Outcome::returned), 1) << "one line";
  EXPECT_EQ(report.counters.returns, 2) << "one refund for each sale it undoes";
  EXPECT_EQ(report.counters.returns_amount, 30000);
  EXPECT_EQ(
      seen("2026-02-12", "2026-02-12"),
      (std::vector<Seen>{{"refund", "01", 5, 10000, 10}, {"refund", "01", 6, 20000, 20}})
  ) << "newest first, numbered from the row's own number upwards";
  EXPECT_EQ(read(3).string("/receipt/original"), read(1).string("/receipt/receipt"));
  EXPECT_EQ(read(4).string("/receipt/original"), read(0).string("/receipt/receipt"));
  EXPECT_EQ(house.points(member), 10) << "another item's sale is not touched";
}

TEST_F(ReceiptsFile, the_same_again_changes_nothing) {
  const std::string text = file_of(whole_file());
  const auto first = import_file(house, text);
  ASSERT_EQ(first.state, State::done);
  const auto before = house.verify();
  house.clock().advance_seconds(1);
  house.restart();
  for (const char* const name : {"receipts.csv", "a-copy-of-it.csv"}) {
    const auto again = import_file(house, text, {.name = name});
    EXPECT_EQ(again.state, State::already_done) << name;
    EXPECT_EQ(import::to_text(again.counters), import::to_text(first.counters)) << name;
  }
  const auto after = house.verify();
  EXPECT_EQ(after.sales.receipts, before.sales.receipts);
  EXPECT_EQ(after.sales.claims, before.sales.claims);
  EXPECT_EQ(after.points.digest, before.points.digest);
  EXPECT_EQ(house.points(member), 20);
}

TEST_F(ReceiptsFile, with_more_in_it_posts_what_is_new) {
  ASSERT_EQ(import_file(house, file_of(whole_file())).state, State::done);
  auto rows = whole_file();
  rows.push_back({.date = "2026-02-13", .member_kind = "phone", .member_value = her_phone});
  const auto report = import_file(house, file_of(rows), {.name = "more.csv"});
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(report.counters.of(Outcome::already_posted), 8) << "sales and refunds alike";
  EXPECT_EQ(report.counters.of(Outcome::sold_to_member), 1);
  EXPECT_EQ(report.counters.sales, 1);
  EXPECT_EQ(report.counters.sales_amount, 10000);
  EXPECT_EQ(report.counters.returns, 0);
  EXPECT_EQ(report.counters.points_earned, 10);
  EXPECT_EQ(house.verify().sales.receipts, 6);
  EXPECT_EQ(house.points(member), 30);
}

TEST_F(ReceiptsFile, with_a_receipt_changed_rejects_that_receipt_and_doubles_nothing) {
  ASSERT_EQ(import_file(house, file_of(whole_file())).state, State::done);
  const auto before = house.verify();
  auto rows = whole_file();
  rows[0].quantity = "3";       // of receipt 98, which has two lines
  rows[6].list_price = "1.00";  // of refund 5
  const auto report = import_file(house, file_of(rows), {.name = "changed.csv"});
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(report.counters.of(Outcome::rejected_receipt), 3);
  EXPECT_EQ(report.counters.of(Outcome::already_posted), 5);
  EXPECT_EQ(report.counters.sales, 0);
  EXPECT_EQ(report.counters.returns, 0);
  const Rejects rejects = rejects_of(house, "changed.csv");
  ASSERT_EQ(rejects.size(), 3U);
  for (const std::int64_t line : {2, 3, 8}) {
    ASSERT_TRUE(rejects.contains(line)) << line;
    EXPECT_TRUE(rejects.at(line).starts_with("rejected_receipt: ")) << rejects.at(line);
  }
  const auto after = house.verify();
  EXPECT_EQ(after.sales.receipts, before.sales.receipts);
  EXPECT_EQ(after.points.digest, before.points.digest);
  EXPECT_EQ(read(0).integer("/receipt/payable/amount"), 24990) << "as it was";
}

TEST_F(ReceiptsFile, stopped_after_every_receipt_and_resumed_equals_one_go) {
  const auto one_go = import_file(house, file_of(whole_file()));
  TestHouse other;
  const std::string other_member = other.enrol(her_phone);
  import::Report report;
  int runs = 0;
  do {
    report =
        import_file(other, file_of(whole_file()), {.batch_units = 1, .stop = [] { return true; }});
    EXPECT_EQ(report.resumed, runs > 0);
    other.clock().advance_seconds(1);
    other.restart();
  } while (report.state == State::stopped && ++runs < 20);
  EXPECT_EQ(report.state, State::done);
  EXPECT_GE(runs, 5) << "a batch for each receipt";
  EXPECT_EQ(import::to_text(report.counters), import::to_text(one_go.counters));
  EXPECT_EQ(other.points(other_member), house.points(member));
  EXPECT_EQ(other.verify().sales.receipts, house.verify().sales.receipts);
}

}  // namespace
}  // namespace guanxi::test
