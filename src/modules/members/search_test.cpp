#include "modules/members/search.h"

#include "modules/members/members_fixture_test.h"

namespace guanxi::members {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(SearchTerms, are_the_name_its_parts_and_its_letters) {
  EXPECT_THAT(
      search_terms("張小明"),
      UnorderedElementsAre("张小明", "小明", "zhangxiaoming", "xiaoming", "zxm")
  );
  EXPECT_THAT(search_terms("Ann Lee"), UnorderedElementsAre("annlee", "lee", "al"));
  EXPECT_THAT(search_terms("吕布"), UnorderedElementsAre("吕布", "布", "lvbu", "bu", "lb"));
  EXPECT_THAT(search_terms(""), IsEmpty());
  EXPECT_THAT(search_terms("…"), IsEmpty());
  std::string endless;
  for (int i = 0; i < 5'000; ++i) endless += "李 a";
  EXPECT_LE(search_terms(endless).size(), 9U) << "bounded, whatever a name is";
  for (const std::string& term : search_terms(endless)) {
    EXPECT_LE(term.size(), 96U);
    EXPECT_TRUE(is_valid_utf8(term));
  }
}

class SearchTest : public MembersTest {
 protected:
  std::vector<OwnerId> found(std::string_view query, int limit = 20) {
    return temp->read([&](sql::Tx& tx) {
      std::vector<OwnerId> owners;
      for (const Member& one : members.search(tx, main_programme, query, limit)) {
        owners.push_back(one.id);
      }
      return owners;
    });
  }
};

TEST_F(SearchTest, finds_by_name_pinyin_and_initials) {
  const OwnerId ming = given(person("張小明", nullptr)).id;
  const OwnerId nana = given(person("欧阳娜娜", nullptr)).id;
  const OwnerId ann = given(person("Ann Lee", nullptr)).id;
  const OwnerId zeng = given(person("曾敏", nullptr)).id;
  struct Row {
    const char* reason;
    const char* query;
    std::vector<OwnerId> expected;
  };
  const Row rows[] = {
      {"as written", "張小明", {ming}},
      {"simplified", "张小", {ming}},
      {"given name", "小明", {ming}},
      {"pinyin", "zhangxiaoming", {ming}},
      {"pinyin with blanks and capitals", "Zhang Xiao Ming", {ming}},
      {"its beginning", "zhangx", {ming}},
      {"given name in pinyin", "nana", {nana}},
      {"initials", "zxm", {ming}},
      {"full-width initials", "ＯＹＮＮ", {nana}},
      {"compound family name", "ouyang", {nana}},
      {"reading of a family name", "zengmin", {zeng}},
      {"not its other reading", "cengmin", {}},
      {"Latin", "ann l", {ann}},
      {"Latin family name", "lee", {ann}},
      {"several, each once", "z", {zeng, ming}},
      {"nobody", "wang", {}},
      {"nothing to look for", "·", {}},
      {"empty", "", {}},
      {"no text", "\xff", {}},
  };
  for (const Row& row : rows) EXPECT_EQ(found(row.query), row.expected) << row.reason;
}

TEST_F(SearchTest, gives_no_more_than_asked_for_and_stays_in_the_programme) {
  for (int i = 0; i < 30; ++i) given(person("王伟", nullptr));
  EXPECT_EQ(found("王伟", 7).size(), 7U);
  EXPECT_EQ(found("w", 21).size(), 21U) << "each has several terms that begin so";
  NewMember elsewhere = person("尉迟恭", nullptr);
  elsewhere.programme = other_programme;
  given(elsewhere);
  EXPECT_THAT(found("yuchi"), IsEmpty());
}

TEST_F(SearchTest, follows_the_name_and_ends_with_the_membership) {
  const Member member = given(person("张小明", nullptr));
  ASSERT_TRUE(change(member.id, 1, {.name = "李雷"}).has_value());
  EXPECT_THAT(found("zhang"), IsEmpty());
  EXPECT_THAT(found("lilei"), ElementsAre(member.id));
  ASSERT_TRUE(change(member.id, 2, {.gender = Gender::male}).has_value());
  EXPECT_THAT(found("ll"), ElementsAre(member.id)) << "other changes leave it";
  ASSERT_TRUE(close(member.id, 3).has_value());
  EXPECT_THAT(found("lilei"), IsEmpty());
}

TEST_F(SearchTest, takes_in_who_joined_before_there_was_a_search) {
  static const sql::Query forget{"DELETE FROM member_search"};
  static const sql::Query unmark{"UPDATE members SET search_version = 0"};
  std::vector<OwnerId> all;
  for (int i = 0; i < 5; ++i) all.push_back(given(person("张小明", nullptr)).id);
  const OwnerId gone = given(person("张大", nullptr)).id;
  ASSERT_TRUE(close(gone, 1).has_value());
  const auto before = temp->write([&](sql::Tx& tx) -> Outcome {
    tx.exec(forget);
    tx.exec(unmark);
    return ok();
  });
  ASSERT_TRUE(before.has_value());
  EXPECT_THAT(found("zxm"), IsEmpty());
  ASSERT_TRUE(change(all[0], 1, {.name = "李雷"}).has_value()) << "while they are taken in";
  std::vector<std::int64_t> steps;
  do {
    const auto taken = temp->write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return members.make_searchable(tx, 4);
    });
    steps.push_back(*taken);
  } while (steps.back() > 0);
  EXPECT_THAT(steps, ElementsAre(4, 2, 0));
  EXPECT_THAT(found("zxm"), ElementsAre(all[1], all[2], all[3], all[4]));
  EXPECT_THAT(found("lilei"), ElementsAre(all[0]));
  EXPECT_THAT(found("zhangda"), IsEmpty()) << "closed";
}

}  // namespace
}  // namespace guanxi::members
