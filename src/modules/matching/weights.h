// The weights of findings, in thousandths of a bit, and what is assumed of values where too few
// people are looked at to count them. Inside modules/matching only.
//
// An agreement weighs log2(people ÷ people with that value), at most `…_max`: beyond it slips,
// families and forms filled in alike explain more than chance does. Disagreements weigh what
// changes and errors leave probable: people move and change their phone, seldom their birthday.
#pragma once

#include <string_view>

namespace guanxi::matching::weights {

inline constexpr int word_max = 11'000;  // one word of a name
inline constexpr int word_different = -4'500;
inline constexpr int word_missing = -600;      // a word only one of the two has
inline constexpr int word_likeness_min = 740;  // below it two words are different
inline constexpr int word_slip = -2'200;       // off the agreement's weight
inline constexpr int same_sound = -1'500;      // off it, when the characters differ
inline constexpr int initial_same = 1'500;     // "j" and "john"
inline constexpr int half_given = -2'000;      // 小明 and 小敏: one character of two
inline constexpr int name_max = 22'000;

inline constexpr int gender_same = 900;
inline constexpr int gender_different = -3'000;

inline constexpr int birthday_max = 14'000;
inline constexpr int birthday_slip = 6'500;    // one digit, or two neighbours swapped
inline constexpr int birthday_turned = 8'500;  // day and month change places
inline constexpr int birthday_two_slips = 2'000;
inline constexpr int birthday_different = -8'000;

inline constexpr int phone_max = 17'000;
inline constexpr int phone_slip = 6'000;
inline constexpr int phone_different = -1'000;

inline constexpr int email_max = 17'000;
inline constexpr int email_similar = 5'000;
inline constexpr int email_different = -500;

inline constexpr int id_number_max = 30'000;
inline constexpr int id_number_different = -20'000;

inline constexpr int address_word_max = 8'000;
inline constexpr int address_word_slip = -1'500;
inline constexpr int address_word_alone = -700;
inline constexpr int address_max = 18'000;
inline constexpr int address_min = -4'000;
inline constexpr int address_likeness_min = 740;

// Assumed where fewer than People::measured_people_min are looked at.
inline constexpr int assumed_people = 1'000'000;
inline constexpr int assumed_word = 8'000;
inline constexpr int assumed_birthday = 13'500;
inline constexpr int assumed_address_word = 5'000;
inline constexpr int assumed_address_number = 4'000;

struct Share {
  std::string_view word;
  int weight;
};
/// The commonest family names (Ministry of Public Security, 2020): a third of all people have one
/// of the first five.
inline constexpr Share common_families[] = {
    {"王", 3'780}, {"李", 3'800}, {"张", 3'880}, {"刘", 4'250}, {"陈", 4'420},
    {"杨", 4'980}, {"黄", 5'450}, {"赵", 5'500}, {"吴", 5'610}, {"周", 5'680},
    {"徐", 5'990}, {"孙", 6'030}, {"马", 6'130}, {"朱", 6'250}, {"胡", 6'260},
    {"郭", 6'350}, {"何", 6'360}, {"林", 6'400}, {"罗", 6'560}, {"高", 6'610},
};

}  // namespace guanxi::matching::weights
