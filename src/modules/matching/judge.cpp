// The weighing of two people.
#include <algorithm>
#include <array>

#include "modules/matching/likeness.h"
#include "modules/matching/people.h"
#include "modules/matching/weights.h"

namespace guanxi::matching {
namespace {

namespace w = weights;

struct Weighed {
  Finding finding = Finding::different;
  int weight = 0;
};

/// What two people prove by having the same of something that `count` people have.
int agreement(const People::Data& data, std::uint32_t count, int max) {
  return std::clamp(log2_milli(data.people.size(), std::max<std::uint32_t>(count, 1)), 0, max);
}

int word_weight(const People::Data& data, Number word) {
  if (data.measured()) return agreement(data, data.words.count(word), w::word_max);
  for (const w::Share& share : w::common_families) {
    if (share.word == data.words.text(word)) return share.weight;
  }
  return w::assumed_word;
}

int latin_weight(const People::Data& data, Number a, Number b) {
  if (!data.measured()) return w::assumed_word;
  return agreement(data, std::max(data.latin.count(a), data.latin.count(b)), w::word_max);
}

/// One of two characters is the same, in its place: 小明 and 小敏.
bool share_a_character(std::string_view a, std::string_view b) {
  constexpr std::size_t character = 3;  // bytes of the common ones
  return a.size() == 2 * character && b.size() == a.size() &&
         (a.substr(0, character) == b.substr(0, character) ||
          a.substr(character) == b.substr(character));
}

struct WordMatch {
  int likeness = 0;  // permille; 0: they are different words
  Weighed weighed = {};
};

WordMatch match_latin(const People::Data& data, Number a, Number b) {
  const std::string& left = data.latin.text(a);
  const std::string& right = data.latin.text(b);
  if (left.empty() || right.empty()) return {};
  if (left.size() == 1 || right.size() == 1) {
    if (left.front() == right.front()) return {600, {Finding::similar, w::initial_same}};
    return {};
  }
  const int alike = likeness(left, right, w::word_likeness_min);
  if (alike < w::word_likeness_min) return {};
  const int weight = std::max(0, latin_weight(data, a, b) + w::word_slip);
  return {alike, {Finding::similar, weight}};
}

WordMatch match_words(const People::Data& data, Number a, Number b) {
  if (a == b) return {1000, {Finding::same, word_weight(data, a)}};
  const Word& left = data.word_facts[a];
  const Word& right = data.word_facts[b];
  const bool both_han = left.han && right.han;
  if (left.latin == right.latin) {
    const int less = both_han ? w::same_sound : 0;
    const int weight = std::max(0, latin_weight(data, left.latin, right.latin) + less);
    return {950, {Finding::same_sound, weight}};
  }
  if (!both_han) return match_latin(data, left.latin, right.latin);
  if (share_a_character(data.words.text(a), data.words.text(b))) {
    return {500, {Finding::different, w::half_given}};  // as brothers and sisters often do
  }
  return {};
}

using Words = std::span<const Number>;

/// Written together or apart, family name first or last: 张小明 and "Xiao Ming Zhang".
bool sound_together(const People::Data& data, Words a, Words b) {
  std::string left;
  for (const Number word : a) left += data.latin.text(data.word_facts[word].latin);
  for (std::size_t first = 0; first < b.size(); ++first) {
    std::string right;
    for (std::size_t i = 0; i < b.size(); ++i) {
      right += data.latin.text(data.word_facts[b[(first + i) % b.size()]].latin);
    }
    if (left == right) return true;
  }
  return false;
}

struct Choice {
  WordMatch match;
  std::size_t a, b;
};

/// Pairs the words of two names, the most alike first.
std::vector<Choice> pair_words(const People::Data& data, Words a, Words b) {
  std::vector<Choice> all;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      const WordMatch match = match_words(data, a[i], b[j]);
      if (match.likeness > 0) all.push_back({match, i, j});
    }
  }
  std::ranges::stable_sort(all, [](const Choice& left, const Choice& right) {
    return std::pair(left.match.likeness, left.match.weighed.weight) >
           std::pair(right.match.likeness, right.match.weighed.weight);
  });
  std::vector<Choice> chosen;
  for (const Choice& choice : all) {
    const auto clashes = [&](const Choice& other) {
      return other.a == choice.a || other.b == choice.b;
    };
    if (std::ranges::none_of(chosen, clashes)) chosen.push_back(choice);
  }
  return chosen;
}

