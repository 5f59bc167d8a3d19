// One statement for many: the same query asked by many functions, with an array for each parameter.
// The server then plans, locks and logs once for all of them, which is most of what a short
// statement costs.
//
// With u for gx_calls, and $n an array now:
//   INSERT INTO t (a, b) VALUES ($1, $2)        INSERT INTO t (a, b) SELECT u.gx1, ($2)[u.gx0]
//                                               FROM unnest($1) WITH ORDINALITY AS u(gx1, gx0)
//   UPDATE t SET a = $2 WHERE id = $1           UPDATE t SET a = ($2)[u.gx0]
//                                               FROM unnest($1) … AS u(gx1, gx0) WHERE id = u.gx1
//   SELECT a FROM t WHERE id = $1               SELECT u.gx0, q.* FROM unnest($1) … AS u(gx1, gx0),
//                                               LATERAL (SELECT a FROM t WHERE id = u.gx1) q
#pragma once

#include <libpq-fe.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::sql::postgres {

/// A column that a parameter fixes: `column = $n`.
struct Pin {
  std::string column;
  std::size_t place = 0;  // of the parameter in a call
  bool operator==(const Pin&) const = default;
};
/// As many rows changed as there were calls has to mean one each. That holds for an INSERT, whose
/// ON CONFLICT DO NOTHING becomes a fault (constraint) where it would have done nothing; for an
/// UPDATE if the columns it pins hold a unique key of the table, which the caller has to look up:
/// else one call may change two rows while another changes none. And two calls of one function must
/// not share an UPDATE: the second has to see what the first did.
struct MergedWrite {
  std::string text;
  struct Update {
    std::string table;
    std::vector<Pin> pins;  // calls in this order lock rows in the same order everywhere
  };
  std::optional<Update> update;
};
/// nullopt: it has to run by itself (no parameters, RETURNING, an upsert, more than one tuple, a
/// subselect …). `types` are the parameters', see oid_of().
std::optional<MergedWrite> merged_write(std::string_view text, std::span<const Oid> types);
/// The first column is the number, from 1, of the call a row belongs to; each call's rows come in
/// their own order.
std::optional<std::string> merged_read(std::string_view text, std::span<const Oid> types);

/// Whether no part of a statement writes.
bool only_reads(std::string_view text);

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
  void put(std::string_view value);
  void put32(std::uint32_t value);
  Oid element_;
  std::uint32_t count_ = 0;
  bool has_null_ = false;
  std::string data_;
};

}  // namespace guanxi::sql::postgres
