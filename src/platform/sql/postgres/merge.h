// One statement for many: the same query asked by many functions, with an array for each parameter.
// The server then plans, locks and logs once for all of them, which is most of what a short
// statement costs.
//
//   INSERT INTO t (a, b) VALUES ($1, 0)         INSERT INTO t (a, b) SELECT u.gx1, 0
//                                               FROM unnest($1::bigint[]) AS u(gx1)
//   UPDATE t SET a = $1 WHERE id = $2           UPDATE t SET a = u.gx1
//                                               FROM unnest(…) AS u(gx1, gx2) WHERE id = u.gx2
//   SELECT a FROM t WHERE id = $1               SELECT u.gx0, q.* FROM unnest(…) WITH ORDINALITY
//                                               AS u(gx1, gx0), LATERAL (SELECT a FROM t WHERE
//                                               id = u.gx1) q
#pragma once

#include <libpq-fe.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::sql::postgres {

/// nullopt: it has to run by itself (no parameters, RETURNING, an upsert, more than one tuple …).
/// `types` are the parameters', see oid_of().
std::optional<std::string> merged_write(std::string_view text, std::span<const Oid> types);
/// The first column is the number, from 1, of the call a row belongs to; each call's rows come in
/// their own order.
std::optional<std::string> merged_read(std::string_view text, std::span<const Oid> types);

Oid array_oid(Oid element);

/// Values of one parameter as a PostgreSQL array in binary.
class ArrayBuilder {
 public:
  explicit ArrayBuilder(Oid element);
  void add(const Param& value);
  /// Complete; the builder stays usable for clear().
  std::string_view data();
  void clear();

 private:
  void put32(std::uint32_t value);
  Oid element_;
  std::uint32_t count_ = 0;
  bool has_null_ = false;
  std::string data_;
};

}  // namespace guanxi::sql::postgres
