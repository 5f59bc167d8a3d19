// A quote as it is kept with its receipt: every amount, concession and candidate in a few hundred
// bytes. Words are made from it when somebody reads. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modules/pricing/engine/quote.h"

namespace guanxi::pricing {

/// What a trace may take at most.
inline constexpr std::size_t trace_bytes_max = 2048;

/// Where all of it does not fit, candidates that did not apply are left out from the end, then
/// those that did; `complete` tells whether any is missing. Amounts and concessions are always
/// kept, of a receipt with very many lines beyond trace_bytes_max.
struct Trace {
  Quote quote;
  bool complete = true;
};
std::string pack(const Quote& quote);
/// nullopt: not what pack() made.
std::optional<Trace> unpack(std::string_view bytes);

}  // namespace guanxi::pricing
