// Receipts from a file, through the checkout and refund flows – not around them –, as priced by the
// till. Units are posted in batches of one transaction each, which also moves the stored progress:
// a killed import resumes exactly behind the last batch that counted. The same file twice changes
// nothing.
#pragma once

#include <filesystem>
#include <functional>
#include <unordered_set>

#include "flows/enrol/enrol.h"
#include "flows/import/summary.h"
#include "flows/refund/refund.h"

namespace guanxi::import {

struct Progress {
  std::uint64_t rows = 0, bytes_done = 0, bytes_total = 0;
};

struct Options {
  std::filesystem::path file;
  std::string format;             // "online-retail", "receipts"
  std::filesystem::path rejects;  // where rejected rows go; removed again if there are none
  int batch_units = 64;
  std::function<void(const Progress&)> on_progress = {};
  std::function<bool()> stop = {};  // asked between batches; true ends the import, to be resumed
};

struct Report {
  enum class State { done, already_done, stopped, failed };
  State state = State::done;
  bool resumed = false;
  Counters counters;
  Currency currency;
  std::string fault;               // failed: why; what was read before it stays posted
  std::uint64_t rows_dropped = 0;  // failed: rows of receipts that may be incomplete, not posted
};

/// What one batch did.
struct Batch {
  Counters counters;
  std::string rejects;
  std::vector<std::string> customers;  // with identified sales lines
};

class Import {
 public:
  Import(
      const checkout::House& house,
      const checkout::Checkout& checkout,
      const refund::Refund& refund,
      const Clock& clock
  )
      : house_(house), checkout_(checkout), refund_(refund), clock_(clock) {}

  /// Errors: unknown_value at /format, not_found at /file, conflict (another process imports the
  /// same file now).
  Result<Report> run(const Options& options, const api::Actor& actor) const;

 private:
  struct Run;
  /// Programme, store and tills of a format that brings its own; does again only what is missing.
  guanxi::Outcome prepare_world(const Format& format, const api::Actor& actor) const;
  Currency currency_of_first_programme() const;  // the summary adds up amounts of one currency
  std::optional<std::string> check_header(const std::filesystem::path& path, const Format& format)
      const;
  guanxi::Outcome post_all(Run& run, const Options& options) const;
  guanxi::Outcome post_batch(Run& run, const std::vector<Unit>& units) const;
  void remember_customer(Run& run, const Unit& unit) const;

  // One unit, inside the batch's transaction (post.cpp). An error is a fault that ends the batch; a
  // receipt the flows refuse is counted and goes to the rejects.
  guanxi::Outcome post_unit(
      sql::Tx& tx, const Run& run, const Unit& unit, Instant now, Batch& batch
  ) const;
  guanxi::Outcome post_sale(
      sql::Tx& tx, const Run& run, const Unit& unit, const api::Call& call, Batch& batch
  ) const;
  guanxi::Outcome post_return(
      sql::Tx& tx, const Run& run, const Unit& unit, const api::Call& call, Batch& batch
  ) const;
  guanxi::Outcome put_items(
      sql::Tx& tx, const Unit& unit, Currency currency, const api::Call& call, Batch& batch
  ) const;

  checkout::House house_;
  const checkout::Checkout& checkout_;
  const refund::Refund& refund_;
  const Clock& clock_;
};

}  // namespace guanxi::import
