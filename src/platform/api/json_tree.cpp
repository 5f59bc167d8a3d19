#include "platform/api/json_tree.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <functional>

#include "base/text.h"
#include "platform/api/json_text.h"

namespace guanxi::api {

namespace json = boost::json;

/// The handler of Boost.JSON's parser. Every member returns true: go on.
class JsonTreeBuilder {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the parser's names
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  // NOLINTEND

  JsonTreeBuilder(JsonTree& tree, std::string_view source) : tree_(tree), source_(source) {}

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code&) { return open(JsonNode::Kind::object); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code&) { return open(JsonNode::Kind::array); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return gather(part); }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    key_ = finish_text(part);
    has_key_ = true;
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    return gather(part);
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    const std::string_view text = finish_text(part);
    add(JsonNode::Kind::string).text = text;
    return true;
  }

  bool on_number_part(json::string_view part, json::error_code&) { return gather(part); }
  bool on_int64(std::int64_t value, json::string_view part, json::error_code&) {
    number(part, JsonNode::Kind::integer).integer = value;
    return true;
  }
  bool on_uint64(std::uint64_t, json::string_view part, json::error_code&) {
    number(part, JsonNode::Kind::large);
    return true;
  }
  bool on_double(double, json::string_view part, json::error_code&) {
    number(part, JsonNode::Kind::large);
    return true;
  }

  bool on_bool(bool value, json::error_code&) {
    add(JsonNode::Kind::boolean).truth = value;
    return true;
  }
  bool on_null(json::error_code&) {
    add(JsonNode::Kind::null);
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  /// Where the parser stood when it gave up.
  std::string pointer() const {
    std::string text;
    for (std::size_t level = 0; level < open_.size(); ++level) {
      const JsonNode& container = tree_.nodes_[open_[level]];
      const bool last = level + 1 == open_.size();
      if (container.kind == JsonNode::Kind::object) {
        if (last && !has_key_) break;
        append_pointer_step(text, last ? key_ : tree_.nodes_[open_[level + 1]].key);
      } else {
        append_pointer_step(text, std::to_string(last ? container.count : container.count - 1));
      }
    }
    return text;
  }

 private:
  JsonNode& add(JsonNode::Kind kind) {
    JsonNode& node = tree_.nodes_.emplace_back();
    node.kind = kind;
    node.next = static_cast<std::uint32_t>(tree_.nodes_.size());
    node.key = key_;
    key_ = {};
    has_key_ = false;
    if (!open_.empty()) ++tree_.nodes_[open_.back()].count;
    return node;
  }
  bool open(JsonNode::Kind kind) {
    add(kind);
    open_.push_back(static_cast<std::uint32_t>(tree_.nodes_.size() - 1));
    return true;
  }
  bool close() {
    tree_.nodes_[open_.back()].next = static_cast<std::uint32_t>(tree_.nodes_.size());
    open_.pop_back();
    return true;
  }
  // The parser folds 1e2 into an integer; a whole number is written with digits only.
  JsonNode& number(json::string_view part, JsonNode::Kind kind) {
    const std::string_view literal = finish_text(part);
    const bool whole = literal.find_first_of(".eE") == std::string_view::npos;
    JsonNode& node = add(whole ? kind : JsonNode::Kind::fraction);
    node.text = literal;
    return node;
  }
  bool gather(json::string_view part) {
    gathered_.append(part.data(), part.size());
    return true;
  }
  // Text without escapes comes in one part that lies in the source: no copy.
  std::string_view finish_text(json::string_view part) {
    const bool in_source =
        std::less_equal<>()(source_.data(), part.data()) &&
        std::less_equal<>()(part.data() + part.size(), source_.data() + source_.size());
    if (gathered_.empty() && in_source) return {part.data(), part.size()};
    gathered_.append(part.data(), part.size());
    std::string& kept = tree_.unescaped_.emplace_back(std::move(gathered_));
    gathered_.clear();
    return kept;
  }

  JsonTree& tree_;
  std::string_view source_;
  std::vector<std::uint32_t> open_;
  std::string_view key_;
  std::string gathered_;
  bool has_key_ = false;
};

namespace {

class Parser : public json::basic_parser<JsonTreeBuilder> {
 public:
  using json::basic_parser<JsonTreeBuilder>::basic_parser;
  const JsonTreeBuilder& builder() const { return handler(); }

