#include "platform/archive/archive.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <random>
#include <thread>

#include "platform/archive/bytes.h"
#include "platform/sql/testing.h"

namespace guanxi::archive {
namespace {

std::string bytes_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), std::ssize(bytes));
}

Manifest some_manifest() {
  Manifest manifest;
  manifest.kind = Kind::logical;
  manifest.engine = "sqlite";
  manifest.program = "guanxi 0.1.0";
  manifest.schema_version = 2;
  manifest.created_at = Instant::from_seconds(1'767'225'600);
  manifest.key_fingerprint = "00112233aabbccdd";
  manifest.entries = 12;
  manifest.digest = std::string(64, 'a');
  manifest.tables = {{"a", 3, std::string(64, 'b')}, {"b", 0, std::nullopt}};
  return manifest;
}

struct ArchiveTest : ::testing::Test {
  sql::TempDirectory directory;
  const std::filesystem::path file = directory.path() / "one.backup";
  // Three blocks, the last one not full.
  const std::string payload = [] {
    std::string bytes;
    for (std::uint32_t i = 0; bytes.size() < (std::size_t{5} << 19) + 77; ++i) {
      bytes += static_cast<char>(i * 2654435761U >> 24);
    }
    return bytes;
  }();

  void make() {
    PartialFile partial(file);
    partial.append(payload);
    Pacer pacer(0);
    seal(partial, some_manifest(), pacer, [](std::int64_t, std::int64_t) { return true; });
    partial.publish();
  }
  /// Everything a restore reads; the code of the failure, or nothing.
  static std::optional<ErrorCode> read_all(
      const std::filesystem::path& from, std::string* into = nullptr
  ) {
    try {
      Reader reader(from);
      std::vector<char> part(100'000);
      for (std::size_t count = 0; (count = reader.read(part)) > 0;) {
        if (into != nullptr) into->append(part.data(), count);
      }
      return std::nullopt;
    } catch (const Failure& failure) {
      return failure.error().code;
    }
  }
};

TEST_F(ArchiveTest, what_was_written_is_read) {
  make();
  std::string read;
  EXPECT_EQ(read_all(file, &read), std::nullopt);
  EXPECT_TRUE(read == payload);
  const Reader reader(file);
  EXPECT_EQ(api::to_json(reader.manifest()), api::to_json(some_manifest()));
  EXPECT_EQ(reader.payload_bytes(), std::ssize(payload));
  EXPECT_TRUE(bytes_of_file(file).starts_with(payload)) << "a physical backup is a SQLite file";
}

TEST_F(ArchiveTest, every_flipped_bit_is_found) {
  make();
  const std::string whole = bytes_of_file(file);
  const std::filesystem::path other = directory.path() / "other.backup";
  std::mt19937_64 random(4711);
  std::vector<std::size_t> places{0, payload.size() - 1};
  for (std::size_t at = payload.size(); at < whole.size(); at += 7) places.push_back(at);
  for (std::size_t at = whole.size() - 72; at < whole.size(); ++at) places.push_back(at);
  for (int i = 0; i < 50; ++i) places.push_back(random() % whole.size());
  for (const std::size_t at : places) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
    write_file(other, damaged);
    EXPECT_NE(read_all(other), std::nullopt) << "a bit of byte " << at << " of " << whole.size();
  }
}

TEST_F(ArchiveTest, what_is_cut_off_or_longer_is_no_backup) {
  make();
  const std::string whole = bytes_of_file(file);
  const std::filesystem::path other = directory.path() / "other.backup";
  for (const std::size_t size :
       {std::size_t{0},
        std::size_t{1},
        std::size_t{71},
        std::size_t{72},
        payload.size(),
        whole.size() - 1}) {
    write_file(other, std::string_view(whole).substr(0, size));
    EXPECT_NE(read_all(other), std::nullopt) << size;
  }
  write_file(other, whole + "x");
  EXPECT_NE(read_all(other), std::nullopt);
  write_file(other, "x" + whole);
  EXPECT_NE(read_all(other), std::nullopt);
  EXPECT_EQ(read_all(directory.path()), ErrorCode::backup_unknown_format);
  EXPECT_EQ(read_all(directory.path() / "none"), ErrorCode::backup_unreadable);
}

/// The end of a file that somebody else wrote, with a checksum that is right or not.
std::string footer(std::uint64_t payload, std::uint64_t digests, std::uint64_t manifest) {
  std::string text = "GUANXIBK";
  put<std::uint32_t>(text, format_version);
  put<std::uint32_t>(text, 0);
  for (const std::uint64_t length : {payload, digests, manifest}) put(text, length);
  return text + std::string(32, 'x');
}

TEST_F(ArchiveTest, lengths_that_cannot_be_are_damage_and_cost_nothing) {
  constexpr std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
  constexpr std::uint64_t mib = 1 << 20;
  struct Row {
    std::uint64_t payload, digests, manifest;
  };
  for (const Row& row :
       {Row{max / 2, 0, 0},
        Row{max, 0, 0},
        Row{max / 2 - mib / 2, 32, 0},
        Row{mib, 32, max},
        Row{0, max - 71, 72}}) {
    write_file(file, footer(row.payload, row.digests, row.manifest));
    EXPECT_EQ(read_all(file), ErrorCode::backup_damaged) << row.payload;
  }
  // A manifest of a terabyte, of which not one byte is there.
  write_file(file, "");
  std::filesystem::resize_file(file, std::uintmax_t{1} << 40);
  std::ofstream(file, std::ios::binary | std::ios::app) << footer(0, 0, std::uint64_t{1} << 40);
  EXPECT_EQ(read_all(file), ErrorCode::backup_damaged);
}

TEST_F(ArchiveTest, a_pipe_with_a_backups_name_holds_nobody_up) {
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  EXPECT_EQ(read_all(file), ErrorCode::backup_unknown_format);
  ASSERT_EQ(::mkfifo((directory.path() / "guanxi-1.backup.partial").c_str(), 0600), 0);
  remove_stale_partials(directory.path(), "guanxi-");
}

TEST_F(ArchiveTest, of_two_who_make_the_same_one_at_once_neither_spoils_the_others) {
  for (int round = 0; round < 200; ++round) {
    const auto make_one = [&] {
      try {
        PartialFile partial(file);
        partial.append("whole");
        partial.publish();
      } catch (const Failure& failure) {
        EXPECT_EQ(failure.error().code, ErrorCode::backup_exists);
      }
    };
    std::thread other(make_one);
    make_one();
    other.join();
    EXPECT_EQ(bytes_of_file(file), "whole");
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".partial"));
    std::filesystem::remove(file);
  }
}

