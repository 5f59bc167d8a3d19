#include "modules/risk/words.h"

#include <algorithm>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <charconv>

#include "base/check.h"
#include "modules/risk/rules.h"

namespace guanxi::risk {
namespace {

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  GX_CHECK(read.ec == std::errc() && read.ptr == text.data() + text.size());
  return number;
}

/// The parts between commas, each once.
void each_part(std::string_view text, const auto& visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string text_of(const std::map<Threshold, std::int64_t>& thresholds) {
  std::string text;
  for (const auto& [threshold, value] : thresholds) {
    if (!text.empty()) text += ',';
    text += boost::describe::enum_to_string(threshold, "");
    text += '=' + std::to_string(value);
  }
  return text;
}

std::map<Threshold, std::int64_t> parse_thresholds(Rule rule, std::string_view text) {
  std::map<Threshold, std::int64_t> thresholds = usual_rule({}, rule).thresholds;
  each_part(text, [&](std::string_view part) {
    const std::size_t equals = part.find('=');
    GX_CHECK(equals != std::string_view::npos);
    Threshold threshold{};
    const std::string name(part.substr(0, equals));
    GX_CHECK(boost::describe::enum_from_string(name.c_str(), threshold));
    thresholds[threshold] = number_of(part.substr(equals + 1));
  });
  return thresholds;
}

std::string evidence_text(const std::vector<std::int64_t>& deeds) {
  const std::size_t first = deeds.size() > evidence_max ? deeds.size() - evidence_max : 0;
  std::string text;
  for (std::size_t i = first; i < deeds.size(); ++i) {
    if (!text.empty()) text += ',';
    text += std::to_string(deeds[i]);
  }
  return text;
}

std::vector<std::int64_t> parse_evidence(std::string_view text) {
  std::vector<std::int64_t> deeds;
  each_part(text, [&](std::string_view part) { deeds.push_back(number_of(part)); });
  return deeds;
}

}  // namespace guanxi::risk
