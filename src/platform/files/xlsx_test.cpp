#include "platform/files/xlsx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <fstream>

namespace guanxi::files {
namespace {

using testing::ElementsAre;

using Rows = std::vector<std::vector<std::string>>;

class XlsxTest : public testing::Test {
 protected:
  XlsxTest() {
    std::string name = (std::filesystem::temp_directory_path() / "xlsx-test-XXXXXX").string();
    directory = mkdtemp(name.data());
  }
  ~XlsxTest() override { std::filesystem::remove_all(directory); }

  std::filesystem::path save(const std::string& content) {
    const auto path = directory / "book.xlsx";
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  /// A workbook of the given parts beside those that every one has.
  std::filesystem::path zip(std::vector<std::pair<std::string, std::string>> parts) {
    parts.insert(
        parts.begin(),
        {{"xl/workbook.xml",
          R"(<x:workbook xmlns:x="m" xmlns:r="o"><x:sheets><x:sheet name="One" r:id="r1"/>)"
          R"(<x:sheet name="Two" r:id="r2"/></x:sheets></x:workbook>)"},
         {"xl/_rels/workbook.xml.rels",
          R"(<Relationships xmlns="p"><Relationship Id="r1" Type="t/worksheet" )"
          R"(Target="worksheets/first.xml"/><Relationship Id="r9" Type="t/sharedStrings" )"
          R"(Target="/xl/texts.xml"/></Relationships>)"}}
    );
    const auto path = directory / "made.xlsx";
    std::filesystem::remove(path);
    int error = 0;
    zip_t* const made = zip_open(path.c_str(), ZIP_CREATE, &error);
    for (const auto& [name, content] : parts) {
      zip_source_t* const source = zip_source_buffer(made, content.data(), content.size(), 0);
      EXPECT_GE(zip_file_add(made, name.c_str(), source, 0), 0);
    }
    EXPECT_EQ(zip_close(made), 0);
    return path;
  }
  Rows rows_of(XlsxReader& reader) {
    Rows rows;
    while (reader.next()) rows.push_back(reader.cells());
    return rows;
  }
  XlsxFault fault_of(const std::filesystem::path& path, const XlsxLimits& limits = {}) {
    XlsxReader reader(path, limits);
    while (reader.next()) {
    }
    EXPECT_TRUE(reader.fault().has_value());
    return reader.fault().value_or(XlsxFault{});
  }

  std::filesystem::path directory;
  const std::pair<std::string, std::string> no_texts{"xl/texts.xml", "<sst/>"};
};

TEST_F(XlsxTest, what_is_written_is_read_back_as_text) {
  XlsxWriter writer("Cards");
  const std::vector<std::string_view> header{"number", "code", "名称"};
  const std::vector<std::string_view> row{"0088", "=1+1", "<王&芳>\n\"x\""};
  writer.add_row(header);
  writer.add_row(row);
  const std::string content = writer.finish();
  EXPECT_EQ(content.substr(0, 2), "PK");
  XlsxReader reader(save(content));
  const Rows rows = rows_of(reader);
  ASSERT_EQ(reader.fault(), std::nullopt);
  EXPECT_THAT(
      rows,
      ElementsAre(
          ElementsAre("number", "code", "名称"), ElementsAre("0088", "=1+1", "<王&芳>\n\"x\"")
      )
  );
}

TEST_F(XlsxTest, every_kind_of_cell_is_read) {
  XlsxReader reader(zip(
      {{"xl/worksheets/first.xml",
        R"(<worksheet xmlns="m"><sheetData>)"
        R"(<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2"><f>1+1</f><v>2</v></c>)"
        R"(<c r="AB2" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>)"
        R"(<row r="3"><c r="A3"/></row><row><c t="str"><v>ok</v></c><c t="b"><v>1</v></c></row>)"
        R"(<row r="9"><c r="A9" t="s"><v>0</v></c></row></sheetData></worksheet>)"},
       {"xl/texts.xml",
        R"(<sst xmlns="m"><si><t>zero</t></si><si><r><t>王</t></r><r><t>芳</t></r>)"
        R"(<rPh sb="0" eb="1"><t>wang</t></rPh></si></sst>)"}}
  ));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.row(), 2U);
  std::vector<std::string> wanted(28);
  wanted[0] = "王芳";
  wanted[2] = "2";
  wanted[27] = "inline";
  EXPECT_EQ(reader.cells(), wanted);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.row(), 4U) << "a row of empty cells is passed over";
  EXPECT_THAT(reader.cells(), ElementsAre("ok", "1"));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.row(), 9U);
  EXPECT_THAT(reader.cells(), ElementsAre("zero"));
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.fault().has_value());
}

