#include "base/published.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace guanxi {
namespace {

struct Pair {
  int left = 0, right = 0;
};

TEST(Published, readers_see_whole_values_that_never_go_back) {
  Published<Pair> published(std::make_shared<Pair>());
  constexpr int last = 2000;
  std::vector<std::thread> readers;
  std::atomic<int> torn{0}, backwards{0};
  for (int i = 0; i < 6; ++i) {
    readers.emplace_back([&] {
      int seen = 0;
      while (seen < last) {
        const auto value = published.get();
        torn += value->left != value->right;
        backwards += value->left < seen;
        seen = value->left;
      }
    });
  }
  for (int i = 1; i <= last; ++i) {
    published.set(std::make_shared<Pair>(Pair{i, i}));
    EXPECT_EQ(published.get()->left, i) << "the writer sees what it set";
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(backwards, 0);
}

TEST(Published, an_old_value_lives_with_its_last_reader_and_no_longer) {
  auto first = std::make_shared<Pair>();
  const std::weak_ptr<Pair> watch = first;
  Published<Pair> published(std::move(first));
  auto reader = published.get();
  published.set(std::make_shared<Pair>());
  EXPECT_FALSE(watch.expired());
  reader.reset();
  EXPECT_TRUE(watch.expired());
}

}  // namespace
}  // namespace guanxi
