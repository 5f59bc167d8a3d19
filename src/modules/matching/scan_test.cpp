#include <gtest/gtest.h>

#include <set>

#include "base/random.h"
#include "modules/matching/people.h"

namespace guanxi::matching {
namespace {

bool go_on(std::size_t, std::size_t) { return true; }

Facts stranger(Random& random, std::int64_t id) {
  const char* const families[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周"};
  const char* const given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋"};
  Facts facts{.id = id};
  facts.name =
      std::string(families[random.below(10)]) + given[random.below(10)] + given[random.below(10)];
  facts.birthday = static_cast<std::int64_t>(
      (1950 + random.below(60)) * 10'000 + (1 + random.below(12)) * 100 + 1 + random.below(28)
  );
  facts.phone = "+861" + std::to_string(3'000'000'000 + random.below(1'000'000'000));
  facts.address = "杭州市" + std::to_string(1 + random.below(500)) + "号" +
                  std::to_string(101 + random.below(900));
  return facts;
}

std::vector<Pair> pairs_of(const People& people, ScanOptions options = {}) {
  std::vector<Pair> pairs;
  scan(
      people, options, [&](const Pair& pair) { pairs.push_back(pair); }, go_on
  );
  return pairs;
}

TEST(Scan, finds_who_was_written_down_twice) {
  SeededRandom random(1);
  People people;
  std::set<std::pair<std::int64_t, std::int64_t>> planted;
  for (std::int64_t id = 1; id <= 3'000; ++id) {
    Facts facts = stranger(random, id);
    people.add(facts);
    if (id % 50 != 0) continue;
    facts.id = 1'000'000 - id;
    facts.phone.clear();
    if (id % 100 == 0) facts.name = "Wang Wu";  // somebody else at the same place and birthday
    if (id % 100 != 0) planted.emplace(id, facts.id);
    people.add(facts);
  }
  std::set<std::pair<std::int64_t, std::int64_t>> found;
  for (const Pair& pair : pairs_of(people, {.score_min = automatic_score})) {
    if (!is_automatic(pair.verdict)) continue;
    EXPECT_LT(pair.a, pair.b);
    EXPECT_TRUE(found.emplace(pair.a, pair.b).second) << "a pair comes once";
  }
  EXPECT_EQ(found, planted);
}

TEST(Scan, compares_each_pair_once_and_none_it_would_have_found_by_looking_at_all) {
  SeededRandom random(2);
  People people;
  for (std::int64_t id = 1; id <= 300; ++id) {
    Facts facts = stranger(random, id);
    if (id % 3 == 0) facts.birthday = 19900100 + static_cast<std::int64_t>(random.below(4)) + 1;
    people.add(facts);
  }
  const ScanOptions all{.score_min = 0, .block_max = 2'000};
  std::vector<std::pair<std::int64_t, std::int64_t>> by_hand, by_scan;
  for (std::size_t i = 0; i < people.size(); ++i) {
    for (std::size_t j = i + 1; j < people.size(); ++j) {
      if (people.judge(i, j).score >= all.score_min)
        by_hand.emplace_back(people.id(i), people.id(j));
    }
  }
  for (const Pair& pair : pairs_of(people, all)) by_scan.emplace_back(pair.a, pair.b);
  EXPECT_EQ(by_scan, by_hand);
  EXPECT_FALSE(by_hand.empty());
}

TEST(Scan, says_when_a_block_was_too_large_to_compare_all) {
  People people;
  for (std::int64_t id = 0; id < 500; ++id) {
    people.add({.id = id, .name = "王伟", .birthday = 19900101});  // a form filled in by default
  }
  const ScanOptions options{.block_max = 60, .neighbours = 8};
  const Coverage coverage = scan(
      people, options, [](const Pair&) {}, go_on
  );
  EXPECT_GT(coverage.blocks_cut, 0U);
  EXPECT_EQ(coverage.people_cut, 500U);
  EXPECT_EQ(coverage.people, 500U);
  EXPECT_LE(coverage.compared, 500U * options.neighbours * coverage.blocks_cut);
}

TEST(Scan, looks_at_a_few_pairs_of_each_person) {
  SeededRandom random(3);
  People people;
  for (std::int64_t id = 0; id < 4'000; ++id) people.add(stranger(random, id));
  const Coverage coverage = scan(
      people, {}, [](const Pair&) {}, go_on
  );
  EXPECT_LT(coverage.compared, 4'000U * 10) << "of 8 million";
  EXPECT_EQ(coverage.blocks_cut, 0U);
}

TEST(Scan, ends_when_told_to) {
  SeededRandom random(4);
  People people;
  for (std::int64_t id = 0; id < 8'000; ++id) people.add(stranger(random, id));
  std::size_t asked = 0;
  const auto whole = scan(
      people, {}, [](const Pair&) {}, go_on
  );
  const auto half = scan(
      people,
      {},
      [](const Pair&) {},
      [&](std::size_t done, std::size_t all) {
        EXPECT_LE(done, all);
        return ++asked < 1;
      }
  );
  EXPECT_EQ(asked, 1U);
  EXPECT_LT(half.compared, whole.compared);
}

TEST(Scan, of_nobody_finds_nobody) {
  People people;
  EXPECT_TRUE(pairs_of(people).empty());
  people.add({.id = 1});
  EXPECT_TRUE(pairs_of(people).empty());
}

TEST(AddressWords, leave_out_what_every_address_has) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(
      address_words("上海市黃浦區南京東路１２８號1203室"),
      (Words{"上海", "黄浦", "南京东", "128", "1203"})
  );
  EXPECT_EQ(address_words("Flat 3, 12 High-Street"), (Words{"flat", "3", "12", "high", "street"}));
  EXPECT_EQ(address_words("市区"), (Words{}));
  EXPECT_EQ(address_words(""), (Words{}));
}

}  // namespace
}  // namespace guanxi::matching
