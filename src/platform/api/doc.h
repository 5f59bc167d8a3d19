// How a request or response struct is described: its words, limits and examples stand beside it.
// Also the few types that exist only at the border: Patch, Json, Page. Included through api.h.
//
//   struct CheckoutLine { std::string item; Quantity quantity; UnitPrice list_price; };
//   BOOST_DESCRIBE_STRUCT(CheckoutLine, (), (item, quantity, list_price))
//
//   template <>                                  // in namespace guanxi, or outside of all
//   struct guanxi::api::Doc<CheckoutLine> {
//     static constexpr Text text{"商品行", "A line of goods"};
//     static constexpr Field fields[] = {
//         {.name = "item", .text = {"货品编码", "Item code"}, .max = 64, .example = R"("A1001")"},
//         …
//     };
//   };
//
// Member types: bool, int, std::int64_t, std::string, Id<Tag>, Money, Currency, Points, Quantity,
// UnitPrice, Rate, Date, Instant, described enums, std::optional<T>, std::vector<T>, nested
// described structs, std::variant of structs whose Doc has a `kind`, Patch<T> (patch only), Json
// (responses only). Anything else, a member without a Field, or a Field without a member does not
// compile. Threads: everything here is a value or constant.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"

namespace guanxi::api {

/// The same words in the two languages we speak. Both are complete, always.
struct Text {
  const char* zh = "";
  const char* en = "";
};

/// Which characters a string may hold. No choice admits invalid UTF-8.
enum class Chars {
  text,    // anything but control characters (C0, DEL, C1): names, notes on one line
  lines,   // as text, and \n and \t
  code,    // ASCII letters, digits, '-', '_', '.', '/', ':' – codes people and tills hand out
  digits,  // ASCII digits
};

inline constexpr std::int64_t unset = std::numeric_limits<std::int64_t>::min();

/// What is known about one member beyond its type. Limits hold for requests and are shown in the
/// OpenAPI document.
struct Field {
  const char* name;  // as in JSON; a member `class_` is called "class"
  Text text = {};
  /// Inclusive. Strings: code points (unset: 1 … 1000). Integers and Points: the number (unset:
  /// ±(2^53 − 1), what every JSON reader keeps exactly). Money: minor units (same default).
  /// Quantity: thousandths; UnitPrice: ten-thousandths; Rate: billionths (see rate_one). For
  /// optional and list members the limit is the element's.
  std::int64_t min = unset;
  std::int64_t max = unset;
  std::int64_t min_items = 0;      // lists
  std::int64_t max_items = unset;  // lists; unset: 1000 in requests
  const char* example = nullptr;   // JSON text, e.g. R"("A1001")"; a test parses it
  Chars chars = Chars::text;
  bool has_default = false;  // absent keeps the member's initialiser (shown as the default)
  bool personal = false;     // personal data: marked in the document, never to be logged
};

inline constexpr std::int64_t rate_one = 1'000'000'000;

/// Specialise beside each request and response struct:
///   static constexpr Text text;            what it is
///   static constexpr Field fields[];       one per member, in any order (omit for a struct without
///   members) static constexpr const char* kind;     only for alternatives of a std::variant: the
///   value of "kind" static constexpr const char* name;     only when the struct's own name will
///   not do in the document static constexpr const char* example;  optional: JSON text of a whole
///   value
/// Optional for an enum: `text`, and `values[]` (as Field: name and text of each enumerator).
template <class T>
struct Doc;

/// A member of a PATCH request: left alone, cleared (null), or set.
template <class T>
class Patch {
 public:
  using value_type = T;
  Patch() = default;
  Patch(T value) : present_(true), value_(std::move(value)) {}  // NOLINT: implicit by design
  static Patch null() {
    Patch patch;
    patch.clear();
    return patch;
  }

  bool is_absent() const { return !present_; }
  bool is_null() const { return present_ && !value_; }
  bool has_value() const { return value_.has_value(); }
  const T& value() const {
    GX_CHECK(value_.has_value());
    return *value_;
  }
  /// The state after the patch: `before` when absent, nothing when null.
  std::optional<T> apply_to(std::optional<T> before) const {
    return present_ ? value_ : std::move(before);
  }

  void clear() {
    present_ = true;
    value_.reset();
  }
  T& emplace() {
    present_ = true;
    return value_.emplace();
  }
  bool operator==(const Patch&) const = default;

 private:
  bool present_ = false;
  std::optional<T> value_;
};

/// Text that is already JSON, passed through in a response. Only where the shape is not ours to
/// know.
struct Json {
  std::string text = "null";
  bool operator==(const Json&) const = default;
};

/// A page of a list. `next_cursor` is absent on the last page. Ask with `limit_field` and
/// `cursor_field`.
template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next_cursor;
  BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor), (), ())
};

inline constexpr int page_limit_default = 50;
inline constexpr int page_limit_max = 200;
/// For `int limit = page_limit_default; std::optional<std::string> cursor;` in the request of a
/// list.
inline constexpr Field limit_field{
    .name = "limit",
    .text = {"每页条数", "Entries per page"},
    .min = 1,
    .max = page_limit_max,
    .example = "50",
    .has_default = true};
inline constexpr Field cursor_field{
    .name = "cursor",
    .text =
        {"上一页给出的 next_cursor，原样传回",
         "next_cursor of the page before, sent back unchanged"},
    .min = 1,
    .max = 512};

}  // namespace guanxi::api
