#include "platform/sql/postgres/values.h"

namespace guanxi::sql::postgres {
namespace {

constexpr Oid oid_bool = 16, oid_int2 = 21, oid_int4 = 23, oid_varchar = 1043, oid_name = 19;

std::int64_t big_endian(std::string_view bytes) {
  const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0;
  std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

}  // namespace

Oid oid_of(const Param& param) {
  struct Visitor {
    Oid operator()(Null) const { return 0; }
    Oid operator()(std::int64_t) const { return oid_integer; }
    Oid operator()(std::string_view) const { return oid_text; }
    Oid operator()(BytesView) const { return oid_bytes; }
  };
  return std::visit(Visitor{}, param);
}

void check_text(std::string_view text) {
  GX_CHECK_WHY(
      text.find('\0') == std::string_view::npos,
      "a text parameter contains NUL, which not every engine can store"
  );
}

Parameters::Parameters(std::span<const Param> params) : integers_(params.size()) {
  values_.reserve(params.size());
  lengths_.reserve(params.size());
  formats_.assign(params.size(), 1);
  const auto add = [&](std::string_view data) {
    GX_CHECK(data.size() <= INT32_MAX);
    values_.push_back(data.data() == nullptr ? "" : data.data());
    lengths_.push_back(static_cast<int>(data.size()));
  };
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (const auto* number = std::get_if<std::int64_t>(&params[i])) {
      auto bits = static_cast<std::uint64_t>(*number);
      for (std::size_t byte = 8; byte-- > 0; bits >>= 8U) {
        integers_[i][byte] = static_cast<char>(static_cast<unsigned char>(bits & 0xffU));
      }
      add({integers_[i].data(), integers_[i].size()});
    } else if (const auto* text = std::get_if<std::string_view>(&params[i])) {
      check_text(*text);
      add(*text);
    } else if (const auto* bytes = std::get_if<BytesView>(&params[i])) {
      add(bytes->data);
    } else {
      values_.push_back(nullptr);
      lengths_.push_back(0);
    }
  }
}

std::string_view Row::raw(int column) const {
  return {
      PQgetvalue(result_, row_, first_ + column),
      static_cast<std::size_t>(PQgetlength(result_, row_, first_ + column))};
}

void Row::wrong(int column, const char* wanted) const {
  const char* const name = PQfname(result_, first_ + column);
  GX_CHECK_WHY(false, "column " + std::string(name == nullptr ? "?" : name) + " is not " + wanted);
  std::abort();
}

bool Row::is_null(int column) const {
  GX_CHECK(column >= 0 && first_ + column < PQnfields(result_));
  return PQgetisnull(result_, row_, first_ + column) != 0;
}

std::int64_t Row::integer(int column) const {
  if (is_null(column)) wrong(column, "an integer");
  switch (PQftype(result_, first_ + column)) {
    case oid_integer:
    case oid_int4:
    case oid_int2:
      return big_endian(raw(column));
    case oid_bool:
      return raw(column)[0];
    default:
      wrong(column, "an integer");
  }
}

std::string_view Row::text(int column) const {
  const Oid type = PQftype(result_, first_ + column);
  if (is_null(column) || (type != oid_text && type != oid_varchar && type != oid_name))
    wrong(column, "text");
  return raw(column);
}

std::string_view Row::bytes(int column) const {
  if (is_null(column) || PQftype(result_, first_ + column) != oid_bytes) wrong(column, "bytes");
  return raw(column);
}

}  // namespace guanxi::sql::postgres
