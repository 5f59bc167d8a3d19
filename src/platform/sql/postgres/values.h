// Values in PostgreSQL's binary format: parameters out, columns in.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <span>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::sql::postgres {

inline constexpr Oid oid_bytes = 17, oid_integer = 20, oid_text = 25;

/// The type of a parameter as PostgreSQL names it; 0 for NULL: let the server find out.
Oid oid_of(const Param& param);

/// CheckFailed where the text holds what PostgreSQL cannot store.
void check_text(std::string_view text);

/// Parameters as libpq wants them. Views into what it was made from: lives no longer.
class Parameters {
 public:
  explicit Parameters(std::span<const Param> params);
  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
  std::vector<std::array<char, 8>> integers_;  // big-endian
};

class Row final : public RowView {
 public:
  /// Columns before `first` do not count.
  explicit Row(const PGresult* result, int first = 0) : result_(result), first_(first) {}
  void move_to(int row) { row_ = row; }

  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  std::string_view raw(int column) const;
  [[noreturn]] void wrong(int column, const char* wanted) const;

  const PGresult* result_;
  int first_;
  int row_ = 0;
};

}  // namespace guanxi::sql::postgres
