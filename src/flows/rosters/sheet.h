// The rows of a file that somebody else's program wrote: a workbook, or separated text in UTF-8
// (with or without its mark) or GB18030, which holds GBK and GB2312, separated by comma, semicolon
// or tab. What it is, is told by its bytes, not by its name. Memory stays flat.
//
// The encoding: what is UTF-8 from end to end is UTF-8; else it must be GB18030 from end to end.
// The other way round every UTF-8 file would be read as GB18030 rubbish.
//
// Threads: a sheet belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/api/messages.h"

namespace guanxi::rosters {

enum class Step {
  row,
  damaged,  // a record that is none: why() says what is wrong with it, the next one may be good
  end,
  broken,  // nothing follows: why()
};

class Sheet {
 public:
  virtual ~Sheet() = default;
  virtual Step next() = 0;
  /// Of the row next() returned; a workbook leaves out empty ones at the end.
  virtual const std::vector<std::string>& cells() const = 0;
  /// Of the file or the sheet, from 1: where the row stands.
  virtual std::uint64_t line() const = 0;
  /// One sentence; never a cell's content.
  virtual std::string why(api::Language language) const = 0;
  /// Of bytes_total(): how far it is. Nobody knows it of a workbook, which says 0 until its end.
  virtual std::uint64_t bytes_done() const = 0;
  /// Days are numbers in it, and numbers may be binary fractions.
  virtual bool is_workbook() const = 0;
};

/// A file that cannot be opened is a sheet that is broken at its first step.
std::unique_ptr<Sheet> open_sheet(const std::filesystem::path& file);

}  // namespace guanxi::rosters
