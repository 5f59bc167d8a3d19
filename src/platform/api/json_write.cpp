// Structs → JSON, by hand into one string.
#include <charconv>

#include "platform/api/api.h"
#include "platform/api/json_text.h"

namespace guanxi::api {
namespace {

void write_quoted_plain(std::string_view text, std::string& out) {  // text that needs no escaping
  out += '"';
  out += text;
  out += '"';
}

std::string_view enum_name(const Type& type, std::int64_t value) {
  for (const EnumValue& known : type.values) {
    if (known.value == value) return known.name;
  }
  GX_CHECK_WHY(false, "an enumerator of " + std::string(type.name) + " is not described");
}

void write_money(Money money, std::string& out) {
  out += R"({"amount":)";
  write_integer(money.minor(), out);
  out += R"(,"currency":")";
  out += money.currency().code();
  out += "\"}";
}

bool is_absent(const Type& type, const void* value) {
  switch (type.kind) {
    case Kind::optional:
      return type.get(value, 0) == nullptr;
    case Kind::patch:
      return type.state(value) == 0;
    default:
      return false;
  }
}

void write_object(const Type& type, const void* object, std::string& out) {
  char separator = '{';
  if (type.discriminator != nullptr) {
    out += R"({"kind":)";
    write_string(type.discriminator, out);
    separator = ',';
  }
  for (const Member& member : type.members) {
    const void* const value = member.at(const_cast<void*>(object));  // only read
    if (is_absent(*member.type, value)) continue;
    out += separator;
    separator = ',';
    out += '"';
    out += member.name;
    out += "\":";
    write_json(*member.type, value, out);
  }
  if (separator == '{') out += '{';
  out += '}';
}

void write_list(const Type& type, const void* list, std::string& out) {
  out += '[';
  const std::size_t size = type.state(list);
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out += ',';
    write_json(*type.element, type.get(list, i), out);
  }
  out += ']';
}

template <class T>
const T& as(const void* value) {
  return *static_cast<const T*>(value);
}

}  // namespace

void write_integer(std::int64_t value, std::string& out) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

void write_string(std::string_view text, std::string& out) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  std::size_t clean = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text, clean, i - clean);
    clean = i + 1;
    out += '\\';
    switch (byte) {
      case '"':
        out += '"';
        break;
      case '\\':
        out += '\\';
        break;
      case '\n':
        out += 'n';
        break;
      case '\r':
        out += 'r';
        break;
      case '\t':
        out += 't';
        break;
      default:
        out += "u00";
        out += hex[byte >> 4];
        out += hex[byte & 15U];
    }
  }
  out.append(text, clean, std::string_view::npos);
  out += '"';
}

void write_json(const Type& type, const void* value, std::string& out) {
  switch (type.kind) {
    case Kind::boolean:
      out += as<bool>(value) ? "true" : "false";
      return;
    case Kind::int32:
      return write_integer(as<int>(value), out);
    case Kind::int64:
      return write_integer(as<std::int64_t>(value), out);
    case Kind::points:
      return write_integer(as<Points>(value).value(), out);
    case Kind::string:
      return write_string(as<std::string>(value), out);
    case Kind::id:
      out += '"';
      write_integer(type.to_int(value), out);
      out += '"';
      return;
    case Kind::money:
      return write_money(as<Money>(value), out);
    case Kind::currency:
      return write_quoted_plain(as<Currency>(value).code(), out);
    case Kind::quantity:
      return write_quoted_plain(as<Quantity>(value).to_string(), out);
    case Kind::unit_price:
      return write_quoted_plain(as<UnitPrice>(value).to_string(), out);
    case Kind::rate:
      return write_quoted_plain(as<Rate>(value).to_string(), out);
    case Kind::date:
      return write_quoted_plain(as<Date>(value).to_string(), out);
    case Kind::instant:
      return write_quoted_plain(as<Instant>(value).to_string(), out);
    case Kind::enumeration:
      return write_quoted_plain(enum_name(type, type.to_int(value)), out);
    case Kind::optional:
    case Kind::patch: {
      const void* const inside = type.get(value, 0);
      if (inside == nullptr) {
        out += "null";
      } else {
        write_json(*type.element, inside, out);
      }
      return;
    }
    case Kind::list:
      return write_list(type, value, out);
    case Kind::object:
      return write_object(type, value, out);
    case Kind::one_of:
      return write_json(*type.alternatives[type.state(value)], type.get(value, 0), out);
    case Kind::json:
      out += as<Json>(value).text;
      return;
  }
}

}  // namespace guanxi::api
