// What an import refuses: every rejected row stands in the rejects file with its reason, and of a
// receipt that cannot be posted whole nothing is posted at all.
#include <gtest/gtest.h>

#include "support/receipts_file.h"

namespace guanxi::test {
namespace {

using import::Outcome;
using State = import::Report::State;

class RejectedRows : public ImportTest {};

TEST_F(RejectedRows, each_say_why_and_post_nothing) {
  const std::string quantity =
      "rejected_row: quantity: a number up to 1000000 with up to 3 decimals";
  const std::string list_price =
      "rejected_row: list_price: a number up to 10000000 with up to 4 decimals";
  const std::string shop_price =
      "rejected_row: shop_price: a number up to 10000000 with up to 4 decimals";
  const std::string amount =
      "rejected_row: amount: a number from 0 to 10000000000 with up to 3 decimals";
  const std::string sign =
      "rejected_negative_quantity: quantity must be above 0; a return is kind refund";
  const std::string item = "rejected_row: item: 1 to 64 characters";
  const std::string number = "rejected_row: sequence: a number from 1 to 999999999";
  const std::string day = "rejected_row: business_date: a date like 2026-11-21";
  const std::string time = "rejected_row: occurred_at: a time like 2026-11-21T15:04:05+08:00";
  const std::string staff = "rejected_row: counter, salesperson: up to 32 characters";
  const FileRow back{.kind = "refund", .date = "2026-02-12"};
  const auto returned = [&](FileRow row) {
    row.kind = back.kind;
    row.date = back.date;
    return row;
  };
  struct Case {
    FileRow row;
    std::string rejected;
    const char* why;
  };
  const Case cases[] = {
      {{.quantity = "0"}, sign, "nothing is no line"},
      {{.quantity = "-1"}, sign, "a return has a kind of its own"},
      {{.quantity = ""}, quantity, "no quantity"},
      {{.quantity = "many"}, quantity, "no number"},
      {{.quantity = "1e3"}, quantity, "no exponents"},
      {{.quantity = "\"1,000\""}, quantity, "no thousands"},
      {{.quantity = "0.0001"}, quantity, "four decimals"},
      {{.quantity = "1000000.001"}, quantity, "a thousandth too many"},
      {{.quantity = "99999999999999999999"}, quantity, "more than 64 bits"},
      {{.list_price = "-0.01"}, "rejected_negative_price: negative price", "a fen below nothing"},
      {{.shop_price = "-1"}, "rejected_negative_price: negative price", "the same, reduced"},
      {{.list_price = ""}, list_price, "no price"},
      {{.list_price = "1.00001"}, list_price, "five decimals"},
      {{.list_price = "10000000.0001"}, list_price, "beyond ten million"},
      {{.list_price = "¥100"}, list_price, "no signs"},
      {{.shop_price = "1.00001"}, shop_price, "five decimals"},
      {{.shop_price = "10000000.0001"}, shop_price, "beyond ten million"},
      {{.amount = "-0.01"}, amount, "negative"},
      {{.amount = "1.0001"}, amount, "four decimals"},
      {{.amount = "10000000000.001"}, amount, "beyond ten billion"},
      {{.quantity = "1000000", .list_price = "10000000"},
       "rejected_receipt: out_of_range at /lines, max 1000000000000",
       "each within its bounds, together beyond any receipt"},
      {{.item = ""}, item, "no item"},
      {{.item = std::string(65, 'x')}, item, "65 characters"},
      {{.kind = "Sale"}, "rejected_row: kind: sale or refund", "as it is written"},
      {{.kind = "void"}, "rejected_row: kind: sale or refund", "a void is no row of a file"},
      {{.store = ""}, "rejected_row: store: 1 to 32 characters", "no store"},
      {{.store = "S999"},
       "rejected_receipt: store_not_found at /store, store S999",
       "no such store"},
      {{.till = ""}, "rejected_row: till: 1 to 32 characters", "no till"},
      {{.till = "09"}, "rejected_receipt: till_not_found at /till, till 09", "no such till"},
      {{.date = "2026-02-30"}, day, "no such day"},
      {{.date = "10.2.2026"}, day, "not ISO"},
      {{.sequence = "0"}, number, "numbers begin at 1"},
      {{.sequence = "007"}, number, "no leading zeros"},
      {{.sequence = "1000000000"}, number, "ten digits"},
      {{.at = "2026-02-10 12:00:00"}, time, "without an offset it is no time"},
      {{.date = "2026-03-02", .at = "2026-03-02T10:05:01+08:00"},
       "rejected_receipt: occurred_in_future at /occurred_at, now 2026-03-02T02:00:00Z",
       "five minutes and a second ahead"},
      {{.date = "2026-02-12", .at = "2026-02-10T12:00:00+08:00"},
       "rejected_receipt: business_date_mismatch at /business_date, expected 2026-02-10",
       "booked two days late"},
      {{.date = "2019-12-31"},
       "rejected_receipt: no_parameters_in_force at /occurred_at",
       "before the programme began"},
      {{.cashier = std::string(33, 'x')}, "rejected_row: cashier: up to 32 characters", "too long"},
      {{.member_kind = "nickname", .member_value = "Ming"},
       "rejected_row: member_kind: member_id, member_code, phone, card, email or external",
       "no such identity"},
      {{.member_value = phone},
       "rejected_row: member_kind: member_id, member_code, phone, card, email or external",
       "a value of we do not know what"},
      {{.member_kind = "external", .member_value = std::string(255, 'x')},
       "rejected_row: member_value: up to 254 characters",
       "too long"},
      {{.member_kind = "phone", .member_value = "13900139000"},
       "rejected_receipt: member_not_found at /member/value",
       "nobody has this phone"},
      {{.member_kind = "card", .member_value = "990000000000"},
       "rejected_receipt: card_not_found at /member/value",
       "nobody has this card"},
      {{.counter = "C99"},
       "rejected_receipt: counter_not_found at /lines/0/counter, counter C99",
       "no such counter"},
      {{.counter = std::string(33, 'x')}, staff, "too long"},
      {{.salesperson = std::string(33, 'x')}, staff, "too long"},
      {back,
       "rejected_row: original_sequence: needed where no member is named",
       "a return of nobody's of nothing"},
      {returned({.original_sequence = "98"}),
       "rejected_row: original_date: a date like 2026-11-21",
       "half of a reference"},
      {returned({.original_date = "2026-02-10", .original_sequence = "x"}),
       "rejected_row: original_sequence: a number",
       "no number"},
      {returned({.original_date = "2026-02-10", .original_sequence = "98"}),
       "rejected_no_sale: the named sale is not here",
       "never sold"},
      {returned({.original_till = "09", .original_date = "2026-02-10", .original_sequence = "98"}),
       "rejected_no_sale: the named sale is not here",
       "there is no such till"},
      {returned({.member_kind = "phone", .member_value = phone}),
       "rejected_no_sale: no sale of this item before it",
       "a member who has bought nothing"},
      {returned({.member_kind = "phone", .member_value = "13900139000"}),
       "rejected_no_sale: the customer has bought nothing here",
       "nobody"},
  };
  std::vector<FileRow> rows;
  for (const Case& one : cases) {
    rows.push_back(one.row);
    if (one.row.sequence == "1") rows.back().sequence = std::to_string(100 + rows.size());
  }
  const Books before = books_of(house);
  const auto report = import_file(house, file_of(rows));
  ASSERT_EQ(report.state, State::done) << report.fault;
  const Rejects rejects = rejects_of(house);
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const auto found = rejects.find(static_cast<std::int64_t>(i) + 2);
    EXPECT_EQ(found == rejects.end() ? "" : found->second, cases[i].rejected)
        << "line " << i + 2 << ", " << cases[i].why;
  }
  EXPECT_EQ(report.counters.lines_read(), std::ssize(cases));
  EXPECT_EQ(report.counters.lines_rejected(), std::ssize(cases));
  EXPECT_EQ(report.counters.sales, 0);
  EXPECT_EQ(report.counters.returns, 0);
  EXPECT_EQ(books_of(house), before);
  EXPECT_EQ(house.points(member), 0);
}

TEST_F(RejectedRows, are_none_that_stand_exactly_on_a_bound) {
  struct Case {
    FileRow row;
    std::int64_t payable;
    const char* why;
  };
  const Case cases[] = {
      {{.quantity = "1000000", .list_price = "0.0001"}, 10000, "a million pieces, four decimals"},
      {{.quantity = "0.001", .list_price = "0.0001"}, 0, "less than half a fen"},
      {{.quantity = "0.001", .list_price = "5"}, 1, "half a fen goes up"},
      {{.list_price = "10000000"}, 1'000'000'000, "ten million a piece"},
      {{.list_price = "0"}, 0, "a gift"},
      {{.amount = "10000000000"}, 1'000'000'000'000, "ten billion on one receipt"},
      {{.amount = "0.005"}, 1, "half a fen goes up"},
      {{.amount = "0"}, 0, "charged nothing"},
      {{.sequence = "999999999"}, 10000, "nine digits"},
      {{.item = std::string(64, 'x')}, 10000, "64 characters"},
      {{.shop_price = "150.00"}, 15000, "dearer than the list: what the till did stands"},
  };
  std::vector<FileRow> rows;
  for (const Case& one : cases) {
    rows.push_back(one.row);
    if (one.row.sequence == "1") rows.back().sequence = std::to_string(rows.size());
    rows.back().member_kind = "phone";
    rows.back().member_value = phone;
  }
  const auto report = import_file(house, file_of(rows));
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(rejects_of(house), Rejects{});
  std::map<std::int64_t, std::int64_t> payable;
  const Answer list =
      house.manager().get("/v1/receipts?store=S001&from=2026-02-10&to=2026-02-10&limit=200");
  for (const auto& row : list.find("/receipts")->as_array()) {
    payable[row.at("sequence").as_int64()] = row.at("payable").at("amount").as_int64();
  }
  std::int64_t points = 0;
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    EXPECT_EQ(payable[*parse_id(rows[i].sequence)], cases[i].payable) << cases[i].why;
    points += cases[i].payable / 1000;
  }
  EXPECT_EQ(house.points(member), points);
}

constexpr const char* differs =
    "differs from the receipt's first row in kind, cashier, member or original";
constexpr const char* unreadable = "quantity: a number up to 1000000 with up to 3 decimals";

std::string row_for(const std::string& why) { return "rejected_row: " + why; }
std::string whole_for(const std::string& why) {
  return "rejected_receipt: another row of this receipt cannot be read: " + why;
}

TEST_F(RejectedRows, take_their_whole_receipt_with_them) {
  const FileRow sale = sold_to(phone);
  const FileRow back = return_of(sale);
  const auto but = [](FileRow row, auto change) {
    change(row);
    return row;
  };
  const FileRow bad = but(sale, [](FileRow& row) { row.quantity = "x"; });
  struct Case {
    std::vector<FileRow> rows;
    Rejects rejects;
    const char* why;
  };
  const Case cases[] = {
      {{sale, bad, sale},
       {{2, whole_for(unreadable)}, {3, row_for(unreadable)}, {4, whole_for(unreadable)}},
       "without one of its lines it would be another receipt"},
      {{bad, sale}, {{2, row_for(unreadable)}, {3, whole_for(unreadable)}}, "the first row"},
      {{sale, bad}, {{2, whole_for(unreadable)}, {3, row_for(unreadable)}}, "the last row"},
      {{sale, but(back, [](FileRow& row) { row.date = "2026-02-10", row.sequence = "1"; })},
       {{2, whole_for(differs)}, {3, row_for(differs)}},
       "a sale and a return under one number"},
      {{sale, but(sale, [](FileRow& row) { row.cashier = "C08"; })},
       {{2, whole_for(differs)}, {3, row_for(differs)}},
       "two cashiers"},
      {{sale, but(sale, [](FileRow& row) { row.member_value = "13900139000"; })},
       {{2, whole_for(differs)}, {3, row_for(differs)}},
       "two members"},
      {{sale, but(sale, [](FileRow& row) { row.member_kind = row.member_value = ""; })},
       {{2, whole_for(differs)}, {3, row_for(differs)}},
       "a member and nobody"},
      {{back, but(back, [](FileRow& row) { row.original_sequence = "2"; })},
       {{2, whole_for(differs)}, {3, row_for(differs)}},
       "returns of two sales"},
      {{back, but(back, [](FileRow& row) { row.original_date = "2026-02-09"; })},
       {{2, whole_for(differs)}, {3, row_for(differs)}},
       "returns of two days' sales"},
      {{sale, but(sale, [](FileRow& row) { row.list_price = "-1"; }), bad},
       {{2, whole_for(unreadable)},
        {3, "rejected_negative_price: negative price"},
        {4, row_for(unreadable)}},
       "a wrong sign has a reason of its own"},
  };
  const Books before = books_of(house);
  int file = 0;
  for (const Case& one : cases) {
    const std::string name = std::to_string(++file) + ".csv";
    const auto report = import_file(house, file_of(one.rows), {.name = name});
    EXPECT_EQ(report.state, State::done) << one.why << ": " << report.fault;
    EXPECT_EQ(rejects_of(house, name), one.rejects) << one.why;
    EXPECT_EQ(report.counters.lines_read(), std::ssize(one.rows)) << one.why;
    EXPECT_EQ(books_of(house), before) << one.why;
  }
  EXPECT_EQ(house.points(member), 0);
}

TEST_F(RejectedRows, take_their_whole_receipt_with_them_whatever_differs) {
  // Two sales that share day and number, of different tills; and two people who share a text.
  ASSERT_EQ(
      import_file(house, file_of({{}, {.till = "02"}}), {.name = "sold.csv"}).counters.sales, 2
  );
  const Books before = books_of(house);
  FileRow first = return_of({}), second = first;
  second.original_till = "02";
  import_file(house, file_of({first, second}), {.name = "tills.csv"});
  EXPECT_EQ(
      rejects_of(house, "tills.csv"), (Rejects{{2, whole_for(differs)}, {3, row_for(differs)}})
  ) << "returns of two tills' sales";
  FileRow theirs = sold_to(phone, {.sequence = "7"}), others = theirs;
  others.member_kind = "external";
  import_file(house, file_of({theirs, others}), {.name = "kinds.csv"});
  EXPECT_EQ(
      rejects_of(house, "kinds.csv"), (Rejects{{2, whole_for(differs)}, {3, row_for(differs)}})
  ) << "one has it as a phone, the other as a number elsewhere";
  EXPECT_EQ(books_of(house), before);
}

TEST_F(RejectedRows, blame_the_row_that_cannot_be_read_not_the_others) {
  const std::string why = "occurred_at: a time like 2026-11-21T15:04:05+08:00";
  const auto report =
      import_file(house, file_of({sold_to(phone, {.at = "noon"}), sold_to(phone), sold_to(phone)}));
  EXPECT_EQ(report.counters.sales, 0);
  EXPECT_EQ(
      rejects_of(house), (Rejects{{2, row_for(why)}, {3, whole_for(why)}, {4, whole_for(why)}})
  );
}

TEST_F(RejectedRows, with_a_wrong_sign_are_left_out_of_their_receipt) {
  const auto report = import_file(
      house,
      file_of(
          {sold_to(phone),
           sold_to(phone, {.item = "A1003", .quantity = "-1", .list_price = "20.00"}),
           sold_to(phone, {.item = "A1002", .list_price = "-59.90"}),
           sold_to(phone, {.item = "A1003", .list_price = "20.00"})}
      )
  );
  EXPECT_EQ(
      rejects_of(house),
      (Rejects{
          {3, "rejected_negative_quantity: quantity must be above 0; a return is kind refund"},
          {4, "rejected_negative_price: negative price"}})
  );
  EXPECT_EQ(report.counters.of(Outcome::sold_to_member), 2);
  EXPECT_EQ(report.counters.sales_amount, 12000);
  EXPECT_EQ(house.points(member), 12);
}

TEST_F(RejectedRows, of_a_receipt_that_stands_apart_find_it_too) {
  FileRow bad = sold_to(phone, {.quantity = "x"});
  const auto report =
      import_file(house, file_of({sold_to(phone), sold_to(phone, {.sequence = "2"}), bad}));
  EXPECT_EQ(rejects_of(house), (Rejects{{2, whole_for(unreadable)}, {4, row_for(unreadable)}}));
  EXPECT_EQ(report.counters.sales, 1) << "the receipt between them";
  EXPECT_EQ(house.points(member), 10);
}

TEST_F(RejectedRows, of_more_than_2000_lines_are_no_receipt) {
  std::vector<FileRow> rows(2000, FileRow{.item = "A1003", .list_price = "0.01"});
  const auto most = import_file(house, file_of(rows));
  EXPECT_EQ(most.counters.of(Outcome::sold_anonymously), 2000);
  EXPECT_EQ(most.counters.sales_amount, 2000);
  const Books before = books_of(house);
  for (FileRow& row : rows) row.sequence = "2";
  rows.push_back(rows.back());
  const auto report = import_file(house, file_of(rows), {.name = "more.csv"});
  EXPECT_EQ(report.counters.of(Outcome::rejected_receipt), 2001);
  EXPECT_EQ(rejects_of(house, "more.csv").at(2), "rejected_receipt: more than 2000 lines");
  EXPECT_EQ(books_of(house), before);
}

TEST_F(RejectedRows, in_gbk_or_with_a_field_too_many_take_their_neighbours_along) {
  // Nobody can say whose line it was: the receipt before it or the one behind it may lack one.
  std::string wide = text_of({.sequence = "4"});
  wide.insert(wide.size() - 1, ",one too many");
  const auto report = import_file(
      house,
      receipts_header() + text_of({.sequence = "1"}) + text_of({.sequence = "2"}) +
          text_of({.sequence = "3", .item = gbk}) + wide + text_of({.sequence = "5"}) +
          text_of({.sequence = "6"})
  );
  ASSERT_EQ(report.state, State::done) << report.fault;
  const std::string why = "no CSV or no UTF-8";
  EXPECT_EQ(
      rejects_of(house),
      (Rejects{
          {3, whole_for(why)},
          {4, "rejected_row: not_utf8"},
          {5, "rejected_row: wrong_field_count"},
          {6, whole_for(why)}})
  );
  EXPECT_EQ(report.counters.of(Outcome::rejected_row), 2);
  EXPECT_EQ(report.counters.sales, 2) << "the first and the last";
  EXPECT_EQ(report.counters.lines_read(), 6);
}

TEST_F(RejectedRows, that_cannot_be_read_may_have_been_the_last_of_their_receipt) {
  const Books before = books_of(house);
  const std::string good = text_of(sold_to(phone));
  const auto report =
      import_file(house, receipts_header() + good + text_of(sold_to(phone, {.item = gbk})));
  EXPECT_EQ(report.counters.of(Outcome::rejected_row), 1);
  EXPECT_EQ(report.counters.of(Outcome::rejected_receipt), 1);
  EXPECT_EQ(books_of(house), before);
}

// A row that is no text or no record says neither less nor more than one whose quantity is none:
// the receipt it stands in is not whole.
TEST_F(RejectedRows, in_gbk_or_with_a_field_too_many_take_their_receipt_with_them) {
  const std::string good = text_of(sold_to(phone));
  std::string wide = good;
  wide.insert(wide.size() - 1, ",one too many");
  const std::pair<const char*, std::string> broken[] = {
      {"gbk.csv", text_of(sold_to(phone, {.item = gbk}))}, {"wide.csv", wide}};
  const Books before = books_of(house);
  for (const auto& [name, row] : broken) {
    const auto report = import_file(house, receipts_header() + good + row + good, {.name = name});
    EXPECT_EQ(report.counters.of(Outcome::rejected_row), 1) << name;
    EXPECT_EQ(report.counters.of(Outcome::rejected_receipt), 2) << name;
    EXPECT_EQ(report.counters.sales, 0) << name;
    EXPECT_EQ(books_of(house), before) << name;
  }
  EXPECT_EQ(house.points(member), 0);
}

}  // namespace
}  // namespace guanxi::test
