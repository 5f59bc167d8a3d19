#include "platform/web/coding.h"

#include <algorithm>
#include <optional>
#include <string>

namespace guanxi::web {
namespace {

constexpr int whole = 1000;  // q=1, in thousandths

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

/// Cuts the part before `separator` off; the whole where there is none.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(part);
}

/// "0", "0.8", "1.000" in thousandths; nullopt where it is no weight.
std::optional<int> read_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = text[0] == '1' ? whole : 0;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int unit = 100;
  for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    weight += (text[i] - '0') * unit;
  }
  return weight <= whole ? std::optional(weight) : std::nullopt;
}

struct Wishes {
  std::optional<int> brotli, gzip, identity, any;
};

void note_wish(std::string_view wish, Wishes& wishes) {
  const std::string name = lowered(next_part(wish, ';'));
  int weight = whole;
  while (!wish.empty()) {
    const std::string parameter = lowered(next_part(wish, ';'));
    if (!parameter.starts_with("q=")) continue;
    const auto read = read_weight(std::string_view(parameter).substr(2));
    if (!read) return;  // not understood: not wished
    weight = *read;
  }
  if (name == "br") wishes.brotli = weight;
  if (name == "gzip" || name == "x-gzip") wishes.gzip = weight;
  if (name == "identity") wishes.identity = weight;
  if (name == "*") wishes.any = weight;
}

}  // namespace

Coding choose_coding(std::string_view accept_encoding, bool has_gzip, bool has_brotli) {
  Wishes wishes;
  while (!accept_encoding.empty()) note_wish(next_part(accept_encoding, ','), wishes);
  const int any = wishes.any.value_or(0);
  // What is not named is still welcome as it is, but less than anything that is.
  int best = wishes.identity.value_or(wishes.any.value_or(1));
  Coding chosen = Coding::identity;
  const auto offer = [&](Coding coding, bool is_there, std::optional<int> wish) {
    const int weight = wish.value_or(any);
    if (!is_there || weight == 0 || weight < best) return;
    best = weight;
    chosen = coding;
  };
  offer(Coding::gzip, has_gzip, wishes.gzip);
  offer(Coding::brotli, has_brotli, wishes.brotli);
  return chosen;
}

}  // namespace guanxi::web
