// What cells mean: table-driven, each row with its reason.
#include "flows/rosters/person.h"

#include <gtest/gtest.h>

namespace guanxi::rosters {
namespace {

TEST(Columns, are_known_by_many_names) {
  const struct {
    const char* header;
    std::optional<Field> field;
    const char* reason;
  } rows[] = {
      {"姓名", Field::name, "Chinese"},
      {"Name", Field::name, "case does not count"},
      {"手机号码（必填）", Field::phone, "nor what stands in full-width brackets"},
      {" *Mobile Phone ", Field::phone, "nor blanks and stars"},
      {"date_of_birth", Field::birthday, "nor underscores"},
      {"external_id", Field::external_id, "our own word"},
      {"会员编号", Field::external_id, "the number of the system it comes from"},
      {"会员ＩＤ", Field::member_id, "full-width letters"},
      {"储值余额(元)", Field::stored_value, "a unit in brackets"},
      {"会员等级", Field::tier, "the tier"},
      {"微信OpenID", Field::wechat_openid, "letters of any case"},
      {"星座", std::nullopt, "nobody knows it"},
      {"", std::nullopt, "no name at all"},
  };
  for (const auto& row : rows) EXPECT_EQ(field_of_header(row.header), row.field) << row.reason;
}

TEST(Columns, that_are_unknown_or_twice_there_are_named) {
  const std::vector<std::string> header{"姓名", "名字", "星座", "手机"};
  const auto refused = Mapping::of(header, {}, false);
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().more.size(), 2U);
  EXPECT_EQ(refused.error().more[0].code, ErrorCode::duplicate_field);
  EXPECT_EQ(refused.error().more[0].facts[0].second, "姓名, 名字");
  EXPECT_EQ(refused.error().more[1].code, ErrorCode::unknown_field);
  EXPECT_EQ(refused.error().more[1].facts[0].second, "星座");

  const std::vector<Assignment> told{
      *parse_assignment("名字=-"), *parse_assignment("星座=external_id")};
  const auto mapping = Mapping::of(header, told, false);
  ASSERT_TRUE(mapping) << "what is told counts before the names";
  EXPECT_EQ(mapping->field(1), std::nullopt);
  EXPECT_EQ(mapping->title(Field::external_id), "星座");
  const std::vector<std::string> cells{" 张  三 ", "x", "A1"};
  EXPECT_EQ(mapping->cell(cells, Field::name), "张 三") << "tidied";
  EXPECT_EQ(mapping->cell(cells, Field::phone), "") << "a short row";

  const std::vector<Assignment> wrong{*parse_assignment("没有=phone")};
  EXPECT_EQ(Mapping::of(header, wrong, true).error().more[0].code, ErrorCode::missing_field);
  EXPECT_EQ(parse_assignment("星座=zodiac").error().code, ErrorCode::unknown_value);
  EXPECT_EQ(parse_assignment("星座").error().code, ErrorCode::bad_format);
}

TEST(Days, are_read_as_offices_write_them) {
  const struct {
    const char* text;
    bool workbook;
    const char* day;  // nullptr: none
    const char* reason;
  } rows[] = {
      {"1990-05-01", false, "1990-05-01", "ISO 8601"},
      {"1990/5/1", false, "1990-05-01", "a spreadsheet's text"},
      {"1990.5.1", false, "1990-05-01", "points"},
      {"19900501", false, "1990-05-01", "a database's"},
      {"1990年5月1日", false, "1990-05-01", "Chinese"},
      {"1990/5/1 0:00:00", false, "1990-05-01", "an export with a time of midnight"},
      {"1990-05-01 08:30", false, nullptr, "a time that is none of a day"},
      {"32994", true, "1990-05-01", "a serial number of a workbook"},
      {"32994", false, nullptr, "no number is a day in a text file"},
      {"1990-02-30", false, nullptr, "there is no such day"},
      {"1990/5-1", false, nullptr, "mixed"},
      {"5/1/1990", false, nullptr, "day first or month first? nobody knows"},
      {"", false, nullptr, "nothing"},
  };
  for (const auto& row : rows) {
    const auto day = parse_day(row.text, row.workbook);
    EXPECT_EQ(day ? day->to_string() : "none", row.day ? row.day : "none") << row.reason;
  }
}

TEST(Amounts, are_exact) {
  const struct {
    const char* text;
    int digits;
    bool workbook;
    std::optional<std::int64_t> scaled;
    const char* reason;
  } rows[] = {
      {"1234.5", 2, false, 123450, "plain"},
      {"1,234.50", 2, false, 123450, "with thousands"},
      {"￥1,234.50元", 2, false, 123450, "with the sign of the currency"},
      {"12,34", 2, false, std::nullopt, "a comma between no thousands"},
      {",123", 2, false, std::nullopt, "a comma before the first digit"},
      {"1.005", 2, false, std::nullopt, "less than a fen"},
      {"100.00", 0, false, 100, "whole points, written as an amount"},
      {"100.5", 0, false, std::nullopt, "half a point"},
      {"-1", 0, false, std::nullopt, "a debt is no opening balance"},
      {"1E5", 0, true, std::nullopt, "an exponent has lost digits"},
      {"19.989999999999998", 2, true, 1999, "a binary fraction: 19.99 as a workbook keeps it"},
      {"0.30000000000000004", 2, true, 30, "likewise"},
      {"9.9999999999999996", 2, true, 1000, "carried to the next ten"},
      {"19.989999999999998", 2, false, std::nullopt, "text is what somebody wrote"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(parse_amount(row.text, row.digits, row.workbook), row.scaled) << row.reason;
  }
}

TEST(Rows, name_every_cell_that_is_wrong) {
  const std::vector<std::string> header{"手机", "生日", "性别", "邮箱", "身份证号", "积分", "储值"};
  const auto mapping = *Mapping::of(header, {}, false);
  const Reading reading{mapping, Currency::cny};
  const std::vector<std::string> bad{
      "1380013", "1990-13-01", "x", "a@", "11010519491231002x1", "1.5", "一百"};
  const auto refused = read_person(reading, bad);
  ASSERT_FALSE(refused);
  std::vector<std::string> pointers;
  for (const Error& one : refused.error().more) pointers.push_back(one.pointer);
  std::sort(pointers.begin(), pointers.end());
  EXPECT_EQ(
      pointers,
      (std::vector<std::string>{
          "/birthday", "/email", "/gender", "/id_number", "/phone", "/points", "/stored_value"})
  );
  const std::vector<std::string> good{
      "１３８ 0013 8000", "1990-05-01", "女", "A@example.com", "", "0", ""};
  const auto person = read_person(reading, good);
  ASSERT_TRUE(person);
  EXPECT_EQ(person->phone->reveal_e164(), "+8613800138000");
  EXPECT_EQ(person->gender, members::Gender::female);
  EXPECT_FALSE(person->points) << "nothing to book is nothing said";
  EXPECT_FALSE(person->id_number);
}

}  // namespace
}  // namespace guanxi::rosters
