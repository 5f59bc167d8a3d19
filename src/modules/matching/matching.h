// Which members may be one and the same person: two people's facts are weighed, field by field, and
// the sum says how much more likely one person is than two (Fellegi & Sunter 1969). What many share
// weighs little, what few share weighs much: the weight of an agreement is the logarithm of how
// rarely the value occurs among all people looked at (Winkler 1989), so 张伟 proves less than 尉迟.
//
// Weights are thousandths of a bit: 1000 doubles the odds. Pure rules without clock or store; what
// was found and decided is kept by pairs.h. The scan and the desk call this. Threads: People is
// filled by one thread; then its const functions may be called by any.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace guanxi::matching {

/// What is known of a person; empty or zero: not known. Texts are valid UTF-8, as people write.
struct Facts {
  std::int64_t id = 0;  // the caller's, unique
  std::string name = {};
  bool female = false, male = false;
  std::int64_t birthday = 0;  // yyyymmdd as written: what is no date is compared by its digits
  std::string phone = {};     // E.164
  std::string email = {};
  std::string id_number = {};
  std::string address = {};
};

enum class Field { chance, name, gender, birthday, phone, email, id_number, address };
BOOST_DESCRIBE_ENUM(Field, chance, name, gender, birthday, phone, email, id_number, address)
enum class Finding {
  same,        // in every character
  same_sound,  // 张小明, 张晓明, Zhang Xiaoming
  similar,     // a slip of the pen, swapped parts, an initial, some of an address
  different,
  people,  // what two people drawn at random stand against: there are so many
};
BOOST_DESCRIBE_ENUM(Finding, same, same_sound, similar, different, people)

/// Why a score is what it is. The weights of all reasons add up to the score.
struct Reason {
  Field field;
  Finding finding;
  int weight;
  bool operator==(const Reason&) const = default;
};

struct Verdict {
  int score = 0;  // above 0: rather one person than two
  std::vector<Reason> reasons = {};
  bool operator==(const Verdict&) const = default;
};

/// A score from which a person should look at the pair, and one from which nobody needs to – unless
/// something that lasts is different: twins share birthday, home and phone, not the given name.
inline constexpr int review_score = 3'000;
inline constexpr int automatic_score = 12'000;
bool is_automatic(const Verdict& verdict, int score = automatic_score);

/// People to be compared with each other, as they were read, with how often each value occurs.
/// Below `measured_people_min` what is common is assumed from a table instead of counted.
class People {
 public:
  static constexpr std::size_t measured_people_min = 1'000;

  People();
  ~People();
  People(People&&) noexcept;
  People& operator=(People&&) noexcept;

  void add(const Facts& facts);
  std::size_t size() const;
  std::int64_t id(std::size_t person) const;
  /// Weighs two people, by their places in the order of adding; either order is the same. What
  /// cannot reach `score_min` any more is not weighed to its end.
  Verdict judge(std::size_t a, std::size_t b, int score_min = std::numeric_limits<int>::min())
      const;

  struct Data;
  const Data& data() const { return *data_; }

 private:
  std::unique_ptr<Data> data_;
};

struct Pair {
  std::int64_t a, b;  // ids, a < b
  Verdict verdict;
};

/// What a scan did, so that nobody takes it for more.
struct Coverage {
  std::uint64_t people = 0;
  std::uint64_t compared = 0;    // pairs
  std::uint64_t blocks_cut = 0;  // more people shared a key than are compared with each other
  std::uint64_t people_cut = 0;  // in the largest of these
};

struct ScanOptions {
  int score_min = review_score;
  std::size_t block_max = 60;  // people compared each with each
  std::size_t neighbours = 8;  // in a larger block: each with so many that follow it by name
};

/// Finds the pairs of `score_min` and more among people who share a key – a phone, a birthday and
/// an initial, a name and a year … –, so that the work grows with the people, not with their
/// square. Pairs come ordered by their ids. `progress(done, all)` is told now and then; false ends
/// the scan with what it has so far.
Coverage scan(
    const People& people,
    const ScanOptions& options,
    const std::function<void(Pair)>& found,
    const std::function<bool(std::size_t done, std::size_t all)>& progress
);

}  // namespace guanxi::matching
