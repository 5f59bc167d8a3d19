// Transactions in front of others.
#pragma once

#include <functional>

#include "platform/sql/sql.h"

namespace guanxi::sql {

/// Sees every statement on its way.
class ForwardingTx : public Tx {
 public:
  explicit ForwardingTx(Tx& behind) : behind_(behind) {}

 protected:
  virtual void seen(const Query& query, std::span<const Param> params, bool reads) = 0;
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) override {
    seen(query, params, columns > 0);
    return behind_.run(query, params, columns, sink);
  }
  void stream(const Query& query, std::span<const Param> params, int columns, const RowSink& sink)
      override {
    seen(query, params, columns > 0);
    behind_.stream(query, params, columns, sink);
  }

 private:
  Tx& behind_;
};

/// Somebody wants the program to end; what was begun is undone.
struct Stopped {};

/// For work of minutes: asks before each statement and every thousand rows of one whether to go on,
/// and throws Stopped.
class StoppableTx final : public ForwardingTx {
 public:
  StoppableTx(Tx& behind, std::function<bool()> should_stop)
      : ForwardingTx(behind), should_stop_(std::move(should_stop)) {}

 protected:
  void seen(const Query& /*query*/, std::span<const Param> /*params*/, bool /*reads*/) override {
    if (should_stop_ && should_stop_()) throw Stopped{};
  }
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) override {
    return ForwardingTx::run(query, params, columns, watched(sink));
  }
  void stream(const Query& query, std::span<const Param> params, int columns, const RowSink& sink)
      override {
    ForwardingTx::stream(query, params, columns, watched(sink));
  }

 private:
  RowSink watched(const RowSink& sink) {
    return [this, &sink](const RowView& row) {
      constexpr int rows_between = 1000;
      if (++rows_ % rows_between == 0 && should_stop_ && should_stop_()) throw Stopped{};
      sink(row);
    };
  }
  std::function<bool()> should_stop_;
  std::int64_t rows_ = 0;
};

}  // namespace guanxi::sql
