// What the commands backup, restore and copy have in common: a line of progress, and Ctrl-C.
#pragma once

#include <chrono>
#include <string>

#include "app/commands.h"
#include "flows/backup/backup.h"

namespace guanxi::app {

/// "copying  45 %  1,234 of 2,742 MiB" on one line of the terminal that is drawn over itself; a
/// line for each phase where standard error is no terminal.
class BackupProgress {
 public:
  explicit BackupProgress(bool zh);
  /// False once somebody pressed Ctrl-C: what runs should stop.
  bool show(const backup::Progress& progress);
  void end();

 private:
  bool zh_, terminal_;
  backup::Phase phase_ = backup::Phase::waiting;
  std::chrono::steady_clock::time_point shown_{};
  bool drawn_ = false;
};

/// SIGINT and SIGTERM ask what runs to stop instead of ending the program.
void stop_on_interrupt();
bool interrupted_by_user();

/// The books in a table, and what is needed to read the store.
void print_books(const verify::Report& books, const config::Config& config);
void print_key_needed(const std::string& fingerprint, bool zh);
/// "1,234.5 MiB".
std::string mib_text(std::int64_t bytes);

}  // namespace guanxi::app
