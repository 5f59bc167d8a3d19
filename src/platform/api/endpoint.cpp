#include "platform/api/endpoint.h"

#include <algorithm>
#include <memory>

#include "platform/api/read.h"
#include "platform/api/router.h"

namespace guanxi::api {
namespace {

constexpr std::size_t members_max = 64;

const Type& inside(const Type& type) {
  return type.kind == Kind::optional || type.kind == Kind::patch ? *type.element : type;
}

bool can_stand_in_query(const Type& type) {
  const Type& value = type.kind == Kind::optional ? *type.element : type;
  return is_scalar(value.kind == Kind::list ? *value.element : value);
}

void check_request_types(const Endpoint& endpoint, const std::string& where) {
  std::vector<const Type*> types;
  collect_types(*endpoint.request, types);
  for (const Type* const type : types) {
    GX_CHECK_WHY(type->kind != Kind::json, where + ": api::Json is for responses only");
    GX_CHECK_WHY(
        type->kind != Kind::patch || endpoint.spec.method == Method::patch,
        where + ": api::Patch belongs to the patch method only"
    );
    GX_CHECK_WHY(
        type->members.size() <= members_max, where + ": more than 64 members in one struct"
    );
  }
}

void bind_path(Endpoint& endpoint, const std::string& where) {
  const auto names = parameters_of(endpoint.spec.path);
  GX_CHECK_WHY(names.size() <= path_parameters_max, where + ": too many parameters in the path");
  const auto members = endpoint.request->members;
  for (const std::string_view name : names) {
    const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) {
      return member.name == name;
    });
    GX_CHECK_WHY(found != members.end(), where + ": no member for {" + std::string(name) + "}");
    GX_CHECK_WHY(is_scalar(*found->type), where + ": {" + std::string(name) + "} is not a scalar");
    endpoint.path_members.push_back(&*found);
    endpoint.from_path |= std::uint64_t{1} << (found - members.begin());
  }
}

void bind_rest(Endpoint& endpoint, const std::string& where) {
  const Method method = endpoint.spec.method;
  const bool by_query = method == Method::get || method == Method::del;
  for (std::size_t i = 0; i < endpoint.request->members.size(); ++i) {
    if (endpoint.is_from_path(i)) continue;
    const Member& member = endpoint.request->members[i];
    (by_query ? endpoint.has_query : endpoint.has_body) = true;
    GX_CHECK_WHY(
        !by_query || can_stand_in_query(*member.type),
        where + ": " + std::string(member.name) + " cannot be written in a query"
    );
    GX_CHECK_WHY(member.name != "headers", where + ": `headers` is how errors point at a header");
  }
}

std::string scalar_example(const Type& type, const Field* field) {
  const auto [min, max] = limits_of(type, field);
  const std::int64_t one = std::clamp<std::int64_t>(1, min, max);
  switch (type.kind) {
    case Kind::boolean:
      return "true";
    case Kind::int32:
    case Kind::int64:
    case Kind::points:
      return std::to_string(one);
    case Kind::string: {
      const bool digits = field != nullptr && field->chars == Chars::digits;
      const auto length = std::clamp<std::int64_t>(digits ? 4 : 1, min, max);
      return '"' + std::string(static_cast<std::size_t>(length), digits ? '1' : 'A') + '"';
    }
    case Kind::id:
      return R"("7311422358691840")";
    case Kind::money:
      return R"({"amount":)" + std::to_string(std::clamp<std::int64_t>(12345, min, max)) +
             R"(,"currency":"CNY"})";
    case Kind::currency:
      return R"("CNY")";
    case Kind::quantity:
      return '"' + limit_text(type, std::clamp<std::int64_t>(1500, min, max)) + '"';
    case Kind::unit_price:
      return '"' + limit_text(type, std::clamp<std::int64_t>(599000, min, max)) + '"';
    case Kind::rate:
      return '"' + limit_text(type, std::clamp<std::int64_t>(950'000'000, min, max)) + '"';
    case Kind::date:
      return R"("2026-11-21")";
    case Kind::instant:
      return R"("2026-11-21T21:05:00+08:00")";
    case Kind::enumeration:
      return '"' + std::string(type.values.front().name) + '"';
    default:
      return "null";
  }
}

std::string object_example(const Type& type, int depth, std::uint64_t left_out = 0) {
  std::string out = "{";
  if (type.discriminator != nullptr) out += R"("kind":")" + std::string(type.discriminator) + '"';
  for (std::size_t i = 0; i < type.members.size(); ++i) {
    const Member& member = type.members[i];
    if ((left_out >> i & 1U) != 0) continue;
    // A type inside itself ends here; what may be absent is shown only one level deep.
    if (depth > 3 && member.may_be_absent) continue;
    if (out.size() > 1) out += ',';
    out += '"' + std::string(member.name) + "\":";
    const Type& value = inside(*member.type);
    const bool cut = depth > 3 && value.kind == Kind::list;
    out += cut ? "[]"
           : member.field->example != nullptr
               ? member.field->example
               : [&] {
                   if (value.kind == Kind::object && value.example == nullptr)
                     return object_example(value, depth + 1);
                   if (value.kind == Kind::list && value.element->kind == Kind::object &&
                       value.element->example == nullptr) {
                     return '[' + object_example(*value.element, depth + 1) + ']';
                   }
                   return example_of(value, member.field);
                 }();
  }
  return out + '}';
}

