// Files as other programs save them.
#include "flows/rosters/sheet.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "platform/files/xlsx.h"

namespace guanxi::rosters {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// "姓名" in GB18030.
constexpr const char* gb_name = "\xD0\xD5\xC3\xFB";

class Sheets : public testing::Test {
 protected:
  Sheets() {
    std::string pattern = testing::TempDir() + "rosters.XXXXXX";
    GX_CHECK(mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
  }
  ~Sheets() override { std::filesystem::remove_all(directory_); }

  Rows read(const std::string& bytes) {
    const auto file = directory_ / "file";
    std::ofstream(file, std::ios::binary) << bytes;
    sheet_ = open_sheet(file);
    Rows rows;
    for (;;) {
      last_ = sheet_->next();
      if (last_ == Step::damaged) rows.push_back({"damaged"});
      if (last_ == Step::row) rows.push_back(sheet_->cells());
      if (last_ == Step::end || last_ == Step::broken) return rows;
    }
  }

  std::filesystem::path directory_;
  std::unique_ptr<Sheet> sheet_;
  Step last_ = Step::end;
};

TEST_F(Sheets, are_told_by_their_bytes) {
  const Rows expected{{"姓名", "手机"}, {"张三", "138"}};
  const std::string utf8 = "姓名,手机\n张三,138\n";
  EXPECT_EQ(read(utf8), expected);
  EXPECT_EQ(read("\xEF\xBB\xBF" + utf8), expected) << "with its mark";
  EXPECT_EQ(read("姓名;手机\r\n\"张三\";138\r\n"), expected) << "semicolons";
  EXPECT_EQ(read("姓名\t手机\n张三\t138\n"), expected) << "tabs";
  EXPECT_EQ(read(std::string(gb_name) + ",\xCA\xD6\xBB\xFA\n\xD5\xC5\xC8\xFD,138\n"), expected)
      << "GB18030";
  EXPECT_EQ(read("\"a,b;c\";d\n1;2\n"), (Rows{{"a,b;c", "d"}, {"1", "2"}}))
      << "what stands in quotes separates nothing, and a tie goes to the comma";

  files::XlsxWriter workbook("会员");
  for (const auto& row : expected) {
    workbook.add_row(std::vector<std::string_view>(row.begin(), row.end()));
  }
  EXPECT_EQ(read(workbook.finish()), expected);
  EXPECT_TRUE(sheet_->is_workbook());
}

TEST_F(Sheets, of_gb18030_may_be_long_and_have_four_byte_characters) {
  std::string bytes = std::string(gb_name) + "\n";
  for (int i = 0; i < 20'000; ++i) bytes += "\x81\x30\x81\x30\xD5\xC5\n";  // U+0080, 张
  const Rows rows = read(bytes);
  ASSERT_EQ(rows.size(), 20'001U);
  EXPECT_EQ(rows.back(), (std::vector<std::string>{"\xC2\x80张"}));
}

TEST_F(Sheets, in_no_encoding_are_refused) {
  read(std::string(gb_name) + "\n\xFF\xFF\n");
  EXPECT_EQ(last_, Step::broken);
  EXPECT_NE(sheet_->why(api::Language::en).find("neither UTF-8 nor GB18030"), std::string::npos)
      << sheet_->why(api::Language::en);
  read("\xFF\xFEY\x01");
  EXPECT_EQ(last_, Step::broken) << "UTF-16";
  read("PK\x03\x04 and no more");
  EXPECT_EQ(last_, Step::broken);
}

TEST_F(Sheets, lose_no_good_row_behind_a_damaged_one) {
  EXPECT_EQ(
      read("a,b\n1,2,3\n\"x\"y,2\n3,4\n"), (Rows{{"a", "b"}, {"damaged"}, {"damaged"}, {"3", "4"}})
  );
}

}  // namespace
}  // namespace guanxi::rosters
