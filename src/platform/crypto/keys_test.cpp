#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <set>
#include <vector>

#include "platform/crypto/keys.h"

namespace guanxi::crypto {
namespace {

using ::testing::HasSubstr;

class Keys : public ::testing::Test {
 protected:
  Keys() {
    std::string name = (std::filesystem::temp_directory_path() / "guanxi-keys-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    ::unsetenv("GUANXI_KEY");
  }
  ~Keys() override {
    ::unsetenv("GUANXI_KEY");
    std::filesystem::remove_all(folder_);
  }
  std::filesystem::path path() const { return folder_ / "guanxi.key"; }
  void write(const std::string& text, mode_t mode = 0600) const {
    std::ofstream(path()) << text;
    ::chmod(path().c_str(), mode);
  }
  std::string complaint() const {
    try {
      KeyRing::open_or_create(path());
    } catch (const KeyError& error) {
      return error.what();
    }
    return "no complaint";
  }

  std::filesystem::path folder_;
};

std::string key_line(int number, char fill) {
  return std::to_string(number) + " " + to_base64(std::string(32, fill)) + "\n";
}

std::string key_line_with(int number, char fill, const std::string& more) {
  std::string line = key_line(number, fill);
  line.insert(line.size() - 1, " " + more);
  return line;
}

std::string lookup_line(char fill) { return "lookup " + to_base64(std::string(32, fill)) + "\n"; }

TEST_F(Keys, AreCreatedOnceAndOnlyForTheOwner) {
  const KeyRing first = KeyRing::open_or_create(path());
  EXPECT_TRUE(first.was_created());
  struct stat info {};
  ASSERT_EQ(::stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);

  const KeyRing second = KeyRing::open_or_create(path());
  EXPECT_FALSE(second.was_created());
  EXPECT_EQ(second.fingerprint(), first.fingerprint());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1)
      << "nothing left beside it";
}

TEST_F(Keys, OfTwoThatStartAtOnceAreTheSame) {
  std::vector<std::future<std::string>> starts;
  for (int i = 0; i < 8; ++i) {
    starts.push_back(std::async(std::launch::async, [this] {
      return KeyRing::open_or_create(path()).fingerprint();
    }));
  }
  std::set<std::string> fingerprints;
  for (auto& start : starts) fingerprints.insert(start.get());
  EXPECT_EQ(fingerprints.size(), 1U);
}

TEST_F(Keys, OpenToOthersAreRefusedWithTheCommandThatHelps) {
  for (const mode_t mode : {0640U, 0604U, 0660U, 0620U, 0644U}) {
    write(key_line(1, 'k'), mode);
    EXPECT_THAT(complaint(), HasSubstr("chmod 600 '" + path().string() + "'")) << mode;
  }
  EXPECT_THAT(complaint(), HasSubstr("mode 644"));
}

TEST_F(Keys, UnreadableTextIsRefusedWithTheLine) {
  const struct {
    const char* reason;
    std::string text, complaint;
  } rows[] = {
      {"empty file", "", "holds no key"},
      {"only comments", "# nothing\n", "holds no key"},
      {"no number", to_base64(std::string(32, 'k')), "line 1"},
      {"31 bytes", "# one\n1 " + to_base64(std::string(31, 'k')), "line 2"},
      {"number 0", key_line(0, 'k'), "line 1"},
      {"number 256", key_line(256, 'k'), "line 1"},
      {"same number twice", key_line(1, 'k') + key_line(1, 'l'), "key 1 appears twice"},
      {"a word behind it", key_line_with(1, 'k', "soon"), "line 1"},
      {"an unknown state", key_line_with(1, 'k', "2026-11-22T10:00:00Z resting"), "line 1"},
      {"a word too many", key_line_with(1, 'k', "2026-11-22T10:00:00Z standby x"), "line 1"},
      {"nobody seals", key_line_with(1, 'k', "2026-11-22T10:00:00Z standby"), "none is left"},
      {"two look-up keys", lookup_line('a') + lookup_line('b') + key_line(1, 'k'), "line 2"},
      {"a short look-up key", "lookup abc=\n" + key_line(1, 'k'), "line 1"},
      {"a look-up key alone", lookup_line('a'), "holds no key"},
      {"not a key file at all", std::string(70'000, 'x'), "too large"}};
  for (const auto& row : rows) {
    write(row.text);
    EXPECT_THAT(complaint(), HasSubstr(row.complaint)) << row.reason;
  }
}

TEST_F(Keys, FromTheEnvironmentNeedNoFile) {
  ::setenv("GUANXI_KEY", to_base64(std::string(32, 'e')).c_str(), 1);
  const KeyRing ring = KeyRing::open_or_create(path());
  EXPECT_FALSE(std::filesystem::exists(path()));
  ::unsetenv("GUANXI_KEY");
  write(key_line(1, 'e'));
  EXPECT_EQ(KeyRing::open_or_create(path()).fingerprint(), ring.fingerprint());
}

TEST_F(Keys, MalformedOrContradictingEnvironmentIsRefused) {
  ::setenv("GUANXI_KEY", "too short", 1);
  EXPECT_THAT(complaint(), HasSubstr("openssl rand -base64 32"));
  ::setenv("GUANXI_KEY", to_base64(std::string(32, 'e')).c_str(), 1);
  write(key_line(1, 'f'));
  EXPECT_THAT(complaint(), HasSubstr("different keys"));
}

TEST_F(Keys, RotationSealsWithTheNewestAndOpensWithAll) {
  write(key_line(1, 'a'));
  const KeyRing before = KeyRing::open_or_create(path());
  const SealPlace place{"members_people.phone", 42};
  const std::string old_seal = Sealer(before).seal("secret", place);

  write(key_line(2, 'b') + key_line(1, 'a'));
  const KeyRing after = KeyRing::open_or_create(path());
  const Sealer sealer(after);
  EXPECT_EQ(sealer.open(old_seal, place), "secret");
  EXPECT_TRUE(sealer.is_outdated(old_seal));
  const std::string new_seal = sealer.seal("secret", place);
  EXPECT_FALSE(sealer.is_outdated(new_seal));
  EXPECT_EQ(Sealer(before).try_open(new_seal, place), std::nullopt)
      << "key 2 is not in the old ring";
  EXPECT_EQ(after.blind_index("p", "v"), before.blind_index("p", "v"))
      << "look-ups survive a rotation";
  EXPECT_EQ(after.fingerprint(), before.fingerprint());
}

TEST_F(Keys, OneOnStandbyOpensAndDoesNotSeal) {
  write(key_line(1, 'a') + key_line_with(2, 'b', "2026-11-22T10:00:00Z standby"));
  const KeyRing ring = KeyRing::open(path());
  EXPECT_EQ(ring.sealing(), 1);
  const auto keys = ring.generations();
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_TRUE(keys[0].seals);
  EXPECT_TRUE(keys[1].standby);
  EXPECT_EQ(keys[1].created, "2026-11-22T10:00:00Z");
  EXPECT_NE(keys[0].fingerprint, keys[1].fingerprint);

  write(key_line(1, 'a') + key_line(2, 'b'));
  const SealPlace place{"t.c", 1};
  const std::string sealed = Sealer(KeyRing::open(path())).seal("secret", place);
  EXPECT_EQ(Sealer(ring).open(sealed, place), "secret") << "the other node rotated first";
}

TEST_F(Keys, PassThroughAWholeLife) {
  const Instant now = Instant::from_seconds(1'795'266'300);
  KeyRing ring = KeyRing::open_or_create(path());
  const Sealer sealer(ring);
  const SealPlace place{"t.c", 1};
  const std::string by_first = sealer.seal("secret", place);
  const std::string fingerprint = ring.fingerprint();
  const Digest index = ring.blind_index("p", "v");

  EXPECT_EQ(add_key(path(), now), 2);
  EXPECT_EQ(ring.generations().size(), 1U) << "until it is told";
  ring.reload(path());
  EXPECT_EQ(ring.sealing(), 1);
  EXPECT_THROW(retire_key(path(), 1), KeyError) << "it still seals";

  activate_key(path(), 2);
  ring.reload(path());
  EXPECT_EQ(ring.sealing(), 2);
  EXPECT_TRUE(sealer.is_outdated(by_first)) << "a sealer made long before follows";
  const std::string by_second = sealer.seal("secret", place);
  EXPECT_EQ(by_second[1], '\2');
  EXPECT_EQ(sealer.open(by_first, place), "secret");
  EXPECT_THROW(activate_key(path(), 1), KeyError) << "never back to an older one";

  retire_key(path(), 1);
  ring.reload(path());
  EXPECT_EQ(sealer.try_open(by_first, place), std::nullopt);
  EXPECT_EQ(sealer.open(by_second, place), "secret");
  EXPECT_EQ(ring.fingerprint(), fingerprint) << "the installation is the same";
  EXPECT_EQ(ring.blind_index("p", "v"), index) << "members are found as before";
  EXPECT_EQ(KeyRing::open(path()).fingerprint(), fingerprint);

  EXPECT_EQ(add_key(path(), now), 3) << "a number is not given twice";
  for (const int number : {0, 1, 4, 256, -1}) {
    EXPECT_THROW(activate_key(path(), number), KeyError) << number;
    EXPECT_THROW(retire_key(path(), number), KeyError) << number;
  }
  struct stat info {};
  ASSERT_EQ(::stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(Keys, OfAFileWithoutALookUpKeyKeepItWhenTheFirstIsRetired) {
  write(key_line(1, 'a'));  // as version 0.1 made them
  const KeyRing before = KeyRing::open(path());
  EXPECT_EQ(add_key(path(), Instant::from_seconds(1'795'266'300)), 2);
  activate_key(path(), 2);
  retire_key(path(), 1);
  const KeyRing after = KeyRing::open(path());
  EXPECT_EQ(after.generations().size(), 1U);
  EXPECT_EQ(after.fingerprint(), before.fingerprint());
  EXPECT_EQ(after.blind_index("p", "v"), before.blind_index("p", "v"));
}

TEST_F(Keys, ReloadedFromAnotherInstallationStayAsTheyWere) {
  KeyRing ring = KeyRing::open_or_create(path());
  const std::string sealed = Sealer(ring).seal("secret", {"t.c", 1});
  const std::string fingerprint = ring.fingerprint();
  write(key_line(1, 'x'));
  EXPECT_THROW(ring.reload(path()), KeyError);
  std::filesystem::remove(path());
  EXPECT_THROW(ring.reload(path()), KeyError) << "and none is made";
  EXPECT_FALSE(std::filesystem::exists(path()));
  EXPECT_EQ(ring.fingerprint(), fingerprint);
  EXPECT_EQ(Sealer(ring).open(sealed, {"t.c", 1}), "secret");
}

TEST_F(Keys, AreChangedByOneProgramAtATime) {
  write(key_line(1, 'a'));
  const Instant now = Instant::from_seconds(1'795'266'300);
  std::vector<std::future<int>> added;
  for (int i = 0; i < 8; ++i) {
    added.push_back(std::async(std::launch::async, [&] {
      for (;;) {
        try {
          return add_key(path(), now);
        } catch (const KeyError&) {  // another one changes it: try again
        }
      }
    }));
  }
  std::set<int> numbers;
  for (auto& one : added) numbers.insert(one.get());
  EXPECT_EQ(numbers.size(), 8U);
  EXPECT_EQ(KeyRing::open(path()).generations().size(), 9U) << "none overwrote another's";
}

TEST_F(Keys, FromTheEnvironmentMayBeSeveralAndAreChangedThere) {
  std::string text = lookup_line('l') + key_line(1, 'a') + key_line(2, 'b');
  write(text);
  const KeyRing from_file = KeyRing::open(path());
  std::replace(text.begin(), text.end(), '\n', ';');
  ::setenv("GUANXI_KEY", text.c_str(), 1);
  std::filesystem::remove(path());
  const KeyRing ring = KeyRing::open(path());
  EXPECT_EQ(ring.fingerprint(), from_file.fingerprint());
  EXPECT_EQ(ring.generations(), from_file.generations());
  try {
    add_key(path(), Instant::from_seconds(1'795'266'300));
    FAIL();
  } catch (const KeyError& error) {
    EXPECT_THAT(error.what(), HasSubstr("GUANXI_KEY stands for the key file"));
  }
}

TEST_F(Keys, RenewASealAndCountIt) {
  write(key_line(1, 'a'));
  const SealPlace place{"t.c", 1};
  const std::string old_seal = Sealer(KeyRing::open(path())).seal("secret", place);
  write(key_line(1, 'a') + key_line(2, 'b'));
  const Sealer sealer(KeyRing::open(path()));
  SealCensus census;
  const auto renewed = sealer.renew(old_seal, place, census);
  ASSERT_TRUE(renewed.has_value());
  EXPECT_EQ(sealer.open(*renewed, place), "secret");
  EXPECT_EQ(sealer.renew(*renewed, place, census), std::nullopt) << "nothing left to do";
  EXPECT_EQ(sealer.renew(old_seal, {"t.c", 2}, census), std::nullopt) << "it does not open here";
  EXPECT_EQ(sealer.renew("", place, census), std::nullopt) << "no seal at all";
  EXPECT_EQ(census.by_key[1], 2);
  EXPECT_EQ(census.by_key[2], 1);
  EXPECT_EQ(census.unreadable, 2);
  EXPECT_EQ(census.values(), 4);
  EXPECT_EQ(census.outdated(2), 3);
}

TEST(Sealer, RoundTripsEveryLengthAndNeverRepeatsItself) {
  const KeyRing keys = KeyRing::for_tests("seal");
  const Sealer sealer(keys);
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string plain(size, 'p');
    const std::string sealed = sealer.seal(plain, {"t.c", 1});
    EXPECT_EQ(sealed.size(), size + 42);
    EXPECT_EQ(sealer.open(sealed, {"t.c", 1}), plain);
    EXPECT_NE(sealer.seal(plain, {"t.c", 1}), sealed);
  }
}

TEST(Sealer, EveryFlippedBitAndEveryCutIsNoticed) {
  const KeyRing keys = KeyRing::for_tests("seal");
  const Sealer sealer(keys);
  const SealPlace place{"members_people.phone", 42};
  const std::string sealed = sealer.seal("+8613800138000", place);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string altered = sealed;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(sealer.try_open(altered, place), std::nullopt) << "bit " << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(sealer.try_open(sealed.substr(0, size), place), std::nullopt) << "cut to " << size;
  }
  EXPECT_EQ(sealer.try_open(sealed + "x", place), std::nullopt);
}

TEST(Sealer, ValuesCannotBeMovedToAnotherPlace) {
  const KeyRing keys = KeyRing::for_tests("seal");
  const Sealer sealer(keys);
  const std::string sealed = sealer.seal("a@b.example", {"members_people.email", 42});
  EXPECT_EQ(sealer.try_open(sealed, {"members_people.email", 43}), std::nullopt) << "another owner";
  EXPECT_EQ(sealer.try_open(sealed, {"members_people.phone", 42}), std::nullopt)
      << "another column";
  EXPECT_EQ(sealer.try_open(sealed, {"members_people.email:42", 42}), std::nullopt)
      << "a column that spells the join";
  try {
    sealer.open(sealed, {"members_people.email", 43});
    FAIL();
  } catch (const SealBroken& broken) {
    EXPECT_THAT(broken.what(), HasSubstr("members_people.email of owner 43"));
    EXPECT_THAT(broken.what(), Not(HasSubstr("a@b.example")));
  }
}

TEST(BlindIndex, DependsOnKeyPurposeAndValue) {
  const KeyRing keys = KeyRing::for_tests("one");
  const Digest index = keys.blind_index("members_people.phone", "+8613800138000");
  EXPECT_EQ(index, keys.blind_index("members_people.phone", "+8613800138000"));
  EXPECT_NE(index, keys.blind_index("members_people.phone_last4", "+8613800138000"));
  EXPECT_NE(index, keys.blind_index("members_people.phone", "+8613800138001"));
  EXPECT_NE(index, KeyRing::for_tests("two").blind_index("members_people.phone", "+8613800138000"));
}

}  // namespace
}  // namespace guanxi::crypto
