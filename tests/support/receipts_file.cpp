#include "support/receipts_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <fstream>

#include "platform/files/csv.h"

namespace guanxi::test {

FileRow sold_to(const std::string& phone, FileRow row) {
  row.member_kind = "phone";
  row.member_value = phone;
  return row;
}

FileRow return_of(const FileRow& row, const std::string& quantity) {
  FileRow back = row;
  back.kind = "refund";
  back.date = "2026-02-12";
  back.sequence = "5";
  back.at.clear();
  back.quantity = quantity;
  back.original_date = row.date;
  back.original_sequence = row.sequence;
  return back;
}

std::string receipts_header() {
  return "kind,store,till,business_date,sequence,occurred_at,cashier,member_kind,member_value,item,"
         "quantity,list_price,shop_price,amount,counter,salesperson,original_till,original_date,"
         "original_sequence\n";
}

std::string text_of(const FileRow& row) {
  const std::vector<std::string> cells{
      row.kind,
      row.store,
      row.till,
      row.date,
      row.sequence,
      row.at.empty() ? row.date + "T12:00:00+08:00" : row.at,
      row.cashier,
      row.member_kind,
      row.member_value,
      row.item,
      row.quantity,
      row.list_price,
      row.shop_price,
      row.amount,
      row.counter,
      row.salesperson,
      row.original_till,
      row.original_date,
      row.original_sequence};
  return fmt::format("{}\n", fmt::join(cells, ","));
}

std::string file_of(const std::vector<FileRow>& rows) {
  std::string text = receipts_header();
  for (const FileRow& row : rows) text += text_of(row);
  return text;
}

guanxi::import::Report import_file(
    TestHouse& house, const std::string& text, const ImportHow& how
) {
  import::Options options;
  options.file = house.directory() / how.name;
  options.format = "receipts";
  options.rejects = options.file.string() + ".rejects.csv";
  options.batch_units = how.batch_units;
  options.stop = how.stop;
  std::ofstream(options.file, std::ios::binary) << text;
  app::Application& application = how.application ? *how.application : house.application();
  auto report = application.import().run(options, application.system_actor());
  if (report) return *std::move(report);
  ADD_FAILURE() << code_name(report.error().code) << " " << report.error().pointer;
  return {};
}

Rejects rejects_of(TestHouse& house, const std::string& name) {
  static constexpr files::CsvColumn columns[] = {
      {"reject_line"}, {"reject_outcome"}, {"reject_reason"}};
  Rejects rejects;
  files::FileSource file(house.directory() / (name + ".rejects.csv"));
  files::CsvTable table(file, columns, files::UnknownColumns::ignore);
  for (auto step = table.next(); step != files::CsvStep::end; step = table.next()) {
    if (step == files::CsvStep::fault) {
      ADD_FAILURE() << "the rejects file is no CSV: " << files::explain(table.fault(), "en");
      continue;
    }
    const auto line = parse_id(table[0]).value_or(0);
    const std::string why = std::string(table[1]) + ": " + std::string(table[2]);
    EXPECT_TRUE(rejects.emplace(line, why).second) << "line " << line << " twice: " << why;
  }
  return rejects;
}

std::ostream& operator<<(std::ostream& out, const Books& books) {
  return out << books.receipts << " receipts, " << books.claims << " claims, " << books.entries
             << " entries";
}

Books books_of(TestHouse& house) {
  const verify::Report report = house.verify();
  return {report.sales.receipts, report.sales.claims, report.points.entries};
}

}  // namespace guanxi::test
