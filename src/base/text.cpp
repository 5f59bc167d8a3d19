#include "base/text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace guanxi {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Calls `visit(code_point, bytes)` in order; stops and returns false at bytes that are not UTF-8.
template <class Visit>
bool each_code_point(std::string_view text, Visit visit) {
  const char* const bytes = text.data();
  const std::size_t size = text.size();
  std::size_t position = 0;
  while (position < size) {
    const std::size_t start = position;
    UChar32 c = 0;
    // ICU's macro converts between char and uint8_t on purpose; our warnings are for our own code.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
    U8_NEXT(bytes, position, size, c);
#pragma GCC diagnostic pop
    if (c < 0) return false;
    visit(c, text.substr(start, position - start));
  }
  return true;
}

int columns_of(UChar32 c) {
  if (c >= 0x20 && c < 0x7f) return 1;
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_CONTROL_CHAR:
      return 0;
    case U_FORMAT_CHAR:
      return c == 0xad ? 1 : 0;  // terminals show the soft hyphen
    default:
      break;
  }
  if (c >= 0x1160 && c <= 0x11ff)
    return 0;  // vowels and finals that join the Hangul syllable before them
  const auto width = static_cast<UEastAsianWidth>(u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH));
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

bool is_valid_utf8(std::string_view text) {
  return is_ascii(text) || each_code_point(text, [](UChar32, std::string_view) {});
}

std::string nfkc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  GX_CHECK(is_valid_utf8(text));
  GX_CHECK(text.size() <= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()));
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCInstance(status);
  std::string out;
  if (U_SUCCESS(status)) {
    icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    normalizer->normalizeUTF8(0, piece, sink, nullptr, status);
  }
  GX_CHECK_WHY(U_SUCCESS(status), u_errorName(status));
  return out;
}

std::string tidy(std::string_view text) {
  const std::string normal = nfkc(text);
  std::string out;
  out.reserve(normal.size());
  bool blank_before = false;
  const bool valid = each_code_point(normal, [&](UChar32 c, std::string_view bytes) {
    if (u_isUWhiteSpace(c)) {
      blank_before = true;
      return;
    }
    if (blank_before && !out.empty()) out += ' ';
    blank_before = false;
    out += bytes;
  });
  GX_CHECK(valid);
  return out;
}

int display_width(std::string_view text) {
  int columns = 0;
  const bool valid =
      each_code_point(text, [&](UChar32 c, std::string_view) { columns += columns_of(c); });
  GX_CHECK(valid);
  return columns;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

namespace {

/// Zero-width space and byte order mark, line and paragraph separator, and what turns the direction
/// of writing: U+200B, U+FEFF, U+2028 … U+202E, U+2066 … U+2069.
bool hides_or_turns(std::string_view character) {
  if (character == "\u200b" || character == "\ufeff") return true;
  return (character >= "\u2028" && character <= "\u202e") ||
         (character >= "\u2066" && character <= "\u2069");
}

}  // namespace

bool has_control_characters(std::string_view text, std::string_view allowed) {
  unsigned char before = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xe2 && hides_or_turns(text.substr(i, 3))) return true;
    const bool c0 = byte < 0x20 || byte == 0x7f;
    const bool c1 = before == 0xc2 && byte >= 0x80 && byte < 0xa0;  // U+0080 … U+009F in UTF-8
    if (c1 || (c0 && allowed.find(c) == std::string_view::npos)) return true;
    before = byte;
  }
  return false;
}

}  // namespace guanxi
