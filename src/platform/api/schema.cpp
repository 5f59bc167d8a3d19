#include "platform/api/schema.h"

#include <memory>

#include "platform/api/endpoint.h"
#include "platform/api/read.h"

namespace guanxi::api {
namespace {

bool is_component(const Type& type) {
  return type.kind == Kind::enumeration ||
         (type.kind == Kind::object && (!type.members.empty() || type.discriminator != nullptr));
}

void print_limits(
    const Type& type,
    const Field* field,
    bool in_request,
    const char* min_name,
    const char* max_name,
    JsonPrinter& out
) {
  const auto [min, max] = limits_of(type, field);
  const bool given = field != nullptr;
  const bool is_text =
      type.kind == Kind::quantity || type.kind == Kind::unit_price || type.kind == Kind::rate;
  const auto print = [&](const char* name, std::int64_t limit) {
    out.key(name);
    if (is_text) {
      out.text(limit_text(type, limit));
    } else {
      out.number(limit);
    }
  };
  if (in_request || (given && field->min != unset)) print(min_name, min);
  if (in_request || (given && field->max != unset)) print(max_name, max);
}

void print_string(const Type& type, const Field* field, bool in_request, JsonPrinter& out) {
  print_limits(type, field, in_request, "minLength", "maxLength", out);
  const Chars chars = field != nullptr ? field->chars : Chars::text;
  if (chars == Chars::code) out.member("pattern", "^[A-Za-z0-9_./:-]*$");
  if (chars == Chars::digits) out.member("pattern", "^[0-9]*$");
}

void print_decimal(
    const Type& type, const Field* field, const char* pattern, bool in_request, JsonPrinter& out
) {
  out.member("type", "string").member("format", "decimal").member("pattern", pattern);
  print_limits(type, field, in_request, "x-minimum", "x-maximum", out);
}

void print_scalar(const Type& type, const Field* field, bool in_request, JsonPrinter& out) {
  switch (type.kind) {
    case Kind::boolean:
      out.member("type", "boolean");
      return;
    case Kind::int32:
    case Kind::int64:
    case Kind::points:
      out.member("type", "integer").member("format", type.kind == Kind::int32 ? "int32" : "int64");
      return print_limits(type, field, in_request, "minimum", "maximum", out);
    case Kind::string:
      out.member("type", "string");
      return print_string(type, field, in_request, out);
    case Kind::id:
      out.member("type", "string").member("pattern", "^[1-9][0-9]{0,18}$");
      return;
    case Kind::currency:
      out.member("type", "string").member("pattern", "^[A-Z]{3}$");
      return;
    case Kind::quantity:
      return print_decimal(type, field, R"(^-?(0|[1-9][0-9]*)(\.[0-9]{1,3})?$)", in_request, out);
    case Kind::unit_price:
      return print_decimal(type, field, R"(^-?(0|[1-9][0-9]*)(\.[0-9]{1,4})?$)", in_request, out);
    case Kind::rate:  // a quotient that is no finite decimal is answered as a fraction
      return print_decimal(
          type,
          field,
          in_request ? R"(^-?(0|[1-9][0-9]*)(\.[0-9]{1,9})?$)"
                     : R"(^-?(0|[1-9][0-9]*)((\.[0-9]+)|(/[1-9][0-9]*))?$)",
          in_request,
          out
      );
    case Kind::date:
      out.member("type", "string").member("format", "date");
      return;
    case Kind::instant:
      out.member("type", "string").member("format", "date-time");
      return;
    default:
      return;  // Json: anything
  }
}

void print_field(
    const Type& type, const Field& field, const void* default_value, JsonPrinter& out
) {
  out.words("description", field.text);
  if (field.personal) out.key("x-personal").truth(true);
  if (field.has_default && default_value != nullptr) {
    std::string json;
    write_json(type, default_value, json);
    out.key("default").raw(json);
  }
  if (field.example != nullptr) out.key("examples").array().raw(field.example).end();
}

}  // namespace

void Schemas::note(const Type& root, bool in_request) {
  std::vector<const Type*> found;
  collect_types(root, found);
  for (const Type* const type : found) {
    if (!is_component(*type)) continue;
    if (in_request) in_request_.insert(type);
    if (types_.insert(type).second) ++uses_of_name_[type->name];
  }
}

std::string Schemas::name_of(const Type& type) const {
  std::string name(type.name);
  const auto uses = uses_of_name_.find(type.name);
  if (uses == uses_of_name_.end() || uses->second < 2 || type.space.empty()) return name;
  std::string space(type.space);
  if (space[0] >= 'a' && space[0] <= 'z') space[0] = static_cast<char>(space[0] - 'a' + 'A');
  return space + name;
}

void Schemas::print_list(const Type& type, const Field* field, bool in_request, JsonPrinter& out)
    const {
  out.member("type", "array").key("items");
  print(*type.element, field, in_request, out);
  if (field == nullptr) return;
  if (field->min_items > 0) out.key("minItems").number(field->min_items);
  if (in_request || field->max_items != unset) out.key("maxItems").number(items_max_of(field));
}

void Schemas::print_one_of(const Type& type, JsonPrinter& out) const {
  out.key("oneOf").array();
  for (const Type* const alternative : type.alternatives) {
    out.object().member("$ref", "#/components/schemas/" + name_of(*alternative)).end();
  }
  out.end().key("discriminator").object().member("propertyName", "kind").key("mapping").object();
  for (const Type* const alternative : type.alternatives) {
    out.member(alternative->discriminator, "#/components/schemas/" + name_of(*alternative));
  }
  out.end().end();
}

/// The members of a schema object that is open already.
void Schemas::print_inside(const Type& type, const Field* field, bool in_request, JsonPrinter& out)
    const {
  switch (type.kind) {
    case Kind::optional:
      return print_inside(*type.element, field, in_request, out);
    case Kind::patch:
      out.key("oneOf").array();
      print(*type.element, field, in_request, out);
      out.object().member("type", "null").end().end();
      return;
    case Kind::list:
      return print_list(type, field, in_request, out);
    case Kind::one_of:
      return print_one_of(type, out);
    case Kind::money:
      out.member("$ref", "#/components/schemas/Money");
      if (field != nullptr && field->min != unset) out.key("x-minimum").number(field->min);
      if (field != nullptr && field->max != unset) out.key("x-maximum").number(field->max);
      return;
    case Kind::object:
      if (!is_component(type)) {
        out.member("type", "object");
        return;
      }
      [[fallthrough]];
    case Kind::enumeration:
      out.member("$ref", "#/components/schemas/" + name_of(type));
      return;
    default:
      return print_scalar(type, field, in_request, out);
  }
}

void Schemas::print(const Type& type, const Field* field, bool in_request, JsonPrinter& out) const {
  out.object();
  print_inside(type, field, in_request, out);
  out.end();
}

void Schemas::print_object(
    const Type& type, std::uint64_t left_out, bool in_request, JsonPrinter& out
) const {
  const auto is_left_out = [&](std::size_t i) { return (left_out >> i & 1U) != 0; };
  const std::unique_ptr<void, void (*)(void*)> made(type.make(), type.destroy);
  out.object().member("type", "object").words("description", type.text);
  std::vector<std::string_view> required;
  out.key("properties").object();
  if (type.discriminator != nullptr) {
    out.key("kind").object().member("type", "string").member("const", type.discriminator).end();
    required.emplace_back("kind");
  }
  for (std::size_t i = 0; i < type.members.size(); ++i) {
    const Member& member = type.members[i];
    if (is_left_out(i)) continue;
    // A response always carries what merely has a default.
    const bool optional = member.type->kind == Kind::optional || member.type->kind == Kind::patch;
    if (in_request ? !member.may_be_absent : !optional) required.push_back(member.name);
    out.key(member.name).object();
    print_inside(*member.type, member.field, in_request, out);
    print_field(*member.type, *member.field, in_request ? member.at(made.get()) : nullptr, out);
    out.end();
  }
  out.end();
  if (!required.empty()) {
    out.key("required").array();
    for (const std::string_view name : required) out.text(name);
    out.end();
  }
  if (in_request) out.key("additionalProperties").truth(false);
  if (type.example != nullptr) out.key("examples").array().raw(type.example).end();
  out.end();
}

void Schemas::print_enum(const Type& type, JsonPrinter& out) const {
  out.object().member("type", "string").words("description", type.text).key("enum").array();
  for (const EnumValue& value : type.values) out.text(value.name);
  out.end();
  if (!type.values.empty() && *type.values.front().text.en != '\0') {
    out.key("x-values").object();
    for (const EnumValue& value : type.values) {
      out.key(value.name).object().member("zh", value.text.zh).member("en", value.text.en).end();
    }
    out.end();
  }
  out.end();
}

void Schemas::print_components(JsonPrinter& out) const {
  std::map<std::string, const Type*> sorted;
  for (const Type* const type : types_) {
    const std::string name = name_of(*type);
    GX_CHECK_WHY(
        sorted.emplace(name, type).second, "two types are called " + name + ": give one a Doc::name"
    );
  }
  for (const auto& [name, type] : sorted) {
    out.key(name);
    if (type->kind == Kind::enumeration) {
      print_enum(*type, out);
    } else {
      print_object(*type, 0, in_request_.contains(type), out);
    }
  }
}

}  // namespace guanxi::api
