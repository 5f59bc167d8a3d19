// How often a program has asked for memory: linked in, it counts every operator new. For programs
// of one thread.
#pragma once

#include <cstdint>

namespace guanxi::bench {

extern std::uint64_t allocations;

}  // namespace guanxi::bench
