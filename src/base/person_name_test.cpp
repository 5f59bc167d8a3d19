#include "base/person_name.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/check.h"

namespace guanxi {
namespace {

TEST(PersonName, is_read_the_same_however_it_was_written) {
  struct Row {
    const char* reason;
    const char* name;
    const char* folded;
    const char* pinyin;
    const char* initials;
  };
  const Row rows[] = {
      {"plain", "张小明", "张小明", "zhang xiao ming", "zxm"},
      {"traditional", "張小明", "张小明", "zhang xiao ming", "zxm"},
      {"traditional without change of sound", "葉問", "叶问", "ye wen", "yw"},
      {"blanks of a form", " 张　小 明 ", "张小明", "zhang xiao ming", "zxm"},
      {"variant character", "髙橋", "高桥", "gao qiao", "gq"},
      {"Latin, full width", "ＡＮＮ  Lee", "ann lee", "ann lee", "al"},
      {"accents", "Jürgen Müller", "jürgen müller", "jurgen muller", "jm"},
      {"sharp s", "Strauß", "strauss", "strauss", "s"},
      {"apostrophe", "Sinead O’Brien", "sinead obrien", "sinead obrien", "so"},
      {"hyphen", "Jean-Luc", "jean luc", "jean luc", "jl"},
      {"ü is v", "吕布", "吕布", "lv bu", "lb"},
      {"ü written", "Lü Bu", "lü bu", "lv bu", "lb"},
      {"ü of passports", "LYU Bu", "lyu bu", "lv bu", "lb"},
      {"Cyrillic", "Иван Петров", "иван петров", "ivan petrov", "ip"},
      {"kana", "アキラ", "アキラ", "akira", "a"},
      {"both scripts", "Li Lei 李雷", "li lei 李雷", "li lei li lei", "llll"},
      {"a dot parts", "买买提·阿不都", "买买提 阿不都", "mai mai ti a bu du", "mmtabd"},
      {"beyond the basic plane", "𠮷田", "𠮷田", "", ""},
      {"乾 is qian in names", "李乾", "李乾", "li qian", "lq"},
      {"nothing to read", "…", "", "", ""},
      {"empty", "", "", "", ""},
  };
  for (const Row& row : rows) {
    const PersonName name = read_name(row.name);
    EXPECT_EQ(name.folded, row.folded) << row.reason;
    if (std::string_view(row.reason).starts_with("beyond")) continue;  // its reading is ICU's
    EXPECT_EQ(name.pinyin, row.pinyin) << row.reason;
    EXPECT_EQ(name.initials, row.initials) << row.reason;
  }
}

TEST(PersonName, family_names_have_readings_of_their_own) {
  struct Row {
    const char* name;
    const char* pinyin;
  };
  const Row rows[] = {
      {"单雄信", "shan xiong xin"},
      {"曾国藩", "zeng guo fan"},
      {"仇英", "qiu ying"},
      {"解缙", "xie jin"},
      {"区大相", "ou da xiang"},
      {"查良镛", "zha liang yong"},
      {"尉迟恭", "yu chi gong"},
      {"尉健行", "wei jian xing"},
      {"万俟卨", "mo qi xie"},
      {"萬俟卨", "mo qi xie"},
      {"长孙无忌", "zhang sun wu ji"},
      {"單于明", "chan yu ming"},
      {"朴正熙", "piao zheng xi"},
      {"盖叫天", "ge jiao tian"},
      {"乐毅", "yue yi"},
      {"缪荃孙", "miao quan sun"},
      {"翟天临", "zhai tian lin"},
      {"覃辉", "qin hui"},
      {"冼星海", "xian xing hai"},
      {"任正非", "ren zheng fei"},
      {"华罗庚", "hua luo geng"},
      {"种师道", "chong shi dao"},
      {"繁钦", "po qin"},
      {"郇仁杰", "xun ren jie"},
      {"阚泽", "kan ze"},
      {"牟宗三", "mu zong san"},
      {"员半千", "yun ban qian"},
      {"召公奭", "shao gong shi"},
      {"折可适", "she ke shi"},
      {"秘书", "bi shu"},
      {"纪晓岚", "ji xiao lan"},
      {"欧阳修", "ou yang xiu"},
      {"诸葛亮", "zhu ge liang"},
      {"拓跋珪", "tuo ba gui"},
      {"令狐冲", "ling hu chong"},
      {"莘松", "xin song"},
  };
  for (const Row& row : rows) EXPECT_EQ(read_name(row.name).pinyin, row.pinyin) << row.name;
  EXPECT_EQ(read_name("王单").pinyin, "wang dan") << "only in the place of the family name";
  EXPECT_EQ(read_name("王解放").pinyin, "wang jie fang");
}

TEST(PersonName, parts_family_and_given_name) {
  using Words = std::vector<NameWord>;
  EXPECT_EQ(read_name("张小明").words, (Words{{"张", "zhang", true}, {"小明", "xiaoming", true}}));
  EXPECT_EQ(read_name("歐陽娜娜").words, (Words{{"欧阳", "ouyang", true}, {"娜娜", "nana", true}}));
  EXPECT_EQ(read_name("欧阳").words, (Words{{"欧", "ou", true}, {"阳", "yang", true}}));
  EXPECT_EQ(read_name("小").words, (Words{{"小", "xiao", true}})) << "who says only one";
  EXPECT_EQ(read_name("Ann Lee").words, (Words{{"ann", "ann", false}, {"lee", "lee", false}}));
  EXPECT_EQ(read_name("古丽·米娜").words, (Words{{"古丽", "guli", true}, {"米娜", "mina", true}}))
      << "no family name to part off";
}

TEST(PersonName, reads_no_more_than_a_name_can_hold) {
  std::string endless;
  for (int i = 0; i < 10'000; ++i) endless += "李";
  EXPECT_EQ(read_name(endless).initials.size(), name_code_points_max);
  EXPECT_THROW(static_cast<void>(read_name("\xff")), CheckFailed);
}

TEST(PersonName, may_be_read_by_many_threads) {
  std::vector<std::string> names;
  for (char32_t c = 0x4e00; c < 0x4e00 + 600; ++c) {
    std::string name = "王";
    name += static_cast<char>(0xe0 | (c >> 12));
    name += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    name += static_cast<char>(0x80 | (c & 0x3f));
    names.push_back(name);
  }
  std::vector<std::vector<PersonName>> read(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : read) {
      threads.emplace_back([&names, &mine] {
        for (const std::string& name : names) mine.push_back(read_name(name));
      });
    }
  }
  for (const auto& mine : read) EXPECT_EQ(mine, read.front());
}

TEST(FoldText, makes_one_form_of_many) {
  EXPECT_EQ(fold_text("上海市黃浦區南京東路１號"), "上海市黄浦区南京东路1号");
  EXPECT_EQ(fold_text("12 High Street"), "12 high street");
  EXPECT_EQ(fold_text(""), "");
}

}  // namespace
}  // namespace guanxi
