// Inside platform/api: a JSON text as a flat list of nodes in the order they appear, which views
// the text where it can. Strict RFC 8259 with UTF-8; what a DOM would hide stays visible: duplicate
// keys, and numbers that are no 64-bit integers.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace guanxi::api {

struct JsonNode {
  enum class Kind : std::uint8_t { null, boolean, integer, large, fraction, string, array, object };
  Kind kind = Kind::null;
  bool truth = false;
  std::uint32_t count = 0;  // children of an array or object
  std::uint32_t next = 0;   // the node after this one and all its children
  std::int64_t integer = 0;
  std::string_view key = {};   // inside an object
  std::string_view text = {};  // strings, and numbers as written
};

class JsonTree {
 public:
  static constexpr std::size_t depth_max = 32;

  /// The tree lives no longer than `json`. Errors: malformed_json (with line and column),
  /// bad_format with a pointer for a string that is not Unicode (invalid UTF-8, lone surrogate),
  /// out_of_range with a pointer for 1e999.
  Outcome parse(std::string_view json);
  const JsonNode& at(std::uint32_t index) const { return nodes_[index]; }
  /// The subtree as JSON again.
  void write(std::uint32_t index, std::string& out) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }

 private:
  friend class JsonTreeBuilder;
  std::vector<JsonNode> nodes_;
  std::deque<std::string> unescaped_;  // texts and keys with escapes; addresses stay
};

/// One step of an RFC 6901 pointer: '~' → "~0", '/' → "~1".
void append_pointer_step(std::string& pointer, std::string_view step);

}  // namespace guanxi::api
