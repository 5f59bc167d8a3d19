// Imports as a whole: numbers that are taken, returns that find nothing, and files that are wrong,
// half, corrected, or written by a spreadsheet.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/receipts_file.h"

namespace guanxi::test {
namespace {

using import::Outcome;
using State = import::Report::State;

class ImportedFiles : public ImportTest {};
class TakenNumbers : public ImportTest {};
class RejectedReturns : public ImportTest {};

TEST_F(TakenNumbers, stay_with_the_receipt_that_has_them) {
  const Answer sale = house.sell({.phone = phone, .lines = {{"A1001"}}, .sequence = 41});
  ASSERT_EQ(sale.status, 201) << sale;
  const Books before = books_of(house);
  const FileRow again =
      sold_to(phone, {.date = "2026-03-02", .sequence = "41", .at = "2026-03-02T09:00:00+08:00"});
  FileRow back = again;
  back.kind = "refund";
  int file = 0;
  for (const FileRow& row : {again, back}) {
    const std::string name = std::to_string(++file) + ".csv";
    const auto report = import_file(house, file_of({row}), {.name = name});
    EXPECT_EQ(report.counters.of(Outcome::rejected_receipt), 1) << row.kind;
    EXPECT_EQ(report.counters.of(Outcome::already_posted), 0) << row.kind;
    EXPECT_EQ(
        rejects_of(house, name), (Rejects{{2, "rejected_receipt: another receipt has this number"}})
    ) << row.kind
      << ": a file has no retry keys that could be blamed";
    EXPECT_EQ(books_of(house), before) << row.kind;
  }
  EXPECT_EQ(house.points(member), 10);
}

TEST_F(TakenNumbers, are_free_on_another_till_and_day) {
  const auto report = import_file(
      house,
      file_of({{}, {.till = "02"}, {.store = "S002"}, {.date = "2026-02-11"}, {.sequence = "2"}})
  );
  EXPECT_EQ(report.counters.sales, 5);
  EXPECT_EQ(rejects_of(house), Rejects{});
}

TEST_F(RejectedReturns, of_more_than_was_sold_take_what_there_is_once) {
  const FileRow sale = sold_to(phone, {.quantity = "2"});
  FileRow more = return_of(sale, "3"), again = return_of(sale), other = return_of(sale);
  again.sequence = "6";
  other.sequence = "7";
  other.item = "A1002";
  const auto report = import_file(house, file_of({sale, more, again, other}));
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(report.counters.of(Outcome::returned_in_part), 1);
  EXPECT_EQ(report.counters.of(Outcome::rejected_no_sale), 2);
  EXPECT_EQ(report.counters.returns, 1);
  EXPECT_EQ(report.counters.returns_amount, 20000);
  EXPECT_EQ(
      rejects_of(house),
      (Rejects{
          {3, "returned_in_part: 1 of 3 found no sale"},
          {4, "rejected_no_sale: no sale of this item before it"},
          {5, "rejected_no_sale: no sale of this item before it"}})
  );
  EXPECT_EQ(house.points(member), 0);
}

TEST_F(RejectedReturns, before_their_sale_are_no_returns) {
  const FileRow sale = sold_to(phone);
  FileRow named = return_of(sale), unnamed = named;
  named.date = unnamed.date = "2026-02-09";
  unnamed.sequence = "6";
  unnamed.original_date = unnamed.original_sequence = "";
  const auto report = import_file(house, file_of({sale, named, unnamed}));
  EXPECT_EQ(report.counters.returns, 0);
  EXPECT_EQ(
      rejects_of(house),
      (Rejects{
          {3, "rejected_receipt: out_of_range at /occurred_at, min 2026-02-10T04:00:00Z"},
          {4, "rejected_no_sale: no sale of this item before it"}})
  );
  EXPECT_EQ(house.points(member), 10);
}

TEST_F(RejectedReturns, of_what_is_no_sale_any_more_or_never_was) {
  const std::string receipt =
      house.sell({.phone = phone, .lines = {{"A1001"}}, .sequence = 1}).string("/receipt");
  ASSERT_EQ(house.void_sale({.receipt = receipt, .sequence = 2}).status, 201);
  const Books before = books_of(house);
  FileRow of_voided = return_of({.date = "2026-03-02"});
  of_voided.date = "2026-03-02";
  of_voided.at = house.now_text();
  FileRow of_void = of_voided;
  of_void.sequence = "6";
  of_void.original_sequence = "2";
  const auto report = import_file(house, file_of({of_voided, of_void}));
  EXPECT_EQ(report.counters.of(Outcome::rejected_no_sale), 2);
  EXPECT_EQ(report.counters.returns, 0);
  EXPECT_EQ(books_of(house), before);
  EXPECT_EQ(house.points(member), 0);
}

// Of a return that names no sale, a part may be refused and the rest posted under the next number.
// Another file with that return in it finds the rest posted, and goes on.
TEST(RefusedReturns, that_were_posted_in_part_do_not_stop_the_next_file) {
  static constexpr const char* phone = "13800138000";
  programmes::Parameters strict;
  strict.shortfall = programmes::ShortfallPolicy::refuse;
  TestHouse house({.parameters = strict});
  const std::string member = house.enrol(phone);
  const auto sold = [](const char* date, const char* price) {
    return sold_to(phone, {.date = date, .list_price = price});
  };
  ASSERT_EQ(
      import_file(
          house,
          file_of({sold("2026-02-01", "0"), sold("2026-02-02", "0"), sold("2026-02-03", "100.00")}),
          {.name = "sales.csv"}
      )
          .counters.sales,
      3
  );
  const Answer spent = house.manager().post(
      "/v1/members/" + member + "/points/redemptions", {{"points", 5}, {"reason", "mug"}}, "mug"
  );
  ASSERT_EQ(spent.status, 201) << spent;
  FileRow back = return_of(sold("2026-02-12", "0"), "2");
  back.original_date = back.original_sequence = "";
  const auto first = import_file(house, file_of({back}), {.name = "back.csv"});
  EXPECT_EQ(first.counters.of(Outcome::returned_in_part), 1)
      << "5 points do not cover the newest sale; the one before it earned nothing";
  EXPECT_EQ(first.counters.returns, 1);
  const FileRow other{.sequence = "77"};
  const auto next = import_file(house, file_of({back, other}), {.name = "again.csv"});
  EXPECT_EQ(next.state, State::done) << next.fault;
  EXPECT_EQ(next.counters.sales, 1) << "the rest of the file";
  EXPECT_EQ(next.counters.lines_read(), 2);
  EXPECT_LE(first.counters.returns + next.counters.returns, 2) << "never more than the row says";
  EXPECT_EQ(house.points(member), 5);
}

TEST_F(ImportedFiles, may_come_from_a_spreadsheet) {
  // A byte order mark, CRLF, columns in another order, only those that are needed, one of its own.
  const auto report = import_file(
      house,
      "\xEF\xBB\xBFsequence,kind, store ,till,business_date,occurred_at,item,quantity,list_price,"
      "remark\r\n"
      "7,sale,S001,01,2026-02-10,2026-02-10T12:00:00+08:00,A1001,1,100.00,\"one, two\"\r\n"
      "\r\n"
      "8,sale,S001,01,2026-02-10,2026-02-10T12:01:00+08:00,\"A1\"\"2\"\"\",1,10,\"two\r\nlines\""
  );
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(rejects_of(house), Rejects{});
  const Answer list = house.manager().get("/v1/receipts?store=S001&from=2026-02-10&to=2026-02-10");
  ASSERT_EQ(list.size("/receipts"), 2U) << list;
  EXPECT_EQ(list.integer("/receipts/0/sequence"), 7);
  EXPECT_EQ(list.integer("/receipts/0/payable/amount"), 10000);
  EXPECT_EQ(list.integer("/receipts/1/sequence"), 8);
  EXPECT_EQ(list.integer("/receipts/1/payable/amount"), 1000);
  const Answer read = house.manager().get("/v1/receipts/" + list.string("/receipts/1/receipt"));
  EXPECT_EQ(read.string("/receipt/lines/0/item"), "A1\"2\"");
}

TEST_F(ImportedFiles, of_the_wrong_kind_leave_no_trace) {
  std::string without_number = receipts_header(), twice = receipts_header();
  without_number.replace(without_number.find("sequence"), 8, "number");
  twice.replace(twice.find("cashier"), 7, "kind");
  struct Case {
    std::string text, fault;
    const char* why;
  };
  const Case cases[] = {
      {"", "the file is empty", "nothing"},
      {"\n\n", "the file is empty", "nothing but lines"},
      {without_number + text_of({}), "sequence", "a column is missing, and named"},
      {twice + text_of({}), "kind", "a column twice"},
      {"InvoiceNo,StockCode\n536001,85123A\n", "kind", "another format's"},
      {"{\"kind\":\"sale\"}\n", "line 1", "JSON"},
      {std::string("\xFF\xFEk\0i\0n\0d\0", 10), "UTF-16", "saved as Unicode text"},
      {std::string(gbk) + "," + file_of({{}}), "UTF-8", "a header in GBK"},
      {std::string("\x50\x4b\x03\x04\0\0", 6), "line 1", "a workbook"},
      {"\"kind,store\n" + text_of({}), "never closed", "a quote that nobody closes"},
  };
  const Books before = books_of(house);
  int file = 0;
  for (const Case& one : cases) {
    const std::string name = std::to_string(++file) + ".csv";
    const auto report = import_file(house, one.text, {.name = name});
    EXPECT_EQ(report.state, State::failed) << one.why;
    EXPECT_NE(report.fault.find(one.fault), std::string::npos) << one.why << ": " << report.fault;
    EXPECT_EQ(report.counters.lines_read(), 0) << one.why;
    EXPECT_FALSE(std::filesystem::exists(house.directory() / (name + ".rejects.csv"))) << one.why;
  }
  EXPECT_EQ(books_of(house), before);
}

TEST_F(ImportedFiles, with_a_header_alone_are_done) {
  const auto report = import_file(house, receipts_header());
  EXPECT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(report.counters.lines_read(), 0);
}

TEST_F(ImportedFiles, cut_off_within_quotes_post_nothing_that_may_be_half) {
  const std::string whole = file_of(
      {sold_to(phone, {.sequence = "1"}),
       sold_to(phone, {.sequence = "2"}),
       sold_to(phone, {.sequence = "3", .item = "\"A1001\""})}
  );
  const std::string half = whole.substr(0, whole.rfind("\"A1001\"") + 4);
  const Books before = books_of(house);
  for (const bool again : {false, true}) {
    const auto cut = import_file(house, half, {.name = "half.csv"});
    EXPECT_EQ(cut.state, State::failed);
    EXPECT_EQ(cut.resumed, again);
    EXPECT_NE(cut.fault.find("line 4"), std::string::npos) << cut.fault;
    EXPECT_NE(cut.fault.find("never closed"), std::string::npos) << cut.fault;
    EXPECT_EQ(cut.rows_dropped, 2U) << "the rows that were read of receipts still open";
    EXPECT_EQ(cut.counters.lines_read(), 0);
    EXPECT_EQ(books_of(house), before);
  }
  const auto rest = import_file(house, whole, {.name = "whole.csv"});
  EXPECT_EQ(rest.state, State::done) << rest.fault;
  EXPECT_EQ(rest.counters.sales, 3);
  EXPECT_EQ(house.points(member), 30);
  EXPECT_EQ(import_file(house, half, {.name = "half.csv"}).state, State::failed);
  EXPECT_EQ(house.points(member), 30) << "half of it afterwards brings nothing";
}

TEST_F(ImportedFiles, corrected_bring_what_was_missing) {
  const FileRow good = sold_to(phone, {.sequence = "1"});
  const FileRow bad = sold_to(phone, {.sequence = "2", .quantity = "two"});
  ASSERT_EQ(import_file(house, file_of({good, bad})).counters.lines_rejected(), 1);
  // The rejects file has the format's own columns: correct it and import it.
  std::ostringstream read;
  read << std::ifstream(house.directory() / "receipts.csv.rejects.csv", std::ios::binary).rdbuf();
  std::string rejects = read.str();
  const std::size_t at = rejects.find(",two,");
  ASSERT_NE(at, std::string::npos) << rejects;
  rejects.replace(at, 5, ",2,");
  const auto report = import_file(house, rejects, {.name = "corrected.csv"});
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(report.counters.sales, 1);
  EXPECT_EQ(report.counters.sales_amount, 20000);
  EXPECT_EQ(house.points(member), 30);
}

}  // namespace
}  // namespace guanxi::test
