#include "flows/reports/shape.h"

#include <algorithm>

namespace guanxi::reports {
namespace {

const api::Type* inside(const api::Type* type) {
  while (type->kind == api::Kind::optional || type->kind == api::Kind::patch) type = type->element;
  return type;
}

/// Money is amount and currency to whoever reads JSON.
bool is_open(const api::Type& type) {
  using api::Kind;
  return type.kind == Kind::one_of || type.kind == Kind::json || type.kind == Kind::money;
}

}  // namespace

const api::Type* type_at(const api::Type& type, std::string_view pointer) {
  const api::Type* at = inside(&type);
  while (!pointer.empty()) {
    if (is_open(*at)) return at;
    pointer.remove_prefix(1);  // the slash
    const std::string_view name = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(name.size());
    if (at->kind == api::Kind::list) {
      if (name != "*") return nullptr;
      at = inside(at->element);
      continue;
    }
    if (at->kind != api::Kind::object) return nullptr;
    const auto member = std::ranges::find(at->members, name, &api::Member::name);
    if (member == at->members.end()) return nullptr;
    at = inside(member->type);
  }
  return at;
}

}  // namespace guanxi::reports
