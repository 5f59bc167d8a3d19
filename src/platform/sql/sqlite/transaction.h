// A running transaction on a connection: what functions see.
#pragma once

#include "platform/sql/sqlite/connection.h"

namespace guanxi::sql::sqlite {

class Transaction final : public Tx {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}

 protected:
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) override {
    // A full disk may have ended the transaction under a function that went on regardless. Its next
    // statement would commit by itself.
    if (!connection_.in_transaction()) {
      throw StorageFault(
          StorageFault::Kind::other, "the transaction was ended by an earlier fault"
      );
    }
    return connection_.run(query, params, columns, sink);
  }

 private:
  Connection& connection_;
};

}  // namespace guanxi::sql::sqlite
