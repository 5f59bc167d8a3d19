// Whether a statement says on which machine its rows live, once the tables are spread over several:
// for every distributed table it names, the distribution column has a value of its own.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace guanxi::test {

/// Table → its distribution column.
using Distribution = std::map<std::string, std::string>;

/// The distributed tables of `statement` whose column has none, as often as they are named so:
/// neither `column = $k`, nor equal to a column that has one, nor in the list of an INSERT. A
/// statement with an OR proves nothing.
std::vector<std::string> homeless(std::string_view statement, const Distribution& distribution);
/// The distributed tables it names, each once, by name.
std::vector<std::string> tables_in(std::string_view statement, const Distribution& distribution);

}  // namespace guanxi::test
