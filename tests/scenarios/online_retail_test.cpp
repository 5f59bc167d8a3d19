// A real shop's year through the real flows: every line of the UCI Online Retail data set has an
// outcome, and the figures that are published for it come out. With GUANXI_ROWS=all the whole file,
// else its first 30,000 rows. The expected numbers were computed from the file by other means.
// Where there is a PostgreSQL, both engines import it and come to the same balances.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string_view>

#include "flows/import/import.h"
#include "support/books.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

struct Expected {
  std::int64_t rows, lines, invoices, customers, revenue_fen;
};
constexpr Expected whole{541'909, 397'884, 18'532, 4'338, 891'140'790};
constexpr Expected head{30'000, 19'498, 1'000, 699, 40'674'338};

std::filesystem::path data_file() {
  const char* const folder = std::getenv("GUANXI_DATA_DIR");
  const char* const source = std::getenv("GUANXI_SOURCE_DIR");
  const std::filesystem::path data =
      folder ? std::filesystem::path(folder)
             : std::filesystem::path(source ? source : ".") / "../shared/data";
  return data / "online_retail" / "online_retail.csv.gz";
}

/// The header and the first rows, not packed.
void cut(const std::filesystem::path& from, const std::filesystem::path& to, std::int64_t rows) {
  const gzFile in = gzopen(from.c_str(), "rb");
  ASSERT_NE(in, nullptr);
  std::ofstream out(to, std::ios::binary);
  char line[4096];
  for (std::int64_t i = 0; i <= rows && gzgets(in, line, sizeof line) != nullptr; ++i) out << line;
  gzclose(in);
}

bool whole_file() {
  const char* const rows = std::getenv("GUANXI_ROWS");
  return rows && std::string_view(rows) == "all";
}

/// Imports it twice into a store of its own, the second time without effect.
void import_into(TestHouse& house, const std::filesystem::path& file) {
  const Expected& expected = whole_file() ? whole : head;
  import::Options options;
  options.file = file;
  if (!whole_file()) {
    options.file = house.directory() / "head.csv";
    cut(file, options.file, expected.rows);
  }
  options.format = "online-retail";
  options.rejects = house.directory() / "rejects.csv";
  const auto report = house.application().import().run(options, house.application().system_actor());
  ASSERT_TRUE(report);
  ASSERT_EQ(report->state, import::Report::State::done) << report->fault;
  const import::Counters& counters = report->counters;
  const std::string table = import::summary_table(counters, report->currency, api::Language::en);
  EXPECT_EQ(counters.lines_read(), expected.rows) << table;
  EXPECT_EQ(counters.identified_lines, expected.lines) << table;
  EXPECT_EQ(counters.identified_invoices, expected.invoices) << table;
  EXPECT_EQ(counters.identified_customers, expected.customers) << table;
  // Exact to the digit the data has; the published figure is rounded to the penny.
  EXPECT_EQ((counters.identified_revenue_e7 + 50'000) / 100'000, expected.revenue_fen) << table;
  EXPECT_EQ(counters.of(import::Outcome::rejected_row), 0) << table;
  EXPECT_EQ(counters.of(import::Outcome::rejected_receipt), 0) << table;
  EXPECT_EQ(house.verify().sales.receipts, counters.sales + counters.returns);

  const auto again = house.application().import().run(options, house.application().system_actor());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, import::Report::State::already_done);
}

TEST(OnlineRetail, comes_in_with_the_published_figures_and_the_same_balances_on_both_engines) {
  const auto file = data_file();
  if (!std::filesystem::exists(file)) {
    GTEST_SKIP() << "no " << file.string() << "; set GUANXI_DATA_DIR to the folder of data sets";
  }
  std::vector<sql::Engine> engines{sql::Engine::sqlite};
  if (sql::test_engine() == sql::Engine::postgres) engines.push_back(sql::Engine::postgres);
  std::optional<Balances> first;
  for (const sql::Engine engine : engines) {
    TestHouse house({.engine = engine});
    ASSERT_NO_FATAL_FAILURE(import_into(house, file));
    const Balances found = balances(house.application());
    std::cout << (engine == sql::Engine::sqlite ? "SQLite:     " : "PostgreSQL: ") << found << "\n";
    EXPECT_GT(found.members, 600);
    if (!first) first = found;
    EXPECT_EQ(found, *first) << "the same file, the same balances";
  }
}

}  // namespace
}  // namespace guanxi::test
