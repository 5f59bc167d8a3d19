#include "flows/rosters/encoding.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/check.h"
#include "base/text.h"

namespace guanxi::rosters {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t header_bytes_max = 1024 * 1024;

/// How many bytes at the end of `text` begin a character of UTF-8 that goes on behind it.
std::size_t begun_at_end(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;  // in the middle of one
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

class FromGb18030 final : public files::Source {
 public:
  explicit FromGb18030(files::Source& source) : source_(source), chunk_(chunk_bytes, '\0') {
    UErrorCode status = U_ZERO_ERROR;
    from_ = ucnv_open("gb18030", &status);
    to_ = ucnv_open("UTF-8", &status);
    GX_CHECK_WHY(U_SUCCESS(status), "ICU lacks its converters");
    ucnv_setToUCallBack(from_, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    pivot_begin_ = pivot_end_ = pivot_.data();
  }
  ~FromGb18030() override {
    ucnv_close(from_);
    ucnv_close(to_);
  }
  FromGb18030(const FromGb18030&) = delete;
  FromGb18030& operator=(const FromGb18030&) = delete;

  std::size_t read(std::span<char> into) override {
    while (!done_) {
      if (at_ == filled_ && !ended_) {
        at_ = 0;
        filled_ = source_.read(chunk_);
        ended_ = filled_ == 0;
      }
      const char* in = chunk_.data() + at_;
      char* out = into.data();
      UErrorCode status = U_ZERO_ERROR;
      ucnv_convertEx(
          to_,
          from_,
          &out,
          into.data() + into.size(),
          &in,
          chunk_.data() + filled_,
          pivot_.data(),
          &pivot_begin_,
          &pivot_end_,
          pivot_.data() + pivot_.size(),
          /*reset=*/0,
          /*flush=*/ended_ ? 1 : 0,
          &status
      );
      at_ = static_cast<std::size_t>(in - chunk_.data());
      if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status)) {
        done_ = true;
        fault_ = {files::SourceFault::Kind::damaged, "neither UTF-8 nor GB18030"};
      } else if (ended_ && status != U_BUFFER_OVERFLOW_ERROR) {
        done_ = true;
        fault_ = source_.fault();
      }
      const auto got = static_cast<std::size_t>(out - into.data());
      if (got > 0) return got;
    }
    return 0;
  }
  const std::optional<files::SourceFault>& fault() const override { return fault_; }

 private:
  files::Source& source_;
  UConverter* from_ = nullptr;
  UConverter* to_ = nullptr;
  std::array<UChar, 4096> pivot_{};
  UChar* pivot_begin_ = nullptr;
  UChar* pivot_end_ = nullptr;
  std::string chunk_;
  std::size_t at_ = 0, filled_ = 0;
  bool ended_ = false, done_ = false;
  std::optional<files::SourceFault> fault_;
};

}  // namespace

Encoding encoding_of(const std::filesystem::path& file) {
  files::FileSource source(file);
  std::string text;
  std::string chunk(chunk_bytes, '\0');
  bool first = true;
  while (const std::size_t got = source.read(chunk)) {
    text.append(chunk, 0, got);
    if (first && (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))) break;
    first = false;
    const std::size_t open = begun_at_end(text);
    const std::string_view whole(text.data(), text.size() - open);
    if (!is_valid_utf8(whole)) return Encoding::gb18030;
    text.erase(0, whole.size());
  }
  return is_valid_utf8(text) || text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")
             ? Encoding::utf8
             : Encoding::gb18030;
}

std::unique_ptr<files::Source> from_gb18030(files::Source& source) {
  return std::make_unique<FromGb18030>(source);
}

char separator_of(files::Source& source) {
  static constexpr std::array separators{',', ';', '\t'};
  std::array<std::size_t, separators.size()> seen{};
  std::string chunk(chunk_bytes, '\0');
  bool quoted = false, begun = false;
  std::size_t read = 0;
  for (bool header = true; header && read < header_bytes_max;) {
    const std::size_t got = source.read(chunk);
    if (got == 0) break;
    read += got;
    for (const char c : std::string_view(chunk).substr(0, got)) {
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == '\n' && begun) {
        header = false;
        break;
      }
      begun = begun || (c != '\n' && c != '\r');
      for (std::size_t i = 0; i < separators.size(); ++i) {
        if (c == separators[i]) ++seen[i];
      }
    }
  }
  const auto most = std::max_element(seen.begin(), seen.end());
  return *most == 0 ? ',' : separators[static_cast<std::size_t>(most - seen.begin())];
}

}  // namespace guanxi::rosters
