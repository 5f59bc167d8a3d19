// What a store looks like from outside, for `guanxi doctor`: read without changing anything, beside
// a running server or without one. One function per engine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace guanxi::sql {

/// A property of the engine, and what this program needs it to be.
struct EngineSetting {
  std::string name;    // "journal_mode"
  std::string value;   // "wal"
  std::string wanted;  // empty: any
  bool fits() const { return wanted.empty() || value == wanted; }
};

struct Inspection {
  std::string engine;  // "SQLite 3.40.1"
  std::vector<EngineSetting> settings;
  int schema_version = 0;  // 0: no schema yet
  std::vector<std::string>
      damage;  // what the engine finds broken; empty: nothing, or not looked for
};

/// `whole`: also reads every page and index (PRAGMA quick_check), on one snapshot. Throws
/// StorageFault: the file cannot be opened or is no database.
Inspection inspect_sqlite(const std::filesystem::path& file, bool whole);

}  // namespace guanxi::sql
