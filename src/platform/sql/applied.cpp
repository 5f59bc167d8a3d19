#include "platform/sql/applied.h"

#include <cstdio>

namespace guanxi::sql {

const Query list_applied{"SELECT number, name, checksum FROM schema_migrations ORDER BY number"};
const Query insert_applied{
    "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"};

std::string checksum(std::string_view text) {
  std::uint64_t sum = 14695981039346656037U;
  for (const char c : text) {
    sum ^= static_cast<unsigned char>(c);
    sum *= 1099511628211U;
  }
  std::array<char, 17> hex{};
  std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(sum));
  return hex.data();
}

void check_numbers(std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    GX_CHECK_WHY(
        migrations[i].number == static_cast<int>(i) + 1,
        "migrations are not numbered 1, 2, 3 …: " + std::string(migrations[i].name)
    );
  }
}

std::span<const Migration> missing_of(
    const std::vector<Applied>& applied, std::span<const Migration> migrations
) {
  if (applied.size() > migrations.size()) {
    throw StorageFault(
        StorageFault::Kind::newer_schema,
        "the store has migration " + applied.back().name + ", this program knows only " +
            std::to_string(migrations.size()) + ": use the newer program, or restore a backup"
    );
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const Migration& known = migrations[i];
    if (applied[i].number == known.number && applied[i].name == known.name &&
        applied[i].checksum == checksum(known.text)) {
      continue;
    }
    throw StorageFault(
        StorageFault::Kind::changed_migration,
        "migration " + applied[i].name + " was applied to the store, but this program's " +
            std::string(known.name) + " differs: an applied migration must never be edited"
    );
  }
  return migrations.subspan(applied.size());
}

}  // namespace guanxi::sql
