// Structured values: objects, lists, alternatives, and which JSON type each kind wants.
#include "platform/api/read.h"

#include <bit>

namespace guanxi::api {
namespace {

void refuse(
    ErrorCode code,
    const Place& place,
    std::vector<std::pair<std::string, std::string>> facts,
    Reading& reading
) {
  if (!reading.is_full()) reading.errors.push_back(fail(code, place.pointer(), std::move(facts)));
}

void wrong_type(const char* expected, const Place& place, Reading& reading) {
  refuse(ErrorCode::wrong_type, place, {{"expected", expected}}, reading);
}

/// Clients write members in the order of the document: try the one after the last, then all.
std::size_t find_member(std::span<const Member> members, std::string_view name, std::size_t guess) {
  if (guess < members.size() && members[guess].name == name) return guess;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].name == name) return i;
  }
  return members.size();
}

void read_money(
    const Type& type,
    const Field* field,
    const JsonTree& tree,
    std::uint32_t node,
    const Place& place,
    void* out,
    Reading& reading
) {
  static constexpr Type amount_type{Kind::int64};
  static constexpr Type currency_type{Kind::currency};
  std::int64_t amount = 0;
  Currency currency;
  unsigned seen = 0;
  const std::uint32_t end = tree.at(node).next;
  for (std::uint32_t child = node + 1; child < end; child = tree.at(child).next) {
    const std::string_view key = tree.at(child).key;
    const Place here{&place, key};
    const unsigned bit = key == "amount" ? 1U : key == "currency" ? 2U : 0U;
    if (bit == 0) {
      if (!reading.is_stored())
        refuse(ErrorCode::unknown_field, here, {{"field", std::string(key)}}, reading);
      continue;
    }
    if ((seen & bit) != 0) {
      refuse(ErrorCode::duplicate_field, here, {{"field", std::string(key)}}, reading);
      continue;
    }
    seen |= bit;
    if (bit == 1) {
      read_value(amount_type, field, tree, child, here, &amount, reading);
    } else {
      read_value(currency_type, nullptr, tree, child, here, &currency, reading);
    }
  }
  static_cast<void>(type);
  if ((seen & 1U) == 0)
    refuse(ErrorCode::missing_field, Place{&place, "amount"}, {{"field", "amount"}}, reading);
  if ((seen & 2U) == 0)
    refuse(ErrorCode::missing_field, Place{&place, "currency"}, {{"field", "currency"}}, reading);
  *static_cast<Money*>(out) = Money(amount, currency);
}

void read_list(
    const Type& type,
    const Field* field,
    const JsonTree& tree,
    std::uint32_t node,
    const Place& place,
    void* out,
    Reading& reading
) {
  const std::int64_t count = tree.at(node).count;
  const std::int64_t max = items_max_of(field);
  if (field != nullptr && count < field->min_items && !reading.is_stored()) {
    refuse(ErrorCode::too_few, place, {{"min", std::to_string(field->min_items)}}, reading);
  }
  if (count > max && !reading.is_stored())
    return refuse(ErrorCode::too_many, place, {{"max", std::to_string(max)}}, reading);
  type.clear(out);
  std::size_t index = 0;
  const std::uint32_t end = tree.at(node).next;
  for (std::uint32_t child = node + 1; child < end && !reading.is_full();
       child = tree.at(child).next) {
    const Place here{&place, {}, index};
    read_value(*type.element, field, tree, child, here, type.emplace(out, index), reading);
    ++index;
  }
}

void read_one_of(
    const Type& type,
    const JsonTree& tree,
    std::uint32_t node,
    const Place& place,
    void* out,
    Reading& reading
) {
  const Place here{&place, "kind"};
  const std::uint32_t end = tree.at(node).next;
  for (std::uint32_t child = node + 1; child < end; child = tree.at(child).next) {
    if (tree.at(child).key != "kind") continue;
    if (tree.at(child).kind != JsonNode::Kind::string) return wrong_type("@string", here, reading);
    std::string allowed;
    for (std::size_t i = 0; i < type.alternatives.size(); ++i) {
      const Type& alternative = *type.alternatives[i];
      if (tree.at(child).text == alternative.discriminator) {
        return read_members(alternative, tree, node, place, 0, type.emplace(out, i), reading);
      }
      allowed += (i > 0 ? ", " : "") + std::string(alternative.discriminator);
    }
    return refuse(ErrorCode::unknown_value, here, {{"allowed", allowed}}, reading);
  }
  refuse(ErrorCode::missing_field, here, {{"field", "kind"}}, reading);
}

void read_whole_number(
    const Type& type,
    const Field* field,
    const JsonNode& node,
    const Place& place,
    void* out,
    Reading& reading
) {
  switch (node.kind) {
    case JsonNode::Kind::integer:
      return read_integer(type, field, node.integer, place, out, reading);
    case JsonNode::Kind::large:
      return out_of_range(type, field, place, reading);
    default:
      return wrong_type("@integer", place, reading);
  }
}