Weighed judge_names(const People::Data& data, Words a, Words b) {
  const std::vector<Choice> chosen = pair_words(data, a, b);
  const std::size_t fewer = std::min(a.size(), b.size());
  if (chosen.size() < fewer || a.size() != b.size()) {
    if (sound_together(data, a, b)) {
      int weight = 0;
      for (const Number word : a.size() == fewer ? a : b) {
        const Number latin = data.word_facts[word].latin;
        weight += latin_weight(data, latin, latin);
      }
      return {Finding::same_sound, std::min(weight, w::name_max)};
    }
  }
  Weighed sum{Finding::same, 0};
  for (const Choice& choice : chosen) {
    sum.weight += choice.match.weighed.weight;
    sum.finding = std::max(sum.finding, choice.match.weighed.finding);
  }
  const auto different = static_cast<int>(fewer - chosen.size());
  const auto missing = static_cast<int>(std::max(a.size(), b.size()) - fewer);
  sum.weight += different * w::word_different + missing * w::word_missing;
  if (missing > 0) sum.finding = std::max(sum.finding, Finding::similar);
  if (different > 0) sum.finding = Finding::different;
  sum.weight = std::min(sum.weight, w::name_max);
  return sum;
}

Weighed judge_birthdays(const People::Data& data, const Person& a, const Person& b) {
  if (a.birthday == b.birthday) {
    const int weight =
        data.measured() ? agreement(data, data.birthdays.count(a.birthday_number), w::birthday_max)
                        : w::assumed_birthday;
    return {Finding::same, weight};
  }
  const auto turned = [](std::int64_t day) {
    return day / 10'000 * 10'000 + day % 100 * 100 + day / 100 % 100;
  };
  if (turned(a.birthday) == b.birthday) return {Finding::similar, w::birthday_turned};
  const std::string& left = data.birthdays.text(a.birthday_number);
  const std::string& right = data.birthdays.text(b.birthday_number);
  const int alike = likeness(left, right);
  if (alike >= 875) return {Finding::similar, w::birthday_slip};  // one of eight digits
  if (alike >= 750) return {Finding::similar, w::birthday_two_slips};
  return {Finding::different, w::birthday_different};
}

Weighed judge_phones(const People::Data& data, const Person& a, const Person& b) {
  if (a.phone == b.phone) {
    const auto found = data.phones.find(a.phone);
    const int weight =
        data.measured() ? agreement(data, found->second, w::phone_max) : w::phone_max;
    return {Finding::same, weight};
  }
  const std::string left = std::to_string(a.phone);
  const std::string right = std::to_string(b.phone);
  const auto longer = static_cast<int>(std::max(left.size(), right.size()));
  // One slip, and the country code does not count.
  if (likeness(left, right) >= 1000 - 1000 / longer - 1) return {Finding::similar, w::phone_slip};
  return {Finding::different, w::phone_different};
}

Weighed judge_emails(const People::Data& data, const Person& a, const Person& b) {
  if (a.email == b.email) {
    const int weight =
        data.measured() ? agreement(data, data.emails.count(a.email), w::email_max) : w::email_max;
    return {Finding::same, weight};
  }
  const std::string_view left = data.emails.text(a.email);
  const std::string_view right = data.emails.text(b.email);
  const std::string_view mailbox = left.substr(0, left.find('@'));
  constexpr std::size_t telling = 5;  // "info" and "li" prove nothing
  if (mailbox.size() >= telling && mailbox == right.substr(0, right.find('@'))) {
    return {Finding::similar, w::email_similar};
  }
  return {Finding::different, w::email_different};
}

int address_weight(const People::Data& data, Number a, Number b) {
  if (data.measured()) {
    const std::uint32_t count = std::max(data.address.count(a), data.address.count(b));
    return agreement(data, count, w::address_word_max);
  }
  const char first = data.address.text(a).front();
  return first >= '0' && first <= '9' ? w::assumed_address_number : w::assumed_address_word;
}

