// Which migrations a store has, and whether they are the program's. For the engines' migrate().
#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::sql {

struct Applied {
  int number;
  std::string name;
  std::string checksum;
};

extern const Query list_applied;    // as Applied, in order
extern const Query insert_applied;  // number, name, checksum, applied_at

/// FNV-1a, 64 bits, in hex: finds a file that was edited by mistake, not one that was forged.
std::string checksum(std::string_view text);
/// CheckFailed unless they are 1, 2, 3 …
void check_numbers(std::span<const Migration> migrations);
/// The migrations the store lacks. Throws StorageFault newer_schema, changed_migration: what the
/// store has must be what the program has, as far as it goes.
std::span<const Migration> missing_of(
    const std::vector<Applied>& applied, std::span<const Migration> migrations
);

}  // namespace guanxi::sql