/// The "kind" of an alternative is read by read_one_of; a struct that carries one on its own checks
/// it here.
void check_discriminator(
    const Type& object, const JsonNode& node, const Place& place, Reading& reading
) {
  if (node.kind != JsonNode::Kind::string) return wrong_type("@string", place, reading);
  if (node.text != object.discriminator) {
    refuse(ErrorCode::unknown_value, place, {{"allowed", object.discriminator}}, reading);
  }
}

}  // namespace

std::string Place::pointer() const {
  if (up == nullptr) return {};
  std::string text = up->pointer();
  if (key.data() != nullptr) {
    append_pointer_step(text, key);
  } else {
    text += '/' + std::to_string(index);
  }
  return text;
}

void read_members(
    const Type& object,
    const JsonTree& tree,
    std::uint32_t node,
    const Place& place,
    std::uint64_t taken,
    void* out,
    Reading& reading
) {
  if (tree.at(node).kind != JsonNode::Kind::object) return wrong_type("@object", place, reading);
  std::uint64_t seen = 0;
  bool kind_seen = object.discriminator == nullptr;
  std::size_t guess = 0;
  const std::uint32_t end = tree.at(node).next;
  for (std::uint32_t child = node + 1; child < end && !reading.is_full();
       child = tree.at(child).next) {
    const std::string_view key = tree.at(child).key;
    const Place here{&place, key};
    if (object.discriminator != nullptr && key == "kind") {
      if (kind_seen) refuse(ErrorCode::duplicate_field, here, {{"field", "kind"}}, reading);
      kind_seen = true;
      check_discriminator(object, tree.at(child), here, reading);
      continue;
    }
    const std::size_t found = find_member(object.members, key, guess);
    const std::uint64_t bit = found < object.members.size() ? std::uint64_t{1} << found : 0;
    if (bit == 0 || (taken & bit) != 0) {
      if (!reading.is_stored()) {
        refuse(ErrorCode::unknown_field, here, {{"field", std::string(key)}}, reading);
      }
      continue;
    }
    if ((seen & bit) != 0) {
      refuse(ErrorCode::duplicate_field, here, {{"field", std::string(key)}}, reading);
      continue;
    }
    seen |= bit;
    guess = found + 1;
    const Member& member = object.members[found];
    read_value(*member.type, member.field, tree, child, here, member.at(out), reading);
  }
  if (!kind_seen)
    refuse(ErrorCode::missing_field, Place{&place, "kind"}, {{"field", "kind"}}, reading);
  for (std::size_t i = 0; i < object.members.size(); ++i) {
    const Member& member = object.members[i];
    if (((seen | taken) >> i & 1U) != 0 || member.may_be_absent) continue;
    refuse(
        ErrorCode::missing_field,
        Place{&place, member.name},
        {{"field", std::string(member.name)}},
        reading
    );
  }
}

void read_value(
    const Type& type,
    const Field* field,
    const JsonTree& tree,
    std::uint32_t index,
    const Place& place,
    void* out,
    Reading& reading
) {
  const JsonNode& node = tree.at(index);
  switch (type.kind) {
    case Kind::boolean:
      if (node.kind != JsonNode::Kind::boolean) return wrong_type("@boolean", place, reading);
      *static_cast<bool*>(out) = node.truth;
      return;
    case Kind::int32:
    case Kind::int64:
    case Kind::points:
      return read_whole_number(type, field, node, place, out, reading);
    case Kind::money:
      if (node.kind != JsonNode::Kind::object) return wrong_type("@money", place, reading);
      return read_money(type, field, tree, index, place, out, reading);
    case Kind::optional:
      if (node.kind == JsonNode::Kind::null && reading.null_is_absent) return;
      return read_value(*type.element, field, tree, index, place, type.emplace(out, 0), reading);
    case Kind::patch:
      if (node.kind == JsonNode::Kind::null) return type.clear(out);
      return read_value(*type.element, field, tree, index, place, type.emplace(out, 0), reading);
    case Kind::list:
      if (node.kind != JsonNode::Kind::array) return wrong_type("@array", place, reading);
      return read_list(type, field, tree, index, place, out, reading);
    case Kind::object:
      return read_members(type, tree, index, place, 0, out, reading);
    case Kind::one_of:
      if (node.kind != JsonNode::Kind::object) return wrong_type("@object", place, reading);
      return read_one_of(type, tree, index, place, out, reading);
    case Kind::json:
      GX_CHECK_WHY(reading.is_stored(), "free JSON is for responses only");
      static_cast<Json*>(out)->text.clear();
      return tree.write(index, static_cast<Json*>(out)->text);
    default:
      if (node.kind != JsonNode::Kind::string) return wrong_type("@string", place, reading);
      return read_string_form(type, field, node.text, place, out, reading);
  }
}

Outcome read_json(const Type& type, std::string_view json, Origin origin, void* value) {
  JsonTree tree;
  GX_TRY_VOID(tree.parse(json));
  Reading reading{.origin = origin};
  read_value(type, nullptr, tree, 0, Place{}, value, reading);
  if (reading.errors.empty()) return ok();
  Error error{ErrorCode::invalid_request};
  error.more = std::move(reading.errors);
  return error;
}

}  // namespace guanxi::api
