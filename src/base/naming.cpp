#include "base/naming.h"

#include <algorithm>

#include "base/text.h"

namespace guanxi {
namespace {

bool is_code_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

Outcome check_code(std::string_view code, std::string pointer) {
  if (code.empty()) return fail(ErrorCode::missing_field, std::move(pointer));
  if (code.size() > code_length_max) {
    return fail(
        ErrorCode::too_long, std::move(pointer), {{"max", std::to_string(code_length_max)}}
    );
  }
  // "." and ".." are not segments of a path.
  const bool only_dots = code.find_first_not_of('.') == std::string_view::npos;
  if (only_dots || !std::all_of(code.begin(), code.end(), is_code_character)) {
    return fail(ErrorCode::bad_format, std::move(pointer));
  }
  return ok();
}

Outcome check_name(std::string_view name, std::string pointer, std::size_t length_max) {
  if (!is_valid_utf8(name) || has_control_characters(name)) {
    return fail(ErrorCode::bad_format, std::move(pointer));
  }
  const bool blank = name.find_first_not_of(' ') == std::string_view::npos;
  if (blank) return fail(ErrorCode::missing_field, std::move(pointer));
  if (name.front() == ' ' || name.back() == ' ') {
    return fail(ErrorCode::bad_format, std::move(pointer));
  }
  if (code_points(name) > length_max) {
    return fail(ErrorCode::too_long, std::move(pointer), {{"max", std::to_string(length_max)}});
  }
  return ok();
}

Outcome check_reason(std::string_view reason, std::string pointer) {
  if (!is_valid_utf8(reason) || has_control_characters(reason, "\n\t")) {
    return fail(ErrorCode::bad_format, std::move(pointer));
  }
  if (reason.find_first_not_of(" \n\t") == std::string_view::npos) {
    return fail(ErrorCode::missing_field, std::move(pointer));
  }
  if (code_points(reason) > reason_length_max) {
    const auto max = std::to_string(reason_length_max);
    return fail(ErrorCode::too_long, std::move(pointer), {{"max", max}});
  }
  return ok();
}

Outcome check_range(std::int64_t value, std::int64_t min, std::int64_t max, std::string pointer) {
  if (value >= min && value <= max) return ok();
  return fail(
      ErrorCode::out_of_range,
      std::move(pointer),
      {{"min", std::to_string(min)}, {"max", std::to_string(max)}}
  );
}

Faults& Faults::add(Outcome outcome) { return outcome ? *this : add(std::move(outcome).error()); }

Faults& Faults::add(Error error) {
  if (error.code == ErrorCode::invalid_request && !error.more.empty()) {
    for (Error& one : error.more) add(std::move(one));
    return *this;
  }
  errors_.push_back(std::move(error));
  return *this;
}

Outcome Faults::outcome() const {
  if (errors_.empty()) return ok();
  if (errors_.size() == 1) return errors_.front();
  Error all = fail(ErrorCode::invalid_request);
  all.more = errors_;
  return all;
}

}  // namespace guanxi
