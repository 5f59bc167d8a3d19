// The constant table that a described struct becomes, and which the interpreter (read, json_write,
// schema) walks. Nobody but the interpreter needs to look inside; see doc.h for how to describe a
// struct. Threads: tables are constant.
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/currency.h"
#include "base/id.h"
#include "base/money.h"
#include "base/points.h"
#include "base/quantity.h"
#include "base/rate.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/api/doc.h"

namespace guanxi::api {

enum class Kind {
  boolean,
  int32,
  int64,
  string,
  id,
  money,
  currency,
  points,
  quantity,
  unit_price,
  rate,
  date,
  instant,
  enumeration,
  optional,
  patch,
  list,
  object,
  one_of,
  json,
};

struct Type;

struct Member {
  std::string_view name;
  const Type* type;
  const Field* field;
  void* (*at)(void* object);
  bool may_be_absent;  // optional, patch, or has_default
};

struct EnumValue {
  std::string_view name;
  std::int64_t value;
  Text text;
};

struct Type {
  Kind kind;
  std::string_view name = {};   // component name of objects and enums
  std::string_view space = {};  // the namespace they live in, should two names clash: "cards"
  Text text = {};
  const char* discriminator = nullptr;  // objects: the value of "kind", if it is an alternative
  const char* example = nullptr;
  const Type* element = nullptr;                   // optional, patch, list
  std::span<const Member> members = {};            // object
  std::span<const Type* const> alternatives = {};  // one_of
  std::span<const EnumValue> values = {};          // enumeration

