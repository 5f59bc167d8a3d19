#include "platform/api/disposition.h"

namespace guanxi::api {
namespace {

constexpr char hex_digits[] = "0123456789ABCDEF";

bool is_plain(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '_' || c == '.';
}

/// For clients that know nothing else: one '_' for each character they would not understand.
std::string plain_form(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0U) == 0x80U;
    if (!continues) plain += is_plain(byte) || c == ' ' ? c : '_';
  }
  return plain;
}

std::string encoded_form(std::string_view name) {
  std::string encoded;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(byte)) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += hex_digits[byte >> 4U];
      encoded += hex_digits[byte & 0xFU];
    }
  }
  return encoded;
}

}  // namespace

std::string content_disposition(std::string_view name) {
  const std::string plain = plain_form(name);
  std::string value = "attachment; filename=\"" + plain + '"';
  if (plain != name) value += "; filename*=UTF-8''" + encoded_form(name);
  return value;
}

}  // namespace guanxi::api
