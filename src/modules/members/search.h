// The terms a member's name is found by, and what a search looks for. Pure. Inside modules/members
// only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guanxi::members {

/// Of the rules below; in the store, 0 stands for a member whose terms are still to be made.
inline constexpr std::int64_t search_version = 1;

/// 张小明 is found by 张小明, 小明, zhangxiaoming, xiaoming and zxm, "Ann Lee" by annlee, lee and
/// al: whole, without what comes first, and by its first letters, each of them by its beginning.
/// Each once; none for a name without letters. `name` is valid UTF-8.
std::vector<std::string> search_terms(std::string_view name);

/// The term of a whole name in the letters a … z: the same for 张小明 and "zhang xiaoming". Empty
/// for a name without letters. `name` is valid UTF-8.
std::string whole_term(std::string_view name);

/// What the terms begin with that `query` looks for: a name as people write it, its pinyin with or
/// without blanks, or its initials. Empty: nothing can be looked for. `query` is valid UTF-8.
std::string search_beginning(std::string_view query);

}  // namespace guanxi::members