TEST_F(XlsxTest, what_is_no_workbook_says_so) {
  using Kind = XlsxFault::Kind;
  EXPECT_EQ(fault_of(directory / "missing.xlsx").kind, Kind::not_a_workbook);
  EXPECT_EQ(fault_of(save("name,phone\n")).kind, Kind::not_a_workbook);
  EXPECT_EQ(fault_of(save("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")).kind, Kind::encrypted);
  EXPECT_EQ(fault_of(zip({})).kind, Kind::damaged) << "a sheet that is not there";
  const auto sheet = [&](const std::string& xml) {
    return fault_of(zip({{"xl/worksheets/first.xml", xml}, no_texts})).kind;
  };
  EXPECT_EQ(sheet("<worksheet><sheetData>"), Kind::damaged);
  EXPECT_EQ(sheet(R"(<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>)"), Kind::damaged);
  EXPECT_EQ(sheet(R"(<w><row r="2"/><row r="2"/></w>)"), Kind::damaged);
  EXPECT_EQ(sheet(R"(<w><row><c t="s"><v>7</v></c></row></w>)"), Kind::damaged);
  EXPECT_EQ(sheet(R"(<w><row><c r="ZZZ1"/></row></w>)"), Kind::too_large);
}

TEST_F(XlsxTest, a_bomb_stops_at_its_limit) {
  const std::string cells(200'000, ' ');
  const auto bomb =
      zip({{"xl/worksheets/first.xml", "<w><row><c><v>" + cells + "</v></c></row></w>"}, no_texts});
  XlsxLimits limits;
  EXPECT_EQ(fault_of(bomb, limits).kind, XlsxFault::Kind::too_large) << "the cell";
  limits.cell_bytes_max = 1 << 20;
  limits.unpacked_bytes_max = 100'000;
  EXPECT_EQ(fault_of(bomb, limits).kind, XlsxFault::Kind::too_large) << "the file";
  limits = {};
  limits.rows_max = 1;
  EXPECT_EQ(
      fault_of(
          zip({{"xl/worksheets/first.xml", R"(<w><row r="2"><c><v>1</v></c></row></w>)"}, no_texts}
          ),
          limits
      )
          .kind,
      XlsxFault::Kind::too_large
  );
  limits = {};
  limits.shared_bytes_max = 100;
  EXPECT_EQ(
      fault_of(
          zip(
              {{"xl/worksheets/first.xml", "<w/>"},
               {"xl/texts.xml", "<sst><si><t>" + cells + "</t></si></sst>"}}
          ),
          limits
      )
          .kind,
      XlsxFault::Kind::too_large
  );
}

TEST(XlsxDateTest, days_count_from_the_end_of_1899) {
  EXPECT_EQ(date_of_serial("45000"), Date::of(2023, 3, 15));
  EXPECT_EQ(date_of_serial("61"), Date::of(1900, 3, 1));
  EXPECT_EQ(date_of_serial("2958465"), Date::of(9999, 12, 31));
  for (const char* const text : {"60", "0", "", "-5", "45000.5", "2958466", "2023-03-15"}) {
    EXPECT_EQ(date_of_serial(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace guanxi::files
