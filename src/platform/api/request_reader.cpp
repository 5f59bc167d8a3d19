#include "platform/api/request_reader.h"

#include <algorithm>

#include "platform/api/read.h"
#include "platform/crypto/crypto.h"

namespace guanxi::api {
namespace {

constexpr std::size_t idempotency_key_max = 64;
constexpr const char* idempotency_pointer = "/headers/Idempotency-Key";

std::string lower_trimmed(std::string_view text) {
  std::string lower;
  for (const char c : text) {
    if (c != ' ' && c != '\t') lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower;
}

bool is_json_content(std::string_view header, Method method) {
  if (header == "application/json") return true;
  const std::string value = lower_trimmed(header);
  const std::size_t semicolon = std::min(value.find(';'), value.size());
  const std::string_view type = std::string_view(value).substr(0, semicolon);
  const std::string_view parameter = std::string_view(value).substr(semicolon);
  const bool known = type == "application/json" ||
                     (method == Method::patch && type == "application/merge-patch+json");
  return known &&
         (parameter.empty() || parameter == ";charset=utf-8" || parameter == ";charset=\"utf-8\"");
}

void note(
    ErrorCode code,
    const Place& place,
    std::vector<std::pair<std::string, std::string>> facts,
    Reading& reading
) {
  if (!reading.is_full()) reading.errors.push_back(fail(code, place.pointer(), std::move(facts)));
}

void read_path(const Endpoint& endpoint, const Router::Match& match, void* out, Reading& reading) {
  const Place root;
  for (std::size_t i = 0; i < endpoint.path_members.size(); ++i) {
    const Member& member = *endpoint.path_members[i];
    const Place here{&root, member.name};
    const auto text = http::percent_decode(match.parameters[i], /*plus_is_blank=*/false);
    if (!text) {
      note(ErrorCode::bad_format, here, {{"expected", "@path"}}, reading);
      continue;
    }
    read_text(*member.type, member.field, *text, here, member.at(out), reading);
  }
}

/// One `name=value`. A list takes every one of its name.
void read_parameter(
    const Member& member,
    bool seen,
    std::string_view value,
    const Place& here,
    void* out,
    Reading& reading
) {
  const Type* type = member.type;
  void* place = member.at(out);
  const bool list_inside = type->kind == Kind::list ||
                           (type->kind == Kind::optional && type->element->kind == Kind::list);
  if (seen && !list_inside) {
    return note(ErrorCode::duplicate_field, here, {{"field", std::string(member.name)}}, reading);
  }
  if (type->kind == Kind::optional) {
    place = seen ? const_cast<void*>(type->get(place, 0)) : type->emplace(place, 0);
    type = type->element;
  }
  if (!list_inside) return read_text(*type, member.field, value, here, place, reading);
  if (!seen) type->clear(place);
  const std::size_t count = type->state(place);
  const std::int64_t max = items_max_of(member.field);
  if (static_cast<std::int64_t>(count) >= max) {
    return note(ErrorCode::too_many, here, {{"max", std::to_string(max)}}, reading);
  }
  const Place element{&here, {}, count};
  read_text(*type->element, member.field, value, element, type->emplace(place, count), reading);
}

void read_query(
    const Endpoint& endpoint, const http::Request& request, void* out, Reading& reading
) {
  const Place root;
  const auto members = endpoint.request->members;
  std::uint64_t seen = 0;
  for (const auto& [name, value] : request.query) {
    if (reading.is_full()) return;
    const Place here{&root, name};
    std::size_t index = members.size();
    if (endpoint.has_query) {
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i].name == name && !endpoint.is_from_path(i)) index = i;
      }
    }
    if (index == members.size()) {
      note(ErrorCode::unknown_field, here, {{"field", name}}, reading);
      continue;
    }
    const std::uint64_t bit = std::uint64_t{1} << index;
    read_parameter(members[index], (seen & bit) != 0, value, here, out, reading);
    seen |= bit;
  }
  if (!endpoint.has_query) return;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (((seen | endpoint.from_path) >> i & 1U) != 0 || members[i].may_be_absent) continue;
    if (members[i].type->kind == Kind::list && members[i].field->min_items == 0) continue;
    note(
        ErrorCode::missing_field,
        Place{&root, members[i].name},
        {{"field", std::string(members[i].name)}},
        reading
    );
  }
}

Outcome read_body(
    const Endpoint& endpoint, const http::Request& request, void* out, Reading& reading
) {
  std::string_view body = request.body;
  const std::int64_t most = endpoint.spec.body_bytes_max;
  if (most > 0 && std::ssize(body) > most) {
    return fail(ErrorCode::body_too_large, "", {{"max", std::to_string(most)}});
  }
  if (body.empty()) {
    if (!endpoint.has_body) return ok();
    body = "{}";  // so that the answer names every missing field
  } else if (endpoint.spec.method == Method::get || endpoint.spec.method == Method::del) {
    return fail(ErrorCode::unknown_field, "", {{"field", "body"}});
  } else if (!is_json_content(request.header("content-type"), endpoint.spec.method)) {
    return fail(ErrorCode::unsupported_media_type, "/headers/Content-Type");
  }
  JsonTree tree;
  GX_TRY_VOID(tree.parse(body));
  read_members(*endpoint.request, tree, 0, Place{}, endpoint.from_path, out, reading);
  return ok();
}

}  // namespace

Outcome read_request(
    const Endpoint& endpoint, const Router::Match& match, const http::Request& request, void* out
) {
  Reading reading{.null_is_absent = endpoint.spec.method != Method::patch};
  read_path(endpoint, match, out, reading);
  read_query(endpoint, request, out, reading);
  auto body = read_body(endpoint, request, out, reading);
  if (!body) {
    if (reading.errors.empty()) return body;
    reading.errors.push_back(std::move(body).error());
  }
  if (reading.errors.empty()) return ok();
  Error error{ErrorCode::invalid_request};
  error.more = std::move(reading.errors);
  return error;
}

Result<std::string> read_idempotency_key(const http::Request& request, bool required) {
  std::string_view key = request.header("idempotency-key");
  if (key.empty()) {
    if (!required) return std::string();
    return fail(ErrorCode::idempotency_key_missing, idempotency_pointer);
  }
  const Error bad =
      fail(ErrorCode::bad_format, idempotency_pointer, {{"expected", "@visible_ascii"}});
  if (key.front() == '"') {
    if (key.size() < 2 || key.back() != '"') return bad;
    key = key.substr(1, key.size() - 2);
  }
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
  });
  if (key.empty() || key.size() > idempotency_key_max || !visible) return bad;
  return std::string(key);
}

std::array<std::uint8_t, 32> hash_of(const http::Request& request) {
  // The target rather than the path: on an operation without a body the query is what is asked.
  const std::string_view parts[] = {request.method, request.target, request.body};
  return crypto::sha256_of_parts(parts);
}

}  // namespace guanxi::api