  /// A fresh value inside: of the optional or patch, at the back of the list, alternative `index`
  /// of the variant.
  void* (*emplace)(void* self, std::size_t index) = nullptr;
  /// What is inside: null for an empty optional or patch; element `index` of the list; the
  /// variant's alternative.
  const void* (*get)(const void* self, std::size_t index) = nullptr;
  /// list: number of elements; one_of: index of the alternative; patch: 0 absent, 1 null, 2 value.
  std::size_t (*state)(const void* self) = nullptr;
  void (*clear)(void* self) = nullptr;                 // patch: becomes null; list: becomes empty
  std::int64_t (*to_int)(const void* self) = nullptr;  // id, enumeration
  void (*from_int)(void* self, std::int64_t value) = nullptr;
  void* (*make
  )() = nullptr;  // object: a new one, as its member initialisers say; give it back to destroy
  void (*destroy)(void* self) = nullptr;
};

namespace detail {

template <class T>
struct TypeOf {
  static const Type value;
};

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_patch = false;
template <class T>
inline constexpr bool is_patch<Patch<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;
template <class T>
inline constexpr bool is_page = false;
template <class T>
inline constexpr bool is_page<Page<T>> = true;
template <class T>
inline constexpr bool always_false = false;

/// "guanxi::checkout::CheckoutLine" out of the compiler's own description of T.
template <class T>
constexpr std::string_view full_name() {
  std::string_view text =
      __PRETTY_FUNCTION__;  // "… [with T = guanxi::checkout::CheckoutLine; std::string_view = …]"
  text.remove_prefix(text.find("T = ") + 4);
  return text.substr(0, text.find_first_of(";]"));
}

constexpr std::string_view after_last_colon(std::string_view text) {
  const auto colon = text.rfind(':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

/// The innermost namespace: "checkout".
template <class T>
constexpr std::string_view space_of() {
  const auto colon = full_name<T>().rfind("::");
  return colon == std::string_view::npos ? std::string_view()
                                         : after_last_colon(full_name<T>().substr(0, colon));
}

constexpr std::string_view without_underscore(const char* name) {
  std::string_view text = name;
  if (text.size() > 1 && text.ends_with('_')) text.remove_suffix(1);
  return text;
}

template <class T>
using MembersOf = boost::describe::
    describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
template <class T>
using EnumeratorsOf = boost::describe::describe_enumerators<T>;

template <class T>
constexpr std::span<const Field> fields_of() {
  if constexpr (requires { Doc<T>::fields; }) {
    return Doc<T>::fields;
  } else {
    return {};
  }
}

template <class T>
constexpr const Field* field_of(std::string_view name) {
  for (const Field& field : fields_of<T>()) {
    if (name == field.name) return &field;
  }
  throw "a described member has no Field of its name in api::Doc";  // not constant: a compile error
}

template <class T, class Descriptor>
using MemberType = std::remove_reference_t<decltype(std::declval<T&>().*Descriptor::pointer)>;

template <class T, class Descriptor>
constexpr Member member_row() {
  using M = MemberType<T, Descriptor>;
  constexpr const Field* field = field_of<T>(without_underscore(Descriptor::name));
  return Member{
      without_underscore(Descriptor::name),
      &TypeOf<M>::value,
      field,
      [](void* object) -> void* { return &(static_cast<T*>(object)->*Descriptor::pointer); },
      is_optional<M> || is_patch<M> || field->has_default};
}

template <class T>
struct MemberRows {
  static constexpr std::size_t count = boost::mp11::mp_size<MembersOf<T>>::value;
  static_assert(
      fields_of<T>().size() == count,
      "api::Doc<T>::fields must have exactly one Field per described member"
  );
  template <class... D>
  static constexpr std::array<Member, count> make(boost::mp11::mp_list<D...>) {
    return {member_row<T, D>()...};
  }
  static const std::array<Member, count> rows;
};
template <class T>
constinit const std::array<Member, MemberRows<T>::count> MemberRows<T>::rows =
    MemberRows<T>::make(boost::mp11::mp_rename<MembersOf<T>, boost::mp11::mp_list>{});

template <class T>
constexpr Text value_text(std::string_view name) {
  if constexpr (requires { Doc<T>::values; }) {
    for (const Field& value : Doc<T>::values) {
      if (name == value.name) return value.text;
    }
    throw "a described enumerator has no text in api::Doc";
  }
  static_cast<void>(name);
  return {};
}

template <class T>
struct EnumRows {
  static constexpr std::size_t count = boost::mp11::mp_size<EnumeratorsOf<T>>::value;
  template <class... D>
  static constexpr std::array<EnumValue, count> make(boost::mp11::mp_list<D...>) {
    return {EnumValue{
        without_underscore(D::name),
        static_cast<std::int64_t>(D::value),
        value_text<T>(without_underscore(D::name))}...};
  }
  static constexpr std::array<EnumValue, count> rows =
      make(boost::mp11::mp_rename<EnumeratorsOf<T>, boost::mp11::mp_list>{});
};

template <class T>
constexpr std::string_view component_name() {
  if constexpr (requires { Doc<T>::name; }) {
    return Doc<T>::name;
  } else {
    return after_last_colon(full_name<T>());
  }
}

template <class T>
constexpr Type object_type() {
  static_assert(
      boost::describe::has_describe_members<T>::value,
      "this type cannot be a member of a request or response: see the list on top of "
      "platform/api/type.h, or describe "
      "the struct with BOOST_DESCRIBE_STRUCT"
  );
  static_assert(
      requires { Doc<T>::text; }, "api::Doc<T> with a `text` is missing for this struct"
  );
  Type type{Kind::object, component_name<T>(), space_of<T>(), Doc<T>::text};
  if constexpr (requires { Doc<T>::kind; }) type.discriminator = Doc<T>::kind;
  if constexpr (requires { Doc<T>::example; }) type.example = Doc<T>::example;
  type.members = MemberRows<T>::rows;
  type.make = []() -> void* { return new T{}; };
  type.destroy = [](void* self) { delete static_cast<T*>(self); };
  return type;
}

template <class T>
constexpr Type enum_type() {
  static_assert(
      boost::describe::has_describe_enumerators<T>::value,
      "describe the enum with BOOST_DESCRIBE_ENUM"
  );
  Type type{Kind::enumeration, component_name<T>(), space_of<T>()};
  if constexpr (requires { Doc<T>::text; }) type.text = Doc<T>::text;
  type.values = EnumRows<T>::rows;
  type.to_int = [](const void* self) {
    return static_cast<std::int64_t>(*static_cast<const T*>(self));
  };
  type.from_int = [](void* self, std::int64_t value) {
    *static_cast<T*>(self) = static_cast<T>(value);
  };
  return type;
}

template <class T>
constexpr Type optional_type() {  // optional and patch
  using V = typename T::value_type;
  static_assert(!is_optional<V> && !is_patch<V>, "an optional of an optional has no form in JSON");
  Type type{is_patch<T> ? Kind::patch : Kind::optional};
  type.element = &TypeOf<V>::value;
  type.emplace = [](void* self, std::size_t) -> void* { return &static_cast<T*>(self)->emplace(); };
  type.get = [](const void* self, std::size_t) -> const void* {
    const T& holder = *static_cast<const T*>(self);
    return holder.has_value() ? &holder.value() : nullptr;
  };
  if constexpr (is_patch<T>) {
    type.clear = [](void* self) { static_cast<T*>(self)->clear(); };
    type.state = [](const void* self) -> std::size_t {
      const T& patch = *static_cast<const T*>(self);
      return patch.is_absent() ? 0 : patch.is_null() ? 1 : 2;
    };
  }
  return type;
}

template <class T>
constexpr Type list_type() {
  using V = typename T::value_type;
  static_assert(!std::is_same_v<V, bool>, "std::vector<bool> has no addressable elements");
  static_assert(!is_optional<V> && !is_patch<V>, "list elements cannot be absent");
  Type type{Kind::list};
  type.element = &TypeOf<V>::value;
  type.emplace = [](void* self, std::size_t) -> void* {
    return &static_cast<T*>(self)->emplace_back();
  };
  type.get = [](const void* self, std::size_t index) -> const void* {
    return &(*static_cast<const T*>(self))[index];
  };
  type.state = [](const void* self) { return static_cast<const T*>(self)->size(); };
  type.clear = [](void* self) { static_cast<T*>(self)->clear(); };
  return type;
}

template <class T>
struct VariantRows;
template <class... A>
struct VariantRows<std::variant<A...>> {
  static_assert(
      (requires { Doc<A>::kind; } && ...),
      "every alternative of a std::variant needs `kind` in its api::Doc"
  );
  static constexpr std::array<const Type*, sizeof...(A)> rows{&TypeOf<A>::value...};
  using Emplace = void* (*)(std::variant<A...>&);
  template <std::size_t... i>
  static constexpr std::array<Emplace, sizeof...(A)> emplacers(std::index_sequence<i...>) {
    return {+[](std::variant<A...>& self) -> void* { return &self.template emplace<i>(); }...};
  }
  static constexpr auto emplace = emplacers(std::index_sequence_for<A...>{});
};

template <class T>
constexpr Type variant_type() {
  Type type{Kind::one_of};
  type.alternatives = VariantRows<T>::rows;
  type.emplace = [](void* self, std::size_t index) {
    return VariantRows<T>::emplace[index](*static_cast<T*>(self));
  };
  type.get = [](const void* self, std::size_t) {
    return std::visit(
        [](const auto& inside) -> const void* { return &inside; }, *static_cast<const T*>(self)
    );
  };
  type.state = [](const void* self) { return static_cast<const T*>(self)->index(); };
  return type;
}

template <class T>
constexpr Type build_type() {
  if constexpr (std::is_same_v<T, bool>)
    return Type{Kind::boolean};
  else if constexpr (std::is_same_v<T, int>)
    return Type{Kind::int32};
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return Type{Kind::int64};
  else if constexpr (std::is_same_v<T, std::string>)
    return Type{Kind::string};
  else if constexpr (std::is_same_v<T, Money>)
    return Type{Kind::money};
  else if constexpr (std::is_same_v<T, Currency>)
    return Type{Kind::currency};
  else if constexpr (std::is_same_v<T, Points>)
    return Type{Kind::points};
  else if constexpr (std::is_same_v<T, Quantity>)
    return Type{Kind::quantity};
  else if constexpr (std::is_same_v<T, UnitPrice>)
    return Type{Kind::unit_price};
  else if constexpr (std::is_same_v<T, Rate>)
    return Type{Kind::rate};
  else if constexpr (std::is_same_v<T, Date>)
    return Type{Kind::date};
  else if constexpr (std::is_same_v<T, Instant>)
    return Type{Kind::instant};
  else if constexpr (std::is_same_v<T, Json>)
    return Type{Kind::json};
  else if constexpr (std::is_same_v<T, Nothing>)
    return Type{Kind::object};
  else if constexpr (is_id<T>) {
    Type type{Kind::id};
    type.to_int = [](const void* self) { return static_cast<const T*>(self)->value(); };
    type.from_int = [](void* self, std::int64_t value) { *static_cast<T*>(self) = T(value); };
    return type;
  } else if constexpr (is_optional<T> || is_patch<T>)
    return optional_type<T>();
  else if constexpr (is_vector<T>)
    return list_type<T>();
  else if constexpr (is_variant<T>)
    return variant_type<T>();
  else if constexpr (std::is_enum_v<T>)
    return enum_type<T>();
  else if constexpr (std::is_class_v<T>)
    return object_type<T>();
  else
    static_assert(
        always_false<T>,
        "this type cannot be a member of a request or response: see platform/api/type.h"
    );
}

template <class T>
constinit const Type TypeOf<T>::value = build_type<T>();

/// "CheckoutLine" → "CheckoutLinePage".
template <class T>
struct PageName {
  static constexpr std::string_view element = component_name<T>();
  static constexpr auto text = [] {
    std::array<char, element.size() + 5> made{};
    for (std::size_t i = 0; i < element.size(); ++i) made[i] = element[i];
    for (std::size_t i = 0; i < 4; ++i) made[element.size() + i] = "Page"[i];
    return made;
  }();
};

}  // namespace detail

template <class T>
struct Doc<Page<T>> {
  static constexpr Text text{"一页结果", "A page of results"};
  static constexpr const char* name = detail::PageName<T>::text.data();
  static constexpr Field fields[] = {
      {.name = "items", .text = {"本页内容", "The entries of this page"}},
      {.name = "next_cursor",
       .text = {
           "取下一页用;最后一页没有", "Ask for the next page with it; absent on the last page"}}};
};

template <class T>
const Type& type_of() {
  return detail::TypeOf<T>::value;
}

}  // namespace guanxi::api
