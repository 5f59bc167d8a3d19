// Inside platform/api: from JSON, path and query to a struct, collecting every field error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/api/api.h"
#include "platform/api/json_tree.h"

namespace guanxi::api {

/// How a JSON text is read, and what was wrong with it.
struct Reading {
  /// Beyond this many faults the rest is not looked at: nobody fixes a thousand at once.
  static constexpr std::size_t errors_max = 50;

  Origin origin = Origin::client;
  bool null_is_absent =
      true;  // for optional members; PATCH refuses, lest a null that clears nothing looks obeyed
  std::vector<Error> errors = {};

  bool is_stored() const { return origin == Origin::stored; }
  bool is_full() const { return errors.size() >= errors_max; }
};

/// The way from the request to a value, as a chain of stack frames: a pointer text is made only for
/// an error.
struct Place {
  const Place* up = nullptr;
  std::string_view key = {};
  std::size_t index = 0;  // used when key is a null view

  std::string pointer() const;
};

/// Members whose bit is set in `taken` come from elsewhere: in the body they are unknown.
void read_members(
    const Type& object,
    const JsonTree& tree,
    std::uint32_t node,
    const Place& place,
    std::uint64_t taken,
    void* out,
    Reading& reading
);
void read_value(
    const Type& type,
    const Field* field,
    const JsonTree& tree,
    std::uint32_t node,
    const Place& place,
    void* out,
    Reading& reading
);
/// A value written as text, in a path or a query. `type` is a scalar.
void read_text(
    const Type& type,
    const Field* field,
    std::string_view text,
    const Place& place,
    void* out,
    Reading& reading
);
/// A string that holds a scalar whose JSON form is a string.
void read_string_form(
    const Type& type,
    const Field* field,
    std::string_view text,
    const Place& place,
    void* out,
    Reading& reading
);
void read_integer(
    const Type& type,
    const Field* field,
    std::int64_t value,
    const Place& place,
    void* out,
    Reading& reading
);
/// The range error of an integer, with both limits in the words of its type.
void out_of_range(const Type& type, const Field* field, const Place& place, Reading& reading);

/// May stand in a path or a query: everything whose form is one text.
bool is_scalar(const Type& type);
/// Limits in force for a request, whether given or by default.
std::pair<std::int64_t, std::int64_t> limits_of(const Type& type, const Field* field);
/// A limit as a person reads it: Quantity 1500 → "1.5".
std::string limit_text(const Type& type, std::int64_t limit);
std::int64_t items_max_of(const Field* field);

}  // namespace guanxi::api
