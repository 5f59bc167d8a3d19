// Inside platform/api: JSON Schema (as OpenAPI 3.1 uses it) of described types.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "platform/api/json_printer.h"
#include "platform/api/type.h"

namespace guanxi::api {

class Schemas {
 public:
  /// Tells which types there are before any is printed: names that clash get their namespace in
  /// front, and limits and closedness hold for what a request can contain.
  void note(const Type& root, bool in_request);
  /// The schema of a value: inline for scalars, a reference for structs and enums.
  void print(const Type& type, const Field* field, bool in_request, JsonPrinter& out) const;
  /// The schema of a struct itself, without the members whose bit is set in `left_out`.
  void print_object(const Type& type, std::uint64_t left_out, bool in_request, JsonPrinter& out)
      const;
  /// Every noted struct and enum in the order of their names, as members of components/schemas.
  void print_components(JsonPrinter& out) const;
  std::string name_of(const Type& type) const;

 private:
  void print_inside(const Type& type, const Field* field, bool in_request, JsonPrinter& out) const;
  void print_list(const Type& type, const Field* field, bool in_request, JsonPrinter& out) const;
  void print_one_of(const Type& type, JsonPrinter& out) const;
  void print_enum(const Type& type, JsonPrinter& out) const;

  std::set<const Type*> types_;       // structs with members and enums
  std::set<const Type*> in_request_;  // those a request can contain
  std::map<std::string_view, int> uses_of_name_;
};

}  // namespace guanxi::api
