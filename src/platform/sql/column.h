// Values on their way into and out of a store: parameters, the current row, and how a C++ type
// becomes the one and comes from the other. Part of platform/sql/sql.h.
#pragma once

#include <array>
#include <boost/pfr.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/check.h"
#include "base/currency.h"
#include "base/id.h"
#include "base/points.h"
#include "base/quantity.h"
#include "base/time.h"

namespace guanxi::sql {

/// Raw bytes: sealed values, hashes.
struct Bytes {
  std::string data;
  bool operator==(const Bytes&) const = default;
};
using Digest = std::array<std::uint8_t, 32>;

struct Null {
  bool operator==(const Null&) const = default;
};
struct BytesView {
  std::string_view data;
};
using Param = std::variant<Null, std::int64_t, std::string_view, BytesView>;

/// The current row of a running query. Views live until the next row.
class RowView {
 public:
  virtual ~RowView() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;   // CheckFailed if the column is no integer
  virtual std::string_view text(int column) const = 0;  // CheckFailed if the column is no text
  virtual std::string_view bytes(int column) const = 0;
};

/// How a C++ type becomes a parameter and comes back from a column. Specialise beside a type of
/// your own.
template <class T, class = void>
struct Column;

template <>
struct Column<std::int64_t> {
  static Param param(std::int64_t value) { return value; }
  static std::int64_t read(const RowView& row, int i) { return row.integer(i); }
};
template <>
struct Column<int> {
  static Param param(int value) { return std::int64_t{value}; }
  static int read(const RowView& row, int i) {
    const std::int64_t value = row.integer(i);
    GX_CHECK(value >= INT32_MIN && value <= INT32_MAX);
    return static_cast<int>(value);
  }
};
template <>
struct Column<bool> {
  static Param param(bool value) { return std::int64_t{value}; }
  static bool read(const RowView& row, int i) { return row.integer(i) != 0; }
};
template <>
struct Column<std::string> {
  static Param param(const std::string& value) { return std::string_view(value); }
  static std::string read(const RowView& row, int i) { return std::string(row.text(i)); }
};
template <>
struct Column<std::string_view> {  // parameters only
  static Param param(std::string_view value) { return value; }
};
template <>
struct Column<const char*> {  // parameters only
  static Param param(const char* value) { return std::string_view(value); }
};
template <>
struct Column<Bytes> {
  static Param param(const Bytes& value) { return BytesView{value.data}; }
  static Bytes read(const RowView& row, int i) { return {std::string(row.bytes(i))}; }
};
template <>
struct Column<Digest> {
  static Param param(const Digest& value) {
    return BytesView{{reinterpret_cast<const char*>(value.data()), value.size()}};
  }
  static Digest read(const RowView& row, int i) {
    const std::string_view data = row.bytes(i);
    Digest digest{};
    GX_CHECK(data.size() == digest.size());
    data.copy(reinterpret_cast<char*>(digest.data()), data.size());
    return digest;
  }
};
template <class Tag>
struct Column<Id<Tag>> {
  static Param param(Id<Tag> id) { return id.value(); }
  static Id<Tag> read(const RowView& row, int i) { return Id<Tag>(row.integer(i)); }
};
template <>
struct Column<Points> {
  static Param param(Points points) { return points.value(); }
  static Points read(const RowView& row, int i) { return Points(row.integer(i)); }
};
template <>
struct Column<Quantity> {
  static Param param(Quantity quantity) { return quantity.milli(); }
  static Quantity read(const RowView& row, int i) { return Quantity::from_milli(row.integer(i)); }
};
template <>
struct Column<UnitPrice> {
  static Param param(UnitPrice price) { return price.e4(); }
  static UnitPrice read(const RowView& row, int i) { return UnitPrice::from_e4(row.integer(i)); }
};
template <>
struct Column<Instant> {
  static Param param(Instant instant) { return instant.micros(); }
  static Instant read(const RowView& row, int i) { return Instant::from_micros(row.integer(i)); }
};
template <>
struct Column<Date> {  // stored as the number yyyymmdd
  static Param param(Date date) { return date.yyyymmdd(); }
  static Date read(const RowView& row, int i) {
    const auto date = Date::from_yyyymmdd(row.integer(i));
    GX_CHECK(date.has_value());
    return *date;
  }
};
template <>
struct Column<Currency> {
  static Param param(const Currency& currency) { return currency.code(); }
  static Currency read(const RowView& row, int i) {
    const auto currency = Currency::parse(row.text(i));
    GX_CHECK(currency.has_value());
    return *currency;
  }
};
template <class T>
struct Column<std::optional<T>> {
  static Param param(const std::optional<T>& value) {
    return value ? Column<T>::param(*value) : Param{Null{}};
  }
  static std::optional<T> read(const RowView& row, int i) {
    if (row.is_null(i)) return std::nullopt;
    return Column<T>::read(row, i);
  }
};

template <class T>
concept Scalar = requires {
  sizeof(Column<T>);
};

/// A row as an aggregate whose fields are the columns in order, or a single scalar.
template <class Row>
Row read_row(const RowView& view) {
  if constexpr (Scalar<Row>) {
    return Column<Row>::read(view, 0);
  } else {
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return Row{Column<boost::pfr::tuple_element_t<i, Row>>::read(view, static_cast<int>(i))...};
    }
    (std::make_index_sequence<boost::pfr::tuple_size_v<Row>>{});
  }
}

}  // namespace guanxi::sql