bool may_slip(std::string_view word) {
  constexpr std::size_t letters_min = 4;
  return word.size() >= letters_min && static_cast<unsigned char>(word.front()) < 0x80;
}

/// The words only one of the two addresses has, in their order.
std::vector<Number> only_in(Words a, Words b) {
  std::vector<Number> out;
  std::ranges::set_difference(a, b, std::back_inserter(out));
  return out;
}

Weighed judge_addresses(const People::Data& data, Words a, Words b) {
  int weight = 0;
  std::size_t matched = 0;
  for (const Number word : a) {
    if (!std::ranges::binary_search(b, word)) continue;
    weight += address_weight(data, word, word);
    ++matched;
  }
  const std::size_t equal = matched;
  const std::vector<Number> left = only_in(a, b);
  std::vector<Number> right = only_in(b, a);
  for (const Number word : left) {
    const std::string& text = data.address.text(word);
    if (!may_slip(text)) continue;
    const auto slip = std::ranges::find_if(right, [&](Number other) {
      const std::string& with = data.address.text(other);
      constexpr int enough = w::address_likeness_min;
      return may_slip(with) && likeness(text, with, enough) >= enough;
    });
    if (slip == right.end()) continue;
    weight += std::max(0, address_weight(data, word, *slip) + w::address_word_slip);
    ++matched;
    right.erase(slip);
  }
  const auto alone = static_cast<int>(std::min(a.size(), b.size()) - matched);
  weight = std::clamp(weight + alone * w::address_word_alone, w::address_min, w::address_max);
  if (weight <= 0) return {Finding::different, weight};
  const bool same = equal == a.size() && equal == b.size();
  return {same ? Finding::same : Finding::similar, weight};
}

}  // namespace

bool is_automatic(const Verdict& verdict, int score) {
  const auto contradicts = [](const Reason& reason) {
    const bool lasting = reason.field == Field::name || reason.field == Field::gender ||
                         reason.field == Field::birthday || reason.field == Field::id_number;
    return lasting && reason.finding == Finding::different;
  };
  return verdict.score >= score && std::ranges::none_of(verdict.reasons, contradicts);
}

Verdict People::judge(std::size_t first, std::size_t second, int score_min) const {
  const Data& data = *data_;
  // One order for both orders of asking.
  const bool in_order = data.people[first].id < data.people[second].id;
  const Person& a = data.people[in_order ? first : second];
  const Person& b = data.people[in_order ? second : first];
  Verdict verdict;
  const auto add = [&](Field field, const Weighed& weighed) {
    verdict.score += weighed.weight;
    verdict.reasons.push_back({field, weighed.finding, weighed.weight});
  };
  const int people =
      data.measured() ? log2_milli(data.people.size(), 1) : log2_milli(w::assumed_people, 1);
  add(Field::chance, {Finding::people, -people});
  if (a.word_count > 0 && b.word_count > 0) {
    add(Field::name, judge_names(data, data.words_of(a), data.words_of(b)));
  }
  if (a.gender != 0 && b.gender != 0) {
    add(Field::gender,
        a.gender == b.gender ? Weighed{Finding::same, w::gender_same}
                             : Weighed{Finding::different, w::gender_different});
  }
  if (a.birthday != 0 && b.birthday != 0) add(Field::birthday, judge_birthdays(data, a, b));
  if (a.phone != 0 && b.phone != 0) add(Field::phone, judge_phones(data, a, b));
  if (a.email != 0 && b.email != 0) add(Field::email, judge_emails(data, a, b));
  if (a.id_number != 0 && b.id_number != 0) {
    const bool same = a.id_number == b.id_number;
    add(Field::id_number,
        same ? Weighed{Finding::same, w::id_number_max}
             : Weighed{Finding::different, w::id_number_different});
  }
  if (a.address_count > 0 && b.address_count > 0 && verdict.score + w::address_max >= score_min) {
    add(Field::address, judge_addresses(data, data.address_of(a), data.address_of(b)));
  }
  return verdict;
}

}  // namespace guanxi::matching
