// Where a store is, as people name it on the command line: a data directory, or the URL of a
// PostgreSQL database. The one place that turns such a name into a store to copy from, to copy
// into, or to restore; commands know no engine.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/application.h"
#include "flows/backup/backup.h"

namespace guanxi::app {

/// A store opened for a command that needs it for itself. A directory is locked against every other
/// program; of a server's database, a target is locked against other copies and restores, and of a
/// source it is asked who uses it, before and at the end.
struct ClosedShop {
  std::string name;                   // for people
  std::shared_ptr<const void> alone;  // the lock
  std::unique_ptr<sql::Database> db;
};

/// A store that is there. Throws StartFailure.
ClosedShop open_source(const std::string& name, const config::Config& config, const Clock& clock);
/// A store to copy into: made if there is none, without a key and without a row. Throws
/// StartFailure.
ClosedShop open_target(const std::string& name, const config::Config& config, const Clock& clock);
/// An empty place to restore into. Throws StartFailure, archive::Failure backup_place_taken.
std::unique_ptr<backup::Site> open_site(
    const std::string& name, const config::Config& config, const Clock& clock
);
/// Of the key that lies in that directory, or GUANXI_KEY; nullopt: neither. Never makes one.
std::optional<std::string> key_fingerprint_at(const std::string& name);

}  // namespace guanxi::app
