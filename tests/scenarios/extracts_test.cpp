// Members as files: who may, what is masked, what is recorded, and that nothing in them runs.
#include <gtest/gtest.h>

#include <fstream>

#include "platform/files/table.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

constexpr const char* target = "/v1/members/export?programme=MAIN";

class Export : public testing::Test {
 protected:
  Export() {
    member = house.enrol("13800138000", {{"name", "=1+2"}, {"email", "wang@example.com"}});
    house.sell({.phone = "13800138000", .lines = {{"A1001", "1"}}});
    house.enrol("13800138001", {{"name", "张小明"}, {"store", "S002"}});
  }
  std::size_t lines(const std::string& filter) const {
    const Answer file = house.manager().get(target + filter);
    EXPECT_EQ(file.status, 200) << file;
    return static_cast<std::size_t>(std::ranges::count(file.text, '\n')) - 1;  // the header
  }

  TestHouse house;
  std::string member;
};

TEST_F(Export, is_a_table_in_the_clear_for_who_may_reveal) {
  const Answer file = house.manager().get(target);
  ASSERT_EQ(file.status, 200) << file;
  EXPECT_TRUE(file.text.starts_with("\xEF\xBB\xBFmember_id,card,name,phone,")) << file.text;
  EXPECT_NE(file.text.find("wang@example.com"), std::string::npos);
  EXPECT_NE(file.text.find(",10,0,0,,,,,,active,,,,,,active\n"), std::string::npos)
      << "points: " << file.text;
  EXPECT_EQ(lines(""), 2U);
}

TEST_F(Export, neutralises_what_a_spreadsheet_would_run) {
  const Answer file = house.manager().get(target);
  EXPECT_NE(file.text.find(",'=1+2,13800138000,"), std::string::npos) << file.text;
  for (const char* const cell : {"=1", "+1", "-1", "@A1", "\tx", "＝1"}) {
    EXPECT_EQ(files::harmless(cell), std::string("'") + cell);
  }
  for (const char* const cell : {"", "张", "1-2", "a=b"}) EXPECT_EQ(files::harmless(cell), cell);
}

TEST_F(Export, is_masked_for_everybody_else) {
  const Client clerk = house.person("clerk", {"members:export"});
  const Answer file = clerk.get(target);
  ASSERT_EQ(file.status, 200) << file;
  for (const char* const secret : {"13800138000", "wang@", "小明", "=1+2"}) {
    EXPECT_EQ(file.text.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(file.text.find("138****8000"), std::string::npos) << file.text;
}

TEST_F(Export, takes_its_permission_and_no_limit_to_stores) {
  EXPECT_EQ(house.person("reader", {"members:read"}).get(target).code(), "forbidden");
  const Client local = house.person("local", {"members:export"}, {"S001"});
  EXPECT_EQ(local.get(target).code(), "store_out_of_scope");
}

TEST_F(Export, is_recorded_before_its_first_row) {
  const Client clerk = house.person("clerk", {"members:export"});
  ASSERT_EQ(clerk.get(std::string(target) + "&store=S001").status, 200);
  EXPECT_EQ(clerk.get("/v1/members/export?programme=NONE").code(), "programme_not_found");
  const audit::Search all{.before_at = house.now().plus_seconds(1)};
  const auto found =
      house.application().db().read([&](sql::Tx& tx) { return audit::search(tx, all); });
  const auto count = std::ranges::count(found, "members_exported", &audit::Recorded::action);
  EXPECT_EQ(count, 1) << "what was refused was no export";
}

TEST_F(Export, filters) {
  EXPECT_EQ(lines("&store=S002"), 1U);
  EXPECT_EQ(lines("&state=frozen"), 0U);
  EXPECT_EQ(lines("&joined_to=2026-03-01"), 0U);
  EXPECT_EQ(lines("&joined_from=2026-03-02"), 2U);
  EXPECT_EQ(lines("&rows=1"), 1U);
  EXPECT_EQ(lines("&rows=1&after=" + member), 1U) << "the rest";
  const auto refused = [&](const std::string& filter) {
    const Answer answer = house.manager().get(target + filter);
    return answer.string("/errors/0/code") + " " + answer.pointer();
  };
  EXPECT_EQ(refused("&store=S009"), "store_not_found /store");
  EXPECT_EQ(refused("&joined_from=2026-03-02&joined_to=2026-03-01"), "out_of_range /joined_to");
}

TEST_F(Export, comes_as_a_workbook_of_texts) {
  const Answer file = house.manager().get(std::string(target) + "&format=xlsx");
  ASSERT_EQ(file.status, 200) << file;
  const std::filesystem::path path = house.directory() / "members.xlsx";
  std::ofstream(path, std::ios::binary) << file.text;
  files::XlsxReader reader(path);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.cells().front(), "member_id");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.cells()[2], "=1+2") << "a text, not a formula";
  ASSERT_TRUE(reader.next());
  EXPECT_FALSE(reader.next());
}

TEST_F(Export, comes_whole_over_many_pages) {
  for (int i = 0; i < 205; ++i) house.enrol(std::to_string(13'900'000'000 + i));
  EXPECT_EQ(lines(""), 207U);
}

}  // namespace
}  // namespace guanxi::test
