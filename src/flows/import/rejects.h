// The rejects file: the rows that were not imported, each with its reason, in the columns of the
// format – so that it can be corrected and imported itself. Written at known offsets: a batch that
// runs twice writes the same bytes at the same place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "flows/import/unit.h"

namespace guanxi::import {

class RejectsFile {
 public:
  /// Opens or makes the file and cuts it to `bytes`, the length the last counted batch left. Throws
  /// std::system_error.
  RejectsFile(const std::filesystem::path& path, std::int64_t bytes);
  ~RejectsFile();
  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;
  void write_at(std::int64_t offset, std::string_view text);

 private:
  int fd_;
  std::string path_;
};

std::string rejects_header(std::span<const files::CsvColumn> columns);
std::string rejects_row(
    const UnitLine& line, Outcome outcome, std::string_view reason, std::size_t columns
);

}  // namespace guanxi::import
