#include "platform/files/reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unordered_set>

#include "base/check.h"
#include "base/random.h"
#include "platform/files/csv.h"

namespace guanxi::files {
namespace {

using Kind = SourceFault::Kind;

std::string gzip(std::string_view text) {
  z_stream stream{};
  GX_CHECK(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  GX_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

class FileSourceTest : public testing::Test {
 protected:
  FileSourceTest() {
    std::string name = (std::filesystem::temp_directory_path() / "guanxi-files-XXXXXX").string();
    GX_CHECK(mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  ~FileSourceTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(std::string_view content) {
    const auto path = folder_ / "file";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    return path;
  }
  std::filesystem::path folder_;
};

struct Read {
  std::string text;
  std::optional<SourceFault> fault;
};
Read read_all(Source& source, std::size_t at_a_time = 1000) {
  Read read;
  std::string piece(at_a_time, '\0');
  while (const std::size_t got = source.read(piece)) read.text.append(piece, 0, got);
  read.fault = source.fault();
  EXPECT_EQ(source.read(piece), 0U) << "the end stays the end";
  return read;
}

std::string some_text(std::size_t bytes) {
  SeededRandom random(3);
  std::string text;
  while (text.size() < bytes) text += "line " + std::to_string(random.below(100000)) + "\n";
  return text;
}

TEST_F(FileSourceTest, reads_plain_and_gzip_alike_whatever_the_name) {
  for (const std::string& text :
       {std::string(), std::string("x"), std::string("\x1f"), some_text(3'000'000)}) {
    for (const bool zipped : {false, true}) {
      const auto path = file(zipped ? gzip(text) : text);
      for (const std::size_t at_a_time : {7U, 1000U, 1'000'000U}) {
        FileSource source(path);
        EXPECT_EQ(source.is_gzip(), zipped);
        const Read read = read_all(source, at_a_time);
        EXPECT_FALSE(read.fault);
        EXPECT_TRUE(read.text == text) << text.size() << " bytes, zipped " << zipped;
        EXPECT_EQ(source.bytes_done(), source.bytes_total()) << "progress counts the bytes on disk";
        EXPECT_EQ(source.bytes_total(), std::filesystem::file_size(path));
      }
    }
  }
}

TEST_F(FileSourceTest, what_is_not_there_or_not_a_file_is_a_fault_at_once) {
  for (const auto& path : {folder_ / "missing", folder_}) {
    FileSource source(path);
    ASSERT_TRUE(source.fault());
    EXPECT_EQ(source.fault()->kind, Kind::cannot_open);
    EXPECT_FALSE(source.fault()->detail.empty());
    EXPECT_TRUE(read_all(source).text.empty());
  }
}

TEST_F(FileSourceTest, several_streams_and_zero_padding_are_one_text) {
  FileSource two(file(gzip("first\n") + gzip("") + gzip("second\n") + std::string(600, '\0')));
  const Read read = read_all(two);
  EXPECT_FALSE(read.fault);
  EXPECT_EQ(read.text, "first\nsecond\n");
}

TEST_F(FileSourceTest, bytes_behind_the_end_are_a_fault) {
  for (const std::string& behind :
       {std::string("x"), std::string("\0x", 2), std::string("\x1f\x8bxxxx")}) {
    FileSource source(file(gzip("text\n") + behind));
    const Read read = read_all(source);
    EXPECT_EQ(read.text, "text\n");
    ASSERT_TRUE(read.fault);
    EXPECT_TRUE(read.fault->kind == Kind::trailing_data || read.fault->kind == Kind::damaged);
  }
}

TEST_F(FileSourceTest, a_gzip_cut_anywhere_is_truncated) {
  const std::string whole = gzip(some_text(2000));
  for (std::size_t cut = 2; cut < whole.size(); ++cut) {
    FileSource source(file(whole.substr(0, cut)));
    const Read read = read_all(source);
    ASSERT_TRUE(read.fault) << cut;
    EXPECT_EQ(read.fault->kind, Kind::truncated) << cut;
    EXPECT_TRUE(some_text(2000).starts_with(read.text));
  }
}

TEST_F(FileSourceTest, a_changed_byte_never_passes_unseen) {
  const std::string text = some_text(2000);
  const std::string whole = gzip(text);
  for (std::size_t at = 10; at < whole.size();
       ++at) {  // behind the header, whose time and flags carry no data
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    FileSource source(file(changed));
    const Read read = read_all(source);
    // A changed distance may point at the same bytes elsewhere: then nothing is lost.
    EXPECT_TRUE(read.fault || read.text == text) << at;
  }
}

TEST_F(FileSourceTest, a_half_gzip_is_a_clear_fault_of_the_csv) {
  std::string text = "code,name\n";
  for (int i = 0; i < 20000; ++i) text += "A" + std::to_string(i * 7919 % 100003) + ",x\n";
  const std::string whole = gzip(text);
  FileSource source(file(whole.substr(0, whole.size() / 2)));
  constexpr CsvColumn columns[] = {{"code"}, {"name"}};
  CsvTable table(source, columns);
  CsvStep step = table.next();
  while (step == CsvStep::record) step = table.next();
  ASSERT_EQ(step, CsvStep::fault);
  EXPECT_EQ(table.fault().kind, CsvFault::Kind::source);
  EXPECT_TRUE(table.fault().detail.starts_with("truncated"));
  EXPECT_GT(table.rows(), 1000U) << "whole rows before the cut are delivered";
}

// Half a million lines of a real shop: quotes, pounds signs, descriptions with commas. Known
// counts, so that neither a line lost nor one doubled goes unseen.
TEST(RealData, online_retail_has_541909_rows) {
  const char* const folder = std::getenv("GUANXI_DATA_DIR");
  const std::filesystem::path root = std::filesystem::path(__FILE__).parent_path() / "../../..";
  const std::filesystem::path data =
      folder != nullptr ? std::filesystem::path(folder) : root / "../shared/data";
  const auto path = data / "online_retail/online_retail.csv.gz";
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the Online Retail data set is not at " << path
                 << "; set GUANXI_DATA_DIR to the folder of data sets";
  }
  FileSource source(path);
  constexpr CsvColumn columns[] = {{"InvoiceNo"}, {"CustomerID"}};
  CsvTable table(source, columns, UnknownColumns::ignore);
  std::uint64_t anonymous = 0;
  std::unordered_set<std::string> invoices;
  CsvStep step = table.next();
  for (; step == CsvStep::record; step = table.next()) {
    anonymous += table[1].empty();
    invoices.emplace(table[0]);
  }
  ASSERT_EQ(step, CsvStep::end) << explain(table.fault(), "en");
  EXPECT_EQ(table.rows(), 541'909U);
  EXPECT_EQ(anonymous, 135'080U);
  EXPECT_EQ(invoices.size(), 25'900U);
  EXPECT_EQ(source.bytes_done(), source.bytes_total());
}

}  // namespace
}  // namespace guanxi::files
