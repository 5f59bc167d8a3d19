// A plain PostgreSQL on which db/citus.sql has been run, with doubles of Citus' functions that only
// write down what they were asked for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parity/owners.h"
#include "platform/sql/testing.h"

namespace guanxi::test {

std::string citus_sql();

class SpreadStore {
 public:
  explicit SpreadStore(const std::string& text = citus_sql());

  sql::Database& db() { return **store_; }
  const Distribution& distribution() const { return distribution_; }
  const std::vector<std::string>& copied() const { return copied_; }  // to every machine

 private:
  std::string double_, text_;
  std::vector<sql::Migration> migrations_;
  std::unique_ptr<sql::TempDatabase> store_;
  Distribution distribution_;
  std::vector<std::string> copied_;
};

}  // namespace guanxi::test
