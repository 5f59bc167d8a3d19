// Names of people read for finding and comparing them, whatever way they were written: 張曉明,
// 张晓明 and "Zhang Xiaoming" meet in the same pinyin, "ＡＮＮ  Lee" and "ann lee" in the same
// letters. Characters and their readings are ICU's (Unihan, with its readings for names); what ICU
// reads in another way than families do stands in a small table. Pure; any thread. The first call
// loads ICU's rules (a quarter of a second); then readings are kept per character.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace guanxi {

/// Nobody's name is longer; what follows is not read.
inline constexpr std::size_t name_code_points_max = 100;

struct NameWord {
  std::string text;   // folded: "欧阳", "ann"
  std::string latin;  // the same in a … z: "ouyang", "ann"
  bool han = false;   // of Chinese characters alone

  bool operator==(const NameWord&) const = default;
};

struct PersonName {
  std::string folded;  // NFKC, case folded, simplified: "欧阳娜娜", "ann lee", "li lei 李雷"
  std::string pinyin;  // syllables and words, a blank between them: "ou yang na na", "ann lee"
  std::string initials;  // their first letters: "oynn", "al"
  /// A Chinese name of two to four characters: family name, given name. Else the words.
  std::vector<NameWord> words;

  bool operator==(const PersonName&) const = default;
};

/// Everything but letters and digits parts words; apostrophes disappear ("O'Brien" is obrien), and
/// blanks between Chinese characters ("张 三" is 张三) unless a dot parts them (买买提·阿不都). The
/// vowel ü is the v of input methods: 吕, "Lü" and the passports' "Lyu" are all lv. Input must be
/// valid UTF-8.
PersonName read_name(std::string_view name);

/// NFKC, case folded, traditional characters simplified; for addresses and search terms. Input must
/// be valid UTF-8.
std::string fold_text(std::string_view text);

}  // namespace guanxi
