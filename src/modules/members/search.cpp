#include "modules/members/search.h"

#include <algorithm>
#include <span>

#include "base/person_name.h"

namespace guanxi::members {
namespace {

constexpr std::size_t beginnings_max = 4;   // words a term may begin with
constexpr std::size_t term_bytes_max = 96;  // 32 Chinese characters

/// Cut between characters.
std::string bounded(std::string term) {
  if (term.size() <= term_bytes_max) return term;
  std::size_t end = term_bytes_max;
  while ((static_cast<unsigned char>(term[end]) & 0xc0) == 0x80) --end;
  term.resize(end);
  return term;
}

std::string joined(std::span<const NameWord> words, std::string NameWord::*part) {
  std::string all;
  for (const NameWord& word : words) all += word.*part;
  return bounded(std::move(all));
}

}  // namespace

std::vector<std::string> search_terms(std::string_view name) {
  const PersonName read = read_name(name);
  const std::span<const NameWord> words = read.words;
  std::vector<std::string> terms{bounded(read.initials)};
  for (std::size_t first = 0; first < std::min(words.size(), beginnings_max); ++first) {
    terms.push_back(joined(words.subspan(first), &NameWord::text));
    terms.push_back(joined(words.subspan(first), &NameWord::latin));
  }
  std::ranges::sort(terms);
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  std::erase(terms, "");
  return terms;
}

std::string whole_term(std::string_view name) {
  return joined(read_name(name).words, &NameWord::latin);
}

std::string search_beginning(std::string_view query) {
  const PersonName read = read_name(query);
  const bool characters = std::ranges::any_of(read.words, &NameWord::han);
  return joined(read.words, characters ? &NameWord::text : &NameWord::latin);
}

}  // namespace guanxi::members
