// bench_matching: looks for duplicates among made-up members, as the nightly scan does once they
// are read, and says how long that takes and how many of the planted ones it finds.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <set>

#include "base/random.h"
#include "modules/matching/matching.h"

namespace guanxi::bench {
namespace {

using matching::Facts;

constexpr const char* families[] = {
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周",   "徐",   "孙",   "马", "朱", "胡",
    "郭", "何", "林", "罗", "高", "郑", "梁", "谢", "宋", "唐",   "许",   "韩",   "邓", "冯", "曹",
    "彭", "曾", "肖", "田", "董", "潘", "袁", "蔡", "蒋", "余",   "于",   "杜",   "叶", "程", "魏",
    "苏", "吕", "丁", "任", "卢", "姚", "沈", "钟", "姜", "崔",   "谭",   "陆",   "范", "汪", "廖",
    "石", "金", "韦", "贾", "夏", "付", "方", "邹", "熊", "白",   "孟",   "秦",   "邱", "侯", "江",
    "尹", "薛", "闫", "雷", "龙", "黎", "史", "陶", "贺", "毛",   "郝",   "顾",   "龚", "邵", "万",
    "覃", "武", "钱", "戴", "严", "莫", "孔", "向", "常", "欧阳", "诸葛", "尉迟",
};
constexpr const char* given[] = {
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛",
    "明", "超", "秀", "霞", "平", "刚", "桂", "英", "华", "建", "文", "玉", "红", "梅", "国",
    "志", "海", "春", "晓", "小", "晨", "雨", "欣", "怡", "佳", "嘉", "俊", "宇", "浩", "然",
    "子", "轩", "梓", "涵", "思", "雅", "婷", "雪", "莹", "琳", "倩", "颖", "慧", "凤", "兰",
    "萍", "玲", "燕", "云", "波", "斌", "鹏", "飞", "龙", "辉", "亮", "健", "庆", "林", "峰",
    "成", "永", "东", "新", "立", "世", "家", "天", "一", "诗", "若", "可", "心", "悦", "宁",
};
constexpr const char* roads[] = {
    "南京", "人民", "中山", "解放", "建设", "和平", "新华", "长江", "黄河", "文化", "胜利", "青年",
    "朝阳", "光明", "北京", "上海", "广州", "西湖", "淮海", "延安", "复兴", "团结", "幸福", "友谊",
};

/// The first ones often, the last ones seldom.
template <std::size_t count>
const char* draw(Random& random, const char* const (&from)[count]) {
  return from[random.below(random.below(count) + 1)];
}

std::string birthday_of(Random& random) {
  return fmt::format(
      "{}{:02}{:02}", 1945 + random.below(63), 1 + random.below(12), 1 + random.below(28)
  );
}

std::string phone_of(Random& random) {
  return fmt::format("+861{:010}", random.below(10'000'000'000));
}

Facts make(Random& random, std::int64_t id) {
  Facts facts{.id = id};
  facts.name = std::string(draw(random, families)) + draw(random, given);
  if (random.chance(3, 4)) facts.name += draw(random, given);
  facts.female = random.chance(1, 2);
  facts.male = !facts.female;
  if (random.chance(4, 5)) facts.birthday = std::stoll(birthday_of(random));
  facts.phone = phone_of(random);
  if (random.chance(1, 5)) facts.email = fmt::format("user{}@example.com", random.below(1u << 30));
  if (random.chance(1, 2)) {
    facts.address = fmt::format(
        "城{}市{}区{}{}路{}号{}室",
        draw(random, given),
        draw(random, roads),
        draw(random, roads),
        draw(random, given),
        1 + random.below(900),
        100 * (1 + random.below(30)) + 1 + random.below(8)
    );
  }
  return facts;
}

/// The same person at another desk: another phone, and one of what else goes wrong.
Facts again(Random& random, Facts facts, std::int64_t id) {
  facts.id = id;
  facts.phone = random.chance(1, 3) ? "" : phone_of(random);
  switch (random.below(4)) {
    case 0:
      facts.address.clear();
      break;
    case 1:
      facts.female = facts.male = false;
      break;
    case 2:
      facts.email.clear();
      break;
    default:
      if (facts.birthday != 0) facts.birthday += facts.birthday % 10 < 5 ? 1 : -1;
      break;
  }
  return facts;
}

std::int64_t millis_since(std::chrono::steady_clock::time_point begun) {
  const auto passed = std::chrono::steady_clock::now() - begun;
  return std::chrono::duration_cast<std::chrono::milliseconds>(passed).count();
}

int measure(std::int64_t members, std::uint64_t seed) {
  SeededRandom random(seed);
  std::vector<Facts> all;
  std::set<std::pair<std::int64_t, std::int64_t>> planted;
  const auto tellable = [](const Facts& facts) {
    return facts.birthday != 0 && !facts.address.empty();
  };
  for (std::int64_t id = 1; id <= members; ++id) {
    const bool twice = id > 1 && random.chance(1, 50);
    const auto whom = twice ? static_cast<std::size_t>(random.below(all.size())) : 0;
    if (twice && tellable(all[whom])) {
      planted.emplace(all[whom].id, id);
      all.push_back(again(random, all[whom], id));
    } else {
      all.push_back(make(random, id));
    }
  }
  auto begun = std::chrono::steady_clock::now();
  matching::People people;
  for (const Facts& facts : all) people.add(facts);
  const std::int64_t reading = millis_since(begun);
  begun = std::chrono::steady_clock::now();
  std::size_t pairs = 0;
  std::size_t automatic = 0;
  std::size_t found = 0;
  const auto coverage = matching::scan(
      people,
      {},
      [&](const matching::Pair& pair) {
        ++pairs;
        if (pair.verdict.score >= matching::automatic_score) ++automatic;
        if (planted.contains({pair.a, pair.b})) ++found;
      },
      [](std::size_t, std::size_t) { return true; }
  );
  const std::int64_t scanning = millis_since(begun);
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  fmt::print(
      "{} members (seed {}): read in {} ms, scanned in {} ms, {} MiB\n"
      "{} pairs compared, {} blocks cut, the largest of {} people\n"
      "{} pairs to look at, {} of them beyond doubt; {} of {} planted found\n",
      members,
      seed,
      reading,
      scanning,
      used.ru_maxrss / 1024,
      coverage.compared,
      coverage.blocks_cut,
      coverage.people_cut,
      pairs,
      automatic,
      found,
      planted.size()
  );
  return 0;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  CLI::App app("How long a search for duplicates takes.");
  std::int64_t members = 1'000'000;
  std::uint64_t seed = 1;
  app.add_option("--members", members, "how many members")->check(CLI::Range(1'000, 100'000'000));
  app.add_option("--seed", seed, "of their names and numbers");
  CLI11_PARSE(app, argc, argv);
  return guanxi::bench::measure(members, seed);
}
