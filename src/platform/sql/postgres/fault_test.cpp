#include "platform/sql/postgres/fault.h"

#include <gtest/gtest.h>

#include <optional>

namespace guanxi::sql::postgres {
namespace {

using Kind = StorageFault::Kind;
enum class Means { fault, again, ours };

struct Case {
  const char* state;
  Means means;
  Kind kind = Kind::other;
  bool reading = false;
};

TEST(PostgresFaultTest, EachCodeHasItsMeaning) {
  const Case cases[] = {
      {"40001", Means::again},                                // serialization_failure
      {"40P01", Means::again},                                // deadlock_detected
      {"23505", Means::fault, Kind::constraint},              // unique_violation
      {"23503", Means::fault, Kind::constraint},              // foreign_key_violation
      {"23514", Means::fault, Kind::constraint},              // check_violation
      {"23502", Means::fault, Kind::constraint},              // not_null_violation
      {"53100", Means::fault, Kind::full},                    // disk_full
      {"53200", Means::fault, Kind::busy},                    // out_of_memory
      {"53300", Means::fault, Kind::busy},                    // too_many_connections
      {"55P03", Means::fault, Kind::busy},                    // lock_not_available
      {"57014", Means::fault, Kind::busy},                    // query_canceled: statement_timeout
      {"57P01", Means::fault, Kind::unreachable},             // admin_shutdown
      {"57P02", Means::fault, Kind::unreachable},             // crash_shutdown
      {"57P03", Means::fault, Kind::unreachable},             // cannot_connect_now
      {"08006", Means::fault, Kind::unreachable},             // connection_failure
      {"25006", Means::fault, Kind::unreachable},             // read only: a standby
      {"25006", Means::ours, Kind::other, /*reading=*/true},  // a write in a read
      {"58030", Means::fault, Kind::io},                      // io_error
      {"XX001", Means::fault, Kind::corrupt},                 // data_corrupted
      {"XX002", Means::fault, Kind::corrupt},                 // index_corrupted
      {"XX000", Means::fault, Kind::other},                   // internal_error
      {"25P02", Means::fault, Kind::other},                   // in_failed_sql_transaction
      {"42601", Means::ours},                                 // syntax_error
      {"42P01", Means::ours},                                 // undefined_table
      {"22003", Means::ours},                                 // numeric_value_out_of_range
      {"22021", Means::ours},                                 // invalid UTF-8
      {"26000", Means::ours},                                 // no such prepared statement
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.state);
    std::optional<Means> means;
    try {
      raise(one.state, "what", "SELECT why", one.reading);
    } catch (const SerializationFault& fault) {
      means = Means::again;
      EXPECT_EQ(fault.kind(), Kind::busy);
    } catch (const StorageFault& fault) {
      means = Means::fault;
      EXPECT_EQ(fault.kind(), one.kind);
      EXPECT_NE(std::string(fault.what()).find("SELECT why"), std::string::npos);
    } catch (const CheckFailed&) {
      means = Means::ours;
    }
    EXPECT_EQ(means, one.means);
  }
}

TEST(PostgresFaultTest, WithoutAnAnswerTheServerIsUnreachable) {
  try {
    raise(static_cast<PGconn*>(nullptr), nullptr, "SELECT 1", false);
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::unreachable);
  }
}

}  // namespace
}  // namespace guanxi::sql::postgres
