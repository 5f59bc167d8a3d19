// Files in the format `receipts` for tests: rows written by name, imported into a house, and the
// rejects read back by line.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "flows/import/import.h"
#include "support/house.h"

namespace guanxi::test {

/// One row. What a test does not name is a sale of one A1001 to nobody at till 01 of S001. Cells go
/// into the file as they are: quotes are the test's own.
struct FileRow {
  std::string kind = "sale", store = "S001", till = "01", date = "2026-02-10", sequence = "1";
  std::string at = {};  // empty: noon of `date` in Shanghai
  std::string cashier = "C07", member_kind = {}, member_value = {};
  std::string item = "A1001", quantity = "1", list_price = "100.00", shop_price = {}, amount = {};
  std::string counter = {}, salesperson = {};
  std::string original_till = {}, original_date = {}, original_sequence = {};
};

/// The same row, bought by the member with that phone.
FileRow sold_to(const std::string& phone, FileRow row = {});
/// A return of what `row` sold, two days after most sales, as number 5; it names the sale.
FileRow return_of(const FileRow& row, const std::string& quantity = "1");

/// The header line of all columns, in the order of the guide.
std::string receipts_header();
std::string text_of(const FileRow& row);
/// Header and rows: the first row is line 2.
std::string file_of(const std::vector<FileRow>& rows);

struct ImportHow {
  std::string name = "receipts.csv";  // below the house's directory
  int batch_units = 64;
  std::function<bool()> stop = {};
  app::Application* application = nullptr;  // null: the house's own
};
/// Writes the file and imports it. Rejects go to <name>.rejects.csv.
guanxi::import::Report import_file(
    TestHouse& house, const std::string& text, const ImportHow& how = {}
);

/// Line of the file -> "outcome: reason". Fails the test when a line stands there twice.
using Rejects = std::map<std::int64_t, std::string>;
Rejects rejects_of(TestHouse& house, const std::string& name = "receipts.csv");

/// How much stands in the books: what is the same before and after has posted nothing.
struct Books {
  std::int64_t receipts = 0, claims = 0, entries = 0;
  bool operator==(const Books&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Books& books);
Books books_of(TestHouse& house);

inline constexpr const char* gbk = "\xD2\xC2\xB7\xFE";  // 衣服 as an old till writes it

/// A house with one member, found by `phone`.
class ImportTest : public testing::Test {
 protected:
  static constexpr const char* phone = "13800138000";
  TestHouse house;
  const std::string member = house.enrol(phone);
};

}  // namespace guanxi::test
