#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "modules/matching/matching.h"

namespace guanxi::matching {
namespace {

Verdict judge(Facts a, Facts b) {
  People people;
  a.id = 1;
  b.id = 2;
  people.add(a);
  people.add(b);
  return people.judge(0, 1);
}

enum class Expected { nobody_looks, review, automatic };

Expected meaning(const Verdict& verdict) {
  if (is_automatic(verdict)) return Expected::automatic;
  return verdict.score >= review_score ? Expected::review : Expected::nobody_looks;
}

constexpr const char* home = "上海市黄浦区南京东路128号1203室";

TEST(Judge, decides_as_a_clerk_would) {
  using enum Expected;
  struct Row {
    const char* reason;
    Facts a, b;
    Expected expected;
  };
  const Row rows[] = {
      {"nothing is known", {}, {}, nobody_looks},
      {"a name is shared by thousands", {.name = "张小明"}, {.name = "张小明"}, nobody_looks},
      {"name and birthday by few: somebody should look",
       {.name = "张小明", .birthday = 19900504},
       {.name = "张小明", .birthday = 19900504},
       review},
      {"and the same home",
       {.name = "张小明", .birthday = 19900504, .address = home},
       {.name = "张小明", .birthday = 19900504, .address = home},
       automatic},
      {"a new phone does not make another person",
       {.name = "张小明", .birthday = 19900504, .phone = "+8613800138000", .address = home},
       {.name = "张小明", .birthday = 19900504, .phone = "+8613900139123", .address = home},
       automatic},
      {"traditional characters",
       {.name = "張小明", .birthday = 19900504, .address = "上海市黃浦區南京東路128號1203室"},
       {.name = "张小明", .birthday = 19900504, .address = home},
       automatic},
      {"written by ear",
       {.name = "张晓明", .birthday = 19900504, .address = home},
       {.name = "张小明", .birthday = 19900504, .address = home},
       automatic},
      {"pinyin, given name first",
       {.name = "Xiao Ming Zhang", .birthday = 19900504, .address = home},
       {.name = "张小明", .birthday = 19900504, .address = home},
       automatic},
      {"a slip in the birthday of who has the same name and home",
       {.name = "张小明", .birthday = 19900504, .address = home},
       {.name = "张小明", .birthday = 19900604, .address = home},
       automatic},
      {"another birthday altogether is another person's",
       {.name = "张小明", .birthday = 19900504, .address = home},
       {.name = "张小明", .birthday = 19631120, .address = home},
       nobody_looks},
      {"day and month changed places",
       {.name = "张小明", .birthday = 19900504, .address = home},
       {.name = "张小明", .birthday = 19900405, .address = home},
       automatic},
      {"phone and name",
       {.name = "张小明", .phone = "+8613800138000"},
       {.name = "张小明", .phone = "+8613800138000"},
       review},
      {"husband and wife share a phone and a home",
       {.name = "张小明",
        .male = true,
        .birthday = 19900504,
        .phone = "+8613800138000",
        .address = home},
       {.name = "李芳",
        .female = true,
        .birthday = 19920817,
        .phone = "+8613800138000",
        .address = home},
       nobody_looks},
      {"father and son share a family name and a home",
       {.name = "张小明", .male = true, .birthday = 19900504, .address = home},
       {.name = "张建国", .male = true, .birthday = 19631120, .address = home},
       nobody_looks},
      {"twins are two, says the number of the state",
       {.name = "张小明", .birthday = 19900504, .id_number = "110105199005040013", .address = home},
       {.name = "张小亮", .birthday = 19900504, .id_number = "110105199005040030", .address = home},
       nobody_looks},
      {"twins without that number are for somebody to look at",
       {.name = "张小明", .birthday = 19900504, .phone = "+8613800138000", .address = home},
       {.name = "张小亮", .birthday = 19900504, .phone = "+8613800138000", .address = home},
       review},
      {"the number of the state",
       {.name = "张小明", .id_number = "110105199005040013"},
       {.name = "Zhang X", .id_number = "110105199005040013"},
       automatic},
      {"a mailbox with another provider",
       {.name = "Ann Lee", .birthday = 19900504, .email = "annlee1990@qq.com"},
       {.name = "Ann Lee", .birthday = 19900504, .email = "annlee1990@163.com"},
       automatic},
      {"a rare family name proves more",
       {.name = "尉迟恭", .birthday = 19900504},
       {.name = "尉迟恭", .birthday = 19900504},
       review},
  };
  for (const Row& row : rows) {
    const Verdict verdict = judge(row.a, row.b);
    EXPECT_EQ(meaning(verdict), row.expected) << row.reason << ": " << verdict.score;
  }
}

TEST(Judge, says_what_it_found) {
  using enum Finding;
  const Verdict verdict = judge(
      {.name = "張小明", .male = true, .birthday = 19900504, .phone = "+8613800138000"},
      {.name = "张晓明", .male = true, .birthday = 19900505, .phone = "+8613900139123"}
  );
  std::vector<std::pair<Field, Finding>> found;
  int sum = 0;
  for (const Reason& reason : verdict.reasons) {
    found.emplace_back(reason.field, reason.finding);
    sum += reason.weight;
  }
  EXPECT_EQ(
      found,
      (std::vector<std::pair<Field, Finding>>{
          {Field::chance, people},
          {Field::name, same_sound},
          {Field::gender, same},
          {Field::birthday, similar},
          {Field::phone, different},
      })
  );
  EXPECT_EQ(sum, verdict.score);
}

TEST(Judge, values_what_is_rare_among_the_people_it_sees) {
  People people;
  for (int i = 0; i < 4'000; ++i) {
    // Every other is called Wang Wei; one pair is called Yuchi Gong.
    const bool rare = i == 10 || i == 20;
    people.add(
        {.id = i,
         .name = rare         ? "尉迟恭"
                 : i % 2 == 0 ? "王伟"
                              : "李娜" + std::to_string(i)}
    );
  }
  const auto name_weight = [&](std::size_t a, std::size_t b) {
    return people.judge(a, b).reasons.at(1).weight;
  };
  EXPECT_LT(name_weight(0, 2), 3'000) << "half of all people";
  EXPECT_GT(name_weight(10, 20), 20'000);
}

rc::Gen<Facts> any_person() {
  using rc::gen::element;
  return rc::gen::build<Facts>(
      rc::gen::set(
          &Facts::name,
          element<std::string>("", "张小明", "張曉明", "Zhang Xiaoming", "小明", "Ann Lee", "A Lee")
      ),
      rc::gen::set(&Facts::female),
      rc::gen::set(&Facts::birthday, element<std::int64_t>(0, 19900504, 19900405, 19911111, 5)),
      rc::gen::set(&Facts::phone, element<std::string>("", "+8613800138000", "+8613800138001")),
      rc::gen::set(
          &Facts::address,
          element<std::string>("", home, "南京路1号", "12 High Street, Leeds", "1 2 12 High Streat")
      )
  );
}

RC_GTEST_PROP(Judge, is_the_same_from_both_sides_and_adds_up, ()) {
  Facts a = *any_person();
  Facts b = *any_person();
  a.id = 1;
  b.id = 2;
  People people;
  people.add(a);
  people.add(b);
  const Verdict verdict = people.judge(0, 1);
  RC_ASSERT(verdict == people.judge(1, 0));
  int sum = 0;
  for (const Reason& reason : verdict.reasons) sum += reason.weight;
  RC_ASSERT(sum == verdict.score);
}

TEST(Judge, bears_what_people_write) {
  const std::string endless(100'000, 'x');
  std::string digits(100'000, '7');
  Facts odd{.name = endless, .birthday = -1, .phone = digits, .email = "@", .address = endless};
  EXPECT_NO_THROW(static_cast<void>(judge(odd, odd)));
  odd.address = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28";
  EXPECT_NO_THROW(static_cast<void>(judge(odd, {.address = "号号号省"})));
}

}  // namespace
}  // namespace guanxi::matching
