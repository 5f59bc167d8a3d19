#include "platform/sql/sqlite/translate.h"

#include <gtest/gtest.h>

#include "base/check.h"

namespace guanxi::sql::sqlite {
namespace {

TEST(TranslateTest, ChangesTypesAndMarkersAndNothingElse) {
  struct Row {
    const char* reason;
    const char* portable;
    const char* sqlite;
  };
  const Row rows[] = {
      {"types",
       "CREATE TABLE t (a BIGINT PRIMARY KEY, b bytea, c TEXT) /*table*/;",
       "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB, c TEXT) STRICT;"},
      {"clustered", "(a bigint) /*clustered*/;", "(a INTEGER) STRICT, WITHOUT ROWID;"},
      {"words that only contain a type",
       "bigint_total BIGINTS x_BYTEA",
       "bigint_total BIGINTS x_BYTEA"},
      {"strings", "DEFAULT 'BIGINT''s /*table*/' BIGINT", "DEFAULT 'BIGINT''s /*table*/' INTEGER"},
      {"quoted names", "\"BIGINT\" BIGINT", "\"BIGINT\" INTEGER"},
      {"comments", "-- a BIGINT's\nBIGINT /* BYTEA */", "-- a BIGINT's\nINTEGER /* BYTEA */"},
      {"a marker is exact", "/* table */ /*Table*/", "/* table */ /*Table*/"},
      {"an open string", "'BIGINT", "'BIGINT"},
      {"an open comment", "/*table*", "/*table*"},
      {"nothing", "", ""},
      {"other letters", "-- 会员 BIGINT\nDEFAULT '积分'", "-- 会员 BIGINT\nDEFAULT '积分'"},
  };
  for (const Row& row : rows) EXPECT_EQ(translate(row.portable), row.sqlite) << row.reason;
}

TEST(TranslateTest, RefusesWhatWouldBeCheckedAtTheCommitOfAGroup) {
  EXPECT_THROW(translate("REFERENCES t (a) deferrable initially deferred"), CheckFailed);
  EXPECT_NO_THROW(translate("-- not deferrable\nDEFAULT 'deferrable'"));
}

}  // namespace
}  // namespace guanxi::sql::sqlite
