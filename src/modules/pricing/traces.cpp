#include "modules/pricing/traces.h"

namespace guanxi::pricing {
namespace {

const sql::Query insert_trace{
    "INSERT INTO pricing_traces (owner_id, receipt_id, trace) VALUES ($1, $2, $3)"};
const sql::Query trace_of{
    "SELECT trace FROM pricing_traces WHERE owner_id = $1 AND receipt_id = $2"};
const sql::Query copy_trace{
    "INSERT INTO pricing_traces (owner_id, receipt_id, trace) "
    "SELECT CAST($2 AS BIGINT), receipt_id, trace FROM pricing_traces "
    "WHERE owner_id = $1 AND receipt_id = $3"};
const sql::Query drop_trace{"DELETE FROM pricing_traces WHERE owner_id = $1 AND receipt_id = $2"};
const sql::Query every_trace{
    "SELECT owner_id, receipt_id, trace FROM pricing_traces ORDER BY owner_id, receipt_id"};

}  // namespace

void keep_trace(sql::Tx& tx, OwnerId owner, ReceiptId receipt, const Quote& quote) {
  tx.exec(insert_trace, owner, receipt, sql::Bytes{pack(quote)});
}

std::optional<Trace> find_trace(sql::Tx& tx, OwnerId owner, ReceiptId receipt) {
  const auto bytes = tx.find<sql::Bytes>(trace_of, owner, receipt);
  if (!bytes) return std::nullopt;
  auto trace = unpack(bytes->data);
  GX_CHECK_WHY(trace.has_value(), "the price of a receipt cannot be read");
  return trace;
}

void replace_trace(sql::Tx& tx, OwnerId owner, ReceiptId receipt, const Quote& quote) {
  tx.exec(drop_trace, owner, receipt);
  keep_trace(tx, owner, receipt, quote);
}

void move_trace(sql::Tx& tx, OwnerId from, OwnerId to, ReceiptId receipt) {
  tx.exec(copy_trace, from, to, receipt);
  tx.exec(drop_trace, from, receipt);
}

void each_trace(sql::Tx& tx, const std::function<void(const RecordedTrace&)>& visit) {
  struct Row {
    OwnerId owner;
    ReceiptId receipt;
    sql::Bytes trace;
  };
  tx.each<Row>(every_trace, [&](Row&& row) {
    visit({row.owner, row.receipt, unpack(row.trace.data)});
  });
}

}  // namespace guanxi::pricing
