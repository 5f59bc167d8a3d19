#include "platform/sql/migrations.h"

#include <gtest/gtest.h>

#include "platform/sql/testing.h"

namespace guanxi::sql {
namespace {

TEST(MigrationsTest, TheProgramsOwnApplyToAnEmptyStore) {
  TempDatabase temp;
  const auto count = static_cast<int>(all_migrations(Engine::sqlite).size());
  EXPECT_GT(count, 0);
  EXPECT_EQ(temp->schema_version(), count);
  temp.reopen();
  EXPECT_EQ(temp->migrate(all_migrations(Engine::sqlite)), 0);
}

TEST(MigrationsTest, BothEnginesHaveTheSameNumbersAndNames) {
  const auto sqlite = all_migrations(Engine::sqlite);
  const auto postgres = all_migrations(Engine::postgres);
  ASSERT_EQ(sqlite.size(), postgres.size());
  for (std::size_t i = 0; i < sqlite.size(); ++i) {
    EXPECT_EQ(sqlite[i].number, postgres[i].number);
    EXPECT_EQ(sqlite[i].name, postgres[i].name);
  }
}

TEST(MigrationsTest, OneOfNothingButCommentsAppliesToo) {
  constexpr Migration schema[] = {
      {1, "0001_first", "-- module: sql\nCREATE TABLE first (id BIGINT PRIMARY KEY) /*table*/;"},
      {2, "0002_second", "-- Filled later.\n"}};
  TempDatabase temp(schema);
  EXPECT_EQ(temp->schema_version(), 2);
}

}  // namespace
}  // namespace guanxi::sql
