// Thresholds as the text of a column. Inside modules/risk.
#pragma once

#include <string>
#include <string_view>

#include "modules/risk/risk.h"

namespace guanxi::risk {

/// 'receipts_day=8,stores_day=5'
std::string text_of(const std::map<Threshold, std::int64_t>& thresholds);
/// What the text does not name has its default.
std::map<Threshold, std::int64_t> parse_thresholds(Rule rule, std::string_view text);

std::string evidence_text(const std::vector<std::int64_t>& deeds);
std::vector<std::int64_t> parse_evidence(std::string_view text);

}  // namespace guanxi::risk
