#include "app/demo_people.h"

#include <fmt/format.h>

#include <array>
#include <span>
#include <string_view>

#include "base/check.h"
#include "base/luhn.h"

namespace guanxi::app::demo {
namespace {

struct Surname {
  const char* text;
  unsigned weight;  // of about 1,000 people, after the 2020 census' order of surnames
};

constexpr Surname surnames[] = {
    {"王", 72}, {"李", 72}, {"张", 68}, {"刘", 54},  {"陈", 45},  {"杨", 31}, {"黄", 24},
    {"赵", 23}, {"吴", 21}, {"周", 20}, {"徐", 15},  {"孙", 15},  {"马", 14}, {"朱", 13},
    {"胡", 12}, {"郭", 12}, {"何", 12}, {"林", 12},  {"高", 11},  {"罗", 10}, {"郑", 10},
    {"梁", 9},  {"谢", 8},  {"宋", 8},  {"唐", 7},   {"许", 7},   {"韩", 7},  {"邓", 7},
    {"冯", 7},  {"曹", 6},  {"彭", 6},  {"曾", 6},   {"肖", 6},   {"田", 6},  {"董", 6},
    {"潘", 5},  {"袁", 5},  {"蔡", 5},  {"蒋", 5},   {"余", 5},   {"于", 5},  {"杜", 5},
    {"叶", 5},  {"程", 5},  {"魏", 4},  {"苏", 4},   {"吕", 4},   {"丁", 4},  {"任", 4},
    {"卢", 4},  {"姚", 4},  {"沈", 4},  {"欧阳", 1}, {"司马", 1},
};

constexpr const char* female_given[] = {
    "芳",   "娜",   "敏",   "静",   "丽",   "秀英", "桂英", "玉兰", "婷",   "雪梅", "佳怡", "欣怡",
    "梓涵", "诗涵", "雨桐", "思颖", "晓燕", "春梅", "海燕", "丹",   "倩",   "慧",   "莉",   "璐",
    "玥",   "可馨", "若曦", "语嫣", "淑珍", "红梅", "凤英", "美玲", "亚楠", "文静", "小雨", "晨曦"};
constexpr const char* male_given[] = {
    "伟",   "强",   "磊",   "军",   "洋",   "勇",   "杰",   "涛",   "超",   "明",   "刚",   "平",
    "建国", "志强", "浩然", "宇轩", "子豪", "俊杰", "天佑", "文博", "建华", "国栋", "海涛", "晓东",
    "鹏飞", "家豪", "博文", "思远", "泽宇", "一鸣", "振华", "永康", "立新", "春生", "小龙", "向阳"};

std::string_view surname(Random& random) {
  unsigned total = 0;
  for (const Surname& one : surnames) total += one.weight;
  std::uint64_t drawn = random.below(total);
  for (const Surname& one : surnames) {
    if (drawn < one.weight) return one.text;
    drawn -= one.weight;
  }
  return surnames[0].text;
}

std::string_view given(Random& random, std::span<const char* const> names) {
  return names[random.below(names.size())];
}

/// Most members of a department store are between 25 and 50.
int age(Random& random) {
  struct Group {
    unsigned percent;
    int low, high;
  };
  constexpr Group groups[] = {
      {12, 16, 24}, {34, 25, 34}, {28, 35, 44}, {15, 45, 54}, {8, 55, 64}, {3, 65, 75}};
  std::uint64_t drawn = random.below(100);
  for (const Group& group : groups) {
    if (drawn < group.percent) return static_cast<int>(random.between(group.low, group.high));
    drawn -= group.percent;
  }
  return groups[0].high;
}

}  // namespace

Person make_person(Random& random, Date on) {
  Person person;
  person.gender = random.chance(64, 100) ? members::Gender::female : members::Gender::male;
  person.name = surname(random);
  const bool female = person.gender == members::Gender::female;
  person.name += female ? given(random, female_given) : given(random, male_given);
  constexpr int year_days = 365;
  const int days =
      age(random) * year_days + static_cast<int>(random.below(year_days)) + year_days / 4;
  person.birthday = on.plus_days(-days);
  return person;
}

std::string fictional_phone(std::int64_t index, std::uint64_t seed) {
  GX_CHECK(index >= 0 && index < phones_max);
  // A factor without 2 and 5 in it permutes the numbers: they look scattered and none comes twice.
  constexpr std::uint64_t factor = 7'368'787;
  const auto modulus = static_cast<std::uint64_t>(phones_max);
  const std::uint64_t number =
      (static_cast<std::uint64_t>(index) * factor + seed % modulus * 31) % modulus;
  return fmt::format("1640{:07}", number);
}

std::string plastic_number(std::int64_t index) {
  std::string digits = fmt::format("8800{:08}", index);
  return digits + luhn_digit(digits);
}

}  // namespace guanxi::app::demo