 private:
  using json::basic_parser<JsonTreeBuilder>::handler;
};

/// The parser does not say where it failed. Told to expect more, it fails on the very byte that is
/// wrong: find the block, then the byte.
std::size_t error_offset(std::string_view text, const json::parse_options& options) {
  constexpr std::size_t block = 4096;
  json::error_code error;
  std::size_t start = 0;
  {
    JsonTree scratch;
    Parser parser(options, scratch, text);
    while (start < text.size()) {
      const std::string_view part = text.substr(start, block);
      const std::size_t used = parser.write_some(true, part.data(), part.size(), error);
      if (error) break;
      if (used < part.size()) return start + used;  // a second value
      start += part.size();
    }
  }
  if (!error) return text.size();
  JsonTree scratch;
  Parser parser(options, scratch, text);
  error.clear();
  if (start > 0) parser.write_some(true, text.data(), start, error);
  while (start < text.size() && !error) parser.write_some(true, text.data() + start++, 1, error);
  return start - 1;
}

Error malformed(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto line_start = before.rfind('\n');
  const auto column = 1 + (line_start == std::string_view::npos ? offset : offset - line_start - 1);
  return fail(
      ErrorCode::malformed_json,
      "",
      {{"line", std::to_string(line)}, {"column", std::to_string(column)}}
  );
}

/// The parser calls a leading surrogate that nothing follows a syntax error; it stops right after
/// it, or after a '\\'.
bool follows_lone_surrogate(std::string_view text, std::size_t offset) {
  for (const std::size_t back : {6U, 7U}) {
    if (offset < back) return false;
    const std::string_view escape = text.substr(offset - back, 4);
    const bool leading = (escape[2] == 'd' || escape[2] == 'D') &&
                         std::string_view("89abAB").find(escape[3]) != std::string_view::npos;
    if (escape[0] == '\\' && escape[1] == 'u' && leading) return true;
  }
  return false;
}

bool is_text_error(const json::error_code& error) {
  return error == json::error::illegal_leading_surrogate ||
         error == json::error::illegal_trailing_surrogate ||
         error == json::error::expected_utf16_escape;
}

}  // namespace

Outcome JsonTree::parse(std::string_view text) {
  nodes_.clear();
  unescaped_.clear();
  nodes_.reserve(text.size() / 12 + 4);
  json::parse_options options;
  options.max_depth = depth_max;
  Parser parser(options, *this, text);
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used == text.size()) return ok();
  if (is_text_error(error)) {
    return fail(ErrorCode::bad_format, parser.builder().pointer(), {{"expected", "@unicode"}});
  }
  if (error == json::error::exponent_overflow) {
    return fail(ErrorCode::wrong_type, parser.builder().pointer(), {{"expected", "@integer"}});
  }
  const std::size_t offset = error ? error_offset(text, options) : used;
  // All else is a syntax error to the parser; text that is not Unicode is worth a better word.
  if (error && (follows_lone_surrogate(text, offset) || !is_valid_utf8(text))) {
    return fail(ErrorCode::bad_format, parser.builder().pointer(), {{"expected", "@unicode"}});
  }
  return malformed(text, offset);
}

void JsonTree::write(std::uint32_t index, std::string& out) const {
  const JsonNode& node = nodes_[index];
  switch (node.kind) {
    case JsonNode::Kind::null:
      out += "null";
      return;
    case JsonNode::Kind::boolean:
      out += node.truth ? "true" : "false";
      return;
    case JsonNode::Kind::integer:
    case JsonNode::Kind::large:
    case JsonNode::Kind::fraction:
      out += node.text;
      return;
    case JsonNode::Kind::string:
      return write_string(node.text, out);
    case JsonNode::Kind::array:
    case JsonNode::Kind::object:
      break;
  }
  const bool object = node.kind == JsonNode::Kind::object;
  out += object ? '{' : '[';
  for (std::uint32_t child = index + 1; child < node.next; child = nodes_[child].next) {
    if (child > index + 1) out += ',';
    if (object) {
      write_string(nodes_[child].key, out);
      out += ':';
    }
    write(child, out);
  }
  out += object ? '}' : ']';
}

void append_pointer_step(std::string& pointer, std::string_view step) {
  pointer += '/';
  for (const char character : step) {
    if (character == '~') {
      pointer += "~0";
    } else if (character == '/') {
      pointer += "~1";
    } else {
      pointer += character;
    }
  }
}

}  // namespace guanxi::api
