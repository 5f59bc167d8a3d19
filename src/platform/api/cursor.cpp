#include "platform/api/cursor.h"

#include "platform/crypto/crypto.h"

namespace guanxi::api {
namespace {

constexpr char format_version = 1;
constexpr std::size_t seal_size =
    6;  // notices a slip of the hand or another list, with 1 in 2^48 to miss
constexpr std::size_t cursor_text_max = 512;
constexpr char integer_mark = 'i';
constexpr char text_mark = 's';

std::string seal_of(std::string_view list, std::string_view content) {
  const std::string_view parts[] = {"cursor", list, content};
  return std::string(crypto::bytes_of(crypto::sha256_of_parts(parts)).substr(0, seal_size));
}

void append_number(std::uint64_t number, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 255U);
}

std::uint64_t take_number(std::string_view& in) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(in[i]);
  in.remove_prefix(8);
  return number;
}

std::optional<std::vector<CursorPart>> parse_parts(std::string_view in) {
  std::vector<CursorPart> parts;
  while (!in.empty()) {
    const char mark = in[0];
    in.remove_prefix(1);
    if (in.size() < 8) return std::nullopt;
    const std::uint64_t number = take_number(in);
    if (mark == integer_mark) {
      parts.emplace_back(static_cast<std::int64_t>(number));
    } else if (mark == text_mark && number <= in.size()) {
      parts.emplace_back(std::string(in.substr(0, number)));
      in.remove_prefix(number);
    } else {
      return std::nullopt;
    }
  }
  return parts;
}

}  // namespace

std::string encode_cursor_parts(std::string_view list, const std::vector<CursorPart>& parts) {
  std::string content(1, format_version);
  for (const CursorPart& part : parts) {
    if (const auto* number = std::get_if<std::int64_t>(&part)) {
      content += integer_mark;
      append_number(static_cast<std::uint64_t>(*number), content);
    } else {
      const std::string& text = std::get<std::string>(part);
      content += text_mark;
      append_number(text.size(), content);
      content += text;
    }
  }
  return crypto::to_base64url(content + seal_of(list, content));
}

Result<std::vector<CursorPart>> decode_cursor_parts(std::string_view list, std::string_view text) {
  const Error bad = fail(ErrorCode::bad_cursor, "/cursor");
  if (text.size() > cursor_text_max) return bad;
  const auto bytes = crypto::from_base64url(text);
  if (!bytes || bytes->size() < 1 + seal_size) return bad;
  const std::string_view content = std::string_view(*bytes).substr(0, bytes->size() - seal_size);
  if (content[0] != format_version ||
      std::string_view(*bytes).substr(content.size()) != seal_of(list, content))
    return bad;
  auto parts = parse_parts(content.substr(1));
  if (!parts) return bad;
  return std::move(*parts);
}

}  // namespace guanxi::api
