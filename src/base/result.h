// Result<T>: a value, or the outcome a caller must handle. The shape of std::expected, which C++20
// on g++ 12 lacks. Faults of the world (disk, connection) are exceptions; faults of ours are
// GX_CHECK.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/error_code.h"

namespace guanxi {

/// One thing that is wrong. `pointer` is an RFC 6901 JSON pointer into the request
/// ("/lines/0/quantity"), empty where no field is to blame. `facts` fill the {name} places of the
/// code's text; never personal data.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string pointer = {};
  std::vector<std::pair<std::string, std::string>> facts = {};
  std::vector<Error> more =
      {};  // further faults of the same request, so that a caller fixes all at once

  bool operator==(const Error&) const = default;
};

/// `return fail(ErrorCode::not_enough_points, "/tenders/0", {{"balance", "12"}});`
inline Error fail(
    ErrorCode code,
    std::string pointer = {},
    std::vector<std::pair<std::string, std::string>> facts = {}
) {
  return Error{code, std::move(pointer), std::move(facts), {}};
}

struct Nothing {
  bool operator==(const Nothing&) const = default;
};

template <class T = Nothing>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT
  Result(ErrorCode code) : state_(std::in_place_index<1>, Error{code}) {}    // NOLINT

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    GX_CHECK(has_value());
    return std::get<0>(state_);
  }
  const T& value() const& {
    GX_CHECK(has_value());
    return std::get<0>(state_);
  }
  T&& value() && {
    GX_CHECK(has_value());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    GX_CHECK(!has_value());
    return std::get<1>(state_);
  }
  Error&& error() && {
    GX_CHECK(!has_value());
    return std::get<1>(std::move(state_));
  }

 private:
  std::variant<T, Error> state_;
};

using Outcome = Result<Nothing>;
inline Outcome ok() { return Nothing{}; }

// GX_TRY(receipt, load_receipt(tx, id));  – `receipt` is the value; an error returns from the
// function. The hidden names carry a counter, so that a lambda inside the expression may use the
// macros as well.
#define GX_CONCAT_(a, b) a##b
#define GX_CONCAT(a, b) GX_CONCAT_(a, b)
#define GX_TRY(name, expression) GX_TRY_(GX_CONCAT(gx_result_, __COUNTER__), name, expression)
#define GX_TRY_(result, name, expression)        \
  auto result = (expression);                    \
  if (!result) return std::move(result).error(); \
  auto name = std::move(result).value()

// GX_TRY_VOID(check(x));  – as above, for an outcome whose value is not needed.
#define GX_TRY_VOID(expression) GX_TRY_VOID_(GX_CONCAT(gx_outcome_, __COUNTER__), expression)
#define GX_TRY_VOID_(outcome, expression)     \
  if (auto outcome = (expression); outcome) { \
  } else                                      \
    return std::move(outcome).error()

}  // namespace guanxi
