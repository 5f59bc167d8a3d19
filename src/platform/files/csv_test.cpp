#include "platform/files/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text.h"

namespace guanxi::files {
namespace {

using Kind = CsvFault::Kind;
using namespace std::string_view_literals;
using testing::ElementsAre;
using Record = std::vector<std::string>;

/// Hands out at most `most` bytes at a time, so that every border between two reads is met, and may
/// fail at the end.
class SlowSource final : public Source {
 public:
  SlowSource(std::string_view text, std::size_t most, bool fails = false)
      : rest_(text), most_(most), fails_(fails) {}
  std::size_t read(std::span<char> into) override {
    const std::size_t taken = rest_.copy(into.data(), std::min(into.size(), most_));
    rest_.remove_prefix(taken);
    if (taken == 0 && fails_) fault_ = SourceFault{SourceFault::Kind::truncated, "half"};
    return taken;
  }
  const std::optional<SourceFault>& fault() const override { return fault_; }

 private:
  std::string_view rest_;
  std::size_t most_;
  bool fails_;
  std::optional<SourceFault> fault_;
};

/// What a reader made of a text, one line of words per step.
std::vector<std::string> steps_of(CsvReader& reader) {
  std::vector<std::string> steps;
  for (CsvStep step = reader.next(); step != CsvStep::end; step = reader.next()) {
    if (step == CsvStep::fault) {
      const CsvFault& fault = reader.fault();
      steps.push_back(
          "!" + std::string(fault_name(fault.kind)) + " line " + std::to_string(fault.line) +
          " field " + std::to_string(fault.field) + (fault.fatal ? " fatal" : "")
      );
      continue;
    }
    std::string words = std::to_string(reader.line()) + ":";
    for (const std::string_view field : reader.fields()) words += "[" + std::string(field) + "]";
    steps.push_back(words);
  }
  EXPECT_EQ(reader.next(), CsvStep::end) << "the end stays the end";
  return steps;
}

struct Case {
  const char* reason;
  std::string text;
  std::vector<std::string> steps;
};

const Case cases[] = {
    {"nothing is no record", "", {}},
    {"the last line needs no line end", "a,b\nc,d", {"1:[a][b]", "2:[c][d]"}},
    {"CRLF and LF may mix", "a,b\r\nc,d\ne,f\r\n", {"1:[a][b]", "2:[c][d]", "3:[e][f]"}},
    {"empty fields are fields", ",\n,,x\n", {"1:[][]", "2:[][][x]"}},
    {"a line without characters is no record", "a\n\n\r\nb\n", {"1:[a]", "4:[b]"}},
    {"an empty quoted field is one", "\"\"\n", {"1:[]"}},
    {"quotes keep separators, breaks and doubled quotes",
     "\"a,\"\"b\"\"\r\nc\",d\ne\n",
     {"1:[a,\"b\"\r\nc][d]", "3:[e]"}},
    {"blanks are content", " a , b \n", {"1:[ a ][ b ]"}},
    {"a byte order mark is not content",
     "\xEF\xBB\xBF"
     "a,b\n",
     {"1:[a][b]"}},
    {"only at the start of the file",
     "a\n\xEF\xBB\xBF"
     "b\n",
     {"1:[a]",
      "2:[\xEF\xBB\xBF"
      "b]"}},
    {"a byte order mark before a quote", "\xEF\xBB\xBF\"a\",b\n", {"1:[a][b]"}},
    {"Chinese text", "名称,单位\n苹果,公斤\n", {"1:[名称][单位]", "2:[苹果][公斤]"}},
    {"text after a closing quote, then on",
     "\"a\"b,c\nd,e\n",
     {"!text_after_quote line 1 field 1", "2:[d][e]"}},
    {"a quote inside a plain field",
     "x,a\"b\nc,d\n",
     {"!quote_in_plain_field line 1 field 2", "2:[c][d]"}},
    {"blanks before a quote make it a plain field",
     "a, \"b\"\n",
     {"!quote_in_plain_field line 1 field 2"}},
    {"a quote that is never closed is told where it opens",
     "a\nb,\"c\nd\ne",
     {"1:[a]", "!quote_not_closed line 2 field 2 fatal"}},
    {"a return without a line feed", "a\rb\nc\n", {"!stray_return line 1 field 1", "2:[c]"}},
    {"also at the start of a line", "\ra\nc\n", {"!stray_return line 1 field 1", "2:[c]"}},
    {"also at the very end", "a\r", {"!stray_return line 1 field 1"}},
    {"also after a quote", "\"a\"\rb\nc\n", {"!stray_return line 1 field 1", "2:[c]"}},
    {"NUL outside quotes", std::string("a\0b\nc\n", 6), {"!nul_character line 1 field 1", "2:[c]"}},
    {"NUL inside quotes",
     std::string("\"a\0b\",x\nc\n", 10),
     {"!nul_character line 1 field 1", "2:[c]"}},
    {"GBK bytes", "a,\xC6\xBB\xB9\xFB\nc,d\n", {"!not_utf8 line 1 field 2", "2:[c][d]"}},
    {"half a character in each of two fields",
     "\xE8\x8B,\xB9\nc\n",
     {"!not_utf8 line 1 field 1", "2:[c]"}},
    {"UTF-16 by its mark",
     std::string(
         "\xFF\xFE"
         "a\0,\0",
         6
     ),
     {"!not_utf8 line 1 field 1 fatal"}},
    {"a field beyond its limit",
     "a,0123456789ABCDEFG\nc\n",
     {"!field_too_long line 1 field 2", "2:[c]"}},
    {"a field at its limit", "a,0123456789ABCDEF\n", {"1:[a][0123456789ABCDEF]"}},
    {"line breaks and quotes count",
     "\"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\"\nc\n",
     {"!field_too_long line 17 field 1", "19:[c]"}},
    {"doubled quotes count once",
     "\"" + std::string(32, '"') + "\"\n",
     {"1:[" + std::string(16, '"') + "]"}},
    {"and not more often than the limit",
     "\"" + std::string(34, '"') + "\"\nc\n",
     {"!field_too_long line 1 field 1", "2:[c]"}},
    {"a record beyond its limit",
     "0123456789AB,0123456789AB,0123456789AB,0123\nc\n",
     {"!record_too_long line 1 field 4", "2:[c]"}},
    {"too many fields", "1,2,3,4,5,6,7\nc\n", {"!too_many_fields line 1 field 7", "2:[c]"}},
    {"the first fault of a record is told",
     "\xFF\"a\nc\n",
     {"!quote_in_plain_field line 1 field 1", "2:[c]"}},
};

TEST(Csv, reads_and_refuses_as_documented_whatever_the_borders_of_the_reads) {
  const CsvOptions small{.field_bytes_max = 16, .record_bytes_max = 40, .fields_max = 6};
  for (const Case& c : cases) {
    for (const std::size_t most : {1U, 2U, 3U, 5U, 1000U}) {
      SlowSource source(c.text, most);
      CsvReader reader(source, small);
      EXPECT_EQ(steps_of(reader), c.steps) << c.reason << ", " << most << " bytes at a time";
    }
  }
}

TEST(Csv, separator_may_be_another) {
  MemorySource source("a;b,c\t\n");
  CsvReader reader(source, {.separator = ';'});
  EXPECT_THAT(steps_of(reader), ElementsAre("1:[a][b,c\t]"));
}

TEST(Csv, half_a_record_of_a_half_file_is_not_a_record) {
  SlowSource source("a,b\nc,d", 2, /*fails=*/true);
  CsvReader reader(source);
  ASSERT_EQ(reader.next(), CsvStep::record);
  ASSERT_EQ(reader.next(), CsvStep::fault);
  EXPECT_EQ(reader.fault().kind, Kind::source);
  EXPECT_TRUE(reader.fault().fatal);
  EXPECT_EQ(reader.fault().detail, "truncated: half");
  EXPECT_EQ(reader.next(), CsvStep::end);
}

TEST(Csv, a_source_that_fails_between_records_is_told) {
  SlowSource source("a,b\n", 100, /*fails=*/true);
  CsvReader reader(source);
  ASSERT_EQ(reader.next(), CsvStep::record);
  ASSERT_EQ(reader.next(), CsvStep::fault);
  EXPECT_EQ(reader.fault().kind, Kind::source);
}

// Whatever is written is read back: any fields without NUL, of valid UTF-8.
TEST(Csv, what_csv_line_writes_is_read_back) {
  SeededRandom random(7);
  const std::vector<std::string> pieces = {
      "a", "\"", ",", "\n", "\r", "\r\n", " ", "果", "𠮷", "\xEF\xBB\xBF", ";", "\"\""};
  for (int round = 0; round < 800; ++round) {
    std::vector<Record> records(random.below(6));
    std::string text = "head\n";  // so that a byte order mark is never at the start
    for (Record& record : records) {
      record.resize(1 + random.below(5));
      for (std::string& field : record) {
        for (std::uint64_t n = random.below(5); n > 0; --n)
          field += pieces[random.below(pieces.size())];
      }
      const std::vector<std::string_view> views(record.begin(), record.end());
      text += csv_line(views);
    }
    SlowSource source(text, 1 + random.below(7));
    CsvReader reader(source);
    ASSERT_EQ(reader.next(), CsvStep::record);
    for (const Record& record : records) {
      ASSERT_EQ(reader.next(), CsvStep::record) << text;
      ASSERT_EQ(Record(reader.fields().begin(), reader.fields().end()), record) << text;
    }
    ASSERT_EQ(reader.next(), CsvStep::end) << text;
  }
}

// Any bytes: it ends, delivers valid text within the limits only, and does not depend on the
// borders of the reads.
TEST(Csv, any_bytes_end_in_records_or_faults) {
  SeededRandom random(11);
  constexpr std::string_view alphabet = "\"\",,\n\n\r\rab\xE8\x8B\xB9\xFF\0x"sv;
  const CsvOptions small{.field_bytes_max = 12, .record_bytes_max = 30, .fields_max = 4};
  for (int round = 0; round < 2000; ++round) {
    std::string text(random.below(80), ' ');
    for (char& c : text) {
      c = random.chance(1, 20) ? static_cast<char>(random.below(256))
                               : alphabet[random.below(alphabet.size())];
    }
    SlowSource whole(text, 1000);
    CsvReader first(whole, small);
    const auto steps = steps_of(first);
    SlowSource slow(text, 1 + random.below(4));
    CsvReader second(slow, small);
    EXPECT_EQ(steps, steps_of(second)) << testing::PrintToString(text);
    for (const std::string& step : steps) EXPECT_TRUE(is_valid_utf8(step));
    EXPECT_LE(steps.size(), text.size());
  }
}

constexpr CsvColumn item_columns[] = {{"code", true}, {"name", true}, {"unit", false}};

TEST(CsvTable, finds_cells_by_column_name_in_any_order) {
  MemorySource source(" name ,code\nApple,A1\n");
  CsvTable table(source, item_columns);
  ASSERT_EQ(table.next(), CsvStep::record);
  EXPECT_EQ(table[0], "A1");
  EXPECT_EQ(table[1], "Apple");
  EXPECT_EQ(table[2], "") << "a column that is not there reads as empty";
  EXPECT_FALSE(table.has(2));
  EXPECT_EQ(table.line(), 2U);
  EXPECT_EQ(table.next(), CsvStep::end);
  EXPECT_EQ(table.rows(), 1U);
}

TEST(CsvTable, a_header_that_does_not_fit_ends_the_reading) {
  const struct {
    const char* reason;
    const char* text;
    Kind kind;
    const char* detail;
  } rows[] = {
      {"an empty file", "", Kind::missing_header, ""},
      {"blank lines only", "\n\r\n", Kind::missing_header, ""},
      {"a required column is absent", "code,unit\nA1,kg\n", Kind::missing_column, "name"},
      {"a column nobody knows, perhaps misspelt",
       "code,name,prize\n",
       Kind::unknown_column,
       "prize"},
      {"a column twice", "code,name,code\n", Kind::repeated_column, "code"},
      {"names are compared exactly", "Code,name\n", Kind::unknown_column, "Code"},
      {"a header that is not CSV", "co\"de,name\n", Kind::quote_in_plain_field, ""},
  };
  for (const auto& row : rows) {
    MemorySource source(row.text);
    CsvTable table(source, item_columns);
    ASSERT_EQ(table.next(), CsvStep::fault) << row.reason;
    EXPECT_EQ(table.fault().kind, row.kind) << row.reason;
    EXPECT_EQ(table.fault().detail, row.detail) << row.reason;
    EXPECT_TRUE(table.fault().fatal) << row.reason;
    EXPECT_EQ(table.next(), CsvStep::end) << row.reason;
  }
}

TEST(CsvTable, unknown_columns_may_be_ignored) {
  MemorySource source("x,code,name,x\n1,A1,Apple,2\n");
  CsvTable table(source, item_columns, UnknownColumns::ignore);
  ASSERT_EQ(table.next(), CsvStep::record);
  EXPECT_EQ(table[1], "Apple");
}

TEST(CsvTable, a_row_of_another_width_is_a_fault_of_that_row) {
  MemorySource source("code,name\nA1\nA2,Pear\nA3,Plum,x\n\"A4,x\n");
  CsvTable table(source, item_columns);
  ASSERT_EQ(table.next(), CsvStep::fault);
  EXPECT_EQ(
      explain(table.fault(), "en"), "line 2: the number of fields differs from the header's (1/2)"
  );
  ASSERT_EQ(table.next(), CsvStep::record);
  EXPECT_EQ(table[0], "A2");
  ASSERT_EQ(table.next(), CsvStep::fault);
  ASSERT_EQ(table.next(), CsvStep::fault);
  EXPECT_EQ(table.fault().kind, Kind::quote_not_closed);
  EXPECT_EQ(table.next(), CsvStep::end);
  EXPECT_EQ(table.rows(), 4U);
}

TEST(CsvFaults, every_kind_has_words_in_both_languages_and_a_code) {
  for (int i = 0; i <= static_cast<int>(Kind::source); ++i) {
    CsvFault fault{static_cast<Kind>(i), 7, 7, 2, {}, false};
    const std::string zh = explain(fault, "zh-CN");
    const std::string en = explain(fault, "en");
    EXPECT_TRUE(zh.starts_with("第 7 行，第 2 个字段：")) << zh;
    EXPECT_TRUE(en.starts_with("line 7, field 2: ")) << en;
    EXPECT_GT(en.size(), 25U);
    const Error error = to_error(fault);
    EXPECT_NE(error.code, ErrorCode::internal);
    EXPECT_THAT(error.facts, testing::Contains(std::pair<std::string, std::string>("line", "7")));
  }
}

}  // namespace
}  // namespace guanxi::files