TEST_F(ArchiveTest, a_newer_format_says_so) {
  make();
  std::string newer = bytes_of_file(file);
  newer[newer.size() - 72 + 8] = 2;
  write_file(directory.path() / "newer", newer);
  EXPECT_EQ(read_all(directory.path() / "newer"), ErrorCode::backup_unknown_format);
}

TEST_F(ArchiveTest, nothing_is_overwritten_and_nothing_is_left) {
  write_file(file, "mine");
  EXPECT_THROW(PartialFile{file}, Failure);
  std::filesystem::remove(file);
  {
    PartialFile partial(file);
    partial.append("half");
    EXPECT_TRUE(std::filesystem::exists(partial.path()));
    EXPECT_THROW(PartialFile{file}, Failure) << "two make the same one";
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  {
    PartialFile partial(file);
    partial.append("late");
    write_file(file, "mine");
    EXPECT_THROW(partial.publish(), Failure);
  }
  EXPECT_EQ(bytes_of_file(file), "mine");
}

TEST_F(ArchiveTest, stale_partials_go_and_others_stay) {
  const auto put = [&](const char* name) { write_file(directory.path() / name, "x"); };
  put("guanxi-1.backup.partial");
  put("guanxi-1.backup.partial-wal");
  put("other.partial");
  put("guanxi-2.backup");
  PartialFile busy(directory.path() / "guanxi-3.backup");
  remove_stale_partials(directory.path(), "guanxi-");
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "guanxi-1.backup.partial"));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "guanxi-1.backup.partial-wal"));
  EXPECT_TRUE(std::filesystem::exists(directory.path() / "other.partial"));
  EXPECT_TRUE(std::filesystem::exists(directory.path() / "guanxi-2.backup"));
  EXPECT_TRUE(std::filesystem::exists(busy.path()));
}

TEST_F(ArchiveTest, room_is_looked_for_first) {
  PartialFile partial(file);
  try {
    partial.reserve(std::int64_t{1} << 60, 0);
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, ErrorCode::backup_no_room);
  }
  EXPECT_NO_THROW(partial.reserve(1000, 0));
  EXPECT_EQ(partial.size(), 0);
}

}  // namespace
}  // namespace guanxi::archive
