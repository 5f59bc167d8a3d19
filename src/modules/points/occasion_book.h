// The occasions of every programme, kept in memory so that a sale asks no store for them.
//
// Threads: any. Reading never touches the store and never waits for a reload.
#pragma once

#include <memory>
#include <vector>

#include "modules/points/occasions.h"

namespace guanxi::points {

class OccasionBook {
 public:
  /// Reads all versions; the schema must be migrated. `db` must outlive it.
  explicit OccasionBook(sql::Database& db);
  ~OccasionBook();

  /// What is in force at `when`: of each code the version that started last, unless it has ended.
  /// By code.
  std::vector<Occasion> in_force(ProgrammeId programme, Instant when) const;
  /// Looks whether somebody added a version and reads them again if so: one small read otherwise.
  void refresh();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::points
