#include "platform/log/escape.h"

#include <cstdint>

#include "base/text.h"

namespace guanxi::log {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

void append_code(std::string& line, std::uint32_t code) {
  static constexpr char hex[] = "0123456789abcdef";
  line += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) line += hex[(code >> shift) & 15];
}

struct Decoded {
  std::uint32_t code;
  std::size_t bytes;  // 0: not UTF-8
};

/// One multi-byte sequence at `at`, after RFC 3629: shortest form, no surrogates, at most U+10FFFF.
Decoded decode(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + bytes > text.size()) return {0, 0};
  std::uint32_t code = first & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const unsigned next = byte_at(text, at + i);
    if ((next & 0xc0) != 0x80) return {0, 0};
    code = code << 6 | (next & 0x3f);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[bytes] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return {0, 0};
  return {code, bytes};
}

/// C1 controls, line and paragraph separator, marks that reverse the reading direction, byte order
/// mark.
bool is_deceptive(std::uint32_t code) {
  return code < 0xa0 || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
         code == 0x200e || code == 0x200f || code == 0xfeff;
}

void append_ascii(std::string& line, char c) {
  switch (c) {
    case '"':
      line += "\\\"";
      return;
    case '\\':
      line += "\\\\";
      return;
    case '\n':
      line += "\\n";
      return;
    case '\r':
      line += "\\r";
      return;
    case '\t':
      line += "\\t";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    append_code(line, static_cast<unsigned char>(c));
  } else {
    line += c;
  }
}

/// A plausible yyyymmdd of birth, so that ids of ours with 18 digits stay readable.
bool is_birth_date(std::string_view digits) {
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (char c : digits.substr(from, count)) value = value * 10 + (c - '0');
    return value;
  };
  return number(0, 4) >= 1900 && number(0, 4) <= 2100 && number(4, 2) >= 1 && number(4, 2) <= 12 &&
         number(6, 2) >= 1 && number(6, 2) <= 31;
}

bool is_mobile(std::string_view digits) {
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

/// How many characters from the run's start to keep readable; npos: the run is nobody's number.
std::size_t kept_of_run(std::string_view run, bool ends_in_x) {
  if (is_mobile(run)) return 3;
  if (run.size() == 13 && run.starts_with("86") && is_mobile(run.substr(2))) return 5;
  if (run.size() == 15 && run.starts_with("0086") && is_mobile(run.substr(4))) return 7;
  const bool identity = run.size() == 18 || (run.size() == 17 && ends_in_x);
  if (identity && is_birth_date(run.substr(6, 8))) return 3;
  return std::string_view::npos;
}

bool is_address_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
         c == '-' || c == '+' || c == '%' || static_cast<unsigned char>(c) >= 0x80;
}

void mask_addresses(std::string& text) {
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    std::size_t from = at;
    while (from > 0 && is_address_character(text[from - 1])) --from;
    if (from == at || at + 1 == text.size() || !is_address_character(text[at + 1])) continue;
    text.replace(from, at - from, "***");
    at = from + 3;
  }
}

}  // namespace

void append_escaped(std::string& line, std::string_view text, std::size_t bytes_max) {
  const bool cut = text.size() > bytes_max;
  if (cut) text = text.substr(0, bytes_max);
  for (std::size_t at = 0; at < text.size();) {
    if (byte_at(text, at) < 0x80) {
      append_ascii(line, text[at++]);
      continue;
    }
    const Decoded decoded = decode(text, at);
    if (decoded.bytes == 0) {
      if (cut && at + 4 > text.size()) break;  // the cut went through a character
      line += "\\ufffd";
      ++at;
    } else if (is_deceptive(decoded.code)) {
      append_code(line, decoded.code);
      at += decoded.bytes;
    } else {
      line.append(text.substr(at, decoded.bytes));
      at += decoded.bytes;
    }
  }
  if (cut) line += "\xe2\x80\xa6";
}

bool mask_personal(std::string_view text, std::string& masked) {
  bool found = false;
  const auto begin_copy = [&] {
    if (!found) masked.assign(text);
    found = true;
  };
  if (text.find('@') != std::string_view::npos) {
    begin_copy();
    mask_addresses(masked);
    text = masked;
  }
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool ends_in_x = end < text.size() && (text[end] == 'X' || text[end] == 'x');
    const std::size_t kept = kept_of_run(text.substr(at, end - at), ends_in_x);
    if (kept != std::string_view::npos) {
      if (!found) {
        begin_copy();
        text = masked;
      }
      const std::size_t last = end - (ends_in_x ? 3 : 4);
      for (std::size_t i = at + kept; i < last; ++i) masked[i] = '*';
    }
    at = end;
  }
  return found;
}

}  // namespace guanxi::log
