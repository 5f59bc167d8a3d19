// Text as people and tills write it: UTF-8 checks, NFKC, display width, and what identifies a
// person (phone, e-mail, identity number, name) parsed and masked. Pure; any thread. Where a
// function wants valid UTF-8 and gets other bytes, that is a fault of ours (CheckFailed); the parse
// functions answer nullopt instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace guanxi {

bool is_valid_utf8(std::string_view text);
/// Unicode NFKC: full-width digits and letters become plain ones. Input must be valid UTF-8.
std::string nfkc(std::string_view text);
/// NFKC, then outer blanks removed and inner runs of blanks made one space. A blank is Unicode
/// White_Space, so tabs and line ends count. Input must be valid UTF-8.
std::string tidy(std::string_view text);
/// Terminal columns: 2 for East Asian Wide/Fullwidth (UAX #11), 0 for combining marks, joiners and
/// controls, else 1.
int display_width(std::string_view text);
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// ASCII digits only; true for an empty text.
bool all_digits(std::string_view text);
/// Number of Unicode code points of valid UTF-8.
std::size_t code_points(std::string_view text);
/// True if a control character (C0, DEL, C1) other than those in `allowed` is present, or one that
/// hides or turns what stands beside it (zero-width space, bidirectional override and the like).
bool has_control_characters(std::string_view text, std::string_view allowed = {});

/// A phone number in E.164 ("+8613800138000"). Mainland numbers may be written with full-width
/// digits, blanks, dashes, +86, 0086 or 86 in front. Without a country code the number is
/// `default_country`'s (digits, no plus); mainland landlines then need their 0 ("010-6552 9988").
/// nullopt if it cannot be one; service numbers (400…, 10086) are none. A Phone cannot be printed
/// or logged by accident.
class Phone {
 public:
  static std::optional<Phone> parse(std::string_view text, std::string_view default_country = "86");
  const std::string& reveal_e164() const { return e164_; }
  std::string last_four() const { return e164_.substr(e164_.size() - 4); }
  std::string masked() const;  // "138****8000", "+44******0958"
  bool operator==(const Phone&) const = default;

 private:
  explicit Phone(std::string e164) : e164_(std::move(e164)) {}
  std::string e164_;
};

/// An e-mail address, trimmed, domain lower-cased; nullopt unless it is one '@' with plausible
/// sides and ≤ 254 bytes. ASCII only; the local part keeps its case, as RFC 5321 wants.
class Email {
 public:
  static std::optional<Email> parse(std::string_view text);
  const std::string& reveal() const { return address_; }
  std::string masked() const;  // "z***@example.com"
  bool operator==(const Email&) const = default;

 private:
  explicit Email(std::string address) : address_(std::move(address)) {}
  std::string address_;
};

/// A resident identity number of 18 characters with a real date of birth and a right check digit
/// (GB 11643-1999); a small x and full-width digits are read. nullopt otherwise.
class IdNumber {
 public:
  static std::optional<IdNumber> parse(std::string_view text);
  const std::string& reveal() const { return number_; }
  std::string last_four() const { return number_.substr(14); }
  std::string masked() const;  // "110***********002X"
  bool operator==(const IdNumber&) const = default;

 private:
  explicit IdNumber(std::string number) : number_(std::move(number)) {}
  std::string number_;
};

/// "张小明" → "张**", "欧阳娜娜" → "欧***", "Ann Lee" → "A******": what a screen shows without the
/// permission to see names. A name of one character is masked whole.
std::string mask_name(std::string_view name);

}  // namespace guanxi
