#include "platform/files/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace guanxi::files {
namespace {

using testing::ElementsAre;

const std::vector<TableColumn> table_columns = {
    {"Card"}, {"Amount", CellKind::number}, {"Day", CellKind::date}, {"Time", CellKind::time}};

std::string written(TableForm form, const std::vector<std::vector<std::string>>& rows) {
  std::string content;
  TableWriter writer(form, "table", table_columns, [&](std::string_view bytes) {
    content += bytes;
  });
  for (const auto& row : rows) writer.add_row(row);
  writer.finish();
  return content;
}

/// As a workbook stores them, without the header.
std::vector<std::vector<std::string>> read_back(const std::string& content) {
  std::string name = (std::filesystem::temp_directory_path() / "table-test-XXXXXX").string();
  const std::filesystem::path directory = mkdtemp(name.data());
  std::ofstream(directory / "book.xlsx", std::ios::binary) << content;
  XlsxReader reader(directory / "book.xlsx");
  std::vector<std::vector<std::string>> rows;
  while (reader.next()) rows.push_back(reader.cells());
  EXPECT_FALSE(reader.fault().has_value());
  std::filesystem::remove_all(directory);
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

TEST(Table, is_csv_that_spreadsheets_open_and_run_nothing_of) {
  EXPECT_EQ(
      written(
          TableForm::csv,
          {{"0012345678901234567", "-12.50", "2026-03-02", "2026-03-02 10:00:00"},
           {"=1+1", "=2+2", "+3", "@4"},
           {"-5", "-5", "", "a,\"b\""}}
      ),
      "\xEF\xBB\xBF"
      "Card,Amount,Day,Time\n"
      "0012345678901234567,-12.50,2026-03-02,2026-03-02 10:00:00\n"
      "'=1+1,'=2+2,'+3,'@4\n"
      "'-5,-5,,\"a,\"\"b\"\"\"\n"
  );
}

TEST(Table, is_a_workbook_with_numbers_dates_and_times) {
  const auto rows = read_back(written(
      TableForm::xlsx,
      {{"0012345678901234567", "-12.50", "2026-03-02", "2026-03-02 12:00:00"},
       {"=1+1", "=2+2", "soon", "2026-03-02"},
       {"7", "1234567890123456", "2026-02-30", "2026-03-02 25:00:00"}}
  ));
  ASSERT_EQ(rows.size(), 3U);
  // 2026-03-02 is the day 46083 of a spreadsheet.
  EXPECT_THAT(rows[0], ElementsAre("0012345678901234567", "-12.5", "46083", "46083.5"));
  EXPECT_THAT(rows[1], ElementsAre("=1+1", "=2+2", "soon", "2026-03-02")) << "texts, no formulas";
  EXPECT_THAT(rows[2], ElementsAre("7", "1234567890123456", "2026-02-30", "2026-03-02 25:00:00"))
      << "what is none of its column, and what a double would not keep";
}

TEST(Table, cuts_what_a_cell_of_a_workbook_cannot_hold) {
  const std::string longest(31'999, 'a');
  const auto rows = read_back(written(TableForm::xlsx, {{longest + "关系", "1", "", ""}}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].front(), longest) << "not amidst a character";
}

}  // namespace
}  // namespace guanxi::files
