#include "modules/matching/people.h"

#include <algorithm>

#include "base/person_name.h"
#include "base/text.h"

namespace guanxi::matching {
namespace {

constexpr std::size_t name_words_max = 6;
constexpr std::size_t address_words_max = 24;

/// What ends a part of a Chinese address and says nothing by itself.
constexpr std::string_view part_ends[] = {
    "省", "市", "区", "县", "州", "盟", "旗", "镇", "乡", "村", "路", "街", "道", "巷",
    "弄", "号", "栋", "幢", "楼", "层", "室", "座", "组", "里", "苑", "院", "园",
};

bool is_latin(char c) { return c >= 'a' && c <= 'z'; }
bool is_wide(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// Bytes of the character that begins with `lead`.
std::size_t bytes_of_character(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

void add_part(std::vector<std::string>& words, std::string& part) {
  if (!part.empty()) words.push_back(std::move(part));
  part.clear();
}

/// Cuts a run of Chinese characters behind what ends a part; the ending itself is left out, unless
/// nothing else would be left of it.
void add_wide(std::vector<std::string>& words, std::string_view run) {
  std::string part;
  for (std::size_t i = 0; i < run.size();) {
    const std::string_view character = run.substr(i, bytes_of_character(run[i]));
    i += character.size();
    const bool ends = std::ranges::find(part_ends, character) != std::end(part_ends);
    if (ends && part.size() > 3) {
      add_part(words, part);
    } else if (!ends || !part.empty()) {
      part += character;
    }
  }
  add_part(words, part);
}

std::uint64_t digits_of(std::string_view phone) {
  std::uint64_t value = 0;
  for (const char c : phone.substr(0, 20)) {
    if (is_digit(c)) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

}  // namespace

std::vector<std::string> address_words(std::string_view address) {
  const std::string text = fold_text(address);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size();) {
    const auto run = [&](auto belongs) {
      const std::size_t start = i;
      while (i < text.size() && belongs(text[i])) ++i;
      return std::string_view(text).substr(start, i - start);
    };
    if (is_digit(text[i])) {
      words.emplace_back(run(is_digit));
    } else if (is_latin(text[i])) {
      words.emplace_back(run(is_latin));
    } else if (is_wide(text[i])) {
      add_wide(words, run(is_wide));
    } else {
      ++i;
    }
  }
  return words;
}

Number Dictionary::add(std::string_view text) {
  if (const auto found = numbers_.find(text); found != numbers_.end()) {
    ++counts_[found->second];
    return found->second;
  }
  const auto number = static_cast<Number>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), number);
  counts_.push_back(1);
  return number;
}

People::People() : data_(std::make_unique<Data>()) { data_->word_facts.emplace_back(); }
People::~People() = default;
People::People(People&&) noexcept = default;
People& People::operator=(People&&) noexcept = default;

void People::add(const Facts& facts) {
  Data& data = *data_;
  Person person{.id = facts.id, .birthday = facts.birthday, .phone = digits_of(facts.phone)};
  if (facts.female != facts.male) person.gender = facts.female ? 'f' : 'm';
  if (person.phone != 0) ++data.phones[person.phone];
  if (facts.birthday != 0) {
    person.birthday_number = data.birthdays.add(std::to_string(facts.birthday));
  }
  if (!facts.email.empty()) person.email = data.emails.add(fold_text(facts.email));
  if (!facts.id_number.empty()) person.id_number = data.id_numbers.add(facts.id_number);

  const PersonName name = read_name(facts.name);
  person.words = static_cast<std::uint32_t>(data.numbers.size());
  for (const NameWord& word : name.words) {
    if (person.word_count == name_words_max) break;
    const Number number = data.words.add(word.text);
    const Number latin = data.latin.add(word.latin.empty() ? word.text : word.latin);
    if (number == data.word_facts.size()) data.word_facts.push_back({latin, word.han});
    data.numbers.push_back(number);
    ++person.word_count;
  }

  std::vector<std::string> parts = address_words(facts.address);
  if (parts.size() > address_words_max) parts.resize(address_words_max);
  std::vector<Number> address;
  for (const std::string& part : parts) address.push_back(data.address.add(part));
  std::ranges::sort(address);
  address.erase(std::unique(address.begin(), address.end()), address.end());
  person.address = static_cast<std::uint32_t>(data.numbers.size());
  person.address_count = static_cast<std::uint8_t>(address.size());
  data.numbers.insert(data.numbers.end(), address.begin(), address.end());
  data.people.push_back(person);
}

std::size_t People::size() const { return data_->people.size(); }
std::int64_t People::id(std::size_t person) const { return data_->people[person].id; }

}  // namespace guanxi::matching
