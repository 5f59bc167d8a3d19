#include "modules/identity/password_rules.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_set>

#include "base/text.h"

extern "C" {
extern const char guanxi_common_passwords_start[], guanxi_common_passwords_end[];
}

namespace guanxi::identity {
namespace {

constexpr std::size_t left_over_min = 4;  // characters beside own words, runs and repetitions
constexpr std::string_view product_words[] = {"guanxi", "password", "admin", "mima"};

bool is_small(char c) { return c >= 'a' && c <= 'z'; }

std::string lower_of(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

const std::unordered_set<std::string_view>& common_passwords() {
  static const std::unordered_set<std::string_view> all = [] {
    std::unordered_set<std::string_view> found;
    std::string_view rest(
        guanxi_common_passwords_start,
        static_cast<std::size_t>(guanxi_common_passwords_end - guanxi_common_passwords_start)
    );
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      if (end > 0) found.insert(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return found;
  }();
  return all;
}

void take_out(std::string& text, std::string_view word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) {
    text.erase(at, word.size());
  }
}

/// Bytes that neither repeat nor follow from the two before them: "aaaa1234" has four.
std::size_t surprising_bytes(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool run = i >= 2 && text[i] - text[i - 1] == text[i - 1] - text[i - 2] &&
                     std::abs(text[i] - text[i - 1]) <= 1;
    if (!run) ++count;
  }
  return count;
}

/// True if the text is a shorter one written again and again.
bool is_repetition(std::string_view text) {
  for (std::size_t length = 1; length <= text.size() / 2; ++length) {
    if (text.size() % length == 0 && text.substr(length) == text.substr(0, text.size() - length))
      return true;
  }
  return false;
}

bool is_made_of_own_words(std::string_view lower, const std::vector<std::string>& own_words) {
  std::string rest(lower);
  for (const std::string& word : own_words) {
    const std::string own = lower_of(password_form(word));
    if (own.size() >= left_over_min - 1) take_out(rest, own);
  }
  for (const std::string_view word : product_words) take_out(rest, word);
  return surprising_bytes(rest) < left_over_min || is_repetition(lower);
}

int classes_of(std::string_view text) {
  bool capital = false, small = false, digit = false, other = false;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      capital = true;
    } else if (is_small(c)) {
      small = true;
    } else if (is_digit(c)) {
      digit = true;
    } else {
      other = true;
    }
  }
  return int{capital} + int{small} + int{digit} + int{other};
}

Error weak(const char* why, const std::string& pointer) {
  return fail(ErrorCode::password_weak, pointer, {{"why", why}});
}

}  // namespace

PasswordRules rules_of(PasswordPolicy policy, bool second_factor_required) {
  if (policy == PasswordPolicy::dengbao) {
    return {.length_min = 8, .classes_min = 3, .days_max = 90, .used_before = 5};
  }
  return {
      .length_min = second_factor_required ? 8 : 15,
      .classes_min = 0,
      .days_max = 0,
      .used_before = 0};
}

std::string password_form(std::string_view typed) { return nfkc(typed); }

bool is_common_password(std::string_view password) {
  const std::string lower = lower_of(password);
  if (common_passwords().contains(lower)) return true;
  std::string_view base = lower;
  while (!base.empty() && !is_small(base.back()) && static_cast<unsigned char>(base.back()) < 0x80)
    base.remove_suffix(1);
  return common_passwords().contains(base);
}

Outcome check_password(
    const PasswordRules& rules,
    std::string_view password,
    const std::vector<std::string>& own_words,
    const std::string& pointer
) {
  const std::string form = password_form(password);
  const std::size_t length = code_points(form);
  if (length < static_cast<std::size_t>(rules.length_min))
    return fail(ErrorCode::too_short, pointer, {{"min", std::to_string(rules.length_min)}});
  if (length > password_length_max)
    return fail(ErrorCode::too_long, pointer, {{"max", std::to_string(password_length_max)}});
  if (is_common_password(form)) return weak("@password_common", pointer);
  if (is_made_of_own_words(lower_of(form), own_words)) return weak("@password_own", pointer);
  if (classes_of(form) < rules.classes_min) return weak("@password_classes", pointer);
  return ok();
}

}  // namespace guanxi::identity
