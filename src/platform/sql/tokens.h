// Reading SQL just far enough to leave strings, names and comments alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace guanxi::sql {

/// `text` with every token (a word, a string, a comment, or a single other character) replaced by
/// what `replace` answers for it.
std::string rewrite(
    std::string_view text, const std::function<std::string(std::string_view token)>& replace
);
std::string upper(std::string_view word);

/// Whether a statement only reads or writes rows: whatever ends a transaction, changes the schema
/// or the connection would reach other functions.
bool is_plain(std::string_view text);
/// How many parameters a statement has; CheckFailed unless they are exactly $1 … $n, each by itself
/// (no ?, no name, no $1::bigint: SQLite reads that as one name).
int parameters_of(std::string_view text);
/// A migration may neither defer a constraint to a COMMIT that others share nor end the transaction
/// it runs in. CheckFailed.
void check_migration_word(std::string_view word);

}  // namespace guanxi::sql
