// What the tests of this folder need: SQLite and a PostgreSQL server side by side.
#pragma once

#include "platform/sql/testing.h"

namespace guanxi::test {

inline bool no_server() { return sql::test_engine() == sql::Engine::sqlite; }
inline constexpr const char* no_server_reason =
    "GUANXI_TEST_POSTGRES names no server to compare with; script/test postgres starts one";

}  // namespace guanxi::test
