// Finding the pairs worth weighing without looking at every pair.
#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "modules/matching/people.h"

namespace guanxi::matching {
namespace {

using Key = std::uint64_t;
constexpr Key no_key = std::numeric_limits<Key>::max();  // of a block that was cut

/// What two people must share to be compared. The numbers are part of nothing that is kept.
enum class Pass : std::uint64_t {
  phone = 1,
  email,
  id_number,
  birthday_initial,
  name_year,
  name_day,
  word_day,
  word_month,
  two_numbers,
  word_place,
};

/// splitmix64 over what was so far and what comes.
Key mix(Key so_far, std::uint64_t value) {
  Key z = so_far + 0x9e3779b97f4a7c15 + value;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

Key mix(Pass pass, std::uint64_t a, std::uint64_t b = 0) {
  return mix(mix(mix(0, static_cast<std::uint64_t>(pass)), a), b);
}

/// The words of a name in the letters a … z, in one order whichever comes first.
std::vector<Number> sorted_latin(const People::Data& data, const Person& person) {
  std::vector<Number> latin;
  for (const Number word : data.words_of(person)) latin.push_back(data.word_facts[word].latin);
  std::ranges::sort(latin);
  return latin;
}

bool is_number(std::string_view word) { return word.front() >= '0' && word.front() <= '9'; }

/// Whether few enough people would share both by chance.
bool is_rare_enough(const People::Data& data, std::uint64_t one, std::uint64_t other) {
  constexpr std::uint64_t sharing_max = 4;
  return one * other <= sharing_max * data.people.size();
}

void add_name_keys(const People::Data& data, const Person& person, std::vector<Key>& keys) {
  const std::vector<Number> latin = sorted_latin(data, person);
  Key name = 0;
  for (const Number word : latin) name = mix(name, word);
  const auto year = static_cast<std::uint64_t>(person.birthday / 10'000);
  const auto month = static_cast<std::uint64_t>(person.birthday / 100);
  const auto day = static_cast<std::uint64_t>(person.birthday % 10'000);
  if (!latin.empty() && person.birthday != 0) {
    keys.push_back(mix(Pass::name_year, name, year));
    keys.push_back(mix(Pass::name_day, name, day));
  }
  for (const Number word : latin) {
    if (person.birthday == 0) break;
    const auto birthday = static_cast<std::uint64_t>(person.birthday);
    const auto initial = static_cast<unsigned char>(data.latin.text(word).front());
    keys.push_back(mix(Pass::birthday_initial, birthday, initial));
    const std::uint64_t bearers = data.latin.count(word);
    constexpr std::uint64_t days = 366;
    constexpr std::uint64_t months = 12 * 60;
    const std::uint64_t people = data.people.size();
    if (is_rare_enough(data, bearers, people / days))
      keys.push_back(mix(Pass::word_day, word, day));
    if (is_rare_enough(data, bearers, people / months)) {
      keys.push_back(mix(Pass::word_month, word, month));
    }
  }
}

void add_address_keys(const People::Data& data, const Person& person, std::vector<Key>& keys) {
  constexpr std::size_t numbers_max = 3;
  std::vector<Number> numbers;
  for (const Number word : data.address_of(person)) {
    if (numbers.size() < numbers_max && is_number(data.address.text(word))) numbers.push_back(word);
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (std::size_t j = i + 1; j < numbers.size(); ++j) {
      const Number a = numbers[i];
      const Number b = numbers[j];
      if (is_rare_enough(data, data.address.count(a), data.address.count(b))) {
        keys.push_back(mix(Pass::two_numbers, a, b));
      }
    }
  }
  for (const Number word : sorted_latin(data, person)) {
    for (const Number place : data.address_of(person)) {
      if (is_rare_enough(data, data.latin.count(word), data.address.count(place))) {
        keys.push_back(mix(Pass::word_place, word, place));
      }
    }
  }
}

std::vector<Key> keys_of(const People::Data& data, const Person& person) {
  std::vector<Key> keys;
  if (person.phone != 0) keys.push_back(mix(Pass::phone, person.phone));
  if (person.email != 0) keys.push_back(mix(Pass::email, person.email));
  if (person.id_number != 0) keys.push_back(mix(Pass::id_number, person.id_number));
  add_name_keys(data, person, keys);
  add_address_keys(data, person, keys);
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

struct Entry {
  Key key;
  std::uint32_t person;
  auto operator<=>(const Entry&) const = default;
};

class Scan {
 public:
  Scan(const People& people, const ScanOptions& options) : people_(people), options_(options) {}

  Coverage run(const std::function<bool(std::size_t, std::size_t)>& progress);
  std::vector<Pair>& pairs() { return pairs_; }

 private:
  void make_keys();
  void cut_large_blocks();
  bool first_in_common(std::uint32_t a, std::uint32_t b, Key key) const;
  void compare(std::uint32_t a, std::uint32_t b);
  void compare_block(std::span<const Entry> block);
  void compare_neighbours(std::span<const Entry> block);

  const People& people_;
  const ScanOptions& options_;
  std::vector<Entry> entries_;      // by key
  std::vector<Key> keys_;           // of each person, ordered, without those of cut blocks
  std::vector<std::size_t> begin_;  // where a person's keys begin
  std::vector<Pair> pairs_;
  Coverage coverage_;
};

template <class Visit>
void each_block(std::span<const Entry> entries, Visit visit) {
  for (std::size_t i = 0; i < entries.size();) {
    std::size_t end = i + 1;
    while (end < entries.size() && entries[end].key == entries[i].key) ++end;
    if (!visit(entries.subspan(i, end - i), end)) return;
    i = end;
  }
}

void Scan::make_keys() {
  const People::Data& data = people_.data();
  begin_.push_back(0);
  for (std::uint32_t i = 0; i < data.people.size(); ++i) {
    for (const Key key : keys_of(data, data.people[i])) {
      entries_.push_back({key, i});
      keys_.push_back(key);
    }
    begin_.push_back(keys_.size());
  }
  std::ranges::sort(entries_);
}

/// A pair is compared where its first common key is; keys of cut blocks do not count, lest a pair
/// is left to a block that leaves it out.
void Scan::cut_large_blocks() {
  each_block(entries_, [&](std::span<const Entry> block, std::size_t) {
    if (block.size() <= options_.block_max) return true;
    ++coverage_.blocks_cut;
    coverage_.people_cut = std::max<std::uint64_t>(coverage_.people_cut, block.size());
    for (const Entry& entry : block) {
      for (std::size_t i = begin_[entry.person]; i < begin_[entry.person + 1]; ++i) {
        if (keys_[i] == entry.key) keys_[i] = no_key;
      }
    }
    return true;
  });
  for (std::size_t i = 0; i + 1 < begin_.size(); ++i) {
    std::sort(
        keys_.begin() + static_cast<std::ptrdiff_t>(begin_[i]),
        keys_.begin() + static_cast<std::ptrdiff_t>(begin_[i + 1])
    );
  }
}

bool Scan::first_in_common(std::uint32_t a, std::uint32_t b, Key key) const {
  std::size_t i = begin_[a];
  std::size_t j = begin_[b];
  while (keys_[i] != keys_[j]) {
    if (keys_[i] < keys_[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return keys_[i] == key;
}

void Scan::compare(std::uint32_t a, std::uint32_t b) {
  ++coverage_.compared;
  Verdict verdict = people_.judge(a, b, options_.score_min);
  if (verdict.score < options_.score_min) return;
  const std::int64_t left = people_.id(a);
  const std::int64_t right = people_.id(b);
  pairs_.push_back({std::min(left, right), std::max(left, right), std::move(verdict)});
}

void Scan::compare_block(std::span<const Entry> block) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    for (std::size_t j = i + 1; j < block.size(); ++j) {
      if (first_in_common(block[i].person, block[j].person, block[i].key)) {
        compare(block[i].person, block[j].person);
      }
    }
  }
}

void Scan::compare_neighbours(std::span<const Entry> block) {
  const People::Data& data = people_.data();
  std::vector<std::pair<std::vector<Number>, std::uint32_t>> by_name;
  for (const Entry& entry : block) {
    by_name.emplace_back(sorted_latin(data, data.people[entry.person]), entry.person);
  }
  std::ranges::sort(by_name);
  for (std::size_t i = 0; i < by_name.size(); ++i) {
    for (std::size_t j = i + 1; j < by_name.size() && j <= i + options_.neighbours; ++j) {
      compare(by_name[i].second, by_name[j].second);
    }
  }
}

Coverage Scan::run(const std::function<bool(std::size_t, std::size_t)>& progress) {
  constexpr std::size_t told_every = 65'536;
  coverage_.people = people_.size();
  make_keys();
  cut_large_blocks();
  std::size_t told = 0;
  each_block(entries_, [&](std::span<const Entry> block, std::size_t done) {
    if (block.size() > options_.block_max) {
      compare_neighbours(block);
    } else if (block.size() > 1) {
      compare_block(block);
    }
    if (done < told + told_every) return true;
    told = done;
    return progress(done, entries_.size());
  });
  const auto ids = [](const Pair& pair) { return std::pair(pair.a, pair.b); };
  std::ranges::sort(pairs_, {}, ids);
  // Neighbours in several cut blocks were compared in each.
  const auto again = std::ranges::unique(pairs_, {}, ids);
  pairs_.erase(again.begin(), again.end());
  return coverage_;
}

}  // namespace

Coverage scan(
    const People& people,
    const ScanOptions& options,
    const std::function<void(Pair)>& found,
    const std::function<bool(std::size_t, std::size_t)>& progress
) {
  Scan scan(people, options);
  const Coverage coverage = scan.run(progress);
  for (Pair& pair : scan.pairs()) found(std::move(pair));
  return coverage;
}

}  // namespace guanxi::matching
