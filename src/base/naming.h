// Checks of the codes and names people give to things (stores, programmes, items), and collecting
// several faults of one input. The modules check for themselves because not every caller comes
// through the API: imports, commands, demo data. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace guanxi {

inline constexpr std::size_t code_length_max = 32;
inline constexpr std::size_t name_length_max = 100;
inline constexpr std::size_t reason_length_max = 500;

/// 1 … 32 ASCII letters, digits, '-', '_' and '.': it stands in URLs, on receipts and in file
/// names. Errors at `pointer`: missing_field (empty), too_long, bad_format.
Outcome check_code(std::string_view code, std::string pointer);
/// 1 … `length_max` characters of UTF-8 on one line, no blanks around it.
/// Errors at `pointer`: missing_field (empty or blank), too_long, bad_format.
Outcome check_name(
    std::string_view name, std::string pointer, std::size_t length_max = name_length_max
);
/// 1 … 500 characters of UTF-8, on several lines if need be. Errors at `pointer`: missing_field
/// (empty or blank), too_long, bad_format.
Outcome check_reason(std::string_view reason, std::string pointer = "/reason");
/// Errors at `pointer`: out_of_range with min and max.
Outcome check_range(std::int64_t value, std::int64_t min, std::int64_t max, std::string pointer);

/// Several faults of one input as one error, so that a caller mends all at once: one alone stands
/// for itself, more become invalid_request with all of them in `more`.
class Faults {
 public:
  Faults& add(Outcome outcome);
  /// Several faults that were collected elsewhere are taken one by one.
  Faults& add(Error error);
  bool empty() const { return errors_.empty(); }
  Outcome outcome() const;

 private:
  std::vector<Error> errors_;
};

}  // namespace guanxi
