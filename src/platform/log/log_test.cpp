#include "platform/log/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>
#include <type_traits>

#include "base/text.h"
#include "platform/log/escape.h"

namespace guanxi::log {
namespace {

static_assert(!std::is_constructible_v<Value, Phone>, "personal data does not convert");
static_assert(!std::is_constructible_v<Value, Email>);
static_assert(!std::is_constructible_v<Value, IdNumber>);

/// A line without its time, which begins {"at":"2026-11-21T13:05:00.123456Z",
std::string without_time(const std::string& line) {
  const std::string begin = "{\"at\":\"";
  EXPECT_TRUE(line.starts_with(begin)) << line;
  const std::size_t end = begin.size() + std::string("2026-11-21T13:05:00.123456Z\",").size();
  EXPECT_EQ(line.substr(end - 3, 3), "Z\",") << line;
  return "{" + line.substr(end);
}

TEST(Log, writes_one_object_a_line) {
  const Capture capture;
  info(
      "checkout.posted",
      {{"receipt", ReceiptId(71)},
       {"lines", 3},
       {"size", std::size_t{18'446'744'073'709'551'615U}},
       {"lowest", std::numeric_limits<std::int64_t>::min()},
       {"load", 0.25},
       {"endless", std::numeric_limits<double>::infinity()},
       {"replayed", false},
       {"note", "ok"}}
  );
  warn("plain");
  const auto lines = capture.lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(
      without_time(lines[0]),
      "{\"level\":\"info\",\"event\":\"checkout.posted\",\"receipt\":\"71\",\"lines\":3,\"size\":"
      "18446744073709551615,"
      "\"lowest\":-9223372036854775808,\"load\":0.25,\"endless\":null,\"replayed\":false,\"note\":"
      "\"ok\"}"
  );
  EXPECT_EQ(without_time(lines[1]), "{\"level\":\"warn\",\"event\":\"plain\"}");
}

TEST(Log, leaves_out_what_is_below_the_level) {
  const Capture capture(Level::warn);
  trace("a");
  debug("b");
  info("c");
  warn("d");
  error("e");
  EXPECT_EQ(capture.lines().size(), 2U);
  EXPECT_FALSE(enabled(Level::info));
}

TEST(Log, carries_the_trace_id_of_the_innermost_scope) {
  const Capture capture;
  {
    const TraceScope outer("4bf92f3577b34da6a3ce929d0e0e4736");
    {
      const TraceScope inner("00000000000000000000000000000001");
      info("inner");
    }
    info("outer");
    std::thread([] { info("elsewhere"); }).join();
  }
  info("none");
  const auto lines = capture.lines();
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_NE(
      lines[0].find("\"event\":\"inner\",\"trace_id\":\"00000000000000000000000000000001\""),
      std::string::npos
  );
  EXPECT_NE(lines[1].find("\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\""), std::string::npos);
  EXPECT_EQ(lines[2].find("trace_id"), std::string::npos) << "scopes belong to their thread";
  EXPECT_EQ(lines[3].find("trace_id"), std::string::npos);
}

TEST(Log, lets_no_value_forge_a_line) {
  const struct {
    std::string text;
    std::string escaped;
    const char* reason;
  } rows[] = {
      {"a\n{\"level\":\"error\"}", R"(a\n{\"level\":\"error\"})", "a second line"},
      {"a\r\tb\\", R"(a\r\tb\\)", "carriage return, tab, backslash"},
      {std::string("a\0b", 3), R"(a\u0000b)", "NUL"},
      {"\x1b[31mred\x7f", R"(\u001b[31mred\u007f)", "colours of a terminal"},
      {"\xc2\x9b"
       "31m",
       R"(\u009b31m)",
       "the same in one C1 character"},
      {"a\xe2\x80\xa8"
       "b",
       R"(a\u2028b)",
       "line separator"},
      {"\xe2\x80\xae"
       "cba",
       R"(\u202ecba)",
       "right-to-left override"},
      {"\xe5\xbc\xa0 \xf0\x9f\x8d\xb5", "\xe5\xbc\xa0 \xf0\x9f\x8d\xb5", "Chinese and emoji stay"},
      {"\xff"
       "a",
       R"(\ufffda)",
       "not UTF-8"},
      {"\xc0\xaf", R"(\ufffd\ufffd)", "an overlong slash"},
      {"\xed\xa0\x80", R"(\ufffd\ufffd\ufffd)", "half a surrogate pair"},
      {"\xe5\xbc", R"(\ufffd\ufffd)", "half a character"},
      {"\xf4\x90\x80\x80", R"(\ufffd\ufffd\ufffd\ufffd)", "beyond Unicode"},
  };
  for (const auto& row : rows) {
    const Capture capture;
    info("test", {{"value", row.text}});
    EXPECT_EQ(
        without_time(capture.lines().at(0)),
        "{\"level\":\"info\",\"event\":\"test\",\"value\":\"" + row.escaped + "\"}"
    ) << row.reason;
  }
}

TEST(Log, cuts_long_text_between_characters) {
  std::string line;
  append_escaped(line, "\xe5\xbc\xa0\xe5\xbc\xa0", 5);
  EXPECT_EQ(line, "\xe5\xbc\xa0\xe2\x80\xa6");
  line.clear();
  append_escaped(line, "abcdef", 3);
  EXPECT_EQ(line, "abc\xe2\x80\xa6");
}

TEST(Log, masks_what_looks_like_personal_data) {
  const struct {
    const char* text;
    const char* masked;
    const char* reason;
  } rows[] = {
      {"Key (phone)=(13800138000) exists", "Key (phone)=(138****8000) exists", "a mobile number"},
      {"+8613800138000", "+86138****8000", "with its country"},
      {"008613800138000.", "0086138****8000.", "the same dialled"},
      {"id 11010519491231002X!", "id 110***********002X!", "an identity number with X"},
      {"110101199003074258", "110***********4258", "an identity number"},
      {"<zhang.san+x@example.com>", "<***@example.com>", "an e-mail address"},
      {"a@b, 13800138000", "***@b, 138****8000", "two kinds at once"},
      {"12800138000", "12800138000", "no mobile number begins with 12"},
      {"receipt 381234567890123456",
       "receipt 381234567890123456",
       "18 digits without a birth date: an id of ours"},
      {"138001380001", "138001380001", "12 digits"},
      {"SQLITE_FULL (13)", "SQLITE_FULL (13)", "ordinary text"},
      {"@ @x x@", "@ @x x@", "at signs alone"},
  };
  for (const auto& row : rows) {
    std::string masked;
    const std::string result = mask_personal(row.text, masked) ? masked : row.text;
    EXPECT_EQ(result, row.masked) << row.reason;
  }
}

TEST(Log, knows_its_levels_by_name) {
  EXPECT_EQ(parse_level("trace"), Level::trace);
  EXPECT_EQ(parse_level("off"), Level::off);
  EXPECT_EQ(parse_level("INFO"), std::nullopt);
  EXPECT_EQ(parse_level(""), std::nullopt);
}

class LogFile : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override {
    stop();
    std::filesystem::remove_all(folder_);
  }
  std::vector<std::string> lines_of(const std::string& name) const {
    std::ifstream file(folder_ / name);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("guanxi-log-" + std::to_string(::getpid()));
};

TEST_F(LogFile, holds_all_lines_of_all_threads_after_stop) {
  constexpr int threads = 8;
  constexpr int each = 500;
  start({.file = (folder_ / "a.log").string(), .queue_max = threads * each});
  std::vector<std::thread> writers;
  for (int t = 0; t < threads; ++t) {
    writers.emplace_back([t] {
      for (int i = 0; i < each; ++i) info("test.line", {{"thread", t}, {"number", i}});
    });
  }
  for (auto& writer : writers) writer.join();
  stop();
  const auto lines = lines_of("a.log");
  ASSERT_EQ(lines.size(), static_cast<std::size_t>(threads * each));
  for (const auto& line : lines)
    EXPECT_TRUE(line.starts_with("{\"at\":") && line.ends_with("}")) << line;
  EXPECT_EQ(dropped(), 0U);
}

TEST_F(LogFile, is_rotated) {
  start({.file = (folder_ / "b.log").string(), .file_bytes_max = 2000, .files_max = 2});
  for (int i = 0; i < 60; ++i) info("test.line", {{"number", i}});
  stop();
  EXPECT_TRUE(lines_of("b.log").back().ends_with("\"number\":59}"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "b.1.log"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "b.2.log"));
}

TEST_F(LogFile, that_cannot_be_opened_is_named) {
  std::ofstream(folder_ / "not-a-folder");
  try {
    start({.file = (folder_ / "not-a-folder" / "c.log").string()});
    FAIL() << "opened a file below a file";
  } catch (const std::runtime_error& failure) {
    EXPECT_NE(std::string(failure.what()).find("c.log"), std::string::npos) << failure.what();
  }
}

TEST(Log, samples_one_in_so_many) {
  Sampler sampler;
  int drawn = 0;
  for (int i = 0; i < 100; ++i) drawn += sampler.draw(10) ? 1 : 0;
  EXPECT_EQ(drawn, 10);
  EXPECT_FALSE(Sampler().draw(0));
  EXPECT_TRUE(Sampler().draw(1'000'000)) << "the first is always drawn: a rare line is not lost";
}

TEST(Log, goes_on_in_a_new_file_when_the_old_one_was_moved) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("guanxi-log-reopen-" + std::to_string(getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto file = folder / "guanxi.log", moved = folder / "guanxi.log.1";
  const auto text_of = [](const std::filesystem::path& path) {
    std::ifstream in(path);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  reopen();  // before start(): nothing to open
  start({.file = file.string()});
  for (int i = 0; i < 100; ++i) info("before");
  std::filesystem::rename(file, moved);
  reopen();
  info("after");
  stop();
  const std::string old = text_of(moved);
  EXPECT_EQ(std::count(old.begin(), old.end(), '\n'), 100) << "all that was queued";
  EXPECT_EQ(old.find("after"), std::string::npos);
  const std::string fresh = text_of(file);
  EXPECT_EQ(std::count(fresh.begin(), fresh.end(), '\n'), 1);
  EXPECT_NE(fresh.find("after"), std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(Log, keeps_the_old_file_when_a_new_one_cannot_be_opened) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("guanxi-log-keep-" + std::to_string(getpid()));
  const auto aside = folder.string() + "-aside";
  std::filesystem::remove_all(folder);
  std::filesystem::remove_all(aside);
  std::filesystem::create_directories(folder);
  start({.file = (folder / "guanxi.log").string()});
  std::filesystem::rename(folder, aside);
  std::ofstream(folder) << "a file where the folder was";
  EXPECT_THROW(reopen(), std::runtime_error);
  info("still.here");
  stop();
  std::ifstream in(std::filesystem::path(aside) / "guanxi.log");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_NE(text.find("still.here"), std::string::npos);
  std::filesystem::remove_all(folder);
  std::filesystem::remove_all(aside);
}

}  // namespace
}  // namespace guanxi::log
