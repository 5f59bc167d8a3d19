#include "histogram.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace guanxi::bench {
namespace {

TEST(Histogram, NothingMeasuredIsNought) {
  const Histogram empty;
  EXPECT_EQ(empty.count(), 0U);
  EXPECT_EQ(empty.percentile(500'000), 0U);
  EXPECT_EQ(empty.mean(), 0U);
}

TEST(Histogram, SmallValuesAreExact) {
  Histogram histogram;
  for (std::int64_t value = 1; value <= 100; ++value) histogram.add(value);
  EXPECT_EQ(histogram.percentile(500'000), 50U);
  EXPECT_EQ(histogram.percentile(990'000), 99U);
  EXPECT_EQ(histogram.percentile(1'000'000), 100U);
  EXPECT_EQ(histogram.mean(), 50U);
}

TEST(Histogram, NeverFlattersAndIsAtMostOnePercentOff) {
  SeededRandom random(11);
  Histogram histogram;
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = random.below(std::uint64_t{1} << random.between(1, 40));
    values.push_back(value);
    histogram.add(static_cast<std::int64_t>(value));
  }
  std::sort(values.begin(), values.end());
  for (const std::uint64_t per_million :
       {1'000U, 250'000U, 500'000U, 900'000U, 990'000U, 999'000U, 1'000'000U}) {
    const std::uint64_t exact = values[(values.size() * per_million + 999'999) / 1'000'000 - 1];
    const std::uint64_t told = histogram.percentile(per_million);
    EXPECT_GE(told, exact) << per_million;
    EXPECT_LE(told - exact, exact / 100) << per_million;
  }
  EXPECT_EQ(histogram.max(), values.back());
}

TEST(Histogram, TwoTogetherAreWhatOneWouldHave) {
  SeededRandom random(12);
  Histogram one, two, all;
  for (int i = 0; i < 5'000; ++i) {
    const auto value = static_cast<std::int64_t>(random.below(std::uint64_t{1} << (i % 30)));
    (i % 3 == 0 ? one : two).add(value);
    all.add(value);
  }
  one.add(two);
  EXPECT_EQ(one.count(), all.count());
  EXPECT_EQ(one.mean(), all.mean());
  EXPECT_EQ(one.max(), all.max());
  for (const std::uint64_t part : {500'000U, 990'000U, 999'000U}) {
    EXPECT_EQ(one.percentile(part), all.percentile(part));
  }
}

}  // namespace
}  // namespace guanxi::bench
