// Receipts from files: what becomes of every line, and that a file counts once however it was
// interrupted.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <sstream>

#include "flows/import/import.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

using import::Outcome;
using State = import::Report::State;

constexpr const char* header =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

std::string row(
    const std::string& invoice,
    const char* item,
    const char* quantity,
    const char* day,
    const char* price,
    const char* customer = "17850"
) {
  return fmt::format(
      "{},{},SOME GIFT,{},2010-12-{} 08:26:00,{},{},United Kingdom\n",
      invoice,
      item,
      quantity,
      day,
      price,
      customer
  );
}

class Import : public testing::Test {
 protected:
  static std::filesystem::path write(
      TestHouse& house, const std::string& text, const std::string& name = "shop.csv"
  ) {
    const auto file = house.directory() / name;
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  static import::Report run(
      TestHouse& house,
      const std::filesystem::path& file,
      int batch_units = 64,
      std::function<bool()> stop = {}
  ) {
    import::Options options;
    options.file = file;
    options.format = "online-retail";
    options.rejects = file.string() + ".rejects.csv";
    options.batch_units = batch_units;
    options.stop = std::move(stop);
    auto report = house.application().import().run(options, house.application().system_actor());
    if (!report) {
      ADD_FAILURE() << code_name(report.error().code) << " " << report.error().pointer;
      return {};
    }
    return *std::move(report);
  }
  static import::Report run_text(
      TestHouse& house, const std::string& rows, const std::string& name = "shop.csv"
  ) {
    return run(house, write(house, header + rows, name));
  }
  static std::string rejects(TestHouse& house, const std::string& name = "shop.csv") {
    std::ifstream file(house.directory() / (name + ".rejects.csv"), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  /// The receipts of a day, as "kind amount".
  static std::vector<std::string> receipts(
      TestHouse& house, const std::string& from, const std::string& to
  ) {
    std::vector<std::string> found;
    const Answer page = house.manager().get(
        "/v1/receipts?store=ONLINE-RETAIL&limit=200&from=" + from + "&to=" + to
    );
    for (const auto& one : page.find("/receipts")->as_array()) {
      found.push_back(
          std::string(one.at("kind").as_string()) + " " +
          std::to_string(one.at("payable").at("amount").as_int64())
      );
    }
    return found;
  }
  static std::int64_t points_of(TestHouse& house, const char* customer) {
    const Answer member = house.manager().post(
        "/v1/members/lookup",
        {{"kind", "external"},
         {"value", std::string("online-retail:") + customer},
         {"programme", "ONLINE-RETAIL"}}
    );
    return member.integer("/points/balance");
  }
};

TEST_F(Import, a_cancellation_takes_the_customers_newest_sales_first) {
  TestHouse house;
  const auto report = run_text(
      house,
      row("536001", "85123A", "3", "01", "2.00") + row("536002", "85123A", "2", "02", "3.00") +
          row("536003", "85123A", "9", "02", "1.00", "13047") +  // somebody else's
          row("C536004", "85123A", "-4", "03", "2.00") + row("536005", "85123A", "7", "04", "2.00")
  );
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(report.counters.of(Outcome::returned), 1);
  EXPECT_EQ(report.counters.returns, 2) << "one refund for each sale it takes from";
  EXPECT_EQ(
      receipts(house, "2010-12-03", "2010-12-03"),
      (std::vector<std::string>{"refund 600", "refund 400"})
  ) << "2 × 3.00 of the newer sale, 2 × 2.00 of the older; the one after it is not touched";
  EXPECT_EQ(report.counters.returns_amount, 1000) << "at the price that was paid";
  EXPECT_EQ(points_of(house, "17850"), 6 + 6 + 14 - 6 - 4);
  EXPECT_EQ(rejects(house), rejects(house).substr(0, rejects(house).find('\n') + 1))
      << "a header and nothing else";
}

TEST_F(Import, the_part_of_a_cancellation_that_finds_no_sale_is_rejected) {
  TestHouse house;
  const auto report = run_text(
      house,
      row("536001", "85123A", "3", "01", "2.00") + row("C536002", "85123A", "-5", "02", "2.00") +
          row("C536003", "85123A", "-1", "03", "2.00") + row("C536004", "22423", "-1", "03", "2.00")
  );
  EXPECT_EQ(report.counters.of(Outcome::returned_in_part), 1);
  EXPECT_EQ(report.counters.of(Outcome::rejected_no_sale), 2) << "nothing left, and never sold";
  EXPECT_EQ(report.counters.returns_amount, 600);
  const std::string rejected = rejects(house);
  EXPECT_NE(rejected.find("C536002"), std::string::npos);
  EXPECT_NE(rejected.find("2 of 5 found no sale"), std::string::npos) << rejected;
  EXPECT_EQ(points_of(house, "17850"), 0);
}

TEST_F(Import, every_line_has_an_outcome) {
  TestHouse house;
  const auto report = run_text(
      house,
      row("536001", "85123A", "6", "01", "2.55") +
          row("536001", "85123A", "6", "01", "2.55") +        // repeated
          row("536001", "71053", "1", "01", "0") +            // free
          row("536002", "71053", "2", "01", "3.391", "") +    // anonymous
          row("536003", "71053", "2", "01", "-1.00") +        // negative price
          row("536003", "71053", "-2", "01", "1.00") +        // negative quantity
          row("C536004", "71053", "-1", "02", "3.391", "") +  // names nobody
          row("C536005", "85123A", "1", "02", "2.55") +       // wrong sign
          row("536006", "85123A", "many", "02", "2.55") +     // no number
          row("536007", "85123A", "1", "02", "2.55")
  );
  ASSERT_EQ(report.state, State::done);
  const auto& counters = report.counters;
  EXPECT_EQ(counters.of(Outcome::sold_to_member), 4) << "repeated lines are kept";
  EXPECT_EQ(counters.of(Outcome::sold_anonymously), 1);
  EXPECT_EQ(counters.of(Outcome::rejected_negative_price), 1);
  EXPECT_EQ(counters.of(Outcome::rejected_negative_quantity), 2);
  EXPECT_EQ(counters.of(Outcome::rejected_no_customer), 1);
  EXPECT_EQ(counters.of(Outcome::rejected_row), 1);
  EXPECT_EQ(counters.lines_read(), 10) << "each line once";
  EXPECT_EQ(counters.lines_rejected(), 5);
  EXPECT_EQ(counters.free_lines, 1);
  EXPECT_EQ(counters.identified_lines, 3);
  EXPECT_EQ(counters.identified_invoices, 2);
  EXPECT_EQ(counters.identified_customers, 1);
  EXPECT_EQ(counters.identified_revenue_e7, (6 * 2 + 1) * 25'500 * 1000);
  EXPECT_EQ(
      receipts(house, "2010-12-01", "2010-12-01"),
      (std::vector<std::string>{"sale 3060", "sale 678"})
  ) << "2 × 3.391 = 6.782, half-up per line";
  EXPECT_EQ(points_of(house, "17850"), 30 + 2) << "a point a pound; what is free earns nothing";
  const std::string rejected = rejects(house);
  EXPECT_EQ(std::count(rejected.begin(), rejected.end(), '\n'), 6) << "a header and five rows:\n"
                                                                   << rejected;
}

TEST_F(Import, an_invoice_whose_rows_stand_apart_is_one_receipt) {
  TestHouse house;
  const auto report = run_text(
      house,
      row("536001", "85123A", "1", "01", "2.00") + row("536002", "85123A", "1", "01", "1.00") +
          row("536001", "71053", "1", "01", "3.00")
  );
  EXPECT_EQ(report.counters.sales, 2);
  EXPECT_EQ(
      receipts(house, "2010-12-01", "2010-12-01"),
      (std::vector<std::string>{"sale 500", "sale 100"})
  );
}

TEST_F(Import, the_same_file_twice_changes_nothing) {
  TestHouse house;
  const std::string rows =
      row("536001", "85123A", "3", "01", "2.00") + row("C536002", "85123A", "-5", "02", "2.00");
  const auto first = run_text(house, rows);
  const auto before = house.verify();
  house.clock().advance_seconds(60);
  const auto again = run_text(house, rows);
  EXPECT_EQ(again.state, State::already_done);
  EXPECT_EQ(import::to_text(again.counters), import::to_text(first.counters))
      << "and tells the result of then";
  // The same receipts in another file: the file is new, the receipts are not.
  const auto other = run_text(house, rows + row("536009", "71053", "1", "09", "1.00"), "other.csv");
  EXPECT_EQ(other.counters.of(Outcome::already_posted), 2);
  EXPECT_EQ(other.counters.sales, 1);
  EXPECT_EQ(house.verify().sales.receipts, before.sales.receipts + 1);
}

std::string a_hundred_invoices() {
  std::string rows;
  for (int i = 0; i < 100; ++i) {
    const std::string day = fmt::format("{:02}", 1 + i / 5);
    const std::string customer = i % 7 == 0 ? "" : std::to_string(17000 + i % 9);
    const bool back = i % 10 == 9;
    rows +=
        row((back ? "C" : "") + std::to_string(536000 + i),
            "85123A",
            back ? "-2" : "5",
            day.c_str(),
            "2.55",
            customer.c_str());
    rows +=
        row((back ? "C" : "") + std::to_string(536000 + i),
            "71053",
            back ? "-9" : "1",
            day.c_str(),
            i % 6 == 0 ? "0" : "3.391",
            customer.c_str());
  }
  return rows;
}

TEST_F(Import, stopped_and_resumed_equals_one_go) {
  struct End {
    std::string counters, rejects, digest;
  };
  const auto story = [&](int stops) {
    TestHouse house;
    const auto file = write(house, header + a_hundred_invoices());
    for (int i = 0; i < stops; ++i) {
      int batches = 0;
      const auto report = run(house, file, 7, [&] { return ++batches == 2; });
      EXPECT_EQ(report.state, State::stopped);
      EXPECT_EQ(report.resumed, i > 0);
    }
    const auto report = run(house, file, 7);
    EXPECT_EQ(report.state, State::done);
    EXPECT_EQ(report.resumed, stops > 0);
    const auto books = house.verify();
    return End{
        import::to_text(report.counters),
        rejects(house),
        crypto::to_hex(crypto::bytes_of(books.points.digest))};
  };
  const End whole = story(0), resumed = story(5);
  EXPECT_EQ(resumed.counters, whole.counters);
  EXPECT_EQ(resumed.rejects, whole.rejects);
  EXPECT_EQ(resumed.digest, whole.digest) << "entry by entry the same books";
}

TEST_F(Import, goes_on_in_a_new_process) {
  TestHouse house;
  const auto file = write(house, header + a_hundred_invoices());
  int batches = 0;
  EXPECT_EQ(run(house, file, 7, [&] { return ++batches == 3; }).state, State::stopped);
  house.clock().advance_seconds(1);
  house.restart();
  const auto resumed = run(house, file, 7);
  TestHouse other;
  const auto whole = run(other, write(other, header + a_hundred_invoices()), 7);
  EXPECT_EQ(import::to_text(resumed.counters), import::to_text(whole.counters));
  EXPECT_EQ(rejects(house), rejects(other));
}

TEST_F(Import, half_a_file_posts_what_is_whole_and_says_so) {
  TestHouse house;
  const auto whole = write(house, header + a_hundred_invoices());
  const auto packed = house.directory() / "half.csv.gz";
  {
    std::ifstream in(whole, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const std::string plain = text.str();
    const gzFile out = gzopen(packed.c_str(), "wb");
    ASSERT_NE(out, nullptr);
    gzwrite(out, plain.data(), static_cast<unsigned>(plain.size()));
    gzclose(out);
    std::filesystem::resize_file(packed, std::filesystem::file_size(packed) / 2);
  }
  const auto half = run(house, packed);
  EXPECT_EQ(half.state, State::failed);
  EXPECT_FALSE(half.fault.empty());
  EXPECT_GT(half.rows_dropped, 0U) << "receipts that may be incomplete are not posted";
  house.clock().advance_seconds(1);
  // The whole file afterwards brings the rest, and nothing twice.
  const auto rest = run(house, whole);
  EXPECT_EQ(rest.state, State::done);
  TestHouse other;
  const auto once = run(other, write(other, header + a_hundred_invoices()));
  EXPECT_EQ(house.verify().sales.receipts, other.verify().sales.receipts);
  EXPECT_EQ(house.verify().points.balance, other.verify().points.balance);
  EXPECT_EQ(rest.counters.sales + half.counters.sales, once.counters.sales);
}

TEST_F(Import, of_the_wrong_file_leaves_no_trace) {
  TestHouse house;
  const auto before = house.verify();
  for (const char* const text :
       {"", "InvoiceNo,StockCode\n536001,85123A\n", "{\"json\":true}\n", "\x50\x4b\x03\x04zip"}) {
    const auto report = run(house, write(house, text));
    EXPECT_EQ(report.state, State::failed) << text;
    EXPECT_FALSE(report.fault.empty());
    EXPECT_EQ(house.application().org().snapshot()->find_store("ONLINE-RETAIL"), nullptr);
  }
  EXPECT_EQ(house.verify().points.accounts, before.points.accounts);
  import::Options options;
  options.format = "online-retail";
  options.file = house.directory() / "not-there.csv";
  const auto missing =
      house.application().import().run(options, house.application().system_actor());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  options.format = "excel";
  const auto unknown =
      house.application().import().run(options, house.application().system_actor());
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().pointer, "/format");
}

TEST_F(Import, a_row_that_is_not_utf_8_takes_its_neighbours_along) {
  TestHouse house;
  std::string bad = row("536002", "71053", "1", "01", "1.00");
  bad.replace(bad.find("GIFT"), 4, "G\xe9T");
  const auto report = run_text(
      house,
      row("536000", "85123A", "1", "01", "2.00") + row("536001", "85123A", "1", "01", "2.00") +
          bad + row("536003", "85123A", "1", "01", "2.00") +
          row("536004", "85123A", "1", "01", "2.00")
  );
  ASSERT_EQ(report.state, State::done) << report.fault;
  EXPECT_EQ(report.counters.of(Outcome::rejected_row), 1);
  EXPECT_EQ(report.counters.of(Outcome::rejected_receipt), 2);
  EXPECT_EQ(report.counters.of(Outcome::sold_to_member), 2);
}

}  // namespace
}  // namespace guanxi::test
