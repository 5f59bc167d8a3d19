// People as they are compared: words and values are numbers in dictionaries that count them. Inside
// modules/matching only.
#pragma once

#include <deque>
#include <span>
#include <unordered_map>

#include "modules/matching/matching.h"

namespace guanxi::matching {

using Number = std::uint32_t;  // of a word or value; 0: none

/// Texts, each once, with how many people have it.
class Dictionary {
 public:
  Dictionary() {
    texts_.emplace_back();
    counts_.push_back(0);
  }
  /// Its number, and one more who has it.
  Number add(std::string_view text);
  const std::string& text(Number number) const { return texts_[number]; }
  std::uint32_t count(Number number) const { return counts_[number]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // keeps its strings where they are
  std::vector<std::uint32_t> counts_;
  std::unordered_map<std::string_view, Number> numbers_;
};

struct Word {
  Number latin = 0;
  bool han = false;
};

struct Person {
  std::int64_t id = 0;
  std::int64_t birthday = 0;
  std::uint64_t phone = 0;  // its digits as a number
  Number email = 0, id_number = 0, birthday_number = 0;
  std::uint32_t words = 0, address = 0;  // where they begin in `numbers`
  std::uint8_t word_count = 0, address_count = 0;
  char gender = 0;  // 'f', 'm', or 0
};

struct People::Data {
  std::vector<Person> people;
  std::vector<Number> numbers;
  Dictionary words, latin, address, emails, id_numbers, birthdays;
  std::unordered_map<std::uint64_t, std::uint32_t> phones;
  std::vector<Word> word_facts;  // by the number of the word

  std::span<const Number> words_of(const Person& person) const {
    return {numbers.data() + person.words, person.word_count};
  }
  std::span<const Number> address_of(const Person& person) const {
    return {numbers.data() + person.address, person.address_count};
  }
  bool measured() const { return people.size() >= measured_people_min; }
};

/// The words of an address: numbers, Latin words, and Chinese parts without their 省 市 区 路 号.
std::vector<std::string> address_words(std::string_view address);

}  // namespace guanxi::matching
