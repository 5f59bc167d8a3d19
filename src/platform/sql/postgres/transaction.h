// A running transaction on a connection: what functions see.
#pragma once

#include "platform/sql/postgres/connection.h"

namespace guanxi::sql::postgres {

class Transaction final : public Tx {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}

 protected:
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) override {
    return connection_.run(query, params, columns, sink);
  }
  void stream(const Query& query, std::span<const Param> params, int columns, const RowSink& sink)
      override {
    connection_.stream(query, params, columns, sink);
  }

 private:
  Connection& connection_;
};

}  // namespace guanxi::sql::postgres
