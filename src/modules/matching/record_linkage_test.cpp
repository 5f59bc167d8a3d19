// People with known duplicates, made by the FEBRL generator (Christen & Pudjijono): how right the
// matcher is, counted pair by pair. Their social security number is left out: a shop has none.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "modules/matching/matching.h"
#include "platform/files/csv.h"
#include "platform/files/reader.h"

namespace guanxi::matching {
namespace {

struct Set {
  People people;
  std::vector<std::string> who;  // "223" of rec-223-org and rec-223-dup-0
  std::uint64_t pairs = 0;       // of records of one person
};

std::filesystem::path file_of(int set) {
  const char* const folder = std::getenv("GUANXI_DATA_DIR");
  const std::filesystem::path root = std::filesystem::path(__FILE__).parent_path() / "../../..";
  const std::filesystem::path data =
      folder != nullptr ? std::filesystem::path(folder) : root / "../shared/data";
  return data / "record_linkage" / ("febrl_dataset" + std::to_string(set) + ".csv.gz");
}

Set read(const std::filesystem::path& path) {
  constexpr files::CsvColumn columns[] = {
      {"rec_id"},
      {"given_name"},
      {"surname"},
      {"street_number"},
      {"address_1"},
      {"address_2"},
      {"suburb"},
      {"postcode"},
      {"state"},
      {"date_of_birth"},
  };
  files::FileSource source(path);
  files::CsvTable table(source, columns, files::UnknownColumns::ignore);
  Set set;
  std::map<std::string, std::uint64_t> records;
  while (table.next() == files::CsvStep::record) {
    std::array<std::string, std::size(columns)> cell;
    for (std::size_t i = 0; i < cell.size(); ++i) {
      cell[i] = table[i];
      cell[i].erase(0, cell[i].find_first_not_of(' '));
    }
    Facts facts{.id = static_cast<std::int64_t>(set.who.size())};
    facts.name = cell[1] + " " + cell[2];
    if (!cell[9].empty()) facts.birthday = std::stoll(cell[9]);
    for (std::size_t i = 3; i < 9; ++i) facts.address += cell[i] + " ";
    set.people.add(facts);
    set.who.push_back(cell[0].substr(4, cell[0].find('-', 4) - 4));
    set.pairs += records[set.who.back()]++;  // one with each record of the same person before
  }
  return set;
}

struct Counted {
  std::uint64_t right = 0, wrong = 0;
};

struct Outcome {
  Counted review, automatic;
};

Outcome count(const Set& set) {
  Outcome outcome;
  scan(
      set.people,
      {},
      [&](const Pair& pair) {
        const auto& a = set.who[static_cast<std::size_t>(pair.a)];
        const auto& b = set.who[static_cast<std::size_t>(pair.b)];
        ++(a == b ? outcome.review.right : outcome.review.wrong);
        if (!is_automatic(pair.verdict)) return;
        ++(a == b ? outcome.automatic.right : outcome.automatic.wrong);
      },
      [](std::size_t, std::size_t) { return true; }
  );
  return outcome;
}

class RecordLinkage : public testing::TestWithParam<int> {};

TEST_P(RecordLinkage, finds_95_of_100_duplicates_with_1_in_100_wrong) {
  const auto path = file_of(GetParam());
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the record linkage data set is not at " << path
                 << "; set GUANXI_DATA_DIR to the folder of data sets";
  }
  constexpr std::uint64_t known[] = {500, 1'934, 6'538};
  const Set set = read(path);
  ASSERT_EQ(set.pairs, known[GetParam() - 1]) << "the file is not the one we know";

  const auto [review, automatic] = count(set);
  RecordProperty("right", static_cast<int>(review.right));
  RecordProperty("wrong", static_cast<int>(review.wrong));
  // precision = right ÷ all found ≥ 0.99, recall = right ÷ pairs ≥ 0.95
  EXPECT_GE(100 * review.right, 99 * (review.right + review.wrong))
      << review.right << " right, " << review.wrong << " wrong";
  EXPECT_GE(100 * review.right, 95 * set.pairs) << review.right << " of " << set.pairs;

  EXPECT_EQ(automatic.wrong, 0U) << "what nobody looks at must be right";
  EXPECT_GE(100 * automatic.right, 65 * set.pairs) << automatic.right << " of " << set.pairs;
}

INSTANTIATE_TEST_SUITE_P(Sets, RecordLinkage, testing::Values(1, 2, 3));

}  // namespace
}  // namespace guanxi::matching
