// What a store looks like from outside, for `guanxi doctor`: read without changing anything, beside
// a running server or without one. One function per engine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::sql {

/// A property of the engine, and what this program needs it to be.
struct EngineSetting {
  std::string name;    // "journal_mode"
  std::string value;   // "wal"
  std::string wanted;  // empty: any, or the value is well
  /// The program cannot be trusted without it; otherwise it works, and not as well.
  bool needed = true;
  bool fits() const { return wanted.empty() || value == wanted; }
};

struct Inspection {
  Engine kind = Engine::sqlite;
  std::string engine;  // "SQLite 3.40.1"
  std::vector<EngineSetting> settings;
  int schema_version = 0;                // 0: no schema yet
  std::vector<std::string> damage = {};  // what is found broken; empty: nothing, or not looked for
};

/// `whole`: also reads every page and index (PRAGMA quick_check), on one snapshot. Throws
/// StorageFault: the file cannot be opened or is no database.
Inspection inspect_sqlite(const std::filesystem::path& file, bool whole);

/// `whole`: also reads every row of every table, which finds pages whose checksum is wrong.
/// `connections`: how many of them the program wants. Throws StorageFault: the server cannot be
/// reached, refuses us, or only reads.
Inspection inspect_postgres(const std::string& conninfo, int connections, bool whole);

}  // namespace guanxi::sql
