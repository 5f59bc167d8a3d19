#include "flows/import/rejects.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <system_error>

namespace guanxi::import {
namespace {

[[noreturn]] void fault_of(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), "rejects file " + path);
}

}  // namespace

RejectsFile::RejectsFile(const std::filesystem::path& path, std::int64_t bytes)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)), path_(path) {
  if (fd_ < 0) fault_of(path_);
  if (::ftruncate(fd_, bytes) != 0) fault_of(path_);
}

RejectsFile::~RejectsFile() { ::close(fd_); }

void RejectsFile::write_at(std::int64_t offset, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::pwrite(fd_, text.data(), text.size(), offset);
    if (written < 0) fault_of(path_);
    offset += written;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string rejects_header(std::span<const files::CsvColumn> columns) {
  std::string header;
  for (const files::CsvColumn& column : columns) {
    header += column.name;
    header += ',';
  }
  return header + "reject_line,reject_outcome,reject_reason\n";
}

std::string rejects_row(
    const UnitLine& line, Outcome outcome, std::string_view reason, std::size_t columns
) {
  std::string text = line.raw;
  if (text.empty()) {
    text.append(columns - 1, ',');
  } else {
    text.pop_back();  // its line feed
  }
  const std::string number = std::to_string(line.row);
  return text + "," +
         files::csv_line(std::array<std::string_view, 3>{number, outcome_name(outcome), reason});
}

}  // namespace guanxi::import