void complain_if_wordless(
    const std::string& where, Text text, std::vector<std::string>& complaints
) {
  const std::string_view zh = text.zh;
  const bool chinese = std::any_of(zh.begin(), zh.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0x80U) != 0;
  });
  if (!chinese) complaints.push_back(where + ": no Chinese words");
  if (std::string_view(text.en).empty()) complaints.push_back(where + ": no English words");
}

/// The example of a struct must read back as one: within the limits for a request, by its types for
/// a response.
void complain_if_unreadable(
    const std::string& where, const Type& type, Origin origin, std::vector<std::string>& complaints
) {
  const std::string example = example_of(type, nullptr);
  JsonTree tree;
  if (const auto parsed = tree.parse(example); !parsed) {
    complaints.push_back(where + ": the example is not JSON: " + example);
    return;
  }
  const std::unique_ptr<void, void (*)(void*)> value(type.make(), type.destroy);
  Reading reading{.origin = origin};
  read_value(type, nullptr, tree, 0, Place{}, value.get(), reading);
  for (const Error& error : reading.errors) {
    complaints.push_back(
        where + error.pointer + ": the example is refused: " + message_of(error, Language::en) +
        " In " + example
    );
  }
}

}  // namespace

void collect_types(const Type& type, std::vector<const Type*>& found) {
  if (std::find(found.begin(), found.end(), &type) != found.end()) return;
  found.push_back(&type);
  if (type.element != nullptr) collect_types(*type.element, found);
  for (const Type* const alternative : type.alternatives) collect_types(*alternative, found);
  for (const Member& member : type.members) collect_types(*member.type, found);
}

std::string example_of(const Type& type, const Field* field) {
  if (field != nullptr && field->example != nullptr) return field->example;
  if (type.example != nullptr) return type.example;
  switch (type.kind) {
    case Kind::optional:
    case Kind::patch:
      return example_of(*type.element, field);
    case Kind::list:
      return '[' + example_of(*type.element, field) + ']';
    case Kind::object:
      return object_example(type, 0);
    case Kind::one_of:
      return example_of(*type.alternatives.front(), nullptr);
    case Kind::json:
      return "{}";
    default:
      return scalar_example(type, field);
  }
}

std::string body_example_of(const Endpoint& endpoint) {
  if (endpoint.from_path == 0) return example_of(*endpoint.request, nullptr);
  return object_example(*endpoint.request, 0, endpoint.from_path);
}

Endpoint make_endpoint(
    Spec spec, const Type& request, const Type& response, std::function<void(Exchange&)> invoke
) {
  const std::string where = std::string("endpoint ") + spec.operation;
  GX_CHECK_WHY(
      *spec.operation != '\0' && *spec.tag != '\0', where + ": operation and tag are needed"
  );
  GX_CHECK_WHY(*spec.path == '/', where + ": the path starts with '/'");
  GX_CHECK_WHY(request.kind == Kind::object, where + ": the request is a struct");
  if (response.kind == Kind::object && response.members.empty() &&
      response.discriminator == nullptr && spec.file_type == nullptr) {
    spec.success_status = 204;
  }
  Endpoint endpoint;
  endpoint.spec = std::move(spec);
  endpoint.request = &request;
  endpoint.response = &response;
  endpoint.invoke = std::move(invoke);
  check_request_types(endpoint, where);
  bind_path(endpoint, where);
  bind_rest(endpoint, where);
  return endpoint;
}

void complain_about(const Endpoint& endpoint, std::vector<std::string>& complaints) {
  const std::string operation = endpoint.spec.operation;
  complain_if_wordless(operation, endpoint.spec.summary, complaints);
  for (const bool in_request : {true, false}) {
    const Type& root = in_request ? *endpoint.request : *endpoint.response;
    std::vector<const Type*> types;
    collect_types(root, types);
    for (const Type* const type : types) {
      if (type->kind != Kind::object || type->members.empty()) continue;
      const std::string where = operation + ", " + std::string(type->name);
      complain_if_wordless(where, type->text, complaints);
      for (const Member& member : type->members) {
        const std::string at = where + "." + std::string(member.name);
        complain_if_wordless(at, member.field->text, complaints);
      }
      complain_if_unreadable(
          where, *type, in_request ? Origin::client : Origin::stored, complaints
      );
    }
  }
}

}  // namespace guanxi::api
