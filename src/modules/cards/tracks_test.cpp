#include "modules/cards/tracks.h"

#include <gtest/gtest.h>

#include <set>

#include "base/check.h"
#include "modules/cards/cards.h"

namespace guanxi::cards {
namespace {

const Track some{"88000012349", 3, 258};

class TracksTest : public testing::Test {
 protected:
  crypto::KeyRing keys = crypto::KeyRing::for_tests("tracks");
  Tracks tracks{keys};
};

TEST_F(TracksTest, what_was_written_is_read_again) {
  const std::string text = tracks.make(some);
  EXPECT_EQ(text.size(), some.number.size() + 1 + 24);
  EXPECT_TRUE(text.starts_with("88000012349.")) << "a till without us still has the number";
  EXPECT_EQ(tracks.read(text), some);
  EXPECT_EQ(tracks.make(some), text) << "writing again writes the same";
  for (const Track& edge :
       {Track{"V123456789012347", 1, 1}, Track{std::string(32, 'Z'), 65535, 0xff'ffff}}) {
    EXPECT_EQ(tracks.read(tracks.make(edge)), edge);
  }
  EXPECT_THROW(tracks.make({"8800", 0, 1}), CheckFailed);
  EXPECT_THROW(tracks.make({"8800", 1, 0x100'0000}), CheckFailed);
}

TEST_F(TracksTest, an_altered_track_is_refused) {
  const std::string text = tracks.make(some);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'0', '1', '7', 'A', 'Z', '.', ' ', 'a'}) {
      if (text[i] == c) continue;
      std::string altered = text;
      altered[i] = c;
      EXPECT_EQ(tracks.read(altered), std::nullopt) << altered;
    }
    std::string shorter = text;
    EXPECT_EQ(tracks.read(shorter.erase(i, 1)), std::nullopt);
  }
  EXPECT_EQ(tracks.read(text + "0"), std::nullopt);
  EXPECT_EQ(tracks.read(""), std::nullopt);
  EXPECT_EQ(tracks.read(std::string(1000, '.')), std::nullopt);
}

TEST_F(TracksTest, an_invented_track_is_refused) {
  const std::string text = tracks.make(some);
  const std::string token = text.substr(text.find('.'));
  EXPECT_EQ(tracks.read("88000012359" + token), std::nullopt) << "another card's token";
  EXPECT_EQ(tracks.read("88000012349." + std::string(24, '0')), std::nullopt);
  const Tracks foreign(crypto::KeyRing::for_tests("another installation"));
  EXPECT_EQ(foreign.read(text), std::nullopt);
}

TEST_F(TracksTest, each_key_and_generation_has_its_own) {
  std::set<std::string> texts;
  for (int key = 1; key <= 5; ++key) {
    for (int generation = 1; generation <= 5; ++generation)
      texts.insert(tracks.make({some.number, key, generation}));
  }
  EXPECT_EQ(texts.size(), 25U);
}

TEST_F(TracksTest, a_code_is_the_same_however_it_is_typed) {
  SeededRandom random(1);
  const std::string code = make_verification_code(random);
  EXPECT_EQ(code.size(), 8U);
  EXPECT_NE(make_verification_code(random), code);
  const auto hash = [&](std::string_view number, std::string_view text) {
    return hash_of_code(keys, number, text);
  };
  EXPECT_EQ(hash("8800", "7K0M-1PQR"), hash("8800", "7kom lpqr"));
  EXPECT_NE(hash("8800", "7K0M1PQR"), hash("8801", "7K0M1PQR")) << "of one card only";
  EXPECT_NE(hash("8800", "7K0M1PQR"), hash("8800", "7K0M1PQS"));
  EXPECT_EQ(hash("88-00", "1"), hash("8800", "1"));
  EXPECT_NE(hash("8800", "1"), hash("88001", "")) << "number and code do not run together";
}

}  // namespace
}  // namespace guanxi::cards
